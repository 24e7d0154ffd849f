"""Examples held against each other: `doolittle check` names those that look misplaced, and answers that ask alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

MISPLACED = "from what hour are you open in the morning"
SHOP = f"""\
- id: hours
  kind: small_talk
  asks:
    - from what hour are you open
    - what are your opening hours in the morning
    - until what hour are you open in the evening
    - are you open on Sundays
  answers: [From nine to five.]
- id: parcels
  kind: small_talk
  asks:
    - do you send parcels to Norway
    - what does it cost to send a parcel
    - {MISPLACED}
    - how long does a parcel take
  answers: [We send parcels everywhere.]
- id: damage
  kind: small_talk
  asks:
    - my teapot came broken
    - the teapot that you sent is in pieces
    - the teapot arrived with a crack
  answers: [Send us a picture of the teapot.]
- id: complaint
  kind: small_talk
  asks:
    - the teapot I bought came broken
    - the teapot that I got is in pieces
    - my teapot arrived with a crack in it
  answers: [Come to the counter with it.]
"""


def checked(pack: Path) -> list[str]:
    """What `doolittle check` prints of a pack that has no errors."""
    result = CliRunner().invoke(app, ["check", "-k", str(pack)])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.fixture
def shop(tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small pack with one misplaced example and two answers that ask alike; nothing of it was learned before."""
    monkeypatch.setenv("DOOLITTLE_CACHE", str(tmp_path / "cache"))
    (tiny_pack / "faq" / "shop.yaml").write_text(SHOP, "utf-8")
    return tiny_pack


def test_a_misplaced_example_and_answers_that_ask_alike_are_named(shop: Path, tmp_path: Path) -> None:
    """Exactly these two, each with file, line and cure; again as they were kept, or anew where that can not be read.

    What is kept holds examples, not places: a line more above them moves the warning.
    """
    *problems, total = checked(shop)

    file = shop / "faq" / "shop.yaml"
    misplaced = f"{file}:14: warning: {MISPLACED!r} of faq/parcels looks as if it belonged to faq/hours "
    assert problems[0].startswith(misplaced)
    assert "'from what hour are you open' (shop.yaml:4)" in problems[0]
    assert problems[0].endswith("Move it, reword it, or give both what tells them apart.")
    assert problems[1].startswith(f"{file}:")
    assert "ask alike: 3 of the 3 examples of faq/" in problems[1]
    assert {"faq/damage", "faq/complaint"} <= set(problems[1].split())
    assert problems[1].endswith("Give each examples in words of its own, or make one answer of them.")
    assert total == "tea: 3 topics, 0 errors, 2 warnings"
    assert checked(shop) == [*problems, total]

    (notes,) = (tmp_path / "cache").glob("*.json")
    notes.write_bytes(b"[[")
    assert checked(shop) == [*problems, total]

    file.write_text(f"# The shop's own questions.\n{SHOP}", "utf-8")
    assert f"{file}:15: " in checked(shop)[0]


def test_mended_examples_are_told_no_more(shop: Path) -> None:
    """The misplaced one moved, the two answers made one: nothing to say, and an edit of prose changes nothing."""
    file = shop / "faq" / "shop.yaml"
    line = f"    - {MISPLACED}\n"
    text = SHOP.replace(line, "", 1).replace("are you open on Sundays\n", f"are you open on Sundays\n{line}")
    one = text.replace(
        "  answers: [Send us a picture of the teapot.]\n- id: complaint\n  kind: small_talk\n  asks:\n", ""
    )
    file.write_text(one, "utf-8")
    assert checked(shop) == ["tea: 3 topics, 0 errors, 0 warnings"]

    file.write_text(one.replace("nine to five", "ten to six"), "utf-8")
    assert checked(shop) == ["tea: 3 topics, 0 errors, 0 warnings"]
