"""The pack as plain data, read with a YAML library and nothing of the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from written import verbatim

GONE = {"retired", "renamed", "ended", "died"}
Facts = dict[str, Any]
_TARGETS = ("topic", "person", "organisation", "medium", "task")


class Plain:
    """The pack as plain data, and the little arithmetic that its facts allow."""

    def __init__(self, folder: Path) -> None:
        self.card = verbatim(folder / "pack.yaml")
        self.topics: dict[str, Facts] = {}
        for path in sorted((folder / "topics").glob("*.yaml")):
            topic = verbatim(path)
            facts = topic.setdefault("facts", {})
            for lifted in ("dates", "date_to_say", "status", "complete"):
                if lifted in facts:
                    topic[lifted] = facts.pop(lifted)
            self.topics[topic["id"]] = topic

    def under(self, kind: str) -> set[str]:
        """A kind and all kinds below it."""
        found = {kind}
        while more := {k for k, v in self.card["kinds"].items() if v.get("under") in found} - found:
            found |= more
        return found

    def of_kind(self, kind: str) -> list[Facts]:
        """The topics of a kind."""
        return [t for t in self.topics.values() if t["kind"] in self.under(kind)]

    def targets(self, topic: Facts, *relations: str) -> list[str]:
        """What a topic's facts point at."""
        return [
            next(v for k, v in fact.items() if k in _TARGETS) for r in relations for fact in topic["facts"].get(r, ())
        ]

    def above(self, topic: str) -> set[str]:
        """Everything a topic is."""
        found: set[str] = set()
        waiting = [topic]
        while waiting:
            for up in self.targets(self.topics[waiting.pop()], "is_a"):
                if up not in found:
                    found.add(up)
                    waiting += [up] if up in self.topics else []
        return found

    def made(self, topic: Facts, maker: str) -> bool:
        """Whether a maker, or what belongs to it, made or owns a topic."""
        makers = self.targets(topic, "made_by", "owned_by")
        owned = [m for m in makers if m in self.topics and maker in self.targets(self.topics[m], "owned_by")]
        return maker in makers or bool(owned) or any(maker in self.above(m) for m in makers if m in self.topics)

    def years(self, topic: Facts) -> set[int]:
        """The years of its events, but for its end."""
        found: set[int] = set()
        for event in topic.get("dates", ()):
            if event["event"] not in GONE:
                first = int(str(event["on"])[:4])
                found |= set(range(first, int(str(event.get("until", first))[:4]) + 1))
        return found

    def main(self, topic: Facts) -> str | None:
        """The date that answers "when?", as the file writes it."""
        dates = topic.get("dates") or ()
        wanted = [e for e in dates if e["event"] == topic.get("date_to_say")]
        return str((wanted or list(dates))[0]["on"]) if dates else None

    def name(self, topic: str) -> str:
        """What a visitor calls it."""
        record = self.topics[topic]
        return str(record.get("short") or record["name"])


def decimal(date: str) -> float:
    """A date as a number of years: `2014` is its middle, `2014-04` the middle of April."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    return year + ((month or 6.5) - 1 + ((day or 15) - 1) / 31) / 12
