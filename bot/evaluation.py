"""How good understanding is: the figures of HINT3 (Arora et al. 2020) over labelled texts, out of scope among them."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.understanding.judge import ACCEPT

THRESHOLD = ACCEPT
"""Probability from which an answer is given, unless a pack names another."""
STEPS = tuple(step / 20 for step in range(1, 20))
"""Thresholds of the curve."""

Guess = tuple[str, float]
"""The likeliest label and its probability."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text with the label it should get, None when it is out of scope."""

    text: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an item was taken for."""

    item: Item
    guess: str
    probability: float

    def taken(self, threshold: float) -> str | None:
        """The label at a threshold, None for a decline."""
        return self.guess if self.probability >= threshold else None


@dataclass(frozen=True)
class Evaluation:
    """Outcomes and every figure drawn from them; shares are from 0 to 1, times in the unit of their name."""

    outcomes: tuple[Outcome, ...]
    threshold: float = THRESHOLD
    fit_s: float = 0.0
    micros: tuple[float, ...] = field(default=(), repr=False)
    examples: int = 0

    @cached_property
    def inside(self) -> tuple[Outcome, ...]:
        """The outcomes of what is in scope."""
        return tuple(o for o in self.outcomes if o.item.label is not None)

    def figures(self) -> dict[str, float | int | None]:
        """Everything a machine may want; None where there is nothing to measure it on."""
        outside = [o for o in self.outcomes if o.item.label is None]
        declined = [o for o in self.outcomes if o.taken(self.threshold) is None]
        taken = [(o.item.label, o.taken(self.threshold)) for o in self.outcomes]
        return {
            "accuracy_top1": _share([o.guess == o.item.label for o in self.inside]),
            "accuracy_in_scope": _share([o.taken(self.threshold) == o.item.label for o in self.inside]),
            "oos_recall": _share([o.taken(self.threshold) is None for o in outside]),
            "oos_precision": _share([o.item.label is None for o in declined]),
            "accuracy": _share([label == found for label, found in taken]),
            "mcc": mcc(taken),
            "auc": auc([o.probability for o in self.inside], [o.probability for o in outside]),
            "macro_f1": _mean([row.f1 for row in self.rows() if row.items]),
            "threshold": self.threshold,
            "fit_s": round(self.fit_s, 4),
            "p50_us": _quantile(self.micros, 0.5),
            "p95_us": _quantile(self.micros, 0.95),
            "examples": self.examples,
        }

    def rows(self) -> tuple[Row, ...]:
        """Each label with its precision and recall at the threshold, the worst first."""
        found: dict[str, list[int]] = {}
        for outcome in self.outcomes:
            label, taken = outcome.item.label, outcome.taken(self.threshold)
            for name, place in ((label, 0), (taken, 1), (label if label == taken else None, 2)):
                if name is not None:
                    found.setdefault(name, [0, 0, 0])[place] += 1
        return tuple(sorted((Row(label, *counts) for label, counts in found.items()), key=lambda r: (r.f1, r.label)))

    def confusions(self) -> tuple[tuple[str, str, int], ...]:
        """What was taken for what without a threshold, and how often; the most frequent first."""
        pairs = Counter((str(o.item.label), o.guess) for o in self.inside if o.guess != o.item.label)
        return tuple((label, guess, count) for (label, guess), count in pairs.most_common())

    def calibration(self) -> tuple[tuple[float, float, int], ...]:
        """For tenths of probability: the mean probability, the share right, how many."""
        tenths: dict[int, list[Outcome]] = {}
        for outcome in self.outcomes:
            tenths.setdefault(min(9, int(outcome.probability * 10)), []).append(outcome)
        return tuple(
            (
                _mean([o.probability for o in some]) or 0.0,
                _share([o.guess == o.item.label for o in some]) or 0.0,
                len(some),
            )
            for _, some in sorted(tenths.items())
        )

    def curve(self) -> tuple[tuple[float, float | None, float | None, float], ...]:
        """For each threshold: in-scope accuracy, recall of what is out of scope, MCC."""
        return tuple(
            (at, figures["accuracy_in_scope"], figures["oos_recall"], figures["mcc"] or 0.0)
            for at in STEPS
            for figures in [Evaluation(self.outcomes, at).figures()]
        )


@dataclass(frozen=True, slots=True)
class Row:
    """How one label fared at the threshold."""

    label: str
    items: int
    taken: int
    right: int

    @property
    def precision(self) -> float:
        """Of what was taken for it, the share that was it."""
        return self.right / self.taken if self.taken else 0.0

    @property
    def recall(self) -> float:
        """Of what was it, the share that was taken for it."""
        return self.right / self.items if self.items else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def evaluate(
    guess: Callable[[str], Guess],
    items: Sequence[Item],
    fit_s: float = 0.0,
    examples: int = 0,
    threshold: float = THRESHOLD,
) -> Evaluation:
    """Guess every item, one by one, and time it."""
    outcomes, micros = [], []
    for item in items:
        began = time.perf_counter()
        label, probability = guess(item.text)
        micros.append((time.perf_counter() - began) * 1e6)
        outcomes.append(Outcome(item, label, probability))
    return Evaluation(tuple(outcomes), threshold, fit_s, tuple(micros), examples)


def mcc(pairs: Sequence[tuple[str | None, str | None]]) -> float:
    """Matthews correlation over labels and out of scope (Gorodkin 2004), from pairs of true and found."""
    total, right = len(pairs), sum(true == found for true, found in pairs)
    true_counts, found_counts = Counter(true for true, _ in pairs), Counter(found for _, found in pairs)
    covariance = right * total - sum(count * found_counts[label] for label, count in true_counts.items())
    spread = [total * total - sum(count * count for count in counts.values()) for counts in (true_counts, found_counts)]
    return covariance / math.sqrt(spread[0] * spread[1]) if all(spread) else 0.0


def auc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """How often something in scope is likelier than something out of scope; ties count half."""
    if not inside or not outside:
        return None
    ranked = sorted([(p, 1) for p in inside] + [(p, 0) for p in outside])
    place, total = 0, 0.0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        total += sum(kind for _, kind in ranked[place:end]) * (place + 1 + end) / 2
        place = end
    return (total - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))


def _share(truths: Sequence[bool]) -> float | None:
    return sum(truths) / len(truths) if truths else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _quantile(values: Sequence[float], at: float) -> float | None:
    return round(sorted(values)[min(len(values) - 1, int(at * len(values)))], 1) if values else None
