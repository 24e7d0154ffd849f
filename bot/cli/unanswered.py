"""`doolittle unanswered`: what visitors asked in vain, and the YAML that closes each gap."""

from __future__ import annotations

import asyncio
import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.knowledge_option import Knowledge, settings, told
from bot.cli.stored import Since, moment, reading

if TYPE_CHECKING:
    from bot.closing import Closing
    from bot.gaps import Survey
    from bot.settings import Settings
    from knowledge.addition import Addition

ALSO = 4
"""Other wordings that are shown."""
SHOWN = 100
"""Characters that are shown of a wording."""


def unanswered(
    knowledge: Knowledge = None,
    store: Annotated[
        str | None, typer.Option(help="Where `serve` keeps conversations.", show_default="DOOLITTLE_STORE")
    ] = None,
    since: Since = "",
    limit: Annotated[int, typer.Option(min=1, help="The most frequent so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON, with every wording.")] = False,
) -> None:
    """Show questions that were declined, asked back about or disliked, with the YAML that closes each gap."""
    begin = moment(since)
    with told():
        found = asyncio.run(_found(settings(knowledge, store=store), begin, limit))
    if as_json:
        typer.echo(json.dumps(_data(found), indent=2, ensure_ascii=False))
        return
    typer.echo(_heading(found))
    for number, closing in enumerate(found.closings, 1):
        typer.echo("\n" + "\n".join(_lines(number, closing)))


@dataclass(frozen=True, slots=True)
class _Found:
    """What is shown."""

    survey: Survey
    closings: tuple[Closing, ...]
    closed: int
    """Gaps that the pack answers by now."""
    rest: int
    """Gaps beyond the limit."""


async def _found(chosen: Settings, since: float, limit: int) -> _Found:
    from bot import assembly
    from bot.closing import closing, left_open
    from bot.gaps import survey

    async with reading(chosen.store) as store:
        source = assembly.live(chosen)
        surveyed = await survey(store.histories(), source.engine.pack.words, since)
    asked_again = assembly.conversation(chosen, source, assembly.store("memory"))
    closings: list[Closing] = []
    closed = 0
    for gap in surveyed.gaps:
        if len(closings) == limit:
            break
        left = await left_open(gap, asked_again)
        if left is None:
            closed += 1
            continue
        closings.append(closing(left, source.engine, chosen.knowledge, [other.id for other in closings]))
    rest = len(surveyed.gaps) - len(closings) - closed
    return _Found(surveyed, tuple(sorted(closings, key=lambda one: one.gap.rank)), closed, rest)


def _heading(found: _Found) -> str:
    survey, shown = found.survey, len(found.closings)
    read = f"{_many(survey.messages, 'message')} in {_many(survey.conversations, 'conversation')}"
    told_of = [f"{_many(shown, 'gap')} in {read}" if shown else f"No gap in {read}"]
    if found.closed:
        told_of.append(f"{found.closed} more {'is' if found.closed == 1 else 'are'} answered by the pack as it is now")
    if found.rest:
        told_of.append(f"{found.rest} rarer not shown, --limit shows more")
    return f"{'; '.join(told_of)}."


def _lines(number: int, closing: Closing) -> Iterator[str]:
    gap = closing.gap
    yield f"{number}. {_quoted(gap.text)}: {_many(gap.count, 'time')}, last on {_day(gap.last)}"
    if others := gap.questions[1:]:
        more = f" and {len(others) - ALSO} more" if len(others) > ALSO else ""
        yield f"   also: {', '.join(_quoted(question.text) for question in others[:ALSO])}{more}"
    how = ", ".join(f"{count} {what}" for what, count in sorted(gap.how.items(), key=lambda item: (-item[1], item[0])))
    yield f"   {how}" + (f" ({_cut(gap.why[0])})" if gap.why else "")
    if closing.made_of:
        yield f"   answered from: {', '.join(f'{reference} ({place})' for reference, place in closing.made_of)}"
    near = (
        f"{near.reading} {near.probability:.0%}" + (f", lacks {', '.join(near.lacks)}" if near.lacks else "")
        for near in closing.near
    )
    yield f"   near: {'; '.join(near) or 'nothing'}"
    if closing.listed:
        reading = next(near.reading for near in closing.near if near.place)
        yield from _paste(f"If {reading} answers it", closing.listed)
    disliked = gap.how.keys() == {"disliked"}
    yield from _paste("If it asks for something else" if disliked else "If nothing answers it yet", closing.entry)


def _paste(lead: str, addition: Addition) -> Iterator[str]:
    """The lines as they stand in the file, so that they can be copied."""
    yield f"   {lead}: {addition.file} {addition.where}"
    yield addition.text.rstrip("\n")


def _quoted(text: str) -> str:
    return f'"{_cut(text)}"'


def _cut(text: str) -> str:
    from bot.channels.terminal.view import printable

    shown = printable(" ".join(text.split()))
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN].rstrip()}…"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _day(time: float) -> str:
    return datetime.datetime.fromtimestamp(time, datetime.UTC).date().isoformat()


def _data(found: _Found) -> dict[str, Any]:
    return {
        "conversations": found.survey.conversations,
        "messages": found.survey.messages,
        "closed": found.closed,
        "rest": found.rest,
        "gaps": [_gap(closing) for closing in found.closings],
    }


def _gap(closing: Closing) -> dict[str, Any]:
    gap = closing.gap
    additions = {"listed": closing.listed, "entry": closing.entry}
    return {
        "question": gap.text,
        "count": gap.count,
        "last": _day(gap.last),
        "how": dict(gap.how),
        "why": list(gap.why),
        "wordings": [{"text": question.text, "count": question.count} for question in gap.questions],
        "answered_from": [{"answer": reference, "place": place} for reference, place in closing.made_of],
        "near": [
            {"reading": n.reading, "probability": round(n.probability, 3), "lacks": list(n.lacks), "place": n.place}
            for n in closing.near
        ],
        "paste": {
            name: {"file": str(added.file), "where": added.where, "text": added.text}
            for name, added in additions.items()
            if added
        },
    }
