"""`doolittle evaluate`: figures, tables and a page, on a pack's own tests and on anybody's labelled texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app

KEYS = (
    "accuracy_top1 accuracy_in_scope oos_recall oos_precision accuracy mcc auc macro_f1 threshold fit_s p50_us p95_us "
    "examples"
).split()
TRAIN = {
    "hours": ["when do you open", "what are your opening hours", "are you open on sundays", "until when are you open"],
    "post": ["do you send parcels", "how long does a parcel take", "what does it cost to send it", "is post free"],
}
TEST = [
    ("at what time do you open", "hours"),
    ("opening hours please", "hours"),
    ("how long do parcels take", "post"),
    ("<b>do you send</b> a parcel when you open", "hours"),
    ("who won the football match", None),
    ("my cat is sick", None),
]


def run(*arguments: str | Path) -> str:
    """What `doolittle evaluate` prints."""
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def labelled(tmp_path: Path) -> list[str | Path]:
    """Options that name labelled texts."""
    train, test = tmp_path / "train.jsonl", tmp_path / "test.jsonl"
    pairs = [(text, label) for label, texts in TRAIN.items() for text in texts]
    for path, some in ((train, pairs), (test, TEST)):
        path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in some), "utf-8")
    return ["--train", train, "--test", test]


def test_the_figures_are_one_json_object(labelled: list[str | Path]) -> None:
    """Every key, and what it says of six texts of which two are out of scope and one is led astray."""
    figures: dict[str, Any] = json.loads(run(*labelled, "--json"))

    assert list(figures) == KEYS
    assert figures["accuracy_top1"] == 0.75
    assert figures["oos_recall"] == 1.0
    assert figures["threshold"] == 0.5
    assert figures["examples"] == 8
    assert 0 < figures["p50_us"] <= figures["p95_us"]
    assert all(0 <= figures[key] <= 1 for key in KEYS[:8])


def test_a_packs_own_tests_are_measured_at_its_own_threshold(tiny_pack: Path) -> None:
    """Without files: the pack that runs; what there is nothing to measure on is null."""
    card = tiny_pack / "pack.yaml"
    card.write_text(f"accept: 0.8\n{card.read_text('utf-8')}", "utf-8")
    figures = json.loads(run("--knowledge", tiny_pack, "--json"))

    assert list(figures) == KEYS
    assert figures["threshold"] == 0.8
    assert figures["accuracy_top1"] == 1.0
    assert figures["oos_recall"] is figures["auc"] is None
    assert figures["examples"] > 2000, "the question types' examples and the pack's own"
    assert figures["fit_s"] > 0


def test_the_terminal_shows_every_table(labelled: list[str | Path]) -> None:
    """Figures, the worst labels, confusions, thresholds, calibration."""
    printed = run(*labelled)

    for title in (*KEYS, "the worst labels", "taken for another", "other thresholds", "calibration"):
        assert title in printed


def test_the_report_is_a_page_of_its_own(labelled: list[str | Path], tmp_path: Path) -> None:
    """Each figure with its meaning, both plots, every table, and what texts say only as text."""
    report = tmp_path / "report.html"
    run(*labelled, "--report", report)
    page = report.read_text("utf-8")

    assert page.count("<svg") == 2
    for part in (*KEYS, "Labels with a fault", "Taken for another", "Wrong at the threshold", "out-of-scope recall"):
        assert part in page
    assert "&lt;b&gt;do you send&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "http" not in page, "it asks for nothing"


def test_a_report_of_a_faultless_run_says_so(tiny_pack: Path, tmp_path: Path) -> None:
    """No confusion and nothing wrong: told in a word, not by an empty table."""
    report = tmp_path / "report.html"
    assert "taken for another: none" in run("--knowledge", tiny_pack, "--report", report)

    assert report.read_text("utf-8").count("<p>None.</p>") == 3
