"""What is said often: a message heard before, in the very same state of a conversation, is answered the same again.

Most visitors begin alike. A turn is a function of the message and of what its conversation adds up to, as long as only
actions are run that keep to that (`repeatable`); so what came of it once need not be found again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b

from bot.executor import last_text
from bot.messages import Utterance
from bot.taken import Taken
from bot.tracker import Event, State

MOST = 256
"""Turns remembered; each takes some 15 kB."""
NOTED = 4096
"""Turns of which no more is known than that they were taken once."""
LONGEST = 60
"""Characters of a message that is remembered: nobody says a longer one in the same words."""
DAY = 86400
"""Seconds within which no answer depends on the time; of another day nothing is remembered."""


class Often:
    """Remembers turns that were taken twice alike; what only one visitor said is not kept here."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Taken] = OrderedDict()
        self._once: OrderedDict[bytes, None] = OrderedDict()
        self._day = 0.0

    def found(
        self, utterance: Utterance, state: State, recent: Sequence[Event], begun: int
    ) -> tuple[bytes, Taken | None]:
        """By what a turn is known again, and what came of one like it; no key for one that is not remembered.

        `begun` is how many events there are of the turn before the message, which are in the state already.
        """
        if len(utterance.text) > LONGEST:
            return b"", None
        if utterance.time // DAY != self._day:
            self.forget()
            self._day = utterance.time // DAY
        key = _key(utterance, state, recent, begun)
        taken = self._known.get(key)
        if taken is None:
            return key, None
        self._known.move_to_end(key)
        return key, taken.again(utterance)

    def heard(self, key: bytes, taken: Taken) -> None:
        """Note that a turn was taken, and from the second time on what came of it."""
        if not key or not taken.repeatable:
            return
        if key in self._once:
            del self._once[key]
            self._known[key] = taken
        else:
            self._once[key] = None
        for kept, most in ((self._known, MOST), (self._once, NOTED)):
            if len(kept) > most:
                kept.popitem(last=False)

    def forget(self) -> None:
        """Let go of all of it: somebody wants to be forgotten, or the day is over."""
        self._known.clear()
        self._once.clear()


def _key(utterance: Utterance, state: State, recent: Sequence[Event], begun: int) -> bytes:
    """A digest of all that a turn depends on: times and ids are its own."""
    depends = (
        utterance.text,
        utterance.person,
        utterance.message_id == state.message,
        begun,
        last_text(utterance.message_id, recent),
        state._replace(message="", time=0.0),
    )
    return blake2b(repr(depends).encode(), digest_size=16).digest()
