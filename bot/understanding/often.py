"""What is said often: a message that was heard before, in the very same context, means the same again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot.understanding.context import Context
from bot.understanding.understanding import Understanding

MOST = 512
"""Messages remembered; each takes some 4 kB with its context."""
LONGEST = 60
"""Characters of a message that is remembered: nobody says a longer one in the same words."""


class Often:
    """Understands, and remembers the last short messages with what they meant: most visitors begin alike."""

    def __init__(self, understand: Callable[[str, Context], Understanding]) -> None:
        self._understand = understand
        self._remembered = lru_cache(maxsize=MOST)(understand)

    def understand(self, message: str, context: Context) -> Understanding:
        """What a message means in a context, found out or remembered."""
        return (self._remembered if len(message) <= LONGEST else self._understand)(message, context)
