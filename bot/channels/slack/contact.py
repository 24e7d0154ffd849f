"""Whom to turn to where nobody could be called, in the words of the pack."""

from __future__ import annotations

from bot.engine import Engine
from bot.tracker import State


def contact(engine: Engine) -> str:
    """What the pack says where nobody takes over: its contact, or that there is none."""
    response = "utter_contact" if engine.pack.card.contact else "utter_contact_nobody"
    return engine.wording.word({"response": response}, State()).message.text
