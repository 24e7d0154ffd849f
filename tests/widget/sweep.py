"""The keyboard goes to all there is: what Tab does not lead to, and what Enter or the space bar do not press."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

KEYS = f"({(Path(__file__).parent / 'keys.js').read_text('utf-8').strip()})()"
"""Goes before the scripts of the page."""
SPARE = 6
"""How often Tab is pressed beyond the number of actions: through the page around the widget, and back."""


class Sweep:
    """Goes over a page in one state after the other; what was pressed in one is not pressed again."""

    def __init__(self, page: Page) -> None:
        self.pressed: set[str] = set()
        self._reached: set[str] = set()
        self._unpressed: set[str] = set()
        self._unreached: set[str] = set()
        self._page = page

    @property
    def missed(self) -> set[str]:
        """What was there and had gone when its turn came, in every state so far."""
        return (self._unpressed - self.pressed) | (self._unreached - self._reached)

    def over(self) -> list[str]:
        """What is out of reach in the state the page is in."""
        page = self._page
        for _ in range(page.evaluate("sweep.begin()") + SPARE):
            page.keyboard.press("Tab")
        unreached, gone, reached, new = page.evaluate("known => sweep.after(known)", list(self.pressed))
        self._reached.update(reached)
        self._unreached.update(gone)
        dead = [f"Tab does not lead to {name}" for name in unreached]
        for name in new:
            silent = self._press()
            left = silent and page.evaluate("sweep.gone()")
            (self._unpressed if left else self.pressed).add(name)
            dead += [] if left else [f"{key} does not press {name}" for key in silent]
        page.evaluate("sweep.end()")
        return dead

    def _press(self) -> list[str]:
        """Presses the next action with each key that should; those to which it did nothing."""
        silent = []
        for key in ("Enter", "Space") if self._page.evaluate("sweep.next()") else ("Enter",):
            self._page.keyboard.press(key)
            if not self._page.evaluate("sweep.was()"):
                silent.append(key)
        return silent
