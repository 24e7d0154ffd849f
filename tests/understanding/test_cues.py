"""Cues find what is wanted by naming it, and nothing else."""

from __future__ import annotations

import pytest

from bot.understanding.clause import Clause
from bot.understanding.keywords.cues import Cues
from bot.understanding.language.text import normalise
from knowledge.loader import DEFAULT, load

PACK = load(DEFAULT)
CUES = Cues(PACK)


def wished(text: str, *, going_on: bool) -> bool:
    clause = heard(text)
    return CUES.wished(CUES.of(clause)[0], clause, going_on=going_on)


def heard(text: str) -> Clause:
    said = normalise(text, PACK.words)
    return Clause(said.words, (), said.question)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("a ten second jingle", "music_for_adverts"),
        ("two jingles", "music_for_adverts"),
        ("background melody", "music_and_songs"),
        ("I have written a novel and need a cover", "logo_and_illustration"),
        ("take the lamp post out of the photo", "editing_images"),
        ("no jingle, a poster", "marketing_visuals"),
        ("a thousand books and not one blurb", "marketing_copy"),
    ],
)
def test_what_most_is_said_of_comes_first(said: str, advice: str) -> None:
    assert [found.advice for found in CUES.of(heard(said))][:1] == [advice]


@pytest.mark.parametrize("said", ["drop the silly jingle", "no jingle", "the weather in Porto", "photo of my house"])
def test_what_is_denied_or_only_half_a_cue_is_none(said: str) -> None:
    assert not CUES.of(heard(said))


@pytest.mark.parametrize(
    ("said", "going_on", "wish"),
    [
        ("we need a jingle", False, True),
        ("is there a tool that writes a jingle", False, True),
        ("who invented the jingle", True, False),
        ("is a jingle protected by law", True, False),
        ("the jingle", True, True),
        ("the jingle", False, False),
        ("jingles and a poster", False, True),
        ("jingles are hard to write", False, False),
        ("write me a poem about my cat", False, False),
        ("for my quiz", False, False),
    ],
)
def test_a_need_is_told_or_named_where_advice_is_the_matter(said: str, going_on: bool, wish: bool) -> None:
    assert wished(said, going_on=going_on) is wish


@pytest.mark.parametrize(
    ("said", "outright"), [("and we need a new jingle for the shop", True), ("we need a man with a jingle", False)]
)
def test_what_a_wish_names_first_is_wanted_outright(said: str, outright: bool) -> None:
    assert CUES.of(heard(said))[0].outright is outright


def test_whether_it_can_be_done_is_a_wish_where_it_is_plain_what() -> None:
    assert wished("can the bin be taken out of the picture", going_on=False)
    assert not wished("can the picture be old", going_on=False)
    assert not wished("can you take the bin out of the picture", going_on=False)


def test_no_two_pieces_of_advice_have_one_cue() -> None:
    owners: dict[str, set[str]] = {}
    for advice in PACK.advice.values():
        for cue in (cue for cue in advice.cues if " + " not in cue):
            for phrase in cue.split("|"):
                owners.setdefault(phrase, set()).add(advice.id)

    assert {phrase: owned for phrase, owned in owners.items() if len(owned) > 1} == {}
