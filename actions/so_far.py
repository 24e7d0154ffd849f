"""Summing up: what the adviser was told, and what was recommended in the conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from actions.action import PackAction
from actions.advisor import REQUESTED, asked_of, told
from actions.asking import facet_button, payload, starter_buttons
from actions.compare import ActionCompare
from actions.reading import Reading
from actions.recommend import ActionRecommend
from actions.reply import Reply, joined
from actions.saying import Sayer
from knowledge.answers import DROPPED, Advice, advice_given

_SHORT = re.compile(r"\b(?:short|brief|briefly|nutshell|lines?|sentences?|words)\b")
_CUT = re.compile(r"[:;]|, (?:and|because|since|which|where)\b")
_LEADING = re.compile(r"^use ")
_COUNTING = re.compile(
    r"\b(?:two|three|four|five|six|several|different|separate|each|every|single|how many|own)\b", re.IGNORECASE
)
_APIECE = re.compile(
    r"\b(?:what|which)(?: \w+)?(?: (?:do|should|did|shall) (?:i|we) \w+)? (?:is )?for (?:what|which)\b", re.IGNORECASE
)
"""Whether what was recommended is asked for, and not what was told."""
_BEGINNING = re.compile(r"\b(?:first|start|begin|starting|beginning)\b")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven")
LEAST = 2
"""Pieces of advice from which there is something to count."""
LAST = 3
"""Topics of an earlier visit that are named."""


class ActionSoFar(PackAction):
    """ "What do you have so far?" and "Sum up what I need then." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_so_far"

    def reply(self, reading: Reading) -> Reply:
        """What was told, while the adviser asks; each piece of advice that was given; else what follows so far."""
        passing = {name: tuple(answers) for name, answers in (reading.slots.get("told") or {}).items()}
        known, given = {**passing, **told(reading.slots, self.pack)}, self._given(reading)
        asking = bool(reading.slots.get(REQUESTED))
        if dropped := [e.value for e in reading.entities if e.entity == "entry" and e.role == "not"]:
            return self._without(dropped, given)
        if given and not asking and _BEGINNING.search(reading.text):
            return self._beginning(given)
        counting = _COUNTING.search(reading.text) is not None
        if not asking and counting and len(given) < LEAST and (several := self.pack.several):
            return ActionRecommend(self.pack).advised(several, reading)
        weighed = next((topic for topic in reading.topics if any(topic in advice.fits for advice in given)), "")
        if weighed:
            return self._share(weighed, given)
        if (counting or (given and _APIECE.search(reading.text))) and not asking:
            known = {}
        if given and not asking and reading.sentences:
            return self._brief(given)
        guided = asking or bool(reading.slots.get("advised"))
        lines = self._told(known, asking, decide=guided or not given) if self.pack.advisor and (guided or known) else []
        if given:
            say = _shortest if _SHORT.search(reading.text) else _first
            lines += [self._counted(reading, given), *(f"- {say(advice.verdict)}" for advice in given)]
            lines += self._together(given)
        if not lines:
            return self._nothing(reading)
        choose = self.pack.intents.get("choose")
        return Reply(
            "\n".join(lines),
            sources=tuple(dict.fromkeys(s for advice in given for s in advice.sources[:1])),
            buttons=((choose.phrase, payload("choose")),) if choose and not asking else (),
            answers=("so_far",),
            listed=tuple(dict.fromkeys(t for advice in given for t in advice.tools if t in self.pack.topics)),
        )

    def _told(self, known: Mapping[str, Sequence[str]], asking: bool, *, decide: bool) -> list[str]:
        """What was told, what is open while the adviser asks, and else what follows from it, if that is wanted."""
        advisor = self.pack.advisor
        if not known or advisor is None:
            return ["You have not told me anything to choose by yet."]
        lines = ["What you have told me:", *(f"- {self.pack.name(n)}: {self._said(n, a)}" for n, a in known.items())]
        left = [self.pack.name(name) for name in asked_of(advisor, known)]
        decided = advisor.decide(known)
        if asking:
            return [*lines, *([f"Still open ({len(left)}): {', '.join(left)}."] if left else [])]
        follows = [decided.verdict.say, *(advisor.uses[u].say for u in decided.uses)] if decided and decide else []
        return [*lines, *follows]

    def _counted(self, reading: Reading, given: Sequence[Advice]) -> str:
        """The line over what was recommended: where one asks how many that makes, with the answer."""
        kinds = {next(iter(advice.tools), advice.id) for advice in given}
        if not _COUNTING.search(reading.text) or len(kinds) < LEAST:
            return "What I have recommended:"
        number = _NUMBERS[len(kinds)] if len(kinds) < len(_NUMBERS) else str(len(kinds))
        named = next((word for word in _NUMBERS[LEAST:] if word in reading.text.lower().split()), "")
        counts = self.pack.several not in given and named in ("", number)
        lead = "By" if "how many" in reading.text.lower() else "Yes: by"
        return f"{lead} what I have recommended it is {number if counts else 'several'}, each for its own part:"

    def _share(self, topic: str, given: Sequence[Advice]) -> Reply:
        """Which of what was recommended is for one kind of thing: "which part is the LLM?"."""
        fitting = [advice for advice in given if advice.fits.get(topic) == "yes"]
        rest = [advice for advice in given if advice.fits.get(topic) == "no"]
        name = Sayer(self.pack).the(topic)
        lines = [f"For {name}:", *(f"- {_first(advice.verdict)}" for advice in fitting)] if fitting else []
        lines += [f"Not for {name}:", *(f"- {_first(advice.verdict)}" for advice in rest)] if rest else []
        if not lines:
            return Reply(f"None of what I recommended says whether {name} fits.", missed=True)
        sources = tuple(dict.fromkeys(s for advice in (*fitting, *rest) for s in advice.sources[:1]))
        return Reply("\n".join(lines), sources=sources, answers=("so_far",))

    def _nothing(self, reading: Reading) -> Reply:
        """Where nothing was told or recommended: the last answer in one sentence, or the topics of the last visit."""
        compared = self.pack.comparison_of.get(frozenset(reading.slot_ids("compared")))
        if compared is not None and reading.slot_ids("answered")[-1:] == (f"compare/{compared.id}",):
            return ActionCompare(self.pack).part(compared, "choose", 0)
        text = str(reading.slots.get("answer_text") or "").split("\n")[0]
        if text:
            return Reply(response="utter_shorter", values={"said": _first(text)})
        earlier = [topic for topic in reversed(reading.slot_ids("earlier")) if topic in self.pack.topics][:LAST]
        if earlier:
            names = joined([self.pack.called(topic) for topic in earlier])
            buttons = tuple(facet_button(self.pack, topic, "define") for topic in earlier)
            return Reply(response="utter_last_time", values={"names": names}, buttons=buttons)
        values = {"title": self.pack.card.title}
        return Reply(response="utter_nothing_yet", values=values, buttons=starter_buttons(self.pack), missed=True)

    def _given(self, reading: Reading) -> list[Advice]:
        """The advice given in the conversation and not let go, oldest first, each once."""
        known = (self.pack.advice.get(name) for name in advice_given(reading.slot_ids("answered")))
        return [advice for advice in known if advice is not None and not advice.declines]

    def _without(self, dropped: Sequence[str], given: Sequence[Advice]) -> Reply:
        """What is left of the advice where the visitor lets some of it go."""
        left = [advice for advice in given if advice.id not in dropped]
        answers = tuple(f"{DROPPED}/{name}" for name in dropped)
        if not left:
            return Reply(response="utter_dropped_all", answers=answers)
        lines = "\n".join(f"- {_first(advice.verdict)}" for advice in left)
        sources = tuple(dict.fromkeys(s for advice in left for s in advice.sources[:1]))
        return Reply(response="utter_dropped", values={"left": lines}, sources=sources, answers=answers)

    def _beginning(self, given: Sequence[Advice]) -> Reply:
        """Which of what was recommended comes first: what the easiest tools do, else what was asked first."""
        easy = self.pack.advice.get(self.pack.card.general.easiest or "")
        tools = easy.tools if easy else ()
        first = next((advice for advice in given if set(advice.tools[:1]) & set(tools)), None)
        why = f" {easy.reason}" if easy and first else ""
        first = first or given[0]
        rest = [f"- {_first(advice.verdict)}" for advice in given if advice is not first]
        lines = [f"Begin with this: {_first(first.verdict)}{why}", *(["After that:", *rest] if rest else [])]
        sources = dict.fromkeys((*first.sources[:1], *(easy.sources[:1] if easy else ())))
        return Reply("\n".join(lines), sources=tuple(sources), answers=("so_far",))

    def _said(self, criterion: str, answers: Sequence[str]) -> str:
        record = self.pack.criterion(criterion)
        found = [answer.say for a in answers if record and (answer := record.answer(a))]
        return "; ".join(found) or "not known"

    def _together(self, given: list[Advice]) -> list[str]:
        """That several kinds of things are needed, where the pieces of advice differ on one."""
        says = {fit: {t for advice in given for t, f in advice.fits.items() if f == fit} for fit in ("yes", "no")}
        if not says["yes"] & says["no"]:
            return []
        return [self.pack.card.general.together]

    def _brief(self, given: Sequence[Advice]) -> Reply:
        """All that was recommended, in a line."""
        single = [advice for advice in given if advice is not self.pack.several] or given
        first, *others = dict.fromkeys(_shortest(advice.verdict).rstrip(".") for advice in single)
        line = "; ".join((first, *(_LEADING.sub("", f"{other[:1].lower()}{other[1:]}") for other in others)))
        sources = dict.fromkeys(source for advice in given for source in advice.sources[:1])
        return Reply(f"{line}.", sources=tuple(sources), answers=("so_far",))


def _shortest(text: str) -> str:
    """The first sentence, as far as it names what to use."""
    first = _first(text)
    return f"{first[: cut.start()]}." if (cut := _CUT.search(first)) else first


def _first(text: str) -> str:
    """The first sentence."""
    end = text.find(". ")
    return text[: end + 1] if end > 0 else text
