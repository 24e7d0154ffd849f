"""Patience: how long a request may take to arrive whole, and how long it waits for the beginning of its response."""

from __future__ import annotations

import asyncio

from bot.guard.refusal import Refusal
from bot.guard.response import Response


class Patience:
    """Answers 408 where a request did not arrive in time, and 503 where nothing was answered in time after that.

    What is being done is not cut short: a turn in flight is committed whole, and who repeats the message under the
    same id gets its answer. A response that has begun, a stream for instance, may take as long as it likes.
    """

    def __init__(self, response: Response, seconds: float) -> None:
        """Begin to wait; `seconds` are for either."""
        self._response, self._seconds = response, seconds
        self._loop = asyncio.get_running_loop()
        self._arrived: float | None = None
        self._timer = self._loop.call_later(seconds, self._look)

    def arrived(self) -> None:
        """The request is there whole."""
        self._arrived = self._loop.time()

    def end(self) -> None:
        """Wait no more."""
        self._timer.cancel()

    def _look(self) -> None:
        if self._arrived is None:
            detail = f"The request did not arrive within {self._seconds:g} s."
            self._response.give_up(Refusal(408, detail, Connection="close"))
        elif (left := self._arrived + self._seconds - self._loop.time()) > 0:
            self._timer = self._loop.call_later(left, self._look)
        else:
            detail = (
                f"There is no answer within {self._seconds:g} s. The message may still be answered: send it again "
                "under the same id and it is not taken twice."
            )
            self._response.give_up(Refusal(503, detail, wait=self._seconds))
