"""`doolittle evaluate`: how good understanding is, on anybody's labelled texts or on the running pack's own tests."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.knowledge_option import Knowledge, settings, told

if TYPE_CHECKING:
    from bot.evaluation import Evaluation, Item

TOPICAL = ("topic", "task", "organisation", "person", "criterion")
SHOWN = 12
"""Rows of each table in the terminal."""


def evaluate(
    knowledge: Knowledge = None,
    train: Annotated[Path | None, typer.Option(help='Examples: lines of {"text", "label"}.')] = None,
    test: Annotated[Path | None, typer.Option(help="Texts to label; a label of null is out of scope.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write plots and tables as a page to this file.")] = None,
) -> None:
    """Measure understanding: on --train and --test, or on the tests that stand in the pack."""
    if (train is None) != (test is None):
        raise typer.BadParameter("--train and --test go together")
    with told():
        chosen = settings(knowledge)
        found = _labelled(train, test) if train and test else _own(chosen)
    title = f"{test.parent.name}: {test.name}" if train and test else f"The tests of {chosen.knowledge.name}"
    if report is not None:
        from bot.report import page

        report.write_text(page(found, title), "utf-8")
    if as_json:
        typer.echo(json.dumps(found.figures()))
    else:
        _show(found, title)


def _labelled(train: Path, test: Path) -> Evaluation:
    """The matcher alone, on one core: what it would do on another bot."""
    from bot.evaluation import evaluate as measured
    from bot.understanding.examples.matcher import Matcher
    from bot.understanding.matching.vectors import vectors
    from knowledge.vocabulary import language

    examples = [(item.text, item.label) for item in _items(train) if item.label is not None]
    table = vectors()
    began = time.perf_counter()
    matcher = Matcher(examples, language("english"), table)
    fit = time.perf_counter() - began

    def guess(text: str) -> tuple[str, float]:
        best = matcher.best(text)
        return (best[0].label, best[0].score) if best else ("", 0.0)

    return measured(guess, list(_items(test)), fit, len(examples))


def _items(path: Path) -> Iterator[Item]:
    from bot.evaluation import Item

    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            data: Any = json.loads(line)
            yield Item(str(data["text"]), None if data["label"] is None else str(data["label"]))
        except (ValueError, KeyError, TypeError):
            typer.echo(f'{path}:{number}: a line is {{"text": "…", "label": "…"}}; a label may be null.', err=True)
            raise typer.Exit(1) from None


def _own(chosen: Any) -> Evaluation:
    """The whole bot on its pack's tests: a text is right where the answer is as its file demands."""
    from bot import assembly
    from bot.evaluation import Item
    from bot.evaluation import evaluate as measured
    from bot.messages import Utterance

    began = time.perf_counter()
    source = assembly.live(chosen)
    fit = time.perf_counter() - began
    pack, interpreter = source.engine.pack, source.engine.interpreter
    tests = {test.say: (owner, test) for owner, record in pack.answering() for test in record.tests}

    def guess(text: str) -> tuple[str, float]:
        owner, test = tests[text]
        conversation = assembly.conversation(chosen, source, assembly.store("memory"))
        answer = asyncio.run(conversation.hear(Utterance(text, "evaluation", "evaluation", "1", time.time())))
        heard = answer.trace["understanding"]["clauses"][0]["chosen"]
        wrong = test.lacking(answer.text) or test.holding(answer.text)
        return _reached(heard) if wrong else owner, heard["probability"] if heard else 0.0

    interpreter.warm()
    items = [Item(text, owner) for text, (owner, _) in tests.items()]
    return measured(guess, items, fit, interpreter.examples, pack.card.accept)


def _reached(heard: dict[str, Any] | None) -> str:
    """What a reading leads to: an entry, a topic, or the bare intent."""
    if heard is None:
        return "nothing"
    named = [entity.partition(":")[2] for entity in heard["entities"] if entity.startswith(TOPICAL)]
    return str(heard["entry"] or (f"topic/{named[0]}" if named else heard["intent"]))


def _show(found: Evaluation, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()

    def show(name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        console.print()
        if not rows:
            console.print(f"{name}: none", style="italic")
            return
        table = Table(*heads, box=None, title=name, title_justify="left")
        for row in rows:
            table.add_row(*row)
        console.print(table)

    console.print(f"[bold]{title}[/bold]: {len(found.outcomes)} texts")
    for name, value in found.figures().items():
        console.print(f"  {name:<18} {_shown(value)}")
    faulty = [row for row in found.rows() if row.f1 < 1.0][:SHOWN]
    measured = [(r.label, str(r.items), f"{r.precision:.2f}", f"{r.recall:.2f}", f"{r.f1:.2f}") for r in faulty]
    show("the worst labels", ("label", "texts", "precision", "recall", "F1"), measured)
    confused = [(label, guess, str(count)) for label, guess, count in found.confusions()[:SHOWN]]
    show("taken for another", ("is", "taken for", "times"), confused)
    curve = [(f"{at:.2f}", *map(_shown, values)) for at, *values in found.curve()[1::2]]
    show("other thresholds", ("threshold", "in scope", "out of scope", "MCC"), curve)
    said = [(f"{mean:.2f}", f"{right:.2f}", str(count)) for mean, right, count in found.calibration()]
    show("calibration", ("said", "right", "texts"), said)


def _shown(value: float | int | None) -> str:
    return "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
