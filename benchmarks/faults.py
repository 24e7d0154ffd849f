"""Turns taken by real processes that are killed or hinder each other: is every acknowledged one there, once, in order?

    python -m benchmarks.faults kill sqlite:/tmp/bot.db --rounds 50      # killed with SIGKILL at random moments
    python -m benchmarks.faults hammer sqlite:/tmp/bot.db --turns 10000  # one conversation, several processes

A process is told on standard input which turns to take, one JSON line a client, and acknowledges each on standard
output once it is committed. Each turn counts on from what it found, so that a lost update shows as a number said twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.messages import Answer, Message
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store, StoreError
from bot.tracker import Event, fold

HERE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Client:
    """Somebody who takes turns, one after the other."""

    name: str
    conversation: str
    first: int
    """The number of his first turn; the message ids of a client are its name and these."""
    turns: int


async def turn(store: Store, client: Client, number: int) -> str:
    """Take a turn: what the conversation counted to, plus one; a message delivered again gets its first number."""
    message_id = f"{client.name} {number}"
    async with store.turn(client.conversation, message_id) as held:
        if held.answer is not None:
            return held.answer.text
        count = held.state.slots.get("count", 0) + 1
        at = time.time()
        events: list[Event] = [
            {"event": "user", "text": message_id, "message_id": message_id, "timestamp": at},
            {"event": "slot", "name": "count", "value": count, "timestamp": at},
        ]
        await held.commit(events, fold(held.state, events), Answer(client.conversation, (Message(str(count)),)))
        assert held.answer is not None
        return held.answer.text


def store_of(name: str) -> Store:
    """The store of that name; without all that `assembly` builds a process starts in a fraction of the time."""
    if name.startswith("sqlite:"):
        return SQLiteStore(Path(name.removeprefix("sqlite:")))
    from bot.stores.postgres import PostgresStore

    return PostgresStore(name)


async def work(name: str, clients: Sequence[Client]) -> None:
    """The process that takes turns: all clients at once, each acknowledged on standard output."""
    store = store_of(name)
    await store.open()

    async def take(client: Client) -> None:
        for number in range(client.first, client.first + client.turns):
            said = await turn(store, client, number)
            os.write(1, f"{json.dumps([client.name, number, said])}\n".encode())

    try:
        await asyncio.gather(*map(take, clients))
    finally:
        await store.close()


class Process:
    """A process that takes turns, and what it has acknowledged."""

    def __init__(self, store: str, clients: Sequence[Client]) -> None:
        self._store, self._clients = store, clients
        self.acknowledged: dict[str, dict[int, str]] = {client.name: {} for client in clients}

    async def run(self, kill_after: float = float("inf")) -> int:
        """Run to its end, or kill it so many seconds after its first acknowledgement; its return code."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.faults", "work", self._store),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=HERE,
            env={**os.environ, "PYTHONPATH": str(HERE)},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(f"{json.dumps(vars(client))}\n" for client in self._clients).encode())
        process.stdin.close()
        killing: asyncio.TimerHandle | None = None
        while line := await process.stdout.readline():
            if killing is None and kill_after < float("inf"):
                killing = asyncio.get_running_loop().call_later(kill_after, _kill, process.pid)
            if line.endswith(b"\n"):
                name, number, said = json.loads(line)
                self.acknowledged[name][number] = said
        code = await process.wait()
        if killing is not None:
            killing.cancel()
        return code


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def kill(store: str, rounds: int, conversations: int = 4, clients: int = 8, seed: int = 0) -> list[str]:
    """Kill a process at a random moment, `rounds` times; the next one sends again what was not acknowledged.

    What is wrong afterwards, in words; nothing if all is well.
    """
    dice = random.Random(seed)
    acknowledged: dict[str, dict[int, str]] = {f"client {number}": {} for number in range(clients)}
    homes = {name: f"conversation {number % conversations}" for number, name in enumerate(acknowledged)}
    for _ in range(rounds):
        # Sent again are the last acknowledged turn and the one that was in flight.
        process = Process(
            store,
            [Client(name, homes[name], max(len(acked) - 1, 0), 1_000_000) for name, acked in acknowledged.items()],
        )
        code = await process.run(kill_after=dice.uniform(0.0, 0.4))
        if code != -signal.SIGKILL:
            return [f"a process ended by itself with {code}"]
        for name, acked in process.acknowledged.items():
            if changed := {n for n in acked if acknowledged[name].get(n, acked[n]) != acked[n]}:
                return [f"{name} was answered otherwise when turn {changed} was sent again"]
            acknowledged[name].update(acked)
    return await check(store, acknowledged, homes)


async def hammer(store: str, turns: int, processes: int = 2, clients: int = 4) -> list[str]:
    """One conversation, hammered by several clients of several processes: what is wrong afterwards, in words."""
    each = turns // (processes * clients)
    running = [
        Process(store, [Client(f"client {p}.{c}", "one", 0, each) for c in range(clients)]) for p in range(processes)
    ]
    codes = await asyncio.gather(*(process.run() for process in running))
    if any(codes):
        return [f"processes ended with {codes}"]
    acknowledged = {name: acked for process in running for name, acked in process.acknowledged.items()}
    missing = [name for name, acked in acknowledged.items() if len(acked) != each]
    found = await check(store, acknowledged, dict.fromkeys(acknowledged, "one"))
    return found + [f"{name} was not answered each time" for name in missing]


async def restart(
    store: str, stop: Callable[[], None], start: Callable[[], None], rounds: int = 1, clients: int = 8
) -> list[str]:
    """Take the store away under load and bring it back, `rounds` times: what is wrong afterwards, in words.

    Clients send again what failed. Once the store is back, nothing may fail any more.
    """
    opened, ended = store_of(store), asyncio.Event()
    acknowledged: dict[str, dict[int, str]] = {f"client {number}": {} for number in range(clients)}
    homes = {name: f"conversation {number % 4}" for number, name in enumerate(acknowledged)}
    failed: list[float] = []
    wrong: list[str] = []

    async def take(name: str) -> None:
        while not ended.is_set():
            number = len(acknowledged[name])
            try:
                acknowledged[name][number] = await turn(opened, Client(name, homes[name], 0, 0), number)
            except StoreError:
                failed.append(time.monotonic())
                await asyncio.sleep(0.05)

    await opened.open()
    taking = [asyncio.create_task(take(name)) for name in acknowledged]
    for _ in range(rounds):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(stop)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(start)
        back, before = time.monotonic(), sum(map(len, acknowledged.values()))
        while sum(map(len, acknowledged.values())) < before + 10 * clients and not any(task.done() for task in taking):
            await asyncio.wait(taking, timeout=0.05)
        wrong += [f"a turn failed {at - back:.2f} s after the store was back" for at in failed if at > back]
    ended.set()
    await asyncio.gather(*taking)
    await opened.close()
    return wrong + await check(store, acknowledged, homes)


async def check(store: str, acknowledged: Mapping[str, Mapping[int, str]], homes: Mapping[str, str]) -> list[str]:
    """Whether each acknowledged turn is there, once, in order, and no update was lost."""
    opened = store_of(store)
    await opened.open()
    wrong: list[str] = []
    try:
        for conversation in sorted(set(homes.values())):
            events = await opened.events(conversation)
            heard = [str(event["text"]) for event in events if event["event"] == "user"]
            counted = [int(event["value"]) for event in events if event["event"] == "slot"]
            async with opened.turn(conversation, "a look") as look:
                state = look.state
            if len(set(heard)) != len(heard):
                wrong.append(f"{conversation}: a turn is there twice")
            if counted != list(range(1, len(heard) + 1)):
                wrong.append(f"{conversation}: an update was lost: counted {counted[:20]}…")
            if (state.turns, state.slots.get("count", 0)) != (len(heard), len(heard)):
                wrong.append(f"{conversation}: {len(heard)} turns in the log, {state.turns} in the state")
            wrong += _clients(conversation, heard, counted, acknowledged, homes)
    finally:
        await opened.close()
    return wrong


def _clients(
    conversation: str,
    heard: Sequence[str],
    counted: Sequence[int],
    acknowledged: Mapping[str, Mapping[int, str]],
    homes: Mapping[str, str],
) -> list[str]:
    """What is wrong with the turns of each client of a conversation."""
    kept: dict[str, dict[int, str]] = defaultdict(dict)
    for message_id, count in zip(heard, counted, strict=True):
        name, _, number = message_id.rpartition(" ")
        kept[name][int(number)] = str(count)
    wrong = []
    for name in (name for name, home in homes.items() if home == conversation):
        if list(kept[name]) != list(range(len(kept[name]))):
            wrong.append(f"{conversation}: the turns of {name} are not in order: {list(kept[name])[:20]}…")
        if lost := [n for n, said in acknowledged[name].items() if kept[name].get(n) != said]:
            wrong.append(f"{conversation}: {name} was told otherwise in turns {lost[:20]} than is kept")
    return wrong


def main() -> None:
    """Take turns, or have others take them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("work", "kill", "hammer"))
    parser.add_argument("store", help="sqlite:PATH or postgresql://…, empty")
    parser.add_argument("--rounds", type=int, default=50, help="how often a process is killed")
    parser.add_argument("--turns", type=int, default=10_000, help="turns of the hammered conversation")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--clients", type=int, default=16, help="clients of each process")
    given = parser.parse_args()
    if given.what == "work":
        asyncio.run(work(given.store, [Client(**json.loads(line)) for line in sys.stdin]))
        return
    began = time.monotonic()
    if given.what == "kill":
        wrong = asyncio.run(kill(given.store, given.rounds))
    else:
        wrong = asyncio.run(hammer(given.store, given.turns, given.processes, given.clients))
    print("\n".join(wrong) or "all is well", f"after {time.monotonic() - began:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
