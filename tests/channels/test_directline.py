"""Direct Line over its wire: watermarks, the stream, several processes, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from drive_directline import BELOW, Talk, begun, behind, listen, say
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from test_docs import assert_excerpt, blocks, curl, page
from test_docs import client as over

from bot.engine import Engine
from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

SECRET = "a long static token"
JSON = {"Content-Type": "application/json"}
GREEN = "what is green tea?"
Start = Callable[..., TestClient]


@pytest.fixture(scope="module")
def client(switched_on: Start) -> TestClient:
    """Where callers need no token."""
    return switched_on("directline")


def test_the_page_is_true(engine: Engine) -> None:
    """The printed requests get the printed answers, and each path it names is there."""
    text = page("docs/channels/directline.md")
    made, told = (json.loads(block) for block in blocks(text, "json"))
    post = curl(blocks(text, "sh")[1])
    with over(engine) as client:
        token = client.post(**curl(blocks(text, "sh")[0])).json()
        assert_excerpt(made, token)
        talk = Talk(token["conversationId"], token["token"])
        url = post["url"].replace("$ID", talk.id)
        assert client.post(url, content=post["content"], headers=talk.headers | JSON).status_code == 200
        assert_excerpt(told, behind(client, talk))
        paths = {path.removeprefix(BELOW) for path in client.app.openapi()["paths"] if path.startswith(BELOW)}  # type: ignore[attr-defined]
    assert [path for path in paths if path.replace("{conversation}", "{id}") not in text] == []


def test_a_conversation_is_begun_polled_and_gone_on_with(client: TestClient) -> None:
    """As Web Chat does it: what it posted comes back under its own id, the answer behind it, each once."""
    talk = begun(client, user={"id": "dl_ada"})
    made = client.post(f"{BELOW}/conversations", json={"locale": "en"}, headers=talk.headers)
    assert made.status_code == 201
    assert made.json()["conversationId"] == talk.id
    assert made.json()["expires_in"] == 1800
    posted = say(client, talk, GREEN, channelData={"clientActivityID": "abc", "attachmentSizes": []}).json()
    told = behind(client, talk)
    own, answer = told["activities"]
    assert own["id"] == posted["id"]
    assert own["channelData"] == {"clientActivityID": "abc"}
    assert own["from"] == {"id": "dl_ada", "role": "user"}
    assert (answer["from"]["role"], answer["replyToId"], answer["textFormat"]) == ("bot", own["id"], "markdown")
    assert own["timestamp"] < answer["timestamp"]
    assert told["watermark"] == "2"
    assert behind(client, talk, "1")["activities"] == [answer]
    assert behind(client, talk, "2") == {"activities": [], "watermark": "2"}
    assert behind(client, talk, "999999999") == {"activities": [], "watermark": "2"}
    say(client, talk, GREEN, channelData={"clientActivityID": "abc"})
    assert behind(client, talk)["watermark"] == "2"


def test_what_is_no_message_is_taken_and_has_no_effect(client: TestClient) -> None:
    talk = begun(client)
    for kind in ("typing", "event", "conversationUpdate", "anything"):
        posted = client.post(f"{talk.path}/activities", json={"type": kind}, headers=talk.headers)
        assert posted.json()["id"].startswith(talk.id)
    assert behind(client, talk)["activities"] == []


def test_a_stream_gives_what_was_said_and_then_what_is_said(client: TestClient) -> None:
    """From a watermark on; empty frames, by which a client sees that it is connected, are nothing."""
    talk = begun(client)
    say(client, talk, GREEN)
    with listen(client, talk, "1") as socket:
        first = socket.receive_json()
        assert [activity["from"]["role"] for activity in first["activities"]] == ["bot"]
        assert first["watermark"] == "2"
        socket.send_text("")
        for said in ("and black tea?", "how do they differ?"):
            say(client, talk, said)
            told = socket.receive_json()
            assert told["activities"][0]["text"] == said
            assert len(told["activities"]) == 2


@pytest.mark.parametrize("frame", ["hello", '{"type": "message", "text": "hello"}', b"\xff\x00"])
def test_a_frame_that_says_something_ends_the_stream(client: TestClient, frame: str | bytes) -> None:
    """Messages are posted: 1003, and nothing is heard."""
    talk = begun(client)
    with listen(client, talk) as socket:
        socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_text(frame)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 1003
    assert behind(client, talk)["activities"] == []


def test_more_streams_than_are_allowed_are_refused(switched_on: Start) -> None:
    """503 with when to come back; those that end make room."""
    client = switched_on("directline", most_requests=1)
    talk = begun(client)
    with listen(client, talk):
        with pytest.raises(WebSocketDenialResponse) as denied, listen(client, talk):
            pass
        assert (denied.value.status_code, denied.value.headers["retry-after"]) == (503, "5")
    with listen(client, talk):
        pass


def test_a_store_that_is_away_ends_the_stream() -> None:
    """1013, try again later: a client opens another by itself."""
    about = {"knowledge": HERE / "starter", "store": "sqlite:never-opened.db", "live": False}
    client = TestClient(app(Settings(**about, channels=("directline",))))  # type: ignore[arg-type]
    talk = begun(client)
    with listen(client, talk) as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == 1013


def test_processes_share_a_log_and_a_secret(switched_on: Start, tmp_path: Path) -> None:
    """A token of one is good in the other, a stream of one tells what the other heard, and so does a third later."""
    store = f"sqlite:{tmp_path / 'shared.db'}"
    one, other = (switched_on("directline", auth_token=SECRET, store=store) for _ in range(2))
    talk = begun(one, SECRET)
    with listen(one, talk) as socket:
        say(other, talk, GREEN)
        told = socket.receive_json()
    third = switched_on("directline", auth_token=SECRET, store=store)
    assert behind(third, talk) == told
    with listen(third, talk) as socket:
        assert socket.receive_json() == told


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *(("/activities", body) for body in (b"", b"null", b"[]", b"{", b"\xff", b"[" * 5000, b"{}", b'{"type": 7}')),
        ("/activities", b'{"type": "message"}'),
        ("/activities", b'{"type": "message", "text": {"a": 1}}'),
        ("/activities", b'{"type": "message", "text": "x", "from": "me"}'),
        ("/activities", b'{"type": "message", "text": "x", "channelData": {"clientActivityID": 7}}'),
        ("/activities", json.dumps({"type": "message", "text": "x", "from": {"id": "x" * 257}}).encode()),
    ],
)
def test_an_activity_of_another_form_is_refused(client: TestClient, path: str, body: bytes) -> None:
    """400 in Direct Line's form, and nothing is heard."""
    talk = begun(client)
    headers = talk.headers | {"Content-Type": "application/json"}
    response = client.post(f"{talk.path}{path}", content=body, headers=headers)
    assert response.status_code == 400
    assert response.json()["error"].keys() == {"code", "message"}
    assert behind(client, talk)["activities"] == []


def test_wrong_watermarks_files_and_paths_are_refused(client: TestClient) -> None:
    talk = begun(client)
    for watermark in ("-1", "x", "1" * 10, "١", "1.5"):
        for path in (talk.path, f"{talk.path}/activities"):
            response = client.get(path, params={"watermark": watermark}, headers=talk.headers)
            assert (response.status_code, response.json()["error"]["code"]) == (400, "MalformedData")
    files = client.post(f"{talk.path}/upload", files={"file": b"x"}, headers=talk.headers)
    assert (files.status_code, files.json()["error"]["code"]) == (415, "NotSupported")
    assert client.get(f"{BELOW}/nothing").json()["error"]["code"] == "NotFound"


def test_surrogates_and_control_characters_are_heard(client: TestClient) -> None:
    """In words; a name with such is none."""
    talk = begun(client)
    headers = talk.headers | {"Content-Type": "application/json"}
    for who, status in (("me", 200), ("\\ud800", 400)):
        body = f'{{"type": "message", "text": "\\ud800 \\u0000 tea?", "from": {{"id": "{who}"}}}}'
        assert client.post(f"{talk.path}/activities", content=body, headers=headers).status_code == status
    assert behind(client, talk)["activities"][0]["text"].startswith("\ufffd")
