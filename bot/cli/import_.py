"""`doolittle import SOURCE FOLDER`: a CSV list, a Markdown FAQ or a Rasa project as a pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.knowledge_option import told


def import_(
    source: Annotated[Path, typer.Argument(help="A CSV file, a Markdown file, a Rasa project or a file of one.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist, or be empty.")],
    kind: Annotated[
        str,
        typer.Option("--from", help="csv, markdown or rasa; else its name tells.", show_default=False),
    ] = "",
) -> None:
    """Import questions and answers as a pack; prints what was read and, line by line, what was left out."""
    from knowledge.imports.origin import imported
    from knowledge.imports.writer import write

    with told():
        harvest = imported(source, kind)
        written = write(harvest, folder)
    typer.echo(f"Read {len(harvest.entries)} answers to {harvest.questions} questions from {source}.")
    for path in written:
        typer.echo(f"Wrote {path}")
    for problem in harvest.left_out:
        typer.echo(str(problem))
    left = len(harvest.left_out)
    typer.echo(f"{left or 'Nothing'} {'thing was' if left == 1 else 'things were' if left else 'was'} left out.")
    typer.echo(f"Talk to it: doolittle chat --knowledge {folder}")
