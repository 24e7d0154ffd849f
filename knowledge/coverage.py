"""Coverage: which facets each topic has, how they are asked for, and what tests hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import get_args

from knowledge.pack import Pack
from knowledge.topic import FacetName, Topic

FACETS: tuple[FacetName, ...] = get_args(FacetName)


@dataclass(frozen=True, slots=True)
class Row:
    """One topic: per facet the number of questions of its own, or None where the facet is not written."""

    topic: Topic
    facets: tuple[int | None, ...]
    facts: int
    dates: int
    tests: int

    @property
    def cells(self) -> tuple[str, ...]:
        """As a table shows it: `-` not written, `+` written, `3` written with three questions of its own."""
        return tuple("-" if asks is None else str(asks) if asks else "+" for asks in self.facets)


def rows(pack: Pack) -> tuple[Row, ...]:
    """Every topic, by kind and then by id."""
    found = (
        Row(
            topic,
            tuple(len(topic.asks.get(facet, ())) if facet in topic.facets else None for facet in FACETS),
            sum(map(len, topic.facts.values())),
            len(topic.dates),
            len(topic.tests),
        )
        for topic in pack.topics.values()
    )
    return tuple(sorted(found, key=lambda row: (row.topic.kind, row.topic.id)))


def totals(pack: Pack) -> dict[str, int]:
    """How much a pack holds of each thing."""
    table = rows(pack)
    own = sum(len(r.tests) for records in (pack.comparisons, pack.advice, pack.entries) for r in records.values())
    return {
        "topics": len(table),
        "facets": sum(asks is not None for row in table for asks in row.facets),
        "facts": sum(row.facts for row in table),
        "dated events": sum(row.dates for row in table),
        "comparisons": len(pack.comparisons),
        "pieces of advice": len(pack.advice),
        "other answers": len(pack.entries),
        "sources": len(pack.sources),
        "tests": sum(row.tests for row in table) + own,
    }


def page(pack: Pack) -> str:
    """The table as an HTML page that needs nothing else."""
    head = "".join(f"<th>{escape(name)}</th>" for name in ("topic", "kind", *FACETS, "facts", "dates", "tests"))
    summary = " · ".join(f"{count:,} {what}" for what, count in totals(pack).items())
    return _PAGE.format(
        title=escape(pack.card.title), summary=escape(summary), head=head, body="\n".join(map(_line, rows(pack)))
    )


def _line(row: Row) -> str:
    return "<tr>" + "".join(_cells(row)) + "</tr>"


def _cells(row: Row) -> Iterator[str]:
    yield f'<th scope="row">{escape(row.topic.id)}</th><td>{escape(row.topic.kind)}</td>'
    for asks, cell in zip(row.facets, row.cells, strict=True):
        kind = "no" if asks is None else "asked" if asks else "yes"
        yield f'<td class="{kind}">{cell}</td>'
    for number in (row.facts, row.dates, row.tests):
        yield f'<td class="{"yes" if number else "no"}">{number}</td>'


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Coverage: {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 14px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ padding: .2rem .35rem; border-bottom: 1px solid #8884; text-align: center; }}
thead th {{ position: sticky; top: 0; background: Canvas; }}
th[scope=row], td:nth-child(2) {{ text-align: left; font-weight: normal; }}
.no {{ background: #c0392b33; }} .yes {{ background: #f1c40f2b; }} .asked {{ background: #27ae6033; }}
</style></head><body>
<h1>Coverage: {title}</h1>
<p>{summary}</p>
<p>A facet that is not written shows a dash, one that only the common question forms reach a plus sign, and one with
questions of its own their number.</p>
<table><thead><tr>{head}</tr></thead><tbody>
{body}
</tbody></table></body></html>
"""
