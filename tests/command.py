"""The command line as a curator uses it: run a command, paste what it printed, and what visitors said before."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.conversation import Conversation
from bot.engine import Engine
from bot.messages import Utterance
from bot.rehearsal import APART, BEGIN
from bot.stores.sqlite import SQLiteStore
from knowledge.addition import Addition

DAY = 86_400.0


def run(*arguments: object, status: int = 0) -> str:
    """Run a command; what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    assert result.stderr == ""
    return result.stdout


def refused(*arguments: object, status: int = 1) -> str:
    """Run a command that can not do what it is told; why not."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    return result.stderr


def pasted(addition: Addition) -> None:
    """Do with the lines what a curator is told to do."""
    text = addition.file.read_text("utf-8") if addition.file.exists() else ""
    if addition.where in ("at the end", "as a new file"):
        assert addition.file.exists() == (addition.where == "at the end")
        addition.file.write_text(text + addition.text, "utf-8")
        return
    found = re.fullmatch(r"(below|behind)(?: (.*?))?(?: in)? line (\d+)", addition.where)
    assert found, addition.where
    lines = text.splitlines(keepends=True)
    place = int(found[3]) - 1
    if found[1] == "below":
        lines.insert(place + 1, addition.text)
    else:
        key, _, bracket = found[2].rpartition(" ")
        column = lines[place].index(bracket, lines[place].find(key) if key.endswith(":") else 0) + 1
        lines[place] = lines[place][:column] + addition.text + lines[place][column:]
    addition.file.write_text("".join(lines), "utf-8")


def talk(engine: Engine, file: Path, said: Mapping[str, Sequence[str]], days: float = 0.0) -> None:
    """Let visitors say things to a bot that keeps conversations in a file, so many days after the first of them."""

    async def held(store: SQLiteStore) -> None:
        await store.open()
        bot = Conversation(store, lambda: engine)
        for conversation, texts in said.items():
            for number, text in enumerate(texts):
                time = BEGIN + DAY * days + APART * number
                await bot.hear(Utterance(text, conversation, "test", f"{days} {number}", time))
        await store.close()

    asyncio.run(held(SQLiteStore(file)))
