"""What is not Slack's is refused before anything else, and what is but makes no sense is no failure."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from fake_slack import SECRET, FakeSlack, json_body, mention, signed, stamp
from workspace import EVENTS, Workspace

from bot.settings import Settings
from tests.conftest import Served

BODY = json.dumps(mention("what is tea?", stamp(1))).encode()
NOW = str(int(time.time()))
FORGED = {
    "nothing": {},
    "no signature": {"X-Slack-Request-Timestamp": NOW},
    "no timestamp": {"X-Slack-Signature": signed(BODY)["X-Slack-Signature"]},
    "another secret": signed(BODY, secret="another secret"),
    "another body": signed(BODY + b" "),
    "another time": signed(BODY) | {"X-Slack-Request-Timestamp": str(int(time.time()) - 7)},
    "expired": signed(BODY, time.time() - 301),
    "of tomorrow": signed(BODY, time.time() + 86_400),
    "another version": {name: value.replace("v0=", "v1=") for name, value in signed(BODY).items()},
    "an empty signature": signed(BODY) | {"X-Slack-Signature": ""},
    "a signature cut short": {name: value[:40] for name, value in signed(BODY).items()},
    "a signature in no ASCII": signed(BODY) | {"X-Slack-Signature": "v0=é"},
    **{
        # Tests that run beside each other must have the same names.
        f"the timestamp {at[:20].replace(NOW, 'of now')!r}": signed(BODY) | {"X-Slack-Request-Timestamp": at}
        for at in ("", "now", "1e9", "-1", "0x10", "inf", "nan", f"{NOW}.0", f"{NOW} 1", "9" * 5_000, "١٢٣")
    },
}
"""Headers of requests that are not Slack's."""


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    slack, running = FakeSlack(), []

    def serve(settings: Settings) -> Served:
        running.append(Served(settings))
        return running[0]

    yield Workspace(slack, serve, auth_token="a token that Slack does not have")
    running[0].stop()
    slack.stop()


@pytest.mark.parametrize("path", [EVENTS, "/webhooks/slack/webhook"])
@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_what_is_not_slacks_is_refused(workspace: Workspace, headers: dict[str, str], path: str) -> None:
    given = [(name.encode(), value.encode()) for name, value in {"Content-Type": "application/json", **headers}.items()]
    before = len(workspace.slack.calls)  # By tests of what is Slack's, where they ran first.
    response = workspace.served.client.post(path, content=BODY, headers=given)
    assert response.status_code == 401
    assert "signature" in response.json()["detail"]
    assert {name for name, _ in workspace.slack.calls[before:]} <= {"auth.test"}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"ssl_check=2", b"", b"payload=%ff"], ids=repr)
def test_nothing_is_read_that_is_not_signed(workspace: Workspace, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        response = workspace.served.client.post(EVENTS, content=body, headers={"Content-Type": kind})
        assert response.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"{}", b'{"type": 7}', b'{"type": "event_callback", "event": []}', b"[" * 30_000),
        *(b'{"type": "event_callback", "event": {"type": {}}}', b"payload=", b"payload={", b"payload=[]", b"a=b"),
        b'{"type": "event_callback", "event": null}',
        b'{"type": "event_callback", "event": {"type": "message", "channel": 7}}',
    ],
    ids=lambda body: repr(body[:50]),
)
def test_what_is_signed_and_makes_no_sense_is_refused(workspace: Workspace, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind, **signed(body)}
        assert workspace.served.client.post(EVENTS, content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "event",
    [
        *({"type": "message"}, {"type": "app_mention", "channel": "C1", "ts": [], "user": {}, "text": None}),
        {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "never", "text": 7},
        *({"type": "assistant_thread_started"}, {"type": "assistant_thread_started", "assistant_thread": {}}),
        {"type": "app_home_opened", "tab": "messages"},
    ],
    ids=str,
)
def test_what_slack_would_not_send_is_no_failure(workspace: Workspace, event: dict[str, object]) -> None:
    told = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
    assert workspace.send(told).status_code == 200


def test_what_is_replayed_is_answered_once(workspace: Workspace) -> None:
    """Within the five minutes in which its signature holds, under whatever headers."""
    body, headers = json_body(mention("what is tea?", stamp(2), channel="C2"))
    for more in ({}, {}, {"X-Slack-Retry-Num": "x"}, {"X-Slack-Retry-Num": "3"}):
        assert workspace.served.client.post(EVENTS, content=body, headers=headers | more).status_code == 200
    workspace.ask("and green tea?", "C2")
    assert len(workspace.posted("C2")) == 2


def test_slack_needs_no_token_and_its_secret_opens_nothing_else(workspace: Workspace) -> None:
    workspace.ask("what is tea?", "C3")
    headers = {"Authorization": f"Bearer {SECRET}"}
    for path in ("/slack", "/slack/events/x", "/webhooks/slack", "/version"):
        assert workspace.served.client.get(path, headers=headers).status_code == 401
