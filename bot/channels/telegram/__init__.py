"""Telegram by its Bot API: updates come to `/webhooks/telegram`, answers go out from the outbox.

Telegram sends each update until it gets a 2xx, with the secret of `setWebhook` in a header; the `update_id` names it. A
chat is a conversation; in a group each person has one, in each topic, and the bot hears what mentions it, what replies
to it and what commands it. The answer's buttons are an inline keyboard; a press of one is answered in the response.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import ValidationError

from bot.channels.channel import Limits
from bot.channels.telegram.bot_api import NAME, BotApi
from bot.channels.telegram.updates import Update
from bot.channels.telegram.wording import LONGEST
from bot.conversation import Conversation
from bot.guard.refusal import Refusal
from bot.messages import Utterance
from bot.settings import Settings

SECRET = "x-telegram-bot-api-secret-token"


class TelegramChannel:
    """A bot of Telegram's."""

    name = NAME
    limits = Limits(longest=LONGEST)

    def recipients(self, settings: Settings) -> Sequence[BotApi]:
        """The Bot API."""
        return [BotApi(settings)]

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`POST /webhooks/telegram`."""
        router, api = APIRouter(prefix="/webhooks", tags=[NAME]), BotApi(settings)

        @router.post(f"/{NAME}", response_model=None, include_in_schema=False)
        async def hear(request: Request) -> Response:
            """Take one update."""
            if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), api.secret.encode()):
                raise Refusal(401, "The secret token is missing or another.")
            update = _update(await request.body())
            said = update.said(api.number, settings.telegram_name)
            if said is None:
                return _done(update)
            here, name = api.conversation(said.place), f"update {update.update_id}"
            metadata = {"reply_to": said.message} if said.message else {}
            await conversation.hear(Utterance(said.text, here, NAME, name, time.time(), metadata))
            return _done(update)

        return router


def _update(body: bytes) -> Update:
    try:
        return Update.model_validate_json(body)
    except ValidationError:
        raise HTTPException(400, "This is no update of Telegram.") from None


def _done(update: Update) -> Response:
    """The response, which for a button's press calls the method that ends its waiting."""
    if update.callback_query is None:
        return Response("{}", media_type="application/json")
    called = {"method": "answerCallbackQuery", "callback_query_id": update.callback_query.id}
    return Response(json.dumps(called), media_type="application/json")


channel = TelegramChannel()
