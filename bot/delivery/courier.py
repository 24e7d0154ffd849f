"""The courier: takes letters from the outbox and brings each to its recipient, again and again until it arrives.

Of the processes that share a store one does so. What is on its way when that one dies is taken up by the next, under
the same id. Each recipient has connections of its own, and a few letters on their way at once: who is slow delays
nobody else, and none of it is on the way of a message that is answered.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from bot.delivery.recipient import Recipient, Verdict
from bot.delivery.wire import CONNECTIONS, Wire
from bot.stores.outbox import Outbox, Posted
from bot.stores.store import Store, StoreError

log = logging.getLogger(__name__)
LOOK = 0.5
"""Seconds between two looks for what other processes posted, and for what is due again."""
AWAY = 5.0
"""Seconds before a store that is away is asked again."""
LAST = 2.0
"""Seconds for what is on its way when the service stops."""
LONGEST = 86_400.0
"""Seconds; who wants to be left alone for longer is not."""
HOUR = 3600.0


@asynccontextmanager
async def delivering(store: Store, recipients: Sequence[Recipient]) -> AsyncIterator[None]:
    """Meanwhile, bring letters to these recipients."""
    courier = Courier(store.outbox, recipients)
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        await courier.close()


class Courier:
    """Brings the letters of one outbox."""

    def __init__(self, outbox: Outbox, recipients: Sequence[Recipient]) -> None:
        self._outbox = outbox
        self._wires = [(each, Wire(private=each.private)) for each in recipients]
        self._going: dict[int, tuple[str, asyncio.Task[None]]] = {}
        self._purged = 0.0

    async def run(self) -> None:
        """Bring letters for ever."""
        while True:
            pause = LOOK
            self._outbox.posted.clear()
            try:
                await self._look(await self._outbox.mine([each.name for each, _ in self._wires]))
            except StoreError as error:
                log.error("The outbox can not be reached: %s", error)
                pause = AWAY
            except Exception:
                log.exception("The outbox can not be looked into")  # Whatever it is, it must not end the delivery.
                pause = AWAY
            try:
                async with asyncio.timeout(pause):
                    await self._outbox.posted.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        """Give what is on its way a moment to arrive; what does not is sent anew by whoever comes next."""
        going = [task for _, task in self._going.values()]
        if going:
            _, late = await asyncio.wait(going, timeout=LAST)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for _, wire in self._wires:
            await wire.close()

    async def _look(self, mine: Collection[str]) -> None:
        if time.monotonic() - self._purged > HOUR or not self._purged:
            await self._outbox.purge()
            self._purged = time.monotonic()
        for recipient, wire in self._wires:
            going = sum(name == recipient.name for name, _ in self._going.values())
            if recipient.name in mine and going < CONNECTIONS:
                for posted in await self._outbox.due(recipient.name, CONNECTIONS + going):
                    if posted.number not in self._going and going < CONNECTIONS:
                        going += 1
                        task = asyncio.create_task(self._bring(posted, recipient, wire))
                        self._going[posted.number] = recipient.name, task

    async def _bring(self, posted: Posted, recipient: Recipient, wire: Wire) -> None:
        try:
            verdict = await _tried(posted, recipient, wire)
            await self._note(posted, recipient, verdict)
        except StoreError as error:
            log.error("What became of %s can not be noted, so it is sent again: %s", posted.letter.id, error)
            await asyncio.sleep(AWAY)
        finally:
            del self._going[posted.number]
            self._outbox.posted.set()  # There is room again, and the next of its line may go.

    async def _note(self, posted: Posted, recipient: Recipient, verdict: Verdict) -> None:
        if verdict.outcome == "sent":
            await self._outbox.sent(posted.number)
            return
        pause = recipient.pauses[posted.tries] if posted.tries < len(recipient.pauses) else None
        due = None
        if verdict.outcome == "again" and pause is not None:
            # Not all that failed together comes again together.
            due = time.time() + max(pause * random.uniform(1.0, 1.2), min(verdict.wait, LONGEST))
        told = (posted.letter.id, recipient.name, verdict.problem)
        if due is None:
            log.error("%s to %s failed: %s. `doolittle outbox replay` sends it once more", *told)
        else:
            log.warning("%s to %s failed: %s; it is sent again in %d s", *told, due - time.time())
        await self._outbox.failed(posted, due, verdict.problem, verdict.outcome == "gone")


async def _tried(posted: Posted, recipient: Recipient, wire: Wire) -> Verdict:
    try:
        return recipient.verdict(await wire.send(recipient.request(posted.letter, time.time())))
    except Exception as error:
        log.exception("%s to %s can not be sent", posted.letter.id, recipient.name)
        return Verdict("again", type(error).__name__)
