"""A client of Rasa's HTTP API, as the tests of it speak and look."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from bot.settings import Settings
from knowledge.loader import HERE

TOKEN = "a long static token"
GREEN = {"event": "slot", "name": "topic", "value": "green_tea"}


def settings(**given: Any) -> Settings:
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": ("rest", "web", "rasa")}
    return Settings(**about | given)


def say(client: TestClient, text: str, sender: str = "ann") -> list[dict[str, Any]]:
    response = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
    assert response.status_code == 200
    return list(response.json())


def text(messages: list[dict[str, Any]]) -> str:
    return " ".join(message.get("text", "") for message in messages)


def tracker(client: TestClient, sender: str = "ann", **query: Any) -> dict[str, Any]:
    response = client.get(f"/conversations/{sender}/tracker", params=query)
    assert response.status_code == 200
    return dict(response.json())


def add(client: TestClient, *events: dict[str, Any], sender: str = "ann", **headers: str) -> dict[str, Any]:
    response = client.post(f"/conversations/{sender}/tracker/events", json=[*events], headers=headers)
    assert response.status_code == 200, response.text
    return dict(response.json())


def kinds(found: dict[str, Any]) -> list[str]:
    return [event["event"] for event in found["events"]]
