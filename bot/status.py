"""How the service runs, for monitors: `/status` for a person or a check, `/metrics` for Prometheus."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from bot.admin import Brought, carries
from bot.guard.caller import calling
from bot.guard.listening import local
from bot.live import LivePack
from bot.settings import Settings
from bot.stores.store import Store
from bot.telemetry.tally import Tally

if TYPE_CHECKING:
    from bot.telemetry.metrics import Metrics

TEXT = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus's text format, which all versions of it read."""


class PackStatus(BaseModel):
    """The pack that is answered from."""

    id: str
    title: str
    digest: str
    since: str
    """When it came into force in this process, in UTC."""
    problems: list[str]
    """What is wrong with the files as they stand, while an older state of them is in force."""


class StoreStatus(BaseModel):
    """Where conversations live."""

    kind: str
    reachable: bool


class ProcessStatus(BaseModel):
    """The process that answers: one of the workers, if there are several."""

    id: int
    uptime: float
    """Seconds it has served."""
    turns: int
    """Turns it has taken; `/metrics` has the sum over all processes."""
    in_flight: int


class Status(BaseModel):
    """How the service runs; the last three keys are those of Rasa's `/status`."""

    version: str
    pack: PackStatus
    store: StoreStatus
    process: ProcessStatus
    model_file: str
    """The pack's folder."""
    model_id: str
    """The pack's digest."""
    num_active_training_jobs: int = 0


def router(settings: Settings, source: LivePack, where: Store, tally: Tally, metrics: Metrics | None) -> APIRouter:
    """`/status`, and `/metrics` if something counts."""
    refused: dict[int | str, dict[str, Any]] = {
        401: {"description": "Not the admin token."},
        403: {"description": "Told on loopback only."},
    }
    routes = APIRouter(tags=["service"], dependencies=[Depends(_allowed(settings))], responses=refused)

    @routes.get("/status")
    async def status() -> Status:
        """How the service runs."""
        return Status(
            version=version("doolittle"),
            pack=_pack(source),
            store=StoreStatus(kind=settings.store.partition(":")[0], reachable=await where.ready()),
            process=ProcessStatus(
                id=os.getpid(), uptime=round(tally.uptime, 1), turns=tally.turns, in_flight=tally.in_flight
            ),
            model_file=settings.knowledge.resolve().name,
            model_id=source.engine.pack.digest,
        )

    if metrics is not None:

        @routes.get("/metrics", response_class=PlainTextResponse)
        async def scraped() -> PlainTextResponse:
            """Numbers for Prometheus, of all processes of the service."""
            pack = source.engine.pack
            build = {"version": version("doolittle"), "pack": pack.card.id, "digest": pack.digest}
            return PlainTextResponse(await asyncio.to_thread(metrics.text, build), headers={"Content-Type": TEXT})

    return routes


def _pack(source: LivePack) -> PackStatus:
    pack = source.engine.pack
    return PackStatus(
        id=pack.card.id,
        title=pack.card.title,
        digest=pack.digest,
        since=datetime.fromtimestamp(source.since, UTC).isoformat(timespec="seconds"),
        problems=[str(problem) for problem in source.problems],
    )


def _allowed(settings: Settings) -> Callable[[Brought], Awaitable[None]]:
    """Who may look: whoever brings the admin token; where none is set, a caller with a token, or whoever reaches a
    service on loopback."""

    async def allowed(brought: Brought) -> None:
        if settings.admin_token:
            if not carries(brought, settings.admin_token):
                raise HTTPException(401, "This needs the admin token.", {"WWW-Authenticate": "Bearer"})
        elif calling.get() is None and not local(settings.host):  # The doors let in none but an admin.
            raise HTTPException(403, "Set DOOLITTLE_ADMIN_TOKEN, and send it as a bearer token, to see this.")

    return allowed
