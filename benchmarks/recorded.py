"""The request that a turn of a channel takes, as the driver of the channel's test posts it (`tests/channels/`)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from benchmarks.client import QUESTIONS, post
from benchmarks.imports import ROOT

_NUMBERS = count()


class _RecordedError(Exception):
    """What a driver would have posted."""


class _Recorder:
    """Takes a driver's request instead of a client."""

    def post(self, url: str, **given: Any) -> Any:
        if set(given) - {"json", "headers"}:
            raise NotImplementedError(f"a request with {sorted(given)}")
        raise _RecordedError(url, given.get("json"), given.get("headers") or {})


def requests(name: str) -> Callable[[str], bytes] | None:
    """Makes the request that a turn of a channel takes, after the driver of its test; None if it is no single one."""
    driver = next((driver for driver in _drivers() if driver.channel == name), None)
    if driver is None or getattr(driver, "calls", 1) > 1:
        return None

    def made(text: str) -> bytes:
        try:
            driver().say(_Recorder(), text, fresh())
        except _RecordedError as recorded:
            url, body, headers = recorded.args
            return post(url, body, headers)
        raise NotImplementedError("a turn that is not posted")

    try:
        made(QUESTIONS[0])
    except Exception:
        return None
    return made


def _drivers() -> list[type[Any]]:
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "channels")]
    from drivers import DRIVERS

    return list(DRIVERS)


def fresh() -> str:
    """The name of a conversation that nobody has had."""
    return f"bench-{next(_NUMBERS)}"
