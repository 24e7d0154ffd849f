"""`doolittle evaluate`: how good understanding is, on anybody's labelled texts or on the running pack's own tests."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.knowledge_option import Knowledge, settings, told

if TYPE_CHECKING:
    from bot.evaluation import Evaluation, Item
    from knowledge.pack import Pack
    from knowledge.topic import Check

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
    from bot.understanding.matcher import Matcher
    from bot.understanding.vectors import vectors
    from knowledge.loader import language

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

    source = assembly.live(chosen)
    pack, interpreter = source.engine.pack, source.engine.interpreter
    tests = {test.say: (owner, test) for owner, test in _tests(pack)}

    def guess(text: str) -> tuple[str, float]:
        owner, test = tests[text]
        conversation = assembly.conversation(chosen, source, assembly.store("memory"))
        answer = asyncio.run(conversation.hear(Utterance(text, "evaluation", "evaluation", "1", time.time())))
        heard = answer.trace["understanding"]["clauses"][0]["chosen"]
        return (owner if _holds(test, answer.text) else _reached(heard)), heard["probability"] if heard else 0.0

    interpreter.warm()
    examples = sum(len(topic.asks) for topic in pack.topics.values())
    return measured(guess, [Item(text, owner) for text, (owner, _) in tests.items()], 0.0, examples)


def _tests(pack: Pack) -> Iterator[tuple[str, Check]]:
    for prefix, records in (
        ("topic", pack.topics),
        ("compare", pack.comparisons),
        ("advice", pack.advice),
        ("faq", pack.entries),
    ):
        for identifier, record in records.items():
            yield from ((f"{prefix}/{identifier}", test) for test in record.tests)


def _holds(test: Check, text: str) -> bool:
    found = all(re.search(pattern, text, re.IGNORECASE) for pattern in test.must)
    return found and not any(re.search(pattern, text, re.IGNORECASE) for pattern in test.must_not)


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
    console.print(f"[bold]{title}[/bold]: {len(found.outcomes)} texts")
    for name, value in found.figures().items():
        console.print(f"  {name:<18} {'–' if value is None else value if isinstance(value, int) else f'{value:.3f}'}")
    labels = Table(
        "label", "texts", "precision", "recall", "F1", box=None, title="the worst labels", title_justify="left"
    )
    for row in found.rows()[:SHOWN]:
        labels.add_row(row.label, str(row.items), f"{row.precision:.2f}", f"{row.recall:.2f}", f"{row.f1:.2f}")
    console.print(labels)
    confused = Table("is", "taken for", "times", box=None, title="taken for another", title_justify="left")
    for label, guess, count in found.confusions()[:SHOWN]:
        confused.add_row(label, guess, str(count))
    console.print(confused)
    curve = Table(
        "threshold", "in scope", "out of scope", "MCC", box=None, title="other thresholds", title_justify="left"
    )
    for at, inside, outside, value in found.curve()[1::2]:
        curve.add_row(f"{at:.2f}", *("–" if v is None else f"{v:.3f}" for v in (inside, outside, value)))
    console.print(curve)
    said = Table("said", "right", "texts", box=None, title="calibration", title_justify="left")
    for mean, right, count in found.calibration():
        said.add_row(f"{mean:.2f}", f"{right:.2f}", str(count))
    console.print(said)
