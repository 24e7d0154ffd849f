"""What tests of channels share: a tiny pack about tea, services with some channels on, a Slack on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from bot import assembly
from bot.conversation import Conversation
from bot.live import LivePack
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

if TYPE_CHECKING:
    from drive_webhooks import Start
    from fake_slack import FakeSlack
    from workspace import Scripted, Workspace

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


@pytest.fixture(scope="module")
def switched_on() -> Iterator[Callable[..., TestClient]]:
    """Starts the service over the starter's pack with the channels it is given, and talks to it."""
    with ExitStack() as running:

        def started(*channels: str, **given: Any) -> TestClient:
            about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": channels}
            service = app(Settings(**about | given))
            return running.enter_context(TestClient(service, raise_server_exceptions=False))

        yield started


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    """A Slack on loopback."""
    from fake_slack import FakeSlack

    running = FakeSlack()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def started() -> Iterator[Callable[[Settings], Served]]:
    """Starts the service; whatever runs is stopped after the last test of the module."""
    from tests.conftest import Served

    running: list[Served] = []

    def serve(settings: Settings) -> Served:
        running.append(Served(settings))
        return running[-1]

    yield serve
    for served in running:
        served.stop()


@pytest.fixture(scope="module")
def workspace(slack: FakeSlack, started: Callable[[Settings], Served]) -> Workspace:
    """The service as it is, in a workspace."""
    from workspace import Workspace

    return Workspace(slack, started)


@pytest.fixture
def scripted(
    slack: FakeSlack, serving: Callable[[Settings], Served], monkeypatch: pytest.MonkeyPatch
) -> tuple[Workspace, Scripted]:
    """A workspace whose bot answers as a test wants it to, and calls a user group."""
    from workspace import Scripted, Workspace

    made: list[Scripted] = []

    def conversation(_: Any, source: LivePack, *__: Any) -> Scripted:
        made.append(Scripted(source))
        return made[-1]

    monkeypatch.setattr(assembly, "conversation", conversation)
    return Workspace(slack, serving, slack_handover_group="S1"), made[0]


@pytest.fixture(scope="module")
def partners() -> Iterator[Start]:
    """Starts the service over the small pack with these partners."""
    source = assembly.live(Settings(knowledge=HERE / "starter", store="memory", live=False))
    running: list[TestClient] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "live", lambda *_: source)

        def started(*partners: Mapping[str, Any], **given: Any) -> TestClient:
            about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "webhooks": partners}
            made = Settings(**about | {"channels": ("rest", "web", "webhooks")} | given)
            running.append(TestClient(app(made), raise_server_exceptions=False).__enter__())
            return running[-1]

        yield started
        for client in running:
            client.__exit__(None, None, None)
