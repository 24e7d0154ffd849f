"""Questions composed from the facts, each with the answer that a plain computation over the YAML gives.

It reads the files with a YAML library and nothing of the engine, so that the two can disagree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plain import Facts, Plain, decimal


@dataclass(frozen=True)
class Composed:
    """A question in three phrasings and what its answer must say."""

    sort: str
    phrasings: tuple[str, ...]
    ids: frozenset[str] | None = None
    """The topics of a list; None where no list is asked for."""
    number: int | None = None
    says: str = ""
    """A regular expression the text must match."""


def composed(folder: Path) -> list[Composed]:
    """Every question, the same each time."""
    plain, dice = Plain(folder), random.Random(1966)
    return [*_lists(plain), *_dated(plain), *_media(plain), *_verdicts(plain, dice), *_orders(plain, dice)]


def _ids(topics: list[Facts]) -> frozenset[str]:
    return frozenset(t["id"] for t in topics)


def _lists(plain: Plain) -> Iterator[Composed]:
    """By maker, and not by maker; how many."""
    makers = [t for t in plain.topics.values() if t["kind"] == "organisation"]
    for maker in makers:
        name = plain.name(maker["id"])
        for kind, word in (("product", "tools"), ("model", "models")):
            found = [t for t in plain.of_kind(kind) if plain.made(t, maker["id"])]
            if found:
                yield Composed(
                    "by maker",
                    (f"which {word} are by {name}?", f"list the {word} made by {name}", f"{word} from {name}, please"),
                    _ids(found),
                )
                yield Composed(
                    "count",
                    (
                        f"how many {word} are by {name}?",
                        f"how many {word} does {name} have?",
                        f"how many {word} are from {name}",
                    ),
                    number=len(found),
                )
            others = [t for t in plain.of_kind(kind) if plain.targets(t, "made_by", "owned_by") and t not in found]
            if found and kind == "product":
                yield Composed(
                    "not by maker",
                    (
                        f"which {word} are not by {name}?",
                        f"list all {word} not made by {name}",
                        f"{word} that are not from {name}",
                    ),
                    _ids(others),
                )


def _dated(plain: Plain) -> Iterator[Composed]:
    """By year, in a decade, between years, before and after."""
    models = plain.of_kind("model")
    for year in sorted({y for t in models for y in plain.years(t)}):
        yield Composed(
            "in a year",
            (f"which models came out in {year}?", f"which models were introduced in {year}?", f"models from {year}"),
            _ids([t for t in models if year in plain.years(t)]),
        )
    for first, last in ((2013, 2015), (2015, 2018), (2018, 2020), (2020, 2021), (2021, 2022), (1990, 2014)):
        yield Composed(
            "between",
            (
                f"which models came out between {first} and {last}?",
                f"models from {first} to {last}",
                f"which models were published between {first} and {last}?",
            ),
            _ids([t for t in models if plain.years(t) & set(range(first, last + 1))]),
        )
    for year in (2014, 2016, 2017, 2018, 2020, 2022):
        for word, keep in (("before", lambda y, b=year: y < b), ("after", lambda y, b=year: y > b)):
            found = [t for t in models if (d := plain.main(t)) and keep(int(d[:4]))]
            yield Composed(
                word,
                (
                    f"which models came out {word} {year}?",
                    f"models from {word} {year}",
                    f"list the models {word} {year}",
                ),
                _ids(found),
            )


def _media(plain: Plain) -> Iterator[Composed]:
    """By what they make, of each kind."""
    for medium, name in (
        ("image", "images"),
        ("video", "video"),
        ("audio", "audio"),
        ("code", "code"),
        ("scene_3d", "3D scenes"),
        ("text", "text"),
    ):
        for kind, word in (
            ("product", "tools"),
            ("model_family", "model families"),
            ("language_model", "language models"),
        ):
            found = [t for t in plain.of_kind(kind) if medium in plain.targets(t, "produces")]
            if not found or word == "language models":
                continue
            yield Composed(
                "by medium",
                (
                    f"which {word} generate {name}?",
                    f"which {word} are for {name}?",
                    f"list the {word} that make {name}",
                ),
                _ids(found),
            )
            yield Composed(
                "count by medium",
                (
                    f"how many {word} are for {name}?",
                    f"how many {word} make {name}?",
                    f"how many {word} can generate {name}?",
                ),
                number=len(found),
            )


def _verdicts(plain: Plain, dice: random.Random) -> Iterator[Composed]:
    """Yes and No, both ways round."""
    pairs = [(t["id"], up) for t in plain.topics.values() for up in plain.targets(t, "is_a") if up in plain.topics]
    for one, other in dice.sample(pairs, 40):
        yield Composed("is a", _is(plain, one, other), says="^Yes")
        if one not in plain.above(other) and other not in plain.targets(plain.topics[other], "not_a"):
            yield Composed("is a, turned", _is(plain, other, one), says="^No")
    nots = [(t["id"], no) for t in plain.topics.values() for no in plain.targets(t, "not_a") if no in plain.topics]
    for one, other in dice.sample(nots, 30):
        yield Composed("is not a", _is(plain, one, other), says="^No")
    for topic, maker in dice.sample(_made(plain), 30):
        name, by = plain.name(topic), plain.name(maker)
        yield Composed(
            "made by", (f"was {name} made by {by}?", f"did {by} make {name}?", f"is {name} from {by}?"), says="^Yes"
        )
    for topic, maker in dice.sample(_unmade(plain), 30):
        name, by = plain.name(topic), plain.name(maker)
        yield Composed(
            "not made by", (f"was {name} made by {by}?", f"did {by} make {name}?", f"is {name} from {by}?"), says="^No"
        )
    for relation, truth in (("has_part", "^Yes"), ("lacks", "^No")):
        parts = [(t["id"], p) for t in plain.topics.values() for p in plain.targets(t, relation) if p in plain.topics]
        for one, part in dice.sample(parts, min(25, len(parts))):
            name, what = plain.name(one), plain.name(part)
            yield Composed(
                relation,
                (f"does {name} have {what}?", f"is {what} a part of {name}?", f"does {name} contain {what}?"),
                says=truth,
            )


def _is(plain: Plain, one: str, other: str) -> tuple[str, ...]:
    first, second = plain.name(one), plain.name(other)
    return (f"is {first} a kind of {second}?", f"is {first} a {second}?", f"would you call {first} a {second}?")


def _made(plain: Plain) -> list[tuple[str, str]]:
    found = [(t["id"], m) for t in plain.topics.values() for m in plain.targets(t, "made_by") if m in plain.topics]
    return [(t, m) for t, m in found if plain.topics[t]["kind"] in plain.under("model")]


def _unmade(plain: Plain) -> list[tuple[str, str]]:
    makers = [t["id"] for t in plain.topics.values() if t["kind"] == "organisation"]
    listed = [t for t in plain.of_kind("model") if "made_by" in (t.get("complete") or ()) and t["facts"].get("made_by")]
    return [(t["id"], m) for t in listed for m in makers if not plain.made(t, m)]


def _orders(plain: Plain, dice: random.Random) -> Iterator[Composed]:
    """Oldest, newest, older of two, years between."""
    for kind, word in (
        ("product", "tool"),
        ("model_family", "model family"),
        ("model", "model"),
        ("organisation", "company"),
    ):
        dated = sorted((d, t["id"]) for t in plain.of_kind(kind) if (d := plain.main(t)))
        for order, found in (("oldest", dated[0]), ("newest", dated[-1])):
            name = plain.name(found[1])
            yield Composed(
                order,
                (f"what is the {order} {word}?", f"which is the {order} {word} you know?", f"the {order} {word}?"),
                says=rf"(?i)the {order} is (?:an? |the )?{_escaped(name)}",
            )
    yield from _pairs(plain, dice)


def _pairs(plain: Plain, dice: random.Random) -> Iterator[Composed]:
    """Of two models: the older one, and the years between."""
    dated = [(t["id"], d) for t in plain.of_kind("model") if (d := plain.main(t))]
    for _ in range(30):
        (one, first), (other, second) = dice.sample(dated, 2)
        if first[:4] == second[:4]:
            continue
        older = plain.name(one if first < second else other)
        names = plain.name(one), plain.name(other)
        yield Composed(
            "older of two",
            (
                f"which is older, {names[0]} or {names[1]}?",
                f"which came first, {names[0]} or {names[1]}?",
                f"what was first: {names[0]} or {names[1]}?",
            ),
            says=rf"(?i)^(?:an? |the )?{_escaped(older)} (?:is|are) older than",
        )
        years = round(abs(decimal(first) - decimal(second)))
        yield Composed(
            "years between",
            (
                f"how many years between {names[0]} and {names[1]}?",
                f"how many years lie between {names[0]} and {names[1]}?",
                f"how long between {names[0]} and {names[1]}?",
            ),
            says=rf"(?i)about {years} years? lie" if years else "(?i)less than a year",
        )


def _escaped(name: str) -> str:
    return "".join(c if c.isalnum() or c == " " else "." for c in name)
