"""n8n's chat widget: `POST /webhooks/n8n`, in the form of n8n's chat trigger, after @n8n/chat 1.37.

`{"action": "sendMessage", "sessionId", "chatInput"}` is answered with `{"output"}`; to `Accept: text/plain`, which is
what `enableStreaming` asks for, with lines of JSON whose `type` is `begin`, `item`, `end`, or `error` for what refuses
a message. `{"action": "loadPreviousSession", "sessionId"}` gives what was said so far. The text is Markdown; n8n's
buttons only call an address and show nothing of what it answers, so here buttons are a numbered list.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.channel import Limits, fresh_id
from bot.channels.errors import documented
from bot.channels.markdown import markdown
from bot.channels.pieces import sentences
from bot.channels.refused import refused
from bot.channels.turns import turns
from bot.channels.uploads import WORDS, declining
from bot.conversation import Conversation, StoreError
from bot.guard.caller import own_conversation
from bot.guard.refusal import Refusal
from bot.messages import Utterance
from bot.settings import Settings

PATH = "/webhooks/n8n"
LAST = 50
"""Turns of a previous session that are given."""
SILENT = {"executionStarted": True}
"""Nothing is said: the widget shows no bubble."""
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Asks proxies to pass each line on at once."""
ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, as a stream a line of JSON a piece; or what was said so far.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}
WRONG = documented({"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}})


class Send(BaseModel):
    """A message."""

    model_config = ConfigDict(extra="ignore")

    action: Literal["sendMessage"]
    text: Annotated[str, Field(alias="chatInput")]
    session: Annotated[str, Field(alias="sessionId", max_length=256)] = ""
    """The conversation; left out, a fresh one is made and told."""


class Load(BaseModel):
    """Asks for what was said so far."""

    model_config = ConfigDict(extra="ignore")

    action: Literal["loadPreviousSession"]
    session: Annotated[str, Field(alias="sessionId", max_length=256)]


class N8nChannel:
    """n8n's chat widget."""

    name = "n8n"
    limits = Limits(buttons=False)
    below = PATH

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """Errors as n8n has them; the widget shows their `message`."""
        told = detail if isinstance(detail, str) else f"{detail[0]['msg']}: {detail[0]['loc'][-1]}"
        return status, {"code": status, "message": told}

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`POST /webhooks/n8n`."""
        router = APIRouter(tags=["n8n"], route_class=declining({"output": WORDS}))

        @router.post(PATH, response_model=None, responses=ANSWERED | WRONG | {422: WRONG["4XX"]})
        async def chat(
            incoming: Annotated[Send | Load, Field(discriminator="action")],
            accept: Annotated[str, Header()] = "*/*",
            idempotency_key: Annotated[str, Header(max_length=256)] = "",
        ) -> Response:
            """Answer a message, or tell what was said so far."""
            session = own_conversation() or incoming.session or fresh_id()
            if isinstance(incoming, Load):
                return JSONResponse({"data": list(_past(session, await conversation.events(session)))})
            said = Utterance(incoming.text.strip(), session, self.name, idempotency_key or fresh_id(), time.time())
            if "text/plain" in accept:
                return await _streamed(conversation, said)
            text = markdown(await conversation.hear(said))
            return JSONResponse({"conversation": said.conversation, **({"output": text} if text else SILENT)})

        return router


async def _streamed(conversation: Conversation, said: Utterance) -> Response:
    """A refusal is told in the stream: of a response with another status the widget shows no word."""
    about: dict[str, Any] = {"nodeId": "bot", "nodeName": "Doolittle", "timestamp": round(said.time * 1000)}
    about |= {"runIndex": 0, "itemIndex": 0, "conversation": said.conversation}
    headers = UNBUFFERED
    try:
        pieces = sentences(markdown(await conversation.hear(said))) or [""]
        lines = [{"type": "begin"}, *({"type": "item", "content": piece} for piece in pieces), {"type": "end"}]
    except (Refusal, StoreError) as error:
        refusal = refused(error, "a message to n8n")
        lines, about["status"] = [{"type": "error", "content": refusal.detail}], refusal.status_code
        headers = UNBUFFERED | dict(refusal.headers or {})
    text = "".join(json.dumps({**line, "metadata": about}) + "\n" for line in lines)
    return Response(text, media_type="text/plain", headers=headers)


def _past(session: str, log: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What was said, in LangChain's form of messages."""
    for turn in turns(log)[-LAST:]:
        for kind, text in (("HumanMessage", turn.said), ("AIMessage", markdown(turn.answer(session)))):
            if text:
                kwargs = {"content": text, "additional_kwargs": {}}
                yield {"lc": 1, "type": "constructor", "id": ["langchain_core", "messages", kind], "kwargs": kwargs}


channel = N8nChannel()
