"""`doolittle test`: a pack's golden dialogues, reported as pytest reports tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_option import settings, told

if TYPE_CHECKING:
    from bot.live import LivePack
    from bot.rehearsal import Verdict
    from bot.settings import Settings
    from knowledge.dialogue import Dialogue

WIDTH = 72
"""Marks in a line."""


def rehearsal(
    pack: Annotated[
        Path | None, typer.Argument(help="The folder of the pack.", show_default="DOOLITTLE_KNOWLEDGE")
    ] = None,
    dialogues: Annotated[
        list[Path] | None, typer.Option(help="Run these as well: a file, or a folder of them.")
    ] = None,
    word: Annotated[
        str, typer.Option("-k", help="Only dialogues with this in what is said, in their name or their file's.")
    ] = "",
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Name each dialogue.")] = False,
) -> None:
    """Run a pack's dialogues and the tests in its files; exit status 1 if an answer is not as demanded."""
    from bot import assembly
    from knowledge.dialogue import golden

    with told():
        chosen = settings(pack, store="memory")
        source = assembly.live(chosen)
        found = golden(source.engine.pack, chosen.knowledge, dialogues or ())
    selected = [dialogue for dialogue in found if _says(dialogue, word)]
    if not selected:
        typer.echo(_nothing(word, chosen.knowledge), err=True)
        raise typer.Exit(1)
    verdicts = asyncio.run(_rehearsed(selected, chosen, source, verbose))
    failed = [verdict for verdict in verdicts if verdict.wrong]
    if failed:
        typer.echo(f"\n{_ruled('FAILURES')}")
    for verdict in failed:
        typer.echo("\n" + "\n".join(_failure(verdict)))
    typer.echo(f"\n{_ruled(_summary(verdicts, len(found) - len(selected)))}")
    raise typer.Exit(1 if failed else 0)


def _says(dialogue: Dialogue, word: str) -> bool:
    said = (dialogue.file.name, dialogue.name, *(turn.say for turn in dialogue.turns))
    return any(word.casefold() in text.casefold() for text in said)


def _nothing(word: str, folder: Path) -> str:
    if word:
        return f"No dialogue has {word!r} in it. The pack is named without an option: doolittle test FOLDER."
    return f"{folder} has no dialogues. Write one in {folder / 'dialogues'}; docs/curating.md shows how."


async def _rehearsed(dialogues: Sequence[Dialogue], chosen: Settings, source: LivePack, verbose: bool) -> list[Verdict]:
    """The verdicts, each told by a mark or a line as it falls."""
    from bot import assembly
    from bot.rehearsal import rehearse

    verdicts: list[Verdict] = []
    for number, dialogue in enumerate(dialogues, 1):
        verdict = await rehearse(dialogue, assembly.conversation(chosen, source, assembly.store("memory")))
        if verbose:
            typer.echo(f"{dialogue.place()} {dialogue.name or dialogue.turns[0].say} {_word(verdict)}")
        else:
            typer.echo("F" if verdict.wrong else ".", nl=number % WIDTH == 0 or number == len(dialogues))
        verdicts.append(verdict)
    return verdicts


def _word(verdict: Verdict) -> str:
    return "FAILED" if verdict.wrong else "PASSED"


def _failure(verdict: Verdict) -> Iterator[str]:
    """The dialogue up to its last wrong turn, with what each wrong answer lacks or holds."""
    yield _ruled(verdict.dialogue.name or verdict.turns[0].demanded.say, "_")
    for number, turn in enumerate(verdict.turns[: verdict.wrong[-1] + 1]):
        yield from ("",) if number else ()
        yield from (f"> {turn.demanded.say}", turn.answer)
        if not turn.right:
            yield ""
            yield from (f"E   lacks {pattern!r}" for pattern in turn.lacks)
            yield from (f"E   holds {pattern!r}" for pattern in turn.holds)
            yield f"{verdict.dialogue.place(number)}: not as demanded"


def _summary(verdicts: Sequence[Verdict], deselected: int) -> str:
    failed = sum(bool(verdict.wrong) for verdict in verdicts)
    counts = {"failed": failed, "passed": len(verdicts) - failed, "deselected": deselected}
    turns = sum(len(verdict.turns) for verdict in verdicts)
    told_counts = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{told_counts} ({turns} {'turn' if turns == 1 else 'turns'})"


def _ruled(text: str, rule: str = "=") -> str:
    return f" {text} ".center(WIDTH, rule)
