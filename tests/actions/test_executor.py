"""The executor runs actions safely: whatever one does, the visitor gets an answer and nobody else is disturbed."""

from __future__ import annotations

import asyncio
import datetime
import logging
import threading
import time
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.decision import Decision
from bot.executor import Outcome
from bot.in_process import InProcessExecutor
from bot.tracker import Event, State

Events = list[dict[str, Any]]


class Failing(Action):
    """Throws."""

    def name(self) -> str:
        return "action_failing"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(text="half an answer")
        raise LookupError("the kettle is empty")


class Hanging(Action):
    """Never ends."""

    def name(self) -> str:
        return "action_hanging"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        await asyncio.sleep(3600)
        return []


class Blocking(Action):
    """Takes its time, in the old synchronous way."""

    def name(self) -> str:
        return "action_blocking"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        time.sleep(0.2)
        dispatcher.utter_message(text=threading.current_thread().name)
        return [SlotSet("tea", "brewed")]


class Meddling(Action):
    """Changes everything it is given."""

    def name(self) -> str:
        return "action_meddling"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        tracker.slots["listed"].append("spoiled")
        tracker.slots["answered"].append("spoiled")
        tracker.latest_message["entities"][0]["value"] = "spoiled"
        tracker.latest_message["metadata"]["named"].append("spoiled")
        tracker.events[-1]["value"].append("spoiled")
        tracker.events.clear()
        domain["actions"].append("spoiled")
        domain["slots"]["spoiled"] = {}
        return []


class Looking(Action):
    """Says what it sees of the domain."""

    def name(self) -> str:
        return "action_looking"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(json_message=domain)
        return []


class Unspeakable(Action):
    """Sets a slot to what no JSON can carry."""

    def name(self) -> str:
        return "action_unspeakable"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        return [SlotSet("when", datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC))]


ACTIONS = (Failing, Hanging, Blocking, Meddling, Looking, Unspeakable)


@pytest.fixture
def executor() -> InProcessExecutor:
    """An executor of six actions, some of them bad; none may take longer than half a second."""
    return InProcessExecutor((action() for action in ACTIONS), digest="tea", timeout=0.5)


async def run(executor: InProcessExecutor, action: str, state: State | None = None, *recent: Event) -> Outcome:
    """Run an action for a message that names one topic."""
    parse_data = {
        "text": "what is green tea",
        "entities": [{"entity": "topic", "value": "green_tea"}],
        "metadata": {"named": ["green_tea"]},
    }
    return await executor.run(Decision(action, "a test", parse_data), "ann", state or State(), recent)


@pytest.mark.parametrize(
    ("action", "failure"),
    [
        ("action_failing", "LookupError: the kettle is empty"),
        ("action_hanging", "timeout"),
        ("action_unspeakable", "TypeError"),
        ("action_unheard_of", "action_unheard_of"),
    ],
)
async def test_what_fails_becomes_an_apology(
    executor: InProcessExecutor, caplog: pytest.LogCaptureFixture, action: str, failure: str
) -> None:
    """An action that throws, hangs, returns what can not be stored, or is unknown: an apology, and a logged error."""
    outcome = await run(executor, action)

    assert [response["response"] for response in outcome.responses] == ["utter_apology"]
    assert outcome.events == ()
    assert failure in outcome.failure
    [logged] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert action in logged.message


async def test_a_synchronous_action_does_not_block_the_others(executor: InProcessExecutor) -> None:
    """Four that take 0.2 s each run side by side in threads, and meanwhile the loop goes on ticking."""
    running = asyncio.gather(*(run(executor, "action_blocking") for _ in range(4)))
    ticks = 0
    while not running.done():
        await asyncio.sleep(0.005)
        ticks += 1

    assert ticks > 5  # a loop that waits for each of them ticks between them at the most
    for outcome in await running:
        assert outcome.responses[0]["text"] != threading.main_thread().name
        assert outcome.events[0]["value"] == "brewed"


async def test_an_action_changes_nothing_but_by_its_events(executor: InProcessExecutor) -> None:
    """Every action gets a copy of its own: slots, entities, events and domain stay as they are for all others."""
    state = State(slots={"listed": ["green_tea"]}, answered=("tea.define",))
    recent = {"event": "slot", "name": "listed", "value": ["green_tea"]}
    before = (await run(executor, "action_looking")).responses[0]["custom"]

    outcome = await run(executor, "action_meddling", state, recent)

    assert outcome.failure == ""
    assert state == State(slots={"listed": ["green_tea"]}, answered=("tea.define",))
    assert recent == {"event": "slot", "name": "listed", "value": ["green_tea"]}
    assert (await run(executor, "action_looking")).responses[0]["custom"] == before


async def test_a_bad_action_does_not_spoil_a_good_one(executor: InProcessExecutor) -> None:
    """After each failure, and beside it, another action runs as ever."""
    outcomes = await asyncio.gather(
        run(executor, "action_hanging"), run(executor, "action_failing"), run(executor, "action_blocking")
    )

    assert [outcome.failure != "" for outcome in outcomes] == [True, True, False]
