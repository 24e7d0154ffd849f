"""Telegram: updates as python-telegram-bot makes them, and calls of the Bot API as it reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from drive_telegram import ANN, BOT, MADE, NAME, SECRET, THERE, TOKEN, Telegram, answered, post, pressed, read, said
from posting import drained
from receiver import Received, Told
from starlette.testclient import TestClient
from telegram import Bot as PythonTelegramBot
from telegram import Chat, InlineKeyboardMarkup, Message, Update, User
from typer.testing import CliRunner

from bot.channels.telegram.wording import LONGEST, calls
from bot.cli import app as command
from bot.messages import Answer, Button
from bot.messages import Message as Said
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

SELF = User(id=4242, first_name="Tea", is_bot=True, username=NAME)
STATUS = {"Authorization": "Bearer an admin's"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": ("telegram",)}
    made = Settings(**about | dict(Telegram.settings) | {"admin_token": "an admin's"})
    with TestClient(app(made), raise_server_exceptions=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    THERE.received = []
    yield
    THERE.answer = answered


def heard(client: TestClient) -> int:
    return int(client.get("/status", headers=STATUS).json()["process"]["turns"])


def texts(sent: list[Received]) -> str:
    return "\n".join(read(sent).texts)


def test_a_message_is_answered_once_however_often_it_comes(client: TestClient) -> None:
    update = said("what is green tea?", 500, 1)
    response = post(client, update)
    assert (response.status_code, response.json()) == (200, {})
    [got] = drained(client, THERE)
    assert got.path == f"/bot{TOKEN}/sendMessage"
    assert got.json["chat_id"] == 500
    assert got.json["parse_mode"] == "HTML"
    assert "Green tea" in texts([got])

    assert post(client, update).status_code == 200
    assert drained(client, THERE) == []
    post(client, said("what did I ask at first?", 500, 2))
    assert "what is green tea?" in texts(drained(client, THERE))


def test_a_button_is_pressed(client: TestClient) -> None:
    """What it says is heard once, and the press is answered in the response, so that it does not wait."""
    post(client, said("what is green tea?", 501, 10))
    [got] = drained(client, THERE)
    keyboard = InlineKeyboardMarkup.de_json(got.json["reply_markup"], BOT)
    assert keyboard is not None
    (first,), *_ = keyboard.inline_keyboard
    shown = Message(5, MADE, Chat(501, "private"), from_user=SELF, text="…", reply_markup=keyboard)
    update = pressed(str(first.callback_data), shown, 11)
    for sent in (1, 0):
        response = post(client, update)
        assert response.json() == {"method": "answerCallbackQuery", "callback_query_id": "press 11"}
        assert len(drained(client, THERE)) == sent

    post(client, said(first.text, 502, 12))
    typed = texts(drained(client, THERE))
    post(
        client,
        pressed(
            str(first.callback_data),
            Message.de_json(shown.to_dict() | {"chat": {"id": 503, "type": "private"}}, BOT),
            13,
        ),
    )
    assert texts(drained(client, THERE)).split()[:5] == typed.split()[:5]


def test_what_a_button_sends_is_short_enough() -> None:
    """A payload of more than 64 bytes is its number, and is heard as its title."""
    buttons = (Button("Short?", "/a"), Button("Long?", "/" + "ñ" * 32), Button("Just?", "x" * 64))
    [(_, given)] = calls(Answer("ann", (Said("Which?", buttons),)))
    rows = given["reply_markup"]["inline_keyboard"]
    assert [button["callback_data"] for (button,) in rows] == ["/a", "2", "x" * 64]

    from bot.channels.telegram.updates import Update as Ours

    keyboard = InlineKeyboardMarkup.de_json(given["reply_markup"], BOT)
    shown = Message(5, MADE, Chat(1, "private"), from_user=SELF, text="…", reply_markup=keyboard)
    for data, text in ("2", "Long?"), ("/a", "/a"), ("7", "7"):
        found = Ours.model_validate_json(pressed(data, shown, 1).to_json()).said(4242, NAME)
        assert found is not None
        assert found.text == text
    assert (
        Ours.model_validate({"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1}, "data": "x"}}).said(1, "")
        is None
    )


def test_in_a_group_it_hears_what_is_said_to_it(client: TestClient) -> None:
    """A mention, a reply to it, a command; it answers to that message; what people say to each other is theirs."""
    for text in (
        "what is green tea?",
        "@other_bot what is green tea?",
        "@tea_botanist hello",
        "/roll",
        "/define@other_bot",
    ):
        post(client, said(text, -600, 20, "supergroup"))
    other = Message(6, MADE, Chat(-600, "supergroup"), from_user=ANN, text="hm")
    post(client, said("what is green tea?", -600, 21, "supergroup", reply_to_message=other))
    assert drained(client, THERE) == []

    mine = Message(7, MADE, Chat(-600, "supergroup"), from_user=SELF, text="Green tea is a tea.")
    for number, (text, more) in enumerate(
        [
            ("@Tea_Bot what is green tea?", {}),
            ("what is green tea, @tea_bot?", {}),
            ("what is green tea?", {"reply_to_message": mine}),
            ("/start@tea_bot", {}),
        ],
        start=30,
    ):
        post(client, said(text, -600, number, "supergroup", **more))
        [got] = drained(client, THERE)
        assert got.json["reply_parameters"] == {"message_id": number, "allow_sending_without_reply": True}
        assert ("reen tea" in texts([got])) is (number < 33), text


def test_each_person_of_a_group_and_each_topic_is_a_conversation(client: TestClient) -> None:
    bob = User(id=78, first_name="Bob", is_bot=False)
    ask = "@tea_bot what did I ask at first?"

    def say(text: str, number: int, who: User, topic: int) -> str:
        more = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        message = Message(number, MADE, Chat(-700, "supergroup"), from_user=who, text=text, **more)  # type: ignore[arg-type]
        post(client, Update(number, message=message))
        sent = drained(client, THERE)
        assert {got.json.get("message_thread_id") for got in sent} == {topic or None}
        return texts(sent)

    say("@tea_bot what is green tea?", 40, ANN, 0)
    assert "green tea" in say(ask, 41, ANN, 0)
    assert "green tea" not in say(ask, 42, bob, 0)
    assert "green tea" not in say(ask, 43, ANN, 9)


def test_what_is_no_message_says_nothing(client: TestClient) -> None:
    """Edited messages, channel posts, other bots, pictures: acknowledged, so that they are not sent again."""
    before = heard(client)
    message = said("what is green tea?", 800, 50).message
    assert message is not None
    bot = User(id=9, first_name="B", is_bot=True)
    for update in (
        Update(51, edited_message=message),
        Update(52, channel_post=message),
        Update(53, message=Message(1, MADE, Chat(800, "private"), from_user=ANN, caption="look")),
        Update(54, message=Message(1, MADE, Chat(800, "private"), from_user=bot, text="hello")),
        Update(55, message=Message(1, MADE, Chat(800, "private"), from_user=ANN, text="  ")),
        Update(56),
    ):
        assert post(client, update).status_code == 200
    assert drained(client, THERE) == []
    assert heard(client) == before


def test_start_greets(client: TestClient) -> None:
    for number, text in enumerate(("/start", "/start abc", "/help"), start=60):
        post(client, said(text, 900 + number, number))
        sent = texts(drained(client, THERE))
        post(client, said("hello", 950 + number, number + 10))
        assert sent == texts(drained(client, THERE))


def test_who_has_not_the_secret_is_refused_and_not_heard(client: TestClient) -> None:
    before = heard(client)
    update = said("what is green tea?", 1000, 80)
    for secret in ("", "another", SECRET + "x", SECRET[:-1]):
        assert post(client, update, secret).status_code == 401
    assert client.post("/webhooks/telegram", content=update.to_json()).status_code == 401
    raw = {"X-Telegram-Bot-Api-Secret-Token": "ñ".encode()}
    assert client.post("/webhooks/telegram", content=update.to_json(), headers=raw).status_code == 401
    for body in (b"", b"{", b"[]", b"\xff", b'{"update_id": "x"}', b'{"update_id": 1, "message": {"chat": 1}}'):
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        assert client.post("/webhooks/telegram", content=body, headers=headers).status_code == 400
    assert heard(client) == before
    assert drained(client, THERE) == []


def test_too_many_calls_wait_as_long_as_telegram_says(client: TestClient) -> None:
    """Its 429 says how long in the body; what it refuses for good is not sent again."""
    busy = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    replies = [Told(429, json.dumps(busy).encode()), Told(), Told(403), Told(400)]
    THERE.answer = lambda _: replies.pop(0)
    for number in range(3):
        post(client, said("what is green tea?", 1100 + number, 90 + number))
        drained(client, THERE)
    assert replies == []


def test_long_answers_come_in_pieces_that_telegram_takes() -> None:
    """Whatever they are made of: 4,096 characters as UTF-16 counts them, after the markup is read."""
    table: dict[str, Any] = {"type": "table", "columns": ["", "a", "b"], "rows": [["x & y", "<" * 900, "b"]] * 9}
    for text, custom in (
        ("A word of it & more. " * 900, {}),
        ("🍵" * 9_000, {}),
        ("x" * 9_000, {}),
        ("**bold** <b> &amp; " * 600, {}),
        ("- x & y — a: z | b: z", {"blocks": [table]}),
    ):
        made = list(calls(Answer("ann", (Said(text, custom=custom),))))
        assert len(made) > 1
        for _, given in made:
            shown = "\n\n".join(read([Received(f"/bot{TOKEN}/sendMessage", {}, json.dumps(given).encode())]).texts)
            assert 0 < len(shown.encode("utf-16-le")) // 2 <= LONGEST


def test_it_is_not_on_without_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOOLITTLE_CHANNELS", '["telegram"]')
    arguments = ["serve", "--knowledge", str(HERE / "starter"), "--store", "memory"]
    for name, value in ("TOKEN", ""), ("TOKEN", "no-token"), ("SECRET", ""), ("SECRET", "with spaces"):
        with monkeypatch.context() as patch:
            patch.setenv(f"DOOLITTLE_TELEGRAM_{name}", value)
            ended = CliRunner().invoke(command, arguments)
        assert ended.exit_code == 1
        assert ended.stderr.startswith(f"setting DOOLITTLE_TELEGRAM_{name}: the channel telegram needs")


async def test_the_client_itself_sends_what_we_send(client: TestClient) -> None:
    """The webhook is set as the page says; a message goes over the wire with the same fields and values."""
    post(client, said("what is green tea?", 510, 90))
    [ours] = drained(client, THERE)
    sent = {"message_id": 1, "date": 1, "chat": {"id": 510, "type": "private"}}
    THERE.answer = lambda got: Told(body=json.dumps({"ok": True, "result": "Webhook" in got.path or sent}).encode())
    bot = PythonTelegramBot(TOKEN, base_url=f"{THERE.url}/bot")
    assert await bot.set_webhook(
        "https://bot.example/webhooks/telegram", secret_token=SECRET, allowed_updates=["message", "callback_query"]
    )
    keyboard = InlineKeyboardMarkup.de_json(ours.json["reply_markup"], BOT)
    await bot.send_message(510, ours.json["text"], parse_mode="HTML", reply_markup=keyboard)
    for request in bot._request:
        await request.shutdown()
    webhook, theirs = (dict(parse_qsl(each.body.decode())) for each in THERE.received[-2:])
    assert webhook["secret_token"] == SECRET
    assert json.loads(webhook["allowed_updates"]) == ["message", "callback_query"]
    assert THERE.received[-1].path == ours.path
    read_ = {
        name: json.loads(value) if name in ("chat_id", "reply_markup") else value for name, value in theirs.items()
    }
    assert read_.items() <= ours.json.items()
