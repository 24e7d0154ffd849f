"""The bot with its actions on a real action server: the same answers, and honest ones while it is away."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from running import Running
from starlette.testclient import TestClient
from visitor import Bot

from bot import assembly
from bot.action_server import ActionServer
from bot.engine import Engine
from bot.service import app
from bot.settings import Settings
from knowledge.dialogue import written
from knowledge.loader import DEFAULT, HERE, load

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
DIALOGUES = (
    "bare_adviser_restart",
    "compare_by_aspect",
    "crossed_questions",
    "dev_brochure_adviser_interrupted",
    "how_to_choose",
    "list_criteria_hospital",
    "repair_refused",
    "simpler_then_shorter",
    "trial_troll_1",
    "weather_in_between",
)
GUEST = ("can I talk to ELIZA?", "my boss hates me", "you are like my mother", "stop", "what is a VAE?", "and a GAN?")
PATIENT = 30.0
"""Seconds an action may take on a busy machine."""


@pytest.fixture(scope="session")
def genai_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An action server over the pack that ships."""
    running = Running(DEFAULT, tmp_path_factory.mktemp("genai"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def tea_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An action server over a copy of the small pack that tests may edit."""
    folder = tmp_path_factory.mktemp("tea")
    running = Running(Path(shutil.copytree(HERE / "starter", folder / "pack")), folder)
    yield running
    running.stop()


@pytest.fixture
async def genai(genai_server: Running) -> AsyncIterator[ActionServer]:
    """A client of the server over the pack that ships."""
    client = ActionServer(f"{genai_server.url}/webhook", PATIENT)
    yield client
    await client.close()


@pytest.fixture
async def tea(tea_server: Running) -> AsyncIterator[ActionServer]:
    """A client of the server over the small pack."""
    client = ActionServer(f"{tea_server.url}/webhook", PATIENT)
    yield client
    await client.close()


@pytest.fixture(scope="module")
def remote_engine() -> Any:
    """Makes engines that differ from those given only in where their actions run."""

    def remote(engine: Engine, server: ActionServer) -> Engine:
        return assembly.engine(engine.pack, cache=Settings().cache, server=server)

    return remote


async def whole(engine: Engine, sayings: list[str]) -> tuple[list[dict[str, Any]], Any]:
    """All answers to a conversation with all that is known of them, and the state it ends in."""
    bot = Bot(engine)
    return [(await bot.say(text)).as_dict() for text in sayings], bot.state()


async def test_a_conversation_is_the_same_wherever_actions_run(
    engine: Engine, genai: ActionServer, remote_engine: Any
) -> None:
    """Text, buttons, blocks, trace and state, over the adviser's form, comparisons, lists and a talk to ELIZA."""
    remote = remote_engine(engine, genai)
    conversations = [[turn.say for turn in d.turns] for d in written([CONVERSATIONS]) if d.file.stem in DIALOGUES]
    assert len(conversations) == len(DIALOGUES)

    for sayings in (*conversations, list(GUEST)):
        assert await whole(remote, sayings) == await whole(engine, sayings)
    assert genai.problem == ""


async def test_a_changed_pack_is_read_again_and_the_old_one_kept_for_those_who_have_it(
    tea_server: Running, tea: ActionServer, remote_engine: Any
) -> None:
    """After an edit a bot with the new files gets the new answer, one that has not read them yet the old one."""
    before = assembly.engine(load(tea_server.knowledge))
    first = (await Bot(remote_engine(before, tea)).say("what is green tea?")).text
    assert "that are heated" in first

    edit(tea_server.knowledge, "steamed")
    after = assembly.engine(load(tea_server.knowledge))

    assert "that are steamed" in (await Bot(remote_engine(after, tea)).say("what is green tea?")).text
    assert (await Bot(remote_engine(before, tea)).say("what is green tea?")).text == first


async def test_other_facts_are_refused_and_never_answered_from(
    tea_server: Running, tea: ActionServer, remote_engine: Any, tiny_pack: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A bot whose files the server does not have: an honest sentence, and a line of log that names both packs."""
    edit(tiny_pack, "boiled")
    bot = Bot(remote_engine(assembly.engine(load(tiny_pack)), tea))

    answer = await bot.say("what is green tea?")

    assert answer.text in bot.engine.pack.responses["utter_out_of_step"]
    [logged] = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert bot.engine.pack.digest in logged
    assert load(tea_server.knowledge).digest in logged


def test_it_is_killed_in_mid_conversation_and_comes_back(tea_server: Running) -> None:
    """By the front door: an honest sentence for each message, once, `/ready` tells why; then the talk goes on."""
    away = load(tea_server.knowledge).responses["utter_away"]
    settings = Settings(
        knowledge=tea_server.knowledge,
        store="memory",
        live=False,
        action_endpoint=f"{tea_server.url}/webhook",
        action_timeout=PATIENT,
    )
    with TestClient(app(settings)) as client:

        def say(text: str) -> dict[str, Any]:
            said = client.post("/webhooks/rest/webhook", json={"sender": "ann", "message": text}).json()
            return dict(next(message for message in said if "text" in message))

        before = say("what is green tea?")
        assert "Green tea is tea" in before["text"]
        assert client.get("/ready").json()["action_problem"] == ""

        tea_server.kill()
        for asked in ("and black tea?", "what is oolong? and where is it from?", "hello", "thanks"):
            answer = say(asked)
            assert answer["text"] in away
            assert answer["buttons"] == before["buttons"]  # what was offered can still be chosen
        ready = client.get("/ready")
        assert ready.status_code == 200
        assert "does not answer" in ready.json()["action_problem"]

        tea_server.start()
        # A slow start takes more tries than there are wordings: then one comes again, behind "once more".
        until(lambda: not any(map(say("is it older than black tea?")["text"].endswith, away)))
        assert "Green tea" in say("what is it?")["text"]
        assert client.get("/ready").json()["action_problem"] == ""


@pytest.mark.parametrize(
    "wrong", ["actions:5055", "ftp://actions/webhook", "http://", "http://me:secret@actions/webhook"]
)
def test_an_endpoint_that_is_no_address_is_told(wrong: str) -> None:
    """With what to write instead, and before anything starts."""
    with pytest.raises(ValidationError, match="http://actions:5055/webhook"):
        Settings(action_endpoint=wrong)


def edit(pack: Path, heated: str) -> None:
    """Change a word of a topic."""
    file = pack / "topics" / "green_tea.yaml"
    file.write_text(file.read_text("utf-8").replace("leaves that are heated", f"leaves that are {heated}"), "utf-8")


def until(happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENT
    while not happened():
        assert time.monotonic() < end, f"not within {PATIENT:.0f} s"
        time.sleep(0.1)
