"""The widget's channel over real HTTP: typed requests, an answer as events, history, feedback, forgetting, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from bot.channels.parts import parts
from bot.channels.web.requests import Feedback
from bot.exchanges import exchanges
from bot.messages import Message
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Served

GREEN = "what is green tea?"


def chat(served: Served, **body: Any) -> httpx2.Response:
    """Send a request of the widget, answered as JSON."""
    return served.client.post("/web/chat", json=body, headers={"Accept": "application/json"})


def say(served: Served, text: str, conversation: str, name: str = "one") -> list[dict[str, Any]]:
    """Say something and get the events of the answer."""
    response = chat(served, type="say", id=name, text=text, conversation=conversation)
    assert response.status_code == 200, response.text
    return list(response.json()["events"])


def streamed(served: Served, after: int | None = None, **body: Any) -> list[tuple[int, str, dict[str, Any]]]:
    """The server-sent events of an answer: number, name and data of each."""
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    response = served.client.post("/web/chat", json=body, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    blocks = [dict(line.split(": ", 1) for line in block.split("\n")) for block in response.text.strip().split("\n\n")]
    return [(int(block["id"]), block["event"], json.loads(block["data"])) for block in blocks]


def only(events: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The one event of a kind."""
    (found,) = [event for event in events if event["type"] == kind]
    return found


def test_an_answer_comes_as_typed_events_in_order(served: Served) -> None:
    """Turn, text, sources, suggestions, trace, done; the last paragraph bears its sources' numbers."""
    events = say(served, GREEN, "order")

    assert [event["type"] for event in events] == ["turn", "text", "sources", "suggestions", "trace", "done"]
    assert events[0] == {"type": "turn", "conversation": "order", "id": "one"}
    assert events[1]["text"].startswith("Green tea is tea from leaves that are heated")
    assert "Source" not in events[1]["text"]
    assert events[1]["cites"] == [item["number"] for item in events[2]["items"]]
    assert events[2]["items"][0]["title"]
    assert events[-2]["steps"][0] | {"likely": 0} == {
        "heard": "what is green tea",
        "read": "define",
        "names": ["green tea"],
        "likely": 0,
        "fate": "answered",
    }
    assert events[-1]["outcome"] == "answered"


def test_the_stream_and_the_json_form_say_the_same(served: Served) -> None:
    """The stream numbers the events of the JSON form from 0."""
    body = {"type": "say", "id": "one", "text": GREEN, "conversation": "both forms"}
    sent = streamed(served, **body)

    assert [data for *_, data in sent] == say(served, GREEN, "both forms")
    assert [number for number, *_ in sent] == list(range(len(sent)))
    assert all(name == data["type"] for _, name, data in sent)


def test_a_broken_stream_is_taken_up_behind_the_last_event(served: Served) -> None:
    """The committed answer is replayed from there, and the message counts once."""
    body = {"type": "say", "id": "one", "text": GREEN, "conversation": "broken"}
    whole = streamed(served, **body)
    rest = streamed(served, after=2, **body)

    assert rest == whole[3:]
    assert len(chat(served, type="history", conversation="broken").json()["turns"]) == 1


def test_a_comparison_is_a_table_in_the_place_of_its_lines(served: Served) -> None:
    """The rows are not said twice; each cites its own sources, by the numbers of the whole answer."""
    events = say(served, "difference between green and black tea", "table")
    table, sources = only(events, "table"), only(events, "sources")

    assert table["columns"][0] == ""
    assert len(table["cites"]) == len(table["rows"])
    assert {number for row in table["cites"] for number in row} <= {item["number"] for item in sources["items"]}
    said = " ".join(event["text"] for event in events if event["type"] == "text")
    assert "oxidised" in said
    assert not any(f"- {row[0]} — " in said for row in table["rows"])


def test_what_is_asked_back_comes_as_buttons_and_what_may_be_next_as_suggestions(served: Served) -> None:
    """A choice that is waited for is told from an offer."""
    assert only(say(served, GREEN, "offers"), "suggestions")["items"]
    asked = say(served, "what is it?", "asks back")

    assert only(asked, "done")["outcome"] == "asked back"
    assert not any(event["type"] == "suggestions" for event in asked)


def test_what_is_not_known_is_declined(served: Served) -> None:
    """The widget can tell its page that a question went unanswered."""
    events = say(served, "what is coffee?", "declined")

    assert only(events, "done")["outcome"] == "declined"
    assert only(events, "trace")["steps"][0]["fate"] == "declined"


def test_history_shows_what_was_shown(served: Served) -> None:
    """Every turn with the events of its answer, a button by its title, and the last ones only."""
    first = say(served, GREEN, "history", "one")
    button = only(first, "suggestions")["items"][0]
    second = say(served, button["payload"], "history", "two")
    past = chat(served, type="history", conversation="history").json()

    assert [turn["said"] for turn in past["turns"]] == [GREEN, button["title"]]
    assert [turn["id"] for turn in past["turns"]] == ["one", "two"]
    assert [_without_clauses(turn["events"]) for turn in past["turns"]] == [
        _without_clauses(first),
        _without_clauses(second),
    ]
    assert past["turns"][0]["time"] <= past["turns"][1]["time"]
    assert not past["more"]
    last = chat(served, type="history", conversation="history", last=1).json()
    assert [turn["id"] for turn in last["turns"]] == ["two"]
    assert last["more"]
    assert chat(served, type="history", conversation="nobody's").json()["turns"] == []


def _without_clauses(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The log keeps the visitor's words of a clause, the trace its normal form: the rest must agree."""
    steps = [{**step, "heard": ""} for event in events for step in event.get("steps", ())]
    return [{**event, "steps": steps} if event["type"] == "trace" else event for event in events]


def test_feedback_is_kept_with_its_answer_and_the_last_word_counts(served: Served) -> None:
    """As `doolittle unanswered` reads it: value and reason, by the id of the message."""
    say(served, GREEN, "judged")
    for value, reason, comment in (("up", "", ""), ("down", "wrong", "It is red."), ("down", "unclear", "")):
        told = {"type": "feedback", "conversation": "judged", "id": "one", "value": value}
        assert chat(served, **told, reason=reason, comment=comment).json() == {"kept": True}

    turn = chat(served, type="history", conversation="judged").json()["turns"][0]
    assert turn["feedback"] == "down"
    missing = chat(served, type="feedback", conversation="judged", id="another", value="up")
    assert missing.status_code == 404
    assert "no such message" in missing.json()["detail"]


def test_a_judgement_is_what_the_report_of_gaps_reads(kept: Served, tmp_path: Path) -> None:
    """Through the server into the file, and out of the file into an exchange."""
    from bot.assembly import stored

    say(kept, GREEN, "ann")
    chat(kept, type="feedback", conversation="ann", id="one", value="down", reason="wrong", comment="It is red.")

    async def read() -> list[Any]:
        store = stored(f"sqlite:{tmp_path / 'bot.db'}")
        await store.open()
        try:
            return [exchanges(events) async for _, events in store.histories()]
        finally:
            await store.close()

    import asyncio

    ((exchange,),) = asyncio.run(read())
    assert exchange.disliked
    assert exchange.complaint == "wrong or out of date: It is red."


def test_a_comment_alone_is_a_reason() -> None:
    """Neither a reason nor a comment leaves a stray colon."""
    told = {"type": "feedback", "conversation": "a", "id": "b", "value": "down"}
    assert Feedback.model_validate({**told, "comment": " no "}).said == "no"
    assert Feedback.model_validate({**told, "reason": "wrong"}).said == "wrong or out of date"
    assert Feedback.model_validate(told).said == ""


def test_a_conversation_is_forgotten_whole(served: Served) -> None:
    """Deleted on the server; the bot does not know it any more, and says whether there was one."""
    say(served, GREEN, "forgotten")
    assert chat(served, type="forget", conversation="forgotten").json() == {"forgotten": True}
    assert chat(served, type="history", conversation="forgotten").json()["turns"] == []
    assert chat(served, type="forget", conversation="forgotten").json() == {"forgotten": False}
    assert "Green" not in only(say(served, "say that again", "forgotten", "two"), "text")["text"]


def test_a_conversation_without_a_name_gets_one_nobody_can_guess(served: Served) -> None:
    """128 random bits, told in the first event."""
    names = [only(say(served, "hello", ""), "turn")["conversation"] for _ in range(2)]
    assert len(set(names)) == 2
    assert all(len(name) == 32 for name in names)


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ({}, "Which tea goes with milk?"),
        ({"topic": "oolong"}, "Which tea goes with milk?"),
        ({"topic": "black_tea"}, "How do black tea and green tea differ?"),
        ({"topic": "Black tea"}, "How do black tea and green tea differ?"),
        ({"page": "All about green tea | The tea room"}, "How do black tea and green tea differ?"),
    ],
)
def test_the_greeting_fits_what_is_read(served: Served, query: dict[str, str], begins: str) -> None:
    """First questions about a topic, by id or name, or about what a page's title names; else the pack's own."""
    about = served.client.get("/web/about", params=query).json()
    assert begins in [starter["title"] for starter in about["starters"]]
    assert about["languages"] == ["en"]
    assert about["contact"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "sing"},
        {"type": "say", "text": "hello"},
        {"type": "say", "id": "", "text": "hello"},
        {"type": "say", "id": "x" * 257, "text": "hello"},
        {"type": "history", "conversation": "a", "last": 0},
        {"type": "feedback", "conversation": "a", "id": "b", "value": "so-so"},
    ],
)
def test_a_request_of_another_shape_is_refused(served: Served, body: dict[str, Any]) -> None:
    """422 with what is wrong, and nothing is kept."""
    response = chat(served, **body)
    assert response.status_code == 422
    assert response.json()["detail"]


def test_too_long_a_message_is_refused(served: Served) -> None:
    """413 in words."""
    response = chat(served, type="say", id="long", text="tea " * 3000, conversation="long")
    assert response.status_code == 413
    assert "10000 characters" in response.json()["detail"]


def test_parts_keep_the_text_where_nothing_is_drawn() -> None:
    """A short list stays a sentence; blocks of kinds nobody knows are passed over; a picture is an address."""
    items = [{"id": n, "name": n, "sources": [n]} for n in ("A", "B")]
    blocks = [{"type": "list", "title": "Both", "items": items}, {"type": "hologram"}]
    told = list(parts(Message("Both are: A and B.", image="https://tea.example/a.png", custom={"blocks": blocks})))

    assert told == [
        {"type": "text", "text": "Both are: A and B."},
        {"type": "text", "text": "https://tea.example/a.png"},
    ]


def test_a_long_list_takes_the_place_of_its_enumeration() -> None:
    """Also where the text names only the first of them; what the items bear, the text does not."""
    items = [{"id": n, "name": n, "year": 1900, "sources": [n.lower()]} for n in ("A", "B", "C", "D", "E")]
    cited = [{"id": n, "title": n} for n in ("a", "b", "c", "d", "e", "f")]
    blocks = [{"type": "list", "title": "All", "items": items}, {"type": "sources", "items": cited}]
    text = "Teas are, of those I know: A (1900), B, C (1900, retired) and D …. More on request.\n\nSources: a; b; …"
    first, drawn, last = parts(Message(text, custom={"blocks": blocks}))

    assert first == {"type": "text", "text": "Teas are, of those I know:"}
    assert drawn["items"] == items
    assert last == {"type": "text", "text": "More on request.", "sources": ["f"]}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Served]:
    """A service whose settings name a page elsewhere."""
    from tests.conftest import STARTER, Served

    running = Served(Settings(knowledge=STARTER, store="memory", live=False, cors=("https://tea.example",)))
    yield running
    running.stop()


def test_a_page_elsewhere_may_talk_and_read_when_to_try_again(elsewhere: Served) -> None:
    """The preflight of the widget's own request is granted, with the headers it sends."""
    asked = {"Origin": "https://tea.example", "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization,content-type,last-event-id"
    granted = elsewhere.client.options("/web/chat", headers=asked)
    answered = elsewhere.client.get("/web/about", headers={"Origin": "https://tea.example"})

    assert granted.status_code == 200
    assert "last-event-id" in granted.headers["access-control-allow-headers"].lower()
    assert "Retry-After" in answered.headers["access-control-expose-headers"]
