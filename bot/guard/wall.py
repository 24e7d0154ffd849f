"""The wall: what a request passes on its way to the app, outermost first."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from bot.guard.addresses import Addresses
from bot.guard.body import Bodies
from bot.guard.crowd import Crowd
from bot.guard.doors import Doors
from bot.guard.failures import Failures
from bot.guard.headers import Headers
from bot.guard.origins import Origins
from bot.guard.patience import Patience
from bot.guard.rate import Rate
from bot.settings import Settings

EXPOSED = ("Retry-After", "X-Request-ID")
"""Headers that a page from elsewhere may read."""


def wall(settings: Settings, address: Rate | None) -> list[Middleware]:
    """All of it, by the settings: what costs least and refuses most comes first, and a body is read last."""
    layers = [Middleware(Headers, settings.cors)]
    if settings.cors:
        called = Middleware(
            CORSMiddleware, settings.cors, allow_methods=["*"], allow_headers=["*"], expose_headers=EXPOSED
        )
        layers.append(called)
    layers.append(Middleware(Failures))
    if address:
        layers.append(Middleware(Addresses, address))
    layers.append(Middleware(Origins, settings.cors))
    layers.append(Middleware(Doors, settings))
    layers.append(Middleware(Bodies, settings.largest_body, settings.request_timeout))
    layers.append(Middleware(Patience, settings.request_timeout))
    layers.append(Middleware(Crowd, settings.most_requests))
    return layers
