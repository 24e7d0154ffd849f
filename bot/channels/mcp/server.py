"""The server: MCP's methods over one conversation service, whatever carries them.

After the Model Context Protocol, revisions 2025-06-18 to 2026-07-28, by the package `mcp`. What a caller can put right
is told in the result, where a model reads it; a refusal or a failure is raised where HTTP can tell it by its status.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from bot.catalogue import Catalogue
from bot.channels.mcp import resources
from bot.channels.mcp.desk import Desk, MistakeError
from bot.channels.mcp.tools import tools
from bot.conversation import Conversation
from bot.guard.refusal import Refusal
from bot.trail import trail

log = logging.getLogger(__name__)
Context = ServerRequestContext[Any, Any]
Failed = Callable[[Context, Exception], None]
"""Takes a refusal or a failure of a call, if there is another way to tell it than in the result."""


class Librarian:
    """Answers the methods; the tools and topics are those of the pack in force."""

    def __init__(self, conversation: Conversation, failed: Failed | None = None, **further: Any) -> None:
        """`further` are handlers of the library's server that only some ways of carrying it have."""
        self._conversation = conversation
        self._failed = failed
        self._catalogue: Catalogue | None = None
        self.server: Server[Any] = Server(
            "doolittle",
            version=version("doolittle"),
            title="Doolittle",
            description="A curated knowledge base that never makes anything up.",
            get_tool_input_schema=self._arguments,  # Without it, the library lists all tools before each call.
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
            on_completion=self.complete,
            **further,
        )
        self.renew()

    def renew(self) -> Catalogue:
        """The catalogue of the pack in force; where that is a new one, the tools and instructions follow it."""
        engine = self._conversation.engine
        if self._catalogue is None or self._catalogue.engine is not engine:
            self._catalogue = Catalogue(engine)
            self._tools = tools(Desk(self._conversation, self._catalogue), self._catalogue)
            self._declared = {name: tool.declared() for name, tool in self._tools.items()}
            self.server.instructions = _instructions(engine.pack.card.title, engine.pack.card.provenance)
        return self._catalogue

    async def list_tools(self, _: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """Every tool, on one page."""
        self.renew()
        return types.ListToolsResult(tools=[*self._declared.values()])

    async def call_tool(self, ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Run one tool."""
        self.renew()
        tool = self._tools.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no such tool; there are: {', '.join(self._tools)}.")
        try:
            told = await tool.run(tool.arguments.model_validate(params.arguments or {}))
        except MistakeError as mistake:
            return _error(str(mistake))
        except ValidationError as error:
            return _error(_invalid(error))
        except Exception as error:
            return self._told(ctx, params.name, error)
        data = told.data.model_dump(mode="json", exclude_defaults=True)
        return types.CallToolResult(content=[types.TextContent(text=told.text)], structured_content=data)

    async def list_resources(
        self, _: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """A page of the topics."""
        return resources.page(self.renew(), params.cursor if params else None)

    async def list_templates(
        self, _: Context, __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        """The one template."""
        return types.ListResourceTemplatesResult(resource_templates=[resources.TEMPLATE])

    async def read_resource(self, _: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """One topic."""
        return resources.read(self.renew(), str(params.uri))

    async def complete(self, _: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        """Ids of topics for the template."""
        ours = types.ResourceTemplateReference(uri=resources.TEMPLATE.uri_template)
        if params.ref != ours or params.argument.name != "id":
            raise MCPError(types.INVALID_PARAMS, "There is nothing to complete but the id of the template of topics.")
        return resources.completed(self.renew(), params.argument.value)

    def _arguments(self, name: str) -> dict[str, Any] | None:
        tool = self._declared.get(name)
        return tool.input_schema if tool else None

    def _told(self, ctx: Context, name: str, error: Exception) -> types.CallToolResult:
        if self._failed is not None:
            self._failed(ctx, error)
        elif not isinstance(error, Refusal):
            log.error("The tool %s failed: %s", name, trail(error))
        told = error.detail if isinstance(error, Refusal) else "Something went wrong here; it is noted in the log."
        return _error(told)


def _instructions(title: str, provenance: str) -> str:
    """What a model is told of the whole server."""
    return (
        f"A curated knowledge base about {title}, in which every statement has a source. {provenance} "
        "Use look_up for one topic by its name, compare for two to four, recommend for what to use, list_topics to "
        "find names, and ask for any other question. Cite the sources that a result names. What is not in the "
        "knowledge base is declined: say so, and do not fill it in."
    )


def _error(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text)], is_error=True)


def _invalid(error: ValidationError) -> str:
    """What is wrong with the arguments, without the values, which are the caller's own words."""
    told = (f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg']}" for each in error.errors())
    return f"These arguments do not fit the tool's schema. {'; '.join(told)}."
