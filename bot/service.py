"""The FastAPI app: every channel found, health, readiness, version."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from bot import assembly, heap
from bot.channels import channels
from bot.conversation import Conversation
from bot.guard import BodyLimit
from bot.live import LivePack
from bot.settings import Settings
from bot.stores.store import Store, StoreError

log = logging.getLogger(__name__)


def app(settings: Settings) -> FastAPI:
    """The whole service; a broken pack is a PackError here, before anything listens."""
    heap.one_arena()
    source, where = assembly.live(settings), assembly.store(settings.store)
    conversation = assembly.conversation(settings, source, where)
    service = FastAPI(
        title="Doolittle",
        version=version("doolittle"),
        description="An assistant that answers from a curated knowledge base and never makes anything up.",
        lifespan=_lifespan(settings, source, where),
    )
    service.add_middleware(BodyLimit, largest=settings.largest_body)
    if settings.cors:
        service.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["Retry-After"],
        )
    service.add_exception_handler(RequestValidationError, _invalid)
    service.add_exception_handler(StoreError, _away)
    service.include_router(_about(conversation, source))
    for channel in channels():
        service.include_router(channel.router(conversation, settings))
    return service


def _lifespan(settings: Settings, source: LivePack, where: Store) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await where.open()
        stop = asyncio.Event()
        tasks = [asyncio.create_task(source.warm())]
        if settings.live:
            tasks.append(asyncio.create_task(source.watch(stop)))
        yield
        stop.set()
        await asyncio.gather(*tasks)
        await where.close()

    return lifespan


def _about(conversation: Conversation, source: LivePack) -> Any:
    from fastapi import APIRouter

    router = APIRouter(tags=["service"])

    @router.get("/health")
    async def health() -> dict[str, str]:
        """Whether the process answers."""
        return {"status": "ok"}

    @router.get("/ready", response_model=None)
    async def ready() -> JSONResponse:
        """Whether a message could be answered now; 503 while the store is away."""
        able = await conversation.ready()
        problems = [str(problem) for problem in source.problems]
        return JSONResponse({"ready": able, "pack_problems": problems}, status_code=200 if able else 503)

    @router.get("/version")
    async def about() -> dict[str, str]:
        """The version of the service and the pack in force."""
        pack = conversation.engine.pack
        return {"version": version("doolittle"), "pack": pack.card.id, "title": pack.card.title, "digest": pack.digest}

    return router


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    # FastAPI's own handler echoes the input, which fails on what JSON can not hold (lone surrogates).
    assert isinstance(error, RequestValidationError)
    detail = [{"loc": list(map(str, e["loc"])), "msg": e["msg"], "type": e["type"]} for e in error.errors()]
    return JSONResponse({"detail": detail}, status_code=422)


async def _away(_: Request, error: Exception) -> JSONResponse:
    log.error("The store can not be reached: %s", error)
    detail = "The conversations can not be reached at the moment; please send that again in a little while."
    return JSONResponse({"detail": detail}, status_code=503, headers={"Retry-After": "5"})
