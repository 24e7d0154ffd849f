"""The question types: one module each, every one a rasa_sdk Action that works from intent, entities and slots alone.

`bot` registers instances built with its running pack; a stand-alone action server (`python -m rasa_sdk --actions
actions`) builds them without arguments and gets the pack that `DOOLITTLE_KNOWLEDGE` names.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from abc import ABC
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from actions.editions import Editions
from actions.sdk import Action
from knowledge.loader import DEFAULT
from knowledge.pack import Pack


@cache
def editions() -> Editions:
    """What a stand-alone action server answers from."""
    return Editions(Path(os.environ.get("DOOLITTLE_KNOWLEDGE", DEFAULT)))


def default_pack() -> Pack:
    """The pack for those who name none."""
    return editions().latest


def action_classes() -> Iterator[type[Action]]:
    """Every action of this package, found by folder: a new module is a new question type."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for _, member in inspect.getmembers(loaded, inspect.isclass):
            if not issubclass(member, Action) or member.__module__ != loaded.__name__:
                continue
            # A base that has no abstract method left says that it is one by naming ABC.
            if ABC not in member.__bases__ and not inspect.isabstract(member):
                yield member
