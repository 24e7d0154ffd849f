"""Whatever is sent to Socket.IO, nothing breaks, nothing that is wrong is heard, and the log keeps silent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from line import POLL, SOCKET, Line, Polling, Wire, event, socketio_settings, utter
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.conversation import Conversation
from bot.service import app

if TYPE_CHECKING:
    from tests.conftest import Served


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The service with the channel on."""
    with TestClient(app(socketio_settings())) as talking:
        yield talking


@pytest.fixture
def serve(served: Served) -> Iterator[Callable[..., Served]]:
    """Starts the service with the settings it is given on a port."""
    with ExitStack() as running:

        def start(**told: Any) -> Served:
            started = type(served)(socketio_settings(**told))
            running.callback(started.stop)
            return started

        yield start


MALFORMED = [
    *("", "x", "0", "4", "43", "49", "4x", "42", "42{}", "42[", "42[]", "42[1]", '42[null,"x"]', '42["x"', "42[[]]"),
    *(
        '42["connect",{"asgi.scope":{}},{"token":"x"}]',
        '42["disconnect"]',
        '42["connect_error"]',
        '42["disconnecting"]',
    ),
    *('451-["user_uttered",{"_placeholder":true,"num":0}]', "461-1[]", '4599999999-["x"]', "431[]", '44{"message":1}'),
    *("40[]", '40"x"', "40 1", '42²["x"]', f'42{"9" * 200}["x"]', f"42{'[' * 5000}", f"40{'{' * 5000}", "4٣[]"),
    *(
        "bAAAA",
        "6",
        "1x",
        "2",
        "2probe2",
        "5x",
        "41[]",
        "42/x",
        "d=",
        "\ud800",
        "\x00",
        "🫖",
        "4🫖",
        '42["user_uttered"]x',
    ),
]
STRANGE = [
    *('42["user_uttered"]', '42["user_uttered",null]', '42["user_uttered",[]]', '42["user_uttered","x"]'),
    *('42["user_uttered",{"message":1}]', '42["user_uttered",{"message":{}}]', '42["user_uttered",{"message":["x"]}]'),
    *('42["user_uttered",{"message":"x","session_id":{}}]', '42["user_uttered",{"message":"x","session_id":1.5}]'),
    '42["user_uttered",{"message":"x","session_id":"' + "y" * 300 + '"}]',
    '42["user_uttered",{"message":"x","metadata":"{"}]',
    '42["user_uttered",{"message":"x","metadata":"' + "[" * 5000 + '"}]',
    '42["user_uttered",{"message":"x","metadata":{"a":' + "[" * 50 + "]" * 50 + "}}]",
    *(
        '42["session_request",[]]',
        '42["session_request",{"session_id":[]}]',
        '42["session_request",{"session_id":true}]',
    ),
]
"""Packets that are in order, but for what is in them."""


class Ears:
    """Notes what is heard."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: list[str] = []
        hear = Conversation.hear

        async def noted(conversation: Conversation, utterance: Any) -> Any:
            self.heard.append(utterance.text)
            return await hear(conversation, utterance)

        monkeypatch.setattr(Conversation, "hear", noted)


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    return Ears(monkeypatch)


def test_what_is_no_packet_is_refused(client: TestClient, ears: Ears, caplog: pytest.LogCaptureFixture) -> None:
    """400 for a payload of which any is wrong; a socket ends. Nothing is heard, nothing is in the log."""
    caplog.set_level(logging.INFO)
    polling = Polling(client)
    for packet in MALFORMED:
        payload = f"{utter('hello', 'ann')}\x1e{packet}".encode("utf-8", "surrogatepass")
        assert polling.post(payload).status_code == 400, packet
        with client.websocket_connect(SOCKET) as socket:
            line = Line(socket)
            socket.send_text(packet)
            with pytest.raises(WebSocketDisconnect) as ended:
                socket.receive_text()
            assert ended.value.code == 1008, packet
            assert line.joined
    for body in (b"\xff", b"", b"\x1e".join([b"3"] * 17), b"42\xc3\x28"):
        assert polling.post(body).status_code == 400
    with client.websocket_connect(SOCKET) as socket:
        Line(socket)
        socket.send_bytes(b"4binary")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
    assert ears.heard == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert polling.say("hello", "ann")[0]["text"], "the one that polls is still there"


def test_what_has_not_the_form_is_told(client: TestClient, ears: Ears, caplog: pytest.LogCaptureFixture) -> None:
    """The socket goes on."""
    with client.websocket_connect(SOCKET) as socket:
        line = Line(socket, session="ann")
        for packet in STRANGE[2:]:
            socket.send_text(packet)
            name, said = line.hear()
            assert (name, said["metadata"]["status"]) == ("bot_uttered", 422), packet
        for packet in (*STRANGE[:2], '42["unknown",1]', "40", '42/other,["x"]', "3"):
            socket.send_text(packet)
        assert ears.heard == []
        while not (packet := socket.receive_text()).startswith("44"):
            pass  # It has joined before, and is told so.
        assert line.say("what is green tea?")[-1]["status"] == 200
    assert not caplog.records


ADDRESSES = {
    "/socket.io/": 400,
    "/socket.io/?EIO=3&transport=polling": 400,
    "/socket.io/?EIO=4": 400,
    "/socket.io/?EIO=4&EIO=3&transport=polling": 400,
    "/socket.io/?EIO=4&transport=websocket": 400,
    "/socket.io/?EIO=4&transport=flashsocket": 400,
    f"{POLL}&j=0": 400,
    f"{POLL}&sid=": 200,
    f"{POLL}&sid=nobody": 400,
    f"{POLL}&sid=nobody&sid=else": 400,
    f"{POLL}&{'&'.join(map(str, range(200)))}&" + "&".join(f"a{n}=1" for n in range(200)): 400,
    f"{POLL}&x=%ff": 200,
    f"{POLL}&x=é": 200,
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_of_it_is_refused(client: TestClient, address: str) -> None:
    """With every method; JSON with padding, which pages from anywhere could read, is one."""
    upgrading = {"Connection": "Upgrade", "Upgrade": "websocket"}
    assert client.get(address).status_code == ADDRESSES[address]
    assert client.get(address, headers=upgrading).status_code == ADDRESSES[address]
    assert client.post(address, content=utter("hello", "ann")).status_code == 400
    for method in ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"):
        assert client.request(method, address).status_code in (400, 405)


def test_a_body_without_a_length_is_read(client: TestClient) -> None:
    """The library reads as much as the length says; without one, it would drop a message and say OK."""
    polling = Polling(client)

    def chunks() -> Iterator[bytes]:
        yield from (bytes([byte]) for byte in utter("hello", "ann", "7").encode())

    assert client.post(polling.path, content=chunks()).text == "OK"
    assert "437[" in polling.get()


PACKETS = st.one_of(
    st.sampled_from(MALFORMED + STRANGE + ["40", "41", "1", "3", "5", "2probe"]),
    st.text(max_size=30),
    st.builds(
        lambda name, data: event(name, data),
        st.sampled_from(["user_uttered", "session_request", "connect"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["message", "session_id", "metadata", "message_id"]), inner, max_size=4
                )
            ),
            max_leaves=6,
        ),
    ),
)


def test_who_sends_nonsense_and_fetches_nothing_is_ended_at_once(client: TestClient) -> None:
    polling = Polling(client)
    assert polling.post(event("session_request", {"session_id": "nonsense"})).status_code == 200
    assert polling.post("9").status_code == 400


def test_who_has_left_is_no_longer_there(client: TestClient) -> None:
    """The server keeps what is closed until it is asked for, and then fails."""
    for packets in (["1"], ["2probe"], ["1", "2probe"]):
        polling = Polling(client)
        for packet in packets:
            polling.post(packet)
        assert polling.post(event("session_request", {"session_id": "late"})).status_code == 400


@given(st.lists(PACKETS, max_size=6))
@example(["1", "40"])  # Closed, and then joined.
@tries(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_breaks_nothing(
    client: TestClient, caplog: pytest.LogCaptureFixture, packets: list[str]
) -> None:
    """Over both transports: no failure, no error in the log, and the next visitor is answered."""
    caplog.clear()
    polling = Polling(client)
    for packet in packets:
        assert polling.post(packet.encode("utf-8", "surrogatepass")).status_code in (200, 400)
    with client.websocket_connect(SOCKET) as socket:
        for packet in packets:
            socket.send_text(packet)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_on_the_wire(serve: Callable[..., Served], caplog: pytest.LogCaptureFixture) -> None:
    """Without a channel that wants them no WebSocket opens; with one, what is no UTF-8 or too large ends it quietly."""
    caplog.set_level(logging.DEBUG)
    plain = serve(channels=("rest",))
    with pytest.raises(InvalidStatus):
        Wire(plain.client.base_url.port)
    running = serve(auth_token="open sesame: a long static token", largest_body=2_000)
    port = running.client.base_url.port
    for query in ("&token=wrong", "&EIO=3"):
        with pytest.raises(InvalidStatus) as refused:
            Wire(port, query)
        assert refused.value.response.status_code == (401 if "token" in query else 400)
    wire = Wire(port, "&token=open%20sesame:%20a%20long%20static%20token")
    line = Line(wire, session="ann")
    wire.send_text(utter("x" * 3_000, "ann"))
    assert line.hear()[1]["metadata"]["status"] == 413
    wire.send_text(utter("x" * 5_000, "ann"))
    with pytest.raises(ConnectionClosed):
        wire.receive_text()
    here = [record for record in caplog.records if record.name != "websockets.client"]
    assert "sesame" not in "".join(record.getMessage() for record in here)
    assert [record for record in here if record.levelno >= logging.WARNING] == []


def test_who_joins_nothing_is_let_go(serve: Callable[..., Served]) -> None:
    """After a while; who has joined stays."""
    running = serve(request_timeout=0.5)
    port = running.client.base_url.port
    stays, goes = Line(Wire(port), session="ann"), Wire(port)
    assert goes.receive_text().startswith("0")
    packet = goes.receive_text()
    while packet == "2":
        packet = goes.receive_text()
    assert packet == "1"
    stays.socket.send_text("3")
