"""Meanings that are remembered: a message heard before, in the very same context, means the same again.

Who says the same again and again, at turns that are their own, is at least not understood anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from bot.understanding.context import Context
from bot.understanding.understanding import Understanding

MOST = 200
"""Messages remembered; what one meant takes some 2 kB."""
LONGEST = 60
"""Characters of a message that is remembered: nobody says a longer one in the same words."""


class Meanings:
    """Understands, and remembers what the last short messages meant.

    A message and its context are known again by their digest, so that nothing a visitor said before it is kept here.
    """

    def __init__(self, understand: Callable[[str, Context], Understanding]) -> None:
        self._understand = understand
        self._known: OrderedDict[bytes, Understanding] = OrderedDict()

    def understand(self, message: str, context: Context) -> Understanding:
        """What a message means in a context, found out or remembered."""
        if len(message) > LONGEST:
            return self._understand(message, context)
        key = blake2b(repr((message, *context)).encode(), digest_size=16).digest()
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._understand(message, context)
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return found
