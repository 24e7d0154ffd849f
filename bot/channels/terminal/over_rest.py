"""Rasa's REST channel as the terminal uses it where the web channel is off: the same answer, put together again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

from bot.channels.terminal.drawn import drawn
from bot.channels.terminal.events import Event, checked
from bot.channels.terminal.partner import SILENT
from bot.channels.terminal.server import Server, UnansweredError
from bot.messages import Answer, Button, Message, Utterance

PATH = "/webhooks/rest/webhook"


class OverRest:
    """`POST /webhooks/rest/webhook` of a server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def events(self, utterance: Utterance, after: int) -> AsyncIterator[Event]:
        """The answer in the events of the web channel, from that number on; it comes as a whole."""
        body = {"sender": utterance.conversation, "message": utterance.text}
        parts = await self._server.post(PATH, body, Idempotency_Key=utterance.message_id)
        try:
            answer = Answer(utterance.conversation, tuple(_messages(parts)))
        except (LookupError, TypeError, AttributeError):
            raise UnansweredError(f"{self._server.url} sends no messages as Rasa's REST channel does.") from None
        for event in ([*_events(answer)] if parts else [SILENT])[after:]:
            yield checked(event)

    async def past(self, conversation: str) -> None:
        """The channel does not tell."""


def _messages(parts: Iterable[Mapping[str, Any]]) -> Iterator[Message]:
    """A message's paragraphs come one by one, then its blocks, then its image."""
    paragraphs: list[str] = []
    buttons: tuple[Button, ...] = ()
    for part in parts:
        if "text" in part:
            paragraphs.append(str(part["text"]))
            buttons += tuple(Button(str(b["title"]), str(b["payload"])) for b in part.get("buttons") or ())
        else:
            yield Message("\n\n".join(paragraphs), buttons, str(part.get("image") or ""), part.get("custom") or {})
            paragraphs, buttons = [], ()
    yield Message("\n\n".join(paragraphs), buttons)


def _events(answer: Answer) -> Iterator[Event]:
    yield from drawn(answer)
    if answer.buttons:
        yield {"type": "buttons", "items": [{"title": b.title, "payload": b.payload} for b in answer.buttons]}
