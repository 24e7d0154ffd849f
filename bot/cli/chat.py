"""`doolittle chat`: the bot in the terminal."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told

URL = typer.Option(metavar="ADDRESS", help="Talk to a running server, such as http://127.0.0.1:5005.")
TOKEN = typer.Option(envvar="DOOLITTLE_CHAT_TOKEN", show_envvar=True, help="What the server wants of callers.")
CONVERSATION = typer.Option(metavar="ID", help="A conversation there to go on with.")
PATIENCE = {True: 5.0, False: 120.0}
"""Seconds to wait where a server says when to come back: with a person at the prompt, and for a pipe."""


def chat(
    knowledge: Knowledge = None,
    url: Annotated[str, URL] = "",
    token: Annotated[str, TOKEN] = "",
    conversation: Annotated[str, CONVERSATION] = "",
) -> None:
    """Chat in the terminal; lines from a pipe are answered one by one."""
    if url:
        if knowledge:
            raise typer.BadParameter("the server at --url has its own", param_hint="--knowledge")
        _remote(url, token, conversation)
        return
    if conversation:
        raise typer.BadParameter("without --url nothing is kept to go on with", param_hint="--conversation")
    from bot import assembly
    from bot.channels.terminal import talk

    with told():
        chosen = settings(knowledge, store="memory")
        source = assembly.live(chosen)
    asyncio.run(talk(assembly.conversation(chosen, source, assembly.store("memory")), chosen.longest_message))


def _remote(url: str, token: str, conversation: str) -> None:
    from bot.channels.terminal import at_a_prompt, talk_to
    from bot.channels.terminal.remote import met
    from bot.channels.terminal.server import UnansweredError

    async def talking() -> bool:
        async with met(url, token, PATIENCE[at_a_prompt()]) as partner:
            return await talk_to(partner, conversation)

    try:
        answered = asyncio.run(talking())
    except UnansweredError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if not answered:
        raise typer.Exit(1)
