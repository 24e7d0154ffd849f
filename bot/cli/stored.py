"""The option `--since` of commands that read what visitors said, and the store they read it from."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from bot.stores.store import Store

Since = Annotated[str, typer.Option(help="Only what was said since then: 7d, 12h, or a date such as 2026-11-23.")]

_HOURS = {"h": 1, "d": 24, "w": 168}


def moment(since: str) -> float:
    """The moment that `--since` names, in seconds since the epoch; a date begins at midnight UTC. Empty is 0."""
    if not since:
        return 0.0
    if found := re.fullmatch(r"(\d{1,6})([hdw])", since):
        return time.time() - int(found[1]) * _HOURS[found[2]] * 3600
    try:
        day = datetime.date.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter(f"{since!r} is no time: write 7d, 12h, 2w, or a date such as 2026-11-23") from None
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp()


@asynccontextmanager
async def reading(name: str) -> AsyncIterator[Store]:
    """The store of that name, open to be read while others write to it; a StoreError if it is not there."""
    from bot import assembly

    store = assembly.stored(name)
    await store.open()
    try:
        yield store
    finally:
        await store.close()
