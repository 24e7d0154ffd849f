"""The picture that opens the README: `PICTURE=1 pytest tests/widget/test_picture.py` draws it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from widget.conftest import Bot, Elsewhere, Visitor

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "widget.png"
PAGE = """<!doctype html><html lang="en"><title>The widget</title>
<script type="module" src="BOT/widget/doolittle.js"></script>
<style>
body { margin: 0; display: flex; gap: 28px; justify-content: center; padding: 28px 0; background: #e9e6de }
doolittle-chat { width: 400px; height: 690px; border-radius: 20px; overflow: hidden }
</style>
<doolittle-chat position="inline" theme="light"></doolittle-chat>
<doolittle-chat position="inline" theme="dark" server="LOCAL" accent="#3f7cac"></doolittle-chat>"""


@pytest.mark.skipif("PICTURE" not in os.environ, reason="PICTURE=1 draws docs/images/widget.png anew")
def test_the_picture_is_drawn(chromium: Browser, bot: Bot, elsewhere: Elsewhere) -> None:
    """An answer with its sources beside a comparison, in light and in dark."""
    context = chromium.new_context(viewport={"width": 884, "height": 746}, reduced_motion="reduce", locale="en-GB")
    visitor = Visitor(context.new_page(), bot)
    local = bot.url.replace("127.0.0.1", "localhost")  # The same bot by another name: a conversation of its own.
    visitor.page.goto(elsewhere.serve("/picture", PAGE.replace("LOCAL", local)))
    for number, question in enumerate(("What is a VAE?", "What is the difference between a GAN and a VAE?")):
        chat = visitor.page.locator("doolittle-chat").nth(number)
        chat.locator("textarea").fill(question)
        chat.locator("textarea").press("Enter")
        chat.locator(".turn .row").wait_for(state="attached")
    visitor.page.evaluate("document.activeElement.blur()")
    PICTURE.parent.mkdir(exist_ok=True)
    visitor.page.screenshot(path=PICTURE)
    context.close()

    assert PICTURE.stat().st_size < 200_000
