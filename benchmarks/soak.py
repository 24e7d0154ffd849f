"""What the service must live through, at full counts; writes what came of it to docs/soak.md.

    make soak                              # half an hour or more
    python -m benchmarks.soak --part 50    # a fiftieth of the counts, told and not written

Exit status 1 tells that something was lost, doubled, out of order, refused or leaked.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import faults, fuzz, served
from benchmarks.client import run
from benchmarks.database import Database

PAGE = Path(__file__).resolve().parent.parent / "docs" / "soak.md"
KILLS, TURNS, CRASHES, CASES, MESSAGES, LONG = 50, 10_000, 10, 5_000, 100_000, 200_000
GROWTH = 0.05
"""Share by which the memory may grow after warm-up."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing the service went through."""

    what: str
    asked: str
    """What must hold."""
    found: str
    wrong: tuple[str, ...]
    seconds: float


def main() -> None:
    """Go through everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", type=int, default=1, help="divide all counts by this")
    part = parser.parse_args().part
    trials = []
    for trial in _trials(part):
        print(
            f"{'ok   ' if not trial.wrong else 'WRONG'} {trial.what}: {trial.found}",
            *trial.wrong,
            sep="\n  ",
            flush=True,
        )
        trials.append(trial)
        if part == 1:  # After each, so that a soak which is cut short tells what it came to.
            PAGE.write_text(_page(trials), "utf-8")
    sys.exit(any(trial.wrong for trial in trials))


def _trials(part: int) -> Iterator[Trial]:
    kills, turns, cases, messages = KILLS // part, TURNS // part, CASES // part, MESSAGES // part
    every = "every acknowledged turn is there, none twice, order kept"
    ordered = "strictly ordered, no lost update"
    hammered = f"one conversation, 2 processes, 32 clients, {turns:,} turns"
    with tempfile.TemporaryDirectory() as folder:
        on_sqlite: list[tuple[str, str, Callable[[str], Awaitable[list[str]]]]] = [
            (f"{kills} SIGKILLs under load, SQLite", every, lambda store: faults.kill(store, kills)),
            (f"{hammered}, SQLite", ordered, lambda store: faults.hammer(store, turns, 2, 16)),
        ]
        for number, (what, asked, go) in enumerate(on_sqlite):
            yield _tried(what, asked, go, f"sqlite:{folder}/{number}.db")
    with _database() as database:
        yield _tried(
            f"{kills} SIGKILLs under load, PostgreSQL", every, lambda s: faults.kill(s, kills), database.address
        )
    with _database() as database:
        yield _tried(f"{hammered}, PostgreSQL", ordered, lambda s: faults.hammer(s, turns, 2, 16), database.address)
    with _database() as database:
        crashes = max(1, CRASHES // part)
        yield _tried(
            f"PostgreSQL crashed and started again under load, {crashes} times",
            f"nothing fails once it is back; {every}",
            lambda s: faults.restart(s, lambda: database.stop("immediate"), database.start, crashes),
            database.address,
        )
    yield _fuzzed(f"{cases:,} requests made from the OpenAPI document", lambda: fuzz.requests(cases))
    yield _growth(LONG // part)
    yield _fuzzed(f"{messages:,} messages made of anything", lambda: fuzz.messages(messages))


@contextmanager
def _database() -> Iterator[Database]:
    database = Database()
    try:
        yield database
    finally:
        database.remove()


def _tried(what: str, asked: str, go: Callable[[str], Awaitable[list[str]]], store: str) -> Trial:
    began = time.monotonic()

    async def gone() -> list[str]:
        return await go(store)

    wrong = tuple(asyncio.run(gone()))
    return Trial(what, asked, "all is well" if not wrong else f"{len(wrong)} wrong", wrong, time.monotonic() - began)


def _fuzzed(what: str, go: Callable[[], fuzz.Found]) -> Trial:
    began = time.monotonic()
    found = go()
    told = f"{found.tried:,} tried, {len(found.failures)} failures"
    return Trial(what, "no exception, no failed check", told, tuple(found.failures), time.monotonic() - began)


def _growth(turns: int) -> Trial:
    """Whether the service's memory stays as it is."""
    began, each = time.monotonic(), max(1, turns // 20)
    with tempfile.TemporaryDirectory() as folder, served.service(f"sqlite:{folder}/long.db") as service:
        loads = [run(service.port, 16, max(1, each // 16))]
        before = service.resident()
        loads += [run(service.port, 16, max(1, each // 16)) for _ in range(20)]
        after = service.resident()
    wrong = [f"{load.refused} requests were refused" for load in loads if load.refused]
    grown = after / before - 1
    if grown > GROWTH:
        wrong.append(f"the memory grew by {grown:.1%}")
    told = f"{before:.0f} MB after warm-up, {after:.0f} MB after them ({grown:+.1%})"
    asked = f"memory grows by less than {GROWTH:.0%}"
    return Trial(f"{turns:,} turns over HTTP", asked, told, tuple(wrong), time.monotonic() - began)


def _page(trials: list[Trial]) -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    rows = [
        f"| {t.what} | {t.asked} | {t.found}{''.join(f'; {w}' for w in t.wrong)} | {t.seconds:.0f} |" for t in trials
    ]
    return "\n".join(
        [
            "# Soak",
            "",
            f"Written by `make soak` on a machine with {machine}. `make test` goes through the same at",
            "small counts. The processes that are killed, the server and the database are real ones.",
            "",
            "| what | must hold | found | seconds |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
