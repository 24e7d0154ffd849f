"""The desk: takes what clients send, has it answered in order, and says the answer to all who are in the session."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import engineio
import socketio
from socketio.exceptions import ConnectionRefusedError as Refused
from starlette.types import ASGIApp

from bot.channels.channel import fresh_conversation, fresh_id
from bot.channels.refused import refused
from bot.channels.socketio.frames import Frames
from bot.channels.socketio.requests import SessionRequest, UserUttered, read
from bot.channels.socketio.uttered import Uttered, told, uttered, worded
from bot.channels.socketio.visits import Missed, Queues, Visit
from bot.conversation import Conversation
from bot.guard.caller import Caller, calling, own_conversation
from bot.guard.refusal import Refusal
from bot.guard.tokens import Tokens, given
from bot.messages import Utterance
from bot.settings import Settings
from bot.trail import trail

log = logging.getLogger(__name__)

MOST_WAITING = 8
"""Messages of one socket that may wait for their answers at once."""
PING = 25.0
"""Seconds between two signs of life, as in Socket.IO itself."""
LOOK = 0.2
"""Seconds between two looks whether the service stops."""
DONE = {"status": 200, "headers": {}}
"""How a message that was answered is acknowledged."""


class Desk:
    """Serves Socket.IO in front of a conversation."""

    def __init__(self, conversation: Conversation, settings: Settings) -> None:
        self._conversation, self._settings = conversation, settings
        self._tokens = Tokens(settings) if settings.auth_token or settings.jwt_key else None
        self._visits: dict[str, Visit] = {}
        self._queues, self._missed = Queues(), Missed()
        self._turns, self._idle = 0, asyncio.Event()
        quiet = _Quiet()
        self._server = _Server(
            async_mode="asgi",
            cors_allowed_origins=[],  # The wall sees to it.
            max_http_buffer_size=settings.largest_body,
            ping_interval=min(PING, settings.request_timeout / 2),  # A poll is answered before it waits too long.
            http_compression=False,  # As everywhere here, that is for the proxy.
            logger=quiet,
            engineio_logger=quiet,
        )
        for event in (self.connect, self.disconnect, self.session_request, self.user_uttered):
            self._server.on(event.__name__, event)
        self.app: ASGIApp = Frames(self._server.eio, settings)

    async def connect(self, sid: str, environ: dict[str, Any], auth: dict[str, Any] | None) -> None:
        """Let in who has a token: in the handshake as Rasa has it, in the header or in the address."""
        visit = Visit(_token(auth) or given(environ["asgi.scope"]))
        try:
            self._caller(visit)
        except Refusal as refusal:
            raise Refused(refusal.detail, told(refusal)) from None
        self._visits[sid] = visit

    async def disconnect(self, sid: str, _: str) -> None:
        """Forget who left; what they said is answered all the same."""
        self._visits.pop(sid, None)

    async def session_request(self, sid: str, data: object = None, *_: object) -> dict[str, Any]:
        """Take up a session, or begin one, and hand over what was missed in it."""

        async def work(visit: Visit) -> None:
            asked = read(SessionRequest, data)
            await self._enter(sid, visit, own_conversation() or asked.session_id or fresh_id())
            await self._server.emit("session_confirm", visit.session, to=sid)
            for said in self._missed.take(visit.session):
                await self._say(visit.session, said)

        return await self._do(sid, work, "session_request")

    async def user_uttered(self, sid: str, data: object = None, *_: object) -> dict[str, Any]:
        """Have a message answered."""

        async def work(visit: Visit) -> None:
            said = read(UserUttered, data)
            if said.message is None:
                return  # rasa-webchat opens so where its page gives it nothing to begin with.
            conversation = said.session_id or visit.session or fresh_conversation()
            utterance = Utterance(
                said.message.strip(), conversation, "socketio", said.named or fresh_id(), time.time(), said.kept
            )
            async with self._queues.of(conversation):
                answer = await self._conversation.hear(utterance)
                if sid in self._visits:
                    await self._enter(sid, visit, conversation)
                for part in uttered(answer, said.named, split=self._settings.split_paragraphs):
                    await self._say(conversation, part)

        return await self._do(sid, work, "user_uttered")

    @asynccontextmanager
    async def open(self, stopping: Callable[[], bool]) -> AsyncIterator[None]:
        """See to connections while the service runs; afterwards wait for the turns that are being taken."""
        tending = asyncio.create_task(self._tend(stopping))
        try:
            yield
        finally:
            tending.cancel()
            with suppress(asyncio.CancelledError):
                await tending
            await self._answered()
            await self._server.shutdown()

    async def _do(self, sid: str, work: Callable[[Visit], Awaitable[None]], what: str) -> dict[str, Any]:
        """Do what a client asks, as whoever it is; tell them if it is refused, and let go who has no token any more."""
        visit = self._visits.get(sid) or Visit("")  # Who left just now is not told, but answered.
        before = calling.get()
        try:
            with self._counted(visit):
                calling.set(self._caller(visit))
                await work(visit)
        except Exception as error:
            refusal = refused(error, what)
            await self._server.emit("bot_uttered", worded(refusal), to=sid)
            if refusal.status_code == 401:
                await self._server.disconnect(sid)
            return told(refusal)
        finally:
            calling.set(before)
        return DONE

    @contextmanager
    def _counted(self, visit: Visit) -> Iterator[None]:
        if visit.waiting >= MOST_WAITING:
            raise Refusal(429, "Please wait for the answers to your last messages.", wait=1.0)
        if self._turns >= self._settings.most_requests:
            raise Refusal(503, "Too many ask at the moment; please try again.", wait=1.0)
        visit.waiting += 1
        self._turns += 1
        try:
            yield
        finally:
            visit.waiting -= 1
            self._turns -= 1
            self._idle.set()

    async def _answered(self) -> None:
        """Wait until every message is answered."""
        while self._turns:
            self._idle.clear()
            await self._idle.wait()

    def _caller(self, visit: Visit) -> Caller | None:
        """Who it is now: a token may have expired since."""
        return self._tokens.bearer(visit.token) if self._tokens else None

    async def _enter(self, sid: str, visit: Visit, session: str) -> None:
        """Be in one session, and in no other."""
        if session != visit.session:
            if visit.session:
                await self._server.leave_room(sid, _room(visit.session))
            await self._server.enter_room(sid, _room(session))
            visit.session = session

    async def _say(self, session: str, said: Uttered) -> None:
        """Say something to all who are in a session; keep it if nobody is."""
        if any(self._server.manager.get_participants("/", _room(session))):
            await self._server.emit("bot_uttered", said, room=_room(session))
        else:
            self._missed.keep(session, (said,))

    async def _tend(self, stopping: Callable[[], bool]) -> None:
        """Close who joins nothing for a while, and everybody once the service stops and has answered."""
        sockets, clock = self._server.eio.sockets, asyncio.get_running_loop().time
        strangers: set[str] = set()
        since = clock()
        while not stopping():
            await asyncio.sleep(LOOK)
            if clock() - since >= self._settings.request_timeout:
                there = {each for each in sockets if self._server.manager.sid_from_eio_sid(each, "/") is None}
                for each in there & strangers:
                    await sockets[each].close(wait=False)
                strangers, since = there, clock()
        await self._answered()
        for each in tuple(sockets.values()):
            await each.close(wait=False)


class _Quiet:
    """What the library has to say: it would quote visitors, so the log only gets where it failed."""

    def info(self, *_: object) -> None:
        """Say nothing."""

    debug = warning = error = info

    def exception(self, *_: object) -> None:
        """Say where."""
        if error := sys.exception():
            log.error("Socket.IO failed: %s", trail(error))


def _room(session: str) -> str:
    """The room of a session; it can not be that of a socket, which Socket.IO calls by its id."""
    return f"session:{session}"


def _token(auth: dict[str, Any] | None) -> str:
    token = (auth or {}).get("token")
    return token.removeprefix("Bearer ").strip() if isinstance(token, str) else ""


class _Engine(engineio.AsyncServer):  # type: ignore[misc]
    """Waits for nobody: the library ends a client that polls and sent nonsense once it has fetched all it was sent."""

    async def disconnect(self, sid: str | None = None) -> None:
        client = self.sockets.get(sid)
        if client is None:
            await super().disconnect(sid)
        else:
            await client.close(wait=False, reason=self.reason.SERVER_DISCONNECT)


class _Server(socketio.AsyncServer):  # type: ignore[misc]
    def _engineio_server_class(self) -> type[_Engine]:
        return _Engine

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        """Take what a client says; nothing of one who has left: the library fails where it no longer knows them."""
        if eio_sid in self.environ:
            await super()._handle_eio_message(eio_sid, data)
