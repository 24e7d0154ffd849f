"""deep-chat's own form: `POST /webhooks/deepchat`, plain or as a stream, after deep-chat 2.4.

The body is `{"messages": [{"role", "text"}, …]}`, of which the user's last is heard; the answer is `{"text", "html"?}`:
the text in Markdown, the HTML the buttons, each of which sends its title. To `Accept: text/event-stream`, which is what
`connect.stream` asks for, the text comes as server-sent events. The conversation is the one of the caller's token, of
the body's `conversation` (`connect.additionalBodyProps`), of the header `X-Conversation-Id`, or of a cookie.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Header, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.channel import Limits, fresh_id
from bot.channels.errors import documented
from bot.channels.markdown import markdown, unpicked
from bot.channels.pieces import sentences
from bot.channels.uploads import WORDS, declining
from bot.conversation import Conversation
from bot.guard.caller import own_conversation
from bot.messages import Answer, Utterance
from bot.settings import Settings

PATH = "/webhooks/deepchat"
COOKIE = "doolittle_conversation"
BUTTON = '<button class="deep-chat-button deep-chat-suggestion-button">{}</button>'
BUTTONS = '<div class="deep-chat-temporary-message">{}</div>'
"""deep-chat takes what is temporary away when something else is said."""
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Asks proxies to pass each event on at once."""
SILENT: Mapping[str, Any] = {"files": []}
"""Nothing is said: deep-chat shows an empty text as an empty bubble, and a stream without any content as an error."""
Name = Annotated[str, Field(max_length=256)]
ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; as a stream, in pieces that are to be put together.",
        "content": {
            "application/json": {"schema": {"type": "object", "required": ["text", "conversation"]}},
            "text/event-stream": {"schema": {"type": "string"}},
        },
    }
}
SAID = {
    "type": "object",
    "required": ["role", "text"],
    "properties": {"role": {"const": "user"}, "text": {"type": "string"}},
}
"""What a chat must hold; the OpenAPI document tells."""
WRONG = documented({"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}})


class Line(BaseModel):
    """One message of the chat."""

    model_config = ConfigDict(extra="ignore")

    role: str | None = None
    text: str | None = None


class Incoming(BaseModel):
    """What deep-chat sends: the last message, or with `requestBodyLimits.maxMessages` more of the chat."""

    model_config = ConfigDict(extra="ignore")

    messages: Annotated[list[Line], Field(json_schema_extra={"contains": SAID})]
    conversation: Name = ""


class DeepChatChannel:
    """deep-chat's own form."""

    name = "deepchat"
    limits = Limits()
    below = PATH

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """Errors as deep-chat shows them where `errorMessages.displayServiceErrorMessages` is set."""
        return status, {"error": detail if isinstance(detail, str) else f"{detail[0]['msg']}: {detail[0]['loc'][-1]}"}

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`POST /webhooks/deepchat`."""
        router = APIRouter(tags=["deepchat"], route_class=declining({"text": WORDS}))

        @router.post(PATH, response_model=None, responses=ANSWERED | WRONG | {422: WRONG["4XX"]})
        async def chat(
            incoming: Incoming,
            request: Request,
            accept: Annotated[str, Header()] = "*/*",
            x_conversation_id: Annotated[str, Header(max_length=256)] = "",
            idempotency_key: Annotated[str, Header(max_length=256)] = "",
            known: Annotated[str, Cookie(alias=COOKIE, max_length=256, include_in_schema=False)] = "",  # We set it.
        ) -> Response:
            """Answer the last message."""
            named = own_conversation() or incoming.conversation or x_conversation_id or known
            said = Utterance(
                _said(incoming), named or fresh_id(), self.name, idempotency_key or fresh_id(), time.time()
            )
            answer = await conversation.hear(said)
            response = _streamed(answer) if "text/event-stream" in accept else JSONResponse(_whole(answer))
            if not named:
                secure = request.url.scheme == "https"
                response.set_cookie(
                    COOKIE, answer.conversation, path=PATH, secure=secure, httponly=True, samesite="lax"
                )
            return response

        return router


def _said(incoming: Incoming) -> str:
    said = [line.text for line in incoming.messages if line.role == "user" and line.text is not None]
    if not said:
        raise HTTPException(422, "There is no message of the role user with a text to answer.")
    return said[-1].strip()


def _whole(answer: Answer) -> dict[str, Any]:
    if not answer.messages:
        return {**SILENT, "conversation": answer.conversation}
    text, buttons = "\n\n".join(filter(None, map(unpicked, answer.messages))), _buttons(answer)
    return {"text": text, **({"html": buttons} if buttons else {}), "conversation": answer.conversation}


def _streamed(answer: Answer) -> Response:
    """A stream can not hold HTML as well as text, so its buttons are a numbered list."""
    first, *more = sentences(markdown(answer)) or [""]
    begun = {"text": first} if first else SILENT
    events = [{**begun, "conversation": answer.conversation}, *({"text": piece} for piece in more)]
    text = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    return Response(text, media_type="text/event-stream", headers=UNBUFFERED)


def _buttons(answer: Answer) -> str:
    buttons = " ".join(BUTTON.format(escape(button.title)) for button in answer.buttons)
    return BUTTONS.format(buttons) if buttons else ""


channel = DeepChatChannel()
