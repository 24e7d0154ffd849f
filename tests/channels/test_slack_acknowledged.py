"""Slack waits three seconds to be acknowledged, which waits for no call to Slack and for nobody else's turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_slack import FakeSlack, button, event, mention, pressing
from workspace import Scripted, Workspace, words

from bot.channels import slack as channel
from bot.messages import Answer, Message
from bot.settings import Settings
from tests.conftest import Served, until


class Gate:
    """Keeps Slack from answering a call until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()

    async def __call__(self) -> None:
        await asyncio.to_thread(self._open.wait)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an acknowledgement waits for shows: it would wait for longer than its client does."""
    monkeypatch.setattr(channel, "MOMENT", 600.0)


@pytest.mark.usefixtures("patient")
def test_what_is_pressed_is_acknowledged_before_slack_is_called(workspace: Workspace, slack: FakeSlack) -> None:
    """A thumb, and the questions that are suggested; the calls are made all the same."""
    [message] = workspace.ask("what is green tea?", "D20")
    [thumbs] = [b["elements"][0] for b in message["blocks"] if b["type"] == "context_actions"]
    value = thumbs["negative_button"]["value"]
    thumb = {"type": "feedback_buttons", "action_id": thumbs["action_id"], "value": value}
    opened = event(type="app_home_opened", user="U1", channel="D20", tab="messages", event_ts=workspace.now())
    for method, send in {
        "chat.postEphemeral": lambda: workspace.press(pressing(message, thumb)),
        "assistant.threads.setSuggestedPrompts": lambda: workspace.send(opened),
    }.items():
        gate = Gate()
        slack.faults[method] = [gate]
        assert send().status_code == 200
        until(lambda: slack.called(method))  # noqa: B023
        gate.open()


@pytest.mark.usefixtures("patient")
def test_what_is_given_back_is_acknowledged_before_slack_is_called_and_done_before_the_service_stops(
    slack: FakeSlack, serving: Callable[[Settings], Served]
) -> None:
    workspace = Workspace(slack, serving, slack_handover_group="S1")
    [message] = workspace.ask("can I talk to a human?", "C20")
    gate = Gate()
    slack.faults["chat.update"] = [gate]
    assert workspace.press(pressing(message, button(message, "Give it back to the bot"), "U7")).status_code == 200
    until(lambda: slack.called("chat.update"))
    stopping = threading.Thread(target=workspace.served.stop)
    stopping.start()
    gate.open()
    stopping.join()
    assert "<@U7> gave this back to the bot." in str(workspace.posted("C20")[0]["blocks"])


@pytest.mark.usefixtures("patient")
def test_who_comes_while_another_waits_is_acknowledged_at_once(scripted: tuple[Workspace, Scripted]) -> None:
    """However many wait: none of them is answered before all are acknowledged."""
    workspace, bot = scripted
    bot.waits, bot.answers = threading.Event(), lambda said: Answer(said.conversation, (Message("At last."),))
    with ThreadPoolExecutor() as pool:
        first = pool.submit(workspace.ask, "what is tea?", "C21")
        until(lambda: bot.heard)
        for _ in range(100):
            assert workspace.send(mention("and now?", workspace.now(), "C22")).status_code == 200
        assert not first.done()
        bot.waits.set()
        assert words(first.result()[0]) == "At last."
    until(lambda: len(workspace.posted("C22")) == 100)
