"""The content tests that travel with a file: their regular expressions must be ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.answers import Advice, Comparison, Entry
from knowledge.pack import Origin, Pack
from knowledge.topic import Topic
from knowledge.yamlfile import Problem


def problems(pack: Pack) -> Iterator[Problem]:
    """Regular expressions that do not compile."""
    for origin, record in _records(pack):
        for place, test in enumerate(record.tests):
            for field, patterns in (("must", test.must), ("must_not", test.must_not)):
                for number, pattern in enumerate(patterns):
                    fault = _fault(pattern)
                    if fault:
                        what = f"{pattern!r} is no regular expression: {fault}."
                        cure = "Put a backslash before a bracket or sign that is meant as itself."
                        yield origin.problem(what, cure, "tests", place, field, number)


def _records(pack: Pack) -> Iterator[tuple[Origin, Topic | Comparison | Advice | Entry]]:
    for key, topic in pack.topics.items():
        yield pack.origins[f"topic/{key}"], topic
    for key, comparison in pack.comparisons.items():
        yield pack.origins[f"compare/{key}"], comparison
    for key, advice in pack.advice.items():
        yield pack.origins[f"advice/{key}"], advice
    for key, entry in pack.entries.items():
        yield pack.origins[f"faq/{key}"], entry


def _fault(pattern: str) -> str:
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        return str(error)
    return ""
