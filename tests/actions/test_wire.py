"""Whatever an action server does wrong, the visitor gets an honest answer, once, and nothing of theirs is logged."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from wire import Behaviour, Wire, answer, babble, endless, hang_up, silence, slow

from bot.action_server import BROKEN_GATEWAY, CONNECTIONS, KEPT_OPEN, LARGEST, ActionServer
from bot.breaker import LIMIT, PAUSE
from bot.decision import Decision
from bot.executor import Outcome
from bot.remote import RemoteExecutor
from bot.tracker import State

OURS, THEIRS = "0123456789abcdef" * 4, "fedcba9876543210" * 4
SECRET = "my diagnosis"
"""What the visitor wrote."""
NAMED = {"event": "pack", "digest": OURS}
GOOD = {"events": [{"event": "slot", "name": "topic", "value": "tea"}, NAMED], "responses": [{"text": "Tea."}]}


async def run(server: ActionServer) -> Outcome:
    """Run an action for a message that is nobody else's business, with two buttons shown before it."""
    parse_data = {"text": SECRET, "intent": {"name": "define", "confidence": 1.0}, "entities": [], "metadata": {}}
    state = State(offered=({"title": "First", "payload": "/one"}, {"title": "Second", "payload": "/two"}))
    executor = RemoteExecutor(server, ["action_define"], OURS)
    return await executor.run(Decision("action_define", "a test", parse_data), "ann", state, ())


@asynccontextmanager
async def calling(
    url: str, patience: float = 15.0, clock: Callable[[], float] | None = None
) -> AsyncIterator[ActionServer]:
    """A client of a server."""
    server = ActionServer(url, patience, clock)
    try:
        yield server
    finally:
        await server.close()


BROKEN = [
    (answer(500, {"error": "boom", "request_body": {"text": SECRET}}), "utter_apology", "HTTP 500: the action failed"),
    (answer(404, {"error": "none", "action_name": "action_define"}), "utter_apology", "HTTP 404: no such action"),
    (answer(400, {"error": f"not for {SECRET}"}), "utter_apology", "HTTP 400: rejected"),
    (answer(449, {"error": "domain, please"}), "utter_apology", "HTTP 449: the domain is asked for twice"),
    (answer(302, ""), "utter_apology", "HTTP 302"),
    (answer(200, f"{{{SECRET}"), "utter_apology", "malformed: no answer of an action server, at the whole"),
    (answer(200, "null"), "utter_apology", "malformed: no answer of an action server, at the whole"),
    (answer(200, {"events": [{"name": SECRET}], "responses": [NAMED]}), "utter_apology", "events.0.event"),
    (answer(200, {"events": [NAMED], "responses": [{"buttons": SECRET}]}), "utter_apology", "responses.0.buttons"),
    (answer(200, {**GOOD, "events": []}), "utter_apology", "no pack: "),
    (answer(200, {**GOOD, "events": [{**NAMED, "digest": [SECRET]}]}), "utter_apology", "no pack: "),
    (answer(200, {**GOOD, "events": [{**NAMED, "digest": THEIRS}]}), "utter_out_of_step", "out of step: "),
    (
        answer(400, {"error": f"The pack here is {THEIRS}, the caller's is {OURS}."}),
        "utter_out_of_step",
        "out of step: ",
    ),
    (endless, "utter_apology", "too large: "),
    (answer(503, SECRET), "utter_away", "away: HTTP 503"),
    (hang_up, "utter_away", "away: RemoteProtocolError"),
    (babble, "utter_away", "away: RemoteProtocolError"),
]


@pytest.mark.parametrize(("behaviour", "response", "failure"), BROKEN)
async def test_a_bad_answer_becomes_an_apology(
    caplog: pytest.LogCaptureFixture, behaviour: Behaviour, response: str, failure: str
) -> None:
    """Each is an outcome with its reason, one logged error without a word of the visitor's, and what was offered."""
    async with Wire(behaviour) as wire, calling(wire.url) as server:
        outcome = await run(server)

    [said] = outcome.responses
    assert said["response"] == response
    assert said["custom"]["missed"] == (response == "utter_apology")  # an outage is no gap for a curator to close
    assert [button["title"] for button in said["buttons"]] == ["First", "Second"]
    assert outcome.events == ()
    assert failure in outcome.failure
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1
    assert SECRET not in caplog.text + outcome.failure


@pytest.mark.parametrize("behaviour", [silence, slow])
async def test_who_does_not_come_to_an_end_is_not_waited_for(behaviour: Behaviour) -> None:
    """A server that accepts and says nothing, and one that drips: after the time-out, which is for the whole call."""
    async with Wire(behaviour) as wire, calling(wire.url, patience=0.3) as server:
        outcome = await run(server)

    assert outcome.responses[0]["response"] == "utter_away"
    assert outcome.failure == "away: no answer within 0.3 s"
    assert len(wire.calls) == 1


@pytest.mark.parametrize("behaviour", [hang_up, babble, answer(500, ""), answer(503, "")])
async def test_an_action_that_may_have_run_is_not_run_again(behaviour: Behaviour) -> None:
    """The server has had the call: whatever comes back, or nothing, it is sent once."""
    async with Wire(behaviour, answer(200, GOOD)) as wire, calling(wire.url) as server:
        outcome = await run(server)

    assert outcome.failure
    assert len(wire.calls) == 1


async def test_both_packs_are_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """So that the operator sees which of the two is the old one."""
    async with (
        Wire(answer(200, {**GOOD, "events": [{**NAMED, "digest": THEIRS}]})) as wire,
        calling(wire.url) as server,
    ):
        await run(server)

    assert OURS in caplog.text
    assert THEIRS in caplog.text


async def test_the_domain_is_sent_when_it_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    """As Rasa does: by its digest first; on 449 the same call with the domain, in which the pack is named."""
    async with Wire(answer(449, {}), answer(200, GOOD)) as wire, calling(wire.url) as server:
        outcome = await run(server)

    assert outcome == Outcome(
        ({"event": "slot", "name": "topic", "value": "tea"},),
        ({"text": "Tea.", "response": None, "image": None, "buttons": None, "custom": None},),
    )
    first, second = wire.calls
    assert first == {key: value for key, value in second.items() if key != "domain"}
    assert set(first) == {"next_action", "sender_id", "tracker", "version", "domain_digest"}
    assert (first["next_action"], first["sender_id"], first["domain_digest"]) == ("action_define", "ann", OURS)
    assert first["tracker"]["latest_message"]["text"] == SECRET
    assert second["domain"]["pack"] == OURS
    assert caplog.records == []


async def test_a_server_that_is_away_is_left_alone_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    """After some failures in a row no call is sent but one in a while; the first that succeeds ends it."""
    busy = [answer(503, "")] * LIMIT
    now = 100.0
    async with Wire(*busy, answer(200, GOOD)) as wire, calling(wire.url, clock=lambda: now) as server:
        failures = [(await run(server)).failure for _ in range(LIMIT + 4)]
        assert failures == ["away: HTTP 503"] * LIMIT + ["away: left alone after HTTP 503"] * 4
        assert len(wire.calls) == LIMIT
        assert "HTTP 503" in server.problem

        now += PAUSE
        assert [(await run(server)).failure for _ in range(3)] == [""] * 3
        assert server.problem == ""
    assert [record.levelname for record in caplog.records] == ["ERROR"] * LIMIT + ["WARNING"]
    assert "from now on it is tried every" in caplog.records[LIMIT - 1].message


async def test_an_action_that_fails_takes_no_other_with_it() -> None:
    """The server is there: what one action does wrong is no reason to leave it alone."""
    async with Wire(*[answer(500, "")] * (LIMIT + 2), answer(200, GOOD)) as wire, calling(wire.url) as server:
        outcomes = [await run(server) for _ in range(LIMIT + 3)]

    assert [outcome.failure != "" for outcome in outcomes] == [True] * (LIMIT + 2) + [False]


async def test_nobody_at_the_address() -> None:
    """A connection that is refused is told like any other failure."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with calling(f"http://127.0.0.1:{port}/webhook") as server:
        outcome = await run(server)

    assert (outcome.failure, outcome.responses[0]["response"]) == ("away: ConnectError", "utter_away")


async def test_a_message_that_is_given_up_disturbs_no_other() -> None:
    """Whoever hangs up while the server is asked for them leaves the others their answers."""
    release = asyncio.Event()

    async def patient(writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await answer(200, GOOD)(writer)

    async with Wire(patient) as wire, calling(wire.url) as server:
        calls = [asyncio.create_task(run(server)) for _ in range(4)]
        await asyncio.wait_for(wire.called(4), 15)
        calls[0].cancel()
        release.set()
        outcomes: list[Any] = await asyncio.gather(*calls, return_exceptions=True)

    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert [outcome.failure for outcome in outcomes[1:]] == [""] * 3
    assert json.dumps(outcomes[1].responses)


def test_the_page_tells_the_numbers() -> None:
    """`docs/action-server.md` names every limit as it is."""
    page = " ".join((Path(__file__).parents[2] / "docs" / "action-server.md").read_text("utf-8").split())

    assert f"After {LIMIT} failures of kind `away` in a row" in page
    assert f"Every {PAUSE:g} seconds one call may try" in page
    assert f"Up to {CONNECTIONS} connections are kept open, each for {KEPT_OPEN:g} seconds" in page
    assert f"more than {LARGEST >> 20} MiB" in page
    assert ", ".join(map(str, BROKEN_GATEWAY)) in page
