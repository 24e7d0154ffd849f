"""Socket Mode: Slack's events over a WebSocket that the service opens, for where Slack can not reach it.

Each envelope is handed to Bolt and acknowledged as a request over HTTP is; one that could not be answered is not, and
Slack sends it again (https://docs.slack.dev/apis/events-api/using-socket-mode).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.signed import Told
from bot.channels.slack.workspace import QUIET
from bot.trail import trail

log = logging.getLogger(__name__)
Respond = Callable[[Told, Callable[[], AsyncBoltRequest]], Awaitable[BoltResponse]]


class Socket:
    """A connection to Slack, which is made again whenever it is lost."""

    def __init__(self, token: str, web: AsyncWebClient, respond: Respond) -> None:
        """`token` is the app-level one; `respond` deals with what is told and raises what kept it from it."""
        self._respond = respond
        self._client = SocketModeClient(app_token=token, web_client=web, logger=QUIET)
        self._client.socket_mode_request_listeners.append(self._take)
        self._connecting = asyncio.create_task(self._client.connect())  # type: ignore[no-untyped-call]

    def pause(self) -> None:
        """Take nothing more: it is not acknowledged, so Slack sends it elsewhere. What was taken still can be."""
        self._client.socket_mode_request_listeners.clear()

    async def close(self) -> None:
        """End the connection."""
        self._connecting.cancel()
        with suppress(asyncio.CancelledError):
            await self._connecting
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        began = time.time()
        try:
            response = await self._respond(request.payload, partial(_made, request))
        except Exception as error:
            log.error("What Slack sent is not acknowledged, so that it comes again: %s", trail(error))
            return
        await send_async_response(client, request, response, began)


def _made(request: SocketModeRequest) -> AsyncBoltRequest:
    return AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
