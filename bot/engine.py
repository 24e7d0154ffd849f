"""An engine: one pack with everything prepared to answer from it; immutable, swapped whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.executor import Executor
from bot.often import Often
from bot.understanding.interpreter import Interpreter
from bot.wording import Wording
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Engine:
    """What a turn is answered with."""

    pack: Pack = field(repr=False)  # All of it would be megabytes in a traceback.
    interpreter: Interpreter
    executor: Executor
    wording: Wording = field(repr=False)
    often: Often = field(default_factory=Often, repr=False, compare=False)
