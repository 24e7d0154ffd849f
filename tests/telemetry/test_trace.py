"""The id of a request: taken over where one is brought that can be used, and given back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Served

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
FRESH = re.compile(r"[0-9a-f]{32}")


def given_back(served: Served, **headers: str) -> str:
    """The id in the response to a message that was sent with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = served.post({"sender": "visitor", "message": "hello"}, **named)
    assert response.status_code == 200
    assert len(response.headers.get_list("x-request-id")) == 1
    return str(response.headers["x-request-id"])


def test_an_id_that_is_brought_is_kept(served: Served) -> None:
    """W3C's trace id comes first, then `X-Request-ID`; a later version of the former may say more."""
    assert given_back(served, traceparent=PARENT) == TRACE
    assert given_back(served, x_request_id="job-7:a/b") == "job-7:a/b"
    assert given_back(served, x_request_id="job-7", traceparent=PARENT) == TRACE
    assert given_back(served, traceparent=PARENT.replace("00-", "cc-", 1) + "-more") == TRACE


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"traceparent": PARENT.replace(TRACE, "0" * 32)},
        {"traceparent": PARENT.replace("00f067aa0ba902b7", "0" * 16)},
        {"traceparent": PARENT.replace("00-", "ff-", 1)},
        {"traceparent": PARENT.upper()},
        {"traceparent": TRACE},
        {"x_request_id": "two words"},
        {"x_request_id": '"},{"event":"forged"'},
        {"x_request_id": "x" * 129},
    ],
    ids=str,
)
def test_else_it_is_a_fresh_one(served: Served, headers: dict[str, str]) -> None:
    """What is no id by the standard, or could spoil a log line, is not taken over."""
    first, second = given_back(served, **headers), given_back(served, **headers)

    assert FRESH.fullmatch(first)
    assert FRESH.fullmatch(second)
    assert first != second


def test_every_response_has_one(served: Served) -> None:
    """Whatever is refused, too."""
    for response in (
        served.client.get("/health"),
        served.client.get("/nowhere"),
        served.post({"sender": "ann"}),
        served.post({"sender": "ann", "message": "x" * 70_000}),
    ):
        assert FRESH.fullmatch(response.headers["x-request-id"]), response.status_code
