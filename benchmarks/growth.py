"""How a turn's time grows: with the conversation, and with the pack. `hear` alone, over the memory store."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import packs
from bot import assembly
from bot.conversation import Conversation
from bot.engine import Engine
from bot.messages import Utterance
from bot.often import Often
from bot.stores.memory import MemoryStore
from knowledge.loader import DEFAULT, load

ROUNDS = 30
"""Conversations over which a place in the conversation is a median."""
ASKED = 400
"""Questions that are asked of a pack of each size."""
FORMS = ("what is a {}?", "how does the {} work?", "when was the {} introduced?", "what are the limits of a {}?")


@dataclass(frozen=True, slots=True)
class Sized:
    """How a pack of some size answers; times in milliseconds."""

    topics: int
    prepared: float
    """Seconds until the first answer, its examples never seen before."""
    resident: float
    """Megabytes."""
    right: float
    """Share of the questions that were answered about the topic they name."""
    p50: float
    p95: float
    typos_p50: float
    typos_p95: float


async def _turns(engine: Engine, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each turn of one conversation."""
    conversation, took = Conversation(MemoryStore(), lambda: engine), []
    for place, question in enumerate(questions):
        utterance = Utterance(question, "bench", "bench", str(place), 1_700_000_000.0 + 20 * place)
        began = time.perf_counter()
        await conversation.hear(utterance)
        took.append((time.perf_counter() - began) * 1000)
    return took


def by_length(lengths: Sequence[int], said: Sequence[str]) -> dict[int, float]:
    """The median time of a turn, in milliseconds, after so many others of the same conversation; none is remembered."""
    engine = assembly.engine(load(DEFAULT), cache=Path(tempfile.gettempdir()) / "doolittle-bench")
    engine.interpreter.warm()
    questions = [said[turn % len(said)] for turn in range(max(lengths) + len(said))]
    rounds = [asyncio.run(_turns(replace(engine, often=Often()), questions)) for _ in range(ROUNDS // 5)]
    # Each place is a window of all the questions, so that every place is asked the same.
    return {n: statistics.median(t for took in rounds for t in took[n : n + len(said)]) for n in lengths}


def by_size(topics: int) -> Sized:
    """How a pack of so many topics answers, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.growth", str(topics)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Sized(**json.loads(done.stdout.splitlines()[-1]))


def _measured(topics: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        names = packs.made(Path(folder) / "pack", topics)
        began = time.perf_counter()
        engine = assembly.engine(load(Path(folder) / "pack"))
        engine.interpreter.warm()
        prepared = time.perf_counter() - began
    draw = random.Random(topics)
    asked = [(draw.choice(names), draw.choice(FORMS)) for _ in range(ASKED)]
    plain = [form.format(name) for name, form in asked]
    slips = [form.format(_slip(name, draw)) for name, form in asked]
    asyncio.run(_turns(engine, plain[:50]))
    took, wrong = sorted(asyncio.run(_turns(engine, plain))), sorted(asyncio.run(_turns(engine, slips)))
    return {
        "topics": topics,
        "prepared": prepared,
        "resident": _most(),
        "right": asyncio.run(_right(engine, asked)),
        "p50": took[ASKED // 2],
        "p95": took[ASKED * 19 // 20],
        "typos_p50": wrong[ASKED // 2],
        "typos_p95": wrong[ASKED * 19 // 20],
    }


def _most() -> float:
    """The most memory this process had, in megabytes; the kernel's `ru_maxrss` would count its parent's as well."""
    found = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(found.split()[1]) / 1024


async def _right(engine: Engine, asked: Sequence[tuple[str, str]]) -> float:
    right = 0
    for place, (name, form) in enumerate(asked):
        conversation = Conversation(MemoryStore(), lambda: engine)
        answer = await conversation.hear(Utterance(form.format(name), str(place), "bench", "1", 1_700_000_000.0))
        right += name in answer.text.lower()
    return right / len(asked)


def _slip(name: str, draw: random.Random) -> str:
    """The name with two neighbouring letters the wrong way round."""
    at = draw.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
