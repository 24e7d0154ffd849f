"""Chat widgets others have, as their makers publish them, in a real browser on pages of another origin.

Each page is the snippet of the channel's page of the documentation, but for the port.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from elsewhere import Elsewhere
from playwright.sync_api import Browser, Locator, Page, expect
from shapes import HOSTILE
from test_docs import blocks, page
from test_every_channel import Scripted

from bot import assembly
from bot.settings import Settings
from knowledge.loader import HERE
from tests import outside

if TYPE_CHECKING:
    from tests.conftest import Served

PACKAGES = ("deep-chat@2.4.2", "@n8n/chat@1.37.0", "botframework-webchat@4.18.1")
ASKED = "How do green tea and black tea differ?"
ANSWERED = "Black tea is oxidised and green tea is not"
NEXT = "What is black tea?"
ANSWERED_NEXT = "Black tea is tea from leaves that are withered"
MARKUP = "b, i, em, code, script, del, h1, blockquote, hr, a:text-is('a')"
"""What the words of `HOSTILE` would be if they were read as markup."""
LONG = "x" * 1001
PICTURES = "https://tea.example/"
TOO_LONG = "The message is longer than 1000 characters"

URL = "/webhooks/deepchat"
DEEP_CHATS = {
    "plain": ("deepchat", 0, (f'{URL}",', f'{URL}", stream: false,'), False),
    "streamed": ("deepchat", 0, (f'{URL}",', f'{URL}", stream: true,'), True),
    "OpenAI's API, streamed": ("openai", 0, ("stream: true,", "stream: true,"), True),
    "by its own client of it": ("openai", 1, ("completions: true", "completions: true"), True),
}
"""Each way in which deep-chat talks to the bot: page, snippet, what is replaced in it, whether buttons are numbers."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    """Another origin, with all three packages."""
    running = Elsewhere()
    for name in PACKAGES:
        running.files(outside.package(name) / "dist")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def start(served: Served, elsewhere: Elsewhere) -> Iterator[Callable[[], Served]]:
    """Starts the service with all four channels, which pages of the other origin may call."""
    channels = ("deepchat", "n8n", "directline", "openai")
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "longest_message": 1000}
    with ExitStack() as stack:

        def started() -> Served:
            running = type(served)(Settings(**about, channels=channels, cors=(elsewhere.url,)))  # type: ignore[arg-type]
            stack.callback(running.stop)
            return running

        yield started


@pytest.fixture(scope="module")
def bot(start: Callable[[], Served]) -> Served:
    """The service as it is."""
    return start()


@pytest.fixture(scope="module")
def scripted(start: Callable[[], Served]) -> Served:
    """The service in front of a conversation that has every kind of answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "conversation", lambda _, source, where, *__: Scripted(source, where))
        return start()


Open = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, elsewhere: Elsewhere) -> Iterator[Open]:
    """Opens a page with a channel's snippet, some of its words replaced; fails on errors and calls to others."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_page(bot: Served, channel: str, *replaced: tuple[str, str], block: int = 0) -> Page:
            address = str(bot.client.base_url).rstrip("/")
            snippet = blocks(page(f"docs/channels/{channel}.md"), "html")[block]
            for old, new in (("http://127.0.0.1:5005", address), *replaced):
                assert old in snippet
                snippet = snippet.replace(old, new)
            shown = stack.enter_context(chromium.new_context()).new_page()
            shown.set_default_timeout(30_000)
            shown.on("pageerror", lambda error: complaints.append(str(error)))
            ours = (elsewhere.url, address, address.replace("http", "ws"), "data:", "blob:", PICTURES)
            shown.on("request", lambda sent: None if sent.url.startswith(ours) else complaints.append(sent.url))
            shown.goto(elsewhere.page(channel, snippet))
            return shown

        yield open_page
    assert complaints == []


def ask(field: Locator, text: str) -> None:
    """A client that is not connected yet may leave a line as it was; it is sent once more then."""
    for _ in range(2):
        expect(field).to_be_editable(timeout=30_000)
        field.fill(text)
        field.press("Enter")
        for _ in range(50):
            if field.evaluate("field => field.value ?? field.textContent").strip() != text:
                return
            field.page.wait_for_timeout(100)


def told(where: Locator, text: str) -> None:
    expect(where).to_contain_text(text, timeout=30_000)


def shows_nothing(shown: Page, field: Locator, answers: Locator) -> None:
    """Where a person has the conversation: no bubble and no error, and what is said next is answered."""
    expect(field).to_be_editable(timeout=30_000)
    before = answers.count()
    with shown.expect_response(lambda response: response.request.method == "POST"):
        ask(field, "nothing")
    ask(field, "text")
    told(answers.last, "Green tea is a tea.")
    expect(answers).to_have_count(before + 1)


@pytest.mark.parametrize(("channel", "block", "replaced", "numbers"), DEEP_CHATS.values(), ids=DEEP_CHATS)
def test_deep_chat(
    opened: Open, bot: Served, channel: str, block: int, replaced: tuple[str, str], numbers: bool
) -> None:
    """A question is answered with a table, a button pressed or a number sent; an error is shown."""
    shown = opened(bot, channel, replaced, block=block)
    field, chat = shown.locator("#text-input"), shown.locator("#messages")
    ask(field, ASKED)
    told(chat, ANSWERED)
    expect(chat.locator("table")).to_have_count(1)
    expect(chat.locator("a", has_text="Encyclopaedia")).to_have_attribute("href", re.compile("^https://"))
    if numbers:
        told(chat, NEXT)
        ask(field, "1")
    else:
        chat.locator("button", has_text=NEXT).click()
    told(chat, ANSWERED_NEXT)
    expect(chat.locator("button", has_text=NEXT)).to_have_count(0)
    ask(field, LONG)
    told(chat.locator(".error-message-text"), TOO_LONG if channel == "deepchat" else "Error")


@pytest.mark.parametrize("stream", [False, True])
def test_n8n(opened: Open, bot: Served, stream: bool) -> None:
    """A question is answered with a table, a number sent; an error is shown; after a reload all is there again."""
    shown = opened(bot, "n8n", ("enableStreaming: true", f"enableStreaming: {str(stream).lower()}"))
    shown.locator(".chat-window-toggle").click()
    field, chat = shown.locator("textarea"), shown.locator(".chat-messages-list")
    ask(field, ASKED)
    told(chat, ANSWERED)
    expect(chat.locator("table")).to_have_count(1)
    told(chat, NEXT)
    ask(field, "1")
    told(chat, ANSWERED_NEXT)
    ask(field, LONG)
    told(chat, TOO_LONG)
    shown.reload()
    shown.locator(".chat-window-toggle").click()
    told(chat, ANSWERED)
    told(chat, ANSWERED_NEXT)
    expect(chat).not_to_contain_text(TOO_LONG)
    expect(chat.locator("table")).to_have_count(1)


@pytest.mark.parametrize("socket", [False, True])
def test_bot_framework_web_chat(opened: Open, bot: Served, socket: bool) -> None:
    """Polling and by WebSocket: a question is answered with a table, a button pressed, an error shown."""
    shown = opened(bot, "directline", ("{ domain, token }", f"{{ domain, token, webSocket: {str(socket).lower()} }}"))
    field, chat = shown.locator("[data-id=webchat-sendbox-input]"), shown.locator("#webchat")
    ask(field, ASKED)
    told(chat, ANSWERED)
    expect(chat.locator("table")).to_have_count(1)
    expect(chat.locator("a", has_text="Encyclopaedia")).to_have_attribute("href", re.compile("^https://"))
    shown.locator(".webchat__suggested-action", has_text=NEXT).click()
    told(chat, ANSWERED_NEXT)
    expect(chat).not_to_contain_text("Sending")
    ask(field, LONG)
    told(chat, "Send failed")


@pytest.mark.parametrize(
    ("channel", "field", "answers"),
    [
        ("deepchat", "#text-input", ".ai-message-text"),
        ("n8n", "textarea", ".chat-message-from-bot"),
        ("directline", "[data-id=webchat-sendbox-input]", ".webchat__bubble:not(.webchat__bubble--from-user)"),
    ],
)
def test_markup_stays_text_and_the_rest_is_drawn(
    opened: Open, scripted: Served, channel: str, field: str, answers: str
) -> None:
    """What a visitor wrote is shown as it was written, by each widget's own reader of Markdown.

    Then a timeline, sources and a picture are shown, and nothing where a person answers.
    """
    shown = opened(scripted, channel)
    if channel == "n8n":
        shown.locator(".chat-window-toggle").click()
    ask(shown.locator(field), "markup")
    answer = shown.locator(answers).last
    told(answer, "You said")
    seen = " ".join(answer.inner_text().replace("\u200b", "").split())  # Web Chat puts such around addresses.
    assert " ".join(HOSTILE.split()) in seen
    expect(answer.locator(MARKUP)).to_have_count(0)
    ask(shown.locator(field), "timeline")
    expect(shown.locator(answers).locator("li", has_text="tea 3")).to_have_count(1)
    ask(shown.locator(field), "sources")
    expect(shown.locator(answers).locator("a[href='https://tea.example/a_b?c=d']")).to_have_count(1)
    ask(shown.locator(field), "image")
    expect(shown.locator(f"img[src='{PICTURES}pot.png']")).to_have_count(1)
    if channel != "deepchat":
        shows_nothing(shown, shown.locator(field), shown.locator(answers))


@pytest.mark.parametrize("how", [*DEEP_CHATS][:3])
def test_deep_chat_shows_nothing_where_a_person_answers(opened: Open, scripted: Served, how: str) -> None:
    channel, block, replaced, _ = DEEP_CHATS[how]
    shown = opened(scripted, channel, replaced, block=block)
    chat = shown.locator("#messages")
    shows_nothing(shown, shown.locator("#text-input"), chat.locator(".ai-message-text"))
    expect(chat.locator(".loading-message-text, .error-message-text")).to_have_count(0)
