"""The picture that opens the README; `PICTURE=1 pytest tests/widget/test_picture.py` draws it anew.

What it shows is looked at each time; only then is it put where the README has it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from widget.conftest import SHOTS, Bot, Elsewhere, Visitor

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "widget.png"
PAGE = """<!doctype html><html lang="en"><title>The widget</title>
<script type="module" src="BOT/widget/doolittle.js"></script>
<style>
body { margin: 0; display: flex; gap: 28px; justify-content: center; padding: 28px 0; background: #e9e6de }
doolittle-chat { width: 400px; height: 740px; border-radius: 20px; overflow: hidden }
</style>
<doolittle-chat position="inline" theme="light"></doolittle-chat>
<doolittle-chat position="inline" theme="dark" server="LOCAL" accent="#3f7cac"></doolittle-chat>"""


def test_the_picture_shows_an_answer_and_a_comparison(chromium: Browser, bot: Bot, elsewhere: Elsewhere) -> None:
    """An answer with marks, sources and next questions, in light; beside it a table in dark, in another accent."""
    context = chromium.new_context(viewport={"width": 884, "height": 796}, reduced_motion="reduce", locale="en-GB")
    visitor = Visitor(context.new_page(), bot)
    local = bot.url.replace("127.0.0.1", "localhost")  # The same bot by another name: a conversation of its own.
    visitor.page.goto(elsewhere.serve("/picture", PAGE.replace("LOCAL", local)))
    light, dark = visitor.page.locator("doolittle-chat").nth(0), visitor.page.locator("doolittle-chat").nth(1)
    for chat, question in ((light, "What is a VAE?"), (dark, "What is the difference between a GAN and a VAE?")):
        chat.locator("textarea").fill(question)
        chat.locator("textarea").press("Enter")
        chat.locator(".turn .row").wait_for(state="attached")
    visitor.page.evaluate("document.activeElement.blur()")

    essential = (".asked", ".body p", ".cite", ".cards li", ".how summary", ".row .icon", ".suggestions .chip", ".note")
    expect(light.locator(".suggestions .chip").last).to_be_in_viewport(ratio=0.9)
    for chat, parts in ((light, essential), (dark, (".asked", "thead", "tbody th .cite", "tbody td"))):
        for part in parts:
            expect(chat.locator(part).first).to_be_in_viewport(ratio=0.9)
    drawn = SHOTS / "widget.png"
    SHOTS.mkdir(exist_ok=True)
    visitor.page.screenshot(path=drawn)
    context.close()

    assert drawn.stat().st_size < 200_000
    if "PICTURE" in os.environ:
        shutil.copy(drawn, PICTURE)
