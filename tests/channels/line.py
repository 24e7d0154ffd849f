"""The raw protocol of Socket.IO 5 on Engine.IO 4: a line over a WebSocket, and one that polls."""

from __future__ import annotations

import json
import socket
from typing import Any, Protocol

from httpx2 import Client, Response
from websockets.sync.client import connect

from bot.settings import Settings
from knowledge.loader import HERE

SOCKET = "/socket.io/?EIO=4&transport=websocket"
POLL = "/socket.io/?EIO=4&transport=polling"


def socketio_settings(**given: Any) -> Settings:
    """Those of a service over the small pack with the channel on, but for what is given."""
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": ("socketio",)}
    return Settings(**about | given)


def event(name: str, data: Any = None, ack: str = "") -> str:
    """A packet that carries an event."""
    return f"42{ack}{json.dumps([name, data])}"


def utter(message: Any, session: Any, ack: str = "", **more: Any) -> str:
    """A packet that says something."""
    return event("user_uttered", {"message": message, "session_id": session, **more}, ack)


class Socket(Protocol):
    """A WebSocket, of whatever client."""

    def send_text(self, data: str) -> None: ...
    def receive_text(self) -> str: ...


class Wire:
    """A real one to a service on a port of this machine."""

    def __init__(self, port: int | None, query: str = "", **headers: str) -> None:
        self._socket = connect(f"ws://127.0.0.1:{port}{SOCKET}{query}", additional_headers=headers, open_timeout=60)

    def send_text(self, data: str) -> None:
        self._socket.send(data)

    def receive_text(self) -> str:
        return str(self._socket.recv(timeout=60))

    def cut(self) -> None:
        """Break it off without a word."""
        self._socket.socket.shutdown(socket.SHUT_RDWR)


class Line:
    """A socket that has joined."""

    def __init__(self, socket: Socket, auth: Any = None, session: Any = None) -> None:
        self.socket = socket
        self.opened = json.loads(socket.receive_text()[1:])
        socket.send_text(f"40{json.dumps(auth) if auth else ''}")
        self.joined = socket.receive_text()
        self.session = self.ask(session) if self.joined.startswith("40") and session is not None else ""

    def ask(self, session: Any) -> str:
        """Ask for a session."""
        self.socket.send_text(event("session_request", {"session_id": session}))
        name, confirmed = self.hear()
        assert name == "session_confirm"
        return str(confirmed)

    def hear(self) -> tuple[str, Any]:
        """The next event."""
        packet = self.socket.receive_text()
        assert packet.startswith("42"), packet
        name, data = json.loads(packet[2:])
        return name, data

    def say(self, message: Any, session: Any = "", **more: Any) -> list[Any]:
        """Say something; all that is heard until it is acknowledged, and the acknowledgement."""
        self.socket.send_text(utter(message, session or self.session, "7", **more))
        heard = []
        while not (packet := self.socket.receive_text()).startswith("437"):
            heard.append(json.loads(packet[2:])[1])
        return [*heard, json.loads(packet[3:])[0]]


class Polling:
    """A client that polls."""

    def __init__(self, client: Client, auth: str = "", **headers: str) -> None:
        self._client, self._headers = client, headers
        opened = client.get(POLL, headers=headers)
        assert opened.status_code == 200, opened.text
        self.sid = json.loads(opened.text[1:])["sid"]
        self.path = f"{POLL}&sid={self.sid}"
        assert self.post(f"40{auth}").text == "OK"
        assert self.get().startswith("40")

    def post(self, payload: str | bytes) -> Response:
        return self._client.post(self.path, content=payload, headers=self._headers)

    def get(self) -> str:
        return self._client.get(self.path, headers=self._headers).text

    def say(self, message: str, session: str) -> list[Any]:
        """Say something, and poll until it is acknowledged."""
        assert self.post(utter(message, session, "7")).text == "OK"
        packets: list[str] = []
        while not packets or not packets[-1].startswith("437"):
            packets += self.get().split("\x1e")
        return [json.loads(packet[2:])[1] for packet in packets if packet.startswith("42")]
