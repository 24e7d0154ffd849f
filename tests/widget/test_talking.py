"""Talking through the widget: what is kept, in which tabs, and what one can do with an answer."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from widget.conftest import Bot, Elsewhere, Visitor
from widget.wire import Wire, wired

QUESTION = "What is a VAE?"
ANSWER = "variational autoencoder"


def questions(visitor: Visitor) -> list[str]:
    """What the visitor is shown to have asked."""
    return [text.removeprefix("You asked: ") for text in visitor.at(".asked").all_text_contents()]


def test_an_answer_has_its_sources_marks_and_next_questions(visitor: Visitor) -> None:
    """A mark lights its source and leads to it; a chip sends its payload, shows its title, and is gone then."""
    turn = visitor.open().ask(QUESTION)
    expect(turn.locator(".body")).not_to_contain_text("Sources:")
    turn.locator(".cite").last.hover()
    expect(turn.locator(".cards li").nth(1)).to_have_class("lit")
    turn.locator(".cite").last.click()
    assert visitor.focused() == "Auto-Encoding Variational Bayes"
    assert turn.locator(".cards a").first.get_attribute("rel") == "noopener noreferrer"

    turn.locator(".chip").first.click()
    visitor.at(".turn").nth(1).locator("table").wait_for()
    assert questions(visitor) == [QUESTION, "How do GAN and VAE differ?"]
    assert turn.locator(".chip").count() == 0


def test_chips_are_out_of_the_way_while_one_writes(visitor: Visitor) -> None:
    """They come back where the draft is taken back."""
    chips = visitor.open().ask(QUESTION).locator(".suggestions")
    visitor.field.fill("And")
    expect(chips).to_be_hidden()
    visitor.field.fill("")
    expect(chips).to_be_visible()


def test_a_reload_keeps_the_conversation_the_draft_and_the_open_panel(visitor: Visitor) -> None:
    """The answers come from the server; the panel opens again but takes no focus."""
    turn = visitor.open().ask(QUESTION)
    visitor.field.fill("And what is a")
    before = turn.inner_text()
    visitor.page.reload()
    visitor.at(".turn .row").wait_for(state="attached")

    assert visitor.at(".turn").inner_text() == before
    assert visitor.field.input_value() == "And what is a"
    assert visitor.page.evaluate("document.activeElement === document.body")
    assert visitor.ask("say that again").inner_text()


def test_two_tabs_are_one_conversation(visitor: Visitor, context: BrowserContext, bot: Bot) -> None:
    """What is asked in one is shown in the other; a new conversation begins in both."""
    other = Visitor(context.new_page(), bot)
    visitor.open().ask(QUESTION)
    other.open()
    expect(other.at(".turn")).to_contain_text(ANSWER)
    other.ask("What is a GAN?")
    expect(visitor.at(".turn")).to_have_count(2)
    visitor.at(".icon[aria-label='New conversation']").click()
    expect(other.at(".turn")).to_have_count(0)
    assert other.at(".intro").is_visible()


def test_tabs_share_what_is_being_written(visitor: Visitor, context: BrowserContext, bot: Bot) -> None:
    """It is typed in all of them, is gone from all when it is sent, and outlasts a new conversation."""
    other = Visitor(context.new_page(), bot)
    visitor.open()
    other.open()
    visitor.field.fill("What is a")
    expect(other.field).to_have_value("What is a")
    other.field.press_sequentially(" VAE?")
    expect(visitor.field).to_have_value(QUESTION)
    visitor.at(".icon[aria-label='New conversation']").click()
    expect(other.field).to_have_value(QUESTION)
    visitor.field.press("Enter")
    visitor.at(".turn .row").wait_for()
    expect(other.field).to_have_value("")
    other.page.reload()
    other.at(".turn .row").wait_for(state="attached")
    assert other.field.input_value() == ""


def test_an_answer_that_nobody_saw_is_counted(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """A badge on the button, in its name too, until the panel is opened."""
    wire = Wire(visitor.bot)
    wire.hold()
    try:
        visitor.open(elsewhere.serve("/badge", wired(wire.url)))
        visitor.send(QUESTION)
        visitor.at(".waiting").wait_for()
        visitor.page.keyboard.press("Escape")
        wire.release()
        expect(visitor.at(".badge")).to_have_text("1")
        assert visitor.at(".launcher").get_attribute("aria-label") == "Open chat (1 unread)"
        visitor.at(".launcher").click()
        expect(visitor.at(".badge")).to_be_hidden()
    finally:
        wire.close()


def test_a_thumb_is_kept_with_its_turn(visitor: Visitor) -> None:
    """It stays pressed over a reload; pressed again it is taken back."""
    thumb = visitor.open().ask(QUESTION).get_by_role("button", name="Helpful", exact=True)
    with visitor.page.expect_response("**/web/chat"):
        thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    with visitor.page.expect_response("**/web/chat"):
        visitor.page.reload()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "false")


def test_a_reason_reaches_the_store(visitor: Visitor) -> None:
    """What is chosen and what is written, with the answer it is about."""
    turn = visitor.open().ask(QUESTION)
    turn.get_by_role("button", name="Not helpful").click()
    turn.get_by_role("button", name="Wrong or out of date").click()
    turn.locator(".reasons input").fill("It is older.")
    turn.locator(".reasons input").press("Enter")
    expect(turn.locator(".reasons")).to_contain_text("Thank you")
    with closing(sqlite3.connect(visitor.bot.file)) as store:
        ((events,),) = store.execute("SELECT events FROM turns ORDER BY number DESC LIMIT 1").fetchall()
    (kept,) = json.loads(events)
    assert (kept["event"], kept["value"], kept["reason"]) == ("feedback", "down", "wrong or out of date: It is older.")


def test_first_contact_says_that_no_person_answers(visitor: Visitor) -> None:
    """Before the first question, and below every answer."""
    visitor.open()
    expect(visitor.at(".intro")).to_contain_text("I am an automated assistant, not a person.")
    visitor.ask(QUESTION)
    expect(visitor.at(".intro")).to_be_hidden()
    expect(visitor.at(".note")).to_contain_text("Automated assistant")


def test_a_thumb_that_could_not_be_sent_is_not_pressed(visitor: Visitor) -> None:
    """And a screen reader is told."""
    thumb = visitor.open().ask(QUESTION).get_by_role("button", name="Helpful", exact=True)
    visitor.page.route("**/web/chat", lambda route: route.abort())
    thumb.click()
    expect(visitor.at("[role=alert]").last).to_have_text("That could not be sent. Please try again.")
    expect(thumb).to_have_attribute("aria-pressed", "false")


def test_an_answer_can_be_copied_and_a_question_asked_differently(visitor: Visitor) -> None:
    """The copy has the sources; the question comes back into the composer, ready to be changed."""
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = visitor.open().ask(QUESTION)
    turn.get_by_role("button", name="Copy").click()
    expect(visitor.at("[role=alert]").last).to_have_text("Copied")
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("A variational autoencoder (VAE)")
    assert (
        "[2] D. P. Kingma, M. Welling, 2013, Auto-Encoding Variational Bayes, https://arxiv.org/abs/1312.6114" in copied
    )

    turn.get_by_role("button", name="Ask it differently").click()
    assert visitor.field.input_value() == QUESTION
    assert visitor.focused() == "Your question"


def test_a_conversation_can_be_saved_as_text(visitor: Visitor, tmp_path: Path) -> None:
    """All turns, questions marked."""
    visitor.open().ask(QUESTION)
    visitor.ask("What is a GAN?")
    visitor.at(".more").click()
    with visitor.page.expect_download() as saving:
        visitor.at(".menu").get_by_text("Save as text").click()
    saving.value.save_as(tmp_path / "saved.txt")
    text = (tmp_path / "saved.txt").read_text("utf-8")

    assert saving.value.suggested_filename == "conversation.txt"
    assert text.startswith(f"> {QUESTION}\n\nA variational")
    assert "> What is a GAN?" in text


def test_a_conversation_is_deleted_here_and_on_the_server(visitor: Visitor) -> None:
    """After a question back; then there is nothing, and nothing comes back with a reload."""
    visitor.open().ask(QUESTION)
    key = visitor.page.evaluate("document.querySelector('doolittle-chat').key")
    conversation = visitor.page.evaluate("key => JSON.parse(localStorage.getItem(key)).conversation", key)
    visitor.at(".more").click()
    visitor.at(".menu").get_by_text("Delete").click()
    visitor.at(".danger").click()
    expect(visitor.at(".notice")).to_contain_text("is deleted")
    assert visitor.at(".turn").count() == 0

    history = {"type": "history", "conversation": conversation}
    past = visitor.page.request.post(f"{visitor.bot.url}web/chat", data=history).json()
    assert past["turns"] == []


def test_a_deep_link_asks_once(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """The panel opens with the question asked; a reload does not ask again."""
    page = wired(visitor.bot.url).replace("<doolittle-chat", f"<doolittle-chat ask='{QUESTION}'")
    visitor.page.goto(elsewhere.serve("/deep", page))
    visitor.at(".turn .row").wait_for()
    visitor.page.reload()
    visitor.at(".turn .row").wait_for(state="attached")
    assert questions(visitor) == [QUESTION]


def test_the_full_page_takes_its_question_from_the_link(visitor: Visitor) -> None:
    """`/chat?ask=…` is the same element in the place of the page."""
    visitor.page.goto(f"{visitor.bot.url}chat?ask=What+is+a+VAE%3F&accent=%237a1fa2&theme=dark")
    visitor.at(".turn .row").wait_for()
    assert questions(visitor) == [QUESTION]
    assert visitor.at(".launcher").count() == 0
    expect(visitor.page).to_have_title("Doolittle: LLMs and generative AI")
    visitor.shot("page-chat")
    assert visitor.violations() == []


@pytest.mark.parametrize("greeted", [True, False])
def test_nothing_speaks_first_unless_it_is_asked_to(visitor: Visitor, elsewhere: Elsewhere, greeted: bool) -> None:
    """A greeting shows beside the button, opens the panel, and comes once a visit."""
    attribute = "greeting='Questions? Ask me.'" if greeted else ""
    page = wired(visitor.bot.url).replace("<doolittle-chat", f"<doolittle-chat {attribute}")
    visitor.page.goto(elsewhere.serve("/greeting", page))
    visitor.at(".launcher").wait_for()
    assert visitor.at(".hello").count() == int(greeted)
    if greeted:
        visitor.at(".hello button").first.click()
        visitor.field.wait_for()
        visitor.page.keyboard.press("Escape")
        visitor.page.reload()
        visitor.at(".launcher").wait_for()
        assert visitor.at(".hello").count() == 0


def test_a_panel_that_can_not_be_loaded_is_told_and_tried_again(visitor: Visitor) -> None:
    """The button says so beside it; the next press loads it."""
    visitor.page.route("**/panel.js*", lambda route: route.abort())
    visitor.page.goto(visitor.bot.url)
    visitor.at(".launcher").click()
    expect(visitor.at(".hello")).to_contain_text("could not be loaded")
    visitor.page.unroute("**/panel.js*")
    visitor.at(".hello button").first.click()
    visitor.field.wait_for()


def test_the_attribute_opens_and_closes_and_the_element_may_move(visitor: Visitor, elsewhere: Elsewhere) -> None:
    """`open` is as good as a click; moved to another place on the page, the button is still there."""
    page = wired(visitor.bot.url).replace("<doolittle-chat", "<doolittle-chat open")
    visitor.page.goto(elsewhere.serve("/open", page))
    visitor.field.wait_for()
    visitor.page.evaluate("document.querySelector('doolittle-chat').removeAttribute('open')")
    expect(visitor.at("dialog")).to_be_hidden()
    visitor.page.evaluate("document.querySelector('main').append(document.querySelector('doolittle-chat'))")
    visitor.at(".launcher").click()
    visitor.field.wait_for()
