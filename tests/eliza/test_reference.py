"""The conversations that are known to be right, to the letter, where they are at hand beside the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from exchange import SHARED

from actions.eliza.machine import BUILT_IN, State, hear, scan
from actions.eliza.matching import decompose
from actions.eliza.reading import parse, read
from actions.eliza.script import Script
from actions.eliza.words import words

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference conversations are not beside the project")

Row = dict[str, Any]
CONVERSATIONS = {
    "cacm-1966.jsonl": ("doctor-1966-cacm.script", 15),
    "cacm-1966-trace.jsonl": ("doctor-1966-cacm.script", 15),
    "hay-tests-doctor.jsonl": ("doctor-1966-cacm.script", 323),
    "fixture-a.jsonl": ("fixture-a.script", 96),
}
TAGGED = "(TAG DLIST(/T)) (TAG2 DLIST(/T U)) (UTAG DLIST(/U))"
"""The tags that the vectors suppose."""


def rows(name: str) -> list[Row]:
    """The rows of a file."""
    return [json.loads(line) for line in (SHARED / name).read_text("utf-8").splitlines()]


def conversations(name: str) -> Iterator[list[Row]]:
    """The rows of a file, conversation by conversation."""
    for _, group in groupby(rows(name), key=lambda row: row.get("conversation")):
        yield list(group)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_every_reply_is_the_known_one(name: str) -> None:
    """Each conversation from its beginning."""
    script_name, count = CONVERSATIONS[name]
    spoken = read(SHARED / script_name)
    heard = 0
    for conversation in conversations(name):
        state = State()
        for row in conversation:
            state, reply = hear(spoken, state, row["user"])
            assert reply == row["eliza"], (row, heard)
            heard += 1
    assert heard == count


@pytest.mark.parametrize("name", ["cacm-1966-trace.jsonl", "fixture-a.jsonl"])
def test_every_reply_is_found_in_the_known_way(name: str) -> None:
    """Limit, clause, stack, memories and the parts of each decomposition are those of the trace."""
    spoken = read(SHARED / CONVERSATIONS[name][0])
    for conversation in conversations(name):
        state = State()
        for row in conversation:
            trace, before = row["trace"], state
            state, reply = hear(spoken, before, row["user"])
            assert state.limit == trace["limit"], row
            known = trace.get("memory_before", [])
            assert list(before.memories) == [memory for memory in known if not memory.startswith("and there are")], row
            if trace["source"] == "memory":
                assert (reply, *state.memories) == before.memories, row
            else:
                assert list(state.memories[len(before.memories) :]) == trace.get("new_memory", []), row
            assert (trace["source"] == "nomatch") == (reply in BUILT_IN), row
            _assert_way(spoken, row)


def _assert_way(spoken: Script, row: Row) -> None:
    trace, scanned = row["trace"], scan(spoken, words(row["user"]))
    if "clause" in trace:
        assert " ".join(scanned.clause) == trace["clause"], row
        assert [[key, spoken.rules[key].rank] for key in scanned.stack] == trace["keystack"], row
    else:
        assert not scanned.stack, row
    for step in trace.get("steps", []):
        rule = spoken.rules[step["keyword"]]
        found = (decompose(option.pattern, step["text"].split()) for option in rule.decompositions)
        parts = next((parts for parts in found if parts is not None), None)
        assert (None if parts is None else [" ".join(part) for part in parts]) == step.get("parts"), (row, step)
        assert rule.link == step.get("link", rule.link if parts is not None else ""), (row, step)


def test_every_pattern_takes_a_text_apart_as_known() -> None:
    """Patterns alone: the parts, or that it does not fit."""
    vectors = rows("match-vectors.jsonl")
    assert len(vectors) == 644
    patterns = {row["pattern"] for row in vectors}
    read_of = {pattern: _pattern(pattern) for pattern in patterns}
    for row in vectors:
        parts = decompose(read_of[row["pattern"]], row["text"].split())
        assert (None if parts is None else [" ".join(part) for part in parts]) == row["parts"], row


def _pattern(text: str) -> Any:
    whole = f"(HI) {TAGGED} (KEY (({text}) (A))) (NONE ((0) (A)))"
    return parse(whole, Path("vectors.script")).rules["KEY"].decompositions[0].pattern
