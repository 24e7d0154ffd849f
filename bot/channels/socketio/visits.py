"""Who is there: sockets and their sessions, whose turn it is in each, and what waits for a session nobody is in."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bot.channels.socketio.uttered import Uttered

KEPT = 300.0
"""Seconds for which what nobody was there to get is kept."""
MOST_KEPT = 1_000
"""Sessions for which something is kept."""
MOST_OF_ONE = 20
"""Messages that are kept for one."""


@dataclass(slots=True)
class Visit:
    """One socket."""

    token: str
    """What it opened with; empty where no token is needed."""
    session: str = ""
    """Where it talks; empty until it says."""
    waiting: int = 0
    """Its messages that are not answered yet."""


class Queues:
    """One queue for each conversation: what is said in it is answered in the order in which it came."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, conversation: str) -> asyncio.Lock:
        """To be held while a message is answered; first come, first served."""
        return self._locks.setdefault(conversation, asyncio.Lock())


class Missed:
    """What was said into sessions while nobody was there, until somebody is, for some minutes, in this process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, list[Uttered]]] = OrderedDict()

    def keep(self, session: str, said: Iterable[Uttered]) -> None:
        """Keep it; of many sessions the one longest without anything new is dropped."""
        _, before = self._kept.pop(session, (0.0, []))
        self._kept[session] = (time.monotonic() + KEPT, [*before, *said][-MOST_OF_ONE:])
        while len(self._kept) > MOST_KEPT or next(iter(self._kept.values()))[0] < time.monotonic():
            self._kept.popitem(last=False)

    def take(self, session: str) -> Sequence[Uttered]:
        """What is kept for a session, in order; it is kept no longer."""
        until, said = self._kept.pop(session, (0.0, []))
        return said if until >= time.monotonic() else ()
