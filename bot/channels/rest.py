"""Rasa's REST channel: `POST /webhooks/rest/webhook`, in the exact form of Rasa 3.6.

A body `{"sender", "message", "metadata"?}` is answered with an array of messages whose keys are `recipient_id`
and one of `text` (with `buttons`), `image`, `custom`; with `?stream=true` the same messages come as JSON, one a
line. Text without buttons is split at blank lines, as Rasa does; the first message is a complete short answer.
Different from Rasa: a missing sender gets a fresh id instead of the shared "default".
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, field_validator
from pydantic_core import to_json

from bot.channels.channel import Limits, fresh_conversation, fresh_id
from bot.channels.direct import post
from bot.channels.nesting import shallow
from bot.channels.parameters import documented, flag, heading
from bot.conversation import Conversation
from bot.messages import Answer, Message, Utterance
from bot.settings import Settings

STREAM, KEY = flag("stream"), heading("Idempotency-Key")
SENDER = {"anyOf": [{"type": "string", "maxLength": 256}, {"type": "integer"}, {"type": "null"}]}
"""What a sender may be written as; each becomes text."""
ANSWERED: dict[str, Any] = {
    "description": "The messages of the answer, in order; as a stream, one a line.",
    "content": {
        "application/json": {
            "schema": {"type": "array", "items": {"type": "object", "required": ["recipient_id"]}},
        },
        "text/event-stream": {"schema": {"type": "string"}},
    },
}


class Incoming(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="ignore")

    sender: Annotated[str, Field(max_length=256), WithJsonSchema(SENDER)] = ""
    """The conversation's id; left out, a fresh one is made and returned as `recipient_id`."""
    message: str
    """The visitor's words, or a button's payload: `/define{"topic": "gan"}`."""
    metadata: Annotated[dict[str, Any] | None, AfterValidator(shallow)] = None
    """Kept with the message; `message_id` in it names the message."""
    input_channel: str | None = None

    @field_validator("sender", mode="before")
    @classmethod
    def _sender_as_text(cls, value: object) -> object:
        """Rasa casts the sender to a string: numbers are common."""
        if value is None:
            return ""
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class RestChannel:
    """Rasa's REST channel."""

    name = "rest"
    limits = Limits()

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/webhooks/rest/` and `/webhooks/rest/webhook`."""
        router = APIRouter(prefix="/webhooks/rest", tags=["rest"])

        @post(router, "/webhook", responses={200: ANSWERED}, openapi_extra=documented(STREAM, KEY))
        async def webhook(incoming: Incoming, request: Request) -> Response:
            """Take one message and answer it."""
            stream, key = STREAM.of(request), KEY.of(request)
            answer = await conversation.hear(_utterance(incoming, key))
            messages = list(rendered(answer, split=settings.split_paragraphs))
            if stream:
                return StreamingResponse(_lines(messages), media_type="text/event-stream")
            return Response(to_json(messages), media_type="application/json")

        @router.get("/")
        async def status() -> dict[str, str]:
            """Whether the channel is there."""
            return {"status": "ok"}

        return router


def _utterance(incoming: Incoming, idempotency_key: str) -> Utterance:
    metadata = incoming.metadata or {}
    named = metadata.get("message_id")
    message_id = idempotency_key or (str(named)[:256] if named else fresh_id())
    return Utterance(
        text=incoming.message.strip(),
        conversation=incoming.sender or fresh_conversation(),
        channel=incoming.input_channel or RestChannel.name,
        message_id=message_id,
        time=time.time(),
        metadata=metadata,
    )


def rendered(answer: Answer, *, split: bool = True) -> Iterator[dict[str, Any]]:
    """An answer as Rasa's REST messages, in order."""
    for message in answer.messages:
        for part in _parts(message, split):
            yield {"recipient_id": answer.conversation, **part}


def _parts(message: Message, split: bool) -> Iterator[dict[str, Any]]:
    buttons = [{"title": button.title, "payload": button.payload} for button in message.buttons]
    if buttons:
        yield {"text": message.text, "buttons": buttons}
    elif message.text:
        texts = message.text.strip().split("\n\n") if split else [message.text]
        yield from ({"text": text} for text in texts)
    if message.custom:
        yield {"custom": dict(message.custom)}
    if message.image:
        yield {"image": message.image}


async def _lines(messages: list[dict[str, Any]]) -> AsyncIterator[str]:
    for message in messages:
        yield json.dumps(message) + "\n"


channel = RestChannel()
