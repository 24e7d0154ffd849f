"""rasa_sdk without its web server, which it loads for one annotation, and without the YAML of its server's settings.

Together they are 10 MB, and a quarter of the time to start. Where the server is wanted (`python -m rasa_sdk`), rasa_sdk
and what it needs are loaded before this, whole.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_NAMED: dict[str, dict[str, Any]] = {
    "sanic": {"Sanic": object},
    "ruamel": {},
    "ruamel.yaml": {"YAMLError": Exception},
    "ruamel.yaml.constructor": {"DuplicateKeyError": Exception},
    "ruamel.yaml.error": dict.fromkeys(("MarkedYAMLError", "MarkedYAMLWarning", "MarkedYAMLFutureWarning"), Exception),
}
"""What is named of modules that nothing here calls."""


def _lightly() -> ModuleType:
    if "rasa_sdk" in sys.modules or not _NAMED.keys().isdisjoint(sys.modules):
        return import_module("rasa_sdk")
    for name, named in _NAMED.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(named)
    vars(sys.modules["ruamel"])["yaml"] = sys.modules["ruamel.yaml"]
    try:
        return import_module("rasa_sdk")
    finally:
        for name in _NAMED:
            del sys.modules[name]


_lightly()

from rasa_sdk import Action as Action  # noqa: E402
