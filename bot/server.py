"""One serving process: uvicorn over the app, from its first connection to its last answer."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI

from bot.guard.listening import options
from bot.settings import Settings

log = logging.getLogger(__name__)
LAST_CALL = 0.2
"""Seconds that a connection just accepted has for sending its request, once the service stops."""
GRACE = 3
"""Seconds after `stop_timeout` in which cancelled turns end and the store is closed; then the process is ended."""


class Server(uvicorn.Server):
    """uvicorn's server, which is unready while it stops, and ends in time.

    On SIGTERM or SIGINT it finishes what is in flight for at most `stop_timeout` seconds, accepts nothing new, and
    closes the store after the last turn.
    """

    def __init__(self, service: FastAPI, settings: Settings) -> None:
        super().__init__(_config(service, settings))
        self._service, self._last = service, settings.stop_timeout + GRACE

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; `/ready` says so at once."""
        self._stop()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nothing more, and give who was accepted last a moment to send what it came for."""
        for listening in self.servers:
            listening.close()
        await asyncio.sleep(LAST_CALL)
        await super().shutdown(sockets)

    def _stop(self) -> None:
        if not self._service.state.stopping:
            self._service.state.stopping = True
            signal.signal(signal.SIGALRM, self._too_late)
            signal.alarm(self._last)

    def _too_late(self, *_: object) -> None:
        log.error("Not stopped after %s s, so what hangs is given up", self._last)
        os._exit(1)  # Python would wait for the threads of actions for ever.


class Worker(Server):
    """A server that is one of several: it tells its parent when it answers, and stops when it has lost it."""

    def __init__(self, service: FastAPI, settings: Settings, up: Callable[[], None], parent: int) -> None:
        """`parent` is a file descriptor that becomes readable when the parent is gone."""
        super().__init__(service, settings)
        self._up, self._parent = up, parent

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the store and listen; then say so."""
        await super().startup(sockets)
        asyncio.get_running_loop().add_reader(self._parent, self._orphaned)
        self._up()

    def _orphaned(self) -> None:
        asyncio.get_running_loop().remove_reader(self._parent)
        log.error("The parent of this worker is gone: stopping")
        self._stop()
        self.should_exit = True


def _config(service: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        service,
        host=settings.host,
        port=settings.port,
        log_level=settings.log,
        log_config=None,  # Without a configuration of its own, its lines look like ours.
        timeout_graceful_shutdown=settings.stop_timeout,
        **options(settings, websockets=getattr(service.state, "websockets", False)),
    )


def run(server: Server, sockets: Sequence[socket.socket] | None = None) -> None:
    """Serve until told to stop, on bound sockets or on the address of the settings; status 3 if it can not start."""
    with suppress(KeyboardInterrupt):  # Ctrl-C has stopped it gracefully already.
        server.run(None if sockets is None else list(sockets))
    if not server.started:
        sys.exit(3)


def bound(service: FastAPI, settings: Settings) -> socket.socket:
    """A socket on the address of the settings, for workers to listen on; status 1 if it can not be had."""
    prepared = _config(service, settings)
    prepared.load()  # What it imports, the workers need not import each for itself.
    return prepared.bind_socket()
