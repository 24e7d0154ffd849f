"""The Model Context Protocol, for programs that let a language model use tools: `POST /mcp`, streamable HTTP.

Each request stands by itself: there are no sessions and no streams, so that any process can answer any request.
`doolittle mcp` carries the same over standard input and output.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import mcp_types as types
from fastapi import APIRouter
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from bot.channels.channel import Limits
from bot.channels.mcp.desk import NAME
from bot.channels.mcp.gate import Gate
from bot.channels.mcp.server import Context, Librarian
from bot.conversation import Conversation
from bot.guard.refusal import Refusal
from bot.settings import Settings

PATH = "/mcp"
_FAILED = "mcp_failed"
_CODES = {
    400: types.INVALID_REQUEST,
    404: types.METHOD_NOT_FOUND,
    405: types.METHOD_NOT_FOUND,
    413: types.INVALID_PARAMS,
}
REFUSED = -32000
"""JSON-RPC leaves this code to servers: the guard refused."""


class McpChannel:
    """The Model Context Protocol."""

    name = NAME
    limits = Limits(buttons=False)
    below = PATH

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """An error of JSON-RPC that answers no request in particular, as the protocol has it for what is refused."""
        code = types.INTERNAL_ERROR if status >= 500 else _CODES.get(status, REFUSED)
        return status, {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": str(detail)}}

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`POST /mcp`; other methods are answered with 405, for there is no stream to open and no session to end."""
        endpoint = _Endpoint(conversation, settings)
        router = APIRouter(lifespan=endpoint.running)
        router.routes.append(Route(PATH, endpoint, methods=["POST"], name=NAME))
        return router


class _Endpoint:
    """Hands each request to the library, and tells what it could not tell."""

    def __init__(self, conversation: Conversation, settings: Settings) -> None:
        self._gate = Gate(settings)
        self._largest = settings.largest_body
        self._server = Librarian(conversation, _note).server
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self, _: Any) -> AsyncIterator[None]:
        """While the service runs; each start has a manager of its own, since one can be run only once."""
        logging.getLogger("mcp").setLevel(logging.WARNING)  # It reports the end of each request.
        self._manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=self._largest
        )
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a refusal or failure of a call is raised, for the service to tell it by its status."""
        self._gate.check(scope)
        if self._manager is None:
            raise Refusal(
                503, "The service is starting or stopping; please send that again in a little while.", wait=1.0
            )
        state = scope.setdefault("state", {})

        async def unless_failed(message: Message) -> None:
            if _FAILED not in state:
                await send(message)

        await self._manager.handle_request(scope, receive, unless_failed)
        if failed := state.get(_FAILED):
            raise failed


def _note(ctx: Context, error: Exception) -> None:
    ctx.request.scope["state"][_FAILED] = error  # type: ignore[union-attr]


channel = McpChannel()
