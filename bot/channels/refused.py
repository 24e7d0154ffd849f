"""Whatever kept a message from being answered, as a refusal: for channels whose answers are no HTTP responses."""

from __future__ import annotations

import logging

from bot.conversation import StoreError
from bot.guard.failures import WRONG
from bot.guard.refusal import Refusal
from bot.trail import trail

log = logging.getLogger(__name__)

AWAY = "The conversations can not be reached at the moment; please send that again in a little while."
SOON = 5.0
"""Seconds until a store that is away is worth another try."""


def refused(error: Exception, what: str) -> Refusal:
    """The refusal that an error is, or comes to; the log gets what is not the visitor's doing, without their words."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, StoreError):
        log.error("The store can not be reached: %s", error)
        return Refusal(503, AWAY, wait=SOON)
    log.error("%s failed: %s", what, trail(error))
    return Refusal(500, WRONG)
