"""The Socket.IO channel and the clients there are: socket.io-client and rasa-webchat, unmodified."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import test_docs

from bot.settings import Settings
from knowledge.loader import HERE
from tests import outside

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.conftest import Served

TOKEN = "open sesame: a long static token"
CHAT = """
window.heard = []; window.reasons = [];
window.socket = io(URL, OPTIONS);
socket.on("connect", () => socket.emit("session_request", { session_id: SESSION }));
socket.on("session_confirm", id => { window.session = id; });
socket.on("bot_uttered", said => heard.push(said));
socket.on("connect_error", error => reasons.push(error));
window.drawn = said => (said.metadata?.blocks ?? []).map(block => block.type);
window.say = (message, more) => socket.emit("user_uttered", { message, session_id: window.session, ...more });
"""
DRAWN = ["table", "timeline", "sources"]
PAGE = re.findall(r"<script>(.*?)</script>", test_docs.page("docs/channels/socketio.md"), re.DOTALL)[0]
WEBCHAT = PAGE.replace('"http://127.0.0.1:5005"', "URL, customMessageDelay: () => 0")
"""What the page of the channel says to put into a page; and that nothing is to be waited for."""
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def script() -> Callable[[str], str]:
    """The bundle of a client, by its package and version."""

    def get(name: str) -> str:
        bundle = "lib/index.js" if name.startswith("rasa-webchat") else "dist/socket.io.js"
        return (outside.package(name) / bundle).read_text("utf-8")

    return get


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>elsewhere</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origins() -> Iterator[tuple[str, str]]:
    """Two sites elsewhere with an empty page: one whose pages may call, and one whose may not."""
    with ExitStack() as running:
        servers = [running.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), _Empty)) for _ in range(2)]
        for server in servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            running.callback(server.shutdown)
        named, other = (f"http://127.0.0.1:{server.server_port}" for server in servers)
        yield named, other


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor's browser."""
    made = chromium.new_context()
    yield made
    made.close()


@pytest.fixture(scope="module")
def start(served: Served, origins: tuple[str, str]) -> Iterator[Callable[..., Served]]:
    """Starts the service with the channel on, for pages from elsewhere; with the same settings only once."""
    running: dict[str, Served] = {}

    def started(**given: Any) -> Served:
        if (name := str(given)) not in running:
            about: dict[str, Any] = {"knowledge": HERE / "starter", "store": "memory", "live": False}
            about |= {"cors": origins[:1], "channels": ("socketio",)}
            running[name] = type(served)(Settings(**about | given))
        return running[name]

    yield started
    for each in running.values():
        each.stop()


@pytest.fixture
def visit(context: BrowserContext, script: Callable[[str], str], origins: tuple[str, str]) -> Open:
    """Opens a page elsewhere that has a client and begins to talk."""

    def opened(client: str, running: Served, talk: str = CHAT, options: str = "{}", origin: str = "") -> Page:
        page = context.new_page()
        page.goto(origin or origins[0])
        page.add_script_tag(content=script(client))
        begin = f"const URL_ = '{running.client.base_url}';" + talk.replace("URL", "URL_").replace("OPTIONS", options)
        page.add_script_tag(content=begin.replace("SESSION", "sessionStorage.session || null"))
        return page

    return opened


def heard(page: Page, count: int) -> list[Any]:
    """What the page heard, once it heard so much."""
    page.wait_for_function("count => heard.length >= count", arg=count)
    return list(page.evaluate("heard"))


TRANSPORTS = {"polling first": "{}", "websocket only": "{transports: ['websocket']}", "polling": "{upgrade: false}"}


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("version", ["3.1.3", "4.8.4"])
def test_socket_io_client_talks(
    start: Callable[..., Served], visit: Open, pack_folder: Path, version: str, transport: str
) -> None:
    """Over each transport: an answer with sources and replies, a reply pressed, a table, a timeline, what "it" is."""
    page = visit(f"socket.io-client@{version}", start(knowledge=pack_folder), options=TRANSPORTS[transport])
    page.wait_for_function("window.session")
    page.evaluate("say('what is a kettle?')")
    text, sources = heard(page, 2)
    assert text["text"].startswith("A kettle is a **vessel**")
    assert sources["metadata"]["blocks"][0]["items"][0]["url"] == "https://tea.example/book"
    page.evaluate("payload => say(payload)", sources["quick_replies"][0]["payload"])
    page.wait_for_function("heard.some(said => said.text.includes('Three minutes'))")
    page.evaluate("say('when was the kettle introduced?')")
    page.wait_for_function("KINDS => KINDS.every(kind => heard.some(said => drawn(said).includes(kind)))", arg=DRAWN)
    page.evaluate("say('what are its limits?')")
    page.wait_for_function("heard.some(said => said.text.includes('brews nothing'))")
    if transport == "polling first":
        page.wait_for_function("socket.io.engine.transport.name === 'websocket'")


def test_socket_io_client_2_is_told(start: Callable[..., Served], visit: Open) -> None:
    """A client of Engine.IO 3 is refused, and the response says which ones are taken."""
    running = start()
    page = visit("socket.io-client@2.5.0", running, origin=f"{running.client.base_url}/health")
    with page.expect_response(lambda response: "EIO=3" in response.url) as refused:  # It tries again and again.
        pass
    assert refused.value.status == 400
    assert "socket.io-client 3 or 4" in refused.value.json()["detail"]
    assert page.evaluate("[socket.connected, reasons.length > 0]") == [False, True]


def test_tokens_of_the_handshake(start: Callable[..., Served], visit: Open) -> None:
    """`auth` as Rasa has it lets in, an error tells why not, and a query is what rasa-webchat can send."""
    running, client = start(auth_token=TOKEN), "socket.io-client@4.8.4"
    for options in (f"{{auth: {{token: 'Bearer {TOKEN}'}}}}", f"{{query: {{token: '{TOKEN}'}}}}"):
        visit(client, running, options=options).wait_for_function("window.session")
    for options in ("{}", "{auth: {token: 'Bearer wrong'}}"):
        page = visit(client, running, options=options)
        page.wait_for_function("reasons.length")
        assert page.evaluate("[reasons[0].message, reasons[0].data.status]") == ["This needs a valid token.", 401]


def test_pages_elsewhere_are_refused(start: Callable[..., Served], visit: Open, origins: tuple[str, str]) -> None:
    """One that is not named gets nowhere, over either transport."""
    running = start()
    for options in TRANSPORTS.values():
        page = visit("socket.io-client@4.8.4", running, options=options, origin=origins[1])
        page.wait_for_function("reasons.length")
        assert not page.evaluate("socket.connected")


def test_a_message_is_sent_again_until_it_is_acknowledged(start: Callable[..., Served], visit: Open) -> None:
    """socket.io-client 4 with `retries`: one turn is taken, whatever is sent again under its id."""
    page = visit("socket.io-client@4.8.4", start(), options="{retries: 3, ackTimeout: 10000}")
    page.wait_for_function("window.session")
    for _ in range(2):
        page.evaluate("say('hello', {message_id: 'one'})")
    page.evaluate("say('hello', {message_id: 'two'})")
    first, again, other = heard(page, 3)
    assert first == again
    assert first["metadata"] == {"message_id": "one"}
    assert (first["text"][:6], other["text"][:3]) == ("Hello!", "Hi!")


def test_every_tab_gets_the_answer_and_a_reload_goes_on(start: Callable[..., Served], visit: Open) -> None:
    running, client = start(), "socket.io-client@4.8.4"
    talk = CHAT.replace("SESSION", "'ann'")
    one, other = visit(client, running, talk), visit(client, running, talk)
    for page in (one, other):
        page.wait_for_function("window.session === 'ann'")
    one.evaluate("say('what is black tea?')")
    assert heard(one, 2) == heard(other, 2)
    one.close()
    other.evaluate("say('when was it introduced?')")
    other.wait_for_function("heard.some(said => said.text.includes('1839'))")


def test_rasa_webchat(start: Callable[..., Served], visit: Open, pack_folder: Path) -> None:
    """It opens, sends what it begins with, shows the answer and its replies; tables, dates and sources are in words."""
    page = visit("rasa-webchat@1.0.1", start(knowledge=pack_folder), WEBCHAT)
    page.locator(".rw-launcher").click()
    page.locator(".rw-reply", has_text="What is a kettle?").click()
    page.locator(".rw-response", has_text="that boils water").wait_for()
    page.locator(".rw-response", has_text="The Tea Book").first.wait_for()
    page.locator(".rw-reply", has_text="How do kettle and teapot differ?").click()
    page.locator(".rw-response", has_text="Three minutes").wait_for()
    page.locator("textarea.rw-new-message, input.rw-new-message").fill("when was the kettle introduced?")
    page.keyboard.press("Enter")
    page.locator(".rw-response", has_text="1922").wait_for()
    assert "undefined" not in page.locator(".rw-messages-container").inner_text()


def test_rasa_webchat_is_told_what_is_refused(start: Callable[..., Served], visit: Open) -> None:
    """As something the bot says; afterwards it is as well as before."""
    page = visit("rasa-webchat@1.0.1", start(longest_message=20, largest_body=2_000), WEBCHAT)
    page.locator(".rw-launcher").click()
    page.locator(".rw-response", has_text="Ask me about").wait_for()
    for said, told in {
        "what is green tea? please tell": "longer than 20 characters",
        "word " * 500: "larger than 2000 bytes",
        "what is green tea?": "leaves that are heated",
    }.items():
        page.locator("textarea.rw-new-message, input.rw-new-message").fill(said)
        page.keyboard.press("Enter")
        page.locator(".rw-response", has_text=told).wait_for()
