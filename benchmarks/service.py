"""The whole service over HTTP: beside a bare echo, by store, by processes, and with many idle conversations."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from benchmarks import served
from benchmarks.client import QUESTIONS, TURNS, Load, run
from benchmarks.database import Database

WARM = 30
"""Turns of each client before what is measured."""
EARLIER = 8
"""Visitors who have said the same before: after two of them a process remembers it."""
STAGES = ("hold", "understand", "act", "commit")


@dataclass(frozen=True, slots=True)
class Beside:
    """One store's turns and the bare echo's, each the best of some runs that took turns."""

    store: str
    clients: int
    echo: Load
    turns: Load

    @property
    def ratio(self) -> float:
        """Turns a second over echoes a second."""
        return self.turns.rate / self.echo.rate


@contextmanager
def store(kind: str) -> Iterator[str]:
    """A fresh store of some kind, by the name that `--store` takes: memory, sqlite, postgres."""
    if kind == "postgres":
        server = Database()
        try:
            yield server.address
        finally:
            server.remove()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:{folder}/conversations.db" if kind == "sqlite" else kind


def beside_echo(kind: str, clients: int, turns: int, said: Sequence[str] = QUESTIONS, rounds: int = 3) -> Beside:
    """Turns over a store and bare echoes, one after the other on one machine, so that both meet the same noise."""
    with store(kind) as name, served.echo() as echo, served.service(name) as service:
        service.settle()
        run(echo.port, clients, WARM)
        run(service.port, EARLIER, TURNS, said=said)
        pairs = [
            (run(echo.port, clients, 4 * turns), run(service.port, clients, turns, said=said)) for _ in range(rounds)
        ]
    _answered(load for pair in pairs for load in pair)
    best_echo, best = (max(loads, key=lambda load: load.rate) for loads in zip(*pairs, strict=True))
    return Beside(kind, clients, best_echo, best)


def by_processes(kind: str, workers: int, clients: int, turns: int) -> Load:
    """Turns of a service of so many worker processes."""
    with store(kind) as name, served.service(name, "--workers", str(workers)) as service:
        service.settle()
        run(service.port, EARLIER * workers, TURNS)
        best = max((run(service.port, clients, turns) for _ in range(3)), key=lambda load: load.rate)
    _answered([best])
    return best


def shares(kind: str, turns: int, said: Sequence[str]) -> Mapping[str, float]:
    """Milliseconds of each stage of a turn, and of all around it (HTTP, JSON, the client), one client at a time."""
    with store(kind) as name, served.service(name, metrics="true") as service:
        service.settle()
        run(service.port, EARLIER, TURNS, said=said)
        before = _sums(service.get("/metrics"))
        load = run(service.port, 1, turns, said=said)
        after = _sums(service.get("/metrics"))
    stages = {stage: (after[stage] - before[stage]) / turns * 1000 for stage in STAGES}
    return {**stages, "around": sum(load.latencies) / turns * 1000 - sum(stages.values())}


def idle(kind: str, conversations: int) -> tuple[float, float]:
    """Megabytes of the service before and after so many conversations of one turn each, all silent since."""
    with store(kind) as name, served.service(name) as service:
        run(service.port, 16, WARM)
        before = service.resident()
        _answered([run(service.port, 100, 1) for _ in range(conversations // 100)])
        return before, service.resident()


def _sums(text: str) -> dict[str, float]:
    return {
        sample.labels["stage"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "doolittle_turn_stage_seconds_sum"
    }


def _answered(loads: Iterator[Load] | list[Load]) -> None:
    for load in loads:
        if load.refused:
            raise RuntimeError(f"{load.refused} of {len(load.latencies)} requests were refused")
