"""What is said in Slack is answered once: killed at any point, in a burst, delivered again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import loopback
import pytest
from fake_slack import SETTINGS, FakeSlack, after, busy, direct, hanging, json_body, mention, stamp
from serving import PATIENCE, Serving
from workspace import EVENTS, STARTER, Workspace

from bot.channels import channels
from bot.settings import Settings, UnavailableError
from tests.conftest import Served, until

THREADS, QUESTIONS = 12, ("what is tea?", "what is green tea?", "and black tea?", "hello", "list all teas", "thank you")


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    running = FakeSlack()
    yield running
    running.stop()


def test_a_killed_process_leaves_one_answer(slack: FakeSlack, tmp_path: Path) -> None:
    """Killed when a turn was kept and its answer not posted yet, and when that stood in Slack and nobody knew it."""
    environment = {"DOOLITTLE_CHANNELS": '["slack"]', "DOOLITTLE_LIVE": "false"} | {
        f"DOOLITTLE_{name.upper()}": value for name, value in slack.settings.items()
    }
    store = f"sqlite:{tmp_path / 'bot.db'}"
    asked = [mention("what is tea?", stamp(at), channel=f"C{at}") for at in (1, 2)]
    then = [
        mention("and green tea?", stamp(at + 2), channel=f"C{at}", thread_ts=told["event"]["ts"])
        for at, told in enumerate(asked, 1)
    ]
    slack.faults["chat.postMessage"] = [hanging, after(hanging)]
    with Serving(tmp_path, STARTER, store, **environment) as first, ThreadPoolExecutor() as pool:
        first.up()
        for number, told in enumerate(asked, 1):
            pool.submit(deliver, first.url, told)
            until(lambda: len(slack.called("chat.postMessage")) == number)  # noqa: B023
        until(lambda: slack.messages.get("C2"))
        assert "C1" not in slack.messages
        first.process.kill()
    with Serving(tmp_path, STARTER, store, **environment) as second, ThreadPoolExecutor() as pool:
        second.up()
        assert list(pool.map(lambda told: deliver(second.url, told, retry=1), asked)) == [200, 200]
        assert [deliver(second.url, told) for told in then] == [200, 200]
        until(lambda: all(len(slack.messages.get(channel, ())) >= 2 for channel in ("C1", "C2")), PATIENCE)
        assert list(pool.map(lambda told: deliver(second.url, told, retry=2), asked)) == [200, 200]
        second.end()
    for at, both in enumerate(zip(asked, then, strict=True), 1):
        answered = [message["metadata"]["event_payload"]["id"] for message in slack.messages[f"C{at}"]]
        assert answered == [f"C{at} {told['event']['ts']}" for told in both]


def deliver(url: str, told: Mapping[str, Any], retry: int = 0) -> int:
    """Deliver an event as Slack does; the status."""
    body, headers = json_body(told)
    headers |= {"X-Slack-Retry-Num": str(retry)} if retry else {}
    return loopback.post(f"{url}{EVENTS}", content=body, headers=headers, timeout=PATIENCE).status_code


def test_two_processes_answer_once(slack: FakeSlack, serving: Callable[[Settings], Served], tmp_path: Path) -> None:
    """A mention that also comes as a message, and a retry: to another process that shares the store."""
    store = f"sqlite:{tmp_path / 'bot.db'}"
    here, there = (Workspace(slack, serving, store=store) for _ in range(2))
    told = direct("what is tea?", stamp(1))
    assert here.send(told).status_code == 200
    assert there.send(mention("what is tea?", told["event"]["ts"], channel="D1")).status_code == 200
    assert there.send(told, **{"X-Slack-Retry-Num": "1"}).status_code == 200
    there.ask("and green tea?", "D1", ts=stamp(2))
    assert len(here.posted("D1")) == 2


def test_what_was_said_first_is_answered_first(
    slack: FakeSlack, serving: Callable[[Settings], Served], tmp_path: Path
) -> None:
    """Though it came last, while Slack took nothing."""
    workspace = Workspace(slack, serving, store=f"sqlite:{tmp_path / 'bot.db'}")
    slack.faults["chat.postMessage"] = [partial(busy, 2)]
    for number in (0, 2, 1):
        workspace.send(mention(QUESTIONS[number], stamp_at(number), channel="C1", thread_ts=stamp_at(0)))
    until(lambda: len(slack.messages.get("C1", ())) == 3)
    answered = [message["metadata"]["event_payload"]["id"] for message in slack.messages["C1"]]
    assert answered == [f"C1 {stamp_at(number)}" for number in range(3)]


async def test_a_burst_is_answered_once_and_in_order(
    slack: FakeSlack, serving: Callable[[Settings], Served], tmp_path: Path
) -> None:
    """A third of it delivered again meanwhile; `benchmarks/slack.py` has it at full count."""
    workspace = Workspace(slack, serving, store=f"sqlite:{tmp_path / 'bot.db'}")
    url = workspace.served.client.base_url
    statuses = await asyncio.gather(*(talk(url, f"C{at}") for at in range(THREADS)))
    assert {status for each in statuses for status in each} == {200}
    until(lambda: sum(map(len, slack.messages.values())) >= THREADS * len(QUESTIONS))
    await asyncio.to_thread(workspace.served.stop)
    for at in range(THREADS):
        answered = [message["metadata"]["event_payload"]["id"] for message in slack.messages[f"C{at}"]]
        assert answered == [f"C{at} {stamp_at(number)}" for number in range(len(QUESTIONS))]


async def talk(url: httpx2.URL, channel: str) -> list[int]:
    """Somebody asks one thing after the other in a thread, before anything is answered; all statuses.

    They come over one connection: of two that come at once, over two, either may be first.
    """
    sending = []
    one = httpx2.Limits(max_connections=1)
    async with loopback.AsyncClient(base_url=url, timeout=PATIENCE, limits=one) as client:
        for number, question in enumerate(QUESTIONS):
            told = mention(question, stamp_at(number), channel=channel, thread_ts=stamp_at(0))
            for headers in ({}, {"X-Slack-Retry-Num": "1"}) if number % 3 == 0 else ({},):
                body, signed = json_body(told)
                sending.append(asyncio.create_task(client.post(EVENTS, content=body, headers=signed | headers)))
            await asyncio.sleep(0.01)
        return [(await each).status_code for each in sending]


def stamp_at(number: int) -> str:
    return f"1795700000.{number:06}"


def test_what_it_lacks_is_told() -> None:
    """By the name of the setting."""
    [channel] = channels(["slack"])
    conversation: Any = None  # It is not asked.
    for given, missing in (
        ({"slack_bot_token": ""}, "DOOLITTLE_SLACK_BOT_TOKEN"),
        ({"slack_signing_secret": ""}, "DOOLITTLE_SLACK_SIGNING_SECRET"),
    ):
        with pytest.raises(UnavailableError, match=missing):
            channel.router(conversation, Settings(**SETTINGS | given))
    with pytest.raises(UnavailableError, match="set DOOLITTLE_WORKERS to 1"):
        channel.router(conversation, Settings(**SETTINGS, workers=2))
    with pytest.raises(ValueError, match="slack_handover_group"):
        Settings(slack_handover_group="@agents")
