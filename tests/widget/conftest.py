"""A Chromium without a window, a bot that may stop and start, pages elsewhere, and a visitor who looks at them."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from bot.service import app
from bot.settings import Settings
from tests.conftest import PATIENCE, until
from tests.widget.audit import audit

STRINGS = Path(__file__).resolve().parents[2] / "bot" / "widget" / "strings"
ENGLISH: dict[str, str] = json.loads((STRINGS / "en.json").read_text("utf-8"))
SHOTS = Path(__file__).parent / "shots"
"""Where screenshots go; git knows nothing of them."""
PAGES = Path(__file__).parent / "pages"
WIDE = {"width": 1000, "height": 800}
PHONE = {"width": 360, "height": 700}


class Bot:
    """The service over the pack that ships, on one port; it may be stopped and started again."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.file = folder / "bot.db"
        """Where conversations are kept."""
        self._settings = Settings(
            store=f"sqlite:{self.file}", live=False, cors=("*",), sender_rate="", address_rate="", **settings
        )
        self.start()

    def start(self) -> None:
        """Listen."""
        config = uvicorn.Config(
            app(self._settings), port=self.port, log_level="error", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until(lambda: self._server.started)

    def stop(self) -> None:
        """Listen no more."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)


class Elsewhere:
    """Pages on another origin, which a test writes; each with the headers it likes."""

    def __init__(self, bot: Bot) -> None:
        self._pages: dict[str, tuple[str, dict[str, str]]] = {}
        pages = self._pages

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, headers = pages.get(self.path.partition("?")[0], ("", {}))
                self.send_response(200 if body else 204 if self.path == "/favicon.ico" else 404)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self._server.server_address[1]}"
        self._bot = bot

    def serve(self, path: str, html: str, **headers: str) -> str:
        """Serve a page in which `BOT` is the address of the bot; its address."""
        self._pages[path] = (
            html.replace("BOT/", self._bot.url),
            {k.replace("_", "-"): v for k, v in headers.items()},
        )
        return self.url + path

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


class Visitor:
    """Somebody who looks at a page with the widget, and uses it."""

    def __init__(self, page: Page, bot: Bot, words: Mapping[str, str] = ENGLISH) -> None:
        self.page = page
        self.bot = bot
        self.words = words
        self.complaints: list[str] = []
        """Errors on the page."""
        self.asked: list[str] = []
        """Addresses the page asked for."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))
        page.set_default_timeout(PATIENCE * 1000)

    def at(self, selector: str) -> Locator:
        """Something of the widget."""
        return self.page.locator(f"doolittle-chat {selector}")

    @property
    def field(self) -> Locator:
        """The composer."""
        return self.at("textarea")

    def open(self, url: str = "") -> Visitor:
        """Go to a page, the demo if none is named, and open the panel."""
        self.page.goto(url or self.bot.url)
        self.at(".launcher").click()
        self.field.wait_for()
        return self

    def send(self, text: str) -> None:
        """Write something and press Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str) -> Locator:
        """Ask, and give back the turn when its answer is whole."""
        at = self.at(".turn").count()
        self.send(text)
        turn = self.at(".turn").nth(at)
        turn.locator(".row").wait_for(state="attached")
        return turn

    def until(self, happened: Callable[[], object]) -> None:
        """Wait until something has happened, while the page goes on."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, f"not within {PATIENCE:.0f} s"
            self.page.wait_for_timeout(20)

    def focused(self) -> str:
        """What has the focus, within the widget where it is there: its name or its text."""
        return str(
            self.page.evaluate(
                "(e => e.ariaLabel || e.textContent.trim() || e.localName)"
                "(document.querySelector('doolittle-chat')?.shadowRoot.activeElement ?? document.activeElement)"
            )
        )

    def said(self, key: str) -> str:
        """What the widget says there, in the visitor's language."""
        return self.words[key]

    def button(self, key: str) -> Locator:
        """The last button of the panel that is called so."""
        return self.at(".panel").get_by_role("button", name=self.said(key), exact=True).last

    def anew(self) -> None:
        """Begin a new conversation."""
        self.button("fresh").click()
        self.at(".intro").wait_for()

    def violations(self) -> list[str]:
        """What is wrong with the page."""
        return audit(self.page)

    def shot(self, name: str) -> None:
        """A picture of the window as it is."""
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


@pytest.fixture(scope="package")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The bot, with its conversations in a file."""
    running = Bot(tmp_path_factory.mktemp("widget"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def elsewhere(bot: Bot) -> Iterator[Elsewhere]:
    """Pages on another origin."""
    running = Elsewhere(bot)
    yield running
    running.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor's browser: nothing is kept in it yet."""
    made = chromium.new_context(viewport=WIDE, reduced_motion="reduce", locale="en-GB")
    yield made
    made.close()


@pytest.fixture
def visitor(context: BrowserContext, bot: Bot) -> Visitor:
    """A visitor who has been nowhere yet."""
    return Visitor(context.new_page(), bot)


def phone() -> dict[str, Any]:
    """How the browser of a phone is set."""
    return {"viewport": PHONE, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce", "locale": "en-GB"}
