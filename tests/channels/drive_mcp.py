"""A client of the Model Context Protocol for the contract of every channel: it calls `ask` over HTTP."""

from __future__ import annotations

from typing import Any

from httpx2 import Response
from shown import Shown, read
from starlette.testclient import TestClient

ACCEPT = "application/json, text/event-stream"
ASKED = "What could be asked next:"
HERE = {"Accept": ACCEPT, "Host": "127.0.0.1:5005", "MCP-Protocol-Version": "2025-06-18"}


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    """A call of a tool as the protocol writes it."""
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


class Mcp:
    """A program that asks for a model, always in a conversation it names."""

    channel = "mcp"

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        return client.post("/mcp", json=call("ask", question=text, conversation=conversation), headers=HERE | headers)

    def shown(self, response: Response) -> Shown:
        """The text, held against the data beside it."""
        result = response.json()["result"]
        assert not result.get("isError"), result
        [content] = result["content"]
        markdown, _, conversation = content["text"].rpartition("\n\nConversation: ")
        data = result["structuredContent"]
        assert conversation.replace("\\", "") == data["conversation"]
        answer, _, asked = markdown.partition(f"\n\n{ASKED}\n\n")
        shown = read(answer)
        shown.buttons = read(asked).texts
        assert shown.buttons == [" ".join(title.split()) for title in data["follow_ups"]]
        assert shown.sources == [source.get("url", "") for source in data["sources"]]
        return shown

    def problem(self, response: Response) -> str:
        body = response.json()
        assert (body["jsonrpc"], body["id"]) == ("2.0", None)
        assert body["error"].keys() == {"code", "message"}
        return str(body["error"]["message"])
