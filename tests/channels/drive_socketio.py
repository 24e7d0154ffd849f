"""Clients of the Socket.IO channel for the contract of every channel: the protocol itself, over a WebSocket."""

from __future__ import annotations

import json
from typing import Any

from httpx2 import Response
from shown import Shown
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession

PATH = "/socket.io/?EIO=4&transport=websocket"


class SocketIO:
    """A client that brings its token in the header, and comes anew for each message."""

    channel = "socketio"
    calls = 4
    """What one message takes: to open, to join, to ask for the session, to speak."""

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        try:
            with client.websocket_connect(PATH, headers=self.header(headers)) as socket:
                return _spoken(socket, self.handshake(headers), text, conversation)
        except WebSocketDenialResponse as refused:
            return refused

    def header(self, given: dict[str, str]) -> dict[str, str]:
        return given

    def handshake(self, given: dict[str, str]) -> dict[str, str] | None:
        return None

    def shown(self, response: Response) -> Shown:
        shown = Shown()
        for said in response.json():
            metadata = said.pop("metadata", {})
            if "attachment" in said:
                assert said.keys() == {"attachment"}
                assert said["attachment"].keys() == {"type", "payload"}
                shown.images.append(said["attachment"]["payload"]["src"])
            else:
                assert said.keys() in ({"text"}, {"text", "quick_replies"})
                shown.texts.append(said["text"])
                shown.buttons += [reply["title"] for reply in said.get("quick_replies", ())]
            for block in metadata.get("blocks", ()):
                if block["type"] == "sources":
                    shown.sources += [item.get("url", "") for item in block["items"]]
                else:
                    shown.drawn.append(json.dumps(block, ensure_ascii=False))
        return shown

    def problem(self, response: Response) -> str:
        told = response.json()
        return str(told["detail"] if "detail" in told else told["text"] if "text" in told else told["message"])


class SocketIOHandshake(SocketIO):
    """The same with its token in the handshake, as Rasa has it."""

    def header(self, given: dict[str, str]) -> dict[str, str]:
        return {}

    def handshake(self, given: dict[str, str]) -> dict[str, str] | None:
        return {"token": given["Authorization"]} if given else None


def _spoken(socket: WebSocketTestSession, auth: Any, text: str, conversation: str) -> Response:
    assert socket.receive_text()[0] == "0"
    socket.send_text(f"40{json.dumps(auth) if auth else ''}")
    if (joined := socket.receive_text()).startswith("44"):
        error = json.loads(joined[2:])
        return Response(error["data"]["status"], headers=error["data"]["headers"], json=error)
    socket.send_text(f"42{json.dumps(['session_request', {'session_id': conversation}])}")
    assert socket.receive_text().startswith('42["session_confirm",')
    socket.send_text(f"421{json.dumps(['user_uttered', {'message': text, 'session_id': conversation}])}")
    said: list[dict[str, Any]] = []
    while (packet := socket.receive_text()).startswith("42"):
        said.append(json.loads(packet[2:])[1])
        if refused := said[-1].get("metadata", {}).get("status"):
            return Response(refused, headers=said[-1]["metadata"]["headers"], json=said[-1])
    assert packet.startswith("431[")
    return Response(200, json=said)
