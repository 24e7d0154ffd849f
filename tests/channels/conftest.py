"""What the tests of the terminal share: a tiny pack about tea."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot import assembly
from bot.conversation import Conversation
from bot.live import LivePack
from bot.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Served

TEAS = {"green_tea": 1211, "oolong": 1725, "black_tea": 1650, "white_tea": 1857}
FILES = {
    "pack.yaml": """\
id: tea
title: making tea
assistant: Polly
operator: The tea room runs this bot.
contact: Ask at the counter.
provenance: The answers rest on the tea book.
starters: [What is a kettle?, What is the difference between a kettle and a teapot?]
kinds:
  thing: {name: thing, plural: things}
  tea: {name: tea, plural: teas, article: false}
aspects:
  purpose: {name: Purpose}
  speed: {name: Speed}
""",
    "sources.yaml": "book: {title: The Tea Book, authors: A. Twining, year: 1905, url: https://tea.example/book}\n",
    "topics/kettle.yaml": """\
id: kettle
kind: thing
name: kettle
plural: kettles
aliases: [water boiler]
dates:
  - {event: introduced, on: 1890, source: book}
  - {event: released, on: 1891-04, source: book}
  - {event: renamed, on: 1922-05-06, source: book}
facets:
  define: {text: A kettle is a **vessel** that boils water. It has a spout., sources: [book]}
  limits: {text: "A kettle brews nothing, [red] or green.", sources: [book]}
ask_next: [compare/kettle-teapot, kettle.limits]
""",
    "topics/teapot.yaml": """\
id: teapot
kind: thing
name: china teapot
short: teapot
plural: teapots
facets:
  define: {text: A teapot is a pot in which tea is brewed., sources: [book]}
ask_next: [kettle.define]
""",
    "comparisons/kettle-teapot.yaml": """\
id: kettle-teapot
short: A kettle boils water; a teapot brews tea.
rows:
  - {aspect: purpose, cells: {kettle: It boils., teapot: It brews.}, sources: [book]}
  - {aspect: speed, cells: {kettle: Three minutes., teapot: Four minutes.}, sources: [book]}
choose: {kettle: you need hot water, teapot: you have it}
sources: [book]
""",
} | {
    f"topics/{tea}.yaml": f"""\
id: {tea}
kind: tea
name: {tea.replace("_", " ")}
dates: [{{event: began, on: {year}, source: book}}]
facets:
  define: {{text: "{tea.replace("_", " ").capitalize()} is a kind of tea.", sources: [book]}}
"""
    for tea, year in TEAS.items()
}


@pytest.fixture(scope="session")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny pack on disk."""
    folder = tmp_path_factory.mktemp("tea")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def settings(pack_folder: Path) -> Settings:
    return Settings(knowledge=pack_folder, store="memory", live=False)


@pytest.fixture(scope="session")
def source(settings: Settings) -> LivePack:
    """The engine over the tiny pack, built once."""
    return assembly.live(settings)


@pytest.fixture
def conversation(settings: Settings, source: LivePack) -> Conversation:
    """A bot that has talked to nobody yet."""
    return assembly.conversation(settings, source, assembly.store("memory"))


@pytest.fixture
def keyboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    """A keyboard and a screen of nothing; the history goes to a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


@pytest.fixture
def serve(pack_folder: Path, serving: Callable[[Settings], Served]) -> Callable[..., str]:
    """Serves the tiny pack; gives back the address."""

    def start(**more: Any) -> str:
        settings = Settings(knowledge=pack_folder, store="memory", live=False, **more)
        return str(serving(settings).client.base_url).rstrip("/")

    return start
