"""What the states are looked at with sees what is wrong; and what moves, moves only where nobody minds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from widget.audit import COLOURS, audit
from widget.conftest import WIDE, Bot, Visitor
from widget.sweep import KEYS, Sweep

FAULTS = """() => {
  const root = document.querySelector('doolittle-chat').shadowRoot, panel = root.querySelector('.panel .content');
  const [faint, small, out] = ['p', 'button', 'div'].map(name => document.createElement(name));
  faint.textContent = 'Hard to read';
  faint.style.cssText = 'color: #888; font-size: 30px';
  small.ariaLabel = 'Hard to hit';
  small.style.cssText = 'width: 20px; height: 20px';
  out.textContent = 'Out of reach';
  out.addEventListener('click', () => {});
  out.animate([{ opacity: .9 }], 1e6);
  panel.append(faint, small, out);
  root.querySelector('.go').style.color = '#3d7d75';
  root.querySelector('textarea').tabIndex = -1;
  root.querySelector('.panel').style.left = '-5px';
}"""
WRONG = ("color-contrast: <p", "Hard to hit: 20 by 20", "the icon of Send: 1.", "panel is beyond", "moves")
MOVED = """window.moved = []; for (const kind of ['animationstart', 'transitionrun'])
  document.querySelector('doolittle-chat').shadowRoot.addEventListener(kind,
    event => moved.push(event.animationName ?? event.propertyName))"""


def test_what_is_wrong_is_seen(context: BrowserContext, bot: Bot) -> None:
    """Faint words however large, a small button, a faint icon, what moves, what no key reaches."""
    context.add_init_script(KEYS)
    visitor = Visitor(context.new_page(), bot).open()
    visitor.at(".starters .chip").first.wait_for()
    sweep = Sweep(visitor.page)
    assert audit(visitor.page) == []
    assert sweep.over() == []
    visitor.page.evaluate(FAULTS)

    found = audit(visitor.page, COLOURS)
    assert [part for part in WRONG if not any(part in told for told in found)] == []
    unreached = [told for told in sweep.over() if told.startswith("Tab")]
    assert len(unreached) == 2
    assert "textarea" in unreached[1]
    assert "Out of reach" in unreached[0]


@pytest.mark.parametrize(("motion", "expected"), [("reduce", set()), ("no-preference", {"grow", "pulse", "transform"})])
def test_nothing_moves_for_those_who_want_no_motion(
    chromium: Browser, bot: Bot, motion: str, expected: set[str]
) -> None:
    """No animation and no transition begins: not of the button, not of the panel as it opens, not of what waits."""
    with chromium.new_context(viewport=WIDE, reduced_motion=motion) as context:  # type: ignore[arg-type]
        visitor = Visitor(context.new_page(), bot)
        visitor.page.goto(bot.url)
        visitor.at(".launcher").wait_for()
        visitor.page.evaluate(MOVED)
        visitor.at(".launcher").click()
        visitor.page.route("**/web/chat", lambda route: None)
        visitor.send("What is a VAE?")
        expect(visitor.at(".waiting")).to_be_visible()
        visitor.until(lambda: expected <= set(visitor.page.evaluate("moved")))
        visitor.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert set(visitor.page.evaluate("moved")) == expected
