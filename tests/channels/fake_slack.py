"""A Slack on loopback: its Web API with the messages that stand in it, its Socket Mode, and the requests it sends.

Requests are signed by Slack's own `SignatureVerifier`; blocks are held against Slack's own models and published limits.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlencode

from aiohttp import WSMsgType, web
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier

Fault = Callable[[], web.StreamResponse | Awaitable[None] | None]
TOKEN, SECRET, APP_TOKEN = "xoxb-loopback", "a signing secret", "xapp-loopback"
BOT, TEAM = "UBOT", "T1"
SETTINGS = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET}
PATIENCE = 60.0


class FakeSlack:
    """Runs in a thread of its own, for as long as the process or until it is stopped."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Every call of a method, in order."""
        self.messages: dict[str, list[dict[str, Any]]] = {}
        """What stands in each channel."""
        self.private: list[dict[str, Any]] = []
        """What was sent to a `response_url`."""
        self.acknowledged: dict[str, float] = {}
        """When each envelope of Socket Mode was."""
        self.faults: dict[str, list[Fault]] = {}
        """What happens to the next calls of a method: None lets one through; one that `after` marks is done first."""
        self.connections: list[web.WebSocketResponse] = []
        self._numbers = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def settings(self) -> dict[str, Any]:
        """What the service needs to be connected."""
        return {**SETTINGS, "slack_api": self.api}

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [given for name, given in list(self.calls) if name == method]

    def push(self, envelope: Mapping[str, Any]) -> None:
        """Send an envelope over the latest socket."""
        self._do(self.connections[-1].send_str(json.dumps(envelope)))

    def drop(self) -> None:
        """Break the latest socket, as Slack does every few hours."""
        self._do(self.connections[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"})))

    def _do(self, work: Coroutine[Any, Any, Any]) -> None:
        done: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result(PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/response/{name}", self._response)
        app.router.add_get("/socket", self._socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _given(request)
        self.calls.append((method, given))
        waiting = self.faults.get(method)
        fault = waiting.pop(0) if waiting else None
        if fault and not getattr(fault, "after", False) and (response := await _happened(fault)):
            return response
        answer = getattr(self, f"_{method.replace('.', '_')}", lambda _: {})(given)
        if fault and getattr(fault, "after", False):
            if (response := await _happened(fault)) is not None:
                return response
            assert request.transport is not None
            request.transport.close()  # The message stands there, and nobody is told.
        return web.json_response({"ok": "error" not in answer, **answer})

    def _auth_test(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"user_id": BOT, "bot_id": "BBOT", "team_id": TEAM, "team": "tea", "user": "polly", "url": "https://t"}

    def _apps_connections_open(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"url": f"ws://127.0.0.1:{self.port}/socket"}

    def _chat_postMessage(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        if wrong := refused(given.get("blocks") or ()):
            return {"error": "invalid_blocks", "detail": wrong}
        message = {**given, "ts": f"{time.time():.0f}.{next(self._numbers):06}", "user": BOT, "bot_id": "BBOT"}
        self.messages.setdefault(str(given["channel"]), []).append(message)
        return {"ts": message["ts"], "channel": given["channel"], "message": message}

    def _chat_update(self, given: Mapping[str, Any]) -> dict[str, Any]:
        for message in self.messages.get(str(given["channel"]), ()):
            if message["ts"] == given["ts"]:
                message.update({key: value for key, value in given.items() if key != "channel"})
                return {"ts": message["ts"]}
        return {"error": "message_not_found"}

    def _conversations_replies(self, given: Mapping[str, Any]) -> dict[str, Any]:
        there = self.messages.get(str(given["channel"]), ())
        return {"messages": [each for each in there if each.get("thread_ts") == given["ts"]]}

    def _conversations_history(self, given: Mapping[str, Any]) -> dict[str, Any]:
        there = self.messages.get(str(given["channel"]), ())
        return {"messages": [each for each in there if not each.get("thread_ts")]}

    async def _response(self, request: web.Request) -> web.StreamResponse:
        told = await request.json()
        if wrong := refused(told.get("blocks") or ()):
            return web.Response(status=400, text=f"invalid_blocks: {wrong}")
        self.private.append({"to": request.match_info["name"], **told})
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.connections.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged[json.loads(message.data)["envelope_id"]] = time.monotonic()
        return socket


async def hanging() -> None:
    """No answer."""
    await asyncio.sleep(3600)


async def _happened(fault: Fault) -> web.StreamResponse | None:
    happened = fault()
    return await happened if isinstance(happened, Awaitable) else happened


def after(fault: Fault) -> Fault:
    """A fault that comes after the call was done: None breaks the connection."""

    def afterwards() -> web.StreamResponse | Awaitable[None] | None:
        return fault()

    afterwards.after = True  # type: ignore[attr-defined]
    return afterwards


def busy(seconds: int = 1) -> web.StreamResponse:
    """One call too many."""
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})


async def _given(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return {key: _decoded(str(value)) for key, value in {**form, **request.query}.items()}


def _decoded(value: str) -> Any:
    try:
        return json.loads(value) if value[:1] in "[{" else value
    except ValueError:
        return value


def refused(blocks: Any) -> str:
    """What Slack does not take of blocks; empty if it takes all."""
    try:
        for block in Block.parse_all([dict(block) for block in blocks]):
            assert block.type
            block.validate_json()
    except Exception as error:
        return str(error)
    kinds = [block["type"] for block in blocks]
    actions = [
        element["action_id"] for block in blocks for element in block.get("elements", ()) if "action_id" in element
    ]
    texts = [element["text"] for block in blocks if block["type"] == "context" for element in block["elements"]]
    limits = {
        "50 blocks": len(blocks) > 50,
        "one table": kinds.count("table") > 1,
        "markdown": sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000,
        "all": len(json.dumps(blocks, ensure_ascii=False)) > 13_000,
        "the same action_id": len(set(actions)) < len(actions),
        "a note": any(len(text) > 3_000 for text in texts),
    }
    return ", ".join(limit for limit, over in limits.items() if over)


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers by which Slack signs a request."""
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(signature)}


def event(**event: Any) -> dict[str, Any]:
    """An event, as Slack wraps it."""
    name = f"Ev{event.get('ts', time.monotonic_ns())}{event.get('type')}"
    return {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": name, "event": event}


def stamp(number: int = 0) -> str:
    """A timestamp as Slack's messages have, later ones for higher numbers."""
    return f"{int(time.time())}.{number:06}"


def mention(text: str, ts: str, channel: str = "C1", user: str = "U1", **more: Any) -> dict[str, Any]:
    """Somebody mentions the bot."""
    return event(type="app_mention", channel=channel, user=user, text=f"<@{BOT}> {text}", ts=ts, **more)


def direct(text: str, ts: str, channel: str = "D1", user: str = "U1", **more: Any) -> dict[str, Any]:
    """Somebody writes to the bot alone."""
    more = {"channel_type": "im", **more}
    return event(type="message", channel=channel, user=user, text=text, ts=ts, **more)


def json_body(told: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
    """An event as it is sent, with its headers."""
    body = json.dumps(told).encode()
    return body, {"Content-Type": "application/json", **signed(body)}


def form_body(fields: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """A command as it is sent."""
    body = urlencode(fields).encode()
    return body, {"Content-Type": "application/x-www-form-urlencoded", **signed(body)}


def pressing(message: Mapping[str, Any], action: Mapping[str, Any], user: str = "U1", **more: Any) -> dict[str, Any]:
    """Somebody presses a button of a message."""
    shown = {key: message[key] for key in ("ts", "thread_ts", "text", "blocks", "metadata") if message.get(key)}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "channel": {"id": message["channel"]},
        "message": shown,
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
        "actions": [{"action_ts": stamp(), **action}],
        **more,
    }


def button(message: Mapping[str, Any], title: str) -> dict[str, Any]:
    """The button of that title, as Slack tells of it when it is pressed."""
    elements = [each for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]]
    found = next(each for each in elements if each["text"]["text"] == title)
    return {key: found[key] for key in ("type", "action_id", "value", "text")}
