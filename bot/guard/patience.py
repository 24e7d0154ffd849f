"""Patience: how long a request may take to arrive whole, and how long it waits for the beginning of its response."""

from __future__ import annotations

import asyncio

from bot.guard.refusal import Refusal
from bot.guard.response import Response


class Patience:
    """Answers 408 where a request did not arrive in time, and 503 where nothing was answered in time.

    What is being done is not cut short: a turn in flight is committed whole, and who repeats the message under the
    same id gets its answer. A response that has begun, a stream for instance, may take as long as it likes.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def arrival(self, response: Response) -> asyncio.TimerHandle:
        """Wait for a request to be there whole, until the handle is cancelled."""
        return asyncio.get_running_loop().call_later(self._seconds, self._late, response)

    def answer(self, response: Response) -> asyncio.TimerHandle:
        """Wait for a response to begin, until the handle is cancelled."""
        return asyncio.get_running_loop().call_later(self._seconds, self._slow, response)

    def _late(self, response: Response) -> None:
        detail = f"The request did not arrive within {self._seconds:g} s."
        response.give_up(Refusal(408, detail, Connection="close"))

    def _slow(self, response: Response) -> None:
        detail = (
            f"There is no answer within {self._seconds:g} s. The message may still be answered: send it again "
            "under the same id and it is not taken twice."
        )
        response.give_up(Refusal(503, detail, wait=self._seconds))
