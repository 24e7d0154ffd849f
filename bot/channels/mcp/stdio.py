"""MCP on standard input and output, for clients that start the server themselves: one message a line, nothing else."""

from __future__ import annotations

import asyncio

from mcp.server.context import CallNext, HandlerResult
from mcp.server.lowlevel import NotificationOptions
from mcp.server.session import ServerSession
from mcp.server.stdio import stdio_server
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourcesListChanged
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

from bot.channels.mcp.server import Context, Librarian
from bot.conversation import Conversation


class Pipe:
    """A librarian at the other end of a pipe: one client, who is told when the list of topics has changed."""

    def __init__(self, conversation: Conversation) -> None:
        self._bus = InMemorySubscriptionBus()
        self._server = Librarian(conversation, on_subscriptions_listen=ListenHandler(self._bus)).server
        self._server.middleware.append(self._heard)
        self._session: ServerSession | None = None
        self._telling: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Answer until the input ends; what is written to standard output meanwhile goes to standard error."""
        options = self._server.create_initialization_options(NotificationOptions(resources_changed=True))
        async with stdio_server() as (incoming, outgoing):
            await self._server.run(incoming, outgoing, options)

    def changed(self, whole: bool) -> None:
        """Tell the client that another pack is in force; one that could not be read changes nothing."""
        if whole:
            self._telling = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        """As revisions up to 2025-11-25 do it, and to those who listen as that of 2026-07-28 does it."""
        await self._bus.publish(ResourcesListChanged())
        if self._session is not None and self._session.protocol_version in HANDSHAKE_PROTOCOL_VERSIONS:
            await self._session.send_resource_list_changed()

    async def _heard(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        self._session = ctx.session
        return await call_next(ctx)
