"""Rasa's own code, unmodified, with us: its shell, its calls of actions, its readers of trackers, domains, stories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import loopback
import pytest
from steering import TOKEN

from bot.settings import Settings
from knowledge.loader import HERE
from tests import outside
from tests.actions.running import Running

if TYPE_CHECKING:
    from tests.conftest import Served

TEA = HERE / "starter"
PACKAGES = (
    "rasa==3.6.21 aiofiles==25.1.0 aiohttp==3.8.6 aiosignal==1.4.0 async-timeout==4.0.3 attrs==26.1.0 certifi "
    "charset-normalizer==3.5.3 fire==0.7.1 frozenlist==1.8.0 httptools==0.9.0 idna jsonpickle==3.0.4 "
    "jsonschema==4.17.3 multidict==5.2.0 numpy==1.24.4 packaging==20.9 pluggy==1.7.0 portalocker==4.4.2 "
    "prompt-toolkit==3.0.28 propcache==0.5.4 PyJWT==2.15.1 pykwalify==1.8.0 pyrsistent==0.20.0 "
    "python-dateutil==3.0.0 questionary==1.10.0 randomname==0.1.5 requests==2.34.2 ruamel.yaml==0.17.21 "
    "ruamel.yaml.clib==0.2.15 sanic==21.12.2 sanic-routing==0.7.2 setuptools==70.3.0 six==1.17.0 structlog==26.1.0 "
    "tarsafe==0.0.4 termcolor==3.3.0 terminaltables==3.1.10 tqdm==4.70.1 typing-extensions==4.16.0 ujson==6.1.0 "
    "urllib3==2.8.0 wcwidth==0.9.4 websockets==10.4 yarl==1.25.1"
).split()
"""Rasa and what the modules that are tried import: 90 MB of the 2 GB that all of it is."""
Rasa = Callable[..., Any]


def python() -> str:
    """The Python 3.10 that Rasa 3.6 needs."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [shutil.which("python3.10"), *map(str, sorted(kept.glob("3.10.*/bin/python")))]
    for program in filter(None, found):
        if not subprocess.run([program, "-c", "import pip"], capture_output=True, check=False).returncode:
            return program
    return outside.absent("no Python 3.10 with pip is installed, which Rasa 3.6 needs")


@pytest.fixture(scope="module")
def rasa() -> Rasa:
    """Runs a function of `rasa_itself.py` in an environment that has Rasa."""
    program = python()

    def fetch(folder: Path) -> None:
        command = [program, "-m", "pip", "install", "-q", "--no-deps", "--no-compile", "--target", str(folder)]
        installed = subprocess.run([*command, *PACKAGES], capture_output=True, text=True, timeout=300, check=False)
        if installed.returncode:
            outside.absent(f"Rasa 3.6.21 can not be had from its registry: {installed.stderr.strip()[-200:]}")

    folder = outside.kept(f"rasa-{zlib.crc32(' '.join(PACKAGES).encode()):x}", fetch)
    kept = {"PYTHONDONTWRITEBYTECODE": ""}  # What the first run compiles, the others need not.
    around = {**os.environ, "PYTHONPATH": str(folder), "RASA_TELEMETRY_ENABLED": "false", **kept}

    def run(do: str, **asked: Any) -> Any:
        command = [program, "-W", "ignore", str(Path(__file__).with_name("rasa_itself.py"))]
        told = json.dumps({"do": do, **asked})
        done = subprocess.run(
            command, input=told, env=around, cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python -m rasa_sdk --actions actions` over the small pack."""
    running = Running(TEA, tmp_path_factory.mktemp("actions"))
    yield running.url
    running.stop()


@pytest.fixture
def steered(serving: Callable[[Settings], Served]) -> Served:
    """The service with Rasa's API on, and a token."""
    channels = ("rest", "rasa")
    running = serving(Settings(knowledge=TEA, store="memory", live=False, channels=channels, auth_token=TOKEN))  # type: ignore[arg-type]
    running.client.headers["Authorization"] = f"Bearer {TOKEN}"
    return running


def test_rasas_shell_talks_to_us(rasa: Rasa, steered: Served) -> None:
    """`send_message_receive_block` and `_send_message_receive_stream`, with the token as Rasa's shell sends it."""
    url = str(steered.client.base_url).rstrip("/")
    got = rasa("shell", url=url, token=TOKEN, sender="ann", said="what is green tea?")
    expected = steered.say("what is green tea?", "ann")
    for kind, messages in got.items():
        assert messages == [{**message, "recipient_id": f"ann {kind}"} for message in expected]


def test_rasa_reads_our_trackers_domain_and_stories(rasa: Rasa, steered: Served) -> None:
    for said in ("hello", "what is green tea?", "and black tea?", "nonsense about zebras"):
        steered.say(said, "ann")
    tracker = steered.client.get("/conversations/ann/tracker").json()
    domain = steered.client.get("/domain").json()
    written = steered.client.get("/domain", headers={"Accept": "application/x-yaml"}).text
    story = steered.client.get("/conversations/ann/story").text
    found = rasa("read", tracker=tracker, domain=domain, written=written, story=story)

    assert found["same"]
    assert set(domain["intents"]) <= set(found["intents"])
    state = found["state"]
    for key in ("sender_id", "latest_event_time", "paused", "latest_input_channel"):
        assert state[key] == tracker[key], key
    assert {name: state["slots"][name] for name in tracker["slots"]} == tracker["slots"]
    assert [(e["event"], e.get("name"), e.get("text")) for e in state["events"]] == [
        (e["event"], e.get("name"), e.get("text")) for e in tracker["events"]
    ]
    kept = [e for e in tracker["events"] if e["event"] == "user" or str(e.get("name")).startswith("action_")]
    steps = [e.get("name") or e["parse_data"]["intent"]["name"] for e in kept]
    told = [e.get("name") or e["parse_data"]["intent"]["name"] for e in found["story"] if e["event"] != "slot"]
    bookkeeping = ("action_listen", "action_session_start")
    assert [step for step in told if step not in bookkeeping] == [step for step in steps if step not in bookkeeping]


def test_rasa_runs_our_actions(rasa: Rasa, steered: Served, actions: str) -> None:
    """`RemoteAction` gets from the action server what the bot says; `/actions` and `/health` are there."""
    said = steered.say("what is green tea?", "bob")
    tracker = steered.client.get("/conversations/bob/tracker").json()
    domain = steered.client.get("/domain").json()
    done = rasa("action", url=f"{actions}/webhook", name="action_define", tracker=tracker, domain=domain)

    bots = [event for event in done if event["event"] == "bot"]
    assert bots[0]["text"].startswith(said[0]["text"].partition("\n")[0][:60])
    assert [button["payload"] for button in bots[0]["data"]["buttons"]] == [b["payload"] for b in said[0]["buttons"]]
    assert {"event": "slot", "name": "topic", "value": "green_tea"}.items() <= next(
        event for event in done if event["event"] == "slot"
    ).items()
    names = {action["name"] for action in loopback.get(f"{actions}/actions").json()}
    assert set(domain["actions"]) <= names
    assert loopback.get(f"{actions}/health").json() == {"status": "ok"}
