"""The option `--knowledge`, settings that honour it, and how a broken pack ends a command."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.settings import Settings
from knowledge.yamlfile import PackError

Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", "-k", help="The folder of the pack.", show_default="DOOLITTLE_KNOWLEDGE")
]


@contextmanager
def told() -> Iterator[None]:
    """Report a broken pack or setting as lines on standard error, and exit with status 1."""
    try:
        yield
    except PackError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        for detail in error.errors():
            name = "_".join(map(str, detail["loc"])).upper()
            typer.echo(f"setting DOOLITTLE_{name}: {detail['msg']}", err=True)
        raise typer.Exit(1) from None


def settings(knowledge: Path | None, **given: object) -> Settings:
    """The settings, with what the command line gives on top; logging is set up by them."""
    over = {key: value for key, value in given.items() if value is not None}
    chosen = Settings(**({"knowledge": knowledge} if knowledge else {}), **over)  # type: ignore[arg-type]
    logging.basicConfig(level=chosen.log.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return chosen
