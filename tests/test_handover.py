"""A person takes over: who asks for one, or is missed again and again, is handed over, and the bot is silent."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import run

from bot import assembly
from bot.conversation import Conversation
from bot.exchanges import exchanges
from bot.gaps import unanswered
from bot.messages import Answer, Utterance
from bot.rehearsal import BEGIN
from bot.stores.memory import MemoryStore
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store
from bot.tracker import State, fold
from bot.transcript import tracker
from knowledge.dialogue import written
from knowledge.loader import load

if TYPE_CHECKING:
    from bot.engine import Engine

ASKED = "can I talk to a human?"
DAY = 24 * 3600.0


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each store in turn, open and empty."""
    made = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "bot.db")
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def bot(tea_engine: Engine, store: Store) -> Conversation:
    """A bot on whose channel `desk` a person takes over."""
    return Conversation(store, lambda: tea_engine, person=["desk"])


async def say(bot: Conversation, text: str, at: float = 0.0, name: str = "", channel: str = "desk") -> Answer:
    """Ann says something so many seconds after the beginning."""
    return await bot.hear(Utterance(text, "ann", channel, name or f"{text} at {at}", BEGIN + at))


async def kinds(bot: Conversation) -> Sequence[str]:
    """What happened since the session began."""
    return [str(event["event"]) for event in await bot.events("ann")][3:]


async def test_who_asks_for_a_person_is_handed_over(bot: Conversation) -> None:
    """The answer says who goes on and that the bot is silent; the log has Rasa's `pause`, the tracker is paused."""
    before = await say(bot, "what is green tea?")
    answer = await say(bot, ASKED, 1)

    assert (before.handover, answer.handover) == (False, True)
    assert "person will take over" in answer.text
    assert "I keep silent" in answer.text
    events = await bot.events("ann")
    assert [event["timestamp"] for event in events if event["event"] == "pause"] == [BEGIN + 1]
    assert tracker("ann", events)["paused"] is True


async def test_the_bot_is_silent_until_it_is_released(bot: Conversation) -> None:
    """Messages are kept and not answered, none counts as unanswered; once released it goes on as before."""
    await say(bot, "what is green tea?")
    await say(bot, ASKED, 1)
    waiting = [await say(bot, text, 2) for text in ("what is black tea?", "who won the cup?", ASKED, "2", "start over")]

    assert {(answer.messages, answer.handover) for answer in waiting} == {((), False)}
    assert (await kinds(bot))[-5:] == ["user"] * 5
    held = exchanges(await bot.events("ann"))
    assert [part.fate for one in held[2:] for part in one.parts] == ["silent"] * 5
    assert list(unanswered(held)) == []
    assert await bot.release("ann")
    assert (await kinds(bot))[-1] == "resume"
    assert "Green" in (await say(bot, "and green tea?", 3)).text


async def test_a_conversation_is_released_once(bot: Conversation) -> None:
    """Whoever presses second is told that nobody had it; so for one that nobody ever took over."""
    await say(bot, ASKED)

    assert sorted(await asyncio.gather(*(bot.release("ann") for _ in range(4)))) == [False, False, False, True]
    assert (await kinds(bot)).count("resume") == 1
    assert not await bot.release("somebody else")
    assert not await bot.events("somebody else")


async def test_who_is_missed_again_and_again_is_handed_over(bot: Conversation) -> None:
    """As often as the script says; after the person, missing begins anew."""
    missed = [await say(bot, f"who won the cup in {year}?", year) for year in (1974, 1978, 1982)]
    await bot.release("ann")
    again = await say(bot, "who won the cup in 1986?", 1986)

    assert [answer.handover for answer in (*missed, again)] == [False, False, True, False]
    assert "take over" in missed[2].text


async def test_what_else_was_asked_is_answered_first(bot: Conversation) -> None:
    """A message that asks for a person and something more gets both, the person last."""
    answer = await say(bot, "can I talk to a human? what is black tea?")

    assert len(answer.messages) == 2
    assert "lack tea" in answer.messages[0].text
    assert "take over" in answer.messages[1].text
    assert answer.handover


async def test_where_nobody_takes_over_the_contact_is_given(bot: Conversation) -> None:
    """On any other channel the bot goes on, also where it misses."""
    answer = await say(bot, ASKED, channel="rest")
    missed = [await say(bot, f"who won the cup in {year}?", year, channel="rest") for year in (1974, 1978, 1982, 1986)]

    assert "where a person can be reached" in answer.text
    assert not any(answer.handover for answer in missed)
    assert all(answer.text for answer in missed)
    assert "pause" not in await kinds(bot)


async def test_a_channel_may_say_that_somebody_takes_over(tea_engine: Engine) -> None:
    """Of a single utterance; and an operator of every channel."""
    told, every = (Conversation(MemoryStore(), lambda: tea_engine, person=names) for names in ((), ("*",)))

    assert (await told.hear(Utterance(ASKED, "ann", "x", "1", BEGIN, person=True))).handover
    assert (await say(every, ASKED)).handover
    assert not (await say(told, ASKED)).handover or (await told.release("ann"))


async def test_a_message_delivered_again_changes_nothing(bot: Conversation) -> None:
    """The hand-over, and what was said while waiting, once only; also after the release."""
    first = await say(bot, ASKED, name="m1")
    await say(bot, "hello?", 1, "m2")
    before = await bot.events("ann")

    assert await say(bot, ASKED, 2, "m1") == first
    assert not (await say(bot, "hello?", 2, "m2")).messages
    assert await bot.events("ann") == before
    await bot.release("ann")
    assert not (await say(bot, "hello?", 3, "m2")).messages


async def test_a_person_may_answer_tomorrow(bot: Conversation, store: Store) -> None:
    """A new session does not bring the bot back."""
    await say(bot, ASKED)

    assert not (await say(bot, "anybody there?", DAY)).messages
    assert (await kinds(bot)).count("session_started") == 1
    async with store.turn("ann", "next") as turn:
        assert (turn.state.paused, turn.state.paused_at) == (True, BEGIN)
        assert turn.state == fold(State(), await bot.events("ann"))


async def test_the_visitor_can_have_the_bot_back(bot: Conversation) -> None:
    """By the button of the answer, by payload or by title; it begins anew, and the log says that it was released."""
    for back in (0, 1):
        answer = await say(bot, ASKED, back * 10)
        [button] = answer.buttons
        assert (await say(bot, (button.payload, button.title)[back], back * 10 + 1)).messages
        assert {"pause", "resume", "restart"} <= set(await kinds(bot))
        assert (await say(bot, "what is green tea?", back * 10 + 2)).messages


def test_what_was_stored_before_there_were_persons_is_read() -> None:
    """An answer and a state without the new fields."""
    answer, state = Answer("ann", ()).as_dict(), State(turns=3).as_dict()
    del answer["handover"], state["paused"], state["paused_at"], state["taken"]

    assert Answer.from_dict(answer) == Answer("ann", ())
    assert State.from_dict(state) == State(turns=3)
    handed = Answer("ann", (), handover=True)
    assert Answer.from_dict(handed.as_dict()) == handed


async def test_a_pack_has_words_and_rules_of_its_own(tiny_pack: Path) -> None:
    """Those of the page: `responses.yaml` and `script.yaml`."""
    page = (Path(__file__).parents[1] / "docs/handover.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    for name, block in zip(("responses", "script"), blocks, strict=True):
        (tiny_pack / f"{name}.yaml").write_text(block, "utf-8")
    engine = assembly.engine(load(tiny_pack))
    own = Conversation(MemoryStore(), lambda: engine, person=["desk"])

    answer = await say(own, "I have a complaint about my cup")
    assert answer.handover
    assert answer.text.startswith("I pass you on to our tea room")
    assert "0 errors, 0 warnings" in run("check", "--knowledge", tiny_pack)


async def test_the_golden_dialogues_hand_over_where_they_name_the_contact(engine: Engine) -> None:
    """Asked for in some sixty ways, slips of the pen and forms included; not where people are only spoken of."""
    wrong = []
    for dialogue in written([Path(__file__).parent / "conversations/wants_a_person.yaml"]):
        bot = Conversation(MemoryStore(), lambda: engine, person=["desk"])
        for number, turn in enumerate(dialogue.turns):
            answer = await say(bot, turn.say, 60.0 * number)
            if answer.handover != any("the team" in pattern for pattern in turn.must):
                wrong.append(f"{dialogue.place(number)}: {turn.say!r}: {answer.text[:100]!r}")
            await bot.release("ann")
    assert not wrong, "\n".join(wrong)


def test_who_releases_by_command_tells_whom_the_service_tells(
    tea_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letters of the settings wait in the outbox for `serve`, and no engine is built for them."""
    partner = {"name": "crm", "secrets": ["whsec_" + "QUJD" * 10], "url": "https://crm.example/"}
    told = {
        "store": f"sqlite:{tmp_path / 'bot.db'}",
        "channels": ["rest", "webhooks"],
        "webhooks": [{**partner, "events": ["conversation.released"]}],
    }
    for name, value in told.items():
        monkeypatch.setenv(f"DOOLITTLE_{name.upper()}", value if isinstance(value, str) else json.dumps(value))
    monkeypatch.setattr(assembly, "live", None)
    monkeypatch.setattr(assembly, "engine", None)

    async def asked() -> None:
        store = SQLiteStore(tmp_path / "bot.db")
        await store.open()
        await say(Conversation(store, lambda: tea_engine, person=["desk"]), ASKED)
        await store.close()

    asyncio.run(asked())
    assert json.loads(run("outbox", "list", "--json")) == []
    assert "has it again" in run("conversations", "release", "ann")
    [letter] = json.loads(run("outbox", "list", "--json"))
    assert (letter["recipient"], letter["body"]["type"]) == ("webhooks/crm", "conversation.released")
