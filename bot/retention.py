"""Retention: conversations that are older than they may be are forgotten, at the start and every hour.

Several processes may do so over one store: what one has forgotten the others do not find.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.stores.store import Store, StoreError

log = logging.getLogger(__name__)
HOUR = 3600.0
DAY = 24 * HOUR


@asynccontextmanager
async def retaining(store: Store, days: float) -> AsyncIterator[None]:
    """Meanwhile, forget conversations whose last message is more than so many days old; 0 for none."""
    if not days:
        yield
        return
    task = asyncio.create_task(_every_hour(store, days))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _every_hour(store: Store, days: float) -> None:
    while True:
        try:
            count = await store.forget(time.time() - days * DAY)
        except StoreError as error:
            log.error("Conversations older than %g days can not be forgotten now, but in an hour: %s", days, error)
        except Exception:
            # Whatever it is, it must not end the forgetting.
            log.exception("Conversations older than %g days can not be forgotten", days)
        else:
            log.log(logging.INFO if count else logging.DEBUG, "Forgot %d conversations older than %g days", count, days)
        await asyncio.sleep(HOUR)
