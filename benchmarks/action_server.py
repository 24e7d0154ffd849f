"""How long an action takes in process and on an action server, side by side: `python benchmarks/action_server.py`.

Starts `python -m rasa_sdk --actions actions` on a free port of this machine. Both ways take turns, message by message,
so that whatever else the machine does falls on both alike.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import replace
from functools import partial

import uvloop

from bot import assembly
from bot.action_server import ActionServer
from bot.conversation import Conversation
from bot.engine import Engine
from bot.executor import Executor, Outcome
from bot.messages import Utterance
from bot.stores.memory import MemoryStore
from knowledge.loader import DEFAULT, load

SAID = ("what is a VAE?", "how do GAN and VAE differ?", "which models came out in 2014?", "hello", "who made GPT-4?")
MESSAGES = 300
WARMING = 30
"""Messages before it counts."""


class Timed:
    """An executor with a stopwatch."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.problem = ""
        self.seconds: list[float] = []

    async def run(self, *call: object) -> Outcome:
        """Run an action; one that fails ends the benchmark."""
        begun = time.perf_counter()
        outcome = await self._executor.run(*call)  # type: ignore[arg-type]
        self.seconds.append(time.perf_counter() - begun)
        assert not outcome.failure, outcome.failure
        return outcome


async def measure(port: int) -> None:
    """Say the same to both and print what it took."""
    pack, server = load(DEFAULT), ActionServer(f"http://127.0.0.1:{port}/webhook", 30)
    here = assembly.engine(pack)
    engines: dict[str, Engine] = {"in process": here, "action server": assembly.engine(pack, server=server)}
    watches = {name: Timed(engine.executor) for name, engine in engines.items()}
    talks = {
        name: Conversation(MemoryStore(), partial(replace, here, executor=watch)) for name, watch in watches.items()
    }
    turns: dict[str, list[float]] = {name: [] for name in talks}
    for number in range(MESSAGES):
        said = Utterance(SAID[number % len(SAID)], f"visitor {number // len(SAID)}", "test", str(number), 60.0 * number)
        for name, talk in talks.items():
            begun = time.perf_counter()
            await talk.hear(said)
            turns[name].append(time.perf_counter() - begun)
    await server.close()
    print(f"{'':14}  {'a turn, ms':>22}  {'its action, ms':>22}")
    print(f"{'':14}  {'p10':>10}  {'p50':>10}  {'p10':>10}  {'p50':>10}")
    for name, watch in watches.items():
        found = [spread for each in (turns[name], watch.seconds) for spread in _spread(each[WARMING:])]
        print(f"{name:14}  " + "  ".join(f"{1000 * seconds:10.2f}" for seconds in found))


def _spread(seconds: list[float]) -> tuple[float, float]:
    return statistics.quantiles(seconds, n=10)[0], statistics.median(seconds)


def main() -> None:
    """Start the server, measure, end it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(port)]
    with tempfile.TemporaryDirectory() as scratch:
        around = {**os.environ, "SANIC_HOST": "127.0.0.1"}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, env=around, cwd=scratch, stdout=quiet, stderr=quiet)
        try:
            while not _well(port):
                assert process.poll() is None, "the action server ended"
                time.sleep(0.2)
            uvloop.run(measure(port))
        finally:
            process.terminate()
            process.wait(20)


def _well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main()
