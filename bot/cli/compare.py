"""`doolittle compare OLD NEW`: every answer that an edited pack gives differently."""

from __future__ import annotations

import asyncio
import difflib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.knowledge_option import settings, told
from bot.cli.stored import Since, moment, reading

if TYPE_CHECKING:
    from bot.changes import Change, Script
    from bot.exchanges import Exchange
    from bot.live import LivePack
    from bot.settings import Settings

HEADER = 3
"""Lines of a unified diff that name files and lines."""


def compare(
    old: Annotated[Path, typer.Argument(help="The folder of the pack as it was.")],
    new: Annotated[Path, typer.Argument(help="The folder of the pack as it is to be.")],
    dialogues: Annotated[
        list[Path] | None, typer.Option(help="Say these as well: a file, or a folder of them.")
    ] = None,
    store: Annotated[str | None, typer.Option(help="Say the conversations kept there as well: sqlite:PATH.")] = None,
    since: Since = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Say the new pack's dialogues, and stored conversations, to two packs and show every answer that differs."""
    from bot import assembly
    from bot.changes import distinct

    begin = moment(since)
    with told():
        packs = [(chosen, assembly.live(chosen)) for chosen in (settings(folder, store=store) for folder in (old, new))]
        scripts = asyncio.run(_scripts(*packs[1], dialogues or (), begin, stored=store is not None))
    if not scripts:
        typer.echo(f"{new} has no dialogues: name some with --dialogues, or conversations with --store.", err=True)
        raise typer.Exit(1)
    changes = distinct(asyncio.run(_changes(scripts, packs)))
    messages = sum(len(script.messages) for script in scripts)
    if as_json:
        data = {"messages": messages, "conversations": len(scripts), "changes": [_data(*each) for each in changes]}
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    typer.echo("\n".join(_lines(changes, messages, len(scripts))))


async def _scripts(
    chosen: Settings, source: LivePack, dialogues: Sequence[Path], since: float, *, stored: bool
) -> Sequence[Script]:
    from bot.changes import from_dialogue
    from bot.changes import stored as stored_scripts
    from knowledge.dialogue import golden

    scripts = [from_dialogue(dialogue) for dialogue in golden(source.engine.pack, chosen.knowledge, dialogues)]
    if stored:
        async with reading(chosen.store) as store:
            scripts += await stored_scripts(store.histories(), since)
    return scripts


async def _changes(scripts: Sequence[Script], packs: Sequence[tuple[Settings, LivePack]]) -> list[Change]:
    from bot import assembly
    from bot.changes import changes, replayed

    found: list[Change] = []
    for script in scripts:
        old, new = [
            await replayed(script, assembly.conversation(chosen, source, assembly.store("memory")))
            for chosen, source in packs
        ]
        found += changes(old, new)
    return found


def _lines(changes: Sequence[tuple[Change, int]], messages: int, conversations: int) -> Iterator[str]:
    from bot.changes import KINDS

    counts = Counter(change.kind for change, _ in changes)
    for kind in KINDS:
        if counts[kind]:
            yield f"{kind.capitalize()} ({counts[kind]})\n"
        for change, times in changes:
            if change.kind == kind:
                yield from _shown(change, times)
    told_of = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
    yield f"{messages} messages in {conversations} dialogues and conversations: {told_of or 'no answer differs'}."


def _shown(change: Change, times: int) -> Iterator[str]:
    from bot.channels.terminal.view import printable

    if change.before:
        yield f"(after {printable(' '.join(change.before[-1].split()))!r})"
    yield printable(f"> {' '.join(change.new.said.split())}") + (f"  ({times} times)" if times > 1 else "")
    old, new = (printable(exchange.answer).splitlines() for exchange in (change.old, change.new))
    lines = difflib.unified_diff(old, new, lineterm="", n=len(old) + len(new))
    yield from (f"{line[0]} {line[1:]}".rstrip() for line in islice(lines, HEADER, None))
    yield ""


def _data(change: Change, times: int) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "said": change.new.said,
        "before": list(change.before),
        "times": times,
        "old": _answer(change.old),
        "new": _answer(change.new),
    }


def _answer(exchange: Exchange) -> dict[str, Any]:
    answers = [answer for part in exchange.parts for answer in part.answers]
    return {"text": exchange.answer, "readings": list(exchange.readings), "answers": answers}
