"""Webhooks by Standard Webhooks 1.0: `POST /webhooks/<name>` from partners, and events to them.

A message is `{"type": "conversation.message", "data": {"conversation", "text", "metadata"?}}`, signed. Its `webhook-id`
names it: delivered again, it gets its first answer and takes no second turn. A partner without a `url` is answered at
once; one with a `url` gets 202 when the turn and the event that tells its answer are stored.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot import channels
from bot.channels.channel import Limits
from bot.channels.webhooks.events import answered
from bot.channels.webhooks.partner import CHANNEL, Partner
from bot.conversation import Conversation
from bot.messages import Utterance
from bot.settings import Settings, UnavailableError

MESSAGE = "conversation.message"
TAKEN = frozenset({"callback", "rest", "slack", "chatwoot", "telegram"})
"""Names of partners that would be in the way of a channel, as are those of all channels there are."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    conversation: Annotated[str, Field(min_length=1, max_length=256)]
    text: str
    metadata: dict[str, Any] = {}


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    data: dict[str, Any]


class WebhooksChannel:
    """The partners of `DOOLITTLE_WEBHOOKS`."""

    name = CHANNEL
    limits = Limits()

    def recipients(self, settings: Settings) -> Sequence[Partner]:
        """Those who are called."""
        return _partners(settings)

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/webhooks/<name>` for each partner."""
        router = APIRouter(prefix="/webhooks", tags=[self.name])
        for partner in _partners(settings):
            desk = _Desk(partner, conversation)
            router.post(f"/{partner.webhook.name}", response_model=None, include_in_schema=False)(desk.take)
        return router


class _Desk:
    """Takes the messages of one partner."""

    def __init__(self, partner: Partner, conversation: Conversation) -> None:
        self._partner, self._conversation = partner, conversation

    async def take(self, request: Request) -> Response:
        """Take one message."""
        body = await request.body()
        name = self._partner.signatures.checked(request.headers, body)
        message = _message(body)
        if message is None:
            return Response(status_code=204)  # Partners may send all their events; what is for nobody here is no error.
        here = self._partner.conversation(message.conversation)
        heard = Utterance(message.text.strip(), here, CHANNEL, name, time.time(), message.metadata)
        answer = await self._conversation.hear(heard)
        if self._partner.webhook.url:
            return Response(status_code=202)
        told = {"conversation": message.conversation, "message_id": name, **answered(answer)}
        return Response(json.dumps(told), media_type="application/json")


def _message(body: bytes) -> _Message | None:
    """The message of a body that was signed; None for an event of another type, 400 for what is none."""
    try:
        envelope = _Envelope.model_validate_json(body)
        return _Message.model_validate(envelope.data) if envelope.type == MESSAGE else None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise HTTPException(400, f"{where}: {first['msg']}") from None


def _partners(settings: Settings) -> Sequence[Partner]:
    if not settings.webhooks:
        raise UnavailableError(
            CHANNEL, "the channel webhooks is on, but nobody is named; docs/channels/webhooks.md shows how"
        )
    for each in settings.webhooks:
        if each.name in TAKEN or each.name in channels.known():
            raise UnavailableError(CHANNEL, f"{each.name!r} is the name of a channel; name the partner otherwise")
    return [Partner(each) for each in settings.webhooks]


channel = WebhooksChannel()
