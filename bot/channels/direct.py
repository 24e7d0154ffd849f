"""Direct routes: one JSON body in, one response out, for where most of what comes goes.

For each request FastAPI looks for the route, for what it depends on and for its parameters, which takes as long as
reading, checking and answering it. A direct route is declared, documented and tested like any other; but a request that
is all it should be goes to it without a search. Whatever else comes goes FastAPI's way, so that FastAPI words what is
wrong with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.guard.body import replayed
from bot.guard.head import header

Endpoint = Callable[..., Awaitable[Response]]


class DirectRoute(APIRoute):
    """A posted route of a function that takes a body and a `Request`, nothing else, and gives a `Response`."""

    def __init__(self, path: str, endpoint: Endpoint, **given: Any) -> None:
        super().__init__(path, endpoint, **given)
        needed, body = self.dependant, self.body_field
        others = needed.path_params or needed.query_params or needed.header_params or needed.cookie_params
        if body is None or not needed.request_param_name or others or needed.dependencies or self.methods != {"POST"}:
            raise TypeError(f"{path} is no direct route: it takes more than a posted body and a request, or less")
        self._answer = endpoint
        self._read: Callable[[bytes], Any] = TypeAdapter(body.field_info.annotation).validate_json
        self._names = body.name, needed.request_param_name

    def called(self, scope: Scope, body: bytes) -> Awaitable[Response] | None:
        """The response to come; None for a request that is not all it should be."""
        if not _is_json(header(scope, b"content-type") or b""):
            return None
        try:
            incoming = self._read(body)
        except ValidationError:
            return None
        scope["route"] = self
        return self._answer(**dict(zip(self._names, (incoming, Request(scope)), strict=True)))


def post(router: APIRouter, path: str, **given: Any) -> Callable[[Endpoint], Endpoint]:
    """Declares a function as the direct route of a path, as `router.post` would."""

    def declared(endpoint: Endpoint) -> Endpoint:
        router.add_api_route(
            path, endpoint, methods=["POST"], response_model=None, route_class_override=DirectRoute, **given
        )
        return endpoint

    return declared


class Direct:
    """Goes to direct routes at once, and through an app to all else."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute], handlers: Mapping[Any, Any]) -> None:
        """`handlers`: who makes a response of an exception, as FastAPI has them."""
        self._app = app
        self._routes = {route.path: route for route in routes if isinstance(route, DirectRoute)}
        self._handlers = {kind: handler for kind, handler in handlers.items() if kind is not Exception}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose body is there whole."""
        route = self._routes.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        body = (await receive())["body"]
        called = route.called(scope, body)
        if called is None:
            await self._app(scope, replayed(body, receive), send)
            return
        try:
            response = await called
        except Exception as error:
            handler = next((self._handlers[kind] for kind in type(error).__mro__ if kind in self._handlers), None)
            if handler is None:
                raise
            response = await handler(Request(scope), error)
        await response(scope, receive, send)


@lru_cache(maxsize=100)
def _is_json(content_type: bytes) -> bool:
    """Whether a body of that type is JSON beyond doubt."""
    return content_type.partition(b";")[0].strip().lower() == b"application/json"
