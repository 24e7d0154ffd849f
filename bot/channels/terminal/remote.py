"""A bot behind an address as the terminal talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.terminal.events import SHOWN, Event, reply
from bot.channels.terminal.over_rest import OverRest
from bot.channels.terminal.over_web import OverWeb
from bot.channels.terminal.partner import Past, Reply, Show
from bot.channels.terminal.server import NOT_FOUND, Server, UnansweredError
from bot.messages import Utterance

PAUSES = (0.2, 1.0, 3.0)
"""Seconds after which a message is sent again, under its id, if the way to the server broke."""


class Way(Protocol):
    """A channel of the server, as a client speaks it."""

    def events(self, utterance: Utterance, after: int) -> AsyncIterator[Event]:
        """The events of the answer from that number on, in the web channel's form."""

    async def past(self, conversation: str) -> Past | None:
        """What was said last; None where the channel does not tell."""


@dataclass(frozen=True, slots=True)
class Card:
    """Who answers there."""

    greeting: str
    longest: int | None = None


class Remote:
    """A conversation that takes its turns elsewhere."""

    keeps = True
    intents = None

    def __init__(self, way: Way, card: Card, patience: float) -> None:
        """`patience`, in seconds, is how long to wait where the server says when to come back."""
        self._way, self._patience = way, patience
        self.greeting, self.longest = card.greeting, card.longest

    async def hear(self, utterance: Utterance, show: Show) -> Reply:
        """Say something, again and again under the same id while the way breaks: it takes one turn all the same."""
        heard: list[Event] = []
        for pause in (*PAUSES, None):
            try:
                async for event in self._way.events(utterance, len(heard)):
                    heard.append(event)
                    if event["type"] in SHOWN:
                        show(event)
                return reply(utterance.conversation, heard)
            except UnansweredError as error:
                if error.wait is None or error.wait > self._patience or pause is None:
                    return Reply(utterance.conversation, failure=str(error))
                wait = max(error.wait, pause)
            await asyncio.sleep(wait)
        raise AssertionError("the last pause is None")

    async def past(self, conversation: str) -> Past | None:
        """What was said last."""
        return await self._way.past(conversation)

    def topics(self) -> None:
        """They are not told."""

    def completions(self, before: str) -> Iterator[tuple[str, int, str]]:
        """None: names are not told."""
        return iter(())


@asynccontextmanager
async def met(url: str, token: str, patience: float) -> AsyncIterator[Remote]:
    """The bot at an address; if there is none, or none that can be talked to, an UnansweredError says what is wrong."""
    server = Server(url, token)
    try:
        yield await _met(server, patience)
    finally:
        await server.close()


async def _met(server: Server, patience: float) -> Remote:
    title = _told(server, await server.get("/version"), "title", "version", "digest")[0]
    card = Card(f"The bot at {server.url} answers questions about {title}.")
    about = await _found(server, "/web/about")
    if about is not None:
        assistant, title, longest = _told(server, about, "assistant", "title", "longest")
        card = Card(f"{assistant} answers questions about {title}.", longest if isinstance(longest, int) else None)
        return Remote(OverWeb(server), card, patience)
    if await _found(server, "/webhooks/rest/") is not None:
        return Remote(OverRest(server), card, patience)
    what = "the channels web and rest are both off. Switch one on in DOOLITTLE_CHANNELS"
    raise UnansweredError(f"{server.url} can not be talked to from here: {what}.")


def _told(server: Server, told: Any, *names: str) -> list[Any]:
    """Some values that every Doolittle tells."""
    if not isinstance(told, dict) or not told.keys() >= {*names}:
        raise UnansweredError(f"What answers at {server.url} is no Doolittle.")
    return [told[name] for name in names]


async def _found(server: Server, path: str) -> Any:
    """What is there; None if nothing is."""
    try:
        return await server.get(path)
    except UnansweredError as error:
        if error.status == NOT_FOUND:
            return None
        raise
