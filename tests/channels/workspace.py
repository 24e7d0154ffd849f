"""A workspace with the service in it: what its members do, and what they see."""

from __future__ import annotations

import asyncio
import html
import json
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import httpx2
from fake_slack import FakeSlack, direct, form_body, json_body, mention, stamp

from bot import assembly
from bot.conversation import Conversation
from bot.messages import Answer, Utterance
from bot.settings import Settings
from knowledge.loader import HERE
from tests.conftest import until

if TYPE_CHECKING:
    from bot.live import LivePack
    from tests.conftest import Served

STARTER = HERE / "starter"
EVENTS = "/slack/events"
Serve = Callable[[Settings], "Served"]


class Workspace:
    """Members of a workspace, connected over HTTP."""

    def __init__(self, slack: FakeSlack, serve: Serve, **given: Any) -> None:
        about = {"knowledge": STARTER, "store": "memory", "live": False, "channels": ("slack",)}
        self.slack = slack
        self.served = serve(Settings(**about | slack.settings | given))
        self._numbers = 0

    def now(self) -> str:
        """A timestamp, later each time."""
        self._numbers += 1
        return stamp(self._numbers)

    def send(self, told: Mapping[str, Any], path: str = EVENTS, **headers: str) -> httpx2.Response:
        """Send an event as Slack does."""
        body, signed = json_body(told)
        return self.served.client.post(path, content=body, headers=signed | headers)

    def submit(self, fields: Mapping[str, str]) -> httpx2.Response:
        """Send a form as Slack does."""
        body, signed = form_body(fields)
        return self.served.client.post(EVENTS, content=body, headers=signed)

    def press(self, told: Mapping[str, Any]) -> httpx2.Response:
        """Send what was pressed as Slack does."""
        return self.submit({"payload": json.dumps(told)})

    def ask(self, text: str, channel: str = "C1", **more: Any) -> list[dict[str, Any]]:
        """Ask in a channel or, where it is called D…, in a direct message: what was posted there."""
        there = len(self.posted(channel))
        write = direct if channel.startswith("D") else mention
        told = write(html.escape(text, quote=False), more.pop("ts", None) or self.now(), channel=channel, **more)
        assert self.send(told).status_code == 200
        until(lambda: len(self.posted(channel)) > there)
        return self.posted(channel)[there:]

    def posted(self, channel: str = "C1") -> list[dict[str, Any]]:
        """What stands in a channel."""
        return list(self.slack.messages.get(channel, ()))


class Handed(Answer):
    """An answer that hands over to a person."""

    handover = True


class Scripted(Conversation):
    """Answers as a test wants it to."""

    answers: Callable[[Utterance], Answer]
    waits: threading.Event | None = None
    given_back: list[str]

    def __init__(self, source: LivePack) -> None:
        super().__init__(assembly.store("memory"), lambda: source.engine)
        self.heard: list[Utterance] = []
        self.given_back = []

    async def hear(self, utterance: Utterance) -> Answer:
        self.heard.append(utterance)
        if self.waits is not None:
            await asyncio.to_thread(self.waits.wait)
        return self.answers(utterance)

    async def release(self, conversation: str) -> bool:
        self.given_back.append(conversation)
        return True


def button_titles(message: Mapping[str, Any]) -> list[str]:
    """What stands on the buttons of a message."""
    return [each["text"]["text"] for b in message["blocks"] if b["type"] == "actions" for each in b["elements"]]


def words(message: Mapping[str, Any]) -> str:
    """What a message shows as text."""
    return "\n".join(block["text"] for block in message["blocks"] if block["type"] == "markdown")
