"""Rates: how often one sender, or one address, may call."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.guard.refusal import Refusal
from bot.guard.shared import Redis
from bot.guard.window import MemoryWindow, Window
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Rate:
    """One or more windows, which all have to have room."""

    what: str
    """What is counted, in the plural."""
    windows: Sequence[tuple[str, Window]]
    """Each with its size in words."""

    async def take(self, key: str) -> None:
        """Count one; a Refusal (429) that tells when to come back, if there were too many."""
        for size, window in self.windows:
            if wait := await window.hit(key):
                detail = f"Too many {self.what}: at most {size}. Please try again in {math.ceil(wait)} s."
                raise Refusal(429, detail, wait=wait)


class Rates:
    """The rates of a service, counted in memory or in one Redis for all its processes."""

    def __init__(self, settings: Settings) -> None:
        self._redis = Redis(settings.limits_store) if settings.limits_store != "memory" else None
        self.sender = self._rate("messages", settings.sender_rate)
        self.address = self._rate("requests", settings.address_rate)

    def _rate(self, what: str, notation: str) -> Rate | None:
        if not notation:
            return None
        from limits import parse_many

        windows: list[tuple[str, Window]] = []
        for item in parse_many(notation):
            alone = MemoryWindow(item.amount, item.get_expiry())
            size = f"{item.amount} per {f'{item.multiples} ' if item.multiples > 1 else ''}{item.GRANULARITY.name}"
            windows.append((size, self._redis.window(item, what, alone) if self._redis else alone))
        return Rate(what, tuple(windows))

    async def close(self) -> None:
        """Let go of Redis; called once."""
        if self._redis:
            await self._redis.close()
