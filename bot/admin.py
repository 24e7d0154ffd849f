"""The conversations over HTTP for whoever runs the bot: list, show, export, delete. Off without an `admin_token`."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field, SecretStr

from bot.handover import release
from bot.stores.store import Store, Summary, moment
from bot.transcript import tracker

Since = Annotated[
    float, Query(ge=0, allow_inf_nan=False, description="Only those with a message since then, in seconds since 1970.")
]
Brought = Annotated[
    HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, scheme_name="AdminToken"))
]
"""What a caller brings in the header `Authorization: Bearer …`, if anything."""
_REFUSED: dict[int | str, dict[str, Any]] = {401: {"description": "The token is missing or another."}}
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such conversation."}}
_WITH_NOBODY: dict[int | str, dict[str, Any]] = {409: {"description": "No person has it."}}
_LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-ndjson": {}}, "description": "A tracker a line."}
}


class Glance(BaseModel):
    """A conversation at a glance."""

    id: str
    began: float = Field(description="When its first message was sent, in seconds since 1970.")
    last: float = Field(description="When its latest message was sent, in seconds since 1970.")
    turns: int = Field(description="Messages of the visitor.")


class Glances(BaseModel):
    """Conversations, most recent first."""

    conversations: list[Glance]
    following: str | None = Field(description="What to send as `after` to go on; null where there are no more.")


class Waiting(BaseModel):
    """A conversation that waits for a person, or is with one."""

    id: str
    since: float = Field(description="When it was handed over, in seconds since 1970.")


class Tracker(BaseModel):
    """A conversation as Rasa 3.6 gives it."""

    sender_id: str
    slots: dict[str, Any]
    latest_message: dict[str, Any]
    latest_event_time: float | None
    followup_action: str | None
    paused: bool
    events: list[dict[str, Any]] = Field(description="All of them, oldest first.")
    latest_input_channel: str | None
    active_loop: dict[str, Any]
    latest_action: dict[str, Any]
    latest_action_name: str


def router(store: Store, token: SecretStr, forgotten: Callable[[], None]) -> APIRouter:
    """All below `/admin`; `forgotten` is called when somebody was deleted, who is remembered nowhere then."""
    router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(_admitting(token))], responses=_REFUSED)

    @router.get("/conversations")
    async def conversations(
        since: Since = 0.0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        after: Annotated[str, Query(description="The `following` of the page before.")] = "",
    ) -> Glances:
        """List conversations, most recent first."""
        found = await _glances(store, since, limit + 1, _place(after))
        shown = [Glance(id=one.conversation, began=one.began, last=one.last, turns=one.turns) for one in found[:limit]]
        last = found[limit - 1] if len(found) > limit else None
        return Glances(conversations=shown, following=f"{last.last!r} {last.conversation}" if last else None)

    # An id may hold slashes, so it is all the rest of the path.
    @router.get("/conversations/{conversation:path}", response_model=Tracker, responses=_UNKNOWN)
    async def conversation(conversation: str) -> Response:
        """Show a conversation as Rasa's tracker, with all its events."""
        events = await store.events(conversation)
        if not events:
            raise HTTPException(404, "There is no such conversation.")
        return Response(json.dumps(tracker(conversation, events)), media_type="application/json")

    @router.delete("/conversations/{conversation:path}", status_code=204, responses=_UNKNOWN)
    async def delete(conversation: str) -> None:
        """Delete all that is kept of a conversation, for good."""
        await _delete(store, conversation, forgotten)

    @router.get("/export", response_class=StreamingResponse, responses=_LINES)
    async def export(since: Since = 0.0) -> StreamingResponse:
        """Export conversations, whole, in the order of their ids: JSON lines, each a tracker."""
        lines = _lines(store, since)
        first = await anext(lines, "")  # A store that is away is told before the response has begun.
        return StreamingResponse(_with(first, lines), media_type="application/x-ndjson")

    _handing_back(router, store)
    return router


async def _delete(store: Store, conversation: str, forgotten: Callable[[], None]) -> None:
    if not await store.delete(conversation):
        raise HTTPException(404, "There is no such conversation.")
    forgotten()


def _handing_back(router: APIRouter, store: Store) -> None:
    """What those do who take conversations over."""

    @router.get("/waiting")
    async def waiting() -> list[Waiting]:
        """List the conversations that wait for a person or are with one, the one handed over first in front."""
        return [Waiting(id=one.conversation, since=one.since) for one in await store.waiting()]

    @router.post("/conversations/{conversation:path}/release", status_code=204, responses=_UNKNOWN | _WITH_NOBODY)
    async def give_back(conversation: str) -> None:
        """Give a conversation back to the bot, which was silent while a person had it."""
        if await release(store, conversation):
            return
        if not await store.events(conversation):
            raise HTTPException(404, "There is no such conversation.")
        raise HTTPException(409, "No person has this conversation.")


def carries(brought: Brought, token: SecretStr) -> bool:
    """Whether somebody brings the token; how long that takes tells nothing of it."""
    # Starlette reads the bytes of a header as Latin-1; whatever they are, they are those again.
    given = brought.credentials.encode("latin-1") if brought else b""
    return secrets.compare_digest(given, token.get_secret_value().encode())


def _admitting(token: SecretStr) -> Callable[[Brought], Awaitable[None]]:
    async def admitted(brought: Brought) -> None:
        if not carries(brought, token):
            raise HTTPException(401, "Not authenticated", {"WWW-Authenticate": "Bearer"})

    return admitted


def _place(after: str) -> tuple[float, str]:
    """Where a list goes on: behind the conversation of this time and id."""
    if not after:
        return -math.inf, ""
    last, _, conversation = after.partition(" ")
    try:
        return -float(last), conversation
    except ValueError:
        raise HTTPException(422, "`after` is the `following` of the page before.") from None


async def _glances(store: Store, since: float, most: int, behind: tuple[float, str]) -> list[Summary]:
    found: list[Summary] = []
    async with aclosing(store.summaries()) as summaries:  # type: ignore[type-var]
        async for one in summaries:
            if one.last < since or len(found) == most:
                break
            if (-one.last, one.conversation) > behind:
                found.append(one)
    return found


async def _lines(store: Store, since: float) -> AsyncIterator[str]:
    async for conversation, events in store.histories():
        if events and moment(events) >= since:  # One that was deleted meanwhile has none.
            yield json.dumps(tracker(conversation, events)) + "\n"


async def _with(first: str, lines: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for line in lines:
        yield line
