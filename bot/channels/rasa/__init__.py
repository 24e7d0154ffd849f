"""Rasa's HTTP API, for clients that look into conversations and steer them: trackers, events, parsing, the domain.

After `rasa/server.py` of Rasa 3.6.21, with its bodies, statuses and errors. Messages are taken by the channel `rest`.
Not there is what trains, tests, loads or predicts with a model; `docs/channels/rasa.md` has all differences.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query
from fastapi.responses import PlainTextResponse, Response
from pydantic import BeforeValidator, Field

from bot.channels.channel import Limits, fresh_id
from bot.channels.rasa import errors
from bot.channels.rasa.domain import Domains
from bot.channels.rasa.errors import VERSION, failure
from bot.channels.rasa.events import Events, logged
from bot.channels.rasa.requests import Message, Parsed, Trigger
from bot.channels.rasa.trackers import Verbosity, latest_channel, shown
from bot.channels.rest import rendered
from bot.conversation import Conversation
from bot.exports.rasa.story import stories
from bot.guard.caller import own_conversation
from bot.guard.refusal import Refusal
from bot.messages import Utterance
from bot.settings import Settings

COMPATIBLE = "3.5.0"
"""The oldest Rasa whose models Rasa 3.6.21 takes."""
HELLO = f"Hello from Rasa: {VERSION}"
"""What Rasa says at `/`."""
OFFERED = (
    'Domain can be provided as json ("Accept: application/json") or yml ("Accept: application/x-yaml"). '
    "Make sure you've set the appropriate Accept header."
)
OTHERS = ["GET", "HEAD", "DELETE", "PATCH", "OPTIONS"]
Id = Annotated[str, Path(min_length=1, max_length=256)]
Included = Annotated[Verbosity, Query(), BeforeValidator(lambda given: str(given).upper())]
Key = Annotated[str, Header(max_length=200)]
"""An `Idempotency-Key`: what is sent again under it is done once."""
Changing = Annotated[Events, Field(min_length=1)]
Until = Annotated[float | None, Query(description="Seconds since the epoch.")]


class RasaChannel:
    """Rasa's HTTP API."""

    name = "rasa"
    limits = Limits()
    below = ("/conversations/", "/model/", "/domain")

    def error(self, status: int, detail: Any) -> tuple[int, Mapping[str, Any]]:
        """Errors as Rasa's clients expect them."""
        return errors.error(status, detail)

    def router(self, conversation: Conversation, settings: Settings) -> APIRouter:
        """`/conversations/{id}/…`, `/model/parse`, `/domain`, `/version`, and `/` where no widget is shown there."""
        router = APIRouter(tags=["rasa"], responses=errors.DOCUMENTED)
        desk = _Desk(conversation, settings)
        router.include_router(_trackers(desk))
        router.include_router(_turns(desk))
        router.include_router(_model(conversation))
        router.include_router(_about(conversation, hello="web" not in settings.channels))
        return router


def _trackers(desk: _Desk) -> APIRouter:
    """A conversation's events: for its own user as well."""
    router = APIRouter(prefix="/conversations/{conversation_id:path}")

    @router.get("/tracker")
    async def tracker(conversation_id: Id, include_events: Included = "AFTER_RESTART", until: Until = None) -> Response:
        """The tracker, as it is now or was at a time."""
        return await desk.tracker(conversation_id, include_events, until)

    @router.post("/tracker/events")
    async def append(
        conversation_id: Id, events: Changing, include_events: Included = "AFTER_RESTART", idempotency_key: Key = ""
    ) -> Response:
        """Add events: what is said next is answered after them."""
        await desk.append(conversation_id, events, idempotency_key)
        return await desk.tracker(conversation_id, include_events)

    @router.put("/tracker/events")
    async def replace(conversation_id: Id, events: Changing, include_events: Included = "AFTER_RESTART") -> Response:
        """Replace all there was by these events."""
        await desk.replace(conversation_id, events)
        return await desk.tracker(conversation_id, include_events)

    @router.api_route("/tracker/events", methods=OTHERS, include_in_schema=False)
    async def refuse(conversation_id: Id) -> None:
        """Tell both methods; of routes of one path Starlette would tell the first one's."""
        raise HTTPException(405, "Method Not Allowed", {"Allow": "POST, PUT"})

    return router


def _turns(desk: _Desk) -> APIRouter:
    """What is said in a conversation: for its own user as well."""
    router = APIRouter(prefix="/conversations/{conversation_id:path}")

    @router.post("/messages")
    async def log(
        conversation_id: Id, message: Message, include_events: Included = "AFTER_RESTART", idempotency_key: Key = ""
    ) -> Response:
        """Log a message of the visitor; it is understood, and not answered."""
        await desk.log(conversation_id, message, idempotency_key)
        return await desk.tracker(conversation_id, include_events)

    @router.post("/trigger_intent")
    async def trigger(
        conversation_id: Id, intent: Trigger, include_events: Included = "AFTER_RESTART", idempotency_key: Key = ""
    ) -> Response:
        """Answer as if the visitor had meant an intent: messages in the form of the REST channel, and the tracker."""
        return await desk.trigger(conversation_id, intent, include_events, idempotency_key)

    @router.get("/story", response_class=PlainTextResponse)
    async def story(conversation_id: Id, all_sessions: bool = False, until: Until = None) -> PlainTextResponse:
        """The conversation as a test story in YAML."""
        return PlainTextResponse(await desk.story(conversation_id, all_sessions, until))

    return router


def _model(conversation: Conversation) -> APIRouter:
    """What belongs to no conversation: for an admin."""
    router, domains = APIRouter(dependencies=[Depends(_admins)]), Domains(conversation)

    @router.post("/model/parse")
    async def parse(asked: Parsed) -> Response:
        """What is understood of a text that nothing came before: of its first clause, and of all under `clauses`."""
        parsed = [_understood(data) for data in conversation.trackers.parse(asked.text)]
        tokens = [[word.start(), word.end()] for word in re.finditer(r"\w+(?:['’.-]\w+)*", asked.text)]
        more = {"clauses": parsed} if len(parsed) > 1 else {}
        return _json({**parsed[0], "text": asked.text, "text_tokens": tokens, **more})

    @router.get("/domain", responses={200: {"content": {"application/x-yaml": {}}}})
    async def domain(accept: Annotated[str, Header(include_in_schema=False)] = "*/*") -> Response:
        """The domain, as JSON or YAML by `Accept`."""
        wanted = accept.partition(";")[0].strip().lower()
        if not wanted.endswith(("json", "yml", "yaml", "*")):
            raise failure(406, "NotAcceptable", f"Invalid Accept header. {OFFERED}")
        made = await domains.now()
        if wanted.endswith(("json", "*")):
            return _json(made.data)
        return Response(made.yaml, media_type="application/x-yaml")

    return router


def _about(conversation: Conversation, *, hello: bool) -> APIRouter:
    router = APIRouter(include_in_schema=False)  # `/version` is there without this channel, and documented.

    @router.get("/version")
    async def about() -> dict[str, str]:
        """Rasa's keys, which tell what API this is, and the service's own."""
        pack = conversation.engine.pack
        own = {"doolittle": version("doolittle"), "pack": pack.card.id, "title": pack.card.title, "digest": pack.digest}
        return {"version": VERSION, "minimum_compatible_version": COMPATIBLE, **own}

    if hello:

        @router.get("/", response_class=PlainTextResponse)
        async def greet() -> str:
            """What health checks of a Rasa look for."""
            return HELLO

    return router


class _Desk:
    """Does what is asked of conversations."""

    def __init__(self, conversation: Conversation, settings: Settings) -> None:
        self._conversation, self._settings = conversation, settings

    async def tracker(self, name: str, verbosity: Verbosity, until: float | None = None) -> Response:
        return _json(shown(name, await self._conversation.events(name), verbosity, until))

    async def append(self, name: str, events: Events, key: str) -> None:
        now = time.time()
        added = logged(events, self._criteria(), now)
        await self._conversation.trackers.add(name, f"events {key or fresh_id()}", added, now)

    async def replace(self, name: str, events: Events) -> None:
        given = logged(events, self._criteria(), time.time())
        await self._conversation.trackers.replace(name, f"events {fresh_id()}", given)

    def _criteria(self) -> tuple[str, ...]:
        advisor = self._conversation.engine.pack.advisor
        return tuple(advisor.criteria) if advisor else ()

    async def log(self, name: str, message: Message, key: str) -> None:
        heard = Utterance(message.text.strip(), name, RasaChannel.name, key or fresh_id(), time.time())
        await self._conversation.trackers.log(heard, message.meaning())

    async def trigger(self, name: str, intent: Trigger, verbosity: Verbosity, key: str) -> Response:
        before = await self._conversation.events(name)
        if intent.name not in self._conversation.engine.pack.intents:
            raise failure(404, "NotFound", f"The intent {intent.name} does not exist in the domain.")
        channel = latest_channel(before) or RasaChannel.name
        external = {"is_external": True}
        meant = Utterance(intent.payload(), name, channel, key or fresh_id(), time.time(), external)
        answer = await self._conversation.hear(meant)
        messages = list(rendered(answer, split=self._settings.split_paragraphs))
        events = await self._conversation.events(name)
        return _json({"tracker": shown(name, events, verbosity), "messages": messages})

    async def story(self, name: str, all_sessions: bool, until: float | None) -> str:
        events = await self._conversation.events(name)
        if not events:
            raise failure(404, "Not found", "Conversation ID not found.")
        told = [event for event in events if until is None or float(event.get("timestamp") or 0.0) <= until]
        return stories(name, told, all_sessions=all_sessions)


def _admins() -> None:
    """Rasa's rule: a user may act in their own conversation, and nowhere else."""
    if own_conversation():
        raise Refusal(403, "This is for an admin.")


def _understood(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: data[key] for key in ("text", "intent", "entities", "intent_ranking")}


def _json(body: Any) -> Response:
    return Response(json.dumps(body), media_type="application/json")


channel = RasaChannel()
