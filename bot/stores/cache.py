"""What is known of the conversations lately spoken in, so that a turn need not read and parse it all again.

A version names one state of one conversation for ever, so what is cached under it can be missing but never stale:
whoever reads asks the database for the version first, and another process's turn is seen at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.stores.store import RECENT
from bot.stores.written import Found, read_events, read_state
from bot.tracker import Event, State

SIZE = 128
"""Conversations that are kept: some 10 MB."""
LONGEST = 10_000
"""Characters that visitors said in the turns of one that is kept; others are read again, as they come."""


@dataclass(frozen=True, slots=True)
class Known:
    """A conversation as a version of it was."""

    version: int = 0
    """The number of its latest turn; 0 before the first."""
    state: State = field(default_factory=State)
    turns: tuple[Sequence[Event], ...] = ()
    """The events of its most recent turns, by turn, oldest first."""

    @property
    def events(self) -> Sequence[Event]:
        """The events of its most recent turns."""
        return tuple(chain.from_iterable(self.turns))

    def after(self, version: int, state: State, events: Sequence[Event]) -> Known:
        """What is known after one more turn."""
        return replace(self, version=version, state=state, turns=(*self.turns, tuple(events))[-RECENT:])


class Cache:
    """The conversations lately spoken in."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def version(self, conversation: str) -> int:
        """The version that is known of a conversation; 0 for none."""
        return self._known.get(conversation, NOTHING).version

    def known(self, conversation: str, found: Found) -> Known:
        """The conversation as it was found: read anew if it was found in another version than it is known in."""
        known = self._known.get(conversation, NOTHING)
        if found.version == known.version:
            return known
        known = Known(found.version, read_state(found.state), tuple(map(read_events, found.turns)))
        self.keep(conversation, known)
        return known

    def keep(self, conversation: str, known: Known) -> None:
        """Keep what is known now, and let go of the conversation that was silent longest."""
        self.drop(conversation)
        if known.version and sum(len(event.get("text") or "") for event in known.events) <= LONGEST:
            self._known[conversation] = known
        if len(self._known) > SIZE:
            del self._known[next(iter(self._known))]

    def drop(self, conversation: str) -> None:
        """Forget a conversation."""
        self._known.pop(conversation, None)


NOTHING = Known()
"""What is known of a conversation that never was."""
