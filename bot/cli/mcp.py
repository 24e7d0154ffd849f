"""`doolittle mcp`: the knowledge base as tools for a language model, on standard input and output."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told

if TYPE_CHECKING:
    from bot.channels.mcp.stdio import Pipe
    from bot.live import LivePack
    from bot.stores.store import Store

STOPPING = (signal.SIGTERM, signal.SIGINT)


def mcp(
    knowledge: Knowledge = None,
    store: Annotated[
        str | None, typer.Option(help="Where conversations live.", show_default="DOOLITTLE_STORE, else memory")
    ] = None,
) -> None:
    """Serve the Model Context Protocol on standard input and output, until the input ends."""
    from bot import assembly, channels

    with told():
        chosen = settings(knowledge, store=store)
        if (
            "store" not in chosen.model_fields_set
        ):  # Clients start it in whatever folder: no file is left there unasked.
            chosen = chosen.model_copy(update={"store": "memory"})
        list(channels.channels(["mcp"]))  # Tells of the extra where the library is missing.
        source, where = assembly.live(chosen), assembly.store(chosen.store)
        from bot.channels.mcp.stdio import Pipe

        pipe = Pipe(assembly.conversation(chosen, source, where))
        asyncio.run(_serve(pipe, source, where, live=chosen.live))


async def _serve(pipe: Pipe, source: LivePack, where: Store, *, live: bool) -> None:
    """Serve until the input ends or a signal comes."""
    await where.open()
    stop = asyncio.Event()
    beside = [asyncio.create_task(source.warm())]
    if live:
        source.changed = pipe.changed
        beside.append(asyncio.create_task(source.watch(stop)))
    with suppress(NotImplementedError):  # Windows has no such handlers, and ends a process at once.
        for each in STOPPING:
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
    serving, stopped = asyncio.create_task(pipe.serve()), asyncio.create_task(stop.wait())
    await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await asyncio.gather(*beside, stopped)
    await where.close()
    if not serving.done():
        os._exit(0)  # Python would wait for the thread that reads the input, which has not ended.
    serving.result()
