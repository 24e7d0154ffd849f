"""What a visitor said in Slack: in a message, by a mention, with a command, or by pressing a button."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.mrkdwn import written
from bot.channels.slack.places import Place

SPOKEN = (None, "file_share", "thread_broadcast")
"""Kinds of messages that somebody wrote; the others tell of edits, of who joined, of what a bot said."""
NOBODY = ("", "USLACKBOT")


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was said."""

    id: str
    """Names it: each delivery of it bears the same, and so does a mention that also comes as a message."""
    text: str
    place: Place
    team: str
    """The workspace that has the bot. In a channel shared with others, who writes may be of another."""
    user: str
    at: str
    """When it was said, as Slack writes it; what was said in a thread is answered in this order."""
    again: bool = False
    """Whether it may have been delivered before."""
    last: bool = True
    """Whether Slack delivers it no more, should it fail."""

    @property
    def time(self) -> float:
        """When it was said, in seconds since the epoch."""
        return _seconds(self.at)


def said(body: Mapping[str, Any], bot: str, retry: int) -> Heard | None:
    """What an event says to the bot of that user id; None if nothing.

    In a direct message everything is said to the bot; elsewhere that in which it is mentioned. `retry` is the number of
    the delivery, from 0: Slack tries three times more.
    """
    event: Mapping[str, Any] = body["event"]
    channel, at, user = (str(event.get(key) or "") for key in ("channel", "ts", "user"))
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    addressed = event.get("type") == "app_mention" or (event.get("type") == "message" and direct)
    spoken = event.get("subtype") in SPOKEN and not (event.get("bot_id") or event.get("hidden"))
    if not (addressed and spoken and channel and at) or user in (*NOBODY, bot):
        return None
    thread = str(event.get("thread_ts") or ("" if direct else at))
    text = written(str(event.get("text") or ""), bot)
    return Heard(f"{channel} {at}", text, Place(channel, thread), _team(body), user, at, retry > 0, last=retry >= 3)


def commanded(body: Mapping[str, Any]) -> Heard:
    """What was said with a slash command: only who said it sees the answer."""
    place = Place(str(body.get("channel_id") or ""), response=str(body.get("response_url") or ""))
    name, now = str(body.get("trigger_id") or ""), f"{time.time():.6f}"
    text = written(str(body.get("text") or ""), "")
    return Heard(
        f"command {name or now}", text, place, str(body.get("team_id") or ""), str(body.get("user_id") or ""), now
    )


def pressed(body: Mapping[str, Any], action: Mapping[str, Any]) -> Heard:
    """What a button says. Of a message's buttons one counts; where they can not be taken away, each does."""
    message: Mapping[str, Any] = body.get("message") or {}
    container: Mapping[str, Any] = body.get("container") or {}
    channel = str((body.get("channel") or container).get("id") or container.get("channel_id") or "")
    at, private = str(message.get("ts") or container.get("message_ts") or ""), bool(container.get("is_ephemeral"))
    pressed_at = str(action.get("action_ts") or at)
    place = Place(channel, str(message.get("thread_ts") or ""), str(body.get("response_url") or "") if private else "")
    name = f"press {channel} {at} {pressed_at}" if private else f"press {channel} {at}"
    return Heard(name, str(action.get("value") or ""), place, _team(body), str(body["user"]["id"]), pressed_at)


def _team(body: Mapping[str, Any]) -> str:
    """As events tell by whom they are let in, and what is pressed by its team, which is none if the app is an
    organisation's (https://docs.slack.dev/apis/events-api/#authorizations)."""
    authorized = body.get("authorizations")
    first = authorized[0] if isinstance(authorized, list) and authorized else {}
    pressed, user = body.get("team") or {}, body.get("user") or {}
    return str(first.get("team_id") or body.get("team_id") or pressed.get("id") or user.get("team_id") or "")


def _seconds(at: str) -> float:
    try:
        seconds = float(at)
    except ValueError:
        return time.time()
    return seconds if math.isfinite(seconds) else time.time()
