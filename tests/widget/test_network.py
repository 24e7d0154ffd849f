"""A bad network, a busy server, a server that goes: nothing is lost, nothing is said twice, and it is told."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from widget.conftest import Elsewhere, Visitor
from widget.wire import Wire, wired

QUESTION = "What is a VAE?"
ANSWER = "variational autoencoder"


def test_offline_messages_wait_and_are_sent_in_order(visitor: Visitor) -> None:
    """Also over a reload's worth of time: they are kept until the network is back."""
    visitor.open().ask(QUESTION)
    visitor.page.context.set_offline(True)
    visitor.at(".banner").wait_for()
    for text in ("What is a GAN?", "What is BERT?"):
        visitor.send(text)
    expect(visitor.at(".queued")).to_have_count(2)
    visitor.page.context.set_offline(False)

    expect(visitor.at(".queued")).to_have_count(0)
    expect(visitor.at(".turn .row")).to_have_count(3)
    expect(visitor.at(".banner")).to_be_hidden()
    expect(visitor.at(".turn").nth(2)).to_contain_text("BERT is")


def test_a_server_that_restarts_in_mid_stream_costs_no_word(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """The stream breaks behind its first events and the server goes; when it is back the rest comes by itself, once."""
    wire = Wire(visitor.bot)
    visitor.page.clock.install()
    try:
        visitor.open(elsewhere.serve("/wire", wired(wire.url)))
        wire.hold(behind=b"event: text")
        visitor.send(QUESTION)
        expect(visitor.at(".turn .body p")).to_contain_text(ANSWER)
        wire.cut()
        expect(visitor.at(".waiting")).to_contain_text("connection broke")
        visitor.bot.stop()
        visitor.bot.start()
        wire.mend()
        visitor.page.clock.run_for(2000)
        visitor.at(".turn .row").wait_for()
    finally:
        wire.close()

    assert visitor.at(".turn").count() == 1
    assert visitor.at(".body > p").count() == 1
    assert visitor.at(".cards li").count() == 2
    assert wire.resumed == ["1"]


def test_a_slow_answer_can_be_stopped_and_had_later(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """What came stays; the button shows the rest, and the server heard the question once."""
    wire = Wire(visitor.bot)
    wire.hold(behind=b"event: text")
    try:
        visitor.open(elsewhere.serve("/slow", wired(wire.url)))
        visitor.send(QUESTION)
        expect(visitor.at(".turn .body p")).to_contain_text(ANSWER)
        visitor.at(".go[aria-label=Stop]").click()
        visitor.at(".stopped").wait_for()
        assert visitor.at(".turn .row").count() == 0
        wire.release()
        visitor.at(".stopped .chip").click()
        visitor.at(".turn .row").wait_for()
    finally:
        wire.close()

    assert visitor.at(".body > p").count() == 1
    assert visitor.at(".go").get_attribute("aria-label") == "Send"


def test_a_bot_that_is_away_is_told_and_tried_again(visitor: Visitor) -> None:
    """After some tries by itself an honest error; Try again sends the same message, which then counts once."""
    away = 0

    def refuse(route: Route) -> None:
        nonlocal away
        away += 1
        route.fulfill(
            status=503, headers={"Retry-After": "0"}, json={"detail": "The conversations can not be reached."}
        )

    visitor.page.clock.install()
    visitor.open()
    visitor.page.route("**/web/chat", refuse)
    visitor.send(QUESTION)
    for seconds in (1, 2, 4, 7):
        expect(visitor.at(".waiting")).to_contain_text("connection broke")
        tries = away
        # Again, where the page had not set its timer yet: on a busy machine the last try is still on its way.
        visitor.until(lambda tries=tries, ms=1000 * seconds: visitor.page.clock.run_for(ms) or away > tries)
    expect(visitor.at(".error")).to_contain_text("The conversations can not be reached.")
    assert away == 5
    visitor.page.unroute("**/web/chat")
    visitor.at(".error .chip").click()
    visitor.at(".turn .row").wait_for()
    assert visitor.at(".error").count() == 0


def test_too_often_is_told_with_when_and_sent_by_itself_then(visitor: Visitor) -> None:
    """429 with Retry-After."""
    visitor.open()
    visitor.page.route(
        "**/web/chat", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}, json={"detail": "Slowly."})
    )
    visitor.send(QUESTION)
    expect(visitor.at(".error")).to_contain_text("by itself in a second")
    visitor.page.unroute("**/web/chat")
    visitor.at(".turn .row").wait_for()
    assert visitor.at(".error").count() == 0


def test_too_long_a_message_is_refused_and_given_back(visitor: Visitor) -> None:
    """In the server's words, with the text in the composer again."""
    visitor.open().send("tea " * 3000)
    expect(visitor.at(".error")).to_contain_text("10000 characters")
    assert len(visitor.field.input_value()) > 10_000
    assert visitor.at(".error .chip").count() == 0


def test_earlier_turns_that_can_not_be_loaded_are_told(visitor: Visitor) -> None:
    """A line above the composer, with a way to try again."""
    visitor.open().ask(QUESTION)
    visitor.page.route("**/web/chat", lambda route: route.fulfill(status=500, json={"detail": "No."}))
    visitor.page.reload()
    expect(visitor.at(".banner")).to_contain_text("could not be loaded")
    visitor.page.unroute("**/web/chat")
    visitor.at(".banner .chip").click()
    expect(visitor.at(".turn")).to_contain_text(ANSWER)
    expect(visitor.at(".banner")).to_be_hidden()
