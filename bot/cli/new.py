"""`doolittle new <folder>`: a small working pack to start from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from knowledge.loader import HERE


def new(folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist, or be empty.")]) -> None:
    """Write a small working pack: a card, topics, sources, a comparison, advice and an FAQ, with comments."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        typer.echo(f"{folder} exists and is not empty; name another folder.", err=True)
        raise typer.Exit(1)
    shutil.copytree(HERE / "starter", folder, dirs_exist_ok=True)
    typer.echo(f"A small pack is in {folder}. Try it: doolittle chat --knowledge {folder}")
