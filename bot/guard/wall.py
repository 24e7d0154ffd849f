"""The wall: what a request passes on its way to the app; what costs least and refuses most comes first."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.guard.addresses import Addresses
from bot.guard.body import Bodies
from bot.guard.caller import calling
from bot.guard.crowd import Crowd
from bot.guard.doors import Doors
from bot.guard.failures import failed
from bot.guard.origins import Origins
from bot.guard.patience import Patience
from bot.guard.rate import Rate
from bot.guard.refusal import Refusal
from bot.guard.response import Response
from bot.settings import Settings


class Wall:
    """Lets requests and WebSockets through to the app, or refuses them; what fails within is answered 500.

    All of it is one function for each kind, and not a layer a check: a layer costs as much as what most of them check.
    """

    def __init__(self, app: ASGIApp, settings: Settings, address: Rate | None = None) -> None:
        """`address`: how often one address may call."""
        self._app = app
        self._addresses = Addresses(address) if address else None
        self._origins = Origins(settings.cors)
        self._doors = Doors(settings)
        self._bodies = Bodies(settings.largest_body)
        self._seconds = settings.request_timeout
        self._crowd = Crowd(settings.most_requests)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        response = Response(scope, send)
        try:
            await self._admit(scope, receive, response)
        except Refusal as refusal:
            await response.refuse(refusal)
        except Exception as error:
            await response.refuse(failed(error, scope))

    async def _admit(self, scope: Scope, receive: Receive, response: Response) -> None:
        if self._addresses:
            await self._addresses.count(scope)
        if scope["type"] == "websocket":
            self._origins.check(scope)
        caller = self._doors.caller(scope)
        passed = self._request if scope["type"] == "http" else self._socket
        if caller is None:
            await passed(scope, receive, response)
            return
        before = calling.set(caller)
        try:
            await passed(scope, receive, response)
        finally:
            calling.reset(before)

    async def _socket(self, scope: Scope, receive: Receive, response: Response) -> None:
        if self._addresses:
            receive = self._addresses.framed(scope, receive, response.send)
        await self._app(scope, receive, response.send)

    async def _request(self, scope: Scope, receive: Receive, response: Response) -> None:
        patience = Patience(response, self._seconds)
        try:
            body = await self._bodies.whole(scope, receive)
            if body is None or response.given_up:
                return
            patience.arrived()
            places = await self._crowd.enter(scope)
            try:
                await self._app(scope, body, response.send)
            finally:
                self._crowd.leave(places)
        finally:
            patience.end()
            await response.close()
