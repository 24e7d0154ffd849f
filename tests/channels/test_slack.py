"""Slack over HTTP: the real Bolt and its client, between requests that Slack would send and a Slack on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from fake_slack import APP_TOKEN, BOT, SECRET, TEAM, TOKEN, FakeSlack, after, busy, direct, event, mention
from workspace import EVENTS, Scripted, Workspace, words

from bot.messages import Answer, Message
from bot.settings import Settings
from tests.conftest import Served, until


def test_the_address_is_verified(workspace: Workspace) -> None:
    response = workspace.send({"type": "url_verification", "challenge": "abc", "token": "t"})
    assert (response.status_code, response.json()) == (200, {"challenge": "abc"})


def test_a_look_at_the_certificate_wants_nothing(workspace: Workspace) -> None:
    response = workspace.served.client.post(EVENTS, data={"ssl_check": "1", "token": "t"})
    assert (response.status_code, response.content) == (200, b"")


def test_a_mention_is_answered_in_its_thread(workspace: Workspace) -> None:
    """As Markdown with its sources below, and as plain text; the thread is a conversation."""
    asked = workspace.now()
    [first] = workspace.ask("what is green tea?", ts=asked)
    assert first["thread_ts"] == asked
    assert words(first).startswith("Green tea")
    assert first["text"].startswith("Green tea")
    assert any(block["type"] == "context" and "britannica" in str(block) for block in first["blocks"])
    [second] = workspace.ask("when was it introduced?", thread_ts=asked)
    assert second["thread_ts"] == asked
    assert "green tea" in words(second).lower()
    [elsewhere] = workspace.ask("when was it introduced?")
    assert "green tea" not in words(elsewhere).lower()


def test_rasas_address_is_the_same(workspace: Workspace) -> None:
    ts = workspace.now()
    assert workspace.send(mention("what is tea?", ts, channel="C2"), "/webhooks/slack/webhook").status_code == 200
    until(lambda: workspace.posted("C2"))
    assert workspace.posted("C2")[0]["thread_ts"] == ts


def test_a_direct_message_goes_on_without_threads(workspace: Workspace) -> None:
    [first] = workspace.ask("what is green tea?", "D2")
    assert first.get("thread_ts") is None
    [second] = workspace.ask("when was it introduced?", "D2")
    assert "green tea" in words(second).lower()


def test_what_comes_twice_is_answered_once(workspace: Workspace) -> None:
    """A retry, a mention in a direct message that also comes as a message, and one that is edited."""
    ts = workspace.now()
    assert workspace.send(mention("what is tea?", ts, channel="D3")).status_code == 200
    for told in (
        direct(f"<@{BOT}> what is tea?", ts, channel="D3"),
        mention("what is tea?", ts, channel="D3", edited={"user": "U1", "ts": ts}),
    ):
        assert workspace.send(told).status_code == 200
        retried = workspace.send(told, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
        assert retried.status_code == 200
    workspace.ask("and green tea?", "D3")
    assert len(workspace.posted("D3")) == 2


def test_what_is_not_said_to_the_bot_is_acknowledged_and_no_more(workspace: Workspace) -> None:
    """Its own messages, other bots', edits, deletions, who joins, talk of others, and kinds nobody knows."""
    ts, about = workspace.now(), {"channel": "D4", "channel_type": "im"}
    for told in (
        direct("I am the bot", ts, "D4", BOT, bot_id="BBOT"),
        direct("I am a bot as well", ts, "D4", "U9", bot_id="B9"),
        event(type="message", subtype="bot_message", bot_id="B9", text="so am I", ts=ts, **about),
        event(type="message", subtype="message_changed", message={"text": "x", "ts": ts}, ts=ts, hidden=True, **about),
        event(type="message", subtype="message_deleted", deleted_ts=ts, ts=ts, hidden=True, **about),
        event(type="message", subtype="channel_join", user="U1", text="<@U1> has joined", ts=ts, **about),
        direct("a reminder", ts, "D4", "USLACKBOT"),
        event(type="message", channel="C4", channel_type="channel", user="U1", text="what is tea?", ts=ts),
        event(type="message", channel="D4", channel_type="im"),
        event(type="reaction_added", user="U1", reaction="tea", item={"type": "message", "channel": "C4", "ts": ts}),
        event(type="a_kind_of_tomorrow"),
        {"type": "view_submission", "user": {"id": "U1"}, "view": {"id": "V1", "callback_id": "x", "type": "modal"}},
    ):
        told_as = workspace.press(told) if told["type"] == "view_submission" else workspace.send(told)
        assert told_as.status_code == 200, told
    workspace.ask("what is tea?", "D4")
    assert (len(workspace.posted("D4")), workspace.posted("C4")) == (1, [])


def test_an_acknowledgement_does_not_wait_for_a_slow_answer(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.waits, bot.answers = threading.Event(), lambda said: Answer(said.conversation, (Message("At last."),))
    assert workspace.send(mention("what is tea?", workspace.now(), "C5")).status_code == 200
    assert workspace.posted("C5") == []
    bot.waits.set()
    until(lambda: workspace.posted("C5"))


def test_what_was_acknowledged_is_answered_when_the_service_stops(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.waits, bot.answers = threading.Event(), lambda said: Answer(said.conversation, (Message("At last."),))
    assert workspace.send(mention("what is tea?", workspace.now(), "C6")).status_code == 200
    stopping = threading.Thread(target=workspace.served.stop)
    stopping.start()
    assert workspace.posted("C6") == []
    bot.waits.set()
    stopping.join()
    assert len(workspace.posted("C6")) == 1


def test_the_agent_view_begins_with_questions(workspace: Workspace) -> None:
    """At most four; it has no thread yet, and is told of none."""
    workspace.send(event(type="app_home_opened", user="U1", channel="D8", tab="home", event_ts=workspace.now()))
    workspace.send(event(type="app_home_opened", user="U1", channel="D7", tab="messages", event_ts=workspace.now()))
    until(lambda: workspace.slack.called("assistant.threads.setSuggestedPrompts"))
    [agent] = workspace.slack.called("assistant.threads.setSuggestedPrompts")
    assert agent["channel_id"] == "D7"
    assert "thread_ts" not in agent
    assert 1 <= len(agent["prompts"]) <= 4
    assert all(prompt["title"] == prompt["message"] for prompt in agent["prompts"])
    for prompt in agent["prompts"]:
        assert workspace.ask(prompt["message"], "D7", thread_ts="1700000000.000001")


def test_in_a_direct_thread_a_status_shows_until_the_answer_does(workspace: Workspace) -> None:
    thread = "1700000000.000002"
    [message] = workspace.ask("what is tea?", "D9", thread_ts=thread)
    assert message["thread_ts"] == thread
    done = [name for name, given in workspace.slack.calls if given.get("channel_id", given.get("channel")) == "D9"]
    assert done == ["assistant.threads.setStatus", "chat.postMessage"]


def test_members_of_several_organisations_share_a_conversation(workspace: Workspace) -> None:
    """Where they share a channel: the author is of another team then, the envelope or its authorizations tell ours."""
    asked = workspace.now()
    workspace.ask("what is green tea?", "C16", ts=asked, team="T1")
    [answer] = workspace.ask("when was it introduced?", "C16", user="U8", team="T8", user_team="T8", thread_ts=asked)
    assert "green tea" in words(answer).lower()
    told = mention("and where?", workspace.now(), "C16", "U8", team="T8", thread_ts=asked)
    shared = {"team_id": "T8", "authorizations": [{"team_id": TEAM, "user_id": BOT}], "is_ext_shared_channel": True}
    assert workspace.send(told | shared).status_code == 200
    until(lambda: len(workspace.posted("C16")) == 3)
    assert "green tea" in words(workspace.posted("C16")[2]).lower()


@pytest.mark.parametrize(("granularity", "shared"), [("channel", {"C1 U1", "C1 U2"}), ("user", {"C1 U1", "D1 U1"})])
def test_a_conversation_is_what_the_setting_says(
    slack: FakeSlack, started: Callable[[Settings], Served], granularity: str, shared: set[str]
) -> None:
    """Of a channel, or of a member wherever they are; the answers stand in threads all the same."""
    workspace = Workspace(slack, started, slack_conversation=granularity)
    team = f"T{granularity}"
    workspace.ask("what is green tea?", f"C1{granularity}", team=team)
    for place in ("C1 U1", "C1 U2", "D1 U1"):
        channel, user = place.split()
        [message] = workspace.ask("when was it introduced?", channel + granularity, user=user, team=team)
        assert ("green tea" in words(message).lower()) == (place in shared), place
        assert bool(message.get("thread_ts")) == channel.startswith("C")


def test_one_call_too_many_is_made_again_when_slack_says(workspace: Workspace, slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [lambda: busy(1), lambda: busy(1)]
    workspace.ask("what is tea?", "C10")
    assert len([given for given in slack.called("chat.postMessage") if given["channel"] == "C10"]) == 3


def test_what_slack_may_have_posted_is_not_posted_again(workspace: Workspace, slack: FakeSlack) -> None:
    """Where the connection broke after it stood there, it is looked for; where it did not stand there, it is posted."""
    slack.faults["chat.postMessage"] = [after(lambda: None)]
    workspace.ask("what is tea?", "C11")
    until(lambda: slack.called("conversations.replies"))
    slack.faults["chat.postMessage"] = [broken]
    workspace.ask("what is green tea?", "C11")
    assert len(workspace.posted("C11")) == 2
    assert len(slack.called("conversations.replies")) == 2


def broken() -> Any:
    return web.Response(status=503)


def test_blocks_that_slack_does_not_take_are_posted_as_text(workspace: Workspace, slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [lambda: web.json_response({"ok": False, "error": "invalid_blocks"})]
    [message] = workspace.ask("what is green tea?", "C12")
    assert {block["type"] for block in message["blocks"]} == {"section", "actions"}
    assert message["blocks"][0]["text"]["text"].startswith("Green tea")


def test_a_paused_bot_says_nothing(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.answers = lambda said: Answer(said.conversation, ())
    workspace.send(direct("anybody there?", workspace.now(), "D14", thread_ts="1700000000.000003"))
    until(lambda: len(workspace.slack.called("assistant.threads.setStatus")) >= 2)
    assert workspace.slack.called("assistant.threads.setStatus")[-1]["status"] == ""
    assert workspace.posted("D14") == []


def test_the_log_holds_no_words_and_no_secret(
    slack: FakeSlack, serving: Callable[[Settings], Served], caplog: pytest.LogCaptureFixture
) -> None:
    """However talkative it is."""
    caplog.set_level("DEBUG")
    workspace = Workspace(slack, serving, slack_app_token=APP_TOKEN)
    until(lambda: slack.connections)
    [message] = workspace.ask("my neighbour zanzibarquux is ill", "D15")
    workspace.served.client.post(EVENTS, content=b'{"text": "zanzibarquux"}')
    slack.push({"type": "events_api", "envelope_id": "e1", "payload": direct("zanzibarquux", workspace.now(), "D15")})
    until(lambda: "e1" in slack.acknowledged)
    for hidden in ("zanzibarquux", message["text"], TOKEN, SECRET, APP_TOKEN):
        assert hidden not in caplog.text
