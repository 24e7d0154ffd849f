"""Questions by people who had not seen the examples, and the tests in the files of the pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from visitor import Bot
from written import written

from bot.engine import Engine
from bot.messages import Answer

HERE = Path(__file__).parent
VISITORS = written(HERE / "questions" / "visitors.yaml")
READERS = written(HERE / "questions" / "readers.yaml")
OUT_OF_SCOPE = written(HERE / "questions" / "out_of_scope.yaml")

RIGHT = 0.88
"""Share of visitors' questions that must be answered as their writers demand, by regular expressions."""
READ = 0.95
"""The same of questions by readers of the article the pack began with."""
DECLINED = 0.97
"""Share of questions outside the pack that must be declined."""


def wrong(answer: Answer, must: Iterable[str], must_not: Iterable[str]) -> list[str]:
    """What an answer lacks or holds against its demands."""
    text = answer.text.translate(str.maketrans({"’": "'", "–": "-", "—": "-"}))
    lacking = [f"lacks {pattern!r}" for pattern in must if not re.search(pattern, text, re.IGNORECASE)]
    return lacking + [f"holds {pattern!r}" for pattern in must_not if re.search(pattern, text, re.IGNORECASE)]


async def failures(engine: Engine, items: Sequence[dict[str, Any]]) -> list[str]:
    """The items whose answer is not as demanded."""
    found = []
    for item in items:
        answer = await Bot(engine).say(item["say"])
        problems = wrong(answer, item.get("must", ()), item.get("must_not", ()))
        if problems:
            found.append(f"{item['say']!r}: {'; '.join(problems)}: {answer.text[:160]!r}")
    return found


async def test_visitors_are_answered(engine: Engine) -> None:
    """Nearly all of them, in their own words."""
    missed = await failures(engine, VISITORS)
    rate = 1 - len(missed) / len(VISITORS)
    assert rate >= RIGHT, f"{rate:.1%} of {len(VISITORS)}:\n" + "\n".join(missed)


async def test_readers_of_the_article_are_answered(engine: Engine) -> None:
    """Of each kind of question that they ask."""
    missed = await failures(engine, READERS)
    rate = 1 - len(missed) / len(READERS)
    assert rate >= READ, f"{rate:.1%} of {len(READERS)}:\n" + "\n".join(missed)


async def test_what_the_pack_does_not_hold_is_declined(engine: Engine) -> None:
    """Far questions and near ones, such as the price of a known thing or a version that does not exist."""
    answered = []
    for item in OUT_OF_SCOPE:
        bot = Bot(engine)
        answer = await bot.say(item["say"])
        if not bot.state().misses:
            answered.append(f"{item['say']!r}: {answer.text[:160]!r}")
    rate = 1 - len(answered) / len(OUT_OF_SCOPE)
    assert rate >= DECLINED, f"{rate:.1%} of {len(OUT_OF_SCOPE)} declined:\n" + "\n".join(answered)


def test_the_sets_are_large_enough() -> None:
    """At least 900 questions of visitors and readers, 150 outside, half of which name a topic of the pack."""
    assert len(VISITORS) + len(READERS) >= 900
    assert len(OUT_OF_SCOPE) >= 150
    assert sum("names" in item for item in OUT_OF_SCOPE) * 2 >= len(OUT_OF_SCOPE)


async def test_every_test_in_the_pack_holds(engine: Engine) -> None:
    """Curators write tests beside what they write; every one of them is true."""
    pack, missed = engine.pack, []
    for records in (pack.topics, pack.comparisons, pack.advice, pack.entries):
        for identifier, record in records.items():
            items = [{"say": t.say, "must": t.must, "must_not": t.must_not} for t in record.tests]
            missed += [f"{identifier}: {failure}" for failure in await failures(engine, items)]
    assert not missed, "\n".join(missed)


async def test_every_curated_question_reaches_its_answer(engine: Engine) -> None:
    """A question that leads elsewhere is stolen by another answer."""
    stolen = []
    for topic in engine.pack.topics.values():
        for facet, sentences in topic.asks.items():
            for sentence in sentences:
                bot = Bot(engine)
                await bot.say(sentence)
                if not any(ref.startswith(f"{topic.id}.") for ref in bot.state().answered):
                    stolen.append(f"{topic.id}.{facet}: {sentence!r} reached {bot.state().answered}")
    asked = sum(len(s) for topic in engine.pack.topics.values() for s in topic.asks.values())
    assert len(stolen) / asked < 0.05, f"{len(stolen)} of {asked}:\n" + "\n".join(stolen)


@pytest.mark.parametrize("item", OUT_OF_SCOPE[:3], ids=lambda item: str(item["say"]))
async def test_a_decline_says_so_and_offers_something(engine: Engine, item: dict[str, Any]) -> None:
    """An honest sentence, and something near to choose."""
    answer = await Bot(engine).say(item["say"])
    assert re.search(r"sorry|can't|don't|not", answer.text)
    assert answer.buttons
