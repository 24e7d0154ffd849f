"""The border between an answer and none: one for all packs, unless a pack's card draws it elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from visitor import Bot

from bot import assembly
from bot.understanding.examples.classifier import probability
from bot.understanding.judge import ACCEPT, ALONE, ASK, CLEAR, DISTINCT, LACKING, Limits, moved
from knowledge.card import PackCard
from knowledge.loader import load
from knowledge.yamlfile import PackError

UNLIKELY = "can you make tea from flowers"
"""A question that the small pack has an answer for, in words of its own."""
LIKELY = "how are leaves steamed"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "understanding.md"


def accepting(pack: Path, accept: object) -> Path:
    """The pack with a threshold of its own, on its first line."""
    card = pack / "pack.yaml"
    card.write_text(f"accept: {accept}\n{card.read_text('utf-8')}", "utf-8")
    return pack


async def heard(pack: Path, message: str) -> dict[str, Any]:
    """What a bot over a pack makes of a message, and the threshold it went by."""
    answer = await Bot(assembly.engine(load(pack))).say(message)
    understanding = answer.trace["understanding"]
    return {**understanding["clauses"][0], "accept": understanding["accept"]}


async def test_a_pack_without_a_threshold_goes_by_the_common_one(tiny_pack: Path) -> None:
    """One half: what is likelier is answered, what is not is declined."""
    unlikely, likely = await heard(tiny_pack, UNLIKELY), await heard(tiny_pack, LIKELY)

    assert unlikely["accept"] == likely["accept"] == ACCEPT
    assert (unlikely["outcome"], likely["outcome"]) == ("declined", "accepted")
    assert unlikely["chosen"]["probability"] < ACCEPT <= likely["chosen"]["probability"] < 0.9


async def test_a_generous_pack_answers_what_others_decline(tiny_pack: Path) -> None:
    """With a threshold below its probability the same reading is answered."""
    unlikely = await heard(accepting(tiny_pack, 0.2), UNLIKELY)

    assert unlikely["outcome"] == "accepted"
    assert unlikely["chosen"]["entry"] == "faq/herbal"
    assert unlikely["accept"] == 0.2


async def test_a_strict_pack_declines_what_others_answer(tiny_pack: Path) -> None:
    """With a threshold above its probability the same reading is not; a rule that fits and the very words still are."""
    strict = accepting(tiny_pack, 0.95)

    assert (await heard(strict, LIKELY))["outcome"] == "declined"
    assert (await heard(strict, "what is green tea?"))["outcome"] == "accepted"
    assert (await heard(strict, "is herbal tea a tea"))["outcome"] == "accepted"


@pytest.mark.parametrize("accept", [0.04, 0.96, 1, -1, "nan", "half"])
def test_a_threshold_that_is_none_is_named(tiny_pack: Path, accept: object) -> None:
    """File, line, field and cure."""
    with pytest.raises(PackError) as error:
        load(accepting(tiny_pack, accept))

    (problem,) = error.value.problems
    assert (problem.file.name, problem.line) == ("pack.yaml", 1)
    assert problem.what.startswith("accept: ")
    assert problem.cure


def test_the_limits_keep_their_order_and_stay_where_they_are_at_one_half() -> None:
    """Whatever a pack accepts from, asking takes less than answering; one half changes nothing at all."""
    assert PackCard.model_fields["accept"].default == ACCEPT
    assert Limits.of(ACCEPT) == (ACCEPT, ASK, CLEAR, ALONE, DISTINCT, LACKING)
    for hundredth in range(5, 96):
        limits = Limits.of(hundredth / 100)
        assert 0 < limits.ask < limits.alone < limits.accept < limits.lacking < limits.clear < 1
        assert moved(ACCEPT, hundredth / 100) == pytest.approx(limits.accept)


def test_the_numbers_in_the_documentation_are_true() -> None:
    """The limits at three thresholds, and the probabilities of six scores."""
    page = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| (?:is|lacks) .* \| (0\.\d\d) \| (0\.\d\d) \| (0\.\d\d) \|$", page, re.MULTILINE)
    limits = [sorted(float(row[place]) for row in rows) for place in range(3)]
    scores, said = (
        re.findall(r"0\.\d+", line) for line in re.findall(r"^\| (?:score|probability) .*$", page, re.MULTILINE)
    )

    assert limits == [sorted(round(limit, 2) for limit in Limits.of(accept)) for accept in (0.5, 0.7, 0.3)]
    assert [f"{probability(float(score)):.2f}" for score in scores] == said
