"""`doolittle check`: holds a pack against its schema and against itself."""

from __future__ import annotations

import datetime
import gc
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told


def check(
    knowledge: Knowledge = None,
    seed: Annotated[
        Path | None, typer.Option(help="Keep the fingerprints of this text, so that nothing borrowed goes unnoticed.")
    ] = None,
) -> None:
    """Check a pack: every problem with file, line and cure; exit status 1 if one is an error."""
    from knowledge.check import borrowed, by_place
    from knowledge.check import check as checked
    from knowledge.loader import load

    gc.disable()  # The process ends with the command; looking for garbage in between only takes time.
    with told():
        chosen = settings(knowledge)
        pack = load(chosen.knowledge)
    if seed is not None:
        (chosen.knowledge / borrowed.FILE).write_text(borrowed.fingerprints(seed.read_text("utf-8")), "ascii")
    problems = checked(pack, datetime.date.today())
    if all(problem.severity == "warning" for problem in problems):
        from bot import audition, examples

        rehearsed = audition.problems(pack, chosen.knowledge)
        problems = by_place((*problems, *rehearsed, *examples.problems(pack, chosen.knowledge, chosen.cache)))
    for problem in problems:
        typer.echo(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    typer.echo(f"{pack.card.id}: {len(pack.topics)} topics, {errors} errors, {len(problems) - errors} warnings")
    raise typer.Exit(1 if errors else 0)
