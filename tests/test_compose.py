"""docker-compose.yml: what it promises, and the very commands and environments it declares, run as local processes.

There is no Docker here. Each service's command is started with its environment, its host names mapped to ports of
this machine: the action server and both bots from this repository, PostgreSQL and Redis from their wheels. The proxy
is the real one where `caddy` is installed; elsewhere the client takes its part and asks the bots by turns. The pack is
the small one, by the setting that the file holds as a comment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import loopback
import pytest
from compose import HOUSE, MissingError, compose, image
from serving import PATIENCE, WEBHOOK, Client
from stack import BOTS, CADDY, OURS, SECRETS, Stack, status

from benchmarks.database import Database


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


CODE = (".py", ".pyc", ".pyi", ".c", ".h", ".so")
"""What is compiled, or was."""


def test_all_that_is_not_code_is_installed_with_it() -> None:
    """The image installs the packages as anybody would, so their data files must be declared."""
    declared = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    for package in ("bot", "actions", "knowledge"):
        there = {file for file in (HOUSE / package).rglob("*") if file.is_file()}
        data = {file for file in there if file.suffix not in CODE and not file.name.startswith(".")}
        taken = {file for pattern in declared[package] for file in (HOUSE / package).glob(pattern)}
        assert {str(file.relative_to(HOUSE)) for file in data - taken} == set()


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
        refused = loopback.post(stack.url(name) + WEBHOOK, json={"sender": "ada", "message": "hi"}, timeout=PATIENCE)
        assert refused.status_code == 503
        assert "Retry-After" in refused.headers
        assert status(f"{stack.url(name)}/health") == 200

    server.start()
    for name in BOTS:
        stack.until(name, lambda name=name: status(f"{stack.url(name)}/ready") == 200)
    visitor.answers.clear()
    assert visitor.say("asked again", "before") == first
    assert "Green tea is made" in visitor.text("how is it made?", "after")
