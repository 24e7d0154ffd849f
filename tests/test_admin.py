"""The admin endpoints: who may see what is kept of conversations over HTTP, and delete it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from bot.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Served

TOKEN = "let-mé-in"
NAMES = ("ann", "a/b", "..", "a b?c#d", "50% ñ", "ann/export")


class Admin:
    """Whoever runs the bot, with the token."""

    def __init__(self, served: Served) -> None:
        self.served = served

    def get(self, path: str, **query: Any) -> Any:
        """What a path answers."""
        response = self.served.client.get(f"/admin{path}", params=query, headers=bearer(TOKEN))
        assert response.status_code == 200, response.text
        return response.json()

    def status(self, method: str, path: str, token: str | None = TOKEN, **query: Any) -> int:
        """With which status a path answers."""
        headers = {} if token is None else bearer(token)
        return int(self.served.client.request(method, f"/admin{path}", params=query, headers=headers).status_code)


def bearer(token: str) -> dict[str, bytes]:
    return {"Authorization": f"Bearer {token}".strip().encode()}


@pytest.fixture
def admin(
    request: pytest.FixtureRequest, serving: Callable[[Settings], Served], tiny_pack: Path, tmp_path: Path
) -> Admin:
    """A service that has heard from several visitors, the last first in NAMES; over a file, or what a test asks for."""
    store = getattr(request, "param", f"sqlite:{tmp_path / 'bot.db'}")
    served = serving(Settings(knowledge=tiny_pack, store=store, live=False, admin_token=SecretStr(TOKEN)))
    for name in reversed(NAMES):
        served.say("what is green tea?", name)
    return Admin(served)


def pages(admin: Admin, limit: int) -> Iterator[list[str]]:
    """The ids of each page."""
    after: str | None = ""
    while after is not None:
        page = admin.get("/conversations", limit=limit, after=after)
        yield [one["id"] for one in page["conversations"]]
        after = page["following"]


def test_conversations_are_listed_page_by_page(admin: Admin) -> None:
    """Most recent first, each once; with the times of the first and last message and how many there were."""
    assert list(pages(admin, 100)) == [[*NAMES]]
    assert list(pages(admin, 4)) == [[*NAMES[:4]], [*NAMES[4:]]]
    assert list(pages(admin, 2)) == [[*NAMES[:2]], [*NAMES[2:4]], [*NAMES[4:]]]

    admin.served.say("and black tea?", "a/b")
    first = admin.get("/conversations", limit=1)["conversations"][0]
    assert (first["id"], first["turns"]) == ("a/b", 2)
    assert first["began"] < first["last"]
    recent = admin.get("/conversations", since=first["last"])
    assert [one["id"] for one in recent["conversations"]] == ["a/b"]


def test_a_conversation_of_any_name_is_shown_and_deleted(admin: Admin) -> None:
    """Its tracker, whole; once deleted it is as if it had never been, and the others stay."""
    for name in NAMES:
        path = f"/conversations/{quote(name, safe='').replace('.', '%2E')}"
        tracker = admin.get(path)
        assert tracker["sender_id"] == name
        assert tracker["latest_message"]["text"] == "what is green tea?"
        assert tracker["events"][1]["event"] == "session_started"
        assert admin.status("DELETE", path) == 204
        assert [admin.status(method, path) for method in ("GET", "DELETE")] == [404, 404]
    assert admin.get("/conversations") == {"conversations": [], "following": None}


def test_what_conversations_had_in_common_is_not_remembered_either(admin: Admin) -> None:
    """All said the same, so it need not be worked out again, until one of them is deleted."""
    remembered = admin.served.service.state.source.engine.often
    assert "green tea" in repr(vars(remembered))
    assert admin.status("DELETE", "/conversations/ann") == 204
    assert "green tea" not in repr(vars(remembered))


def test_conversations_are_exported_as_lines(admin: Admin) -> None:
    """Each a tracker, by id; none where none is recent."""
    response = admin.served.client.get("/admin/export", headers=bearer(TOKEN))
    assert response.headers["content-type"] == "application/x-ndjson"
    trackers = [json.loads(line) for line in response.text.splitlines()]
    assert [tracker["sender_id"] for tracker in trackers] == sorted(NAMES)
    assert trackers[-1] == admin.get(f"/conversations/{quote(max(NAMES))}")

    late = admin.served.client.get("/admin/export", params={"since": 9e9}, headers=bearer(TOKEN))
    assert (late.status_code, late.text) == (200, "")


@pytest.mark.parametrize("admin", ["memory"], indirect=True)
def test_a_store_in_memory_has_them_too(admin: Admin) -> None:
    """For as long as the process lives."""
    assert list(pages(admin, 4)) == [[*NAMES[:4]], [*NAMES[4:]]]
    assert admin.status("DELETE", "/conversations/ann") == 204
    assert list(pages(admin, 100)) == [[*NAMES[1:]]]


def test_what_was_said_in_no_utf_8_is_shown(admin: Admin) -> None:
    """Metadata with a lone surrogate can be kept, so it can be read."""
    body = b'{"sender": "odd", "message": "hello", "metadata": {"x": "\\ud800"}}'
    assert admin.served.client.post("/webhooks/rest/webhook", content=body, headers=JSON).status_code == 200
    assert admin.get("/conversations/odd")["latest_message"]["metadata"] == {"x": "\ud800"}


JSON = {"Content-Type": "application/json"}


def test_nobody_else_may(admin: Admin) -> None:
    """No token, another, the right one in another place or case: 401 and the same words, before anything else."""
    ways = (
        ("GET", "/conversations"),
        ("GET", "/conversations/ann"),
        ("DELETE", "/conversations/ann"),
        ("GET", "/export"),
    )
    for method, path in ways:
        for token in (None, "", "x", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper()):
            assert admin.status(method, path, token, limit="no number") == 401
        for headers in ({"Authorization": TOKEN.encode()}, {"Authorization": f"Basic {TOKEN}".encode()}):
            refused = admin.served.client.request(method, f"/admin{path}?token={quote(TOKEN)}", headers=headers)
            assert (refused.status_code, refused.json()) == (401, {"detail": "Not authenticated"})
            assert refused.headers["www-authenticate"] == "Bearer"
    assert admin.get("/conversations/ann")["sender_id"] == "ann"


def test_senseless_queries_are_told(admin: Admin) -> None:
    """What is no number, no page and no limit is refused with the name of what is wrong."""
    for query in ({"since": "x"}, {"since": "nan"}, {"limit": 0}, {"limit": 1001}, {"after": "x"}, {"after": "x ann"}):
        assert admin.status("GET", "/conversations", **query) == 422, query
    assert admin.get("/conversations", after="0.0 ") == {"conversations": [], "following": None}


def test_the_document_describes_them(admin: Admin) -> None:
    """OpenAPI names the token, the record of each answer and what else may come."""
    document = admin.served.client.get("/openapi.json").json()
    ours = {path: item for path, item in document["paths"].items() if path.startswith("/admin")}

    one = "/admin/conversations/{conversation}"
    assert set(ours) == {"/admin/conversations", one, f"{one}/release", "/admin/waiting", "/admin/export"}
    for item in ours.values():
        for operation in item.values():
            assert operation["security"] == [{"AdminToken": []}]
            assert "401" in operation["responses"]
    assert document["components"]["securitySchemes"]["AdminToken"]["scheme"] == "bearer"
    assert "Tracker" in document["components"]["schemas"]
    assert TOKEN not in json.dumps(document, ensure_ascii=False)


@pytest.mark.parametrize("token", [None, SecretStr("")])
def test_without_a_token_nothing_is_there(
    serving: Callable[[Settings], Served], tiny_pack: Path, token: SecretStr | None
) -> None:
    """Neither the paths nor a word of them; an empty token is none."""
    served = serving(Settings(knowledge=tiny_pack, store="memory", live=False, admin_token=token))
    for given in ("", "x"):
        assert served.client.get("/admin/conversations", headers=bearer(given)).status_code == 404
    assert "/admin" not in served.client.get("/openapi.json").text
