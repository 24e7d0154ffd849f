"""`doolittle export rasa FOLDER`: a pack in the form of other software."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told


class Form(StrEnum):
    """What a pack can be written as."""

    rasa = "rasa"


def export(
    form: Annotated[Form, typer.Argument(help="rasa: a project for Rasa 3.6 that calls Doolittle's action server.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist, or be empty.")],
    knowledge: Knowledge = None,
) -> None:
    """Write a pack in the form of other software, and tell what had to be left out."""
    from bot.exports.rasa.project import project
    from knowledge.loader import load

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        typer.echo(f"{folder} exists and is not empty; name another folder.", err=True)
        raise typer.Exit(1)
    with told():
        chosen = settings(knowledge)
        made = {Form.rasa: project}[form](load(chosen.knowledge), str(chosen.knowledge))
    for name, text in made.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    typer.echo(f"A {form.capitalize()} project is in {folder}: {made.holds}. Its README tells how to run it.")
    for what in made.left_out:
        typer.echo(f"Left out: {what}.")
