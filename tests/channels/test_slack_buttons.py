"""What is pressed in Slack, and what is asked by a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from fake_slack import FakeSlack, button, mention, pressing
from workspace import Scripted, Workspace, button_titles, words

from bot.channels.slack import workspace as channel
from bot.messages import Answer, Button, Message
from bot.settings import Settings
from tests.conftest import until

if TYPE_CHECKING:
    from tests.conftest import Served


def test_a_button_says_what_it_offers_and_is_spent(workspace: Workspace) -> None:
    """What was chosen stands in the place of the buttons; pressed by two at once it counts once."""
    [first] = workspace.ask("what is green tea?", "C7")
    titles = button_titles(first)
    pressed = pressing(first, button(first, titles[0]), "U2")
    assert workspace.press(pressed).status_code == 200
    assert workspace.press(pressed | {"user": {"id": "U3"}}).status_code == 200
    until(lambda: len(workspace.posted("C7")) == 2)
    assert workspace.posted("C7")[1]["thread_ts"] == first["thread_ts"]
    spent = workspace.posted("C7")[0]
    assert not any(block["type"] == "actions" for block in spent["blocks"])
    assert f"<@U2> ➜ {titles[0]}" in str(spent["blocks"])
    assert words(spent) == words(first)
    workspace.ask("and black tea?", "C7")
    assert len(workspace.posted("C7")) == 3


def test_a_thumb_is_kept_with_the_answer(workspace: Workspace, slack: FakeSlack) -> None:
    [message] = workspace.ask("what is green tea?", "D10")
    [thumbs] = [b["elements"][0] for b in message["blocks"] if b["type"] == "context_actions"]
    told = {"type": "feedback_buttons", "action_id": thumbs["action_id"], "value": thumbs["negative_button"]["value"]}
    assert workspace.press(pressing(message, told)).status_code == 200
    until(lambda: slack.called("chat.postEphemeral"))
    assert "noted" in slack.called("chat.postEphemeral")[-1]["text"]
    for forged in ("up", "[]", '{"value": "up"}', '{"value": "up", "conversation": "x", "id": "y"}', "{"):
        assert workspace.press(pressing(message, told | {"value": forged})).status_code == 200
    assert len(slack.called("chat.postEphemeral")) == 1
    [small_talk] = workspace.ask("hello", "D11")
    assert not any(block["type"] == "context_actions" for block in small_talk["blocks"])


def test_a_thumb_reaches_the_log(scripted: tuple[Workspace, Scripted]) -> None:
    workspace, bot = scripted
    bot.answers = lambda said: Answer(
        said.conversation,
        (Message("So it is."),),
        {"understanding": {"clauses": [{"chosen": {"intent": "define"}}]}},
    )
    judged: list[Any] = []

    async def judge(judgement: Any) -> bool:
        judged.append(judgement)
        return True

    bot.judge = judge  # type: ignore[method-assign]
    [message] = workspace.ask("what is tea?", "D12")
    [thumbs] = [b["elements"][0] for b in message["blocks"] if b["type"] == "context_actions"]
    value = thumbs["positive_button"]["value"]
    workspace.press(pressing(message, {"type": "feedback_buttons", "action_id": thumbs["action_id"], "value": value}))
    until(lambda: judged)
    [kept], [heard] = judged, bot.heard
    assert (kept.conversation, kept.message_id, kept.value) == (heard.conversation, heard.message_id, "up")


def test_a_command_is_answered_to_who_gave_it_alone(workspace: Workspace, slack: FakeSlack) -> None:
    """And what it offers goes on from there."""
    address = f"{slack.api.removesuffix('api/')}response/one"
    command = {"command": "/ask", "team_id": "T1", "channel_id": "C8", "user_id": "U1", "response_url": address}
    response = workspace.submit({**command, "text": "what is green tea?", "trigger_id": "1.2.a"})
    assert (response.status_code, response.content) == (200, b"")
    until(lambda: slack.private)
    [told] = slack.private
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert words(told).startswith("Green tea")
    workspace.submit({**command, "text": "when was it introduced?", "trigger_id": "1.2.b"})
    until(lambda: len(slack.private) == 2)
    assert "green tea" in words(slack.private[1]).lower()
    shown = {"ts": "1.2", "channel": "C8", **told}
    for at in ("1.3", "1.4"):  # The buttons can not be taken away, so each time they are pressed counts.
        container = {"type": "message", "message_ts": "1.2", "channel_id": "C8", "is_ephemeral": True}
        pressed = pressing(shown, button(told, button_titles(told)[0]), container=container, response_url=address)
        pressed["actions"][0]["action_ts"] = at
        assert workspace.press({k: v for k, v in pressed.items() if k != "message"}).status_code == 200
    until(lambda: len(slack.private) == 4)
    assert workspace.posted("C8") == []
    assert "C8" not in {given["channel"] for given in slack.called("chat.update")}


def test_nothing_that_is_said_again_calls_anybody(scripted: tuple[Workspace, Scripted]) -> None:
    """In blocks, in the text beside them, on buttons, in tables, and in what is chosen."""
    workspace, bot = scripted
    hostile = "<!channel> <@U1> <!subteam^S1> <https://evil.example|here> & &lt;!here&gt; \\<!here>"
    table = {"type": "table", "columns": ["", hostile], "rows": [["a", hostile]]}
    source = {"id": "a", "title": hostile, "url": "https://tea.example/<!here>"}
    blocks = [table, {"type": "sources", "items": [source]}]
    said = Message(f"You said {hostile}", (Button(hostile, "/a"),), custom={"blocks": blocks})
    bot.answers = lambda heard: Answer(heard.conversation, (said,))
    [message] = workspace.ask(hostile, "C9")
    assert bot.heard[0].text == hostile
    workspace.press(pressing(message, button(message, button_titles(message)[0])))
    until(
        lambda: workspace.slack.called("chat.update") and workspace.slack.called("chat.update")[-1]["channel"] == "C9"
    )
    for shown in (message, workspace.posted("C9")[0]):
        marked = [block["text"] for block in shown["blocks"] if block["type"] == "markdown"]
        marked += [e["text"] for block in shown["blocks"] if block["type"] == "context" for e in block["elements"]]
        for text in (*marked, shown["text"]):
            assert "<" not in text.replace("<@U1> ➜", "")
    [cells] = [block["rows"][1] for block in message["blocks"] if block["type"] == "table"]
    assert cells[1] == {"type": "raw_text", "text": hostile}  # Here nothing is markup.


def test_who_wants_a_person_gets_one_until_the_bot_is_given_the_conversation_back(
    slack: FakeSlack, serving: Callable[[Settings], Served]
) -> None:
    workspace = Workspace(slack, serving, slack_handover_group="S1", admin_token="the admin's token")
    [message] = workspace.ask("can I talk to a human?", "C13")
    assert "<!subteam^S1>" in str(message["blocks"])
    thread = message["thread_ts"]
    assert workspace.send(mention("what is green tea?", workspace.now(), channel="C13", thread_ts=thread)).is_success
    until(lambda: "what is green tea?" in said(workspace, message))
    pressed = pressing(message, button(message, "Give it back to the bot"), "U7")
    assert workspace.press(pressed).status_code == 200
    until(lambda: "<@U7> gave this back to the bot." in str(workspace.posted("C13")[0]["blocks"]))
    assert "Give it back to the bot" not in button_titles(workspace.posted("C13")[0])
    assert len(workspace.posted("C13")) == 1  # What was said meanwhile is the person's to answer.
    assert workspace.send(mention("what is black tea?", workspace.now(), channel="C13", thread_ts=thread)).is_success
    until(lambda: len(workspace.posted("C13")) == 2)
    assert "black tea" in words(workspace.posted("C13")[1]).lower()
    [alone] = workspace.ask("can I talk to a human?", "D13")
    assert "subteam" not in str(alone)  # Nobody else can read there.


@pytest.mark.parametrize("wrong", [{"error": "not_in_channel"}, {"error": "internal_error"}], ids=lambda w: w["error"])
def test_where_nobody_can_be_called_the_bot_keeps_the_conversation(
    slack: FakeSlack,
    serving: Callable[[Settings], Served],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    wrong: dict[str, str],
) -> None:
    """Whether Slack refuses the call for good or does not work; who asked is told whom to turn to, alone at need."""
    monkeypatch.setattr(channel, "PAUSE", 0.01)
    workspace, place = Workspace(slack, serving, slack_handover_group="S1"), f"C14{wrong['error']}"
    ts = workspace.now()
    times = 1 if wrong["error"] == "not_in_channel" else channel.TRIES
    slack.faults["chat.postMessage"] = [lambda: web.json_response({"ok": False, **wrong})] * times
    slack.faults["chat.postEphemeral"] = [lambda: web.json_response({"ok": False, "error": "not_in_channel"})]
    user = f"U{wrong['error']}"
    retried = {"X-Slack-Retry-Num": "3"}
    assert workspace.send(mention("can I talk to a human?", ts, place, user), **retried).status_code == 200
    until(lambda: workspace.posted(user))
    assert "Nobody reads along yet." in workspace.posted(user)[0]["text"]
    assert "Nobody could be called in Slack" in caplog.text
    assert workspace.posted(place) == []
    [answer] = workspace.ask("what is green tea?", place, thread_ts=ts)
    assert words(answer).startswith("Green tea")


@pytest.mark.parametrize(
    ("granularity", "quiet"),
    [
        ("thread", "in this thread"),
        ("channel", "in all of this channel"),
        ("user", "towards them, wherever they write"),
    ],
)
def test_a_call_says_where_the_bot_keeps_quiet(
    slack: FakeSlack, serving: Callable[[Settings], Served], granularity: str, quiet: str
) -> None:
    """In the thread, the channel, or towards the member, as the setting has conversations; and so it does."""
    workspace = Workspace(slack, serving, slack_handover_group="S1", slack_conversation=granularity)
    here, there = f"C15{granularity}", f"C16{granularity}"
    [call] = workspace.ask("can I talk to a human?", here)
    assert quiet in str(call["blocks"])
    spoken = {
        ("another thread", here, "U1"): granularity == "thread",
        ("another member", here, "U2"): granularity != "channel",
        ("another channel", there, "U1"): granularity != "user",
    }
    for (_, place, user), answered in spoken.items():
        before = len(workspace.posted(place))
        assert workspace.send(mention("what is green tea?", workspace.now(), place, user)).status_code == 200
        if answered:
            until(lambda: len(workspace.posted(place)) > before)  # noqa: B023
    workspace.served.stop()
    assert (
        len(workspace.posted(here)) == 1 + spoken["another thread", here, "U1"] + spoken["another member", here, "U2"]
    )
    assert len(workspace.posted(there)) == spoken["another channel", there, "U1"]


def said(workspace: Workspace, message: dict[str, Any]) -> str:
    """All that is kept of the conversation that a message stands in."""
    named = button(message, "Give it back to the bot")["value"]
    admin = {"Authorization": "Bearer the admin's token"}
    return workspace.served.client.get(f"/admin/conversations/{named}", headers=admin).text
