"""Live editing: a curator saves a file, and within a second the running bot answers from it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import watchfiles

from bot import assembly
from bot import live as live_pack

if TYPE_CHECKING:
    from tests.conftest import Served

OOLONG = """\
id: oolong
kind: drink
name: oolong
aliases: [blue tea, half-oxidised tea]
facts:
  is_a: [{topic: tea, source: britannica_tea}]
  based_on: [{topic: tea_plant, source: britannica_tea}]
  not_a: [{topic: green_tea, note: it is partly oxidised, source: britannica_tea}]
  made_by: [{person: eisai, note: in this test only, source: britannica_tea}]
  good_for: [{task: tea_with_milk, because: this test needs a reason, source: britannica_tea}]
  dates: [{event: introduced, on: 1855, source: britannica_tea}]
facets:
  define: {text: Oolong is tea whose leaves are oxidised halfway., sources: [britannica_tea]}
  how: {text: Oolong is bruised at its edges and dried before it turns dark., sources: [britannica_tea]}
  limits: {text: Oolong is easily spoiled by boiling water., sources: [britannica_tea]}
  history: {text: Oolong comes from Fujian., sources: [britannica_tea]}
"""
FORMS = {
    "what is oolong?": "oxidised halfway",
    "define half-oxidised tea": "oxidised halfway",
    "what is olong": "oxidised halfway",
    "how is oolong made?": "bruised at its edges",
    "what are the limits of oolong?": "spoiled by boiling water",
    "when was oolong introduced?": "1855",
    "who invented oolong?": "Eisai",
    "is oolong a tea?": "Yes",
    "is oolong green tea?": "No",
    "compare oolong with green tea": "oolong",
    "difference between black tea and oolong": "oolong",
    "which drinks do you know?": "oolong",
    "what are examples of tea?": "oolong",
    "which is older, oolong or black tea?": "Black tea is older than oolong",
    "where do you have that on oolong from?": "Britannica",
    '/define{"topic": "oolong"}': "oxidised halfway",
}
"""Questions nobody wrote down for this topic, and a part of each answer."""


def write(pack: Path, text: str, name: str = "topics/oolong.yaml") -> None:
    """Save a file, as an editor does: aside first, then in place."""
    aside = pack / f"{name}.part"
    aside.write_text(text, "utf-8")
    aside.rename(pack / name)


def until_answered(live: Served, question: str, part: str) -> float:
    """Ask until the answer holds a part; the seconds that took."""
    began = time.monotonic()
    while part not in live.text(question, f"{question} {time.monotonic()}"):
        assert time.monotonic() - began < 60, live.text(question, "at last")
        time.sleep(0.05)
    return time.monotonic() - began


def problems(live: Served) -> list[str]:
    """What the files on disk are reported to lack."""
    return list(live.ready()["pack_problems"])


def until_reported(live: Served, wanted: bool = True) -> list[str]:
    """Wait until problems are reported, or none are."""
    end = time.monotonic() + 60
    while bool(problems(live)) != wanted:
        assert time.monotonic() < end
        time.sleep(0.05)
    return problems(live)


def test_one_file_makes_a_topic_askable_in_every_form(live: Served, tiny_pack: Path) -> None:
    """A topic file alone, and the bot defines, dates, compares, lists and judges it; deleted, it is unknown again."""
    assert "oxidised halfway" not in live.text("what is oolong?")
    digest = live.client.get("/version").json()["digest"]

    write(tiny_pack, OOLONG)
    until_answered(live, "what is oolong?", "oxidised halfway")

    wrong = {q: live.text(q, q) for q, part in FORMS.items() if part.lower() not in live.text(q, f"{q} again").lower()}
    assert wrong == {}
    assert live.client.get("/version").json()["digest"] != digest

    (tiny_pack / "topics/oolong.yaml").unlink()
    until_answered(live, "what is oolong?", "sorry")
    assert "oolong" not in live.text("which drinks do you know?")
    assert live.client.get("/version").json()["digest"] == digest


def test_a_change_is_live_in_a_second(live: Served, tiny_pack: Path) -> None:
    """From saving to answering: about a second, on a machine that does nothing else."""
    write(tiny_pack, OOLONG)

    assert until_answered(live, "what is oolong?", "oxidised halfway") < 5  # leaves room for a busy machine


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (OOLONG.replace("name: oolong", "name: [oolong"), 4),
        (OOLONG.replace("kind: drink", "knid: drink"), 2),
        (OOLONG.replace("on: 1855", "on: long ago"), 11),
        (OOLONG.replace("source: britannica_tea}]", "}]", 1), 6),
    ],
    ids=["no YAML", "a wrong field", "a wrong date", "no source"],
)
def test_a_broken_edit_leaves_the_running_pack_in_force(live: Served, tiny_pack: Path, broken: str, line: int) -> None:
    """While a file is broken, the bot answers as before and `/ready` says file and line; mended, it takes effect."""
    write(tiny_pack, broken)

    reported = until_reported(live)
    assert any(f"{tiny_pack}/topics/oolong.yaml:{line}:" in problem for problem in reported), reported
    assert live.ready()["ready"]
    assert "heated soon after picking" in live.text("what is green tea?")

    write(tiny_pack, OOLONG)
    until_answered(live, "what is oolong?", "oxidised halfway")
    assert problems(live) == []


def test_whatever_is_wrong_the_watch_goes_on(live: Served, tiny_pack: Path) -> None:
    """Patterns that can not be read, bytes that are no text, no card: each is reported, and each can be undone."""
    card = (tiny_pack / "pack.yaml").read_text("utf-8")
    (tiny_pack / "rules").mkdir()
    write(tiny_pack, '- when: ["what (is|was {topic}"]\n  intent: define\n', "rules/own.yaml")
    assert "rules/own.yaml:1" in until_reported(live)[0]

    (tiny_pack / "rules/own.yaml").write_bytes(b"\xff\xfe")
    until_reported(live)
    (tiny_pack / "rules/own.yaml").unlink()
    until_reported(live, wanted=False)

    (tiny_pack / "pack.yaml").unlink()
    assert "pack.yaml:1" in until_reported(live)[0]
    assert "heated soon after picking" in live.text("what is green tea?")

    write(tiny_pack, card, "pack.yaml")
    until_reported(live, wanted=False)
    write(tiny_pack, OOLONG)
    until_answered(live, "what is oolong?", "oxidised halfway")


async def test_a_watch_that_fails_is_told_and_set_up_again(tiny_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full table of watches, say: the operator reads of it, and an edit after that is live."""
    follow, failures = watchfiles.awatch, [OSError(28, "inotify watch limit reached")]

    def failing(*folders: Path, **given: Any) -> Any:
        if failures:
            raise failures.pop()
        return follow(*folders, **given)

    monkeypatch.setattr(watchfiles, "awatch", failing)
    monkeypatch.setattr(live_pack, "AGAIN", 0.2)
    source, stop, seen = live_pack.LivePack(tiny_pack, assembly.engine), asyncio.Event(), asyncio.Queue[bool]()
    source.changed = seen.put_nowait
    watching = asyncio.create_task(source.watch(stop))
    try:
        async with asyncio.timeout(60):
            assert not await seen.get()
            assert "inotify watch limit reached" in str(source.problems[0])
            (tiny_pack / "topics" / "oolong.yaml").write_text(OOLONG, "utf-8")
            while not await seen.get():
                pass  # A file that is only half written is a broken one.
            assert "oolong" in source.engine.pack.topics
            assert source.problems == ()
    finally:
        stop.set()
        await watching


def test_a_conversation_goes_on_across_a_change(live: Served, tiny_pack: Path) -> None:
    """What was talked about is remembered when the facts change, and the new facts answer."""
    live.say("what is black tea?", "ann")
    file = tiny_pack / "topics/black_tea.yaml"
    write(tiny_pack, file.read_text("utf-8").replace("1839-01-10", "1838-05-08"), "topics/black_tea.yaml")
    until_answered(live, "when was black tea introduced?", "8 May 1838")

    assert "8 May 1838" in live.text("when was it introduced?", "ann")
