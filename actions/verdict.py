"""The adviser's verdict: what to choose, for which content which models, and why, criterion by criterion."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.action import PackAction
from actions.advisor import REQUESTED, told
from actions.asking import facet_button
from actions.reading import Reading
from actions.reply import Reply, uncapital
from knowledge.advisor import EITHER, Decided


class FormEnding(PackAction):
    """An action after which the form is over."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Say it, and end the form."""
        events = await super().act(dispatcher, tracker, domain)
        return [*events, SlotSet(REQUESTED, None), ActiveLoop(None)]


class ActionVerdict(FormEnding):
    """What follows from what the visitor told, by the rules of the pack's adviser."""

    def name(self) -> str:
        """As the form names it."""
        return "action_verdict"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Say it, and remember that it was said."""
        return [*await super().act(dispatcher, tracker, domain), SlotSet("advised", True)]

    def reply(self, reading: Reading) -> Reply:
        """Verdict, models for each kind of content, reasons, and what else to mind."""
        advisor = self.pack.advisor
        decided = advisor.decide(told(reading.slots, self.pack)) if advisor else None
        if advisor is None or decided is None:
            return Reply(response="utter_fallback", values={"title": self.pack.card.title}, missed=True)
        uses = [advisor.uses[answer] for answer in decided.uses]
        lines = [decided.verdict.say, *(use.say for use in uses)]
        lines += self._reasons(decided)
        lines += [note.say for note in decided.notes]
        about = [topic for use in uses for topic in use.about if topic in self.pack.topics]
        reasoned = [s for name in decided.told if decided.told[name] for s in self._sources(name)]
        sources = [*decided.verdict.sources, *(s for use in uses for s in use.sources), *reasoned]
        sources += [s for note in decided.notes for s in note.sources]
        return Reply(
            "\n".join(lines),
            sources=tuple(dict.fromkeys(sources)),
            buttons=tuple(facet_button(self.pack, topic, "define") for topic in dict.fromkeys(about))[:3],
            answers=("advisor.verdict",),
            topic=next(iter(about), None),
            listed=tuple(tool for use in uses for tool in use.tools),
        )

    def _reasons(self, decided: Decided) -> list[str]:
        """What each answer means, but for the deciding one, of which the verdict speaks: for it, then against."""
        speaking: dict[bool, list[str]] = {True: [], False: []}
        chosen = decided.verdict.choose
        for name, answers in decided.told.items():
            record = self.pack.criterion(name)
            if record is None or (decided.uses and self.pack.advisor and name == self.pack.advisor.deciding):
                continue
            for answer in (known for a in answers if (known := record.answer(a))):
                agrees = EITHER in (answer.leans, chosen) or answer.leans == chosen
                reason = f"- {self._headed(name)} ({uncapital(answer.say)}): {uncapital(answer.means)}"
                speaking[agrees].append(reason)
        found = ["Why, by what you told me:", *speaking[True]] if speaking[True] else []
        return [*found, *(["What leans another way:", *speaking[False]] if speaking[False] else [])]

    def _headed(self, criterion: str) -> str:
        name = self.pack.name(criterion)
        return name[:1].upper() + name[1:]

    def _sources(self, criterion: str) -> tuple[str, ...]:
        facet = self.pack.topics[criterion].facets.get("define") if criterion in self.pack.topics else None
        return facet.sources[:1] if facet else ()


class ActionLeaveForm(FormEnding):
    """The visitor wants no advice any more."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_leave_form"

    def reply(self, reading: Reading) -> Reply:
        """That the choice is left where it is."""
        return Reply(response="utter_form_left", values={"title": self.pack.card.title})
