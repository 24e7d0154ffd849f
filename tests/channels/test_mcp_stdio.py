"""`doolittle mcp`: MCP on standard input and output, by the unmodified client and by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import mcp_types as types
import pytest
from drive_mcp import Mcp, call
from drivers import Rest
from httpx2 import Response
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from shown import assert_the_same
from test_every_channel import TWELVE
from typer.testing import CliRunner

from bot.channels.mcp.server import Librarian
from bot.cli import app
from bot.conversation import Conversation
from bot.guard.admission import Admission
from bot.messages import Answer, Utterance
from bot.stores.memory import MemoryStore
from knowledge.loader import HERE

if TYPE_CHECKING:
    from bot.engine import Engine
    from tests.conftest import Served

STARTER = HERE / "starter"
PATIENCE = 60.0
HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
TEA_BAG = """\
id: tea_bag
kind: drink
name: tea bag
plural: tea bags
facets:
  define: {text: A tea bag is tea in a bag., sources: [iso_3720]}
"""


def parameters(folder: Path, pack: Path = STARTER, *options: str) -> StdioServerParameters:
    """The command as a client is told it, started in a folder."""
    arguments = ["-m", "bot", "mcp", "--knowledge", str(pack), *options]
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    return StdioServerParameters(command=sys.executable, args=arguments, env=env, cwd=folder)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_starts_it_and_uses_it(tiny_pack: Path, tmp_path: Path, served: Served, mode: str) -> None:
    """Tools, twelve turns, topics and errors as over HTTP, and nothing is left in the folder it was started in.

    When the topics change the client is told, by the notification of the handshake or as one who listens.
    """
    folder, heard = tmp_path / "started", anyio.Event()
    folder.mkdir()

    async def notified(message: Any) -> None:
        if isinstance(message, types.ResourceListChangedNotification):
            heard.set()

    async with Client(parameters(folder, tiny_pack), mode=mode, message_handler=notified) as client:
        assert len((await client.list_tools()).tools) == 5
        told = (await client.call_tool("ask", {"question": "Is green tea a tea?"})).structured_content
        assert told["answer"].startswith("Yes")
        for said in TWELVE:
            result = await client.call_tool("ask", {"question": said, "conversation": "twelve"})
            here = Mcp().shown(Response(200, json={"result": result.model_dump(mode="json", by_alias=True)}))
            assert_the_same(here, Rest().shown(served.post({"sender": f"stdio {mode}", "message": said})), said)
        assert (await client.call_tool("look_up", {"topic": "coffee"})).is_error
        with pytest.raises(MCPError, match="no such tool"):
            await client.call_tool("sing", {})
        with pytest.raises(MCPError, match="no resource"):
            await client.read_resource("topic://tea_bag")
        async with AsyncExitStack() as listening:
            if mode == "auto":
                events = await listening.enter_async_context(client.listen(resources_list_changed=True))
            (tiny_pack / "topics" / "tea_bag.yaml").write_text(TEA_BAG, "utf-8")
            with anyio.fail_after(PATIENCE):
                await (anext(aiter(events)) if mode == "auto" else heard.wait())
        [content] = (await client.read_resource("topic://tea_bag")).contents
        assert content.text.startswith("# tea bag")  # type: ignore[union-attr]
    assert os.listdir(folder) == []


async def test_too_long_a_message_is_told_in_the_result(tea_engine: Engine) -> None:
    """Without HTTP there is no status to tell it by."""
    conversation = Conversation(MemoryStore(), lambda: tea_engine, (), Admission(20))
    async with Client(Librarian(conversation).server) as client:
        result = await client.call_tool("ask", {"question": "what is green tea? " * 3})
    assert result.is_error
    assert "longer than 20 characters" in result.content[0].text  # type: ignore[union-attr]


async def test_what_fails_is_told_without_detail(tea_engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """The log has the place and none of the visitor's words."""

    class Failing(Conversation):
        async def hear(self, utterance: Utterance) -> Answer:
            raise RuntimeError(utterance.text)

    async with Client(Librarian(Failing(MemoryStore(), lambda: tea_engine)).server) as client:
        result = await client.call_tool("ask", {"question": "words of a visitor"})
    assert result.is_error
    assert "went wrong" in result.content[0].text  # type: ignore[union-attr]
    assert "RuntimeError at" in caplog.text
    assert "words of a visitor" not in caplog.text


class Waiting(Conversation):
    """Never answers, and knows whether it was given up."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(MemoryStore(), lambda: engine)
        self.begun, self.given_up = anyio.Event(), anyio.Event()

    async def hear(self, utterance: Utterance) -> Answer:
        try:
            self.begun.set()
            await anyio.sleep_forever()
        finally:
            self.given_up.set()
        raise AssertionError


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_call_can_be_cancelled(tea_engine: Engine, mode: str) -> None:
    """Nothing of it goes on, and the next call is answered."""
    conversation = Waiting(tea_engine)
    async with Client(Librarian(conversation).server, mode=mode) as client:
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as calling:
                calling.start_soon(client.call_tool, "ask", {"question": "hello"})
                await conversation.begun.wait()
                calling.cancel_scope.cancel()
            await conversation.given_up.wait()
            assert not (await client.call_tool("look_up", {"topic": "tea"})).is_error


class ByHand:
    """The process, spoken to line by line."""

    def __init__(self, folder: Path, *options: str) -> None:
        given = parameters(folder, STARTER, *options)
        self.process = subprocess.Popen(
            [given.command, *given.args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=given.env,
            cwd=folder,
            text=True,
        )

    def say(self, line: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line if isinstance(line, str) else json.dumps(line)}\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        return dict(json.loads(self.process.stdout.readline()))

    def greet(self) -> None:
        """Exchange the handshake."""
        self.say(HELLO)
        assert self.hear()["result"]["protocolVersion"] == "2025-06-18"
        self.say({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def ask(self, question: str, conversation: str) -> Any:
        """What is answered."""
        self.say(call("ask", question=question, conversation=conversation))
        return self.hear()["result"]["structuredContent"]


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[Callable[[], ByHand]]:
    """Starts a process with its conversations in a file, and greets it."""
    running: list[ByHand] = []

    def start() -> ByHand:
        running.append(ByHand(tmp_path, "--store", "sqlite:kept.db"))
        running[-1].greet()
        return running[-1]

    yield start
    for started in running:
        started.process.kill()
        started.process.communicate()


def test_it_ends_when_it_is_told_to_or_with_its_input_and_what_was_said_is_kept(by_hand: Callable[[], ByHand]) -> None:
    """Told to, though its input is still open; the next process goes on with the conversation.

    Whatever comes that is no message, the next call is answered, and nothing but messages is written.
    """
    first = by_hand()
    assert first.ask("What is green tea?", "ann")["conversation"] == "ann"
    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(PATIENCE) == 0
    assert first.process.stderr
    assert "Traceback" not in first.process.stderr.read()

    second = by_hand()
    assert second.ask("When was it introduced?", "ann")["answer"].startswith("Green tea was introduced")
    for line in (
        "garbage",
        "{",
        "[]",
        "7",
        "",
        '{"jsonrpc": "2.0"}',
        "[" * 10_000,
        '{"id": "\\ud800", "jsonrpc": "2.0"}',
    ):
        second.say(line)
    second.say(call("ask", question="What is green tea?") | {"id": "last"})
    while (told := second.hear()).get("id") != "last":
        assert told.keys() >= {"jsonrpc", "error"}
    assert told["result"]["structuredContent"]["outcome"] == "answered"
    rest, log = second.process.communicate(timeout=PATIENCE)
    assert (second.process.returncode, rest) == (0, "")
    assert "Traceback" not in log


def test_it_tells_what_is_missing(tmp_path: Path) -> None:
    """On standard error, by a line, before anything is answered."""
    ended = CliRunner().invoke(app, ["mcp", "--knowledge", str(tmp_path / "no pack")])
    assert isinstance(ended.exception, SystemExit)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "no pack" in ended.stderr
