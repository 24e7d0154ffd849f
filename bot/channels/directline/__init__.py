"""Direct Line 3.0, for Bot Framework Web Chat and other clients of it: below `/v3/directline`, polled or by WebSocket.

After Microsoft's reference of Direct Line API 3.0, as botframework-directlinejs 0.15 uses it. What was said is told
from the log of the conversation; a watermark is the number of activities that a client has.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from bot.channels.channel import Limits, fresh_conversation, fresh_id
from bot.channels.directline.activities import activities, activity_id
from bot.channels.directline.passes import TOKEN, Holder, Passes
from bot.channels.directline.stream import Followers
from bot.channels.errors import documented
from bot.conversation import Conversation
from bot.guard.caller import calling
from bot.guard.refusal import Refusal
from bot.messages import Utterance
from bot.settings import Settings

BELOW = "/v3/directline"
CODES = {401: "Unauthorized", 403: "NotAllowed", 404: "NotFound", 413: "InvalidRange", 429: "Throttled"}
"""What errors are called; other wrong requests are malformed data, other failures the service's."""
OTHERS = ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
WORDS = {"message": "I can not read files. Please ask your question in words.", "code": "NotSupported"}
WRONG = documented(
    {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "object", "required": ["code", "message"]}},
    }
)
Name = Annotated[str, Field(max_length=256)]
Id = Annotated[str, Path(max_length=256)]
Watermark = Annotated[str, Query(pattern="^[0-9]{0,9}$")]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Account(_Sent):
    """Somebody who takes part."""

    id: Name | None = None


class Start(_Sent):
    """For whom a conversation is begun."""

    user: Account | None = None


class ChannelData(_Sent):
    """What Web Chat knows its own message by."""

    client: Annotated[Name | None, Field(alias="clientActivityID")] = None


class Incoming(_Sent):
    """An activity of the visitor; messages are heard, of others it is only said that they came."""

    type: Name
    text: str | None = None
    by: Annotated[Account | None, Field(alias="from")] = None
    data: Annotated[ChannelData | None, Field(alias="channelData")] = None


class DirectLineChannel:
    """Direct Line 3.0."""

    name = "directline"
    limits = Limits()
    below = f"{BELOW}/"
    websockets = True

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """Errors as Direct Line has them: what FastAPI calls 422 is 400 here."""
        code = CODES.get(status, "ServiceError" if status >= 500 else "MalformedData")
        if isinstance(detail, list):
            detail = f"{detail[0]['msg']}: {detail[0]['loc'][-1]}"
        told = detail if isinstance(detail, Mapping) else {"code": code, "message": detail}
        return 400 if status == 422 else status, {"error": told}

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """Tokens, conversations, activities and the stream of them."""
        desk = _Desk(conversation, settings)
        router = APIRouter(prefix=BELOW, tags=["directline"], responses=WRONG, dependencies=[Depends(desk.known)])
        _tokens(router, desk)
        _conversations(router, desk)
        return router


class _Desk:
    """Who is who, and what was said."""

    def __init__(self, conversation: Conversation, settings: Settings) -> None:
        self._conversation = conversation
        self.passes = Passes(settings)
        self.followers = Followers(settings.most_requests)

    async def known(self, connection: HTTPConnection) -> AsyncIterator[None]:
        """Note who calls while a request or a WebSocket lasts; 403 for who may not act in its conversation."""
        stream = connection.query_params.get("t") if connection.scope["type"] == "websocket" else None
        holder = self.passes.holder(connection.scope) if stream is None else self.passes.streamed(stream)
        meant = connection.path_params.get("conversation")
        if meant and holder.caller and not holder.caller.may_act_in(meant):
            raise Refusal(403, "This token is for another conversation.")
        connection.state.holder = holder
        before = calling.set(holder.caller)
        try:
            yield
        finally:
            calling.reset(before)

    def opened(self, conversation: str, user: str) -> dict[str, Any]:
        """A conversation with a token for it."""
        token = self.passes.token(conversation, user)
        return {"conversationId": conversation, "token": token, "expires_in": TOKEN}

    def streamed(self, request: Request, conversation: str, user: str, watermark: str) -> dict[str, Any]:
        """The same with the address of its WebSocket."""
        url = request.url_for("stream", conversation=conversation)
        url = url.replace(scheme="wss" if url.scheme == "https" else "ws")
        query = {"watermark": watermark or "0", "t": self.passes.stream(conversation)}
        return {**self.opened(conversation, user), "streamUrl": str(url.include_query_params(**query))}

    async def behind(self, conversation: str, watermark: int) -> dict[str, Any]:
        """What was said since, as Direct Line's activity set."""
        log = await self._conversation.events(conversation)
        assistant = self._conversation.engine.pack.card.assistant
        found, count = activities(conversation, log, assistant, watermark)
        return {"activities": found, "watermark": str(count)}

    async def hear(self, conversation: str, said: Incoming, holder: Holder) -> str:
        """Hear an activity; its id."""
        message_id = (said.data.client if said.data else None) or fresh_id()
        if said.type == "message":
            if said.text is None:
                raise HTTPException(400, {"code": "MissingProperty", "message": "A message needs a text."})
            user = holder.user or (said.by.id if said.by else None) or ""
            metadata = {"from": user} if user else {}
            name, now = DirectLineChannel.name, time.time()
            await self._conversation.hear(Utterance(said.text.strip(), conversation, name, message_id, now, metadata))
            self.followers.wake(conversation)
        return activity_id(conversation, message_id)


def _tokens(router: APIRouter, desk: _Desk) -> None:
    @router.post("/tokens/generate")
    async def generate(request: Request, start: Start | None = None) -> dict[str, Any]:
        """A token for a conversation that nobody else has."""
        if _holder(request).conversation:
            raise Refusal(403, "A token gets no tokens: ask with the secret.")
        return desk.opened(fresh_conversation(), _user(start))

    @router.post("/tokens/refresh")
    async def refresh(request: Request) -> dict[str, Any]:
        """A token that holds anew."""
        holder = _holder(request)
        if not holder.conversation:
            raise Refusal(403, "Only a token can be refreshed.")
        return desk.opened(holder.conversation, holder.user)


def _conversations(router: APIRouter, desk: _Desk) -> None:
    @router.post("/conversations", status_code=201)
    async def start(request: Request, start: Start | None = None) -> dict[str, Any]:
        """Begin a conversation: a token's, or a fresh one."""
        holder = _holder(request)
        return desk.streamed(request, fresh_conversation(), holder.user or _user(start), "")

    @router.get("/conversations/{conversation}")
    async def reconnect(request: Request, conversation: Id, watermark: Watermark = "") -> dict[str, Any]:
        """Go on with a conversation behind a watermark: a fresh token, and the address of a fresh WebSocket."""
        return desk.streamed(request, conversation, _holder(request).user, watermark)

    @router.get("/conversations/{conversation}/activities")
    async def behind(conversation: Id, watermark: Watermark = "") -> dict[str, Any]:
        """What was said behind a watermark."""
        return await desk.behind(conversation, int(watermark or 0))

    @router.post("/conversations/{conversation}/activities")
    async def post(request: Request, conversation: Id, said: Incoming) -> dict[str, str]:
        """Hear an activity; the answer is among the activities then."""
        return {"id": await desk.hear(conversation, said, _holder(request))}

    @router.api_route("/conversations/{conversation}/activities", methods=OTHERS, include_in_schema=False)
    async def other(conversation: str) -> None:
        """Two routes share the path, and each would only tell of its own method."""
        raise HTTPException(405, "Method Not Allowed", {"Allow": "GET, POST"})

    @router.post("/conversations/{conversation}/upload", include_in_schema=False)
    async def upload(conversation: str) -> None:
        """No file is read here."""
        raise HTTPException(415, WORDS)

    @router.websocket("/conversations/{conversation}/stream")
    async def stream(socket: WebSocket, conversation: Id, watermark: Watermark = "") -> None:
        """What was said behind a watermark, and then what is said."""
        behind = partial(desk.behind, conversation)
        await desk.followers.follow(socket, conversation, behind, int(watermark or 0))


def _holder(request: Request) -> Holder:
    return request.state.holder  # type: ignore[no-any-return]


def _user(start: Start | None) -> str:
    return (start.user.id if start and start.user else None) or ""


channel = DirectLineChannel()
