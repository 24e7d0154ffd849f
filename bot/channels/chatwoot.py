"""Chatwoot's agent bot: answers in a conversation while it is pending, and opens it where a person is wanted.

Chatwoot posts `message_created` to `/webhooks/chatwoot`; the answer goes to its API, as Markdown, from the outbox. Its
status says whose a conversation is: in any other than `pending` the bot hears nothing. Where it handed one over, a
pending message gives it back only after the conversation was seen in another status: Chatwoot may not have been told,
or the message may be older. Chatwoot signs what it posts
with `X-Chatwoot-Signature`; one that does not yet is given the secret in the address: `/webhooks/chatwoot?secret=…`.
"""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.channels.channel import Limits
from bot.channels.markdown import markdown
from bot.channels.pieces import pieces
from bot.conversation import Conversation
from bot.delivery import request as sent
from bot.delivery.recipient import BRISK, Verdict, called
from bot.guard.refusal import Refusal
from bot.letters import Letter, Turned, seal
from bot.messages import Answer, Utterance
from bot.settings import Settings, UnavailableError

NAME = "chatwoot"
TOLERANCE = 300.0
"""Seconds that a signed request may be old."""
LONGEST = 20_000
"""Characters of a message; Chatwoot takes 150,000."""
_PLACE = re.compile(rf"{NAME}:(\d+):(\d+):\w+")


class _Account(BaseModel):
    id: int


class _Conversation(BaseModel):
    id: int
    status: str = ""


class _Event(BaseModel):
    """The part of an event that counts; `id` is the message's, or the conversation's where that has changed."""

    model_config = ConfigDict(extra="ignore")

    event: str
    id: int | None = None
    content: str | None = None
    message_type: str | int | None = None
    private: bool | None = None
    account: _Account | None = None
    conversation: _Conversation | None = None
    messages: list[dict[str, Any]] | None = None

    @property
    def incoming(self) -> bool:
        """Whether it is a message of a visitor."""
        said = self.message_type in ("incoming", 0) and not self.private
        return self.event == "message_created" and self.id is not None and said and bool((self.content or "").strip())

    @property
    def taken(self) -> bool:
        """Whether it shows the conversation in a person's hands."""
        told = self.event == "message_created" and self.conversation and self.conversation.status
        return self.event == "conversation_opened" or bool(told and told != "pending")

    @property
    def place(self) -> tuple[int, int] | None:
        """The account and the conversation, as far as it tells them."""
        if self.account and self.conversation:
            return self.account.id, self.conversation.id
        account = next((one.get("account_id") for one in self.messages or ()), None)
        return (account, self.id) if isinstance(account, int) and self.id is not None else None


class ChatwootChannel:
    """An agent bot."""

    name = NAME
    limits = Limits(longest=LONGEST, buttons=False)

    def recipients(self, settings: Settings) -> Sequence[Inbox]:
        """Chatwoot's API."""
        return [Inbox(settings)]

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`POST /webhooks/chatwoot`."""
        router, inbox = APIRouter(prefix="/webhooks", tags=[NAME]), Inbox(settings)

        @router.post(f"/{NAME}", response_model=None, include_in_schema=False)
        async def hear(request: Request) -> Response:
            """Take one event."""
            body = await request.body()
            inbox.check(request, body)
            event = _event(body)
            if event.place is None:
                return Response(status_code=204)
            here = inbox.conversation(*event.place)
            if event.event == "conversation_resolved":
                await conversation.release(here, NAME)
            elif event.taken:
                await conversation.taken(here)
            elif event.incoming and event.conversation and event.conversation.status == "pending":
                name, now = f"message {event.id}", time.time()
                await conversation.returned(here, name, NAME)
                heard = Utterance((event.content or "").strip(), here, NAME, name, now, person=True)
                await conversation.hear(heard)
            return Response(status_code=204)

        return router


class Inbox:
    """Chatwoot's API, and what it signs with."""

    name, private, pauses = NAME, True, BRISK

    def __init__(self, settings: Settings) -> None:
        token, secret = settings.chatwoot_token, settings.chatwoot_secret
        if not (settings.chatwoot_url and token and secret):
            raise UnavailableError("chatwoot_url", "the channel chatwoot needs this, …_TOKEN and …_SECRET")
        self._url, self._token, self._secret = settings.chatwoot_url, token, secret.get_secret_value()

    def conversation(self, account: int, number: int) -> str:
        """The id of one of its conversations here."""
        place = f"{NAME}:{account}:{number}"
        return f"{place}:{seal(place, self._secret)}"

    def check(self, request: Request, body: bytes) -> None:
        """Refuse what is not from there (401)."""
        given = request.headers.get("x-chatwoot-signature")
        if given is None:
            if hmac.compare_digest(request.query_params.get("secret", "").encode(), self._secret.encode()):
                return
            raise Refusal(401, "There is neither a signature nor the right secret.")
        at = request.headers.get("x-chatwoot-timestamp", "")
        signed = hmac.new(self._secret.encode(), f"{at}.".encode("latin-1", "replace") + body, sha256).hexdigest()
        right = hmac.compare_digest(given.encode("latin-1", "replace"), f"sha256={signed}".encode())
        if not (right and re.fullmatch(r"\d{1,12}", at, re.ASCII) and abs(time.time() - int(at)) <= TOLERANCE):
            raise Refusal(401, "The signature is wrong, or older than five minutes.")

    def letters(self, turned: Turned) -> Iterator[Letter]:
        """The answer, and then whose the conversation is now, if that has changed other than by Chatwoot."""
        place = _PLACE.fullmatch(turned.conversation)
        if place is None or turned.conversation != self.conversation(*map(int, place.groups())):
            return
        calls = []
        if turned.heard(NAME):
            texts = pieces(markdown(_choosable(turned.answer)), LONGEST)
            calls = [("messages", {"content": text, "message_type": "outgoing"}) for text in texts]
        if status := _status(turned):
            calls.append(("toggle_status", {"status": status}))
        for number, (call, payload) in enumerate(calls):
            path = f"/api/v1/accounts/{place[1]}/conversations/{place[2]}/{call}"
            body = json.dumps({"path": path, "payload": payload})
            yield Letter(turned.name(NAME, str(number)), NAME, turned.conversation, body, f"{place[1]}:{place[2]}")

    def request(self, letter: Letter, now: float) -> sent.Request:
        """A call of the API."""
        told: Mapping[str, Any] = json.loads(letter.body)
        headers = {"api_access_token": self._token.get_secret_value(), "Content-Type": "application/json"}
        return sent.Request(self._url + told["path"], json.dumps(told["payload"]).encode(), headers)

    def verdict(self, reply: sent.Reply) -> Verdict:
        """By the status."""
        return called(reply)


def _choosable(answer: Answer) -> Answer:
    """The answer without buttons if it hands over: once the conversation is open nobody hears which one was chosen."""
    if not answer.handover:
        return answer
    return replace(answer, messages=tuple(replace(message, buttons=()) for message in answer.messages))


def _status(turned: Turned) -> str:
    """What the status of a conversation is to be from now on; empty for what it is."""
    change = turned.steered
    if change is None:
        given = [event for event in turned.events if event.get("event") == "resume"]
        back = any((event.get("metadata") or {}).get("by") != NAME for event in given)
        change = "pause" if turned.answer.handover else "resume" if back else ""
    return {"pause": "open", "resume": "pending"}.get(change, "")


def _event(body: bytes) -> _Event:
    try:
        return _Event.model_validate_json(body)
    except ValidationError:
        raise HTTPException(400, "This is no event of Chatwoot.") from None


channel = ChatwootChannel()
