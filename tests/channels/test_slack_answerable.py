"""An answer for who asked alone is sent to Slack and nowhere else, whatever a request says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_slack import FakeSlack
from workspace import Workspace

from bot.channels.slack.answerable import Answerable
from tests.conftest import until

if TYPE_CHECKING:
    from collections.abc import Iterator

SLACK, GOVSLACK, HERE = "https://slack.com/api/", "https://slack-gov.com/api/", "http://127.0.0.1:8080/api/"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[FakeSlack]:
    """A host that is not the workspace's Slack."""
    running = FakeSlack()
    yield running
    running.stop()


@pytest.mark.parametrize(
    ("address", "api"),
    [
        *(("https://hooks.slack.com/commands/T1/2/x", api) for api in (SLACK, GOVSLACK, HERE)),
        ("https://HOOKS.slack.com/commands", SLACK),
        ("https://slack.com/commands", SLACK),
        ("https://hooks.slack-gov.com/commands/T1", GOVSLACK),
        ("http://127.0.0.1:8080/response/one", HERE),
    ],
)
def test_what_is_slacks_can_be_answered(address: str, api: str) -> None:
    assert address in Answerable(api)


@pytest.mark.parametrize(
    "address",
    [
        *("", "hooks.slack.com", "http://hooks.slack.com/x", "ftp://hooks.slack.com/x", "https://", "https://[/x"),
        *("https://evil.example/", "https://evilslack.com/", "https://slack.com.evil.example/"),
        *("https://slack.com@evil.example/", "https://evil.example@slack.com/", "https://evil.example\\@slack.com/"),
        *("https://evil.example#.slack.com", "https://evil.example?.slack.com", "https://hooks.slack.com:8443/x"),
        *(
            "http://127.0.0.1:8081/response/one",
            "http://127.0.0.1/",
            "https://127.0.0.1:8080/",
            "http://x.slack-gov.com/",
        ),
    ],
)
def test_what_is_not_is_refused(address: str) -> None:
    assert address not in Answerable(SLACK)
    assert address not in Answerable(HERE)
    assert address not in Answerable(GOVSLACK)


def test_a_command_that_names_another_host_is_answered_nowhere(
    workspace: Workspace, slack: FakeSlack, elsewhere: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    command = {"command": "/ask", "text": "what is tea?", "team_id": "T1", "channel_id": "C30", "user_id": "U1"}
    for name, host in (("1", elsewhere), ("2", slack)):
        address = f"{host.api.removesuffix('api/')}response/here"
        assert workspace.submit({**command, "trigger_id": name, "response_url": address}).status_code == 200
    until(lambda: slack.private)
    assert [told["to"] for told in slack.private] == ["here"]
    assert elsewhere.private == []
    assert "where Slack is not" in caplog.text
