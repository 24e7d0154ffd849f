"""Failures nobody foresaw: told to the caller without a detail, to the log without a visitor's words."""

from __future__ import annotations

import logging

from starlette.types import Scope

from bot.guard.refusal import Refusal
from bot.trail import trail

log = logging.getLogger(__name__)

WRONG = "Something went wrong here; it is noted in the log."


def failed(error: Exception, scope: Scope) -> Refusal:
    """The refusal (500) that a failure comes to, once it is in the log."""
    # The path as it came may hold anything; the route is ours.
    route = getattr(scope.get("route"), "path", "before any route")
    log.error("%s %s failed: %s", scope.get("method", "WebSocket"), route, trail(error))
    return Refusal(500, WRONG)
