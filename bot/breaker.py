"""A circuit breaker: what failed several times in a row is left alone, and tried by one call in a while.

After Nygard, "Release It!" (2007). It counts calls, not time, until it opens; a clock is only asked how long ago the
last try was.
"""

from __future__ import annotations

from collections.abc import Callable

LIMIT = 3
"""Failures in a row that open it."""
PAUSE = 2.0
"""Seconds between two tries while it is open."""


class Breaker:
    """Closed at first: every call may go. Whoever calls tells how it went."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._next = 0.0

    @property
    def open(self) -> bool:
        """Whether calls are kept back."""
        return self._failures >= LIMIT

    def admits(self) -> bool:
        """Whether a call may go now; while it is open one may in each pause, to try."""
        if not self.open:
            return True
        if self._clock() < self._next:
            return False
        self._next = self._clock() + PAUSE
        return True

    def succeeded(self) -> bool:
        """Note that a call went well; whether that closed it."""
        closed, self._failures = self.open, 0
        return closed

    def failed(self) -> bool:
        """Note that a call failed; whether that opened it."""
        self._failures += 1
        self._next = self._clock() + PAUSE
        return self._failures == LIMIT
