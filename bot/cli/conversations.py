"""`doolittle conversations`: what is kept of conversations, to list, show, export and delete."""

from __future__ import annotations

import asyncio
import datetime
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from bot.cli.knowledge_option import settings, told
from bot.cli.stored import Since, moment, reading

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.stores.store import Store, Summary, Waiting
    from bot.tracker import Event

conversations = typer.Typer(
    help="What is kept of conversations: list, show, export, delete; who waits for a person.", no_args_is_help=True
)
Where = Annotated[
    str | None, typer.Option("--store", help="Where `serve` keeps conversations.", show_default="DOOLITTLE_STORE")
]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Names of conversations.")]


@conversations.command("list")
def list_(
    where: Where = None,
    since: Since = "",
    limit: Annotated[int, typer.Option(min=1, help="The most recent so many.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List conversations, the most recent first: when the last message came, the first, how many, and whose."""
    begin = moment(since)
    with told():
        found = asyncio.run(_recent(_place(where), begin, limit))
    if as_json:
        rows = [{"id": o.conversation, "began": o.began, "last": o.last, "turns": o.turns} for o in found]
        typer.echo(json.dumps(rows, indent=2))
        return
    typer.echo(f"{'last':16}  {'began':16}  messages  id" if found else "There are no conversations.")
    for one in found:
        typer.echo(
            f"{_time(one.last)}  {_time(one.began)}  {one.turns:8}  {_shown(one.conversation).replace(chr(10), ' ')}"
        )


@conversations.command()
def show(conversation: Annotated[str, typer.Argument(metavar="ID")], where: Where = None) -> None:
    """Show what was said in a conversation, and when, in UTC."""
    from bot.exchanges import exchanges

    with told():
        [events] = asyncio.run(_histories(_place(where), [conversation])).values()
    session = 0
    for exchange in exchanges(events):
        if exchange.session != session:
            session = exchange.session
            typer.echo(f"Session {session}, {_time(exchange.time)}\n")
        at = datetime.datetime.fromtimestamp(exchange.time, datetime.UTC).time().isoformat("seconds")
        typer.echo(f"{at} > {_shown(exchange.said)}\n")
        typer.echo(f"{_shown(exchange.answer)}\n")
        if exchange.disliked:
            typer.echo(f"(disliked{': ' if exchange.complaint else ''}{_shown(exchange.complaint)})\n")


@conversations.command()
def export(
    ids: Ids = None,
    where: Where = None,
    since: Since = "",
    output: Annotated[Path | None, typer.Option(help="A file to write to instead of standard output.")] = None,
) -> None:
    """Export conversations whole, all or some: JSON lines, each a tracker in Rasa's shape."""
    begin = moment(since)
    with told():
        name = _place(where)
        asyncio.run(_histories(name, ids or ()))  # What is named wrongly ends it before a file is touched.
        if output is None:
            asyncio.run(_export(name, ids or (), begin, None))
            return
        try:
            # What visitors said is nobody else's business on this machine either.
            with open(output, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                count = asyncio.run(_export(name, ids or (), begin, file))
        except OSError as error:
            _end(f"{output} can not be written: {error}. Name another file.")
    typer.echo(f"{_many(count)} exported to {output}.")


@conversations.command()
def delete(
    ids: Ids = None,
    where: Where = None,
    before: Annotated[
        str, typer.Option(help="All without a message since then: 90d, 12w, or a date such as 2026-08-23.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete conversations for good: those named, or those that are older."""
    if bool(ids) == bool(before):
        raise typer.BadParameter("name conversations, or say --before when their last message must have been")
    end = moment(before)
    with told():
        name = _place(where)
        count = asyncio.run(_doomed(name, ids or (), end))
        if count and not yes:
            typer.confirm(f"Delete {_many(count)} for good?", abort=True)
        if count:
            count = asyncio.run(_delete(name, ids or (), end))
    typer.echo(f"{_many(count)} deleted.")


@conversations.command()
def waiting(
    where: Where = None, as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False
) -> None:
    """List conversations that wait for a person or are with one: since when, and whose; the longest in front."""
    with told():
        found = asyncio.run(_waiting(_place(where)))
    if as_json:
        typer.echo(json.dumps([{"id": one.conversation, "since": one.since} for one in found], indent=2))
        return
    typer.echo(f"{'since':16}  id" if found else "Nobody waits for a person.")
    for one in found:
        typer.echo(f"{_time(one.since)}  {_shown(one.conversation).replace(chr(10), ' ')}")


@conversations.command()
def release(conversation: Annotated[str, typer.Argument(metavar="ID")], where: Where = None) -> None:
    """Give a conversation back to the bot, which was silent while a person had it, and tell whom `serve` tells."""
    with told():
        chosen = settings(None, store=where)
        asyncio.run(_histories(chosen.store, [conversation]))
        released = asyncio.run(_release(chosen, conversation))
    if not released:
        _end(f"no person has {_shown(conversation)!r}. `doolittle conversations waiting` names those that one has.")
    typer.echo("The bot has it again.")


async def _waiting(name: str) -> Sequence[Waiting]:
    async with reading(name) as store:
        return await store.waiting()


async def _release(chosen: Settings, conversation: str) -> bool:
    from bot import assembly, handover

    writers = [each.letters for each in assembly.recipients(chosen)]
    async with _writing(chosen.store) as store:
        store.outbox.writers = writers
        return await handover.release(store, conversation)


async def _recent(name: str, since: float, limit: int) -> list[Summary]:
    found: list[Summary] = []
    async with reading(name) as store, aclosing(store.summaries()) as summaries:  # type: ignore[type-var]
        async for one in summaries:
            if one.last < since or len(found) == limit:
                break
            found.append(one)
    return found


async def _histories(name: str, ids: Sequence[str]) -> dict[str, Sequence[Event]]:
    """The events of each conversation named; the end where there is none of that name."""
    async with reading(name) as store:
        found = {conversation: await store.events(conversation) for conversation in ids}
    if missing := [conversation for conversation, events in found.items() if not events]:
        _end(f"there is no conversation {_shown(missing[0])!r}. `doolittle conversations list` names those there are.")
    return found


async def _export(name: str, ids: Sequence[str], since: float, file: TextIO | None) -> int:
    from bot.transcript import tracker

    count = 0
    async for conversation, events in _chosen(name, ids):
        if max((event.get("timestamp") or 0.0 for event in events), default=0.0) >= since:
            typer.echo(json.dumps(tracker(conversation, events)), file=file)
            count += 1
    return count


async def _chosen(name: str, ids: Sequence[str]) -> AsyncIterator[tuple[str, Sequence[Event]]]:
    if ids:
        for conversation, events in (await _histories(name, ids)).items():
            yield conversation, events
        return
    async with reading(name) as store:
        async for conversation, events in store.histories():
            yield conversation, events


async def _doomed(name: str, ids: Sequence[str], before: float) -> int:
    if ids:
        return len(await _histories(name, ids))
    async with reading(name) as store:
        return sum([one.last < before async for one in store.summaries()])


async def _delete(name: str, ids: Sequence[str], before: float) -> int:
    async with _writing(name) as store:
        if ids:
            return sum([await store.delete(conversation) for conversation in dict.fromkeys(ids)])
        return await store.forget(before)


@asynccontextmanager
async def _writing(name: str) -> AsyncIterator[Store]:
    from bot import assembly

    store = assembly.store(name)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def _place(where: str | None) -> str:
    return settings(None, store=where).store


def _end(problem: str) -> NoReturn:
    typer.echo(problem, err=True)
    raise typer.Exit(1)


def _shown(text: str) -> str:
    from bot.channels.terminal.view import printable

    return printable(text.rstrip())


def _time(time: float) -> str:
    return datetime.datetime.fromtimestamp(time, datetime.UTC).strftime("%Y-%m-%d %H:%M")


def _many(count: int) -> str:
    return f"{count:,} conversation{'' if count == 1 else 's'}"
