"""Measures the service and writes what was found to docs/performance.md, with plots.

make bench                    # about ten minutes
python -m benchmarks.performance --quick
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path

from benchmarks import growth, hearing, plot, service
from benchmarks.client import LENGTHENED, QUESTIONS, TURNS

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "performance.md"
BEFORE = "*From an earlier run.*"
LENGTHS = (1, 10, 20, 50, 100, 200)
SIZES = (100, 1_000, 10_000)
CLIENTS = (1, 16, 64)
SAID = {"often": QUESTIONS, "anew": LENGTHENED}


def main() -> None:
    """Measure everything, write the page after each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the turns: to see that it runs")
    quick = parser.parse_args().quick
    turns = 10 if quick else 100
    parts: dict[str, Callable[[], str]] = {
        "A turn beside a bare echo": lambda: _echo(turns, CLIENTS[1:2] if quick else CLIENTS),
        "Where the time goes": lambda: _shares(turns),
        "Processes on PostgreSQL": lambda: _processes(turns),
        "Understanding a message": _understanding,
        "Long conversations": lambda: _lengths(LENGTHS),
        "Large packs": lambda: _sizes(SIZES[:2] if quick else SIZES),
        "Idle conversations": lambda: _idle(500 if quick else 10_000),
    }
    told = {title: _before(text) for title, text in _sections(PAGE.read_text("utf-8")).items() if title in parts}
    for title, measure in parts.items():
        told[title] = measure()
        if quick:
            print(f"## {title}\n\n{told[title]}\n", flush=True)
        else:  # After each, so that a run which is cut short tells what it came to.
            PAGE.write_text(_page({title: told[title] for title in parts if title in told}), "utf-8")


def _page(told: Mapping[str, str]) -> str:
    return "\n\n".join([_intro(), *(f"## {title}\n\n{text}" for title, text in told.items())]) + "\n"


def _sections(page: str) -> Mapping[str, str]:
    """What stands below each heading."""
    return {title: text.strip() for title, _, text in (part.partition("\n") for part in page.split("\n## ")[1:])}


def _before(text: str) -> str:
    """What an earlier run found."""
    return text if text.startswith(BEFORE) else f"{BEFORE}\n\n{text}"


def _intro() -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return (
        "# Performance\n\n"
        f"Written by `make bench` on a machine with {machine}. Machines differ and are busy with other things, so what"
        " to look at are the ratios: both sides of each were measured in one run, taking turns, and the client that"
        " makes the load has a share of the same cores."
    )


def _echo(turns: int, clients: Sequence[int]) -> str:
    kinds = (("memory", "often"), ("memory", "anew"), ("sqlite", "often"), ("sqlite", "anew"), ("postgres", "often"))
    found = [
        (how, service.beside_echo(kind, n, max(5, turns // n * 8), SAID[how])) for kind, how in kinds for n in clients
    ]
    rows = [
        (
            each.store,
            how,
            each.clients,
            f"{each.turns.rate:,.0f}",
            f"{each.echo.rate:,.0f}",
            f"{each.ratio:.0%}",
            f"{each.turns.quantile(0.5) * 1000:.2f}",
            f"{each.turns.quantile(0.99) * 1000:.2f}",
            f"{each.turns.quantile(0.99) / each.turns.quantile(0.5):.1f}",
        )
        for how, each in found
    ]
    heads = ("store", "said", "clients", "turns/s", "echoes/s", "ratio", "p50 ms", "p99 ms", "p99/p50")
    return (
        ""
        "`POST /webhooks/rest/webhook`, the whole way: HTTP, understanding, action, wording, and the answer stored"
        " before it leaves. Beside it, on the same server software, a FastAPI endpoint that checks the same body and"
        " sends it back. `benchmarks/client.py` has what is said: often, as by visitors who begin alike, whose turns"
        " are remembered (`bot/often.py`), or anew, so that every message is understood and answered from the"
        f" beginning; in conversations of {TURNS} turns.\n\n" + _table(heads, rows)
    )


def _shares(turns: int) -> str:
    plots = []
    for kind, (how, said) in product(("memory", "sqlite"), SAID.items()):
        stages = service.shares(kind, turns * 5, said)
        image = _image(f"stages-{kind}-{how}", plot.bars(f"A turn's stages over {kind}, {how}", stages, "ms"))
        whole = sum(stages.values())
        told = ", ".join(f"{name} {spent / whole:.0%}" for name, spent in stages.items())
        plots.append(f"Over {kind}, {how}: {told} of {whole:.2f} ms.\n\n{image}")
    return (
        "One client, one request after the other. `hold` takes the conversation and reads it,"
        " `commit` makes the turn durable, `around` is HTTP, JSON and the client.\n\n" + "\n\n".join(plots)
    )


def _processes(turns: int) -> str:
    one, two = (service.by_processes("postgres", workers, 32, turns) for workers in (1, 2))
    rows = [
        (n, f"{load.rate:,.0f}", f"{load.rate / one.rate:.2f}", f"{load.quantile(0.5) * 1000:.1f}")
        for n, load in ((1, one), (2, two))
    ]
    return (
        "32 clients. The database, the client and the processes share the machine's"
        f" {os.cpu_count()} cores, and that bounds what a second process can add here.\n\n"
        + _table(("processes", "turns/s", "over one", "p50 ms"), rows)
    )


def _understanding() -> str:
    rows = [
        (kind, *(f"{took * 1000:,.0f}" for took in (each.p50, each.p95, each.scan)), f"{each.scan / each.p50:,.0f}")
        for kind, each in hearing.measured().items()
    ]
    heads = ("messages", "p50 µs", "p95 µs", "scan µs", "scan / p50")
    return (
        "All of understanding, without the conversation around it, for visitors' questions: new ones after as many"
        " others; the same once their words were met, worked out anew all the same; and some heard again, whose"
        " meaning is remembered. Beside it, how long RapidFuzz's `token_set_ratio` takes to compare a message with the"
        " pack's questions. The goal is 300 µs at the median and 800 µs at p95.\n\n" + _table(heads, rows)
    )


def _lengths(lengths: Sequence[int]) -> str:
    found = {how: growth.by_length(lengths, said) for how, said in SAID.items()}
    drawn = plot.lines(
        "A turn in a long conversation", {how: [*took.items()] for how, took in found.items()}, "turns before", "ms"
    )
    rows = [(n, *_beside(found["often"], n, lengths[0]), *_beside(found["anew"], n, lengths[0])) for n in lengths]
    heads = ("turns before", "again ms", "over the first", "anew ms", "over the first")
    return (
        "`hear` alone, over the memory store, the same ten questions at each place. Again: what they mean was found out"
        " in the same place of an earlier conversation; what came of them is not remembered. Anew: it is found out.\n\n"
        + (_table(heads, rows) + f"\n\n{_image('length', drawn)}")
    )


def _beside(took: Mapping[int, float], place: int, first: int) -> tuple[str, str]:
    return f"{took[place]:.2f}", f"{took[place] / took[first]:.2f}"


def _sizes(sizes: Sequence[int]) -> str:
    found = [growth.by_size(topics) for topics in sizes]
    first = found[0]
    rows = [
        (
            f"{each.topics:,}",
            f"{each.prepared:.1f}",
            f"{each.resident:.0f}",
            f"{each.right:.0%}",
            *(f"{now:.2f} ({now / then:.1f})" for now, then in _times(each, first)),
        )
        for each in found
    ]
    series = {
        "p50": [(each.topics, each.p50) for each in found],
        "p95": [(each.topics, each.p95) for each in found],
        "p50, typos": [(each.topics, each.typos_p50) for each in found],
        "p95, typos": [(each.topics, each.typos_p95) for each in found],
    }
    image = _image("size", plot.lines("A turn by the size of the pack", series, "topics", "ms"))
    heads = ("topics", "prepared s", "MB", "right", "p50 ms", "p95 ms", "p50 typos", "p95 typos")
    return (
        "Packs that are made up, each topic with a name of its own; in brackets, over the smallest."
        " `prepared` is from the files to the first answer with nothing cached.\n\n"
        + _table(heads, rows)
        + f"\n\n{image}"
    )


def _times(each: growth.Sized, first: growth.Sized) -> Iterable[tuple[float, float]]:
    names = ("p50", "p95", "typos_p50", "typos_p95")
    return [(getattr(each, name), getattr(first, name)) for name in names]


def _idle(conversations: int) -> str:
    rows = []
    for kind in ("sqlite", "memory"):
        before, after = service.idle(kind, conversations)
        rows.append((kind, f"{before:.0f}", f"{after:.0f}", f"{after - before:.0f}"))
    heads = ("store", "MB before", "MB after", "difference")
    return f"The service's memory before and after {conversations:,} conversations.\n\n" + (_table(heads, rows))


def _table(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _image(name: str, drawn: str) -> str:
    (DOCS / "images").mkdir(exist_ok=True)
    (DOCS / "images" / f"{name}.svg").write_text(drawn, "utf-8")
    return f"![{name}](images/{name}.svg)"


if __name__ == "__main__":
    main()
