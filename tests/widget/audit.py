"""What is wrong with a page as it is: axe's findings, and what axe does not look for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOK = (Path(__file__).parent / "audit.js").read_text("utf-8")
CONTRAST = 4.5
"""The least there is between what is written or drawn and what is behind it, however large it is."""
TARGET = 24
"""The least width and height of what is pressed, in pixels."""
STRICT = f"""axe.configure({{ checks: [{{ id: 'color-contrast', options: {{ ignorePseudo: true,
    contrastRatio: {{ normal: {{ expected: {CONTRAST} }}, large: {{ expected: {CONTRAST} }} }} }} }}] }})"""
"""Axe would leave undecided whatever stands in the same box as a pseudo-element: all of a conversation, for the fade at
its end."""
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""Where nothing but the colours is another than where all of the rules were kept."""
ALL: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}


def audit(page: Page, rules: dict[str, Any] = ALL) -> list[str]:
    """What is wrong, one thing a line; by all rules of axe (WCAG 2.2 A and AA, good practice), or by those named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate(STRICT)
    found: list[str] = page.evaluate(LOOK, {"rules": rules, "least": CONTRAST, "side": TARGET})
    return found
