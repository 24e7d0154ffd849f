"""Socket Mode: the real client of Slack's, on a socket that a Slack on loopback opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fake_slack import APP_TOKEN, FakeSlack, direct, mention, stamp
from workspace import EVENTS, Workspace, words

from bot import assembly
from bot.conversation import Conversation
from bot.settings import Settings
from tests.conftest import Served, until

if TYPE_CHECKING:
    from bot.live import LivePack
    from bot.messages import Answer, Utterance


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    running = FakeSlack()
    yield running
    running.stop()


@pytest.fixture
def workspace(slack: FakeSlack, serving: Callable[[Settings], Served]) -> Workspace:
    workspace = Workspace(slack, serving, slack_app_token=APP_TOKEN, slack_signing_secret="")
    until(lambda: slack.connections)
    return workspace


def envelope(name: str, payload: dict[str, Any], kind: str = "events_api", **more: Any) -> dict[str, Any]:
    return {"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": False, **more}


def test_an_envelope_is_acknowledged_and_answered(workspace: Workspace, slack: FakeSlack) -> None:
    """Nothing is taken over HTTP then; a retry, also on another connection, is answered once."""
    told = mention("what is green tea?", stamp(1))
    slack.push(envelope("e1", told))
    until(lambda: "e1" in slack.acknowledged and workspace.posted())
    assert words(workspace.posted()[0]).startswith("Green tea")
    slack.push(envelope("e2", told, retry_attempt=1, retry_reason="timeout"))
    slack.drop()
    until(lambda: len(slack.connections) == 2)
    slack.push(envelope("e3", told, retry_attempt=2, retry_reason="timeout"))
    slack.push(envelope("e4", direct("what is tea?", stamp(2))))
    slack.push(envelope("e5", {"type": "event_callback", "event": {"type": "a_kind_of_tomorrow"}}))
    until(lambda: {"e2", "e3", "e4", "e5"} <= slack.acknowledged.keys() and workspace.posted("D1"))
    assert len(workspace.posted()) == 1
    assert workspace.send(told).status_code == 404
    assert workspace.served.client.post(EVENTS, data={"ssl_check": "1"}).status_code == 404


def test_a_command_comes_over_the_socket_too(workspace: Workspace, slack: FakeSlack) -> None:
    address = f"{slack.api.removesuffix('api/')}response/one"
    command = {"command": "/ask", "text": "what is tea?", "channel_id": "C1", "user_id": "U1", "team_id": "T1"}
    slack.push(envelope("e1", {**command, "trigger_id": "1", "response_url": address}, "slash_commands"))
    until(lambda: "e1" in slack.acknowledged and slack.private)
    assert slack.private[0]["response_type"] == "ephemeral"


def test_what_can_not_be_answered_is_not_acknowledged(
    slack: FakeSlack,
    serving: Callable[[Settings], Served],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """So that it comes again; should nothing help, the visitor is told."""

    class Failing(Conversation):
        async def hear(self, utterance: Utterance) -> Answer:
            raise RuntimeError("words of a visitor")

    def failing(_: Any, source: LivePack, *__: Any) -> Conversation:
        return Failing(assembly.store("memory"), lambda: source.engine)

    monkeypatch.setattr(assembly, "conversation", failing)
    Workspace(slack, serving, slack_app_token=APP_TOKEN)
    until(lambda: slack.connections)
    told = mention("what is tea?", stamp(1))
    for attempt in range(3):
        slack.push(envelope(f"e{attempt}", told, **({"retry_attempt": attempt} if attempt else {})))
        until(lambda: sum("not acknowledged" in line for line in caplog.messages) > attempt)  # noqa: B023
    slack.push(envelope("e3", told, retry_attempt=3))
    until(lambda: "e3" in slack.acknowledged)
    assert slack.acknowledged.keys() == {"e3"}
    [sorry] = slack.called("chat.postEphemeral")
    assert (sorry["user"], sorry["thread_ts"]) == ("U1", told["event"]["ts"])
    assert "went wrong" in sorry["text"]
