"""`doolittle serve`: the HTTP service."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told


def serve(
    knowledge: Knowledge = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="DOOLITTLE_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="DOOLITTLE_PORT")] = None,
    store: Annotated[
        str | None, typer.Option(help="memory, sqlite:PATH or postgresql://….", show_default="DOOLITTLE_STORE")
    ] = None,
) -> None:
    """Serve the bot over HTTP, with a page to chat on at `/`."""
    import uvicorn

    from bot.guard.listening import more_connections, options, warn_if_open
    from bot.service import app
    from bot.telemetry import logs

    with told():
        chosen = settings(knowledge, host=host, port=port, store=store)
        logs.configure(chosen.log, chosen.log_format)
        service = app(chosen)
        asyncio.run(_opened(chosen.store))
    warn_if_open(chosen)
    more_connections()
    # Without a configuration of its own, uvicorn's lines look like ours.
    uvicorn.run(service, host=chosen.host, port=chosen.port, log_level=chosen.log, log_config=None, **options(chosen))


async def _opened(store: str) -> None:
    """Try the store before anything listens, so that a wrong one is told like any wrong setting."""
    from bot import assembly

    tried = assembly.store(store)
    await tried.open()
    await tried.close()
