"""The editions of its pack that a stand-alone action server holds: callers name theirs by digest and get that one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from knowledge.loader import load
from knowledge.pack import Pack
from knowledge.yamlfile import PackError

log = logging.getLogger(__name__)
KEPT = 2
"""Editions held: while a change reaches one bot after the other, each is answered from its own."""
PAUSE = 1.0
"""Seconds before files that had nothing new are read again, however many ask for what they do not hold."""


class Editions:
    """Reads the pack of a folder when it is first needed, and again when an edition is asked for that it has not."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """A clock tells seconds."""
        self._folder = folder
        self._clock = clock
        self._held: dict[str, Pack] = {}
        self._reading: asyncio.Task[None] | None = None
        self._again = 0.0

    @property
    def latest(self) -> Pack:
        """The edition read last; raises PackError if none could be read yet."""
        if not self._held:
            self._keep(load(self._folder))
        return next(reversed(self._held.values()))

    async def of(self, digest: str) -> Pack | None:
        """The edition of that digest, if need be after the files were read again; None if they hold another."""
        if digest not in self._held:
            await self._read_again()
        return self._held.get(digest)

    async def _read_again(self) -> None:
        """Read the files aside; all who ask meanwhile wait for the one reading."""
        if self._reading is None:
            if self._held and self._clock() < self._again:
                return
            self._reading = asyncio.create_task(self._read())
        await asyncio.shield(self._reading)  # One who asks may give up; the others still wait.

    async def _read(self) -> None:
        try:
            pack = await asyncio.to_thread(load, self._folder)
        except PackError as error:
            self._pause()
            for problem in error.problems:
                log.error("The pack on disk is broken, what was read of it before stays: %s", problem)
        else:
            if pack.digest in self._held:
                self._pause()
            else:
                log.info("Answering from pack %s, digest %s", pack.card.id, pack.digest)
            self._keep(pack)
        finally:
            self._reading = None

    def _pause(self) -> None:
        self._again = self._clock() + PAUSE

    def _keep(self, pack: Pack) -> None:
        self._held.pop(pack.digest, None)
        self._held[pack.digest] = pack
        while len(self._held) > KEPT:
            del self._held[next(iter(self._held))]
