"""YAML as plain data, read by libyaml and nothing of the engine: PyYAML's reader in Python takes ten times as long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def written(file: Path) -> Any:
    """What a file says, in YAML's own types."""
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)


def verbatim(file: Path) -> Any:
    """The same, each value as the text that stands there."""
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
