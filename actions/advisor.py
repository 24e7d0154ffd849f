"""The adviser's form: what visitors tell is validated, what is missing is asked for, one criterion at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.action import PackAction
from actions.asking import payload
from actions.packed import Packed
from actions.reading import Reading
from actions.reply import Reply, joined, uncapital
from knowledge.advisor import OPEN, Advisor
from knowledge.pack import Pack

REQUESTED = "requested_slot"
ENOUGH = 2
"""Criteria from which a verdict is offered before all are told."""


def told(slots: Mapping[str, Any], pack: Pack) -> dict[str, tuple[str, ...]]:
    """What a visitor has told, by criterion, from a tracker's slots."""
    criteria = pack.advisor.criteria if pack.advisor else ()
    return {name: tuple(value) for name in criteria if (value := slots.get(name))}


class ValidateAdvisorForm(Packed, FormValidationAction):
    """Keeps the answers a criterion has, and says by `requested_slot` what to ask for next."""

    repeatable = True

    def __init__(self, pack: Pack | None = None) -> None:
        super().__init__(pack)
        # rasa-sdk looks for a method `validate_<slot>`; the slots are the pack's criteria.
        for criterion in self.pack.advisor.criteria if self.pack.advisor else ():
            setattr(self, f"validate_{criterion}", partial(self._valid, criterion))

    def name(self) -> str:
        """As Rasa names the validation of a form."""
        return "validate_advisor_form"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Validate, as rasa-sdk does."""
        return list(await FormValidationAction.run(self, dispatcher, tracker, domain))

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[str]:
        """The criteria that are not moot after what was told, in the order in which they are asked for."""
        advisor = self.pack.advisor
        return list(advisor.asked(told(tracker.slots, self.pack))) if advisor else []

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        """None: each slot is mapped from the entity of its name, which is the form's work."""
        return []

    def _valid(self, criterion: str, value: Any, *_: Any) -> dict[str, list[str] | None]:
        """The answers that the criterion has, each once; not to know is an answer only by itself."""
        record = self.pack.criterion(criterion)
        given: Sequence[str] = [value] if isinstance(value, str) else value or ()
        known = [v for v in dict.fromkeys(given) if record and record.answer(v)]
        return {criterion: known or ([OPEN] if OPEN in given else None)}


class ActionAskCriterion(PackAction):
    """The next question, with its answers as buttons."""

    def name(self) -> str:
        """As the form names it."""
        return "action_ask_criterion"

    def reply(self, reading: Reading) -> Reply:
        """The question, led in by what happened before it."""
        requested = str(reading.slots.get(REQUESTED) or "")
        record, advisor = self.pack.criterion(requested), self.pack.advisor
        if record is None or advisor is None:
            return Reply(response="utter_fallback", values={"title": self.pack.card.title}, missed=True)
        known = told(reading.slots, self.pack)
        buttons = [(answer.say, payload("inform", **{requested: answer.id})) for answer in record.answers]
        buttons.append((advisor.open.say, payload("inform", **{requested: OPEN})))
        if len(known) >= ENOUGH:
            buttons.append((self.pack.intents["conclude"].phrase, payload("conclude")))
        question = " ".join([*self._meant(reading), record.question])
        values = {"question": question, "opening": advisor.opening, "told": self._noted(reading)}
        unplaced = bool(reading.unplaced)
        return Reply(
            response=self._lead(reading, values["told"], unplaced),
            values=values,
            buttons=tuple(buttons),
            missed=unplaced,
        )

    def _lead(self, reading: Reading, noted: str, unplaced: bool) -> str:
        if unplaced:
            return "utter_form_unplaced"
        if reading.intent == "other_answer":
            return "utter_form_other"
        if reading.intent == "choose":
            return "utter_form_first_told" if noted else "utter_form_first"
        if reading.intent == "inform":
            return "utter_form_next" if noted else "utter_form_open"
        return "utter_form_back"

    def _meant(self, reading: Reading) -> list[str]:
        """What the kinds of content that the latest message told of call for: so much can be said at once."""
        advisor = self.pack.advisor
        told = [e.value for e in reading.entities if advisor and e.entity == advisor.deciding and e.role != "not"]
        return [advisor.uses[answer].say for answer in dict.fromkeys(told) if advisor and answer in advisor.uses]

    def _noted(self, reading: Reading) -> str:
        """The answers that the latest message gave: one by itself, several each behind its criterion."""
        said: dict[str, list[str]] = {}
        for entity in reading.entities:
            record = self.pack.criterion(entity.entity)
            answer = record.answer(entity.value) if record else None
            if answer is not None:
                denied = "no " if entity.role == "not" else ""
                said.setdefault(entity.entity, []).append(f"{denied}{uncapital(answer.say)}")
        if len(said) == 1:
            return joined(list(dict.fromkeys(*said.values())))
        return "; ".join(f"{self.pack.name(name)}: {joined(list(dict.fromkeys(each)))}" for name, each in said.items())


class ActionWhyAsked(PackAction):
    """Why the adviser asks what it asks."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_why_asked"

    def reply(self, reading: Reading) -> Reply:
        """Why the criterion matters, in the words of its topic."""
        requested = str(reading.slots.get(REQUESTED) or "")
        topic = self.pack.topics.get(requested)
        prose = (topic.facets.get("why") or topic.facets.get("define")) if topic else None
        if prose is None:
            return Reply(response="utter_fallback", values={"title": self.pack.card.title}, missed=True)
        return Reply(prose.text, sources=prose.sources, answers=(f"{requested}.why",))


def asked_of(advisor: Advisor, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The criteria that are not told yet, in order."""
    return [criterion for criterion in advisor.asked(known) if criterion not in known]
