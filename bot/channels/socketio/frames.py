"""Frames: what reaches the Socket.IO server is well formed, of a kind that clients send, and not too large.

The server itself takes what it gets: binary packets without end, a client's event that is named `connect`, requests of
other protocol versions; and what it can not read, it puts into the log with its words. Engine.IO 4 and Socket.IO 5 are
described at https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from socketio import packet as wire
from starlette.types import Message, Receive, Scope, Send

from bot.channels.socketio.uttered import worded
from bot.guard.refusal import Refusal, refuse
from bot.settings import Settings

MOST_EACH = 16
"""Sockets that may be open for each request that may be worked on: most only wait."""
MOST_PACKETS = 16
"""Packets of one payload, which is all that the server takes."""
NO_SESSION = "There is no such session; open another."
QUERY_FIELDS = 100
RESERVED = ("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")
"""Events that no client may send."""
SEPARATOR = "\x1e"
BARE = frozenset({"1", "2probe", "3", "3probe", "5"})
"""Packets of Engine.IO itself that clients send: close, ping and pong, upgrade."""
NOOP = "6"
UPGRADE = ((b"connection", b"upgrade"), (b"upgrade", b"websocket"))
VERSION = "This speaks Engine.IO 4: it takes socket.io-client 3 or 4, rasa-webchat 1.0.1, and no older ones."


class Frames:
    """Refuses what is wrong, and passes the rest on to an Engine.IO server, `socketio.AsyncServer.eio`."""

    def __init__(self, server: Any, settings: Settings) -> None:
        self._server = server
        self._largest, self._most = settings.largest_body, MOST_EACH * settings.most_requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one WebSocket."""
        try:
            sid = self._session(scope)
            if scope["type"] == "websocket":
                frames = _Frames(receive, send, self._largest, upgrades=bool(sid))
                await self._server.handle_request(_stripped(scope, *UPGRADE), frames.receive, send)
            else:
                await self._request(_stripped(scope), sid, receive, send)
        except Refusal as refusal:
            await refuse(refusal, scope, send)

    def _session(self, scope: Scope) -> str:
        """The session that is meant; empty for a new one."""
        try:
            asked: dict[str, list[str]] = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=QUERY_FIELDS)
        except ValueError:
            raise Refusal(400, "This address can not be read.") from None
        if asked.get("EIO") != ["4"]:
            raise Refusal(400, VERSION)
        transport = "websocket" if scope["type"] == "websocket" else "polling"
        if asked.get("transport") != [transport] or "j" in asked:
            raise Refusal(400, f"This is no {transport} of Engine.IO 4.")
        sid: list[str] = asked.get("sid", [""])
        if "sid" not in asked and scope.get("method", "GET") == "GET":
            if len(self._server.sockets) >= self._most:
                raise Refusal(503, "Too many are here at the moment; please try again.", wait=5.0)
            return ""
        if len(sid) != 1:
            raise Refusal(400, NO_SESSION)
        self._still_there(sid[0])
        return sid[0]

    def _still_there(self, sid: str) -> None:
        """One that has ended is known to the server until it is asked for once more, which it takes for a fault."""
        socket = self._server.sockets.get(sid)
        if socket is None or socket.closed:
            raise Refusal(400, NO_SESSION)

    async def _request(self, scope: Scope, sid: str, receive: Receive, send: Send) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if len(body) > self._largest:
                raise Refusal(413, f"The request is larger than {self._largest} bytes.")
            if not message.get("more_body", False):
                break
        else:
            return  # The client went away.
        if scope["method"] == "POST" and not _payload(body):
            raise Refusal(400, "This is no payload of Engine.IO 4.")
        scope["headers"].append((b"content-length", str(len(body)).encode()))  # The server reads so much of it.
        socket = self._server.sockets.get(sid)
        await self._unless_gone(scope, sid, body, receive, send)
        if socket and socket.closed:
            socket.queue.put_nowait(None)  # The server's own mark: a poll of who has just left waits no longer.

    async def _unless_gone(self, scope: Scope, sid: str, body: bytes, receive: Receive, send: Send) -> None:
        """Answer; a client that goes away meanwhile has left, and what comes afterwards is not sent to nobody."""

        async def given() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def answer() -> None:
            if sid:
                self._still_there(sid)  # It may have ended while the body came.
            await self._server.handle_request(scope, given, send)

        answering = asyncio.ensure_future(answer())
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait((answering, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if scope["method"] == "GET" and not answering.done():
                answering.cancel()  # Which ends the session, as it does in Socket.IO itself.
        with suppress(asyncio.CancelledError):
            await answering


class _Frames:
    """The frames of a WebSocket."""

    def __init__(self, receive: Receive, send: Send, largest: int, *, upgrades: bool) -> None:
        self._receive, self._send, self._largest = receive, send, largest
        self._upgrades = upgrades

    async def receive(self) -> Message:
        """The next that is in order; one that is not ends the WebSocket."""
        while (message := await self._receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text is not None and len(text.encode("utf-8", "surrogatepass")) > self._largest:
                said = worded(Refusal(413, f"The request is larger than {self._largest} bytes."))
                await self._send({"type": "websocket.send", "text": f"42{json.dumps(['bot_uttered', said])}"})
                continue
            if text is None or not sendable(text):
                reason = "This is no packet of Socket.IO 5."
                await self._send({"type": "websocket.close", "code": 1008, "reason": reason})
                message = {"type": "websocket.disconnect", "code": 1008}
                break
            self._upgrades = False
            return message
        if message["type"] == "websocket.disconnect" and self._upgrades:
            # The server would wait for this upgrade for ever, and answer no poll meanwhile: let it fail.
            self._upgrades = False
            return {"type": "websocket.receive", "text": NOOP}
        return message


def sendable(text: str) -> bool:
    """Whether a client may send such a packet of Engine.IO."""
    return text in BARE or (text[:1] == "4" and _packet(text[1:]))


def _packet(text: str) -> bool:
    """The same of Socket.IO, read as the server reads it."""
    if text[:1] not in ("0", "1", "2"):  # Binary data and acknowledgements are never asked for.
        return False
    try:
        packet = wire.Packet(encoded_packet=text)
    except (ValueError, RecursionError):
        return False
    match packet.packet_type, packet.data:
        case (wire.CONNECT, None | dict()) | (wire.DISCONNECT, None):
            return True
        case (wire.EVENT, [str(name), *_]):
            return name not in RESERVED
    return False


def _payload(body: bytes) -> bool:
    try:
        packets = body.decode().split(SEPARATOR)
    except UnicodeDecodeError:
        return False
    return len(packets) <= MOST_PACKETS and all(map(sendable, packets))


def _stripped(scope: Scope, *instead: tuple[bytes, bytes]) -> Scope:
    """What is asked, without the headers by which the server would tell whether it is a WebSocket, and how long."""
    left_out = (b"connection", b"upgrade", b"content-length")
    return {**scope, "headers": [*(header for header in scope["headers"] if header[0] not in left_out), *instead]}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
