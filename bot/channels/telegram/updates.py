"""Updates of Telegram's Bot API 9: what of them a visitor said, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

GREETING = "hello"
"""What `/start`, the first thing that anybody sends, is heard as."""
_COMMAND = re.compile(r"/(start|help)(\s|$)", re.IGNORECASE)
_TO = re.compile(r"(/\w+)@(\w+)")


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _User(_Part):
    id: int
    is_bot: bool = False


class _Chat(_Part):
    id: int
    type: str = "private"


class _Button(_Part):
    text: str = ""
    callback_data: str | None = None


class _Keyboard(_Part):
    inline_keyboard: list[list[_Button]] = []


class _Original(_Part):
    """A message that somebody replies to."""

    sender: _User | None = Field(default=None, alias="from")


class _Message(_Part):
    message_id: int
    chat: _Chat
    sender: _User | None = Field(default=None, alias="from")
    text: str | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    reply_to_message: _Original | None = None
    reply_markup: _Keyboard | None = None

    @property
    def topic(self) -> int:
        return (self.message_thread_id or 0) if self.is_topic_message else 0


class _Press(_Part):
    id: str
    sender: _User = Field(alias="from")
    message: _Message | None = None
    data: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said: a chat, a topic of it (0 for none), and in a group by whom (else 0)."""

    chat: int
    topic: int
    person: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a visitor said."""

    text: str
    place: Place
    message: int
    """The message to answer to, in a group; 0 in a chat of two."""


class Update(_Part):
    """One update; kinds that are not among these (edited messages, channel posts …) say nothing."""

    update_id: int
    message: _Message | None = None
    callback_query: _Press | None = None

    def said(self, bot: int, name: str) -> Said | None:
        """What is said to the bot of that number and name; None if nothing is."""
        if self.callback_query is not None:
            return _pressed(self.callback_query)
        message = self.message
        if message is None or message.sender is None or message.sender.is_bot or not (message.text or "").strip():
            return None
        group = message.chat.type != "private"
        text = _heard(message, bot, name) if group else str(message.text).strip()
        if not text:
            return None
        text = GREETING if _COMMAND.match(text) else text
        return Said(text, _place(message, message.sender), message.message_id if group else 0)


def _pressed(press: _Press) -> Said | None:
    """What a button says: its payload, or where that was too long for it, its title."""
    message = press.message
    if message is None or not press.data:
        return None
    buttons = [button for row in (message.reply_markup or _Keyboard()).inline_keyboard for button in row]
    titled = next((button.text for button in buttons if button.callback_data == press.data), "")
    text = titled or press.data if press.data.isdigit() else press.data
    return Said(text, _place(message, press.sender), message.message_id if message.chat.type != "private" else 0)


def _heard(message: _Message, bot: int, name: str) -> str:
    """What of a group's message is said to the bot; empty if it is not spoken to."""
    text, original = str(message.text).strip(), message.reply_to_message
    mine = re.compile(rf"@{re.escape(name)}\b[,:]?", re.IGNORECASE) if name else None
    if command := _TO.match(text):
        return _TO.sub(r"\1", text, count=1) if command[2].lower() == name.lower() else ""
    mentioned = bool(mine and mine.search(text))
    replied = bool(original and original.sender and original.sender.id == bot)
    if not (mentioned or replied or _COMMAND.match(text)):
        return ""
    return (mine.sub("", text).strip() if mine else text) or GREETING


def _place(message: _Message, sender: _User) -> Place:
    return Place(message.chat.id, message.topic, sender.id if message.chat.type != "private" else 0)
