"""Whatever is typed gets a reply, however long, and the same one each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchange import NONE
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.eliza.machine import KEPT, State, hear
from actions.eliza.reading import parse, read
from actions.eliza.script import Script
from bot.cli.eliza import SHIPPED

LARGEST = 100_000
"""Characters of the longest text tried."""
SPOKEN = read(SHIPPED)
PASSING = parse(
    "(HI) (I 2 ((0 I 0 I 0 I 0 NEVER) (A)) ((0) (NEWKEY))) (MY = I ((0 I 0 NEVER) (A)) ((0) (NEWKEY)))"
    f"(MEMORY MY (0 = KEPT 1) (0 = KEPT 1) (0 = KEPT 1) (0 = KEPT 1)) {NONE}",
    Path("passing.script"),
)
"""A script that leaves every keyword to the next, so that each of thousands comes up."""
WORDS = [*SPOKEN.rules, *"A THE NUTS BUT , . ! 7 don’t ÉTÉ \ud800 \x00 \u2028 🫖".split(" ")]

PATIENT = settings(deadline=None)

lines = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


@PATIENT
@given(st.lists(lines, max_size=8))
def test_any_conversation_gets_its_replies_and_the_same_again(said: list[str]) -> None:
    """Text of any kind, keywords of the script among it; the state survives a store at every step."""
    state = kept = State()
    for line in said:
        state, reply = hear(SPOKEN, state, line)
        kept, again = hear(SPOKEN, State.from_dict(json.loads(json.dumps(kept.as_dict()))), line)
        assert (state, reply) == (kept, again)
        assert reply
        assert reply == " ".join(reply.split()), "single blanks, and no line end"
        assert 1 <= state.limit <= 4


@pytest.mark.parametrize("spoken", [SPOKEN, PASSING], ids=["shipped", "passing"])
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=9)), min_size=1, max_size=3), st.integers(1, LARGEST)
)
def test_a_text_repeated_up_to_a_hundred_thousand_characters(spoken: Script, pieces: list[str], length: int) -> None:
    """What repeats is hardest on a matcher that tries again: one that did would not come back."""
    piece = " ".join(pieces) + " "
    text = (piece * (length // len(piece) + 1))[:length]
    state, reply = hear(spoken, State(3, {}, ("KEPT",)), text)
    assert reply
    assert sum(map(len, state.memories)) <= KEPT + 2 * LARGEST


@pytest.mark.parametrize("word", ["i", "my", "work", "life", "can", "am", "i'm", "x", ",", "but", "never i"])
def test_a_hundred_thousand_characters_of_one_word(word: str) -> None:
    """Each alone, at full length."""
    text = f"{word} " * (LARGEST // (len(word) + 1))
    for spoken in (SPOKEN, PASSING):
        state, reply = hear(spoken, State(), text)
        assert reply
        assert sum(map(len, state.memories)) <= KEPT + 2 * LARGEST
