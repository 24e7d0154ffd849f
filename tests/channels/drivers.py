"""What a channel brings to the contract of `test_every_channel.py`: a client that speaks, and sees the answer."""

from __future__ import annotations

import json
from typing import Any, Protocol

from drive_chatwoot import Chatwoot
from drive_directline import DirectLine, DirectLineSocket
from drive_mcp import Mcp
from drive_slack import Slack
from drive_socketio import SocketIO, SocketIOHandshake
from drive_telegram import Telegram
from drive_webhooks import Webhooks, WebhooksCalledBack
from drive_widgets import DeepChat, DeepChatStream, N8n, N8nStream
from httpx2 import Response
from shown import Shown, read
from starlette.testclient import TestClient


class Driver(Protocol):
    """One client."""

    channel: str
    """The channel it talks to."""

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        """Say something in a conversation."""

    def shown(self, response: Response) -> Shown:
        """What the answer looks like."""

    def problem(self, response: Response) -> str:
        """The words of an error, which has the channel's form."""


class Rest:
    """A client of Rasa's REST channel."""

    channel = "rest"

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        body = {"sender": conversation, "message": text}
        return client.post("/webhooks/rest/webhook", json=body, headers=headers)

    def shown(self, response: Response) -> Shown:
        shown = Shown()
        for message in response.json():
            shown.texts += [message["text"]] if "text" in message else []
            shown.images += [message["image"]] if "image" in message else []
            shown.buttons += [button["title"] for button in message.get("buttons", ())]
            for block in message.get("custom", {}).get("blocks", ()):
                if block["type"] == "sources":
                    shown.sources += [item.get("url", "") for item in block["items"]]
                else:
                    shown.drawn.append(json.dumps(block, ensure_ascii=False))
        return shown

    def problem(self, response: Response) -> str:
        assert response.json().keys() == {"detail"}
        return str(response.json()["detail"])


class Web:
    """A client of the widget's channel."""

    channel = "web"

    def __init__(self) -> None:
        self._said = 0

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        self._said += 1
        body = {"type": "say", "id": str(self._said), "text": text, "conversation": conversation}
        return client.post("/web/chat", json=body, headers={"Accept": "application/json"} | headers)

    def shown(self, response: Response) -> Shown:
        shown = Shown()
        for event in response.json()["events"]:
            if event["type"] == "text":
                picture = event["text"].startswith("https://")
                (shown.images if picture else shown.texts).append(event["text"])
            elif event["type"] in ("table", "list", "timeline"):
                cells = [cell for row in (event.get("columns", ()), *event.get("rows", ())) for cell in row]
                for item in event.get("items", ()):
                    cells.append(f"{item.get('on', '')} {item['name']} {item.get('year', '')}")
                shown.drawn += cells
                shown.texts += cells
            elif event["type"] == "sources":
                shown.sources += [item.get("url") or "" for item in event["items"]]
            elif event["type"] in ("buttons", "suggestions"):
                shown.buttons += [item["title"] for item in event["items"]]
        return shown

    def problem(self, response: Response) -> str:
        assert response.json().keys() == {"detail"}
        return str(response.json()["detail"])


class OpenAI:
    """A client of OpenAI's chat completions, which sends the whole chat each time and names no conversation."""

    channel = "openai"
    path = "/v1/chat/completions"

    def __init__(self) -> None:
        self._chats: dict[str, list[dict[str, str]]] = {}

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        chat = self._chats.setdefault(conversation, [])
        chat.append({"role": "user", "content": text})
        named = {"X-Conversation-Id": conversation} if headers else {"X-Client": "none"}
        response = client.post(self.path, json=self.body(chat, conversation), headers=headers | named)
        if response.status_code == 200:
            chat.append({"role": "assistant", "content": self.markdown(response)})
        return response

    def body(self, chat: list[dict[str, str]], person: str) -> dict[str, Any]:
        return {"model": "any", "messages": chat, "user": person}

    def markdown(self, response: Response) -> str:
        return str(response.json()["choices"][0]["message"]["content"])

    def shown(self, response: Response) -> Shown:
        return read(self.markdown(response))

    def problem(self, response: Response) -> str:
        error = response.json()["error"]
        assert error.keys() == {"message", "type", "param", "code"}
        return str(error["message"])


class OpenAIStream(OpenAI):
    """The same, streamed."""

    def body(self, chat: list[dict[str, str]], person: str) -> dict[str, Any]:
        return super().body(chat, person) | {"stream": True}

    def markdown(self, response: Response) -> str:
        events = response.text.split("\n\n")
        assert events[-2:] == ["data: [DONE]", ""]
        chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
        return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)


class OpenAIResponses(OpenAI):
    """A client of OpenAI's responses that sends the whole chat each time."""

    path = "/v1/responses"

    def body(self, chat: list[dict[str, str]], person: str) -> dict[str, Any]:
        return {"model": "any", "input": chat, "user": person}

    def markdown(self, response: Response) -> str:
        return str(response.json()["output"][0]["content"][0]["text"])


DRIVERS: tuple[type[Driver], ...] = (
    *(Rest, Web, OpenAI, OpenAIStream, OpenAIResponses),
    *(DeepChat, DeepChatStream, N8n, N8nStream, DirectLine, DirectLineSocket),
    *(Webhooks, WebhooksCalledBack, Chatwoot, Telegram),
    *(SocketIO, SocketIOHandshake),
    Mcp,
    Slack,
)
"""One or more for each channel there is."""
UNSPOKEN = frozenset({"rasa"})
"""Channels that nobody speaks to: they steer what others say. `rasa/test_rasa_refusals.py` has the refusals."""
