"""Every state of the widget, each reached from the one before: what a visitor can come to see."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from widget.conftest import Visitor
from widget.troubles import (
    CHAT,
    HELD,
    away,
    limited,
    lost,
    offline,
    reconnecting,
    refused,
    stopped,
    streaming,
    unforgotten,
    waiting,
)

State = Callable[[Visitor], None]
UNHEARD = 'id: 0\ndata: {"type": "done", "outcome": "silent"}\n\n'
"""What is answered while a person has the conversation."""


def from_menu(visitor: Visitor, key: str) -> None:
    """Open the menu and press one of its entries."""
    visitor.at(".more").click()
    visitor.at(".menu").get_by_text(visitor.said(key)).click()


def unloaded(visitor: Visitor) -> None:
    visitor.at(".hello").wait_for()
    visitor.page.route("**/panel.js*", lambda route: route.abort())
    visitor.at(".launcher").click()
    expect(visitor.at(".hello")).to_contain_text(visitor.said("unloaded"))


def greeting(visitor: Visitor) -> None:
    visitor.page.unroute("**/panel.js*")
    visitor.page.evaluate("(chat => chat.replaceWith(chat.cloneNode()))(document.querySelector('doolittle-chat'))")
    expect(visitor.at(".hello")).to_contain_text("Ask me.")


def closed(visitor: Visitor) -> None:
    visitor.at(".hello .bye").click()


def empty(visitor: Visitor) -> None:
    visitor.at(".launcher").click()
    visitor.at(".starters .chip").first.wait_for()


def menu(visitor: Visitor) -> None:
    visitor.at(".more").click()
    visitor.at(".menu").wait_for()


def person(visitor: Visitor) -> None:
    visitor.at(".menu button").first.click()
    expect(visitor.at(".notice")).to_contain_text("Ask the team")


def drafted(visitor: Visitor) -> None:
    visitor.button("dismiss").click()
    visitor.field.fill(
        "What is the difference\nbetween a VAE\nand a GAN,\nand which of them\nshould I\nuse\nfor music?"
    )


def answer(visitor: Visitor) -> None:
    visitor.button("stop").click()
    visitor.button("rest").click()
    visitor.at(".suggestions .chip").first.wait_for()


def unfolded(visitor: Visitor) -> None:
    visitor.at(".how summary").click()
    visitor.at(".how li").first.wait_for()


def liked(visitor: Visitor) -> None:
    visitor.at(".how summary").click()
    visitor.button("copy").click()
    visitor.button("up").click()
    visitor.at(".row [aria-pressed=true]").wait_for()


def table(visitor: Visitor) -> None:
    visitor.anew()
    visitor.ask("difference between GAN and VAE")


def sources(visitor: Visitor) -> None:
    visitor.at("details.sources summary").click()
    visitor.at(".cards li").first.scroll_into_view_if_needed()


def timeline(visitor: Visitor) -> None:
    visitor.anew()
    visitor.ask("What happened between 2012 and 2016?").locator(".timeline").wait_for()


def listing(visitor: Visitor) -> None:
    visitor.anew()
    visitor.ask("which tools are for audio?").locator(".list i").first.wait_for()


def asked_back(visitor: Visitor) -> None:
    visitor.anew()
    visitor.ask("help me choose").locator(".buttons .chip").first.wait_for()


def courtesy(visitor: Visitor) -> None:
    visitor.anew()
    visitor.ask("thanks").locator(".how summary").click()


def declined(visitor: Visitor) -> None:
    visitor.anew()
    turn = visitor.ask("What does a kettle cost?")
    turn.get_by_role("button", name=visitor.said("person")).wait_for()
    turn.locator(".how summary").click()


def long_words(visitor: Visitor) -> None:
    visitor.anew()
    visitor.ask("Donaudampfschifffahrtsgesellschaftskapitän" * 4 + " https://example.org/" + "a" * 120)


def disliked(visitor: Visitor) -> None:
    visitor.button("down").click()
    visitor.button("reason.unclear").click()
    visitor.at(".reasons [aria-pressed=true]").wait_for()
    expect(visitor.at(".reasons input")).to_be_in_viewport(ratio=0.9)


def thanked(visitor: Visitor) -> None:
    visitor.at(".reasons input").fill("It went over my head.")
    visitor.at(".reasons input").press("Enter")
    expect(visitor.at(".reasons")).to_contain_text(visitor.said("thanks"))


def whole_menu(visitor: Visitor) -> None:
    visitor.at(".more").click()
    expect(visitor.at(".menu > *")).to_have_count(4)


def sure(visitor: Visitor) -> None:
    visitor.at(".menu").get_by_text(visitor.said("forget")).click()
    visitor.at(".danger").wait_for()


def forgotten(visitor: Visitor) -> None:
    visitor.page.unroute(CHAT)
    visitor.button("again").click()
    expect(visitor.at(".banner")).to_be_hidden()
    from_menu(visitor, "forget")
    visitor.at(".danger").click()
    expect(visitor.at(".notice")).to_contain_text(visitor.said("forgotten"))


def taken_over(visitor: Visitor) -> None:
    visitor.page.route(CHAT, lambda route: route.fulfill(body=UNHEARD, content_type="text/event-stream"))
    visitor.page.context.set_offline(False)
    expect(visitor.at(".turn .answer")).to_be_hidden()


def unread(visitor: Visitor) -> None:
    visitor.page.unroute(CHAT)
    visitor.page.evaluate(HELD)
    visitor.send("What is a VAE?")
    visitor.at(".body p").wait_for()
    visitor.page.keyboard.press("Escape")
    visitor.page.evaluate("release()")
    expect(visitor.at(".badge")).to_have_text("1")


STATES: tuple[State, ...] = (
    unloaded,
    greeting,
    closed,
    empty,
    menu,
    person,
    drafted,
    waiting,
    stopped,
    reconnecting,
    streaming,
    answer,
    unfolded,
    liked,
    table,
    sources,
    timeline,
    listing,
    asked_back,
    courtesy,
    declined,
    long_words,
    disliked,
    thanked,
    whole_menu,
    sure,
    unforgotten,
    lost,
    forgotten,
    limited,
    refused,
    away,
    offline,
    taken_over,
    unread,
)
"""One after the other: each begins where the one before ended."""
