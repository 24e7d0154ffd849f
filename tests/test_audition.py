"""`doolittle check` goes through a script: every exchange it tells of, and sentences that two rules claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import audition
from bot.cli import app
from knowledge.loader import DEFAULT, HERE, load
from knowledge.yamlfile import Problem

SCRIPT = """\
reflect: {me: you}
rules:
  - key: [boss]
    rank: 47
    when:
      - {match: "my boss {does:*}", say: ["Your boss {does}, in {title}?"]}
      - {match: "boss of {thing:*}", as: "what is {thing}"}
      - pass
  - key: [aunt]
    rank: 48
    when:
      - {match: "* my aunt *", say: [An aunt.]}
      - pass
tests:
  - {user: my boss bit me, bot: "Your boss bit you, in {title}?"}
  - {user: boss of green tea, as: what is green tea}
  - {user: who is my boss?}
"""


def problems(folder: Path, script: str = SCRIPT) -> list[Problem]:
    """What is found of a script over a copy of the small pack."""
    (folder / "script.yaml").write_text(script, "utf-8")
    return list(audition.problems(load(folder), folder))


def test_a_script_that_does_as_it_says_is_in_order(tiny_pack: Path) -> None:
    """Wordings with slots of the visitor and of the card, rewriting, and silence."""
    assert problems(tiny_pack) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        (
            'bot: "Your boss bit you, in {title}?"',
            "bot: Your boss bit me.",
            15,
            "says 'Your boss bit you, in green and black tea?'",
        ),
        ("as: what is green tea}", "as: what is tea}", 16, "asks 'what is green tea'"),
        ("who is my boss?}", "my boss is me}", 17, "says 'Your boss is you"),
        ("who is my boss?}", "a cat, bot: A cat.}", 17, "says nothing"),
    ],
)
def test_an_exchange_that_goes_otherwise_is_told(tiny_pack: Path, old: str, new: str, line: int, what: str) -> None:
    """With its line, what came instead, and what should have."""
    assert SCRIPT.count(old) == 1

    [problem] = problems(tiny_pack, SCRIPT.replace(old, new))

    assert (problem.file, problem.line, problem.severity) == (tiny_pack / "script.yaml", line, "error")
    assert what in problem.what
    assert problem.cure.startswith("It should")


def test_a_sentence_that_two_rules_of_one_rank_claim_is_told(tiny_pack: Path) -> None:
    """Once for the pair, with a sentence; of different ranks there is no quarrel."""
    script = SCRIPT.replace("rank: 48", "rank: 47").replace('"my boss {does:*}"', '"my boss {does:(is|knows) my aunt}"')
    script = script.split("tests:", maxsplit=1)[0]

    [problem] = problems(tiny_pack, script)

    assert (problem.line, problem.severity) == (6, "warning")
    assert "'my boss is my aunt' is heard by 'boss' and by 'aunt', both of rank 47" in problem.what
    assert problems(tiny_pack, script.replace("rank: 47", "rank: 46", 1)) == []


@pytest.mark.parametrize("folder", [DEFAULT, HERE / "starter"], ids=lambda folder: str(folder.name))
def test_the_scripts_that_ship_are_in_order(folder: Path) -> None:
    """Also over a pack that they were not written for."""
    assert list(audition.problems(load(folder), folder)) == []


def test_what_came_with_the_engine_is_told_to_nobody_else(tiny_pack: Path) -> None:
    """A pack that lies elsewhere may use words that a shared exchange says otherwise: nothing for its curator."""
    own = "rules:\n  - {key: [boss], name: boss, rank: 99, when: [{say: [Mine.]}]}\n"

    assert problems(tiny_pack, own) == []


def test_the_command_counts_them(tiny_pack: Path) -> None:
    """The exit status tells, too."""
    (tiny_pack / "script.yaml").write_text("tests: [{user: nobody knows, bot: Somebody does.}]\n", "utf-8")

    result = CliRunner().invoke(app, ["check", "-k", str(tiny_pack)])

    assert result.exit_code == 1
    assert "script.yaml:1: error: to 'nobody knows' the script says" in result.output
