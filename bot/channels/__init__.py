"""Ways in and out: one file each, found by folder; each only turns its own wire format ⇄ Utterance and Answer."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from bot.channels.channel import Channel


def channels() -> Iterator[Channel]:
    """Every HTTP channel of this folder: a module that has a `channel`."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        found = getattr(importlib.import_module(f"{__name__}.{module.name}"), "channel", None)
        if isinstance(found, Channel):
            yield found
