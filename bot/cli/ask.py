"""`doolittle ask "…"` answers once; `doolittle explain "…"` shows how the answer was found."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Annotated

import typer

from bot.cli.knowledge_option import Knowledge, settings, told
from bot.messages import Answer, readable

Question = Annotated[str, typer.Argument(help="What a visitor would type.")]


def ask(
    question: Question,
    knowledge: Knowledge = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all that is known about the answer.")] = False,
) -> None:
    """Answer one question."""
    answer = _answered(question, knowledge)
    if as_json:
        typer.echo(readable(json.dumps(answer.as_dict(), indent=2, ensure_ascii=False)))
        return
    typer.echo(answer.text)
    for number, button in enumerate(answer.buttons, 1):
        typer.echo(f"  {number}. {button.title}")


def explain(question: Question, knowledge: Knowledge = None) -> None:
    """Show the whole trace of an answer: clauses, readings, evidence, decision."""
    answer = _answered(question, knowledge)
    typer.echo(readable(json.dumps(dict(answer.trace), indent=2, ensure_ascii=False)))


def _answered(question: str, knowledge: Knowledge) -> Answer:
    from bot import assembly
    from bot.messages import Utterance

    with told():
        chosen = settings(knowledge, store="memory")
        source = assembly.live(chosen)
        conversation = assembly.conversation(chosen, source, assembly.store("memory"))
    utterance = Utterance(question, "ask", "ask", "1", time.time())
    return asyncio.run(conversation.hear(utterance))
