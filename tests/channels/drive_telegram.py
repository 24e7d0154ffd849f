"""Telegram: its updates are made, and what its Bot API is sent is read, by python-telegram-bot."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Mapping
from typing import Any

from httpx2 import Response
from posting import drained, number, problem
from receiver import Received, Receiver, Told
from shown import Shown
from starlette.testclient import TestClient
from telegram import Bot, CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update, User

TOKEN, SECRET, NAME = "4242:AAF-a_token", "a_secret-token", "tea_bot"
MADE = datetime.datetime(2026, 11, 26, tzinfo=datetime.UTC)
BOT = Bot(TOKEN)
ANN = User(id=77, first_name="Ann", is_bot=False)
_TAG = re.compile(r"</?(?:b|pre)>|<a href=\"([^\"]*)\">|</a>")


def answered(got: Received) -> Told:
    """As the Bot API answers: the message that was sent."""
    if got.path.rpartition("/")[2] not in ("sendMessage", "sendPhoto"):
        return Told()
    sent = {"message_id": 1, "date": 1, "chat": {"id": got.json["chat_id"], "type": "private"}}
    return Told(body=json.dumps({"ok": True, "result": sent}).encode())


THERE = Receiver(answered)


def said(text: str, chat: int, update_id: int, kind: str = "private", **more: Any) -> Update:
    """An update with a message."""
    message = Message(update_id, MADE, Chat(chat, kind), from_user=ANN, text=text, **more)
    return Update(update_id, message=message)


def pressed(data: str, shown: Message, update_id: int) -> Update:
    """An update with the press of a button below a message."""
    return Update(update_id, callback_query=CallbackQuery(f"press {update_id}", ANN, "chat", message=shown, data=data))


def post(client: TestClient, update: Update, secret: str = SECRET) -> Response:
    """Deliver an update."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    return client.post("/webhooks/telegram", content=update.to_json(), headers=headers)


class Telegram:
    """A visitor who chats with the bot."""

    channel, signed = "telegram", True
    settings: Mapping[str, Any] = {
        "telegram_token": TOKEN,
        "telegram_secret": SECRET,
        "telegram_name": NAME,
        "telegram_url": THERE.url,
    }

    def __init__(self) -> None:
        self._said = id(self) % 1_000_000

    def say(self, client: TestClient, text: str, conversation: str, **headers: str) -> Response:
        self._said += 1
        if client.portal is not None:
            drained(client, THERE)  # What nobody said here.
        response = post(client, said(text, number(conversation), self._said))
        if response.status_code == 200:
            self._sent = drained(client, THERE)
            assert all(got.json["chat_id"] == number(conversation) for got in self._sent)
        return response

    def shown(self, response: Response) -> Shown:
        return read(self._sent)

    def problem(self, response: Response) -> str:
        return problem(response)


def read(sent: list[Received]) -> Shown:
    """What Telegram shows of calls of its API."""
    shown = Shown()
    for count, got in enumerate(sent, 1):
        method, given = got.path.removeprefix(f"/bot{TOKEN}/"), got.json
        if method == "sendPhoto":
            shown.images.append(given["photo"])
        else:
            assert method == "sendMessage"
            _take(shown, given["text"])
        keyboard = InlineKeyboardMarkup.de_json(given.get("reply_markup", {"inline_keyboard": []}), BOT)
        assert keyboard is not None
        assert count == len(sent) or not keyboard.inline_keyboard
        for (button,) in keyboard.inline_keyboard:
            assert 1 <= len(str(button.callback_data).encode()) <= 64
            shown.buttons.append(button.text)
    return shown


def _take(shown: Shown, marked: str) -> None:
    """A message's HTML: nothing in it is markup but what Telegram knows."""
    assert not re.search(r"<(?!/?(?:b|pre)>|a href=\"https?://[^\"<>]*\">|/a>)|&(?!amp;|lt;|gt;|quot;|#x27;)", marked)
    text, _, sources = marked.partition("Sources:\n• ")
    for line in sources.split("\n• ") if sources else ():
        link = _TAG.match(line)
        shown.sources.append(html.unescape(link[1]) if link and link[1] else "")
    for paragraph in filter(str.strip, text.split("\n\n")):
        plain = html.unescape(_TAG.sub("", paragraph)).strip()
        if paragraph.startswith(("<pre>", "• ")) or "\n• " in paragraph:
            shown.drawn.append(plain)
        shown.texts.append(plain)
