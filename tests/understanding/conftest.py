"""A bot over the small pack with a script of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripted import REFLECT, Making
from visitor import Bot

from bot import assembly
from knowledge.loader import load


@pytest.fixture
def talking(tiny_pack: Path) -> Making:
    """Makes such a bot; what the script does not say, that of the language does."""

    def bot(script: str) -> Bot:
        (tiny_pack / "script.yaml").write_text(REFLECT + script, "utf-8")
        return Bot(assembly.engine(load(tiny_pack)))

    return bot
