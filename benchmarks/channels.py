"""What each channel costs: to import, in memory, and on the way of a turn; writes docs/channels.md.

    make bench-channels
    python -m benchmarks.channels --quick    # told and not written

Channels are found by their folder. A turn is what the driver of the channel's test posts (`tests/channels/`); one that
takes more than a request, or settings of its own, has no turn here.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import platform
import statistics
import time
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import uvloop

from benchmarks import served
from benchmarks.client import PATH, QUESTIONS, load, post
from benchmarks.imports import ROOT, Import, imported
from benchmarks.recorded import fresh, requests
from bot import assembly, channels
from bot.conversation import Conversation
from bot.messages import Utterance
from bot.settings import Settings
from bot.telemetry.lines import TurnLines
from bot.telemetry.tally import Tally

PAGE = ROOT / "docs" / "channels.md"
PAGES = {"web": "widget.md"}
"""Where a channel is described, if not in `channels/` under its name."""
QUICK = 3
BLOCK = 40
"""Requests that one is given before it is the other's turn."""
WARM = 5
"""Blocks before the first that counts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The middle cost of a turn, or an echo, in milliseconds."""

    cpu: float
    """Of the process that answers."""
    p50: float
    """Until the answer was there; of one client at a time."""


@dataclass(frozen=True, slots=True)
class Start:
    """From the command to the first `/ready`."""

    cpu: float
    """Seconds."""
    resident: float
    """Megabytes."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A channel's turn and what it is measured by, of one run."""

    echo: Turn
    hear: Turn
    turn: Turn

    @property
    def overhead(self) -> float:
        """What the channel adds to `hear`, in echoes: (a turn over HTTP - `hear`) / an echo, on the processor."""
        return (self.turn.cpu - self.hear.cpu) / self.echo.cpu

    @property
    def waited(self) -> float:
        """The same of what a client waits, at the median."""
        return (self.turn.p50 - self.hear.p50) / self.echo.p50


@dataclass(frozen=True, slots=True)
class Block:
    """Some turns in a row."""

    cpu: float
    """Milliseconds of one, on the processor of the process that answers."""
    waits: Sequence[float]
    """Milliseconds until each was answered."""


Taker = Callable[[], Block]


def main() -> None:
    """Measure everything, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it runs")
    rounds = QUICK if parser.parse_args().quick else 25
    names = channels.known()
    turns = {name: beside(name, rounds) for name in names}
    page = _page(imported(names, min(rounds, 3)), turns, started(min(rounds, 3)))
    if rounds == QUICK:
        print(page)
    else:
        PAGE.write_text(page, "utf-8")


def beside(name: str, rounds: int) -> Beside | None:
    """A turn over a channel, `hear` and the bare echo, which take turns; first turns of fresh conversations all."""
    making = requests(name)
    if making is None:
        return None
    with served.echo() as echo, served.service("memory", channels=json.dumps([name])) as service:
        if not _answers(service, making):
            return None
        service.settle()
        takers: tuple[Taker, ...] = (
            lambda: _posted(echo, [post(PATH, {"sender": fresh(), "message": text}) for text in _texts()]),
            _hearing(),
            lambda: _posted(service, [making(text) for text in _texts()]),
        )
        for _ in range(WARM):
            blocks = [[take()] for take in takers]
        for _ in range(rounds):
            for kept, take in zip(blocks, takers, strict=True):
                kept.append(take())
    return Beside(*(_median(kept) for kept in blocks))


def _median(blocks: list[Block]) -> Turn:
    return Turn(
        statistics.median(block.cpu for block in blocks),
        statistics.median(wait for block in blocks for wait in block.waits),
    )


def _texts() -> Iterator[str]:
    return (QUESTIONS[number % len(QUESTIONS)] for number in range(BLOCK))


def _answers(server: served.Server, making: Callable[[str], bytes]) -> bool:
    """Whether such a request is answered by a service that nothing more is set for."""
    return asyncio.run(load(server.port, [[making(QUESTIONS[0])]])).refused == 0


def _posted(server: served.Server, sent: list[bytes]) -> Block:
    before = server.worked()
    done = asyncio.run(load(server.port, [sent]))
    if done.refused:
        raise RuntimeError(f"{done.refused} of {len(sent)} requests were refused")
    return Block((server.worked() - before) / len(sent) * 1000, [each * 1000 for each in done.latencies])


def _hearing() -> Taker:
    settings = Settings(store="memory", live=False)
    source, where, observers = assembly.live(settings), assembly.store("memory"), (TurnLines(), Tally())
    conversation = assembly.conversation(settings, source, where, observers)  # As the service observes it.
    return lambda: uvloop.run(_heard(conversation))


async def _heard(conversation: Conversation) -> Block:
    waits, began = [], time.process_time()
    for text in _texts():
        since = time.perf_counter()
        await conversation.hear(Utterance(text, fresh(), "bench", "1", time.time()))
        waits.append((time.perf_counter() - since) * 1000)
    return Block((time.process_time() - began) / BLOCK * 1000, waits)


def started(rounds: int) -> Mapping[str, Start]:
    """A cold start with no channel and with those of the default, the median of some that take turns."""
    kinds = {"none": "[]", "default": json.dumps(Settings.model_fields["channels"].default)}
    found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, names in kinds.items():
            with served.service("memory", channels=names) as server:
                found[kind].append((server.worked(), server.resident()))
    return {k: Start(*(statistics.median(column) for column in zip(*rows, strict=True))) for k, rows in found.items()}


def _page(costs: Mapping[str, Import | None], turns: Mapping[str, Beside | None], starts: Mapping[str, Start]) -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    none, default = starts["none"], starts["default"]
    return f"""# Channels

Ways in and out. Name the ones you want in `DOOLITTLE_CHANNELS`; what is off is not imported and costs nothing.
[The terminal](terminal.md) is no channel of the service: it talks to one.

{_table(("channel", "for", "package extra", "import ms", "MB"), [_row(name, cost) for name, cost in costs.items()])}

The import is what a channel adds to a service in which all are off, routes included: milliseconds on the processor,
and megabytes of memory. Two channels that need the same library pay for it once.

## What a turn costs

{_table(HEADS, [_cost(name, each) for name, each in turns.items() if each])}

The overhead is what the channel adds to `hear`, in requests to a bare FastAPI echo: (a turn over HTTP − `hear`) / echo,
all in milliseconds on the processor of the process that answers, which other programs disturb least; p50 is
what one client waits. The three of a row took turns in one run, with the first turns of fresh conversations over the
memory store, which are answered as remembered. The goal is an overhead of at most 1.5 for `rest` and `openai`. A
channel that has no row here answers in more than the response to one request, or needs settings of its own.

## A cold start

{_table(("channels", "processor s", "MB"), [_start("none", none), _start("those of the default", default)])}

From the command to the first `/ready`, with what was learned from the pack in the cache.

Written by `make bench-channels` on a machine with {machine}, under a load of {os.getloadavg()[2]:.0f}. Where that is
more than the cores, the overheads come out too large.
"""


HEADS = (
    *("channel", "turn ms", "`hear` ms", "echo ms", "overhead"),
    *("turn p50 ms", "`hear` p50 ms", "echo p50 ms", "overhead p50"),
)


def _row(name: str, cost: Import | None) -> tuple[str, ...]:
    about = (_module_doc(name).partition("\n")[0]).rstrip(".")
    page = PAGES.get(name, f"channels/{name}.md")
    told = (f"{cost.cpu:.0f}", f"{cost.resident:.1f}") if cost else ("–", "–")
    return (f"[`{name}`]({page})", about, f"`{name}`" if name in _extras() else "", *told)


def _module_doc(name: str) -> str:
    """The docstring of a channel's module, read without importing it."""
    spec = find_spec(f"bot.channels.{name}")
    return ast.get_docstring(ast.parse(Path(str(spec.origin)).read_text("utf-8"))) or "" if spec else ""


def _extras() -> Collection[str]:
    extras: Mapping[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
    return extras.keys()


def _cost(name: str, each: Beside) -> tuple[str, ...]:
    cpu = (each.turn.cpu, each.hear.cpu, each.echo.cpu, each.overhead)
    of = (*cpu, each.turn.p50, each.hear.p50, each.echo.p50, each.waited)
    return (f"`{name}`", *(f"{number:.2f}" for number in of))


def _start(what: str, start: Start) -> tuple[str, ...]:
    return (what, f"{start.cpu:.1f}", f"{start.resident:.0f}")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *rows))


if __name__ == "__main__":
    main()
