"""The option `--knowledge`, settings that honour it, and how a broken pack ends a command."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.settings import Settings, UnavailableError, masked
from bot.stores.store import StoreError
from knowledge.yamlfile import PackError

SECRETS = {
    n.upper() for n, field in Settings.model_fields.items() if re.search("SecretStr|Webhook", str(field.annotation))
}
"""Settings that are never shown."""
Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", "-k", help="The folder of the pack.", show_default="DOOLITTLE_KNOWLEDGE")
]


@contextmanager
def told() -> Iterator[None]:
    """Report a broken pack, setting, channel or store as lines on standard error, and exit with status 1."""
    try:
        yield
    except PackError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        for detail in error.errors():
            name, *inside = (str(step) for step in detail["loc"])
            name, where = name.upper(), f", {'.'.join(inside)}" if inside else ""
            what = detail["msg"].removeprefix("Value error, ")
            shown = "***" if name in SECRETS else repr(masked(str(detail["input"])))
            typer.echo(f"setting DOOLITTLE_{name} = {shown}{where}: {what}", err=True)
        raise typer.Exit(1) from None
    except SettingsError as error:
        typer.echo(f'setting: {error}; a list is written as JSON: ["one", "two"]', err=True)
        raise typer.Exit(1) from None
    except UnavailableError as error:
        typer.echo(f"setting {error}", err=True)
        raise typer.Exit(1) from None
    except StoreError as error:
        typer.echo(f"setting DOOLITTLE_STORE: {error}", err=True)
        raise typer.Exit(1) from None


def settings(knowledge: Path | None, **given: object) -> Settings:
    """The settings, with what the command line gives on top; logging is set up by them."""
    over = {key: value for key, value in given.items() if value is not None}
    chosen = Settings(**({"knowledge": knowledge} if knowledge else {}), **over)  # type: ignore[arg-type]
    logging.basicConfig(level=chosen.log.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("rasa_sdk").setLevel("WARNING")  # It reports each of our actions on each start and edit.
    return chosen
