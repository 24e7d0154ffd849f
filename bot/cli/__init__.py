"""The command `doolittle`: one module a command.

What only one command needs is imported inside it: `ask` and `check` must not wait for a web server's imports.
"""

from __future__ import annotations

import typer

from bot.cli.ask import ask, explain
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.compare import compare
from bot.cli.conversations import conversations
from bot.cli.curate import coverage, show
from bot.cli.eliza import eliza
from bot.cli.evaluate import evaluate
from bot.cli.export import export
from bot.cli.import_ import import_
from bot.cli.mcp import mcp
from bot.cli.new import new
from bot.cli.outbox import outbox
from bot.cli.serve import serve
from bot.cli.test import rehearsal
from bot.cli.unanswered import unanswered

app = typer.Typer(
    name="doolittle",
    help="A conversational assistant that answers from a curated knowledge base and never makes anything up.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    chat,
    serve,
    mcp,
    ask,
    explain,
    check,
    show,
    coverage,
    evaluate,
    unanswered,
    compare,
    new,
    export,
    eliza,
):
    app.command()(command)
app.add_typer(conversations, name="conversations")
app.add_typer(outbox, name="outbox")
app.command("import")(import_)
app.command("test")(rehearsal)


def main() -> None:
    """Run the command line."""
    app()
