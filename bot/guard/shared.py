"""Windows in one Redis that all processes share, by `limits`; while it is away each process counts for itself."""

from __future__ import annotations

import logging
import time
from typing import Any

from bot.guard.window import Window

log = logging.getLogger(__name__)

PATIENCE = 0.5
"""Seconds Redis may take."""
PAUSE = 5.0
"""Seconds until it is tried again after it failed: not every message shall wait for it."""
REMIND = 60.0
"""Seconds between two lines in the log that it is away."""


class Redis:
    """A Redis that counts, of the address `redis://…` or `rediss://…`."""

    def __init__(self, address: str) -> None:
        from limits.aio.storage import RedisStorage
        from limits.aio.strategies import MovingWindowRateLimiter
        from redis.asyncio import ConnectionPool
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self._pool = ConnectionPool.from_url(
            address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
        given: dict[str, Any] = {"connection_pool": self._pool}
        storage = RedisStorage(f"async+{address}", implementation="redispy", **given)
        self.limiter = MovingWindowRateLimiter(storage)
        self._asleep, self._told = 0.0, -REMIND

    def window(self, item: Any, what: str, alone: Window) -> Window:
        """A window of a size, `limits.RateLimitItem`, for what is counted; `alone` counts while Redis is away."""
        return SharedWindow(self, item, what, alone)

    @property
    def resting(self) -> bool:
        """Whether it failed just now."""
        return time.monotonic() < self._asleep

    def failed(self, error: Exception) -> None:
        """Note that it did not answer; it is told once a minute."""
        now = time.monotonic()
        self._asleep = now + PAUSE
        if now - self._told >= REMIND:
            self._told = now
            log.error("Redis does not count (%s): each process counts for itself meanwhile.", type(error).__name__)

    async def close(self) -> None:
        """Close its connections."""
        await self._pool.aclose()


class SharedWindow:
    """Counts for all processes."""

    def __init__(self, redis: Redis, item: Any, what: str, alone: Window) -> None:
        self._redis, self._item, self._what, self._alone = redis, item, what, alone

    async def hit(self, key: str) -> float:
        """Count a hit, in one round trip."""
        from redis.exceptions import RedisError

        if self._redis.resting:
            return await self._alone.hit(key)
        try:
            if await self._redis.limiter.hit(self._item, self._what, key):
                return 0.0
            full = await self._redis.limiter.get_window_stats(self._item, self._what, key)
        except (RedisError, OSError, TimeoutError) as error:
            self._redis.failed(error)
            return await self._alone.hit(key)
        return max(0.1, full.reset_time - time.time())
