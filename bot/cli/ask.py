"""`doolittle ask "…"` answers once; `doolittle explain "…"` shows how the answer was found."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told
from bot.messages import Answer, readable

if TYPE_CHECKING:
    from bot.engine import Engine

Question = Annotated[str, typer.Argument(help="What a visitor would type.")]


def ask(
    question: Question,
    knowledge: Knowledge = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all that is known about the answer.")] = False,
) -> None:
    """Answer one question."""
    answer, _ = _answered(question, knowledge)
    if as_json:
        typer.echo(readable(json.dumps(answer.as_dict(), indent=2, ensure_ascii=False)))
        return
    typer.echo(answer.text)
    for number, button in enumerate(answer.buttons, 1):
        typer.echo(f"  {number}. {button.title}")


def explain(
    question: Question,
    knowledge: Knowledge = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the trace as JSON.")] = False,
) -> None:
    """Show how an answer was found: repairs, clauses, readings and what carried them, the decision."""
    from bot.channels.terminal.view import printable
    from bot.channels.terminal.why import why

    answer, engine = _answered(question, knowledge)
    if as_json:
        typer.echo(readable(json.dumps(dict(answer.trace), indent=2, ensure_ascii=False)))
        return
    typer.echo(readable(printable("\n".join(why(answer.trace, engine.pack.called).lines()))))


def _answered(question: str, knowledge: Knowledge) -> tuple[Answer, Engine]:
    from bot import assembly
    from bot.messages import Utterance

    with told():
        chosen = settings(knowledge, store="memory")
        source = assembly.live(chosen)
        conversation = assembly.conversation(chosen, source, assembly.store("memory"))
    utterance = Utterance(question, "ask", "ask", "1", time.time())
    return asyncio.run(conversation.hear(utterance)), conversation.engine
