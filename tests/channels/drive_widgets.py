"""Drivers of chat widgets others have: what their scripts send, and what they show."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from httpx2 import Response
from shown import Shown, read
from starlette.testclient import TestClient


class DeepChat:
    """deep-chat, told by the page which conversation it is."""

    channel = "deepchat"

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        body = {"messages": [{"role": "user", "text": text}], "conversation": conversation}
        return client.post("/webhooks/deepchat", json=body, headers=headers)

    def shown(self, response: Response) -> Shown:
        told = response.json()
        shown, buttons = read(told.get("text", "")), _Buttons()
        buttons.feed(told.get("html", ""))
        shown.buttons += buttons.titles
        return shown

    def problem(self, response: Response) -> str:
        assert response.json().keys() == {"error"}
        return str(response.json()["error"])


class _Buttons(HTMLParser):
    """The titles of deep-chat's suggestion buttons; other markup there must not be."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "div" or (tag, dict(attrs)["class"]) == (
            "button",
            "deep-chat-button deep-chat-suggestion-button",
        )
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        self.titles += [data.strip()] if self._within == "button" else []


class DeepChatStream(DeepChat):
    """The same, streamed: it puts the pieces together."""

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        response = super().say(client, text, conversation, **headers | {"Accept": "text/event-stream"})
        if not response.headers["content-type"].startswith("text/event-stream"):
            return response
        *events, rest = response.text.split("\n\n")
        assert rest == ""
        told = [json.loads(event.removeprefix("data: ")) for event in events]
        text = "".join(event.get("text", "") for event in told)
        return Response(200, json={"text": text, "conversation": told[0]["conversation"]})


class N8n:
    """n8n's widget, which names its session itself."""

    channel = "n8n"

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        body = {"action": "sendMessage", "sessionId": conversation, "chatInput": text}
        return client.post("/webhooks/n8n", json=body, headers=headers)

    def shown(self, response: Response) -> Shown:
        return read(response.json().get("output", ""))

    def problem(self, response: Response) -> str:
        assert response.json().keys() == {"code", "message"}
        return str(response.json()["message"])


class N8nStream(N8n):
    """The same, streamed; a refusal that it is told in the stream counts as one."""

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        response = super().say(client, text, conversation, **headers | {"Accept": "text/plain"})
        if response.headers["content-type"] != "text/plain; charset=utf-8":
            return response
        lines: list[dict[str, Any]] = [json.loads(line) for line in response.text.splitlines()]
        kinds = [line["type"] for line in lines]
        about = lines[0]["metadata"]
        if kinds == ["error"]:
            told = {"code": about["status"], "message": lines[0]["content"]}
            return Response(
                about["status"],
                json=told,
                headers={name: response.headers[name] for name in ("retry-after",) if name in response.headers},
            )
        assert kinds == ["begin", *["item"] * (len(lines) - 2), "end"]
        text = "".join(line["content"] for line in lines[1:-1])
        return Response(200, json={"output": text, "conversation": about["conversation"]})
