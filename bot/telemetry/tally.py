"""The turns of one process, counted for its status."""

from __future__ import annotations

import time

from bot.telemetry.turn import TurnReport


class Tally:
    """Counts the turns of this process since it began to serve."""

    def __init__(self) -> None:
        self.turns = 0
        """Turns that have ended."""
        self.in_flight = 0
        """Turns being taken."""
        self.start()

    def start(self) -> None:
        """Serving begins now, in this process: it may have been forked since the tally was made."""
        self._start = time.monotonic()

    @property
    def uptime(self) -> float:
        """Seconds since serving began."""
        return time.monotonic() - self._start

    def began(self) -> None:
        """Count a turn in."""
        self.in_flight += 1

    def ended(self, _: TurnReport) -> None:
        """Count a turn out."""
        self.in_flight -= 1
        self.turns += 1
