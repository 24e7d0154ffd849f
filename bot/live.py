"""Live editing: a changed pack is read and prepared aside, then swapped whole between turns.

A broken edit leaves the running engine in force and is reported with file and line.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot import heap
from bot.engine import Engine
from knowledge.loader import HERE, load
from knowledge.pack import Pack
from knowledge.yamlfile import PackError, Problem

log = logging.getLogger(__name__)
DEBOUNCE = 100
"""Milliseconds to wait for an editor to finish writing."""
YOUNG = 20_000
"""Objects made since garbage was last looked for, after which it is looked for again. A turn makes some thousand and
leaves hardly any cycles: to look after every 700, as Python does by itself, takes a fifth of its time."""
LISTENING = 1000
"""Milliseconds after which the watch is certain to be set up."""

AGAIN = 10.0
"""Seconds after which a watch that failed is set up again."""


class LivePack:
    """Holds the engine in force and replaces it when the pack's files change."""

    def __init__(self, folder: Path, build: Callable[[Pack], Engine]) -> None:
        self._folder = folder
        self._build = build
        self._warm: Engine | None = None
        gc.disable()  # Everything made now stays: looking for garbage in between only takes time.
        try:
            self.engine = build(load(folder))
        finally:
            gc.enable()
        # What was just built lives as long as the process: the garbage collector need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
        heap.trim()
        self.since = time.time()
        """When the engine in force was made, in seconds since the epoch."""
        self.changed: Callable[[bool], None] = _unobserved
        """Told of every change of the files: whether they are in force now, or broken."""
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with the files as they stand, while an older state of them is in force."""

    async def warm(self) -> None:
        """Prepare the engine in force for its first messages, while it answers already."""
        if self._warm is not self.engine:  # The parent of several workers has done it for all of them.
            self._warm = await asyncio.to_thread(_warmed, self.engine)

    async def watch(self, stop: asyncio.Event) -> None:
        """Follow the folder (and the language beside it) until told to stop; where that fails, tell and try again."""
        while not stop.is_set():
            try:
                await self._follow(stop)
            except Exception as error:
                what = f"changes can not be followed: {type(error).__name__}: {error}."
                cure = "Restart after an edit; on Linux see fs.inotify.max_user_watches and max_user_instances."
                self.problems = (Problem(self._folder, 1, what, cure),)
                log.exception("The pack's folder can not be watched; tried again in %s s", AGAIN)
                self.changed(False)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), AGAIN)

    async def _follow(self, stop: asyncio.Event) -> None:
        from watchfiles import awatch  # Only a server watches; `doolittle ask` need not wait for this import.

        folders = [f for f in {self._folder, HERE / self.engine.pack.card.language} if f.is_dir()]
        unseen = True  # What changed between the reading of the files and the setting up of the watch.
        async for changed in awatch(
            *folders, stop_event=stop, debounce=DEBOUNCE, step=20, rust_timeout=LISTENING, yield_on_timeout=True
        ):
            if changed or unseen:
                await self.reload()
            unseen = False

    async def reload(self) -> bool:
        """Read the files again; whether a new engine is in force after that."""
        try:
            engine = await asyncio.to_thread(self._newest)
        except PackError as error:
            self.problems = error.problems
            for problem in error.problems:
                log.error("The pack on disk is broken, the running one stays: %s", problem)
            self.changed(False)
            return False
        except Exception as error:
            # Whatever it is, it must not end the watch.
            what = f"the pack can not be prepared: {type(error).__name__}: {error}."
            self.problems = (
                Problem(self._folder, 1, what, "Run `doolittle check`; undo the last edit if it finds nothing."),
            )
            log.exception("The pack on disk can not be prepared, the running one stays")
            self.changed(False)
            return False
        self.problems = ()
        if engine is not self.engine:
            self.engine, self.since = engine, time.time()
            self.changed(True)
            log.info("Now answering from pack %s, digest %s", engine.pack.card.id, engine.pack.digest[:12])
            await self.warm()  # The edit is live before; what else the first messages would wait for comes after.
        return True

    def _newest(self) -> Engine:
        pack = load(self._folder)
        return self.engine if pack.digest == self.engine.pack.digest else self._build(pack)


def _unobserved(whole: bool) -> None:
    """Nobody counts changes."""


def _warmed(engine: Engine) -> Engine:
    """The engine, prepared for its first messages; what preparing took for a moment goes back to the system."""
    engine.interpreter.warm()
    heap.trim()
    return engine
