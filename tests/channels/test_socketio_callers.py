"""Who may talk over Socket.IO, how much and how often; and how they are told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from line import POLL, SOCKET, Line, Polling, socketio_settings, utter
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from bot.channels.socketio import frames
from bot.service import app

if TYPE_CHECKING:
    pass

KEY = "a key that is at least 32 bytes long"
ANN = {"username": "ann", "role": "user"}
Start = Callable[..., TestClient]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the service with settings of the test's own."""
    with ExitStack() as running:
        yield lambda **told: running.enter_context(
            TestClient(app(socketio_settings(**told)), client=("192.0.2.1", 50_000))
        )


def signed(user: Any = ANN, **claims: Any) -> str:
    return jwt.encode({"user": user, **claims}, KEY, algorithm="HS256")


WRONG = {
    "none": None,
    "empty": {"token": ""},
    "no text": {"token": 7},
    "nested": {"token": {"token": "x"}},
    "another": {"token": "Bearer open sesame"},
    "not encodable": {"token": "\ud800"},
    "forged": {"token": "Bearer " + jwt.encode({"user": ANN}, "another key that is 32 bytes long", algorithm="HS256")},
    "not signed": {"token": jwt.encode({"user": ANN}, "", algorithm="none")},
    "expired": {"token": signed(exp=1)},
    "not yet valid": {"token": signed(nbf=time.time() + 3600)},
    "cut": {"token": signed()[:-3]},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_no_wrong_token_joins(start: Start, wrong: str) -> None:
    """It is told why, by status and headers, and what it says all the same is not heard."""
    with start(jwt_key=KEY).websocket_connect(SOCKET) as socket:
        line = Line(socket, auth=WRONG[wrong])
        error = {
            "message": "This needs a valid token.",
            "data": {"status": 401, "headers": {"WWW-Authenticate": "Bearer"}},
        }
        assert line.joined == f"44{json.dumps(error, separators=(',', ':'))}"
        socket.send_text(utter("hello", "ann", "1"))
        socket.send_text(f"40{json.dumps({'token': signed()})}")
        assert socket.receive_text().startswith("40"), "the next that comes is the answer to the right token"


def test_a_wrong_token_that_comes_at_once_opens_nothing(start: Start) -> None:
    """In the header or the address it is refused over either transport, and so is one that tells no role."""
    client = start(jwt_key=KEY)
    for token, status in (("wrong", 401), (signed(exp=1), 401), (signed(user={"username": "ann"}), 403)):
        for told in ({"params": {"token": token}}, {"headers": {"Authorization": f"Bearer {token}"}}):
            assert client.get(POLL, **told).status_code == status
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(f"{SOCKET}&token={token}"):
            pass
        assert refused.value.status_code == status


@pytest.mark.parametrize("place", ["handshake", "header", "address"])
def test_a_user_is_in_their_own_session_alone(start: Start, place: str) -> None:
    """Whichever they ask for; a message for another's is refused, and told."""
    token, client = signed(), start(jwt_key=KEY)
    path = f"{SOCKET}&token={token}" if place == "address" else SOCKET
    headers = {"Authorization": f"Bearer {token}"} if place == "header" else {}
    with client.websocket_connect(path, headers=headers) as socket:
        line = Line(socket, {"token": f"Bearer {token}"} if place == "handshake" else None, session="bob")
        assert line.session == "ann"
        assert line.say("hello")[0]["text"].startswith("Hello!")
        said, done = line.say("hello", "bob")
        assert (done["status"], said["metadata"]) == (403, {"status": 403, "headers": {}})
        assert "another conversation" in said["text"]
        assert line.say("what is green tea?")[-1]["status"] == 200
        assert "1839" not in line.say("when was it introduced?")[0]["text"]


def test_a_token_counts_at_each_message(start: Start) -> None:
    """Once it has expired the visitor is told, let go and not heard."""
    with start(jwt_key=KEY).websocket_connect(SOCKET) as socket:
        expires = time.time() - 25  # Clocks may differ by 30 s.
        line = Line(socket, {"token": signed(exp=expires)}, session="ann")
        assert line.session == "ann"
        while time.time() < expires + 31:
            time.sleep(0.1)
        socket.send_text(utter("hello", "ann", "1"))
        _, said = line.hear()
        assert said["metadata"]["status"] == 401
        assert socket.receive_text() == "41"


def test_polling_asks_for_the_token_at_each_request(start: Start) -> None:
    """Where it comes with the requests."""
    talking = Polling(start(jwt_key=KEY), Authorization=f"Bearer {signed()}")
    assert talking.say("hello", "ann")[0]["text"].startswith("Hello!")
    talking._headers["Authorization"] = f"Bearer {signed(exp=1)}"
    assert talking.post(utter("hello", "ann")).status_code == 401


def test_pages_elsewhere_open_no_socket(start: Start) -> None:
    """Those of the settings may, the service's own may, and who names none is no page."""
    client = start(cors=("https://tea.example",))
    for origin in ("https://tea.example", "http://testserver"):
        with client.websocket_connect(SOCKET, headers={"Origin": origin}) as socket:
            assert Line(socket).joined.startswith("40")
    for origin in ("https://evil.example", "null", "http://testserver.evil.example", "http://["):
        with pytest.raises(WebSocketDenialResponse) as refused:
            client.websocket_connect(SOCKET, headers={"Origin": origin}).__enter__()
        assert refused.value.status_code == 403, origin
    named = client.get(POLL, headers={"Origin": "https://tea.example"})
    assert named.headers["access-control-allow-origin"] == "https://tea.example"
    assert "access-control-allow-origin" not in client.get(POLL, headers={"Origin": "https://evil.example"}).headers


def test_refusals_are_told_and_break_nothing(start: Start) -> None:
    """Too long, too large, too many: each as something the bot says, and the next message is heard."""
    client = start(longest_message=30, largest_body=2_000, sender_rate="2/minute")
    with client.websocket_connect(SOCKET) as socket:
        line = Line(socket, session="ann")
        told = line.say("what is green tea? " * 3)
        assert "longer than 30" in told[0]["text"]
        socket.send_text(utter("what is green tea? " * 300, "ann"))
        assert "larger than 2000" in line.hear()[1]["text"]
        assert [line.say("hello")[-1]["status"] for _ in range(3)] == [200, 200, 429]
        said, done = line.say("hello")
        assert "Too many messages" in said["text"]
        assert int(done["headers"]["Retry-After"]) > 0


def test_frames_count_as_requests(start: Start) -> None:
    """One too many ends the socket, and the next is not opened."""
    client = start(address_rate="5/minute")
    with client.websocket_connect(SOCKET) as socket:
        line = Line(socket, session="ann")
        line.say("hello")
        line.say("hello")
        socket.send_text("3")
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_text()
        assert ended.value.code == 1008
    assert client.get(POLL).status_code == 429


def test_so_many_may_be_there_and_no_more(start: Start) -> None:
    client = start(most_requests=1)
    for _ in range(frames.MOST_EACH):
        assert client.get(POLL).status_code == 200
    refused = client.get(POLL)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    with pytest.raises(WebSocketDenialResponse) as full, client.websocket_connect(SOCKET):
        pass
    assert full.value.status_code == 503
