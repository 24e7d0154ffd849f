"""The FastAPI app: every channel that is switched on, health, readiness, version."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import admin, assembly, heap, status
from bot.channels import channels
from bot.channels.direct import Direct
from bot.channels.refused import AWAY
from bot.conversation import Conversation
from bot.delivery.recipient import Recipient
from bot.front import front
from bot.guard.document import documented
from bot.guard.failures import WRONG
from bot.guard.rate import Rates
from bot.live import LivePack
from bot.retention import retaining
from bot.settings import Settings
from bot.stores.store import Store, StoreError
from bot.telemetry.lines import TurnLines
from bot.telemetry.tally import Tally

if TYPE_CHECKING:
    from bot.action_server import ActionServer

log = logging.getLogger(__name__)


def app(settings: Settings) -> FastAPI:
    """The whole service; before anything listens, a broken pack is a PackError, a missing channel UnavailableError."""
    heap.one_arena()
    server, rates = assembly.action_server(settings), Rates(settings)
    source, where = assembly.live(settings, server), assembly.store(settings.store)
    found, tally = list(channels(settings.channels)), Tally()
    recipients = assembly.recipients(settings, found)
    where.outbox.writers = [each.letters for each in recipients]
    metrics = assembly.metrics(settings, source, (channel.name for channel in found))
    observers = (TurnLines(texts=settings.log_texts), tally, *((metrics,) if metrics else ()))
    conversation = assembly.conversation(settings, source, where, observers, rates.sender)
    service = Service(
        title="Doolittle",
        version=version("doolittle"),
        description="An assistant that answers from a curated knowledge base and never makes anything up.",
        lifespan=_lifespan(settings, source, where, recipients, tally, [rates, *((server,) if server else ())]),
        docs_url=None,  # These two pages would load their scripts from elsewhere.
        redoc_url=None,
    )
    service.state.source, service.state.outbox, service.state.stopping = source, where.outbox, False
    service.state.websockets = any(getattr(channel, "websockets", False) for channel in found)
    service.add_exception_handler(RequestValidationError, _invalid)
    service.add_exception_handler(StoreError, _away)
    service.add_exception_handler(Exception, _wrong)
    routes: list[BaseRoute] = []
    for channel in found:  # First, for routes are tried in order, and messages are most of what comes.
        router = channel.router(conversation, settings)
        service.include_router(router)
        service.routes.extend(route for route in router.routes if isinstance(route, Mount))  # FastAPI leaves these out.
        routes += router.routes
    service.include_router(_about(conversation, source, settings))
    service.include_router(status.router(settings, source, where, tally, metrics))
    if settings.admin_token is not None:
        service.include_router(admin.router(where, settings.admin_token, conversation.forgotten))
    documented(service, settings)
    service.way = front(Direct(service.searched, routes, service.exception_handlers), settings, rates.address, found)
    return service


class Service(FastAPI):
    """FastAPI, and what stands before it."""

    way: ASGIApp
    """What requests take; it ends at `searched`, if not before."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.way(scope, receive, send)

    async def searched(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by FastAPI's search for its route."""
        await super().__call__(scope, receive, send)


def _lifespan(
    settings: Settings,
    source: LivePack,
    where: Store,
    recipients: Sequence[Recipient],
    tally: Tally,
    used: Sequence[Rates | ActionServer],
) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await where.open()
        tally.start()
        stop = asyncio.Event()
        tasks = [asyncio.create_task(source.warm())]
        if settings.live:
            tasks.append(asyncio.create_task(source.watch(stop)))
        async with _delivering(where, recipients), retaining(where, settings.retention):
            yield
        stop.set()
        try:
            await asyncio.gather(*tasks)
        finally:
            await where.close()
            for service in used:
                await service.close()

    return lifespan


def _delivering(where: Store, recipients: Sequence[Recipient]) -> AbstractAsyncContextManager[None]:
    if not recipients:
        return nullcontext()
    from bot.delivery.courier import delivering  # Brings an HTTP client.

    return delivering(where, recipients)


def _about(conversation: Conversation, source: LivePack, settings: Settings) -> Any:
    from fastapi import APIRouter

    router = APIRouter(tags=["service"])

    @router.get("/health")
    async def health() -> dict[str, str]:
        """Whether the process answers."""
        return {"status": "ok"}

    @router.get("/ready", response_model=None)
    async def ready(request: Request) -> JSONResponse:
        """Whether a message could be taken now; 503 while the store is away and while the service stops."""
        able = not request.app.state.stopping and await conversation.ready()
        problems = [str(problem) for problem in source.problems]
        # Without its action server a replica still takes messages and says so; as all share it, a proxy that took
        # them out would leave visitors with its own error page.
        told = {"ready": able, "pack_problems": problems, "action_problem": conversation.engine.executor.problem}
        if settings.auth_token or settings.jwt_key:
            told = {"ready": able}  # Whoever asks here needs no token; `/status` tells the operator what is wrong.
        return JSONResponse(told, status_code=200 if able else 503)

    @router.get("/version")
    async def about() -> dict[str, str]:
        """The version of the service and the pack in force."""
        pack = conversation.engine.pack
        return {"version": version("doolittle"), "pack": pack.card.id, "title": pack.card.title, "digest": pack.digest}

    return router


async def _wrong(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse({"detail": WRONG}, status_code=500)  # The wall notes it in the log.


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    # FastAPI's own handler echoes the input, which fails on what JSON can not hold (lone surrogates).
    assert isinstance(error, RequestValidationError)
    detail = [{"loc": list(map(str, e["loc"])), "msg": e["msg"], "type": e["type"]} for e in error.errors()]
    return JSONResponse({"detail": detail}, status_code=422)


async def _away(_: Request, error: Exception) -> JSONResponse:
    log.error("The store can not be reached: %s", error)
    return JSONResponse({"detail": AWAY}, status_code=503, headers={"Retry-After": "5"})
