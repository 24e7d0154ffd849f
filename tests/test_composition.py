"""Compositional questions over the whole pack: what the engine says is what the YAML says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from composed import Composed, composed
from visitor import Bot

from bot.engine import Engine
from bot.messages import Answer
from knowledge.loader import DEFAULT


@pytest.fixture(scope="module")
def questions() -> Sequence[Composed]:
    """All of them."""
    return composed(DEFAULT)


def listed(answer: Answer) -> frozenset[str]:
    """The topics of an answer's list, as data."""
    blocks = [b for m in answer.messages for b in m.custom.get("blocks", ()) if b["type"] == "list"]
    return frozenset(item["id"] for block in blocks for item in block["items"])


def disagreement(question: Composed, answer: Answer) -> str:
    """How an answer differs from what was computed; empty if it does not."""
    if question.ids is not None and listed(answer) != question.ids:
        found = listed(answer)
        return f"lacks {sorted(question.ids - found)}, has besides {sorted(found - question.ids)}"
    counted = re.match(r"Of those I know, (\d+) ", answer.text)
    if question.number is not None and (counted is None or int(counted[1]) != question.number):
        return f"{question.number} expected"
    if question.says and not re.search(question.says, answer.text):
        return f"{question.says!r} expected"
    return ""


def test_there_are_enough(questions: Sequence[Composed]) -> None:
    """At least 300 questions of many sorts, in three phrasings each."""
    assert len(questions) >= 300
    assert len({question.sort for question in questions}) >= 15
    assert all(len(set(question.phrasings)) == 3 for question in questions)


async def test_the_engine_agrees_with_the_facts(engine: Engine, questions: Sequence[Composed]) -> None:
    """All of them, in every phrasing."""
    wrong, sorts = [], Counter[str]()
    for question in questions:
        for phrasing in question.phrasings:
            answer = await Bot(engine).say(phrasing)
            if problem := disagreement(question, answer):
                sorts[question.sort] += 1
                wrong.append(f"[{question.sort}] {phrasing!r}: {problem}: {answer.text[:140]!r}")
    assert not wrong, f"{len(wrong)} of {3 * len(questions)}: {dict(sorts)}\n" + "\n".join(wrong)
