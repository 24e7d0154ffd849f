"""The pages of the channels that send letters are true: the printed post leads to the printed call."""

from __future__ import annotations

import asyncio
import json
import shlex
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

import pytest
from drive_webhooks import SECRET, signed
from fastapi import FastAPI
from starlette.testclient import TestClient
from telegram import Update
from test_docs import assert_excerpt, blocks, curl, page, section

from bot import channels
from bot.channels.telegram.bot_api import BotApi
from bot.conversation import Conversation
from bot.delivery.recipient import PAUSES, Posts
from bot.delivery.request import Request
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from bot.subscriber import EventType, Webhook
from knowledge.loader import HERE

if TYPE_CHECKING:
    from bot.engine import Engine
    from tests.conftest import Served


class Desk:
    """One channel over the pack that ships, whose letters stay where they are."""

    def __init__(self, engine: Engine, name: str, **settings: Any) -> None:
        store, service = MemoryStore(), FastAPI()
        made = Settings(store="memory", **settings)
        [channel] = channels.channels([name])
        assert isinstance(channel, Posts)
        self._recipients = {each.name: each for each in channel.recipients(made)}
        store.outbox.writers = [each.letters for each in self._recipients.values()]
        service.include_router(channel.router(Conversation(store, lambda: engine), made))
        self.client, self._store = TestClient(service), store

    @property
    def sent(self) -> list[Request]:
        """What would be sent."""
        found = [one.letter for one in asyncio.run(self._store.outbox.waiting())]
        return [self._recipients[letter.recipient].request(letter, time.time()) for letter in found]


def settings_of(name: str) -> dict[str, Any]:
    """The settings that a page prints."""
    printed = next(block for block in blocks(page(f"docs/channels/{name}.md"), "sh") if block.startswith("DOOLITTLE_"))
    lines = (shlex.split(line)[0].partition("=") for line in printed.splitlines())
    given = {key.removeprefix("DOOLITTLE_").lower(): value for key, _, value in lines}
    assert name in json.loads(given.pop("channels"))
    return {key: json.loads(value) if key == "webhooks" else value for key, value in given.items()}


@pytest.mark.parametrize(("name", "status"), [("chatwoot", 204), ("telegram", 200)])
def test_the_printed_post_leads_to_the_printed_call(engine: Engine, name: str, status: int) -> None:
    desk = Desk(engine, name, **settings_of(name))
    text = page(f"docs/channels/{name}.md")
    command = next(block for block in blocks(text, "sh") if f"/webhooks/{name}" in block and "-d '{" in block)
    assert desk.client.post(**curl(command)).status_code == status
    [request] = desk.sent
    assert_excerpt(json.loads(blocks(text, "json")[0]), json.loads(request.content))
    if name == "chatwoot":
        assert request.url == "https://app.chatwoot.com/api/v1/accounts/3/conversations/5/messages"
        assert "`/api/v1/accounts/3/conversations/5/messages`" in " ".join(text.split())


def test_telegrams_set_up_names_what_the_channel_hears() -> None:
    text = page("docs/channels/telegram.md")
    command = next(block for block in blocks(text, "sh") if "setWebhook" in block)
    given = dict(
        word.split("=", 1) for word in shlex.split(command.replace("\\\n", " ")) if word.startswith(("url", "s", "a"))
    )
    told = settings_of("telegram")
    assert f"/bot{told['telegram_token']}/setWebhook" in command
    assert given["secret_token"] == told["telegram_secret"]
    assert given["url"].endswith("/webhooks/telegram")
    assert json.loads(given["allowed_updates"]) == [Update.MESSAGE, Update.CALLBACK_QUERY]
    assert BotApi(Settings(**told)).number == 4242


class TestWebhooks:
    TEXT = page("docs/channels/webhooks.md")

    def test_the_printed_message_gets_the_printed_answer(self, engine: Engine) -> None:
        desk = Desk(engine, "webhooks", **settings_of("webhooks"))
        body = json.dumps(json.loads(blocks(self.TEXT, "json")[0])).encode()
        response = desk.client.post("/webhooks/erp", content=body, headers=signed(body, "message-1"))
        assert_excerpt(json.loads(blocks(self.TEXT, "json")[1]), response.json())
        assert desk.sent == []

    def test_the_printed_event_is_sent_and_the_printed_function_takes_it(self, engine: Engine) -> None:
        partner = {**settings_of("webhooks")["webhooks"][0], "url": "https://erp.example/hook"}
        desk = Desk(engine, "webhooks", webhooks=[partner])
        body = json.dumps(json.loads(blocks(self.TEXT, "json")[0])).encode()
        assert desk.client.post("/webhooks/erp", content=body, headers=signed(body, "message-1")).status_code == 202
        [request] = desk.sent
        scope: dict[str, Any] = {}
        exec(blocks(self.TEXT, "python")[1], scope)
        event = scope["received"](request.content, dict(request.headers))
        printed = json.loads(blocks(self.TEXT, "json")[2])
        assert event["timestamp"][10] == printed.pop("timestamp")[10] == "T"
        assert_excerpt({**printed, "timestamp": "…"}, event)

    def test_the_python_runs(self, serving: Callable[[Settings], Served]) -> None:
        """As printed, but for the port."""
        given = settings_of("webhooks")
        running = serving(
            Settings(knowledge=HERE / "starter", store="memory", live=False, channels=("webhooks",), **given)
        )
        address = str(running.client.base_url).rstrip("/")
        scope: dict[str, Any] = {}
        exec(blocks(self.TEXT, "python")[0].replace("http://127.0.0.1:5005", address), scope)
        assert scope["answer"]["message_id"] == "message-1"
        assert scope["answer"]["messages"]

    def test_it_names_every_field_event_and_pause(self) -> None:
        table = section(self.TEXT, "Webhooks").partition("##")[0]
        fields = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
        assert fields == list(Webhook.model_fields)
        named = [line.split("`")[1] for line in section(self.TEXT, "Events").splitlines() if line.startswith("| `conv")]
        assert named == list(get_args(EventType))
        told = "5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h"
        assert told in " ".join(self.TEXT.split())
        units = {"s": 1, "min": 60, "h": 3600}
        steps = [step.split() for step in told.replace(" and", ",").split(", ")]
        assert [int(count) * units[unit] for count, unit in steps] == list(PAUSES)
        assert settings_of("webhooks")["webhooks"][0]["secrets"] == [SECRET]
