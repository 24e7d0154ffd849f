"""The page at `/`, driven in Chromium as a person would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Browser, Server

ANSWERS = "document.querySelectorAll('.answer').length"
LAST = "[...document.querySelectorAll('.answer')].at(-1)"
CHIP = f"{LAST}.querySelector('.chips button')"
SHIFT = 8


@pytest.fixture
def page(browser: Browser, server: Server) -> Browser:
    """The page as a new visitor finds it, greeted."""
    browser.open(server.url)
    browser.js("sessionStorage.clear()")
    browser.open(server.url)
    browser.until(f"{ANSWERS} === 1 && {CHIP}")
    return browser


def ask(page: Browser, words: str) -> str:
    """Type a question, send it with Enter, and give back the answer as shown."""
    before = page.js(ANSWERS)
    page.js("document.getElementById('text').focus()")
    page.type(words)
    page.press("Enter")
    page.until(f"{ANSWERS} === {before + 1} && !document.querySelector('.waiting')")
    return str(page.js(f"{LAST}.innerText"))


def asked(page: Browser) -> list[str]:
    """What the visitor is shown to have asked."""
    return list(page.js("[...document.querySelectorAll('.asked')].map(node => node.lastChild.textContent)"))


def test_greets_with_the_starters_of_the_pack(page: Browser) -> None:
    page.until("document.querySelector('h1').textContent === 'making tea'")
    assert "automated assistant" in page.js("document.querySelector('header').innerText")
    assert page.js("document.querySelector('.chips button').textContent") == "What is a kettle?"
    assert asked(page) == []


def test_greeting_is_no_word_of_the_visitor(page: Browser) -> None:
    ask(page, "what is oolong?")
    assert 'You began with: "what is oolong?"' in ask(page, "what did I ask at first?")


def test_answers_a_question_with_bold_and_its_source(page: Browser) -> None:
    answer = ask(page, "what is a kettle?")
    assert answer.startswith("A kettle is a vessel that boils water. It has a spout.")
    assert page.js(f"{LAST}.querySelector('strong').textContent") == "vessel"
    assert "Source:" not in answer
    assert page.js(f"{LAST}.querySelector('.sources a').href") == "https://tea.example/book"
    assert page.js("document.activeElement.id") == "text"


def test_chip_sends_its_payload_and_shows_its_title(page: Browser) -> None:
    ask(page, "what is a kettle?")
    page.click(CHIP)
    page.until(f"{LAST}.querySelector('table')")
    assert asked(page)[-1] == "How do kettle and teapot differ?"
    cells = "[...document.querySelectorAll('tr:last-child > *')].map(cell => cell.textContent)"
    assert page.js(cells)[-3:] == ["Speed", "Three minutes.", "Four minutes."]
    shown = page.js(f"{LAST}.innerText")
    assert "Speed —" not in shown
    assert "Choose a kettle when you need hot water." in shown
    assert page.js("document.querySelectorAll('.chips').length") == 1, "older chips are gone"


def test_lists_are_drawn(page: Browser) -> None:
    answer = ask(page, "list all teas")
    assert answer.startswith("Teas are, of those I know:")
    assert "green tea (1211)" not in answer
    assert page.js(f"[...{LAST}.querySelectorAll('li')].map(row => row.textContent)")[1] == "1650black tea"


@pytest.mark.parametrize(
    "words", ["<img src=x onerror=document.title='owned'>", "<script>document.title='owned'</script>"]
)
def test_markup_stays_text(page: Browser, words: str) -> None:
    """Neither in the visitor's own turn nor where the bot repeats it."""
    ask(page, words)
    assert words in ask(page, "what did I ask at first?")
    assert asked(page)[0] == words
    assert page.js("document.querySelectorAll('#log img, #log script').length") == 0
    assert page.js("document.title") != "owned"


def test_only_web_addresses_become_links(page: Browser) -> None:
    page.js(
        """log.append(el("p", {id: "probe"}, ...inline("[a](javascript:alert(1)) [b](https://b.example) https://c.example.")))"""
    )
    links = page.js("[...document.querySelectorAll('#probe a')].map(a => [a.textContent, a.href, a.rel])")
    rel = "noopener noreferrer"
    assert links == [["b", "https://b.example/", rel], ["https://c.example", "https://c.example/", rel]]


def test_shift_enter_begins_a_line(page: Browser) -> None:
    page.js("document.getElementById('text').focus()")
    page.type("one")
    page.press("Enter", SHIFT)
    page.type("two")
    assert page.js("document.getElementById('text').value") == "one\ntwo"
    assert asked(page) == []


def test_keyboard_alone_reaches_a_chip(page: Browser) -> None:
    page.js("document.getElementById('fresh').focus()")
    page.press("Tab")
    assert page.js("document.activeElement.textContent") == "What is a kettle?"
    assert page.js("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.press("Enter")
    page.until(f"{ANSWERS} === 2")
    assert asked(page) == ["What is a kettle?"]


def test_retry_after_the_network_failed_repeats_the_same_message(page: Browser, server: Server) -> None:
    server.stop()
    try:
        page.js("document.getElementById('text').focus()")
        page.type("what is oolong?")
        page.press("Enter")
        page.until("document.querySelector('.error')")
        assert "could not be reached" in page.js("document.querySelector('.error').innerText")
    finally:
        server.start()
    page.click("document.querySelector('.error button')")
    page.until(f"{ANSWERS} === 2")
    assert page.js(f"{LAST}.innerText").startswith("Oolong is a kind of tea.")
    assert not page.js("document.querySelector('.error')")
    posted = [e["params"]["request"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    bodies = [json.loads(request["postData"]) for request in posted if request["method"] == "POST"]
    named = [body["metadata"]["message_id"] for body in bodies if body["message"] == "what is oolong?"]
    assert len(named) == 2
    assert named[0] == named[1]


def test_too_long_a_message_is_refused_and_kept(page: Browser) -> None:
    page.js("document.getElementById('text').focus()")
    page.type("tea " * 2600)
    page.press("Enter")
    page.until("document.querySelector('.error')")
    assert "10000 characters" in page.js("document.querySelector('.error').innerText")
    assert not page.js("Boolean(document.querySelector('.error button'))")
    assert len(page.js("document.getElementById('text').value")) > 10000


def test_reload_keeps_the_conversation_and_new_ends_it(page: Browser, server: Server) -> None:
    ask(page, "what is oolong?")
    page.open(server.url)
    page.until(f"{ANSWERS} === 2")
    assert asked(page) == ["what is oolong?"]
    assert "Oolong" in ask(page, "say that again")
    page.click("document.getElementById('fresh')")
    page.until(f"{ANSWERS} === 1 && {CHIP}")
    assert asked(page) == []
    assert "Oolong" not in ask(page, "say that again")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_every_window_and_asks_nobody_else(browser: Browser, server: Server, width: int, scheme: str) -> None:
    browser.open(server.url, width, 700, prefers_color_scheme=scheme)
    browser.js("sessionStorage.clear()")
    browser.open(server.url, width, 700, prefers_color_scheme=scheme)
    browser.until(f"{ANSWERS} === 1 && {CHIP}")
    ask(browser, "difference between a kettle and a teapot")
    ask(browser, "list all teas")
    assert browser.js("document.documentElement.scrollWidth <= innerWidth")
    assert browser.js("log.getBoundingClientRect().width <= 46 * 16")
    light = browser.js("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
    assert light == (scheme == "light")
    assert browser.complaints() == []
    assert all(address.startswith(server.url) for address in browser.requested())


def test_works_under_a_strict_policy(browser: Browser, server: Server) -> None:
    """The policy stands in the page itself; inline style and script are the only exceptions."""
    browser.open(server.url)
    browser.until(f"{ANSWERS} >= 1")
    policy = browser.js("document.querySelector('meta[http-equiv]').content")
    assert policy.startswith("default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
    assert browser.complaints() == []
