"""How long it takes to find a text's label: the matcher beside a RapidFuzz `token_set_ratio` scan of the same examples.

    python benchmarks/speed.py                        # 600 to 100,000 examples of 150 labels, and 10,000 of 5,000
    python benchmarks/speed.py 600 10000x5000         # so many examples, of so many labels
    python benchmarks/speed.py --train train.jsonl --test test.jsonl 600

Both take turns, 25 texts at a time, on one thread, each size in a process of its own; what is told are medians over
texts never seen before. Without files the examples are the curated questions that ship, every fourth of them a text to
be labelled instead. Where there are too few, they are written again with other words in some places.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count, islice, product
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.understanding.examples.lessons import asks
from bot.understanding.examples.matcher import Matcher
from bot.understanding.matching.vectors import vectors
from knowledge.loader import DEFAULT, load
from knowledge.vocabulary import language

SIZES = ("600x150", "1000x150", "10000x150", "100000x150", "10000x5000")
LABELS = 150
WARMING = 150
"""Texts before the first that is timed."""
TEXTS = 300
TURN = 25
"""Texts that one is given before it is the other's turn."""
SCANNED = 2_000_000
"""Examples that RapidFuzz looks at in all, at the least one text a turn: it would take minutes."""

SCORER = fuzz.token_set_ratio
Pairs = list[tuple[str, str]]


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=SIZES, help="examples, or examples x labels")
    parser.add_argument("--train", type=Path, help='examples: lines of {"text", "label"}')
    parser.add_argument("--test", type=Path, help="texts to label, in the same form")
    given = parser.parse_args()
    if len(given.sizes) == 1:
        measure(*sized(given.sizes[0]), *data(given.train, given.test))
        return
    files = [f"--{name}={path}" for name, path in (("train", given.train), ("test", given.test)) if path]
    for size in given.sizes:
        subprocess.run([sys.executable, __file__, *files, size], check=True)


def sized(size: str) -> tuple[int, int]:
    """The numbers of examples and of labels."""
    examples, _, labels = size.partition("x")
    return int(examples), int(labels or LABELS)


def data(train: Path | None, test: Path | None) -> tuple[Pairs, Pairs]:
    """Examples and texts to be labelled, both with their labels."""
    if train and test:
        return pairs(train), pairs(test)
    curated = [(sentence, label) for label, sentence in asks(load(DEFAULT))]
    return [pair for place, pair in enumerate(curated) if place % 4], curated[::4]


def pairs(path: Path) -> Pairs:
    """The texts of a file with their labels; what is out of scope is left out."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(row["text"], row["label"]) for row in rows if row["label"] is not None]


def chosen(examples: Pairs, labels: int) -> list[tuple[str, int]]:
    """So many labels, those with the most examples; where there are too few, several stand for one."""
    counts = Counter(label for _, label in examples)
    return list(islice(((label, copy) for copy in count() for label, _ in counts.most_common()), labels))


def grown(pairs: Pairs, examples: int, labels: int) -> Pairs:
    """So many examples, evenly of so many labels: the sentences there are, then the same again with other words."""
    dice, named = random.Random(2), chosen(pairs, labels)
    said: dict[str, list[str]] = {label: [] for label, _ in named}
    for sentence, label in pairs:
        if label in said:
            said[label].append(sentence)
    words = sorted({word for sentences in said.values() for sentence in sentences for word in sentence.split()})
    found: Pairs = []
    for turn, (label, copy) in product(range(-(-examples // labels)), named):
        place = turn * (named[-1][1] + 1) + copy
        changed = said[label][place % len(said[label])].split()
        for _ in range(dice.randint(1, 3) if place >= len(said[label]) else 0):
            changed[dice.randrange(len(changed))] = dice.choice(words)
        found.append((" ".join(changed), f"{label} {copy}"))
    return found[:examples]


def measure(examples: int, labels: int, pairs: Pairs, tests: Pairs) -> None:
    """Print how long both took, and what the matcher needed."""
    known = grown(pairs, examples, labels)
    among = {label for label, _ in chosen(pairs, labels)}
    texts = [text for text, label in tests if label in among]
    random.Random(1).shuffle(texts)
    began = time.perf_counter()
    matcher = Matcher(known, language("english"), vectors())
    fit = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
    sentences = [sentence.lower() for sentence, _ in known]
    gc.collect()
    gc.freeze()
    for text in texts[:WARMING]:
        matcher.best(text)
    ours: list[float] = []
    theirs: list[float] = []
    scans = max(1, min(TURN, SCANNED * TURN // (TEXTS * examples)))
    for first in range(WARMING, min(WARMING + TEXTS, len(texts)), TURN):
        turn = texts[first : first + TURN]
        ours += timed(matcher.best, turn)
        theirs += timed(lambda text: process.extract(text, sentences, scorer=SCORER, limit=1), turn[:scans])
    one, other = statistics.median(ours), statistics.median(theirs)
    late = statistics.quantiles(ours, n=20)[-1]
    print(
        f"{examples:7,} examples, {len(matcher.labels):5,} labels: {one:5.0f} µs (p95 {late:5.0f}), "
        f"RapidFuzz {other:7.0f} µs, {other / one:5.1f} times as long; learned in {fit:.1f} s, {memory:.0f} MB",
        flush=True,
    )


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Microseconds that each text took."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - began) * 1e6)
    return taken


if __name__ == "__main__":
    main()
