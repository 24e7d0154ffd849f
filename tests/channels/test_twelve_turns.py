"""The twelve turns of the contract by clients that are no driver there, over real connections to one service.

They are the terminal with `--url`, over both channels it speaks; OpenAI's own package; the client of the Model Context
Protocol; and Slack's, over Socket Mode. `test_mcp_stdio.py` has `doolittle mcp`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import openai
import pytest
from drivers import Mcp, OpenAI, Rest, Slack, Web
from fake_slack import APP_TOKEN, FakeSlack, direct, stamp
from httpx2 import Response
from mcp import Client
from shown import Shown, assert_the_same
from test_every_channel import TWELVE

from bot.channels.terminal.over_rest import OverRest
from bot.channels.terminal.remote import Card, Remote, met
from bot.channels.terminal.server import Server
from bot.channels.terminal.visit import Visit
from bot.settings import Settings
from knowledge.loader import HERE
from tests.conftest import until

if TYPE_CHECKING:
    from bot.channels.terminal.view import Branch
    from bot.messages import Button
    from tests.conftest import Served

Say = Callable[[str], Awaitable[Shown]]


@pytest.fixture(scope="module")
def service(slack: FakeSlack, started: Callable[[Settings], Served]) -> Served:
    """The service with the channels of all of them."""
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False}
    channels = ("rest", "web", "openai", "mcp", "slack")
    return started(Settings(**about, channels=channels, **slack.settings, slack_app_token=APP_TOKEN))


class Watched:
    """A screen of the terminal that keeps what it shows."""

    def __init__(self) -> None:
        self.events: list[Mapping[str, Any]] = []

    def part(self, part: Mapping[str, Any]) -> None:
        self.events.append(part)

    def end(self, buttons: tuple[Button, ...]) -> None:
        self.events.append({"type": "buttons", "items": [{"title": button.title} for button in buttons]})

    def outline(self, outline: Branch) -> None:
        raise AssertionError(outline)

    def note(self, text: str) -> None:
        raise AssertionError(text)

    failed = picked = note


async def at_the_terminal(remote: Remote) -> Say:
    async def say(text: str) -> Shown:
        screen = Watched()
        visit.view = screen
        await visit.hear(text)
        return Web().shown(Response(200, json={"events": screen.events}))

    visit = Visit(remote, Watched())
    return say


@asynccontextmanager
async def terminal(url: str, _: FakeSlack) -> AsyncIterator[Say]:
    async with met(url, "", 5.0) as remote:
        yield await at_the_terminal(remote)


@asynccontextmanager
async def terminal_over_rest(url: str, _: FakeSlack) -> AsyncIterator[Say]:
    server = Server(url)
    try:
        yield await at_the_terminal(Remote(OverRest(server), Card(""), 5.0))
    finally:
        await server.close()


@asynccontextmanager
async def openai_package(url: str, _: FakeSlack) -> AsyncIterator[Say]:
    chat: list[Any] = []

    async def say(text: str) -> Shown:
        chat.append({"role": "user", "content": text})
        answer = await client.chat.completions.create(model="any", messages=chat)
        chat.append({"role": "assistant", "content": answer.choices[0].message.content})
        return OpenAI().shown(Response(200, json=answer.model_dump()))

    async with openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0) as client:
        yield say


@asynccontextmanager
async def mcp_client(url: str, _: FakeSlack) -> AsyncIterator[Say]:
    async with Client(f"{url}/mcp") as client:

        async def say(text: str) -> Shown:
            result = await client.call_tool("ask", {"question": text, "conversation": "twelve"})
            return Mcp().shown(Response(200, json={"result": result.model_dump(mode="json", by_alias=True)}))

        yield say


@asynccontextmanager
async def socket_mode(_: str, slack: FakeSlack) -> AsyncIterator[Say]:
    await anyio.to_thread.run_sync(until, lambda: slack.connections)

    async def say(text: str) -> Shown:
        there = len(slack.messages.get("D12", ()))
        told = direct(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), stamp(there), channel="D12")
        slack.push(
            {"type": "events_api", "envelope_id": f"e{there}", "payload": told, "accepts_response_payload": False}
        )
        await anyio.to_thread.run_sync(until, lambda: len(slack.messages.get("D12", ())) > there)
        return Slack().shown(Response(200, json={"posted": slack.messages["D12"][there:]}))

    yield say


@pytest.mark.parametrize("client", [terminal, terminal_over_rest, openai_package, mcp_client, socket_mode])
async def test_the_same_conversation_gets_the_same_answers(client: Any, service: Served, slack: FakeSlack) -> None:
    url, rest = str(service.client.base_url).rstrip("/"), Rest()
    async with AsyncExitStack() as stack:
        say: Say = await stack.enter_async_context(client(url, slack))
        for said in TWELVE:
            here = await say(said)
            answered = await anyio.to_thread.run_sync(
                lambda said=said: service.post({"sender": client.__name__, "message": said})
            )
            assert_the_same(here, rest.shown(answered), said)
