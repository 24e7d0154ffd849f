"""Slack over HTTP: the real Bolt and its client, between requests that Slack would send and a Slack on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from fake_slack import BOT, FakeSlack, after, busy, button, direct, event, mention, pressing
from workspace import EVENTS, Workspace, words

from bot import assembly
from bot.conversation import Conversation
from bot.messages import Answer, Button, Message, Utterance
from bot.settings import Settings
from tests.conftest import Served, until

if TYPE_CHECKING:
    from bot.live import LivePack


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    running = FakeSlack()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def started() -> Iterator[Callable[[Settings], Served]]:
    """Starts the service; whatever runs is stopped after the last test of the module."""
    running: list[Served] = []

    def serve(settings: Settings) -> Served:
        running.append(Served(settings))
        return running[-1]

    yield serve
    for served in running:
        served.stop()


@pytest.fixture(scope="module")
def workspace(slack: FakeSlack, started: Callable[[Settings], Served]) -> Workspace:
    """The service as it is, in a workspace."""
    return Workspace(slack, started)


class Handed(Answer):
    """An answer that hands over to a person."""

    handover = True


class Scripted(Conversation):
    """Answers as a test wants it to."""

    answers: Callable[[Utterance], Answer]
    waits: threading.Event | None = None
    given_back: list[str]

    def __init__(self, source: LivePack) -> None:
        super().__init__(assembly.store("memory"), lambda: source.engine)
        self.heard: list[Utterance] = []
        self.given_back = []

    async def hear(self, utterance: Utterance) -> Answer:
        self.heard.append(utterance)
        if self.waits is not None:
            await asyncio.to_thread(self.waits.wait)
        return self.answers(utterance)

    async def release(self, conversation: str) -> bool:
        self.given_back.append(conversation)
        return True


@pytest.fixture
def scripted(
    slack: FakeSlack, serving: Callable[[Settings], Served], monkeypatch: pytest.MonkeyPatch
) -> tuple[Workspace, Scripted]:
    """A workspace whose bot answers as a test wants it to, and calls a user group."""
    made: list[Scripted] = []

    def conversation(_: Any, source: LivePack, *__: Any) -> Scripted:
        made.append(Scripted(source))
        return made[-1]

    monkeypatch.setattr(assembly, "conversation", conversation)
    return Workspace(slack, serving, slack_handover_group="S1"), made[0]


def test_the_address_is_verified(workspace: Workspace) -> None:
    response = workspace.send({"type": "url_verification", "challenge": "abc", "token": "t"})
    assert (response.status_code, response.json()) == (200, {"challenge": "abc"})


def test_a_look_at_the_certificate_wants_nothing(workspace: Workspace) -> None:
    response = workspace.served.client.post(EVENTS, data={"ssl_check": "1", "token": "t"})
    assert (response.status_code, response.content) == (200, b"")


def test_a_mention_is_answered_in_its_thread(workspace: Workspace) -> None:
    """As Markdown with its sources below, and as plain text; the thread is a conversation."""
    asked = workspace.now()
    [first] = workspace.ask("what is green tea?", ts=asked)
    assert first["thread_ts"] == asked
    assert words(first).startswith("Green tea")
    assert first["text"].startswith("Green tea")
    assert any(block["type"] == "context" and "britannica" in str(block) for block in first["blocks"])
    [second] = workspace.ask("when was it introduced?", thread_ts=asked)
    assert second["thread_ts"] == asked
    assert "green tea" in words(second).lower()
    [elsewhere] = workspace.ask("when was it introduced?")
    assert "green tea" not in words(elsewhere).lower()


def test_rasas_address_is_the_same(workspace: Workspace) -> None:
    ts = workspace.now()
    assert workspace.send(mention("what is tea?", ts, channel="C2"), "/webhooks/slack/webhook").status_code == 200
    until(lambda: workspace.posted("C2"))
    assert workspace.posted("C2")[0]["thread_ts"] == ts


def test_a_direct_message_goes_on_without_threads(workspace: Workspace) -> None:
    [first] = workspace.ask("what is green tea?", "D2")
    assert first.get("thread_ts") is None
    [second] = workspace.ask("when was it introduced?", "D2")
    assert "green tea" in words(second).lower()


def test_what_comes_twice_is_answered_once(workspace: Workspace) -> None:
    """A retry, a mention in a direct message that also comes as a message, and one that is edited."""
    ts = workspace.now()
    assert workspace.send(mention("what is tea?", ts, channel="D3")).status_code == 200
    for told in (
        direct(f"<@{BOT}> what is tea?", ts, channel="D3"),
        mention("what is tea?", ts, channel="D3", edited={"user": "U1", "ts": ts}),
    ):
        assert workspace.send(told).status_code == 200
        retried = workspace.send(told, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
        assert retried.status_code == 200
    workspace.ask("and green tea?", "D3")
    assert len(workspace.posted("D3")) == 2


def test_what_is_not_said_to_the_bot_is_acknowledged_and_no_more(workspace: Workspace) -> None:
    """Its own messages, other bots', edits, deletions, who joins, talk of others, and kinds nobody knows."""
    ts, about = workspace.now(), {"channel": "D4", "channel_type": "im"}
    for told in (
        direct("I am the bot", ts, "D4", BOT, bot_id="BBOT"),
        direct("I am a bot as well", ts, "D4", "U9", bot_id="B9"),
        event(type="message", subtype="bot_message", bot_id="B9", text="so am I", ts=ts, **about),
        event(type="message", subtype="message_changed", message={"text": "x", "ts": ts}, ts=ts, hidden=True, **about),
        event(type="message", subtype="message_deleted", deleted_ts=ts, ts=ts, hidden=True, **about),
        event(type="message", subtype="channel_join", user="U1", text="<@U1> has joined", ts=ts, **about),
        direct("a reminder", ts, "D4", "USLACKBOT"),
        event(type="message", channel="C4", channel_type="channel", user="U1", text="what is tea?", ts=ts),
        event(type="message", channel="D4", channel_type="im"),
        event(type="reaction_added", user="U1", reaction="tea", item={"type": "message", "channel": "C4", "ts": ts}),
        event(type="a_kind_of_tomorrow"),
        {"type": "view_submission", "user": {"id": "U1"}, "view": {"id": "V1", "callback_id": "x", "type": "modal"}},
    ):
        told_as = workspace.press(told) if told["type"] == "view_submission" else workspace.send(told)
        assert told_as.status_code == 200, told
    workspace.ask("what is tea?", "D4")
    assert (len(workspace.posted("D4")), workspace.posted("C4")) == (1, [])


def test_an_acknowledgement_does_not_wait_for_a_slow_answer(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.waits, bot.answers = threading.Event(), lambda said: Answer(said.conversation, (Message("At last."),))
    assert workspace.send(mention("what is tea?", workspace.now(), "C5")).status_code == 200
    assert workspace.posted("C5") == []
    bot.waits.set()
    until(lambda: workspace.posted("C5"))


def test_what_was_acknowledged_is_answered_when_the_service_stops(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.waits, bot.answers = threading.Event(), lambda said: Answer(said.conversation, (Message("At last."),))
    assert workspace.send(mention("what is tea?", workspace.now(), "C6")).status_code == 200
    stopping = threading.Thread(target=workspace.served.stop)
    stopping.start()
    assert workspace.posted("C6") == []
    bot.waits.set()
    stopping.join()
    assert len(workspace.posted("C6")) == 1


def test_an_assistants_thread_begins_with_questions(workspace: Workspace) -> None:
    """At most four; the agent view, which has no thread yet, is told of none."""
    thread = {"user_id": "U1", "channel_id": "D7", "thread_ts": "1700000000.000001", "context": {}}
    workspace.send(event(type="assistant_thread_started", assistant_thread=thread, event_ts=workspace.now()))
    workspace.send(event(type="app_home_opened", user="U1", channel="D8", tab="messages", event_ts=workspace.now()))
    workspace.send(event(type="app_home_opened", user="U1", channel="D8", tab="home", event_ts=workspace.now()))
    legacy, agent = workspace.slack.called("assistant.threads.setSuggestedPrompts")
    assert (legacy["channel_id"], legacy["thread_ts"]) == ("D7", "1700000000.000001")
    assert agent["channel_id"] == "D8"
    assert "thread_ts" not in agent
    assert 1 <= len(legacy["prompts"]) <= 4
    assert all(prompt["title"] == prompt["message"] for prompt in legacy["prompts"])
    for prompt in legacy["prompts"]:
        assert workspace.ask(prompt["message"], "D7", thread_ts="1700000000.000001")


def test_in_an_assistants_thread_a_status_shows_until_the_answer_does(workspace: Workspace) -> None:
    thread = "1700000000.000002"
    [message] = workspace.ask("what is tea?", "D9", thread_ts=thread)
    assert message["thread_ts"] == thread
    done = [name for name, given in workspace.slack.calls if given.get("channel_id", given.get("channel")) == "D9"]
    assert done == ["assistant.threads.setStatus", "chat.postMessage"]


def test_a_button_says_what_it_offers_and_is_spent(workspace: Workspace) -> None:
    """What was chosen stands in the place of the buttons; pressed by two at once it counts once."""
    [first] = workspace.ask("what is green tea?", "C7")
    titles = [
        each["text"]["text"] for block in first["blocks"] if block["type"] == "actions" for each in block["elements"]
    ]
    pressed = pressing(first, button(first, titles[0]), "U2")
    assert workspace.press(pressed).status_code == 200
    assert workspace.press(pressed | {"user": {"id": "U3"}}).status_code == 200
    until(lambda: len(workspace.posted("C7")) == 2)
    assert workspace.posted("C7")[1]["thread_ts"] == first["thread_ts"]
    spent = workspace.posted("C7")[0]
    assert not any(block["type"] == "actions" for block in spent["blocks"])
    assert f"<@U2> ➜ {titles[0]}" in str(spent["blocks"])
    assert words(spent) == words(first)
    workspace.ask("and black tea?", "C7")
    assert len(workspace.posted("C7")) == 3


def test_a_thumb_is_kept_with_the_answer(workspace: Workspace, slack: FakeSlack) -> None:
    [message] = workspace.ask("what is green tea?", "D10")
    [thumbs] = [b["elements"][0] for b in message["blocks"] if b["type"] == "context_actions"]
    told = {"type": "feedback_buttons", "action_id": thumbs["action_id"], "value": thumbs["negative_button"]["value"]}
    assert workspace.press(pressing(message, told)).status_code == 200
    until(lambda: slack.called("chat.postEphemeral"))
    assert "noted" in slack.called("chat.postEphemeral")[-1]["text"]
    for forged in ("up", "[]", '{"value": "up"}', '{"value": "up", "conversation": "x", "id": "y"}', "{"):
        assert workspace.press(pressing(message, told | {"value": forged})).status_code == 200
    assert len(slack.called("chat.postEphemeral")) == 1
    [small_talk] = workspace.ask("hello", "D11")
    assert not any(block["type"] == "context_actions" for block in small_talk["blocks"])


def test_a_thumb_reaches_the_log(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.answers = lambda said: Answer(
        said.conversation,
        (Message("So it is."),),
        {"understanding": {"clauses": [{"chosen": {"intent": "define"}}]}},
    )
    judged: list[Any] = []

    async def judge(judgement: Any) -> bool:
        judged.append(judgement)
        return True

    bot.judge = judge  # type: ignore[method-assign]
    [message] = workspace.ask("what is tea?", "D12")
    [thumbs] = [b["elements"][0] for b in message["blocks"] if b["type"] == "context_actions"]
    value = thumbs["positive_button"]["value"]
    workspace.press(pressing(message, {"type": "feedback_buttons", "action_id": thumbs["action_id"], "value": value}))
    [kept], [heard] = judged, bot.heard
    assert (kept.conversation, kept.message_id, kept.value) == (heard.conversation, heard.message_id, "up")


def test_a_command_is_answered_to_who_gave_it_alone(workspace: Workspace, slack: FakeSlack) -> None:
    """And what it offers goes on from there."""
    address = f"{slack.api.removesuffix('api/')}response/one"
    command = {"command": "/ask", "team_id": "T1", "channel_id": "C8", "user_id": "U1", "response_url": address}
    response = workspace.submit({**command, "text": "what is green tea?", "trigger_id": "1.2.a"})
    assert (response.status_code, response.content) == (200, b"")
    until(lambda: slack.private)
    [told] = slack.private
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert words(told).startswith("Green tea")
    workspace.submit({**command, "text": "when was it introduced?", "trigger_id": "1.2.b"})
    until(lambda: len(slack.private) == 2)
    assert "green tea" in words(slack.private[1]).lower()
    shown = {"ts": "1.2", "channel": "C8", **told}
    for at in ("1.3", "1.4"):  # The buttons can not be taken away, so each time they are pressed counts.
        container = {"type": "message", "message_ts": "1.2", "channel_id": "C8", "is_ephemeral": True}
        pressed = pressing(shown, button(told, button_titles(told)[0]), container=container, response_url=address)
        pressed["actions"][0]["action_ts"] = at
        assert workspace.press({k: v for k, v in pressed.items() if k != "message"}).status_code == 200
    until(lambda: len(slack.private) == 4)
    assert (workspace.posted("C8"), slack.called("chat.update")[-1]["channel"]) == ([], "C7")


def button_titles(message: dict[str, Any]) -> list[str]:
    return [each["text"]["text"] for b in message["blocks"] if b["type"] == "actions" for each in b["elements"]]


@pytest.mark.parametrize(("granularity", "shared"), [("channel", {"C1 U1", "C1 U2"}), ("user", {"C1 U1", "D1 U1"})])
def test_a_conversation_is_what_the_setting_says(
    slack: FakeSlack, started: Callable[[Settings], Served], granularity: str, shared: set[str]
) -> None:
    """Of a channel, or of a member wherever they are; the answers stand in threads all the same."""
    workspace = Workspace(slack, started, slack_conversation=granularity)
    team = f"T{granularity}"
    workspace.ask("what is green tea?", f"C1{granularity}", team=team)
    for place in ("C1 U1", "C1 U2", "D1 U1"):
        channel, user = place.split()
        [message] = workspace.ask("when was it introduced?", channel + granularity, user=user, team=team)
        assert ("green tea" in words(message).lower()) == (place in shared), place
        assert bool(message.get("thread_ts")) == channel.startswith("C")


def test_nothing_that_is_said_again_calls_anybody(scripted: tuple[Workspace, Scripted]) -> None:
    """In blocks, in the text beside them, on buttons, in tables, and in what is chosen."""
    workspace, bot = scripted
    hostile = "<!channel> <@U1> <!subteam^S1> <https://evil.example|here> & &lt;!here&gt; \\<!here>"
    table = {"type": "table", "columns": ["", hostile], "rows": [["a", hostile]]}
    source = {"id": "a", "title": hostile, "url": "https://tea.example/<!here>"}
    blocks = [table, {"type": "sources", "items": [source]}]
    said = Message(f"You said {hostile}", (Button(hostile, "/a"),), custom={"blocks": blocks})
    bot.answers = lambda heard: Answer(heard.conversation, (said,))
    [message] = workspace.ask(hostile, "C9")
    assert bot.heard[0].text == hostile
    workspace.press(pressing(message, button(message, button_titles(message)[0])))
    until(
        lambda: workspace.slack.called("chat.update") and workspace.slack.called("chat.update")[-1]["channel"] == "C9"
    )
    for shown in (message, workspace.posted("C9")[0]):
        marked = [block["text"] for block in shown["blocks"] if block["type"] == "markdown"]
        marked += [e["text"] for block in shown["blocks"] if block["type"] == "context" for e in block["elements"]]
        for text in (*marked, shown["text"]):
            assert "<" not in text.replace("<@U1> ➜", "")
    [cells] = [block["rows"][1] for block in message["blocks"] if block["type"] == "table"]
    assert cells[1] == {"type": "raw_text", "text": hostile}  # Here nothing is markup.


def test_one_call_too_many_is_made_again_when_slack_says(workspace: Workspace, slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [lambda: busy(1), lambda: busy(1)]
    workspace.ask("what is tea?", "C10")
    assert len([given for given in slack.called("chat.postMessage") if given["channel"] == "C10"]) == 3


def test_what_slack_may_have_posted_is_not_posted_again(workspace: Workspace, slack: FakeSlack) -> None:
    """Where the connection broke after it stood there, it is looked for; where it did not stand there, it is posted."""
    slack.faults["chat.postMessage"] = [after(lambda: None)]
    workspace.ask("what is tea?", "C11")
    until(lambda: slack.called("conversations.replies"))
    slack.faults["chat.postMessage"] = [broken]
    workspace.ask("what is green tea?", "C11")
    assert len(workspace.posted("C11")) == 2
    assert len(slack.called("conversations.replies")) == 2


def broken() -> Any:
    return web.Response(status=503)


def test_blocks_that_slack_does_not_take_are_posted_as_text(workspace: Workspace, slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [lambda: web.json_response({"ok": False, "error": "invalid_blocks"})]
    [message] = workspace.ask("what is green tea?", "C12")
    assert {block["type"] for block in message["blocks"]} == {"section", "actions"}
    assert message["blocks"][0]["text"]["text"].startswith("Green tea")


def test_who_wants_a_person_gets_one_until_the_bot_is_given_the_conversation_back(
    scripted: tuple[Workspace, Scripted],
) -> None:
    workspace, bot = scripted
    bot.answers = lambda said: Handed(said.conversation, (Message("I'll call somebody."),))
    [message] = workspace.ask("I want a person", "C13")
    assert "<!subteam^S1>" in str(message["blocks"])
    pressed = pressing(message, button(message, "Give it back to the bot"), "U7")
    assert workspace.press(pressed).status_code == 200
    until(lambda: workspace.slack.called("chat.update"))
    assert bot.given_back == [bot.heard[0].conversation]
    until(lambda: "<@U7> gave this back to the bot." in str(workspace.posted("C13")[0]["blocks"]))
    assert button_titles(workspace.posted("C13")[0]) == []
    [alone] = workspace.ask("I want a person", "D13")
    assert "subteam" not in str(alone)  # Nobody else can read there.


def test_a_paused_bot_says_nothing(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.answers = lambda said: Answer(said.conversation, ())
    workspace.send(direct("anybody there?", workspace.now(), "D14", thread_ts="1700000000.000003"))
    until(lambda: len(workspace.slack.called("assistant.threads.setStatus")) >= 2)
    assert workspace.slack.called("assistant.threads.setStatus")[-1]["status"] == ""
    assert workspace.posted("D14") == []
