"""What tests of the 1966 machine share: a script out of a few rules, and the replies it gives."""

from __future__ import annotations

from pathlib import Path

from actions.eliza.machine import State, hear
from actions.eliza.reading import parse
from actions.eliza.script import Script

SHARED = Path(__file__).resolve().parents[3] / "shared" / "eliza"
"""The reference data, where they are at hand beside the project."""

NONE = "(NONE ((0) (NONE 1)))"


def script(rules: str, none: str = NONE) -> Script:
    """A script with a greeting, some rules and a NONE that shows the text it was left with."""
    return parse(f"(GOOD DAY)\nSTART\n{rules}\n{none}\n()\n", Path("test.script"))


def replies(spoken: Script, *lines: str, state: State | None = None) -> list[str]:
    """The replies of one conversation, line by line."""
    state, given = state or State(), []
    for line in lines:
        state, reply = hear(spoken, state, line)
        given.append(reply)
    return given


def one(rules: str, line: str) -> str:
    """The reply to a first line."""
    return replies(script(rules), line)[0]
