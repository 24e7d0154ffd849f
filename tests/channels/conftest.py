"""What the tests of the terminal and the page share: a tiny pack about tea, a server, a Chromium without a window."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from websockets.sync.client import connect

from bot import assembly
from bot.conversation import Conversation
from bot.live import LivePack
from bot.service import app
from bot.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
PATIENCE = 10.0
"""Seconds to wait for something to be true on a page."""

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


class Server:
    """The service in a thread of its own, on a free port."""

    def __init__(self, settings: Settings) -> None:
        self._server: uvicorn.Server | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._settings = settings
        self.url = f"http://127.0.0.1:{self._port}/"
        self.start()

    def start(self) -> None:
        """Listen, on the same port as before."""
        config = uvicorn.Config(app(self._settings), port=self._port, log_level="error", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        wait(lambda: bool(self._server and self._server.started))

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.should_exit = True
            self._thread.join(PATIENCE)
            self._server = None


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[Server]:
    running = Server(settings)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no Chromium is installed: none of {', '.join(NAMES)} is on the path")
    running = Browser(program)
    yield running
    running.close()


def wait(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"not within {PATIENCE:.0f} s"
        time.sleep(0.02)


class Browser:
    """One browser with one page."""

    def __init__(self, program: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="doolittle-chromium-"))
        command = [program, *FLAGS, f"--user-data-dir={self._folder}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._ids = itertools.count(1)
        self.events: list[dict[str, Any]] = []
        """What the page reported since it was opened: exceptions, log entries, requests."""
        self._socket = connect(self._page_address(), max_size=None)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def _page_address(self) -> str:
        port_file, end = self._folder / "DevToolsActivePort", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                port = port_file.read_text().split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as response:
                    return next(str(t["webSocketDebuggerUrl"]) for t in json.load(response) if t["type"] == "page")
            except (OSError, IndexError, StopIteration):
                time.sleep(0.05)
        raise TimeoutError("Chromium did not start.")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("id") == number:
                assert "error" not in message, message
                return dict(message["result"])
            self.events.append(message)

    def open(self, url: str, width: int = 1000, height: int = 800, **media: str) -> None:
        """Load a page in a window of that size, with media features such as `prefers_color_scheme="dark"`."""
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", features=features)
        self.events.clear()
        self.send("Page.navigate", url=url)

    def js(self, expression: str) -> Any:
        """The value of an expression on the page."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.js(f"Boolean({condition})"):
            if time.monotonic() > end:
                says = self.js("document.body.innerText")
                raise AssertionError(f"{condition} was not true within {PATIENCE:.0f} s; the page says: {says}")
            time.sleep(0.02)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.send("Input.insertText", text=text)

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press a key, as a person does; modifiers: 8 is Shift."""
        code = {"Enter": 13, "Tab": 9, " ": 32}[key]
        common = {
            "key": key,
            "code": "Space" if key == " " else key,
            "windowsVirtualKeyCode": code,
            "modifiers": modifiers,
        }
        text = {"Enter": "\r", " ": " "}.get(key)
        self.send("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def click(self, expression: str) -> None:
        """Click the middle of an element with the mouse."""
        place = self.js(
            f"(e => {{ e.scrollIntoView(); const r = e.getBoundingClientRect();"
            f" return [r.x + r.width / 2, r.y + r.height / 2] }})({expression})"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def complaints(self) -> list[str]:
        """Exceptions and errors the page reported; that there is no favicon is none."""
        self.js("1")
        told = [e["params"] for e in self.events if e["method"] == "Runtime.exceptionThrown"]
        logged = [e["params"]["entry"] for e in self.events if e["method"] == "Log.entryAdded"]
        told += [entry for entry in logged if entry["level"] == "error" and "favicon" not in str(entry.get("url"))]
        return [json.dumps(problem) for problem in told]

    def requested(self) -> list[str]:
        """The addresses the page asked for."""
        self.js("1")
        sent = [
            event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
        ]
        return [str(url) for url in sent]

    def close(self) -> None:
        """End the browser and remove its folder."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)
