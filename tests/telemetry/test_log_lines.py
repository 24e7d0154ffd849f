"""The log of `doolittle serve`: one line a turn, without what was said unless that is wanted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import loopback

from tests.conftest import PATIENCE, STARTER, until

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SECRET = "what does a teapot for aunt Petunia cost?"
HOUSE = Path(__file__).resolve().parents[2]


class Logged:
    """A service in a process of its own, and what it has logged so far."""

    def __init__(self, file: Path) -> None:
        self._file = file
        until(lambda: "Uvicorn running on" in self.text, 4 * PATIENCE)
        [address] = re.findall(r"Uvicorn running on (http://\S+)", self.text)
        self.client = loopback.Client(base_url=address, timeout=PATIENCE)

    @property
    def text(self) -> str:
        """All of it."""
        return self._file.read_text("utf-8")

    def say(self, message: str, sender: str = "ada@example.org", **headers: str) -> None:
        """Say something."""
        body = {"sender": sender, "message": message}
        self.client.post("/webhooks/rest/webhook", json=body, headers=headers).raise_for_status()

    def turns(self) -> list[dict[str, Any]]:
        """The lines about turns."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["event"] == "turn"]


@contextmanager
def logged(folder: Path, **environment: str) -> Iterator[Logged]:
    """The service over the small pack, with its conversations in a file."""
    file = folder / "log"
    around = os.environ | {"PYTHONPATH": str(HOUSE), "DOOLITTLE_STORE": f"sqlite:{folder / 'bot.db'}"} | environment
    command = [sys.executable, "-m", "bot", "serve", "--port", "0", "--knowledge", str(STARTER)]
    with file.open("wb") as written, subprocess.Popen(command, env=around, cwd=folder, stderr=written) as process:
        try:
            service = Logged(file)
            with service.client:
                yield service
        finally:
            process.terminate()
            process.wait(PATIENCE)


def test_a_line_a_turn_tells_how_it_went_and_not_what_was_said(tmp_path: Path) -> None:
    """Off a terminal every line is JSON; a turn's has the trace id of the request, and names nobody."""
    with logged(tmp_path, DOOLITTLE_ADMIN_TOKEN="open sesame") as service:
        service.say("what is green tea?", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
        service.say(SECRET)
        service.say("what is green tea?", "ben")
        until(lambda: len(service.turns()) == 3)

        first, second, other = service.turns()
        text = service.text
    assert first["trace"] == TRACE
    assert re.fullmatch("[0-9a-f]{32}", second["trace"])
    assert (first["outcome"], first["channel"], first["actions"]) == ("answered", "rest", ["action_define"])
    assert second["outcome"] == "declined"
    assert first["conversation"] == second["conversation"] != other["conversation"]
    stages = [first[f"{stage}_ms"] for stage in ("hold", "understand", "act", "commit")]
    assert min(stages) > 0
    assert abs(sum(stages) - first["ms"]) < 0.01
    assert {line["level"] for line in service.turns()} == {"info"}
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"uvicorn.error", "bot.turns"} <= {line["logger"] for line in lines}, "all look alike, uvicorn's too"
    assert all({"event", "level", "logger", "time"} <= line.keys() for line in lines)
    for unsaid in ("color_message", "ada", "green tea", "Petunia", "open sesame", "heated"):
        assert not re.search(rf"\b{unsaid}\b", text)  # An id in hexadecimal may hold "ada".


def test_for_people_a_line_is_readable_and_nobody_can_colour_it(tmp_path: Path) -> None:
    """With texts where they are wanted; what a client says, or calls its channel, is shown escaped."""
    said, red = "what is green tea?\n\x1b", "\x1b[31mred\nfake line"
    with logged(tmp_path, DOOLITTLE_LOG_FORMAT="console", DOOLITTLE_LOG_TEXTS="true") as service:
        body = {"sender": "eve", "message": said + "?", "input_channel": red}
        service.client.post("/webhooks/rest/webhook", json=body).raise_for_status()
        until(lambda: "outcome=" in service.text)
        text = service.text

    [turn] = [line for line in text.splitlines() if "outcome=" in line]
    assert "outcome='answered'" in turn
    assert f"heard={said + '?'!r} said=" in turn
    assert f"channel={red!r} " in turn
    assert "heated soon after picking" in turn
    assert "\x1b" not in text
