"""Every state of the widget in light, dark, forced colours, on a phone and in a language from right to left.

One list of states, walked three times: on the desktop, where each state is looked at in three palettes, on a phone,
and on a page in a third language, where all of its words are collected and the keyboard goes to all there is as well.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from widget import hebrew
from widget.audit import ALL, COLOURS, audit
from widget.conftest import ENGLISH, WIDE, Bot, Elsewhere, Visitor, phone
from widget.states import STATES
from widget.sweep import KEYS, Sweep

LEAST = 24
"""States there are at the least."""
PAGE = """<!doctype html><html lang="LANG" dir="DIR"><meta name="viewport" content="width=device-width">
<title>A shop</title><style>:root { color-scheme: light dark; background: Canvas; color: CanvasText }</style>
<script type="module" src="SCRIPT"></script><main><h1>A shop</h1></main>
<doolittle-chat server="BOT/" greeting="Questions about the models? Ask me." privacy-url="/privacy"></doolittle-chat>"""
DESK: dict[str, Any] = {"viewport": {**WIDE, "width": 520}, "reduced_motion": "reduce", "locale": "en-GB"}
PALETTES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "light": ({"color_scheme": "light", "forced_colors": "none"}, ALL),
    "dark": ({"color_scheme": "dark", "forced_colors": "none"}, COLOURS),
    "forced": ({"color_scheme": "light", "forced_colors": "active"}, COLOURS),
}
SHOWN = """() => {
  const root = document.querySelector('doolittle-chat').shadowRoot, shown = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode;
    if (at instanceof Text) shown.push(at.data);
    else shown.push(...['aria-label', 'placeholder', 'title'].map(name => at.getAttribute(name) ?? ''));
  }
  return shown;
}"""
Look = Callable[[str], list[str]]
"""Looks at a page in the state of that name: what is wrong with it."""


def walk(visitor: Visitor, url: str, look: Look) -> dict[str, list[str]]:
    """Go through all states and look at each: what is wrong, by state."""
    assert len(STATES) >= LEAST
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.goto(url)
    found = {}
    for number, state in enumerate(STATES):
        state(visitor)
        if wrong := look(f"{number:02}-{state.__name__}"):
            found[state.__name__] = wrong
    return found


def page(elsewhere: Elsewhere, script: str, language: str = "en", direction: str = "ltr") -> str:
    """A page with the widget on it; its address."""
    html = PAGE.replace("SCRIPT", script).replace("LANG", language).replace("DIR", direction)
    return elsewhere.serve(f"/{language}", html.replace("BOT//", "BOT/"))


def test_every_state_is_for_everyone_in_light_dark_and_forced_colours(
    chromium: Browser, bot: Bot, elsewhere: Elsewhere
) -> None:
    """No rule of axe is broken, nothing is faint, small, moving or beyond the edge; and a picture to look at."""
    with chromium.new_context(**DESK) as context:
        visitor = Visitor(context.new_page(), bot)

        def look(name: str) -> list[str]:
            wrong = []
            for palette, (media, rules) in PALETTES.items():
                visitor.page.emulate_media(**media)
                visitor.shot(f"{palette}-{name}")
                wrong += [f"{palette}: {told}" for told in audit(visitor.page, rules)]
            visitor.page.emulate_media(**PALETTES["light"][0])
            return wrong

        found = walk(visitor, page(elsewhere, "BOT/widget/doolittle.js"), look)
        assert not found, "\n".join(f"{k}: {v}" for k, v in found.items())


def test_every_state_is_for_everyone_on_a_phone(chromium: Browser, bot: Bot, elsewhere: Elsewhere) -> None:
    """The same on a narrow window that is touched."""
    with chromium.new_context(**phone()) as context:
        visitor = Visitor(context.new_page(), bot)

        def look(name: str) -> list[str]:
            visitor.shot(f"phone-{name}")
            return audit(visitor.page)

        found = walk(visitor, page(elsewhere, "BOT/widget/doolittle.js"), look)
        assert not found, "\n".join(f"{k}: {v}" for k, v in found.items())


RARE = {
    *("limited.one", "nobody", "nothing", "how.silent"),  # Of another answer, or another pack.
    *("uncopied", "unjudged"),  # Only read out.
    *("status.retired", "status.renamed", "status.historical"),
}
"""Strings of which no state here makes use."""


def test_every_state_is_for_everyone_in_a_language_of_ones_own(
    chromium: Browser, bot: Bot, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """From right to left: every word comes out of the one file that was added, and every action is reached by keys."""
    with chromium.new_context(**DESK) as context:
        context.add_init_script(KEYS)
        visitor = Visitor(context.new_page(), bot, hebrew.HEBREW)
        shown: set[str] = set()
        sweep = Sweep(visitor.page)

        def look(name: str) -> list[str]:
            visitor.shot(f"rtl-{name}")
            shown.update(visitor.page.evaluate(SHOWN))
            return [*audit(visitor.page), *sweep.over()]

        script = hebrew.served(elsewhere, tmp_path)
        found = walk(visitor, page(elsewhere, script, "he", "rtl"), look)

    assert found == {}
    assert sweep.missed == set()
    assert hebrew.unseen(shown, hebrew.HEBREW) == RARE
    assert shown & set(ENGLISH.values()) == set()
