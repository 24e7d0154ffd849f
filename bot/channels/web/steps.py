"""How an answer was found, one step a clause: from the trace of an answer, and again from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from bot.channels.web.events import Step, fate
from bot.session import BOOKKEEPING

Called = Callable[[str], str]
"""What a sentence calls the thing of that id."""


def traced(trace: Mapping[str, Any], called: Called) -> tuple[Step, ...]:
    """The steps of an answer that was just given."""
    clauses: Sequence[Mapping[str, Any]] = trace.get("understanding", {}).get("clauses") or ()
    decisions: Sequence[Mapping[str, Any]] = trace.get("decisions") or ()
    steps: list[Step] = []
    nothing: Mapping[str, Any] = {}
    for clause, decision in zip_longest(clauses, decisions, fillvalue=nothing):
        if not clause:  # The form goes on: what it does belongs to the clause before.
            if steps and fate(str(decision.get("action")), "", False) == "asked back":
                steps[-1] = {**steps[-1], "fate": "asked back"}
            continue
        chosen = (clause.get("chosen") or {}) if clause.get("outcome") != "declined" else {}
        intent = str(chosen.get("intent") or "")
        named = (entity.partition(":")[2].partition("(")[0] for entity in _topical(chosen.get("entities") or ()))
        steps.append(
            {
                "heard": str(clause.get("clause", "")),
                "read": intent,
                "names": [called(name) for name in named],
                "likely": round(float(chosen.get("probability") or 0.0), 2),
                "fate": fate(str(decision.get("action", "")), intent, bool(decision.get("missed"))),
            }
        )
    return tuple(steps)


def logged(events: Iterable[Mapping[str, Any]], called: Called) -> tuple[Step, ...]:
    """The steps of an earlier answer, from the events of its turn."""
    steps: list[Step] = []
    for event in events:
        kind = event.get("event")
        if kind == "user":
            steps.append(_heard(event.get("parse_data") or {}, called))
        elif steps and kind in ("action", "bot") and event.get("name") not in BOOKKEEPING:
            missed = bool((event.get("metadata") or {}).get("missed"))
            became = fate(str(event.get("name") or ""), str(steps[-1]["read"]), missed)
            if became in ("asked back", "declined") or steps[-1]["fate"] == "silent":
                steps[-1] = {**steps[-1], "fate": became}
    return tuple(steps)


def _heard(parsed: Mapping[str, Any], called: Called) -> Step:
    intent = parsed.get("intent") or {}
    name = str(intent.get("name") or "")
    read = "" if name == "nlu_fallback" else name
    entities = [f"{entity['entity']}:{entity['value']}" for entity in parsed.get("entities") or ()]
    return {
        "heard": str(parsed.get("text", "")),
        "read": read,
        "names": [called(entity.partition(":")[2]) for entity in _topical(entities)],
        "likely": round(float(intent.get("confidence") or 0.0), 2) if read else 0.0,
        "fate": "silent",  # Until something is done about it.
    }


def _topical(entities: Iterable[str]) -> list[str]:
    return [entity for entity in entities if not entity.startswith("entry:")]
