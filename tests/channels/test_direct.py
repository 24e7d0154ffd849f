"""Direct routes: a request takes the short way or FastAPI's, and nobody can tell which from what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.testclient import TestClient

from bot.channels.direct import Direct, post
from bot.guard.refusal import Refusal

PATH = "/say"
JSON = "application/json"


class Said(BaseModel):
    """A body."""

    text: str
    times: int = 1


async def say(said: Said, request: Request) -> Response:
    """Say it again."""
    if said.text == "refuse":
        raise Refusal(429, "Too many.", wait=3)
    return Response(json.dumps([said.text * said.times, request.headers.get("X-By")]), media_type=JSON)


@pytest.fixture(scope="module")
def ways() -> Iterator[tuple[TestClient, TestClient, list[str]]]:
    """The same route taken straight and searched by FastAPI, and what had to be searched though it is direct."""
    router, plain, searched = APIRouter(), FastAPI(), list[str]()
    post(router, PATH)(say)
    plain.include_router(router)

    async def long_way(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            searched.append(scope["path"])
        await plain(scope, receive, send)

    straight = Direct(long_way, router.routes, plain.exception_handlers)
    with TestClient(straight) as one, TestClient(plain) as other:
        yield one, other, searched


def body(text: str = "tea", **more: Any) -> bytes:
    """What is posted."""
    return json.dumps({"text": text, **more}).encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (body(), JSON),
        (body(times=3), f"{JSON}; charset=utf-8"),
        (body(times="3"), JSON.upper()),
        (b'{"text": "tea", "text": "coffee"}', JSON),
        (body("refuse"), JSON),
    ],
    ids=["plain", "with a charset", "a number as text", "a key twice", "refused"],
)
def test_what_is_as_it_should_be_goes_straight(
    ways: tuple[TestClient, TestClient, list[str]], content: bytes, kind: str
) -> None:
    straight, plain, searched = ways
    searched.clear()
    headers = {"Content-Type": kind, "X-By": "ada"}
    one, other = (way.post(PATH, content=content, headers=headers) for way in (straight, plain))
    assert not searched
    assert (one.status_code, one.content, one.headers) == (other.status_code, other.content, other.headers)


@pytest.mark.parametrize(
    "send",
    [
        lambda way: way.post(PATH, content=b"{", headers={"Content-Type": JSON}),
        lambda way: way.post(PATH, content=b"", headers={"Content-Type": JSON}),
        lambda way: way.post(PATH, json={"times": 3}),
        lambda way: way.post(PATH, json=["tea"]),
        lambda way: way.post(PATH, content=b'{"text": "\\ud800"}', headers={"Content-Type": JSON}),
        lambda way: way.post(PATH, content='{"text": "tea"}'.encode("utf-16"), headers={"Content-Type": JSON}),
        lambda way: way.post(PATH, content=body(), headers={"Content-Type": "application/vnd.tea+json"}),
        lambda way: way.post(PATH, content=body(), headers={"Content-Type": "text/plain"}),
        lambda way: way.post(PATH, content=b"[" * 30_000, headers={"Content-Type": JSON}),
        lambda way: way.post(f"{PATH}/", json={"text": "tea"}),
        lambda way: way.get(PATH),
    ],
)
def test_whatever_else_comes_is_answered_as_fastapi_does(
    ways: tuple[TestClient, TestClient, list[str]], send: Callable[[TestClient], Any]
) -> None:
    straight, plain, searched = ways
    searched.clear()
    one, other = send(straight), send(plain)
    assert searched
    assert (one.status_code, one.content, one.headers) == (other.status_code, other.content, other.headers)


def test_a_route_that_takes_more_is_no_direct_one() -> None:
    """It would not get what it asks for."""

    async def more(said: Said, request: Request, page: str = "") -> Response:
        return Response(page)

    with pytest.raises(TypeError, match="no direct route"):
        post(APIRouter(), PATH)(more)
