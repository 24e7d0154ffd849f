"""`doolittle eliza`: the ELIZA of 1966, line by line."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.knowledge_option import told
from knowledge.loader import HERE

SHIPPED = HERE / "english" / "eliza.script"
"""The script that comes with the engine."""


def eliza(
    script: Annotated[
        Path | None,
        typer.Option("--script", "-s", help="A script in the form of 1966.", show_default="the one that ships"),
    ] = None,
) -> None:
    """Talk to an ELIZA of 1966: the greeting of a script, then one reply a line, until input ends."""
    from actions.eliza.machine import State, hear
    from actions.eliza.reading import read

    with told():
        spoken = read(script or SHIPPED)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    state = State()
    try:
        print(spoken.greeting, flush=True)
        while line := sys.stdin.buffer.readline():
            state, reply = hear(spoken, state, line.decode("utf-8", "replace").removeprefix("\ufeff"))
            print(reply, flush=True)
    except KeyboardInterrupt:
        return
    except BrokenPipeError:
        # Python flushes standard output once more at exit and would complain there again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
