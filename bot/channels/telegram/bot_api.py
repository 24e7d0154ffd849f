"""Telegram's Bot API, which is called with the letters of the outbox."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.telegram.updates import Place
from bot.channels.telegram.wording import calls
from bot.delivery.recipient import BRISK, Verdict, called
from bot.delivery.request import Reply, Request
from bot.letters import Letter, Turned, seal
from bot.settings import Settings, UnavailableError

NAME = "telegram"
_PLACE = re.compile(rf"{NAME}:(-?\d+):(\d+):(\d+):\w+")
_TOKEN = re.compile(r"(\d+):[\w-]+")
_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)


class BotApi:
    """The Bot API, as one bot."""

    name, private, pauses = NAME, True, BRISK

    def __init__(self, settings: Settings) -> None:
        token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
        self.secret = settings.telegram_secret.get_secret_value() if settings.telegram_secret else ""
        if not (numbered := _TOKEN.fullmatch(token)):
            raise UnavailableError("telegram_token", "the channel telegram needs the token that BotFather gave")
        if not _SECRET.fullmatch(self.secret):
            needed = "the channel telegram needs the secret_token of setWebhook: up to 256 letters, digits, _ and -"
            raise UnavailableError("telegram_secret", needed)
        self.number = int(numbered[1])
        """The bot's own number among Telegram's users."""
        self._url, self._token = f"{settings.telegram_url}/bot{token}", token

    def conversation(self, place: Place) -> str:
        """The id of a conversation that is held there."""
        named = f"{NAME}:{place.chat}:{place.topic}:{place.person}"
        return f"{named}:{seal(named, self._token)}"

    def letters(self, turned: Turned) -> Iterator[Letter]:
        """The calls that show the answer."""
        found, heard = _PLACE.fullmatch(turned.conversation), turned.heard(NAME)
        if heard is None or found is None:
            return
        place = Place(*map(int, found.groups()))
        if turned.conversation != self.conversation(place):
            return
        where: dict[str, Any] = {"chat_id": place.chat}
        if place.topic:
            where["message_thread_id"] = place.topic
        if reply := (heard.get("metadata") or {}).get("reply_to"):
            where["reply_parameters"] = {"message_id": reply, "allow_sending_without_reply": True}
        for number, (method, given) in enumerate(calls(turned.answer)):
            body = json.dumps({"method": method, "payload": {**where, **given}})
            yield Letter(turned.name(NAME, str(number)), NAME, turned.conversation, body, str(place.chat))

    def request(self, letter: Letter, now: float) -> Request:
        """A call."""
        told: Mapping[str, Any] = json.loads(letter.body)
        content = json.dumps(told["payload"]).encode()
        return Request(f"{self._url}/{told['method']}", content, {"Content-Type": "application/json"})

    def verdict(self, reply: Reply) -> Verdict:
        """By the status; how long to wait stands in the body (`parameters.retry_after`)."""
        found = called(reply)
        if reply.status == 429 and (asked := re.search(rb'"retry_after"\s*:\s*(\d{1,6})', reply.body)):
            return Verdict(found.outcome, found.problem, float(asked[1]))
        return found
