"""The web widget's channel: `POST /web/chat` takes typed requests, `GET /web/about` tells what to greet with.

After ChatKit's protocol: one address, `type` says what is asked, the answer is a stream of typed server-sent events
(or, for `Accept: application/json`, the same events as a list). An answer is committed before its first byte leaves,
so it is sent as fast as the client takes it; a stream that broke is taken up again by sending the same message under
the same id with `Last-Event-ID`. `docs/widget.md` has every event.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse

from bot.channels.channel import Limits, fresh_id
from bot.channels.web.events import events, stream
from bot.channels.web.files import files
from bot.channels.web.history import history
from bot.channels.web.requests import Feedback, Forget, History, Request, Say
from bot.channels.web.steps import traced
from bot.conversation import Conversation
from bot.guard.caller import own_conversation
from bot.messages import Judgement, Utterance
from bot.settings import Settings
from bot.starters import starters

UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Asks proxies to pass each event on at once."""
ANSWERED: dict[str, Any] = {
    "description": "What was asked for, by the `type` of the request; an answer as a stream of events, or as JSON.",
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "text/event-stream": {"schema": {"type": "object", "required": ["id", "event", "data"]}},
    },
}
TAGS = {"english": "en"}
"""What a pack's language is called in BCP 47."""
UNKNOWN = {
    "description": "There is no such answer to judge.",
    "content": {"application/json": {"schema": {"type": "object", "required": ["detail"]}}},
}


class WebChannel:
    """The channel of the widget, its files and its pages."""

    name = "web"
    limits = Limits()

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/web/chat`, `/web/about`, the widget's files, `/chat` and `/`."""
        router = APIRouter(tags=["web"])
        desk = _Desk(conversation, settings)

        @router.post("/web/chat", response_model=None, responses={200: ANSWERED, 404: UNKNOWN})
        async def chat(
            request: Request,
            accept: Annotated[str, Header()] = "*/*",
            last_event_id: Annotated[str, Header()] = "",
        ) -> Response:
            """Say something, see what was said, judge an answer, or have the conversation deleted."""
            if isinstance(request, Say):
                return await desk.say(request, streamed="application/json" not in accept, after=_number(last_event_id))
            if isinstance(request, History):
                return await desk.history(request)
            if isinstance(request, Feedback):
                return await desk.judge(request)
            return await desk.forget(request)

        @router.get("/web/about")
        async def about(
            topic: Annotated[str, Query(max_length=200)] = "", page: Annotated[str, Query(max_length=1000)] = ""
        ) -> dict[str, Any]:
            """What to greet with: who answers, on what, in which languages, where a person is, what to ask first."""
            return desk.about(topic, page)

        router.include_router(files())
        return router


class _Desk:
    """Answers each kind of request."""

    def __init__(self, conversation: Conversation, settings: Settings) -> None:
        self._conversation = conversation
        self._settings = settings

    async def say(self, said: Say, *, streamed: bool, after: int) -> Response:
        utterance = Utterance(said.text.strip(), _meant(said), WebChannel.name, said.id, time.time())
        answer = await self._conversation.hear(utterance)
        sent = events(answer, said.id, traced(answer.trace, self._conversation.engine.pack.called))
        if streamed:
            return StreamingResponse(stream(sent, after), media_type="text/event-stream", headers=UNBUFFERED)
        return JSONResponse({"conversation": answer.conversation, "id": said.id, "events": list(sent)})

    async def history(self, asked: History) -> Response:
        meant = _meant(asked)
        log = await self._conversation.events(meant)
        return JSONResponse(history(meant, log, asked.last, self._conversation.engine.pack.called))

    async def judge(self, told: Feedback) -> Response:
        value = "" if told.value == "none" else told.value
        judgement = Judgement(_meant(told), told.id, value, told.said, time.time())
        if not await self._conversation.judge(judgement):
            raise HTTPException(404, "There is no answer to judge: this conversation has no such message.")
        return JSONResponse({"kept": True})

    async def forget(self, asked: Forget) -> Response:
        return JSONResponse({"forgotten": await self._conversation.forget(_meant(asked))})

    def about(self, topic: str, page: str) -> dict[str, Any]:
        pack = self._conversation.engine.pack
        card = pack.card
        return {
            "title": card.title,
            "assistant": card.assistant,
            "operator": card.operator,
            "provenance": card.provenance,
            "contact": card.contact,
            "languages": [TAGS.get(card.language, card.language)],
            "starters": [{"title": b.title, "payload": b.payload} for b in starters(pack, topic, page)],
            "longest": self._settings.longest_message,
        }


def _number(event: str) -> int:
    """The number of the last event a client has; whatever is none of ours begins at the beginning."""
    return int(event) if event.isdecimal() and len(event) < 10 else -1


def _meant(request: Say | History | Feedback | Forget) -> str:
    """The conversation that is meant: whoever calls with a token of their own has one, whatever the client names."""
    return own_conversation() or request.conversation or fresh_id()


channel = WebChannel()
