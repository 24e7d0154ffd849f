"""A moving window: at most so many hits in any stretch of so many seconds.

`limits` has one in memory as well, but it sweeps all keys at every hit: with 10,000 senders one hit of its fixed or
sliding windows takes 2 ms of the event loop, and its moving window starts a thread. This one forgets as it goes.
"""

from __future__ import annotations

import time
from array import array
from collections import OrderedDict
from typing import Protocol


class Window(Protocol):
    """Whoever counts hits by key."""

    async def hit(self, key: str) -> float:
        """Count a hit: 0, or the seconds until there is room for it, and then it does not count."""


class MemoryWindow:
    """Counts within this process."""

    def __init__(self, amount: int, seconds: float) -> None:
        self._amount, self._seconds = amount, seconds
        self._hits: OrderedDict[str, array[float]] = OrderedDict()

    async def hit(self, key: str) -> float:
        """Count a hit, in some microseconds."""
        now = time.monotonic()
        self._forget(now - self._seconds)
        times = self._hits.setdefault(key, array("d"))
        if len(times) >= self._amount:
            if (wait := times[0] + self._seconds - now) > 0:
                return wait
            del times[0]
        times.append(now)
        self._hits.move_to_end(key)
        return 0.0

    def _forget(self, before: float) -> None:
        """Drop those at the front who were not heard since: each is dropped once, so a hit costs no more of them."""
        while self._hits:
            times = next(iter(self._hits.values()))
            if times and times[-1] > before:
                return
            self._hits.popitem(last=False)

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._hits)
