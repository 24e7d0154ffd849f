"""`doolittle outbox`: what waits and what failed is listed, and is sent once more when an operator says so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from command import refused, run

from bot.letters import Letter, Turned
from bot.messages import Answer
from bot.stores.sqlite import SQLiteStore


def told(turned: Turned) -> Iterator[Letter]:
    for name in ("webhooks/crm", "telegram"):
        yield Letter(turned.name(name), name, turned.conversation, '{"a": 1}')


async def _fill(path: Path) -> None:
    """Two letters, of which one is tried no more."""
    store = SQLiteStore(path)
    store.outbox.writers = [told]
    await store.open()
    async with store.turn("ann", "m1") as turn:
        await turn.commit([{"event": "user", "timestamp": 1.0}], turn.state, Answer("ann", ()))
    [letter] = await store.outbox.due("webhooks/crm", 10)
    await store.outbox.failed(letter, None, "HTTP 410", gone=True)
    await store.close()


def test_letters_are_listed_and_sent_once_more(tmp_path: Path) -> None:
    store = ("--store", f"sqlite:{tmp_path / 'bot.db'}")
    asyncio.run(_fill(tmp_path / "bot.db"))
    turned = Turned("ann", "m1", (), Answer("ann", ()))

    waiting = run("outbox", "list", *store)
    assert "telegram" in waiting
    assert "webhooks/crm" not in waiting
    heading, line = run("outbox", "list", "--failed", *store).splitlines()
    assert heading.split() == ["written", "due", "tries", "recipient", "id", "problem"]
    assert line.split()[2:] == ["never", "1", "webhooks/crm", turned.name("webhooks/crm"), "HTTP", "410"]
    [one] = json.loads(run("outbox", "list", "--failed", "--json", *store))
    assert (one["conversation"], one["due"], one["body"]) == ("ann", None, {"a": 1})

    assert run("outbox", "replay", "webhooks/crm", *store) == "1 letter to webhooks/crm will be sent once more.\n"
    assert run("outbox", "replay", "nobody", *store) == "0 letters to nobody will be sent once more.\n"
    assert run("outbox", "list", "--failed", *store) == "Nothing has failed.\n"
    assert "webhooks/crm" in run("outbox", "list", *store)


def test_memory_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    for command in (("list",), ("replay", "telegram")):
        assert "memory keeps conversations within one process" in refused("outbox", *command, "--store", "memory")
        assert "there is no file" in refused("outbox", *command, "--store", f"sqlite:{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()
