"""`doolittle serve`: the HTTP service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.live import LivePack
    from bot.settings import Settings

log = logging.getLogger(__name__)


def serve(
    knowledge: Knowledge = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="DOOLITTLE_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="DOOLITTLE_PORT")] = None,
    store: Annotated[
        str | None, typer.Option(help="memory, sqlite:PATH or postgresql://….", show_default="DOOLITTLE_STORE")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Answering processes.", show_default="DOOLITTLE_WORKERS")] = None,
) -> None:
    """Serve the bot over HTTP, with a page to chat on at `/`."""
    from bot import server
    from bot.guard.listening import more_connections, warn_if_open
    from bot.service import app
    from bot.settings import misspelt
    from bot.telemetry import logs, processes
    from bot.workers import single_threaded

    with ExitStack() as around:
        with told():
            chosen = settings(knowledge, host=host, port=port, store=store, workers=workers)
            logs.configure(chosen.log, chosen.log_format)
            if chosen.workers > 1:
                single_threaded()
                around.enter_context(processes.together() if chosen.metrics else nullcontext())
            service = app(chosen)
            asyncio.run(_opened(chosen.store))
        for sentence in misspelt():
            log.warning(sentence)
        warn_if_open(chosen)
        more_connections()
        if chosen.workers > 1:
            _serve_together(service, chosen)
        else:
            server.run(server.Server(service, chosen))


def _serve_together(service: FastAPI, chosen: Settings) -> None:
    from bot import server
    from bot.workers import Workers

    source: LivePack = service.state.source

    def refresh() -> None:
        asyncio.run(source.reload())

    def work(up: Callable[[], None], parent: int) -> None:
        if chosen.live:
            refresh()  # The parent may have forked it long after it read the pack.
        server.run(server.Worker(service, chosen, up, parent), [listening])

    asyncio.run(source.warm())
    listening = server.bound(service, chosen)
    Workers(chosen.workers, listening, work, refresh).run()


async def _opened(store: str) -> None:
    """Try the store before anything listens, so that a wrong one is told like any wrong setting."""
    from bot import assembly

    tried = assembly.store(store)
    await tried.open()
    await tried.close()
