"""Every state of the widget in light, dark, right-to-left, on a phone and in forced colours: axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from widget.conftest import Bot, Visitor, scheme

MODES = ("light", "dark", "rtl", "phone", "forced")
State = Callable[[Visitor], None]


def closed(visitor: Visitor) -> None:
    visitor.page.goto(visitor.bot.url)
    visitor.page.evaluate("document.querySelector('doolittle-chat').remove()")
    visitor.page.evaluate(
        "document.body.append(Object.assign(document.createElement('doolittle-chat'), {id: 'own'}));"
        "document.querySelector('#own').setAttribute('privacy-url', '/privacy')"
    )
    visitor.at(".launcher").wait_for()


def greeting(visitor: Visitor) -> None:
    visitor.page.evaluate(
        "(old => { const chat = old.cloneNode(); chat.setAttribute('greeting', 'Questions about the models? Ask me.');"
        " old.replaceWith(chat) })(document.querySelector('doolittle-chat'))"
    )
    visitor.at(".hello").wait_for()


def empty(visitor: Visitor) -> None:
    visitor.at(".hello .bye").click()
    visitor.at(".launcher").click()
    visitor.at(".starters .chip").first.wait_for()


def menu(visitor: Visitor) -> None:
    visitor.at(".more").click()
    visitor.at(".menu").wait_for()


def person(visitor: Visitor) -> None:
    visitor.at(".menu button").first.click()
    expect(visitor.at(".notice")).to_contain_text("Ask the team")


def waiting(visitor: Visitor) -> None:
    visitor.at(".notice .icon").click()
    visitor.page.route("**/web/chat", lambda route: None)
    visitor.send("What is a VAE?")
    visitor.at(".waiting").wait_for()


def stopped(visitor: Visitor) -> None:
    visitor.at(".go").click()
    visitor.at(".stopped").wait_for()
    visitor.page.unroute("**/web/chat")


def answer(visitor: Visitor) -> None:
    visitor.at(".stopped .chip").click()
    visitor.at(".suggestions .chip").first.wait_for()


def unfolded(visitor: Visitor) -> None:
    visitor.at(".how summary").click()
    visitor.at(".how li").first.wait_for()


def table(visitor: Visitor) -> None:
    visitor.ask("difference between GAN and VAE")


def sources(visitor: Visitor) -> None:
    visitor.at(".turn").last.locator("details.sources summary").click()
    visitor.at(".turn").last.locator(".cards li").first.scroll_into_view_if_needed()


def timeline(visitor: Visitor) -> None:
    visitor.ask("What happened between 2012 and 2016?").locator(".timeline").wait_for()


def listing(visitor: Visitor) -> None:
    visitor.ask("Which models came out in 2014?").locator(".list").wait_for()


def asked_back(visitor: Visitor) -> None:
    visitor.ask("help me choose").locator(".buttons .chip").first.wait_for()


def declined(visitor: Visitor) -> None:
    visitor.at(".icon[aria-label='New conversation']").click()
    visitor.ask("What does a kettle cost?").get_by_role("button", name="Reach a person").wait_for()


def long_words(visitor: Visitor) -> None:
    visitor.ask("Donaudampfschifffahrtsgesellschaftskapitän" * 4 + " https://example.org/" + "a" * 120)


def disliked(visitor: Visitor) -> None:
    last = visitor.at(".turn").last
    last.get_by_role("button", name="Not helpful").click()
    last.get_by_role("button", name="Hard to understand").click()
    last.locator(".reasons [aria-pressed=true]").wait_for()
    expect(last.locator(".reasons input")).to_be_in_viewport(ratio=0.9)


def thanked(visitor: Visitor) -> None:
    visitor.at(".turn.last .reasons input").fill("It went over my head.")
    visitor.at(".turn.last .reasons input").press("Enter")
    expect(visitor.at(".turn.last .reasons")).to_contain_text("Thank you")


def sure(visitor: Visitor) -> None:
    visitor.at(".more").click()
    visitor.at(".menu").get_by_role("button", name="Delete").click()
    visitor.at(".danger").wait_for()


def limited(visitor: Visitor) -> None:
    visitor.at(".notice").get_by_role("button", name="Keep it").click()

    def refuse(route: Route) -> None:
        headers = {"Retry-After": "600", "Access-Control-Expose-Headers": "Retry-After"}
        route.fulfill(status=429, headers=headers, json={"detail": "Too many."})

    visitor.page.route("**/web/chat", refuse)
    visitor.send("What is a GAN?")
    expect(visitor.at(".error")).to_contain_text("600 seconds")


def refused(visitor: Visitor) -> None:
    visitor.at(".go").click()
    visitor.at(".stopped").wait_for()
    visitor.page.unroute("**/web/chat")
    visitor.page.route("**/web/chat", lambda route: route.fulfill(status=403, json={"detail": "Not from this page."}))
    visitor.send("What is a GAN?")
    expect(visitor.at(".error")).to_contain_text("Not from this page.")


def offline(visitor: Visitor) -> None:
    visitor.page.unroute("**/web/chat")
    visitor.page.context.set_offline(True)
    visitor.send("What is a GAN?")
    visitor.at(".queued").wait_for()
    visitor.at(".banner").wait_for()


LOOKED_AT = (closed, empty, menu, answer, sources, timeline, declined, disliked, sure, limited, refused, offline)
"""The states that axe looks at where neither the colours nor the order are others than in `light` and `dark`."""
STATES: tuple[State, ...] = (
    closed,
    greeting,
    empty,
    menu,
    person,
    waiting,
    stopped,
    answer,
    unfolded,
    table,
    sources,
    timeline,
    listing,
    asked_back,
    declined,
    long_words,
    disliked,
    thanked,
    sure,
    limited,
    refused,
    offline,
)
"""One after the other: each begins where the one before ended."""


@pytest.mark.parametrize("mode", MODES)
def test_nobody_is_shut_out_in_any_state(chromium: Browser, bot: Bot, mode: str) -> None:
    """No violation of WCAG 2.2 AA or of good practice, nothing beyond the edge, and a picture to look at."""
    context = chromium.new_context(**scheme(mode))
    visitor = Visitor(context.new_page(), bot)
    if mode == "rtl":
        context.add_init_script("addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })")
    found: dict[str, list[str]] = {}
    try:
        for number, state in enumerate(STATES):
            state(visitor)
            visitor.shot(f"{mode}-{number:02}-{state.__name__}")
            if mode in ("light", "dark") or state in LOOKED_AT:
                found[state.__name__] = visitor.violations()
            overflow = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{state.__name__} is {overflow} px wider than the window"
    finally:
        context.close()

    assert {name: told for name, told in found.items() if told} == {}
