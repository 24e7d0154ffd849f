"""`doolittle outbox`: what waits to be sent to webhooks, Chatwoot and Telegram, and what could not be."""

from __future__ import annotations

import asyncio
import datetime
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_option import settings, told
from bot.cli.stored import reading

if TYPE_CHECKING:
    from bot.stores.outbox import Posted
    from bot.stores.store import Store

outbox = typer.Typer(help="What waits to be sent, and what could not be: list, replay.", no_args_is_help=True)
Where = Annotated[
    str | None, typer.Option("--store", help="Where `serve` keeps conversations.", show_default="DOOLITTLE_STORE")
]


@outbox.command("list")
def list_(
    where: Where = None,
    failed: Annotated[bool, typer.Option("--failed", help="What is tried no more instead.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="The oldest so many.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON, with what is sent.")] = False,
) -> None:
    """List letters, the oldest first: when each was written and is due, how often it was tried, to whom, why not."""
    with told():
        found = asyncio.run(_waiting(settings(None, store=where).store, failed, limit))
    if as_json:
        typer.echo(json.dumps([_data(one) for one in found], indent=2))
        return
    nothing = "Nothing has failed." if failed else "Nothing waits."
    typer.echo(f"{'written':19}  {'due':19}  tries  recipient  id  problem" if found else nothing)
    for one in found:
        told_of = (one.letter.recipient, one.letter.id, one.problem)
        typer.echo(f"{_time(one.written)}  {_time(one.due):19}  {one.tries:5}  {'  '.join(told_of)}".rstrip())


@outbox.command()
def replay(recipient: Annotated[str, typer.Argument(metavar="RECIPIENT")], where: Where = None) -> None:
    """Send once more what could not be sent to a recipient, such as webhooks/crm, chatwoot or telegram."""
    with told():
        count = asyncio.run(_replay(settings(None, store=where).store, recipient))
    typer.echo(f"{count:,} letter{'' if count == 1 else 's'} to {recipient} will be sent once more.")


async def _waiting(name: str, failed: bool, limit: int) -> Sequence[Posted]:
    async with reading(name) as store:
        return await store.outbox.waiting(failed=failed, most=limit)


async def _replay(name: str, recipient: str) -> int:
    from bot import assembly

    async with reading(name):  # What is not there is not made.
        pass
    store: Store = assembly.store(name)
    await store.open()
    try:
        return await store.outbox.replay(recipient)
    finally:
        await store.close()


def _data(one: Posted) -> dict[str, object]:
    letter = one.letter
    about = {"id": letter.id, "recipient": letter.recipient, "conversation": letter.conversation}
    when = {"written": one.written, "due": one.due, "tries": one.tries, "problem": one.problem}
    return {**about, **when, "body": json.loads(letter.body)}


def _time(time: float | None) -> str:
    return (
        "never" if time is None else datetime.datetime.fromtimestamp(time, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    )
