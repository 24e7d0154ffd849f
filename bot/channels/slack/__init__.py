"""Slack, with Bolt: mentions, direct messages, threads, the assistant's view, commands and buttons.

Slack's requests come over HTTP to `/slack/events` (and to the address that Rasa's Slack channel has), or over a
WebSocket (Socket Mode). Each is acknowledged, and answered through Slack's Web API. `docs/channels/slack.md` has the
set-up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.channels.channel import Limits
from bot.channels.slack.desk import MOMENT, Desk, Job
from bot.channels.slack.events import JOBS, Events
from bot.channels.slack.places import Conversations
from bot.channels.slack.posts import SIZE
from bot.channels.slack.signed import UNREADABLE, Signatures, Told, asks_for_certificate
from bot.channels.slack.socket_mode import Socket
from bot.channels.slack.workspace import Workspace
from bot.conversation import Conversation
from bot.guard.refusal import Refusal
from bot.settings import Settings, UnavailableError
from bot.trail import trail

log = logging.getLogger(__name__)
ALONE = (
    "the channel slack keeps the order of what is said, and what it has posted, in one process, so set "
    "DOOLITTLE_WORKERS to 1"
)
UNREAD = "What Slack sent could not be read: %s"
PATHS = ("/slack/events", "/webhooks/slack/webhook")
"""Where Slack sends its requests: Bolt's usual path, and Rasa's. `bot/guard/doors.py` has them too."""
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "It is signed and can not be read."},
    401: {"description": "It has no valid signature."},
}


class SlackChannel:
    """A Slack workspace."""

    name = "slack"
    limits = Limits(longest=SIZE)

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/slack/events` and `/webhooks/slack/webhook`, and a connection to Slack if Socket Mode is set up.

        UnavailableError with workers, and without what the app needs.
        """
        if settings.workers > 1:
            raise UnavailableError("channels", ALONE)
        token, secret = settings.slack_bot_token, settings.slack_signing_secret
        if token is None:
            raise UnavailableError("slack_bot_token", "the channel slack needs the bot token of your Slack app")
        if secret is None and settings.slack_app_token is None:
            needed = "the channel slack needs this, or DOOLITTLE_SLACK_APP_TOKEN for Socket Mode"
            raise UnavailableError("slack_signing_secret", needed)
        workspace = Workspace(token.get_secret_value(), settings.slack_api)
        named = Conversations(settings.slack_conversation, token.get_secret_value())
        desk = Desk(conversation, workspace, named, self.name, settings.slack_handover_group)
        events = Events(conversation, workspace, desk)
        office = _Office(settings, workspace, desk, events.app(secret.get_secret_value() if secret else ""))
        router = APIRouter(tags=["slack"], lifespan=office.lifespan)
        if secret is not None:
            signatures = Signatures(secret.get_secret_value())
            for path in PATHS:
                router.add_api_route(path, _endpoint(office, signatures), methods=["POST"], responses=REFUSED)
        return router


class _Office:
    """Hands requests to Bolt, and holds what the channel keeps open while the service runs."""

    def __init__(self, settings: Settings, workspace: Workspace, desk: Desk, app: AsyncApp) -> None:
        self._settings, self._workspace, self._desk, self._app = settings, workspace, desk, app

    async def respond(self, told: Told, made: Callable[[], AsyncBoltRequest]) -> BoltResponse:
        """What Bolt answers to a request, once what it began is answered or has taken a moment; raises what failed.

        An event is acknowledged at once where others wait, and Bolt reads it later. No other way leads to an
        acknowledgement that waits for Slack: even who the bot is Bolt may have to ask.
        """
        if told.get("type") == "event_callback":
            at = str(told.get("event", {}).get("ts") or "")
            if self._desk.postpone(at, partial(self._read, made)):
                return BoltResponse(status=200)
        jobs: list[Job] = []
        request, until = made(), asyncio.get_running_loop().time() + MOMENT
        request.context[JOBS] = jobs
        reading = self._desk.begin(self._app.async_dispatch(request))
        await asyncio.wait([reading], timeout=MOMENT)
        if not reading.done():
            del request.context[JOBS]
            reading.add_done_callback(_told)
            return BoltResponse(status=200)
        for job in jobs:
            await self._desk.settled(job, until)
        return reading.result()

    async def _read(self, made: Callable[[], AsyncBoltRequest]) -> None:
        try:
            await self._app.async_dispatch(made())
        except Exception as error:
            log.error(UNREAD, trail(error))

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Keep connections; at the end answer what was acknowledged."""
        self._workspace.open()
        waking = asyncio.create_task(self._wake())
        token = self._settings.slack_app_token
        socket = Socket(token.get_secret_value(), self._workspace.client, self.respond) if token else None
        yield
        waking.cancel()
        await asyncio.gather(waking, return_exceptions=True)
        if socket:
            socket.pause()
        await self._desk.finish(self._settings.stop_timeout)
        if socket:
            await socket.close()
        await self._workspace.close()

    async def _wake(self) -> None:
        """Let Bolt learn who the bot is before anybody asks; tell the operator if Slack does not know it."""
        woken = {"type": "event_callback", "event": {"type": "doolittle_woken"}}
        response = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=woken))
        if response.status != 200 or response.body:
            log.error("Slack does not answer as this bot: check DOOLITTLE_SLACK_BOT_TOKEN and the way to Slack.")


def _told(reading: asyncio.Task[BoltResponse]) -> None:
    if not reading.cancelled() and (error := reading.exception()):
        log.error(UNREAD, trail(error))


def _made(request: Request, body: bytes) -> AsyncBoltRequest:
    try:
        return to_async_bolt_request(request, body)
    except (AttributeError, KeyError, TypeError) as error:  # Bolt looks for ids without looking at kinds.
        raise Refusal(400, UNREADABLE) from error


def _endpoint(office: _Office, signatures: Signatures) -> Any:
    async def slack(request: Request) -> Response:
        """Take what Slack sends: events, commands and what is pressed, all of it signed."""
        body = await request.body()
        if asks_for_certificate(body, request.headers):
            return Response()
        told = signatures.check(body, request.headers)
        return to_starlette_response(await office.respond(told, partial(_made, request, body)))

    return slack


channel = SlackChannel()
