"""Rasa's Socket.IO channel: what it says, to whom and in which order, and what is not lost."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import loopback
import pytest
import socketio
from line import SOCKET, Line, Polling, Wire, event, socketio_settings, utter
from serving import PATIENCE, Serving
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosed

from bot import assembly
from bot.channels.socketio import visits
from bot.channels.socketio.uttered import uttered
from bot.conversation import Conversation
from bot.messages import Answer, Button, Message, Utterance
from bot.service import app
from bot.settings import Settings, UnavailableError
from knowledge.loader import HERE

if TYPE_CHECKING:
    from tests.conftest import Served

Start = Callable[..., TestClient]
Connect = Callable[..., Line]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The service with the channel on."""
    with TestClient(app(socketio_settings())) as talking:
        yield talking


@pytest.fixture
def connect(client: TestClient) -> Iterator[Connect]:
    """Opens a line in a session."""
    with ExitStack() as open_:

        def connected(session: Any = "ann", **more: Any) -> Line:
            return Line(open_.enter_context(client.websocket_connect(SOCKET)), session=session, **more)

        yield connected


class Slow(Conversation):
    """Answers what it is asked, once the test lets it."""

    def __init__(self) -> None:
        super().__init__(assembly.store("memory"), lambda: pytest.fail("it needs no engine"))
        self.begun, self.let = threading.Event(), threading.Event()
        self.heard: list[str] = []

    async def hear(self, utterance: Utterance) -> Answer:
        self.begun.set()
        assert await asyncio.to_thread(self.let.wait, 15)
        self.heard.append(utterance.text)
        return Answer(utterance.conversation, (Message(f"You said {utterance.text}."), Message("Really.")))


@pytest.fixture
def conversation(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """What the services that a test starts have behind them."""
    made = Slow()
    monkeypatch.setattr(assembly, "conversation", lambda *_: made)
    return made


@pytest.fixture
def slow(conversation: Slow) -> Iterator[tuple[TestClient, Slow]]:
    """The service in front of a conversation that takes its time."""
    with TestClient(app(socketio_settings(most_requests=12))) as talking:
        yield talking, conversation


def test_an_answer_has_exactly_rasas_keys() -> None:
    """Text at blank lines as Rasa splits it, replies with the last, a picture by itself, what is ours in `metadata`."""
    blocks = {"blocks": [{"type": "list"}]}
    answer = Answer(
        "ann",
        (
            Message("One.\n\nTwo.\nStill two.", (Button("More", "/more"),), custom=blocks),
            Message("Look.", image="https://tea.example/pot.png"),
            Message(custom={"forceOpen": True}),
            Message(),
        ),
    )
    replies = [{"content_type": "text", "title": "More", "payload": "/more"}]
    said = list(uttered(answer, "", split=True))
    assert said == [
        {"text": "One."},
        {"text": "Two.\nStill two.", "quick_replies": replies, "metadata": blocks},
        {"text": "Look."},
        {"attachment": {"type": "image", "payload": {"src": "https://tea.example/pot.png"}}},
        {"attachment": {"type": "custom", "payload": {"forceOpen": True}}, "metadata": {"forceOpen": True}},
    ]
    assert next(uttered(answer, "7", split=False)) == {
        "text": "One.\n\nTwo.\nStill two.",
        "quick_replies": replies,
        "metadata": {**blocks, "message_id": "7"},
    }


def test_a_session_is_what_is_asked_for_or_a_new_one(connect: Connect) -> None:
    """Confirmed by a bare string; numbers become text; null, nothing and an empty one are new, and no two the same."""
    line = connect("ann")
    assert (line.session, line.ask(4711)) == ("ann", "4711")
    assert line.opened["upgrades"] == []
    line.socket.send_text('42["session_request"]')
    fresh = [line.hear()[1], line.ask(None), line.ask("")]
    assert len(set(fresh)) == 3
    assert all(len(session) == 32 for session in fresh)


def test_a_session_goes_on_over_reconnects_and_transports(client: TestClient, connect: Connect) -> None:
    """What "it" means is remembered of the session, in whatever socket, and of no other."""
    connect("goes on").say("what is black tea?")
    assert "1839" in connect("goes on").say("when was it introduced?")[0]["text"]
    assert "1839" in Polling(client).say("and when was it introduced?", "goes on")[0]["text"]
    assert "1839" not in connect("another").say("when was it introduced?")[0]["text"]


def test_who_names_no_session_has_one_of_their_own(client: TestClient) -> None:
    """It begins with the first message, and holds while the socket does."""
    with client.websocket_connect(SOCKET) as socket:
        line = Line(socket)
        line.say("what is black tea?")
        assert "1839" in line.say("when was it introduced?")[0]["text"]
    with client.websocket_connect(SOCKET) as socket:
        assert "1839" not in Line(socket).say("when was it introduced?")[0]["text"]


def test_every_socket_of_a_session_gets_its_answers_and_no_other(connect: Connect) -> None:
    """Also one in a session that is called as another socket is."""
    one, other = connect("tabs"), connect("tabs")
    sid = json.loads(one.joined[2:])["sid"]
    stranger = connect(sid)
    *said, done = one.say("what is green tea?")
    assert done == {"status": 200, "headers": {}}
    assert [other.hear()[1] for _ in said] == said
    assert stranger.say("hello")[0]["text"].startswith("Hello!"), "nothing was waiting for it"


def test_a_socket_is_in_one_session(connect: Connect) -> None:
    """Who takes up another has left the first."""
    moved, there = connect("first"), connect("first")
    moved.ask("second")
    there.say("what is green tea?")
    assert moved.say("hello")[0]["text"].startswith("Hello!")


def test_what_is_said_quickly_is_answered_in_order(slow: tuple[TestClient, Slow]) -> None:
    """Each answer whole; of too many at once those behind are refused, and the visitor is told."""
    client, conversation = slow
    with client.websocket_connect(SOCKET) as socket:
        line = Line(socket, session="ann")
        for number in range(10):
            socket.send_text(utter(str(number), "ann"))
        refused = [line.hear()[1] for _ in range(2)]
        assert [said["metadata"]["status"] for said in refused] == [429, 429]
        assert "wait for the answers" in refused[0]["text"]
        conversation.let.set()
        said = [line.hear()[1]["text"] for _ in range(16)]
    assert said == [text for number in range(8) for text in (f"You said {number}.", "Really.")]


def test_no_more_are_answered_at_once_than_over_http(slow: tuple[TestClient, Slow]) -> None:
    client, conversation = slow
    with client.websocket_connect(SOCKET) as one, client.websocket_connect(SOCKET) as other:
        first, second = Line(one, session="ann"), Line(other, session="bob")
        for line, session in ((first, "ann"), (second, "bob")):
            for number in range(6):
                line.socket.send_text(utter(str(number), session))
        second.socket.send_text(utter("one too many", "bob"))
        name, said = second.hear()
        assert (name, said["metadata"]["status"]) == ("bot_uttered", 503)
        conversation.let.set()


def test_who_leaves_before_the_answer_gets_it_on_their_return(
    serving: Callable[[Settings], Served], conversation: Slow
) -> None:
    """However they leave: once, in order, behind `session_confirm`; another session gets nothing of it."""
    running = serving(socketio_settings())
    wire = Wire(running.client.base_url.port)
    Line(wire, session="ann").socket.send_text(utter("hello", "ann"))
    polling = Polling(running.client)
    polling.post(f"{event('session_request', {'session_id': 'bob'})}\x1e{utter('good day', 'bob')}")
    assert conversation.begun.wait(15)
    wire.cut()
    polling.post("1")
    for _ in range(20):  # It has noticed, once it has had so much else to do.
        running.client.get("/health")
    conversation.let.set()
    back = {session: Line(Wire(running.client.base_url.port), session=session) for session in ("cyd", "ann", "bob")}
    assert back["cyd"].say("hi")[0]["text"] == "You said hi."
    for session, said in (("ann", "hello"), ("bob", "good day")):
        assert [back[session].hear()[1]["text"] for _ in range(2)] == [f"You said {said}.", "Really."]
        assert back[session].say("again")[0]["text"] == "You said again."


def test_what_is_kept_for_who_is_gone_is_bounded() -> None:
    """Of a session the last, of the sessions the latest, and nothing for ever."""
    missed = visits.Missed()
    for number in range(visits.MOST_KEPT + 1):
        missed.keep(str(number), ({"text": str(number)},))
    missed.keep("many", ({"text": str(number)} for number in range(visits.MOST_OF_ONE + 5)))
    assert (missed.take("0"), missed.take("1")) == ((), ())
    assert [said["text"] for said in missed.take("many")] == [str(number) for number in range(5, 25)]
    assert missed.take("many") == ()


def test_a_message_sent_again_takes_one_turn(connect: Connect) -> None:
    """Under the id that the client gives it, whichever place that stands in; the answer names it."""
    line = connect("twice")
    first, _ = line.say("hello", message_id="1")
    again, _ = connect("twice").say("hello", message_id="1")
    assert first == again
    assert first["metadata"]["message_id"] == "1"
    later, _ = connect("twice").say("hello", metadata={"message_id": "2"})
    assert later["text"].startswith("Hi!"), "the second wording, not the third"


def test_metadata_is_kept_as_rasa_keeps_it(connect: Connect, client: TestClient) -> None:
    """As data, as JSON, or as rasa-webchat's `customData`."""
    line = connect("metadata")
    for number, more in enumerate(
        ({"metadata": {"page": 0}}, {"metadata": '{"page": 1}'}, {"customData": {"page": 2}, "metadata": None})
    ):
        assert line.say(f"hello {number}", **more)[-1]["status"] == 200
    for wrong in ("not JSON", "[]", [1], {"a": json.loads("[" * 30 + "]" * 30)}):
        said, done = line.say("hello", metadata=wrong)
        assert done["status"] == said["metadata"]["status"] == 422
        assert "metadata" in said["text"]


def test_who_says_nothing_gets_nothing(connect: Connect) -> None:
    """rasa-webchat sends null where its page gives it nothing to begin with; an empty message is answered."""
    line = connect("nothing")
    assert line.say(None) == [{"status": 200, "headers": {}}]
    assert len(line.say("")) > 1


def test_workers_are_refused() -> None:
    with pytest.raises(UnavailableError, match="set DOOLITTLE_WORKERS to 1"):
        app(socketio_settings(workers=2, store="sqlite:never-opened.db"))


def test_it_stops_though_somebody_waits(tmp_path: Path) -> None:
    """A poll ends, a socket closes, and nothing has to be broken off."""
    store = f"sqlite:{tmp_path / 'bot.db'}"
    on = {"DOOLITTLE_CHANNELS": '["socketio"]'}
    with ThreadPoolExecutor() as pool, Serving(tmp_path, HERE / "starter", store, **on) as it:
        with loopback.Client(base_url=it.up().url, timeout=PATIENCE) as client:
            polling, line = Polling(client), Line(Wire(it.port), session="ann")
            line.say("hello")
            poll = pool.submit(polling.get)
            it.process.terminate()
            assert poll.result(PATIENCE) == "1" or "disconnected" in poll.result()  # As it came before or after.
            assert it.process.wait(PATIENCE) == -signal.SIGTERM
            with pytest.raises(ConnectionClosed):
                while line.socket.receive_text() != "never":
                    pass
        assert "graceful" not in it.log
        assert '"level": "error"' not in it.log


def test_rasas_status_is_there(client: TestClient) -> None:
    assert client.get("/webhooks/socketio/").json() == {"status": "ok"}


@pytest.mark.parametrize("transports", [["polling", "websocket"], ["websocket"], ["polling"]], ids="+".join)
async def test_python_socketio_talks(served: Served, transports: list[str]) -> None:
    """The client of python-socketio, over each transport, with acknowledgements."""
    running = await asyncio.to_thread(type(served), socketio_settings())
    try:
        async with socketio.AsyncSimpleClient() as talking:
            await talking.connect(str(running.client.base_url), transports=transports)
            await talking.emit("session_request", {"session_id": "ann"})
            assert await talking.receive(timeout=60) == ["session_confirm", "ann"]
            said = {"message": "what is green tea?", "session_id": "ann"}
            assert (await talking.call("user_uttered", said, timeout=60))["status"] == 200
            _, first = await talking.receive(timeout=60)
            assert first["text"].startswith("Green tea is tea from leaves")
    finally:
        await asyncio.to_thread(running.stop)
