"""Lanes: work that goes on after it was acknowledged, in order within each conversation."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
Work = Callable[[], Coroutine[None, None, None]]


@dataclass(order=True)
class _Waiting:
    order: tuple[str, int]
    work: Work = field(compare=False)
    context: Context = field(compare=False)


class Lanes:
    """One lane a conversation: what is put there is done one by one, the earliest first."""

    def __init__(self) -> None:
        self._lanes: dict[str, list[_Waiting]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._count = 0

    def put(self, lane: str, order: str, work: Work) -> None:
        """Have work done in a lane, which must not raise. `order` is compared as text."""
        self._count += 1
        running = lane in self._lanes
        heapq.heappush(self._lanes.setdefault(lane, []), _Waiting((order, self._count), work, copy_context()))
        if not running:
            self.begin(self._run(lane))

    def waiting(self, lane: str) -> int:
        """How much is done, or waits, in a lane."""
        return len(self._lanes[lane]) + 1 if lane in self._lanes else 0

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do work beside all lanes; what it raises is for who began it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self, seconds: float) -> None:
        """Wait until all is done, and what that puts here; what is not in time is cut short."""
        try:
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, lane: str) -> None:
        try:
            while waiting := self._lanes[lane]:
                first = heapq.heappop(waiting)
                await asyncio.create_task(first.work(), context=first.context)  # Its log lines bear its request's id.
        finally:
            del self._lanes[lane]
