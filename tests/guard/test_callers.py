"""Who may call: no route is open by mistake, no forged token gets in, no caller reaches another's conversation."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import jwt
import pytest
from guarding import KEY, TOKEN, signed
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.conversation import Conversation
from bot.guard.caller import Caller, calling
from bot.guard.refusal import Refusal
from bot.guard.wall import Wall
from bot.messages import Utterance
from bot.settings import Settings
from bot.trackers import Trackers

ASK = "/webhooks/rest/webhook"
FREE = {"/", "/chat", "/health", "/ready"}
"""What anybody may call, and what lies below; whoever opens another path adds it here, knowing what they do."""
BELOW = "/widget/"
CALLERS: dict[str, list[str]] = {"bearer": []}
"""What the OpenAPI document says where a caller's token is asked for."""

Client = Callable[..., TestClient]


def now(seconds: float) -> int:
    return int(time.time() + seconds)


FORGED = {
    "none": "",
    "another": "open sesame",
    "a beginning": TOKEN[:-1],
    "more": TOKEN + "!",
    "no letters": "🫖",
    "signed with another key": signed("another key that is 32 bytes long"),
    "signed with the static token": signed(TOKEN),
    "signed with a stronger method": signed(method="HS512", key=KEY * 2),
    "not signed": jwt.encode({"user": {"username": "ada", "role": "admin"}}, "", algorithm="none"),
    "cut": signed()[:-3],
    "without a signature": signed().rpartition(".")[0] + ".",
    "changed": signed().replace(".", ".e", 1),
    "no parts": "abc",
    "empty parts": "..",
    "bad parts": "!.?.*",
    "expired": signed(exp=now(-3600)),
    "not yet valid": signed(nbf=now(+3600)),
    "expired in words": signed(exp="tomorrow"),
    "for somebody else": signed(aud="another service"),
}
TELLS_NOTHING = {
    "no user": signed(user={}),
    "no role": signed(user={"username": "ada"}),
    "a role of its own": signed(user={"username": "ada", "role": "root"}),
    "no name": signed(user={"username": "", "role": "admin"}),
    "a number": signed(user={"username": 7, "role": "user"}),
    "a list": signed(user=["ada"]),
}


def routes(client: TestClient) -> Iterator[tuple[str, str]]:
    """Each method and path of the service, a value for each parameter: from the routes and from the document."""
    known = {(method, path) for path, methods in _declared(client.app.routes) for method in methods}
    document = client.app.openapi()["paths"]
    known |= {(method.upper(), path) for path, item in document.items() for method in item}
    assert len(known) >= 6
    for method, path in sorted(known):
        yield method, "/".join("x" if part.startswith("{") else part for part in path.split("/"))


def _declared(routes: Iterable[Any]) -> Iterator[tuple[str, Iterable[str]]]:
    for route in routes:
        if included := getattr(route, "original_router", None):  # FastAPI keeps an included router as a whole.
            yield from _declared(included.routes)
        else:
            yield route.path, getattr(route, "methods", None) or ["GET"]


@pytest.mark.parametrize("forged", FORGED)
def test_no_route_lets_anybody_in_with_a_wrong_token(guarded: TestClient, forged: str) -> None:
    """Every route but those listed here refuses it in the header and in the query, before it looks at the request."""
    given = FORGED[forged].encode()
    for method, path in [*routes(guarded), ("GET", "/nothing/here"), ("POST", f"{ASK}/")]:
        if path in FREE or path.startswith(BELOW):
            continue
        header = guarded.request(method, path, headers={"Authorization": b"Bearer " + given})
        query = guarded.request(method, path, params={"token": given.decode()})
        assert (header.status_code, query.status_code) == (401, 401), (method, path)
        assert header.headers["www-authenticate"] == "Bearer"


def test_what_is_open_stays_open(guarded: TestClient) -> None:
    """Probes and the page need no token, and so the probes tell no more than that it is well."""
    assert [guarded.get(path).status_code for path in ("/health", "/ready", "/")] == [200, 200, 200]
    assert guarded.get("/ready").json() == {"ready": True}


@pytest.mark.parametrize("token", [TOKEN, signed(user={"username": "boss", "role": "admin"})], ids=["static", "signed"])
def test_the_right_token_lets_in_from_either_place(guarded: TestClient, token: str) -> None:
    """As Bearer, whatever its case, and as Rasa's `?token=`."""
    said = {"sender": "anybody", "message": "hello"}
    for headers in ({"Authorization": f"Bearer {token}"}, {"Authorization": f"bearer {token}"}):
        assert guarded.post(ASK, json=said, headers=headers).status_code == 200
    assert guarded.post(ASK, json=said, params={"token": token}).status_code == 200
    assert guarded.get("/version", headers={"Authorization": f"Basic {token}"}).status_code == 401


@pytest.mark.parametrize("telling", TELLS_NOTHING)
def test_a_token_that_tells_no_role_is_of_no_use(guarded: TestClient, telling: str) -> None:
    """It is signed, so the caller is known to be nobody: 403, as in Rasa."""
    response = guarded.get("/version", headers={"Authorization": f"Bearer {TELLS_NOTHING[telling]}"})
    assert response.status_code == 403


def test_a_token_holds_within_its_time(guarded: TestClient) -> None:
    """`exp` and `nbf` are honoured where they are given, with some seconds for clocks that differ."""
    for claims in ({"exp": now(+3600)}, {"nbf": now(-3600)}, {"exp": now(-5)}, {"nbf": now(+5)}):
        assert guarded.get("/version", params={"token": signed(**claims)}).status_code == 200


def test_a_user_talks_in_their_own_conversation_alone(guarded: TestClient) -> None:
    """The role `user` acts in the conversation of its name, which is also the one it gets without naming any."""
    ada = {"Authorization": f"Bearer {signed()}"}
    own = guarded.post(ASK, json={"sender": "ada", "message": "hello"}, headers=ada)
    other = guarded.post(ASK, json={"sender": "bob", "message": "hello"}, headers=ada)
    unnamed = guarded.post(ASK, json={"message": "hello"}, headers=ada)

    assert own.status_code == 200
    assert other.status_code == 403
    assert "another conversation" in other.json()["detail"]
    assert unnamed.json()[0]["recipient_id"] == "ada"


@pytest.mark.parametrize(
    ("acting", "name"),
    [
        (acting, name)
        for acting in (Conversation, Trackers)
        for name, _ in inspect.getmembers(acting, inspect.isfunction)
        if not name.startswith("_")
    ],
)
async def test_whatever_a_conversation_does_it_asks_first(tea_bot: Any, acting: type, name: str) -> None:
    """Each public method that is given a conversation refuses a caller to whom it does not belong.

    A channel only has these, so it can not forget to ask.
    """
    from bot.stores.memory import MemoryStore

    conversation = Conversation(MemoryStore(), lambda: tea_bot)
    method = getattr(conversation if acting is Conversation else conversation.trackers, name)
    asked = inspect.signature(method).parameters
    whose: dict[str, Any] = {"utterance": Utterance("hello", "bob", "test", "1", 1.0), "conversation": "bob"}
    if not asked.keys() & whose.keys():
        return
    given = {**whose, "name": "1", "message_id": "1", "by": "them", "events": [{"event": "restart"}], "time": 1.0}
    before = calling.set(Caller("ada", "user"))
    try:
        with pytest.raises(Refusal) as refused:
            found = method(**{key: value for key, value in given.items() if key in asked})
            if inspect.isawaitable(found):
                await found
            else:
                async for _ in found:
                    pass
    finally:
        calling.reset(before)
    assert refused.value.status_code == 403


def test_what_is_the_operator_s_is_no_user_s(guarded: TestClient) -> None:
    """Without an admin token `/status` needs a caller, and one who is admin."""
    asked = [guarded.get("/status", params={"token": token}) for token in ("", signed(), TOKEN)]
    assert [response.status_code for response in asked] == [401, 403, 200]


def test_the_operator_s_own_token_takes_the_place_of_a_caller_s(client: Client) -> None:
    """`/status` and the like check the admin token where one is set; a caller's is of no use there then."""
    both = client(auth_token=TOKEN, admin_token="for the operator")
    tokens = {token: both.get("/status", headers={"Authorization": f"Bearer {token}"}) for token in ("", TOKEN)}
    assert [response.status_code for response in tokens.values()] == [401, 401]
    assert both.get("/status", headers={"Authorization": "Bearer for the operator"}).status_code == 200
    assert both.get("/version", headers={"Authorization": "Bearer for the operator"}).status_code == 401


def test_websockets_need_a_token_too() -> None:
    """They are refused before they open, and whoever holds one is known in it."""

    async def hear(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json({"state": socket.state.caller.name, "calling": str(calling.get())})
        await socket.close()

    settings = Settings(jwt_key=KEY)  # type: ignore[arg-type]
    talking = TestClient(Wall(Starlette(routes=[WebSocketRoute("/socket", hear)]), settings))
    with pytest.raises(WebSocketDisconnect), talking.websocket_connect("/socket"):
        pass
    with talking.websocket_connect(f"/socket?token={signed()}") as socket:
        assert socket.receive_json() == {"state": "ada", "calling": "Caller(name='ada', role='user')"}


def test_nobody_is_somebody_else_on_the_next_request() -> None:
    """Who calls is forgotten when the request is over."""

    async def tell(request: Any) -> Any:
        from starlette.responses import JSONResponse

        return JSONResponse(str(calling.get()))

    open_too = Starlette(routes=[Route("/health", tell), Route("/whoami", tell)])
    talking = TestClient(Wall(open_too, Settings(jwt_key=KEY)))  # type: ignore[arg-type]
    assert "ada" in talking.get("/whoami", params={"token": signed()}).json()
    assert talking.get("/health").json() == "None"


def test_an_empty_admin_token_is_none(client: Client) -> None:
    """A variable that is set to nothing opens nothing: else whoever sends nothing would be the operator."""
    nobody = client(admin_token="")
    for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer "}):
        assert nobody.get("/admin/conversations", headers=headers).status_code == 404


def test_without_a_token_set_everything_is_open(client: Client) -> None:
    """As on a machine of one's own; and an empty variable sets none."""
    open_to_all = client(auth_token="", jwt_key="")
    assert open_to_all.get("/version").status_code == 200
    assert open_to_all.post(ASK, json={"sender": "bob", "message": "hello"}).status_code == 200
    document = open_to_all.get("/openapi.json").json()
    assert not [
        path for path, item in document["paths"].items() for one in item.values() if CALLERS in one.get("security", ())
    ]


def test_the_document_tells_what_is_demanded(guarded: TestClient) -> None:
    """Each operation that needs a token says so, and those that do not, do not."""
    document = guarded.get("/openapi.json", params={"token": TOKEN}).json()
    assert set(document["components"]["securitySchemes"]) >= {"bearer", "token"}
    for path, item in document["paths"].items():
        for operation in item.values():
            asked = path not in FREE and not path.startswith(BELOW)
            assert (CALLERS in operation.get("security", ())) == asked, path
