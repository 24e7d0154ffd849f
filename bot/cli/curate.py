"""For curators: `doolittle show TOPIC` and `doolittle coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told


def show(
    topic: Annotated[str, typer.Argument(help="The id or any name of a topic.")], knowledge: Knowledge = None
) -> None:
    """Print a topic as a visitor can meet it: every facet, its facts as sentences, its comparisons and advice."""
    from actions.portrait import portrait
    from knowledge.loader import load

    with told():
        pack = load(settings(knowledge).knowledge)
    drawn = portrait(pack, topic)
    if drawn is None:
        typer.echo(f"There is no topic {topic!r}; `doolittle coverage` lists them.", err=True)
        raise typer.Exit(1)
    typer.echo(drawn)


def coverage(
    knowledge: Knowledge = None,
    html: Annotated[Path | None, typer.Option(help="Write the table as a page to this file.")] = None,
) -> None:
    """Show which facets each topic has, and how many questions, facts, dates and tests."""
    from rich.console import Console
    from rich.table import Table

    from knowledge.coverage import FACETS, page, rows, totals
    from knowledge.loader import load

    with told():
        pack = load(settings(knowledge).knowledge)
    if html is not None:
        html.write_text(page(pack), "utf-8")
        typer.echo(f"Written to {html}.")
        return
    table = Table("topic", "kind", *FACETS, "facts", "dates", "tests", box=None, pad_edge=False)
    for row in rows(pack):
        table.add_row(row.topic.id, row.topic.kind, *row.cells, *map(str, (row.facts, row.dates, row.tests)))
    Console(width=None if Console().is_terminal else 160).print(table)
    typer.echo(" · ".join(f"{count:,} {what}" for what, count in totals(pack).items()))
