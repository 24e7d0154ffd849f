"""Nothing leaks: no secret, no visitor's words, no trace of the code, no file."""

from __future__ import annotations

import ast
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import loopback
import pytest
from guarding import Process
from pydantic import ValidationError
from rasa_sdk import Action
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot import assembly
from bot.cli import app as command
from bot.conversation import Conversation
from bot.in_process import InProcessExecutor
from bot.messages import Utterance
from bot.settings import Settings, masked
from bot.stores.memory import MemoryStore
from bot.trail import trail

ASK = "/webhooks/rest/webhook"
HOUSE = Path(__file__).resolve().parents[2]
SECRET = "7ec5a7e9-b0de-4d5a-secret"
WORDS = "my neighbour zanzibarquux is ill"
Client = Callable[..., TestClient]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>']
)
def test_what_is_said_comes_back_as_data_only(client: Client, text: str) -> None:
    """Words of a request are never part of a page: not in an answer, not in an error."""
    talking = client()
    responses = [
        talking.post(ASK, json={"sender": text, "message": text, "metadata": {text: text}}),
        talking.post(ASK, json={"sender": text * 100, "message": text}),
        talking.post(ASK, content=text),
        talking.post(f"{ASK}?stream={text}", json={"message": text}),
        talking.get(f"/{text}"),
        talking.request("PATCH", ASK, content=text),
    ]
    assert {response.status_code for response in responses} >= {200, 404, 405, 422}
    for response in responses:
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_fault_is_told_without_a_detail(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """500 says only that there is one; the log says where, and holds neither the words nor the secret in them."""
    talking = client()

    async def broken(text: str) -> None:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise RuntimeError(f"{WORDS} {SECRET}") from error

    talking.app.add_api_route("/broken/{text}", broken)
    response = talking.get(f"/broken/{WORDS}%0a{SECRET}")

    assert response.status_code == 500
    assert response.json() == {"detail": "Something went wrong here; it is noted in the log."}
    assert response.headers["cache-control"] == "no-store"
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "GET /broken/{text} failed: RuntimeError at " in record.message
    assert "test_leaks.py" in record.message
    assert "from KeyError" in record.message
    assert "zanzibar" not in caplog.text
    assert SECRET not in caplog.text


async def test_an_action_that_fails_tells_the_log_no_words(tea_engine: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Its message may quote a visitor; where it failed is told."""

    class Failing(Action):
        def name(self) -> str:
            return "action_define"

        def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Any:
            raise ValueError(tracker.latest_message["text"])

    from dataclasses import replace

    engine = replace(tea_engine, executor=InProcessExecutor([Failing()], "digest", 1.0))
    bot = Conversation(MemoryStore(), lambda: engine)
    answer = await bot.hear(Utterance("what is green tea?", "ann", "test", "1", 1.0))

    assert answer.trace["decisions"][0]["failure"]
    assert "Action action_define failed: ValueError at " in caplog.text
    assert "green tea" not in caplog.text


def test_a_log_with_everything_in_it_holds_no_words_and_no_secret(tmp_path: Path) -> None:
    """The service at its most talkative, over good, wrong and hostile requests."""
    key = f"{SECRET}, the key that signs tokens"
    served = Process(tmp_path, DOOLITTLE_LOG="debug", DOOLITTLE_AUTH_TOKEN=SECRET, DOOLITTLE_JWT_KEY=key)
    with loopback.Client(base_url=served.url, timeout=30) as talking:
        right = {"Authorization": f"Bearer {SECRET}"}
        said = {"sender": "ann", "message": WORDS, "metadata": {"note": WORDS}}
        assert talking.post(ASK, json=said, headers=right).status_code == 200
        assert talking.post(f"{ASK}?token={SECRET}", json=said | {"message": f"what is {WORDS}"}).status_code == 200
        assert talking.post(ASK, json=said, headers={"Authorization": f"Bearer {SECRET}!"}).status_code == 401
        assert talking.post(ASK, json=said | {"sender": 1.5}, headers=right).status_code == 422
        assert talking.post(ASK, content=f'{{"message": "{WORDS}', headers=right).status_code in (400, 422)
    with served.connect() as raw:
        raw.sendall(f"{WORDS} {SECRET}\r\n\r\n".encode())
        raw.recv(1_000)
    told = served.stop()

    assert "Application startup complete" in told
    assert "zanzibarquux" not in told
    assert SECRET not in told


ADDRESSES = {
    f"postgresql://bot:{SECRET}@db/doolittle": "postgresql://***@db/doolittle",
    f"postgresql://bot:p@{SECRET}/@db:5432/x": "postgresql://***@db:5432/x",
    f"postgresql://db/x?user=bot&password={SECRET}&sslmode=require": (
        "postgresql://db/x?user=bot&password=***&sslmode=require"
    ),
    f"redis://:{SECRET}@redis:6379/0": "redis://***@redis:6379/0",
    "sqlite:doolittle.db": "sqlite:doolittle.db",
    "redis://redis:6379": "redis://redis:6379",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_shown_without_its_password(address: str) -> None:
    assert masked(address) == ADDRESSES[address]


def test_settings_show_no_secret(client: Client) -> None:
    """Neither themselves, nor an error about them, nor the OpenAPI document."""
    address = f"redis://:{SECRET}@localhost:6379"
    chosen = Settings(auth_token=SECRET, jwt_key=SECRET * 2, limits_store=address)  # type: ignore[arg-type]
    for shown in (repr(chosen), str(chosen), f"{chosen!r}"):
        assert SECRET not in shown
        assert "redis://***@localhost:6379" in shown
    document = client(auth_token=SECRET, jwt_key=SECRET * 2).get("/openapi.json", params={"token": SECRET})
    assert document.status_code == 200
    assert SECRET not in document.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"DOOLITTLE_STORE": f"postgre://bot:{SECRET}@db/x"},
        {"DOOLITTLE_LIMITS_STORE": f"rediss+tls://:{SECRET}@redis"},
        {"DOOLITTLE_JWT_KEY": SECRET},
        {"DOOLITTLE_JWT_KEY": SECRET * 2, "DOOLITTLE_JWT_METHOD": "none"},
    ],
    ids=lambda wrong: "+".join(wrong),
)
def test_a_wrong_setting_is_told_without_its_secret(wrong: dict[str, str]) -> None:
    """Which setting it is, and what is wrong with it."""
    result = CliRunner().invoke(command, ["serve"], env=wrong)
    assert result.exit_code == 1
    assert any(name in result.stderr for name in wrong)
    assert SECRET not in result.output
    with pytest.raises(ValidationError) as error:
        Settings(**{name.removeprefix("DOOLITTLE_").lower(): value for name, value in wrong.items()})  # type: ignore[arg-type]
    assert SECRET not in str(error.value)


opened: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if opened is not None and event in ("open", "os.listdir", "os.scandir", "os.mkdir", "sqlite3.connect", "import"):
        opened.append(str(arguments[0]))


sys.addaudithook(_watch)


def test_nothing_of_a_request_names_a_file(client: Client) -> None:
    """Whatever stands in paths, queries, headers and bodies: no file or folder of that name is looked for."""
    global opened
    talking = client()
    talking.post(ASK, json={"message": "what is green tea?"})
    name = "../../../../etc/passwd-zanzibarquux"
    opened = []
    try:
        with pytest.raises(FileNotFoundError):
            Path("/nowhere/zanzibarquux-control").read_text("utf-8")
        for path in (f"/{name}", f"/widget/{name}", f"/{name.replace('/', '%2f')}", f"{ASK}/{name}", f"//{name}"):
            talking.get(path)
        said = {"sender": name, "message": name, "input_channel": name, "metadata": {"message_id": name, "file": name}}
        for message in (name, f'/define{{"topic": "{name}"}}', f'/faq{{"entry": "{name}"}}', f"file://{name}"):
            assert talking.post(ASK, json=said | {"message": message}).status_code == 200
        talking.get("/version", headers={"X-File": name, "Accept-Language": name, "Cookie": name})
        found = list(opened)
    finally:
        opened = None
    assert [path for path in found if "zanzibarquux" in path] == ["/nowhere/zanzibarquux-control"]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [true]", "!!python/name:os.system", "!!python/tuple [1]"]
)
def test_a_pack_holds_data_only(tiny_pack: Path, tag: str) -> None:
    """A tag that would make an object is an error with file and line, and makes none."""
    file = tiny_pack / "pack.yaml"
    file.write_text(f"{file.read_text('utf-8')}\nsurprise: {tag}\n", "utf-8")
    result = CliRunner().invoke(command, ["check", "--knowledge", str(tiny_pack)])
    assert result.exit_code == 1
    assert "pack.yaml:" in result.output


def test_no_code_makes_code_or_objects_of_data() -> None:
    """No `eval`, `exec`, pickle, shell or YAML reader that makes objects, anywhere in the house."""
    risky = {"eval", "exec", "compile", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "yaml.full_load"}
    risky |= {"pickle.load", "pickle.loads", "marshal.loads", "subprocess.run", "subprocess.Popen", "tempfile.mktemp"}
    called = [
        f"{file.relative_to(HOUSE)}:{node.lineno} {ast.unparse(node.func)}"
        for package in ("bot", "actions", "knowledge")
        for file in (HOUSE / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in risky
    ]
    assert called == []


def test_a_trail_leads_to_the_place() -> None:
    """The type and the places, innermost last; the message stays out, also that of a cause."""
    try:
        try:
            json.loads(WORDS)
        except ValueError as error:
            raise LookupError(WORDS) from error
    except LookupError as error:
        told = trail(error)
    assert told.startswith("LookupError at ")
    assert "; from JSONDecodeError at " in told
    assert "decoder.py" in told
    assert "zanzibar" not in told
    assert assembly.__name__ not in told
