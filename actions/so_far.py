"""Summing up: what the adviser was told, and what was recommended in the conversation."""

from __future__ import annotations

from actions.action import PackAction
from actions.advisor import asked_of, told
from actions.asking import payload, starter_buttons
from actions.reading import Reading
from actions.reply import Reply
from knowledge.answers import Advice


class ActionSoFar(PackAction):
    """ "What do you have so far?" and "Sum up what I need then." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_so_far"

    def reply(self, reading: Reading) -> Reply:
        """What was told to the adviser while it asks, and each piece of advice that was given."""
        known, advisor = told(reading.slots, self.pack), self.pack.advisor
        given = [self.pack.advice[a] for a in self._given(reading)]
        lines: list[str] = []
        if advisor is not None and (reading.slots.get("requested_slot") or (known and not given)):
            lines.append("What you have told me:")
            lines += [f"- {self.pack.name(name)}: {self._said(name, answers)}" for name, answers in known.items()]
            lines = lines if known else ["You have not told me anything to choose by yet."]
            left = [self.pack.name(name) for name in asked_of(advisor, known)]
            lines += [f"Still open: {', '.join(left)}."] if left and known else []
        if given:
            lines += ["What I have recommended:", *(f"- {_first(advice.verdict)}" for advice in given)]
            lines += self._together(given)
        if not lines:
            return Reply(
                response="utter_nothing_yet",
                values={"title": self.pack.card.title},
                buttons=starter_buttons(self.pack),
                missed=True,
            )
        buttons = (
            (("Help me choose", payload("choose")),) if advisor and not reading.slots.get("requested_slot") else ()
        )
        return Reply(
            "\n".join(lines),
            sources=tuple(dict.fromkeys(s for advice in given for s in advice.sources[:1])),
            buttons=buttons,
            answers=("so_far",),
            listed=tuple(dict.fromkeys(t for advice in given for t in advice.tools if t in self.pack.topics)),
        )

    def _given(self, reading: Reading) -> list[str]:
        """The advice given in the conversation, oldest first, each once."""
        found = [r.removeprefix("advice/") for r in reading.slot_ids("answered") if r.startswith("advice/")]
        return [advice for advice in dict.fromkeys(found) if advice in self.pack.advice]

    def _said(self, criterion: str, answers: tuple[str, ...]) -> str:
        record = self.pack.criterion(criterion)
        found = [answer.say for a in answers if record and (answer := record.answer(a))]
        return "; ".join(found) or "not known"

    def _together(self, given: list[Advice]) -> list[str]:
        """That several kinds of model are needed, where the pieces of advice differ on one."""
        fits = [{topic for topic, fit in advice.fits.items() if fit == "yes"} for advice in given]
        if len(given) < 2 or set.intersection(*fits):
            return []
        return ["Together that is a hybrid: several models side by side, each for what it is made for."]


def _first(text: str) -> str:
    """The first sentence."""
    end = text.find(". ")
    return text[: end + 1] if end > 0 else text
