"""rasa_sdk without its web server, which it loads for one annotation: 7 MB, and a quarter of the time to start.

Where the server is wanted (`python -m rasa_sdk`), rasa_sdk and sanic are loaded before this, whole.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType


def _lightly() -> ModuleType:
    if "rasa_sdk" in sys.modules or "sanic" in sys.modules:
        return import_module("rasa_sdk")
    stand_in = ModuleType("sanic")
    stand_in.Sanic = object  # type: ignore[attr-defined]
    sys.modules["sanic"] = stand_in
    try:
        return import_module("rasa_sdk")
    finally:
        del sys.modules["sanic"]


_lightly()

from rasa_sdk import Action as Action  # noqa: E402
