"""The page and the manifest are true: the printed request gets the printed answer, the app asks for what it needs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import yaml
from drive_slack import slack
from fake_slack import json_body, mention, stamp
from starlette.testclient import TestClient
from test_docs import ROOT, assert_excerpt, blocks, client, page

from bot.channels.slack import PATHS
from bot.guard.doors import ACKNOWLEDGED, SIGNED
from bot.settings import Settings
from tests.conftest import until

if TYPE_CHECKING:
    from bot.engine import Engine

PAGE = "docs/channels/slack.md"
HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
SCOPES = {
    "assistant_threads_setStatus": {"assistant:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": HISTORY,
    "conversations_replies": HISTORY,
}
"""What each method of Slack's needs (https://docs.slack.dev/reference/methods)."""
SENT = {
    "app_home_opened": {"type": "app_home_opened", "user": "U1", "channel": "Dopened", "tab": "messages"},
    "app_mention": {"type": "app_mention", "user": "U1", "channel": "Cmentioned", "text": "what is a VAE?"},
    "message.im": {"type": "message", "channel_type": "im", "user": "U1", "channel": "Dwritten", "text": "hello"},
}
"""What Slack sends to who subscribed to it."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docs" / "channels" / "slack-manifest.yaml").read_text("utf-8")))


@pytest.fixture
def talking(engine: Engine) -> TestClient:
    return client(engine, **slack().settings)


def test_the_printed_request_gets_the_printed_answer(talking: TestClient) -> None:
    request, answer = map(json.loads, blocks(page(PAGE), "json"))
    body, headers = json_body(request)
    with talking:
        assert talking.post("/slack/events", content=body, headers=headers).status_code == 200
    posted = next(given for given in slack().called("chat.postMessage") if given["channel"] == answer["channel"])
    assert_excerpt(answer, posted)


def test_the_manifest_leads_to_the_channel(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    commands = [command["url"] for command in manifest["features"]["slash_commands"]]
    urls = [settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"], *commands]
    assert {urlsplit(url).path for url in urls} <= set(PATHS)
    assert len(urls) == (ROOT / "docs/channels/slack-manifest.yaml").read_text("utf-8").count("https://bot.example/")
    assert set(PATHS) <= ACKNOWLEDGED <= SIGNED
    assert settings["interactivity"]["is_enabled"]


def test_the_manifest_asks_for_the_scopes_that_are_used_and_no_more(manifest: dict[str, Any]) -> None:
    sources = [file.read_text("utf-8") for file in (ROOT / "bot" / "channels" / "slack").glob("*.py")]
    called = {name for source in sources for name in re.findall(r"client\.([a-z]+_\w+)\(", source)}
    assert called == SCOPES.keys()
    heard = {"app_mentions:read", "im:history", "commands"}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == set().union(heard, *SCOPES.values())


def test_the_manifest_subscribes_to_what_something_is_done_about(manifest: dict[str, Any], talking: TestClient) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == SENT.keys()
    with talking:
        for number, sent in enumerate(SENT.values()):
            event = {**mention("", stamp(number)), "event": {**sent, "ts": stamp(number)}}
            body, headers = json_body(event)
            assert talking.post("/slack/events", content=body, headers=headers).status_code == 200
        until(lambda: {sent["channel"] for sent in SENT.values()} <= done())


def done() -> set[str]:
    """Where Slack was asked to do something."""
    return {str(given.get("channel") or given.get("channel_id")) for _, given in list(slack().calls)}


def test_the_page_names_every_setting_and_token() -> None:
    text = page(PAGE)
    for name in Settings.model_fields:
        assert not name.startswith("slack_") or f"DOOLITTLE_{name.upper()}" in text
