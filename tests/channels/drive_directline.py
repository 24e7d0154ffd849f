"""Drivers of Direct Line: a client that polls, and one that listens to the WebSocket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from shown import Shown, read
from starlette.testclient import TestClient, WebSocketTestSession

BELOW = "/v3/directline"


@dataclass
class Talk:
    """A conversation as a client has it."""

    id: str
    token: str
    watermark: str = ""

    @property
    def path(self) -> str:
        return f"{BELOW}/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def begun(client: TestClient, secret: str = "", **body: Any) -> Talk:
    """A fresh conversation, from who holds the secret."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    made = client.post(f"{BELOW}/tokens/generate", json=body, headers=headers).json()
    return Talk(made["conversationId"], made["token"])


def say(client: TestClient, talk: Talk, text: str, **more: Any) -> Response:
    """Post a message."""
    body = {"type": "message", "text": text, "from": {"id": "me"}, **more}
    return client.post(f"{talk.path}/activities", json=body, headers=talk.headers)


def behind(client: TestClient, talk: Talk, watermark: str = "") -> Any:
    """What was said behind a watermark."""
    got = client.get(f"{talk.path}/activities", params={"watermark": watermark}, headers=talk.headers)
    assert got.status_code == 200
    return got.json()


def stream(client: TestClient, talk: Talk, watermark: str = "") -> str:
    """The address of a fresh WebSocket."""
    made = client.get(talk.path, params={"watermark": watermark}, headers=talk.headers)
    return str(made.json()["streamUrl"]).removeprefix("ws://testserver")


def listen(client: TestClient, talk: Talk, watermark: str = "") -> WebSocketTestSession:
    """A fresh WebSocket."""
    return client.websocket_connect(stream(client, talk, watermark))


class DirectLine:
    """A client that polls: it gets a token from who holds the secret, posts, and asks what is new."""

    channel = "directline"
    calls = 3

    def __init__(self) -> None:
        self._talks: dict[tuple[int, str], Talk] = {}

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        if (id(client), conversation) not in self._talks:
            made = client.post(f"{BELOW}/tokens/generate", headers=headers)
            if made.status_code != 200:
                return made
            self._talks[id(client), conversation] = Talk(made.json()["conversationId"], made.json()["token"])
        return self.talk(client, self._talks[id(client), conversation], text)

    def talk(self, client: TestClient, talk: Talk, text: str) -> Response:
        posted = say(client, talk, text)
        if posted.status_code != 200:
            return posted
        query = {"watermark": talk.watermark}
        got = client.get(f"{talk.path}/activities", params=query, headers=talk.headers)
        return self.taken(talk, got.json()) if got.status_code == 200 else got

    def taken(self, talk: Talk, told: dict[str, Any]) -> Response:
        talk.watermark = told["watermark"]
        last = max(at for at, activity in enumerate(told["activities"]) if activity["from"]["role"] == "user")
        own, *answered = told["activities"][last:]
        assert own["from"] == {"id": "me", "role": "user"}
        assert all(activity["replyToId"] == own["id"] for activity in answered)
        return Response(200, json={"conversation": talk.id, "activities": answered})

    def shown(self, response: Response) -> Shown:
        shown = Shown()
        for activity in response.json()["activities"]:
            one = read(activity["text"])
            shown.texts += one.texts
            shown.drawn += one.drawn
            shown.sources += one.sources
            shown.images += one.images
            shown.buttons += [action["title"] for action in activity.get("suggestedActions", {}).get("actions", ())]
        return shown

    def problem(self, response: Response) -> str:
        error = response.json()["error"]
        assert error.keys() == {"code", "message"}
        return str(error["message"])


class DirectLineSocket(DirectLine):
    """A client that listens: it asks for the address of a WebSocket, opens it, and posts."""

    calls = 4

    def talk(self, client: TestClient, talk: Talk, text: str) -> Response:
        made = client.get(talk.path, params={"watermark": talk.watermark}, headers=talk.headers)
        if made.status_code != 200:
            return made
        with client.websocket_connect(made.json()["streamUrl"].removeprefix("ws://testserver")) as socket:
            posted = say(client, talk, text)
            return self.taken(talk, socket.receive_json()) if posted.status_code == 200 else posted
