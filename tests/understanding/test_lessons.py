"""Lessons: learned once, kept, and learned anew only where there is something new to learn."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from bot.understanding.context import Context
from bot.understanding.examples.lessons import syllabus
from bot.understanding.examples.memo import Notes
from bot.understanding.interpreter import Interpreter
from bot.understanding.knowhow import Knowhow
from bot.understanding.matching.vectors import vectors
from knowledge.loader import load


def test_an_edit_of_prose_needs_no_learning(tiny_pack: Path) -> None:
    """The syllabus is of questions and names alone."""
    before = syllabus(load(tiny_pack))
    topic = tiny_pack / "topics" / "green_tea.yaml"
    topic.write_text(topic.read_text("utf-8").replace("checked:", "checked:", 1) + "\n", "utf-8")
    assert syllabus(load(tiny_pack)) == before


def test_a_new_name_does(tiny_pack: Path) -> None:
    """Another alias changes what a question is about."""
    before = syllabus(load(tiny_pack))
    topic = tiny_pack / "topics" / "green_tea.yaml"
    text = topic.read_text("utf-8")
    topic.write_text(text.replace("aliases:", "aliases:\n  - verdant brew", 1), "utf-8")
    assert "verdant brew" in topic.read_text("utf-8")
    assert syllabus(load(tiny_pack)) != before


def test_what_was_kept_answers_alike(tiny_pack: Path, tmp_path: Path) -> None:
    """A start from the memo understands what the first one did."""
    pack, cache = load(tiny_pack), tmp_path / "cache"
    first = Interpreter(Knowhow.of(pack, vectors(), cache))
    assert list(cache.glob("*.npz"))
    again = Interpreter(Knowhow.of(pack, vectors(), cache))
    for message in ("what is green tea?", "and how is it made", "is green tea a tea", "pixies"):
        assert first.understand(message, Context()) == again.understand(message, Context())


def test_an_edit_of_prose_takes_no_memory_for_lessons(tiny_pack: Path, tmp_path: Path) -> None:
    """What a memo holds is read once: the packs before and after the edit share it."""
    cache = tmp_path / "cache"
    Knowhow.of(load(tiny_pack), None, cache)
    before = Knowhow.of(load(tiny_pack), None, cache)
    topic = tiny_pack / "topics" / "green_tea.yaml"
    topic.write_text(topic.read_text("utf-8") + "\n# edited\n", "utf-8")
    assert Knowhow.of(load(tiny_pack), None, cache).typed.vocabulary is before.typed.vocabulary


def test_a_broken_memo_is_told_and_learned_over(
    tiny_pack: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file of the cache that is no memo costs a warning and nothing else."""
    pack, cache = load(tiny_pack), tmp_path / "cache"
    Knowhow.of(pack, None, cache)
    (memo,) = cache.glob("*.npz")
    memo.write_bytes(memo.read_bytes()[:5000])
    with caplog.at_level(logging.WARNING):
        knowhow = Knowhow.of(pack, None, cache)
    assert "of no use" in caplog.text
    assert Interpreter(knowhow).understand("what is green tea?", Context()).interpretations[0].outcome == "accepted"


def test_what_is_used_is_kept_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that is served for months is not learned anew because others were looked at since."""
    monkeypatch.setattr("bot.understanding.examples.memo.KEPT", 2)
    served, looked_at, new = (Notes(tmp_path, name) for name in ("served", "looked at", "new"))
    served.keep("served")
    looked_at.keep("looked at")
    for file in tmp_path.iterdir():
        os.utime(file, (1.0, 1.0))
    assert served.recall() == "served"
    new.keep("new")
    assert [each.recall() for each in (served, looked_at, new)] == ["served", None, "new"]
