"""Numbers for Prometheus: turns by outcome and channel, latency by stage, errors, reloads.

Import it only where they are wanted. Where several processes share a folder (`bot.telemetry.processes`), each counts
into files there, and whichever of them is asked tells the sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.metrics_core import InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from bot.stores.store import StoreError
from bot.telemetry import processes
from bot.telemetry.turn import STAGES, TurnReport

# When a counter began is of no use here, and doubles what is scraped.
disable_created_metrics()  # type: ignore[no-untyped-call]

BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds."""
OTHER = "other"
"""The channel of a turn that names one nobody knows: clients must not be able to make up new series."""


class Metrics:
    """Counts what happens in this process, and tells what happened in all that count with it."""

    def __init__(self, channels: Iterable[str]) -> None:
        self._channels = frozenset(channels)
        self._registry = registry = CollectorRegistry()
        self._in_flight = Gauge(
            "doolittle_turns_in_flight", "Turns being taken.", registry=registry, multiprocess_mode="livesum"
        )
        self._turns = Counter("doolittle_turns", "Turns ended.", ("outcome", "channel"), registry=registry)
        self._handovers = Counter(
            "doolittle_handovers", "Conversations handed over to a person.", ("channel",), registry=registry
        )
        self._whole = Histogram("doolittle_turn_seconds", "Time of a whole turn.", registry=registry, buckets=BUCKETS)
        stages = Histogram(
            "doolittle_turn_stage_seconds", "Time of a turn's stages.", ("stage",), registry=registry, buckets=BUCKETS
        )
        self._stages = {stage: stages.labels(stage) for stage in STAGES}
        self._actions = Counter(
            "doolittle_action_errors", "Actions that failed.", ("action", "kind"), registry=registry
        )
        self._store = Counter(
            "doolittle_store_errors", "Turns lost because the store was away.", ("stage",), registry=registry
        )
        self._reloads = Counter(
            "doolittle_pack_reloads", "Changes of the pack, taken up or broken.", ("result",), registry=registry
        )
        for stage in ("hold", "commit"):
            self._store.labels(stage)  # So that the first error is an increase, not a new series.
        for result in ("ok", "broken"):
            self._reloads.labels(result)

    def began(self) -> None:
        """Count a turn in."""
        self._in_flight.inc()

    def ended(self, report: TurnReport) -> None:
        """Count a turn out, and all it tells."""
        self._in_flight.dec()
        channel = report.utterance.channel if report.utterance.channel in self._channels else OTHER
        self._turns.labels(report.outcome, channel).inc()
        if report.handover:
            self._handovers.labels(channel).inc()
        self._whole.observe(sum(report.seconds.values()))
        for stage, seconds in report.seconds.items():
            self._stages[stage].observe(seconds)
        for each in report.ran:
            if each.failure:
                self._actions.labels(each.action, each.failure).inc()
        if report.error and issubclass(report.error, StoreError):
            self._store.labels(list(report.seconds)[-1]).inc()

    def changed(self, whole: bool) -> None:
        """Count a change of the pack's files that is in force now, or broken."""
        self._reloads.labels("ok" if whole else "broken").inc()

    def text(self, build: Mapping[str, str]) -> bytes:
        """What Prometheus scrapes, in its text format; `build` is what runs."""
        shown = CollectorRegistry()
        if folder := processes.folder():
            for process in processes.ended(folder):
                mark_process_dead(process)  # type: ignore[no-untyped-call]
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        else:
            shown.register(self._registry)
        shown.register(_Build(build))
        return generate_latest(shown)


class _Build(Collector):
    """What runs, told anew at each scrape: a changed pack leaves no line of the old one behind."""

    def __init__(self, build: Mapping[str, str]) -> None:
        self._build = dict(build)

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("doolittle_build", "The version that runs and the pack it answers from.", self._build)
