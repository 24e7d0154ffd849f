"""OpenAI's API, for clients made for it: `/v1/models`, `/v1/chat/completions` and `/v1/responses`, plain and streamed.

After OpenAI's API reference of 2026, as the `openai` package, Open WebUI and LibreChat use it. The answer is Markdown:
tables drawn, sources as links, what to ask next as a numbered list.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic_core import to_json

from bot.channels.channel import Limits, fresh_conversation, fresh_id
from bot.channels.direct import post
from bot.channels.markdown import markdown
from bot.channels.openai import errors, responses
from bot.channels.openai.background import Task, question, task
from bot.channels.openai.completions import Completion
from bot.channels.openai.requests import ChatRequest, ResponseRequest
from bot.channels.openai.sending import Event, sent
from bot.channels.openai.whose import Place, Places, conversation_of, response_id
from bot.channels.parameters import documented, heading
from bot.conversation import Conversation
from bot.messages import Answer, Past, Utterance
from bot.settings import Settings

MODEL = "doolittle"
"""The one model that is listed; a request may name any."""
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Asks proxies to pass each event on at once."""
NAMED = CONVERSATION, OPEN_WEBUI_CHAT, KEY = (
    heading("X-Conversation-Id"),
    heading("X-OpenWebUI-Chat-Id"),
    heading("Idempotency-Key"),
)


def _answered(kind: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "object", "required": ["id", "object"], "properties": {"object": {"const": kind}}}
    events = {"text/event-stream": {"schema": {"type": "object", "required": ["data"]}}}
    content = {"application/json": {"schema": schema}, **events}
    return {200: {"description": "The answer; as a stream, its events.", "content": content}}


class OpenAIChannel:
    """OpenAI's API."""

    name = "openai"
    limits = Limits(buttons=False)
    below = "/v1/"

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """Errors as OpenAI's clients expect them."""
        return errors.error(status, detail)

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/v1/models`, `/v1/models/{model}`, `/v1/chat/completions`, `/v1/responses`."""
        router = APIRouter(prefix="/v1", tags=["openai"], responses=errors.DOCUMENTED)
        desk = _Desk(conversation, settings)

        @post(
            router,
            "/chat/completions",
            responses=_answered("chat.completion"),
            openapi_extra=documented(*NAMED),
        )
        async def chat(request: ChatRequest, http: Request) -> Response:
            """Answer the last message of the user."""
            return await desk.chat(request, CONVERSATION.of(http) or OPEN_WEBUI_CHAT.of(http), KEY.of(http))

        @post(router, "/responses", responses=_answered("response"), openapi_extra=documented(*NAMED))
        async def respond(request: ResponseRequest, http: Request) -> Response:
            """Answer the last message of the user."""
            return await desk.respond(request, CONVERSATION.of(http) or OPEN_WEBUI_CHAT.of(http), KEY.of(http))

        @router.get("/models")
        async def models() -> dict[str, Any]:
            """The one model."""
            return {"object": "list", "data": [_model(MODEL)]}

        @router.get("/models/{model:path}")
        async def model(model: str) -> dict[str, Any]:
            """A model: whatever its name, it is this bot."""
            return _model(model)

        return router


class _Desk:
    """Answers each kind of request."""

    def __init__(self, conversation: Conversation, settings: Settings) -> None:
        self._conversation = conversation
        self._places = Places(settings)

    async def chat(self, request: ChatRequest, named: str, key: str) -> Response:
        said = _said(request)
        place = self._places.place(said, named or request.conversation_id, request.person, key)
        text = await self._answer(request, place, said[-1])
        asked = "\n".join(line.text for line in request.messages)
        completion = Completion(f"chatcmpl-{fresh_id()}", int(time.time()), request.model or MODEL, asked, text)
        if request.stream:
            options = request.stream_options
            return _stream(completion.chunks(usage=bool(options and options.include_usage)), named=False)
        return _json(completion.body())

    async def respond(self, request: ResponseRequest, named: str, key: str) -> Response:
        said = _said(request)
        if request.previous_response_id or request.conversation:  # What came before is here, by OpenAI's definition.
            said = said[-1:]
        named = named or request.conversation_id
        if request.previous_response_id:
            named = conversation_of(request.previous_response_id)
        elif not named and len(said) == 1:
            named = fresh_conversation()  # A client that goes on with the response's id must meet nobody else.
        place = self._places.place(said, named, request.person, key)
        text = await self._answer(request, place, said[-1])
        asked = "\n".join(line.text for line in request.lines)
        name, created = response_id(place.conversation), int(time.time())
        response = responses.Response(
            name, created, request.model or MODEL, asked, text, request.previous_response_id, request.user
        )
        return _stream(response.events(), named=True) if request.stream else _json(response.body())

    async def _answer(self, request: ChatRequest | ResponseRequest, place: Place, said: str) -> str:
        wanted = task(request.lines, request.schema_wanted)
        if wanted:
            return await self._done(wanted, place)
        now, name = time.time(), OpenAIChannel.name
        heard = Utterance(said.strip(), place.conversation, name, place.message_id, now, past=place.past)
        return markdown(await self._conversation.hear(heard))

    async def _done(self, wanted: Task, place: Place) -> str:
        """A client's own task; what could be asked next is what the chat's last answer offers."""
        last, said = Answer(place.conversation, ()), self._places.within(wanted.said)
        if wanted.asks and said:
            past = Past(said[:-1], "")
            utterance = Utterance(said[-1], place.conversation, OpenAIChannel.name, "", time.time(), past=past)
            last = await self._conversation.aside(utterance)
        return wanted.answer(last, self._conversation.engine.pack.card.title)


def _said(request: ChatRequest | ResponseRequest) -> list[str]:
    """What the visitor said, oldest first."""
    said = [question(line.text) for line in request.lines if line.role == "user"]
    if not said:
        raise HTTPException(400, {"message": "There is no message of the role user to answer.", "param": "messages"})
    return said


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "doolittle"}


def _json(body: Mapping[str, Any]) -> Response:
    return Response(to_json(body), media_type="application/json")


def _stream(events: Iterable[Event], *, named: bool) -> Response:
    return Response(sent(events, named=named), media_type="text/event-stream", headers=UNBUFFERED)


channel = OpenAIChannel()
