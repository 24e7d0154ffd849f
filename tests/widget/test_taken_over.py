"""A person takes over in the widget: what the visitor sees while the bot is silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from widget.conftest import Bot, Visitor


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bot]:
    """A bot behind whose widget a person takes over."""
    running = Bot(tmp_path, person=("web",))
    yield running
    running.stop()


def test_what_is_said_to_a_person_just_stands_there(context: BrowserContext, desk: Bot) -> None:
    """No dots, no apology, no thumbs; the same after a reload; the button brings the bot back."""
    visitor = Visitor(context.new_page(), desk)
    turn = visitor.open().ask("can I talk to a human?")
    expect(turn.locator(".body")).to_contain_text("erson")
    for place, text in enumerate(("my order is late", "hello?"), 1):
        visitor.send(text)
        expect(visitor.at(".turn").nth(place)).to_be_visible()
        expect(visitor.at(".waiting")).to_have_count(0)
    for reloaded in (False, True):
        if reloaded:
            visitor.page.reload()
        expect(visitor.at(".turn")).to_have_count(3)
        expect(visitor.at(".turn .answer:not([hidden])")).to_have_count(1)
        expect(visitor.at(".waiting")).to_have_count(0)
        assert visitor.at(".turn").nth(2).inner_text().strip().endswith("hello?")
    assert visitor.violations() == []
    visitor.shot("handover")

    visitor.ask("Start over with the bot")
    expect(visitor.ask("What is a VAE?")).to_contain_text("variational autoencoder")
    assert visitor.complaints == []
