"""What answers are expected to hold: the regular expressions of tests must be ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.pack import Origin, Pack
from knowledge.topic import Check
from knowledge.yamlfile import Problem


def problems(pack: Pack) -> Iterator[Problem]:
    """Regular expressions that do not compile, in the tests that travel with the pack's files."""
    for reference, record in pack.answering():
        yield from unreadable(record.tests, pack.origins[reference], "tests")


def unreadable(tests: Sequence[Check], origin: Origin, field: str) -> Iterator[Problem]:
    """Regular expressions that do not compile, in the tests that a field of a record holds."""
    for place, test in enumerate(tests):
        for name, patterns in (("must", test.must), ("must_not", test.must_not)):
            for number, pattern in enumerate(patterns):
                fault = _fault(pattern)
                if fault:
                    what = f"{pattern!r} is no regular expression: {fault}."
                    cure = "Put a backslash before a bracket or sign that is meant as itself."
                    yield origin.problem(what, cure, field, place, name, number)


def _fault(pattern: str) -> str:
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        return str(error)
    return ""
