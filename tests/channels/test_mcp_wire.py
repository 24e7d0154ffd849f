"""MCP as bytes: the protocol of 2025-06-18 by hand, and whatever is refused, with the right status and never a 500."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import jwt
import pytest
from drive_mcp import HERE as HEAD
from drive_mcp import call
from httpx2 import Response
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient

from bot import assembly
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE
from tests.conftest import Served

KEY = "a key that is at least 32 bytes long"
MODERN = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "ask"}
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
}
HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
Start = Callable[..., TestClient]


def settings(**given: Any) -> Settings:
    return Settings(
        **{"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": ("mcp",)} | given  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Starts the service with settings of the test's own, each time over the same small pack."""
    source = assembly.live(settings())
    with ExitStack() as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "live", lambda *_: source)
        yield lambda **given: running.enter_context(TestClient(app(settings(**given)), raise_server_exceptions=False))


@pytest.fixture(scope="module")
def client(start: Start) -> TestClient:
    """The service as it is."""
    return start()


def post(client: TestClient, body: Any, **head: str) -> Response:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    given = {
        "Content-Type": "application/json",
        **HEAD,
        **{name.replace("_", "-"): value for name, value in head.items()},
    }
    return client.post("/mcp", content=content, headers={name: value for name, value in given.items() if value})


def test_the_protocol_of_2025_by_hand(client: TestClient) -> None:
    """Initialise, say so, list, call: each a request by itself, answered as JSON, without a session."""
    welcomed = post(client, HELLO, MCP_Protocol_Version="")
    assert welcomed.status_code == 200
    assert welcomed.headers["content-type"] == "application/json"
    assert "mcp-session-id" not in welcomed.headers
    result = welcomed.json()["result"]
    assert result["protocolVersion"] == "2025-06-18"
    assert result["serverInfo"]["name"] == "doolittle"
    assert result["capabilities"]["resources"]["listChanged"] is False
    assert post(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    listed = post(client, {"jsonrpc": "2.0", "id": "a", "method": "tools/list"}).json()
    assert listed["id"] == "a"
    assert listed["result"]["tools"][0]["name"] == "ask"
    answered = post(client, call("ask", question="What is green tea?")).json()["result"]
    assert answered["content"][0]["text"].startswith("Green tea is tea from leaves")
    assert answered["structuredContent"]["outcome"] == "answered"
    assert answered["isError"] is False


@pytest.mark.parametrize("asked", ["1999-01-01", "2025-03-26", "2024-11-05"])
def test_another_version_is_negotiated(client: TestClient, asked: str) -> None:
    """A version that is known is spoken; for another the newest that has a handshake is offered."""
    hello = {**HELLO, "params": {**HELLO["params"], "protocolVersion": asked}}  # type: ignore[dict-item]
    offered = post(client, hello, MCP_Protocol_Version="").json()["result"]["protocolVersion"]
    assert offered == (asked if asked != "1999-01-01" else "2025-11-25")


def test_the_protocol_of_2026_by_hand(client: TestClient) -> None:
    body = call("ask", question="What is green tea?")
    body["params"]["_meta"] = META
    told = post(client, body, **MODERN)
    assert told.status_code == 200
    assert told.json()["result"]["structuredContent"]["outcome"] == "answered"


DEEP = "[" * 30_000 + "]" * 30_000
BROKEN: dict[str, tuple[Any, dict[str, str], int]] = {
    "nothing": (b"", {}, 400),
    "no JSON": (b"{", {}, 400),
    "no UTF-8": (b"\xff\xfe{}", {}, 400),
    "deep": (DEEP, {}, 400),
    "a number": (b"7", {}, 400),
    "no version": ({"id": 1, "method": "ping"}, {}, 400),
    "another version": ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, {}, 400),
    "no method": ({"jsonrpc": "2.0", "id": 1}, {}, 400),
    "a batch": ([call("ask", question="hello")], {}, 400),
    "half a character": (r'{"jsonrpc": "2.0", "id": "\ud800", "method": "ping"}', {}, 400),
    "form": (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, 400),
    "accepts a picture": (call("ask", question="hello"), {"Accept": "image/png"}, 406),
    "protocol version": (call("ask", question="hello"), {"MCP-Protocol-Version": "1999-01-01"}, 400),
    "protocol version of letters": (call("ask", question="hello"), {"MCP-Protocol-Version": "zzz"}, 400),
    "2026 without its envelope": (call("ask", question="hello"), MODERN, 400),
    "2026, no JSON": (b"{", MODERN, 400),
    "2026, deep": (DEEP, MODERN, 400),
    "2026, an id that is none": ({"jsonrpc": "2.0", "id": {"a": 1}, "method": "ping"}, MODERN, 400),
    "2026, a batch": ([call("ask", question="hello")], MODERN, 400),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_message_is_refused(client: TestClient, case: str) -> None:
    """With a status of the caller's fault, and in JSON-RPC's form where the library has words for it."""
    body, head, status = BROKEN[case]
    told = post(client, body, **head)
    assert told.status_code == status, told.text
    if told.headers.get("content-type", "").startswith("application/json"):
        assert told.json()["error"]["message"]


def test_half_a_character_in_an_argument_is_the_callers_fault(client: TestClient) -> None:
    """JSON can write what no text holds."""
    body = json.dumps(call("ask", question="what is \ud800?"))
    assert post(client, body).status_code == 400
    modern = call("ask", question="what is \ud800?")
    modern["params"]["_meta"] = META
    told = post(client, modern, **MODERN)
    assert told.status_code in (200, 400)
    assert told.status_code == 400 or told.json()["result"]["isError"]


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "PATCH"])
def test_there_is_no_stream_to_open_and_no_session_to_end(client: TestClient, method: str) -> None:
    told = client.request(method, "/mcp", headers=HEAD)
    assert told.status_code == 405
    assert told.headers["allow"] == "POST"
    assert told.json()["error"]["message"] == "Method Not Allowed"


def test_methods_that_are_not_there(client: TestClient) -> None:
    for method in ("resources/subscribe", "logging/setLevel", "sampling/createMessage", "no/such"):
        told = post(client, {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"uri": "a", "level": "info"}})
        assert told.status_code < 500
        assert told.json()["error"]["code"] in (-32601, -32602)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:5005", "localhost:1", "[::1]:5005", "127.8.8.8"])
def test_this_machine_may_call(client: TestClient, host: str) -> None:
    assert post(client, call("ask", question="hello"), Host=host, Origin=f"http://{host}").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:5005", "[", "a b", "10.0.0.1"]
)
def test_a_page_can_not_pretend_to_be_at_home(client: TestClient, host: str) -> None:
    """DNS rebinding: the name is of the page's server, the address is this machine's."""
    told = post(client, call("ask", question="hello"), Host=host)
    assert told.status_code == 421
    assert "DOOLITTLE_AUTH_TOKEN" in told.json()["error"]["message"]
    assert post(client, call("ask", question="hello"), Origin=f"http://{host}").status_code == 403
    assert post(client, call("ask", question="hello"), Origin="null").status_code == 403


def test_who_brings_a_token_may_use_any_name_but_no_foreign_page(start: Start) -> None:
    """The origins of the settings may call, and the page that lies on the same host."""
    token = {"Authorization": "Bearer a long static token", "Host": "bot.example"}
    asked = call("ask", question="hello")
    guarded = start(auth_token="a long static token", cors=("https://app.example",))
    for origin, status in {
        "": 200,
        "https://bot.example": 200,
        "https://app.example": 200,
        "http://localhost:6274": 200,
        "https://evil.example": 403,
    }.items():
        assert post(guarded, asked, **token, Origin=origin).status_code == status, origin
    anybody = start(auth_token="a long static token", cors=("*",))
    assert post(anybody, asked, **token, Origin="https://evil.example").status_code == 200
    assert post(start(host="0.0.0.0"), asked, Host="bot.example").status_code == 200


def test_a_users_token_has_one_conversation(start: Start) -> None:
    """Named or not, it is theirs, for every tool; another's is refused."""
    client = start(jwt_key=KEY)
    signed = jwt.encode({"user": {"username": "ann", "role": "user"}}, KEY, algorithm="HS256")
    head = {"Authorization": f"Bearer {signed}"}
    told = post(client, call("ask", question="What is green tea?"), **head).json()["result"]["structuredContent"]
    assert told["conversation"] == "ann"
    for tool, arguments in {
        "look_up": {"topic": "tea"},
        "compare": {"topics": ["green tea", "black tea"]},
        "recommend": {"need": "tea with milk"},
        "list_topics": {},
    }.items():
        assert not post(client, call(tool, **arguments), **head).json()["result"]["isError"]
    refused = post(client, call("ask", question="hello", conversation="bob"), **head)
    assert refused.status_code == 403
    assert refused.json()["error"]["message"] == "This token is for another conversation."


def test_the_log_has_one_line_a_turn_and_no_words(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """What is only looked up has none."""
    with caplog.at_level("INFO"):
        post(client, call("ask", question="wordsofavisitor"))
        post(client, call("look_up", topic="wordsofavisitor"))
        post(client, b'{"wordsofavisitor')
        post(
            client,
            {"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": "topic://wordsofavisitor"}},
        )
    lines = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "mcp"))]
    assert len(lines) == 1
    assert "wordsofavisitor" not in caplog.text


def test_only_questions_are_kept(start: Start) -> None:
    """What is looked up leaves no trace; what is asked is a turn like any."""
    client = start(admin_token="an admin token")
    post(client, call("ask", question="What is green tea?", conversation="asked"))
    post(client, call("look_up", topic="green tea"))
    post(client, call("recommend", need="tea with milk"))
    post(client, call("compare", topics=["green tea", "black tea"]))
    kept = client.get("/admin/conversations", headers={"Authorization": "Bearer an admin token"}).json()
    assert [each["id"] for each in kept["conversations"]] == ["asked"]


async def test_a_client_is_told_why_it_is_refused(serving: Callable[[Settings], Served]) -> None:
    """The library's client shows the words of a refusal, whoever refused."""
    running = serving(settings(sender_rate="1/minute", auth_token="a long static token"))
    address = f"http://127.0.0.1:{running.client.base_url.port}/mcp"
    asked = {"question": "hello", "conversation": "a"}
    async with (
        create_mcp_http_client(headers={"Authorization": "Bearer a long static token"}) as http,
        Client(streamable_http_client(address, http_client=http)) as client,
    ):
        await client.call_tool("ask", asked)
        with pytest.raises(MCPError, match="Too many messages: at most 1 per minute"):
            await client.call_tool("ask", asked)
    with pytest.raises(ExceptionGroup) as refused:
        async with Client(address, mode="legacy"):
            pass
    assert "This needs a valid token." in repr(refused.value)
