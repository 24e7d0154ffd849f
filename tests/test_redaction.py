"""Redaction: which personal details are known, and that none of them is kept anywhere."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation
from bot.exchanges import exchanges
from bot.messages import Answer, Utterance
from bot.redaction import redacted, unlabelled
from bot.rehearsal import APART, BEGIN
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from bot.telemetry.lines import TurnLines

if TYPE_CHECKING:
    from bot.engine import Engine

DETAILS = {
    "[e-mail]": """
        ada@example.com | Ada.Lovelace+news@sub.example.co.uk | ünal_99@bücher.example | a-b%c@xn--bcher-kva.xn--p1ai
    """,
    "[phone]": """
        +49 30 1234567 | +4915112345678 | +49 (0)30 1234567 | +49(30)1234567 | +1 (555) 123-4567 | +44 20 7946 0958
        | 0049 30 1234567 | 030 1234567 | 030/1234567 | (030) 123-4567 | 0171-1234567 | 0301234567 | 0800 123 4567
        | 06 12 34 56 78 | 06.12.34.56.78 | 01.02.20.14.55 | 555-123-4567 | (555) 123-4567 | 555.234.5678
        | 1-555-234-5678 | 5552345678
    """,
    "[card]": """
        4111 1111 1111 1111 | 4111111111111111 | 4111-1111-1111-1111 | 3782 822463 10005 | 378282246310005
        | 5500 0000 0000 0004 | 2223 0031 2200 3222 | 6011111111111117 | 30569309025904 | 3530111333300000
        | 4222222222222 | 6304000000000000
    """,
    "[IBAN]": """
        DE89 3704 0044 0532 0130 00 | DE89370400440532013000 | de89 3704 0044 0532 0130 00 | GB82 WEST 1234 5698 7654 32
        | NL91ABNA0417164300 | NO93 8601 1117 947 | FR14 2004 1010 0505 0001 3M02 606 | CH93-0076-2011-6238-5295-7
        | MT84MALT011000012345MTLCAST001S
    """,
}
NONE = """
    GPT-4 | GPT-3.5-turbo-0613 | claude-3-5-sonnet-20241022 | text-davinci-002 | v1.2.3 | 3.14159265 | 0.12345678
    | in 2014 | 1990-2000 | 1956 1966 1986 2014 | 2013 2014 2015 2016 | between 1956 and 2022 | 2014-06-10 | 10.06.2014
    | 01.02.2014 | 01/02/2014 02/03/2015 | 05/2014 - 06/2015 | 03/2014 | 12 June 2017 | 09:30-10:15 | 09.30 - 10.15
    | 1.5 billion | 175,000,000,000 | 175 000 000 000 | 1,234,567 | 100 000 tokens | 7B, 13B and 70B | 512, 256, 1024
    | 1 000 000 000 | $20 | H100 80GB | C++11 | 24/7 | #42 | 007 | 101 | 1795392060 | 192.168.1.1
    | 978-3-16-148410-0 | 9783161484100 | 0-306-40615-2 | ISBN 0306406152 | ISBN-10: 0306406152 | 080442957X
    | 1706.03762 | 0704.0001 | 10.1145/3571730.3571735 | 10.1038/s41586-024-07566-y
    | @openai | user@localhost | me@home | [card] | [e-mail]
    | 4111 1111 1111 1112 | DE89 3704 0044 0532 0130 01 | AB12 3704 0044 0532 0130 00
"""
TWISTED = (
    "@",
    ".",
    "a@b.cc",
    "1@",
    "030 1234567",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "ISBN ",
    "+",
    "(",
)


def listed(text: str) -> list[str]:
    return [item.strip() for item in text.split("|")]


@pytest.mark.parametrize(("label", "detail"), [(label, one) for label, all_ in DETAILS.items() for one in listed(all_)])
def test_a_detail_is_replaced_by_what_it_is(label: str, detail: str) -> None:
    """Alone, in a sentence, before a full stop, in brackets and beside another, it is gone whole and no more is."""
    assert redacted(detail) == label
    assert (
        redacted(f"in 2014 it was {detail}. Or {detail}, not GPT-4?")
        == f"in 2014 it was {label}. Or {label}, not GPT-4?"
    )
    assert redacted(f"(mine: <{detail}>)\n{detail}") == f"(mine: <{label}>)\n{label}"


@pytest.mark.parametrize("text", listed(NONE))
def test_what_is_no_detail_is_not_touched(text: str) -> None:
    """Years, dates, times, versions, amounts, books, papers, handles, and numbers whose check digit is wrong."""
    for said in (text, f"what about {text}?", f"({text}), and why"):
        assert redacted(said) == said


def test_what_stands_beside_a_detail_stays() -> None:
    """The date a card expires, a year before a number, a second address that touches the first."""
    assert redacted("4111 1111 1111 1111 12/27 123") == "[card] 12/27 123"
    assert redacted("since 2014-06-10 030 1234567") == "since 2014-06-10 [phone]"
    assert redacted("a@b.com2@c.de,0301234567,0307654321") == "[e-mail][e-mail],[phone],[phone]"
    assert redacted("IBAN: DE89370400440532013000 and my 2 cats") == "IBAN: [IBAN] and my 2 cats"


def test_the_page_tells_what_is_so() -> None:
    """What docs/conversations.md shows of what is said and what is kept."""
    page = (Path(__file__).resolve().parents[1] / "docs" / "conversations.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.+)` \| `(.+)` \|$", page, re.MULTILINE)
    assert len(rows) >= 5
    assert {said: redacted(said) for said, _ in rows} == dict(rows)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(TWISTED) | st.text("0123456789 .-/()+@aEe", max_size=25), max_size=8).map("".join)
    | st.text(max_size=60)
)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    """For any text; and what is read in place of labels leaves every other character where it was."""
    once = redacted(text)
    assert redacted(once) == once
    assert len(unlabelled(once)) == len(once)
    assert not any(label in unlabelled(once) for label in DETAILS)


@pytest.mark.parametrize(
    "unit", [*TWISTED, "a", "a.", "1", "1 ", "0 ", "9 555 123 4567.", "02.03.2014 ", "de12 ", "DE11", "5"]
)
def test_a_hundred_thousand_characters_are_no_trap(unit: str) -> None:
    """Whatever repeats, and whatever it ends with, all of it is looked through a few times at most."""
    for tail in ("", "a", "_", "@", "-", "1a"):
        began = time.process_time()
        once = redacted(unit * (100_000 // len(unit)) + tail)
        assert time.process_time() - began < SOON, tail
        assert redacted(once) == once


SOON = 2.0
"""Seconds of the processor for 100,000 characters, on a slow machine; a text looked through again and again takes
minutes."""


def test_what_a_word_is_glued_to_is_no_number() -> None:
    """The number before it is one all the same."""
    assert redacted("call 030 1234567 2a") == "call [phone] 2a"
    assert redacted("part 030 12345678901a") == "part 030 12345678901a"


SAID = (
    "my mail is Ada.Lovelace@Babbage.org, what is green tea?",
    "I am unhappy about lovelace@babbage.org and my mother hates 030 7654321",
    "do you know lovelace@babbage.org?",
    "call +49 30 7654321. when was it introduced?",
    "4111 1111 1111 1111",
    "ada@lovelace.example",
    "is 5500000000000004 sold in tins?",
    "say that again",
    "what did I ask at first?",
    "is black tea like DE89 3704 0044 0532 0130 00?",
)
LEAKS = ("lovelace", "babbage", "7654321", "4111", "5500", "3704", "0532")


def at(number: int, text: str, **metadata: Any) -> Utterance:
    return Utterance(text, "visitor", "test", str(number), BEGIN + APART * number, metadata)


async def test_nothing_of_a_detail_is_left(tea_engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """Not in events, state, answers, traces or the log: as written, as words, or as pieces; the label stands for it."""
    caplog.set_level(logging.DEBUG)
    store = MemoryStore()
    bot = Conversation(store, lambda: tea_engine, [TurnLines(texts=True)], redact=True)
    answers = [await bot.hear(at(n, text, page="x", by=["lovelace@babbage.org"])) for n, text in enumerate(SAID)]

    events = await bot.events("visitor")
    async with store.turn("visitor", "next") as turn:
        kept = json.dumps([list(events), turn.state.as_dict(), [answer.as_dict() for answer in answers]]).lower()
    # Times and the ids of threads may hold any digits.
    told = [{k: v for k, v in vars(r).items() if not isinstance(v, int | float)} for r in caplog.records]
    kept += str(told).lower()
    assert "[e-mail], what is green tea?" in str([vars(record) for record in caplog.records]), "texts are logged"
    assert [leak for leak in LEAKS if leak in kept] == []
    assert events[3]["text"] == "my mail is [e-mail], what is green tea?"
    assert events[3]["metadata"] == {"page": "x", "by": ["[e-mail]"]}
    assert "my mail is [e-mail], what is green tea?" in answers[8].text
    entity = events[3]["parse_data"]["entities"][0]
    assert events[3]["text"][entity["start"] : entity["end"]] == "green tea", (
        "places are those in the text that is kept"
    )


async def test_what_was_asked_is_answered(tea_engine: Engine) -> None:
    """A detail beside a question changes nothing of the answer, and its label is not taken for a word."""
    for detail in (listed(details)[0] for details in DETAILS.values()):
        bot, plain = (Conversation(MemoryStore(), lambda: tea_engine, redact=redact) for redact in (True, False))
        asked = await bot.hear(at(1, f"Mine is {detail}. What is green tea?"))
        assert asked.messages == (await plain.hear(at(1, "What is green tea?"))).messages
        assert (await bot.hear(at(2, detail))).trace["understanding"]["clauses"][0]["outcome"] == "declined"


async def test_what_was_kept_gets_the_same_answers_again(tea_engine: Engine) -> None:
    """A redacted conversation can be said again, as `doolittle compare` does."""
    bot = Conversation(MemoryStore(), lambda: tea_engine, redact=True)
    again = Conversation(MemoryStore(), lambda: tea_engine)
    for number, text in enumerate(SAID):
        await bot.hear(at(number, text))
    for number, exchange in enumerate(exchanges(await bot.events("visitor"))):
        answer: Answer = await again.hear(at(number, exchange.message))
        assert answer.text == exchange.answer


def test_the_service_redacts_when_it_is_told_to(serving: Any, tiny_pack: Path, tmp_path: Path) -> None:
    """Over HTTP, into a file; without the setting the message is kept as it was sent."""
    for redact in (True, False):
        path = tmp_path / f"{redact}.db"
        served = serving(Settings(knowledge=tiny_pack, store=f"sqlite:{path}", redact=redact, live=False))
        assert "Green tea is tea" in "".join(
            m.get("text", "") for m in served.say(SAID[0], metadata={"mail": "lovelace@babbage.org"})
        )
        served.stop()
        with sqlite3.connect(path) as file:
            kept = "\n".join(file.iterdump()).lower()
        file.close()
        assert ("lovelace" in kept, "[e-mail]" in kept) == (not redact, redact)
