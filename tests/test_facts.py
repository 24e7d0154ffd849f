"""Every row of the list of facts that a curator must get right, asked as a visitor would ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from test_questions import failures
from written import written

from bot.engine import Engine

HERE = Path(__file__).parent
FACTS: list[dict[str, Any]] = written(HERE / "questions" / "facts.yaml")

ROWS = range(1, 40)
"""The numbered rows of the list."""
PRODUCTS = (
    "Sora, DALL·E, CodeWhisperer, Bard, Gemini 1.5 Pro, GPT-4, Gemini app, ChatGPT, Midjourney, Firefly, "
    "GitHub Copilot, ElevenLabs, Lyria, AudioPaLM, VALL-E, BERT, GPT-1"
).split(", ")
"""The products whose fate the list holds."""
PULLS = range(1, 7)
"""Where a likely question and the truth pull apart."""


async def test_the_facts_are_right(engine: Engine) -> None:
    """No answer repeats an error of the article or keeps back what corrects it."""
    missed = await failures(engine, FACTS)
    assert not missed, f"{len(missed)} of {len(FACTS)}:\n" + "\n".join(missed)


def test_every_row_is_asked() -> None:
    """Each numbered row, each product and each hard case has an item, and each item demands something."""
    asked = {item["row"] for item in FACTS}
    wanted = {*ROWS, *(f"product: {name}" for name in PRODUCTS), *(f"pull: {number}" for number in PULLS)}
    assert asked == wanted
    assert all(item["must"] for item in FACTS)
