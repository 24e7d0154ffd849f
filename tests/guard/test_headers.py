"""What every response says: to browsers that show it, to caches between, to pages elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

if TYPE_CHECKING:
    from tests.conftest import Served

ASK = "/webhooks/rest/webhook"
Client = Callable[..., TestClient]


def test_every_response_carries_them(client: Client) -> None:
    """Whatever its status: nothing is sniffed, referred, or kept in a cache."""
    talking = client(auth_token="right", sender_rate="1/minute")
    right = {"Authorization": "Bearer right"}
    said = {"sender": "ann", "message": "hello"}
    responses = [
        talking.get("/health"),
        talking.get("/"),
        talking.get("/version"),
        talking.get("/nothing", headers=right),
        talking.get(ASK, headers=right),
        talking.post(ASK, headers=right, json=said),
        talking.post(ASK, headers=right, json=said),
        talking.post(ASK, headers=right, content=b"x" * 100_000),
        talking.post(ASK, headers=right, json={}),
    ]
    assert [response.status_code for response in responses] == [200, 200, 401, 404, 405, 200, 429, 413, 422]
    for response in responses:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"
        assert "microphone=()" in response.headers["permissions-policy"]


def test_the_page_runs_its_own_script_and_no_other(client: Client) -> None:
    """Nothing inline but what stands in it, nothing from elsewhere, in no frame but its own."""
    policy = client().get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self'( 'sha256-[^']+')*(;|$)", policy) or "script-src" not in policy
    assert re.search(r"frame-ancestors 'self'(;|$)", policy)
    assert "content-security-policy" not in client().get("/version").headers


def test_origins_that_may_call_may_show_the_page(client: Client) -> None:
    policy = client(cors=("https://tea.example",)).get("/").headers["content-security-policy"]
    assert "frame-ancestors 'self' https://tea.example" in policy


def test_a_page_elsewhere_can_read_when_to_come_back(client: Client) -> None:
    """CORS exposes `Retry-After`, also on refusals; a cache keeps the answers to different origins apart."""
    talking = client(cors=("https://tea.example",), address_rate="1/minute")
    origin = {"Origin": "https://tea.example"}
    answered, refused = talking.get("/version", headers=origin), talking.get("/version", headers=origin)
    assert [answered.status_code, refused.status_code] == [200, 429]
    for response in (answered, refused):
        assert response.headers["access-control-allow-origin"] == "https://tea.example"
        assert "Retry-After" in response.headers["access-control-expose-headers"]
        assert response.headers["vary"] == "Origin"
    assert talking.get("/health").headers["vary"] == "Origin"
    assert talking.get("/health", headers={"Origin": "https://evil.example"}).headers["vary"] == "Origin"


def test_a_preflight_needs_no_token(client: Client) -> None:
    """Browsers send none with it, and ask whether they may send one."""
    talking = client(cors=("https://tea.example",), auth_token="right")
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    granted = talking.options(ASK, headers=asked | {"Origin": "https://tea.example"})
    assert granted.status_code == 200
    assert "authorization" in granted.headers["access-control-allow-headers"]


def test_the_server_does_not_tell_what_it_is(served: Served) -> None:
    assert "server" not in served.client.get("/health").headers
