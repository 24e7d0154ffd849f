"""How long it takes to understand a message: new, with a typo, of words that are known by now, and heard again.

Beside it a RapidFuzz `token_set_ratio` scan of the pack's own questions for the same message, which understands nothing
but what is most alike. Half of the visitors' questions are heard first: what is found out there, words above all, is
known by then, as it is to a service that has been up for a while; garbage is looked for as seldom as there.
"""

from __future__ import annotations

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from bot import assembly
from bot.live import YOUNG
from bot.understanding.context import Context
from bot.understanding.examples.lessons import asks
from knowledge.loader import DEFAULT, load

ASKED = Path(__file__).resolve().parent.parent / "tests" / "questions" / "visitors.yaml"
LONGEST = 60
"""Characters of a message that is measured; what is longer tells a story."""
SHORTEST = 5
"""Letters of a word that gets a typo."""
REMEMBERED = 100
"""Messages that are heard once more while what they mean is remembered."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Some messages, each understood once; times in milliseconds."""

    p50: float
    p95: float
    scan: float
    """The median time of a scan."""


def measured() -> dict[str, Heard]:
    """Messages, by how they are heard.

    Those of known words were heard before and hold a blank more: what they mean is found out anew.
    """
    pack = load(DEFAULT)
    interpreter = assembly.engine(pack, cache=Path(tempfile.gettempdir()) / "doolittle-bench").interpreter
    interpreter.warm()
    examples = [sentence.lower() for sentence, _ in asks(pack)]
    said = [item["say"] for item in yaml.safe_load(ASKED.read_text("utf-8")) if len(item["say"]) <= LONGEST]
    dice = random.Random(5)
    for text in said[::2]:
        interpreter.understand(text, Context())
        interpreter.understand(slipped(text, dice), Context())
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    slips = [slipped(text, dice) for text in said[1::2]]
    kinds = {
        "new, as written": said[1::2],
        "new, with a typo": slips,
        "known words, as written": [f"{text} " for text in said[1::2]],
        "known words, with a typo": [f"{text} " for text in slips],
        "heard again": [f"{text} " for text in slips[-REMEMBERED:]],
    }

    def scan(text: str) -> object:
        return process.extractOne(text, examples, scorer=fuzz.token_set_ratio)

    found = {}
    for kind, texts in kinds.items():
        took = sorted(_took(lambda text: interpreter.understand(text, Context()), texts))
        scans = _took(scan, texts[:: max(1, len(texts) // 50)])
        found[kind] = Heard(statistics.median(took), took[len(took) * 19 // 20], statistics.median(scans))
    return found


def _took(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    took = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - began) * 1000)
    return took


def slipped(text: str, dice: random.Random) -> str:
    """A text with one typo in one of its longer words: a letter left out, doubled, changed or swapped with the next."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) >= SHORTEST and word.isalpha()]
    if not long:
        return text
    at = dice.choice(long)
    word = words[at]
    place = dice.randrange(1, len(word) - 1)
    before, letter, behind = word[:place], word[place], word[place + 1 :]
    words[at] = dice.choice(
        (
            before + behind,
            before + letter + letter + behind,
            f"{before}e{behind}",
            before[:-1] + letter + before[-1] + behind,
        )
    )
    return " ".join(words)
