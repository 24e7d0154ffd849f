"""Without a mouse, without sight, on a phone: focus, keys, what is announced, and the pure parts of the scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from widget.conftest import Bot, Visitor
from widget.conftest import phone as settings

QUESTION = "What is a VAE?"


def tab(visitor: Visitor, to: str, *, most: int = 60, back: bool = False) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if visitor.focused().startswith(to):
            return
        visitor.page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"Tab does not lead to {to!r}")


def test_everything_can_be_done_with_keys_alone(visitor: Visitor) -> None:
    """Open, ask, unfold, judge: each by Tab and Enter, with an outline to be seen."""
    visitor.page.goto(visitor.bot.url)
    visitor.at(".launcher").wait_for()
    tab(visitor, "Open chat")
    visitor.page.keyboard.press("Enter")
    visitor.field.wait_for()
    visitor.until(lambda: visitor.focused() == "Your question")
    visitor.page.keyboard.type(QUESTION)
    visitor.page.keyboard.press("Enter")
    visitor.at(".turn .row").wait_for()
    assert visitor.focused() == "Your question"

    for name in ("How do GAN", "Ask it differently", "Not helpful", "How I found this", "Auto-Encoding", "Source 2"):
        tab(visitor, name, back=True)
        outline = visitor.page.evaluate(
            "(e => getComputedStyle(e, e.matches('.cards a') ? '::after' : null).outlineStyle)"
            "(document.querySelector('doolittle-chat').shadowRoot.activeElement)"
        )
        assert outline == "solid", name
    tab(visitor, "How I found this")
    visitor.page.keyboard.press("Enter")
    visitor.at(".how li").first.wait_for()
    tab(visitor, "Not helpful")
    visitor.page.keyboard.press("Enter")
    tab(visitor, "Wrong or out of date")
    visitor.page.keyboard.press("Space")
    tab(visitor, "Anything else")
    visitor.page.keyboard.type("No.")
    visitor.page.keyboard.press("Enter")
    expect(visitor.at(".reasons")).to_contain_text("Thank you")
    assert visitor.focused() == "Not helpful"


def test_the_menu_is_there_for_keys_as_well(visitor: Visitor) -> None:
    """What one is not sure of leads back to the composer, and Escape to the button that opened it all."""
    visitor.open().ask(QUESTION)
    tab(visitor, "More", back=True)
    visitor.page.keyboard.press("Enter")
    tab(visitor, "Delete this")
    visitor.page.keyboard.press("Enter")
    tab(visitor, "Keep it")
    visitor.page.keyboard.press("Enter")
    expect(visitor.at(".notice")).to_be_hidden()
    assert visitor.focused() == "Your question"
    visitor.page.keyboard.press("Escape")
    assert visitor.at("dialog").is_hidden()
    assert visitor.focused().startswith("Open chat")


def test_escape_closes_one_thing_at_a_time(visitor: Visitor) -> None:
    """First the menu, then what is said aside, then the panel."""
    visitor.open()
    visitor.at(".more").click()
    visitor.page.keyboard.press("Escape")
    assert visitor.at(".menu").is_hidden()
    assert visitor.focused() == "More"
    visitor.at(".note button").click()
    visitor.page.keyboard.press("Escape")
    assert visitor.at(".notice").is_hidden()
    assert visitor.at("dialog").is_visible()
    visitor.page.keyboard.press("Escape")
    assert visitor.at("dialog").is_hidden()


def test_focus_goes_back_to_what_opened_the_panel(visitor: Visitor) -> None:
    """A button of the page that asked has it again; on the desktop the rest of the page stays in reach."""
    visitor.page.goto(visitor.bot.url)
    opener = visitor.page.locator("#asks button").first
    opener.click()
    visitor.at(".turn .row").wait_for()
    visitor.field.focus()
    assert visitor.at("dialog").get_attribute("open") is None
    visitor.page.locator("main a").first.focus()
    assert visitor.focused() == "full page"
    visitor.field.focus()
    visitor.page.keyboard.press("Escape")
    assert visitor.focused() == opener.inner_text()


def test_shift_enter_breaks_a_line_and_composing_sends_nothing(visitor: Visitor) -> None:
    """Enter within an input method chooses a word."""
    visitor.open()
    visitor.field.press_sequentially("one")
    visitor.field.press("Shift+Enter")
    visitor.field.press_sequentially("two")
    visitor.field.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert visitor.field.input_value() == "one\ntwo"
    assert visitor.at(".turn").count() == 0


def test_an_answer_is_announced_once(visitor: Visitor) -> None:
    """First that it is looked up, then all of its text at once; the log itself is silent."""
    visitor.open()
    visitor.at("[role=status].unseen").evaluate(
        "e => { window.said = []; new MutationObserver(() => said.push(e.textContent)).observe(e, {childList: true}) }"
    )
    visitor.ask(QUESTION)
    said = visitor.page.evaluate("said")

    assert said[0] == "Looking it up"
    assert len(said) == 2
    assert said[1].startswith("A variational autoencoder")
    assert said[1].endswith("decodes to something new.")
    assert visitor.at("[role=log]").get_attribute("aria-live") == "off"


def test_reading_is_not_disturbed_by_what_comes(visitor: Visitor) -> None:
    """A long answer shows its beginning; scrolled away, one stays there and can jump to the latest."""
    visitor.open()
    turn = visitor.ask("difference between GAN and VAE")
    view, jump = visitor.at(".view"), visitor.at(".jump")
    asked = turn.locator(".asked").bounding_box()
    frame = view.bounding_box()
    assert asked is not None
    assert frame is not None
    assert 0 <= asked["y"] - frame["y"] < 20
    expect(jump).to_be_visible()
    covers = jump.evaluate(
        "e => { const box = e.getBoundingClientRect(), over = other => { const b = other.getBoundingClientRect();"
        " return b.bottom > box.top && b.top < box.bottom && b.right > box.left && b.left < box.right };"
        " return [...e.getRootNode().querySelectorAll('.view, .composer, .banner, .notice, .note')].some(over) }"
    )
    assert not covers
    jump.click()
    expect(jump).to_be_hidden()
    visitor.send(QUESTION)
    visitor.at(".turn").nth(1).locator(".row").wait_for()
    view.evaluate("e => e.scrollTo(0, 40)")
    visitor.at(".turn").nth(1).locator("details").evaluate("e => { e.open = true }")
    visitor.page.wait_for_function(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert view.evaluate("e => e.scrollTop") == 40


@pytest.fixture
def phone(chromium: Browser, bot: Bot) -> Visitor:
    """A visitor with a phone."""
    context = chromium.new_context(**settings())
    visitor = Visitor(context.new_page(), bot)
    visitor.page.goto(bot.url)
    visitor.at(".launcher").tap()
    visitor.at("dialog[open]").wait_for()
    return visitor


def test_a_phone_shows_nothing_else(phone: Visitor) -> None:
    """The panel fills the window and is modal; no keyboard jumps up, and no field zooms in."""
    assert phone.at("dialog").evaluate("e => [e.offsetWidth, e.offsetHeight, e.matches(':modal')]") == [360, 700, True]
    assert phone.focused() == "Doolittle"
    assert float(phone.field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 16
    tab(phone, "Close chat")
    phone.page.keyboard.press("Escape")
    assert phone.at("dialog").is_hidden()
    phone.page.context.close()


def test_the_keyboard_of_a_phone_covers_nothing(phone: Visitor) -> None:
    """The panel ends where the visible part of the window ends."""
    phone.page.set_viewport_size({"width": 360, "height": 380})
    phone.page.wait_for_function(
        "document.querySelector('doolittle-chat').shadowRoot.querySelector('dialog').offsetHeight === 380"
    )
    box = phone.at(".composer").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 380
    phone.page.context.close()


MARKDOWN = {
    "One.\nStill one.\n\nTwo.": "<p>One.\nStill one.</p><p>Two.</p>",
    "**Bold** and `code`": "<p><strong>Bold</strong> and <code>code</code></p>",
    "A ** b ** c, 2 * 3 * 4": "<p>A ** b ** c, 2 * 3 * 4</p>",
    "- one\n- **two**\n\nAfter": "<ul><li>one</li><li><strong>two</strong></li></ul><p>After</p>",
    "3. three\n4. four": '<ol start="3"><li>three</li><li>four</li></ol>',
    "```\n<b>\n```": '<pre tabindex="0"><code>&lt;b&gt;</code></pre>',
    "[a](javascript:x) [b](//c) https://d.example/e.": "<p>[a](javascript:x) [b](//c) <a>https://d.example/e</a>.</p>",
    "**[b](https://b.example)**": "<p><strong><a>b</a></strong></p>",
    "<img src=x>": "<p>&lt;img src=x&gt;</p>",
    "": "",
}
STREAM: tuple[tuple[list[str], list[Any]], ...] = (
    (["id: 0\nevent: a\ndata: {}\n\nid: 1\nevent: b\nda", 'ta: {"x": "ü"}\n\n'], [[0, {}], [1, {"x": "ü"}]]),
    (["id: 4\r\ndata: [1]\r\n\r\n: a comment\n\n"], [[4, [1]]]),
    (["id: 0\ndata: 1\n\nid: 1\ndata: 2\n"], [[0, 1]]),
    ([], []),
)


def test_the_pure_parts_do_as_they_say(visitor: Visitor) -> None:
    """Markdown to elements, and bytes to events, from the very file that is served."""
    visitor.open()
    url = next(address for address in visitor.asked if address.endswith("/panel.js"))
    drawn = visitor.page.evaluate(
        """async ([url, texts]) => { const { markdown } = await import(url); return texts.map(text => {
            const box = document.createElement('div'); box.append(...markdown(text));
            box.querySelectorAll('[dir]').forEach(e => e.removeAttribute('dir'));
            box.querySelectorAll('a').forEach(e => ['href', 'target', 'rel'].forEach(name => e.removeAttribute(name)));
            return box.innerHTML }) }""",
        [url, list(MARKDOWN)],
    )
    assert dict(zip(MARKDOWN, drawn, strict=True)) == MARKDOWN
    for pieces, expected in STREAM:
        read = visitor.page.evaluate(
            """async ([url, pieces]) => { const { events } = await import(url); const found = [];
                const bytes = pieces.map(piece => new TextEncoder().encode(piece));
                const body = new ReadableStream({ start(c) { bytes.forEach(b => c.enqueue(b)); c.close() } });
                for await (const one of events(body)) found.push(one); return found }""",
            [url, pieces],
        )
        assert read == expected, json.dumps(pieces)
