"""The widget where callers need a token: its files are open, its words are not, and a user has one conversation."""

from __future__ import annotations

import jwt
from starlette.testclient import TestClient

from bot.service import app
from bot.settings import Settings
from knowledge.loader import HERE

KEY = "a key that is thirty-two bytes long"


def token(name: str) -> dict[str, str]:
    """The header that a widget with this `token` attribute sends."""
    signed = jwt.encode({"user": {"username": name, "role": "user"}}, KEY, algorithm="HS256")
    return {"Authorization": f"Bearer {signed}", "Accept": "application/json"}


def test_a_users_token_decides_on_the_conversation() -> None:
    """Whatever id the browser made: it is theirs on every device, and nobody else's."""
    settings = Settings(knowledge=HERE / "starter", store="memory", live=False, jwt_key=KEY)
    said = {"type": "say", "id": "one", "text": "what is green tea?", "conversation": "made by the browser"}
    with TestClient(app(settings)) as client:
        assert client.get("/widget/doolittle.js").status_code == 200
        assert client.post("/web/chat", json=said).status_code == 401
        answered = client.post("/web/chat", json=said, headers=token("ann")).json()
        elsewhere = {"type": "history", "conversation": "made by another browser"}
        hers = client.post("/web/chat", json=elsewhere, headers=token("ann")).json()
        his = client.post("/web/chat", json=elsewhere, headers=token("bob")).json()

    assert answered["conversation"] == "ann"
    assert [turn["id"] for turn in hers["turns"]] == ["one"]
    assert his["turns"] == []


def test_too_often_is_refused_with_when() -> None:
    """429 with Retry-After, which the widget waits for."""
    settings = Settings(knowledge=HERE / "starter", store="memory", live=False, sender_rate="1/minute")
    with TestClient(app(settings)) as client:
        said = {"type": "say", "text": "hello", "conversation": "ann"}
        answers = [client.post("/web/chat", json={**said, "id": name}) for name in ("one", "two")]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1].headers["retry-after"]) > 0
