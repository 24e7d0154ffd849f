"""The content check: holds a pack against itself and names file, line and cure of what is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from itertools import chain
from pathlib import Path

from knowledge.check import (
    advising,
    borrowed,
    claims,
    conditions,
    expectations,
    names,
    patterns,
    prose,
    questions,
    references,
    script,
    sourcing,
    status,
    topics,
)
from knowledge.loader import survey
from knowledge.pack import Pack
from knowledge.yamlfile import Problem


def check(pack: Pack, today: datetime.date, unread: Collection[str] = ()) -> tuple[Problem, ...]:
    """All problems of a pack by file and line; ids in `unread` (of files that can not be read) count as known."""
    found = chain(
        references.problems(pack, unread),
        topics.problems(pack),
        names.problems(pack),
        sourcing.problems(pack),
        status.problems(pack, today),
        prose.problems(pack),
        borrowed.problems(pack),
        patterns.problems(pack),
        conditions.problems(pack),
        script.problems(pack),
        questions.problems(pack),
        claims.problems(pack),
        advising.problems(pack),
        expectations.problems(pack),
    )
    return by_place(found)


def examine(folder: Path, today: datetime.date) -> tuple[Problem, ...]:
    """Read a pack's folder and check it; a file that can not be read does not hide what is wrong in the others."""
    pack, unreadable = survey(folder)
    if pack is None:
        return by_place(unreadable)
    unread = {problem.file.stem for problem in unreadable}
    return by_place((*unreadable, *check(pack, today, unread)))


def by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by file and line, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (str(p.file), p.line, p.what)))
