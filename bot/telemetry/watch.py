"""Follows a turn through its stages and reports it to whoever observes turns."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextvars import Token
from time import perf_counter
from types import TracebackType
from typing import Self

from bot.messages import Answer, Utterance
from bot.telemetry import trace
from bot.telemetry.turn import STAGES, Observer, Outcome, Ran, Stage, TurnReport, outcome
from bot.tracker import Event

log = logging.getLogger(__name__)


class Watch:
    """Follows one turn, `with Watch(utterance, observers) as watch:`, and reports it however it ends."""

    __slots__ = ("_answer", "_events", "_observers", "_repeated", "_seconds", "_since", "_token", "_utterance")

    def __init__(self, utterance: Utterance, observers: Sequence[Observer]) -> None:
        self._utterance, self._observers = utterance, observers
        self._answer: Answer | None = None
        self._events: Sequence[Event] = ()
        self._repeated = False
        self._seconds: dict[Stage, float] = {}

    def __enter__(self) -> Self:
        self._token: Token[str] = trace.begin()
        try:
            for observer in self._observers:
                observer.began()
        except Exception:
            log.exception("A turn could not be observed")  # It is no reason to lose an answer.
        self._since = perf_counter()
        return self

    def ended(self, stage: Stage) -> None:
        """A stage has ended, and the next begins."""
        now = perf_counter()
        self._seconds[stage] = now - self._since
        self._since = now

    def repeats(self, answer: Answer | None) -> Answer | None:
        """The answer that the message got before, if it did."""
        self._answer, self._repeated = answer, answer is not None
        return answer

    def answered(self, answer: Answer, events: Sequence[Event]) -> Answer:
        """The answer that the turn found, and the events it left."""
        self._answer, self._events = answer, events
        return answer

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind and len(self._seconds) < len(STAGES):
            self.ended(STAGES[len(self._seconds)])  # The stage that it happened in.
        try:
            if self._observers:
                report = self._report(kind)
                for observer in self._observers:
                    observer.ended(report)
        except Exception:
            log.exception("A turn could not be observed")
        trace.end(self._token)

    def _report(self, error: type[BaseException] | None) -> TurnReport:
        decisions = self._answer.trace["decisions"] if self._answer and not self._repeated else ()
        ran = tuple(Ran(told["action"], told["failure"].partition(":")[0]) for told in decisions)
        failed = bool(error) or any(each.failure for each in ran)
        how: Outcome = "failed" if failed else "repeated" if self._repeated else outcome(self._events)
        return TurnReport(trace.current(), self._utterance, self._answer, how, ran, self._seconds, error)
