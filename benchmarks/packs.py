"""Packs of any size, made up: so many topics of a few kinds, each with a name, a maker, dates and prose of its own."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from knowledge.loader import HERE

_STARTS = "ba be bo bra da de dro fa fe fi ga gla go ka ke kli la le lo ma me mi na ne no pa pe pla ra re ro".split()
_ENDS = "dor fen gil ka lum mar nex or pin ras sil ton van wix zel bria cera dia fona gora lica mora nita pora".split()
_OUTPUTS = ("cloth", "glass", "paper", "steel", "sugar", "soap", "ink", "rope")
_OTHER = ("why", "history", "uses", "examples", "strengths", "analogy")
KIND = "machine"


def made(folder: Path, topics: int) -> tuple[str, ...]:
    """Write a pack of so many topics into a new folder; the names of its topics, in order."""
    shutil.copytree(HERE / "starter", folder)
    for old in ("topics", "comparisons", "advice", "faq", "dialogues"):
        shutil.rmtree(folder / old)
    (folder / "names.yaml").unlink()
    (folder / "topics").mkdir()
    (folder / "pack.yaml").write_text(_CARD, "utf-8")
    (folder / "sources.yaml").write_text(_SOURCES, "utf-8")
    names = tuple(name for name, _ in zip(_names(), range(topics), strict=False))
    draw = random.Random(topics)
    for place, name in enumerate(names):
        topic = _topic(place, name, names, draw)
        (folder / "topics" / f"t{place}.yaml").write_text(json.dumps(topic), "utf-8")  # JSON is YAML.
    return names


def _names() -> Iterator[str]:
    """Names that can be pronounced, each once, none a word of English."""
    draw, seen = random.Random(1966), set[str]()
    while True:
        name = draw.choice(_STARTS) + draw.choice(_STARTS) + draw.choice(_ENDS)
        name += draw.choice(_ENDS) if len(seen) > 5_000 else ""
        if name not in seen:
            seen.add(name)
            yield name


def _topic(place: int, name: str, names: tuple[str, ...], draw: random.Random) -> dict[str, object]:
    output, year = draw.choice(_OUTPUTS), draw.randint(1800, 2020)
    facts: dict[str, object] = {"dates": [{"event": "introduced", "on": str(year), "source": "register"}]}
    facets = {"define": f"A {name} is a machine of {year} that makes {output}."}
    facets["how"] = f"A {name} turns a wheel and presses {output} from what it is fed."
    facets["limits"] = f"A {name} is loud, and it makes nothing but {output}."
    if not place:  # The question types of the language want each facet to be there once.
        facets |= {facet: f"The {name} is much like any other machine, and older." for facet in _OTHER}
    else:
        facts["based_on"] = [{"topic": f"t{draw.randrange(place)}", "source": "register"}]
    return {
        "id": f"t{place}",
        "kind": KIND,
        "name": name,
        "facts": facts,
        "facets": {facet: {"text": text, "sources": ["register"]} for facet, text in facets.items()},
    }


_CARD = f"""\
id: machines
title: machines
language: english
assistant: Doolittle
operator: This bot answers from a pack that was made up to measure with.
contact: Nobody reads along.
provenance: Everything here is made up.
starters: []
kinds:
  {KIND}: {{name: machine, plural: machines}}
"""
_SOURCES = "register: {title: A register of machines that never were, publisher: Doolittle, year: 2026}\n"
