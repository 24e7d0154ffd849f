"""`python -m rasa_sdk --actions actions` as a process: the action server as operators start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import loopback

READY_WITHIN = 60
"""Seconds the server may take to start."""


class Running:
    """An action server over a pack, on a port that it keeps when it is started again."""

    def __init__(self, knowledge: Path, scratch: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.knowledge = knowledge
        self._log = (scratch / "log").open("a+")
        # Not in the project's folder: the installed package must be found, and the server writes files where it runs.
        self._scratch = scratch
        self.start()

    def start(self) -> None:
        """Start it, and wait until it is well."""
        command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(self.port)]
        around = {
            **os.environ,
            "SANIC_HOST": "127.0.0.1",
            "ACTION_SERVER_SANIC_WORKERS": "1",
            "DOOLITTLE_KNOWLEDGE": str(self.knowledge),
        }
        self._process = subprocess.Popen(
            command, env=around, stdout=self._log, stderr=self._log, cwd=self._scratch, start_new_session=True
        )
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end:
            assert self._process.poll() is None, f"the action server ended:\n{self.log()}"
            try:
                loopback.get(f"{self.url}/health", timeout=10)
            except httpx2.TransportError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the action server did not start")

    def kill(self) -> None:
        """End it at once, with the worker process that it started."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)

    def stop(self) -> None:
        """End it, if it has not ended yet, as an operator would."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:  # Sanic's manager can miss a signal while its worker still starts.
                self.kill()
        self._log.close()

    def log(self) -> str:
        """What it has written so far."""
        return Path(self._log.name).read_text("utf-8")
