"""Misgivings about what was just said: "isn't that risky?", "what should I watch out for?", "how do we avoid it?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.action import PackAction
from actions.asking import next_questions, topic_buttons
from actions.limits import ActionLimits
from actions.reading import Reading
from actions.reply import Reply
from actions.select import ActionSelect
from knowledge.answers import Advice, advice_given
from knowledge.query import making
from knowledge.topic import Topic

RECENT = 2
"""Answers back to which the advice may lie that one has misgivings about."""
_GUARDING = re.compile(
    r"\b(?:precautions?|safeguards?|(?:counter)?measures|controls|guard|guarded|protect|defend|secure|shield|avoid|avert"
    r"|prevent|sure|ensure|avoided|prevented|averted|countered?|contained|ward|keep|kept|safe|insure)\b",
    re.IGNORECASE,
)
_HELPING = re.compile(r"\bhelps?\b|\b[Aa]gainst\b|^To \w+ |held off|Makers answer")
"""What the prose on a risk says where it says what is done about it."""
_CHECKING = re.compile(
    r"^(?:(?:and|so|but|then)\b\W*)*(?:do|does|must|should|shall|need|would|will|ought|had|has|have|is)\b.*"
    r"\b(?:\w*check(?:ed|ing)?|proofread\w*|verif\w+|review\w*|correct\w*|edit\w*|reread|control"
    r"|(?:look(?:ed)?|gone?|read) (?:over|through)|second look)\b",
    re.IGNORECASE,
)
"""Whether what is made has to be checked."""
_POINTING = re.compile(
    r"\b(?:check|proofread|verify|review|correct|edit|reread|control|over|through) (?:what )?"
    r"(?:it|this|that|them|these|those)\b"
    r"|^(?:(?:and|so|but|then)\b\W*)*\w+ (?:it|this|that|they|these|those|the results?)\b",
    re.IGNORECASE,
)
"""Whether what was just spoken of has to be."""
_RISKS = re.compile(r"\b(?:risks?|dangers?|drawbacks?|downsides?|pitfalls?|worst|go wrong|problems)\b", re.IGNORECASE)
"""What is asked for where the question is what may happen rather than what to do about it."""
_FOREMOST = re.compile(r"\b(?:main|biggest|greatest|worst|most|chief|foremost|single)\b")
_WHETHER = re.compile(
    r"^(?:(?:and|so|but|then)\b\W*)*(?:is|are|was|does|do|can|could|would|will|may|might)\b", re.IGNORECASE
)
"""Whether there is a risk at all is asked, so that the answer begins with that."""
_NAMING = re.compile(
    r"\b(?:with|for|about|of|to|on|from|in|concerning|regarding) (?:the|our|my|these|those|a|an|such) \w"
)
"""Whether something is named that it is to be about."""
SEVERAL = 2
"""Pieces of advice from which the last is not meant whatever is named."""
_PARTS = frozenset(("part", "parts", "thing", "things", "piece", "side", "half", "particular"))
"""Words for a part of what is wanted that do not say which."""
_WORD = re.compile(r"[a-z]{4,}")


class ActionCaution(PackAction):
    """What to check before one follows the advice given, or the limits of what is spoken of."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_caution"

    def reply(self, reading: Reading) -> Reply:
        """What helps against a risk in focus; of the advice just given; of the topic; of what all this is about."""
        guarding = _GUARDING.search(reading.text) is not None
        topic = self._topic(reading)
        if guarding and topic is not None and (helping := self._helping(topic)) is not None:
            return helping
        if _CHECKING.match(reading.text) and (said := self._checked(reading)) is not None:
            return said
        risks = _RISKS.search(reading.text) is not None and not _WHETHER.match(reading.text)
        if (picked := self._of_one(reading, risks)) is not None:
            return picked
        last = [reference.partition("/") for reference in reversed(reading.slot_ids("answered")[-RECENT:])]
        known = self.pack.advice
        advice = next((known[given] for kind, _, given in last if kind == "advice" and given in known), None)
        if advice is not None and (said := self._of(advice, risks)) is not None:
            brief = reading.sentences or not risks
            return said if brief else replace(said, text=f"It calls for care. {said.text}")
        if guarding and (general := self._general()) is not None:
            return general
        if topic is None and reading.of_type("kind") and not _FOREMOST.search(reading.text):
            return ActionSelect(self.pack).reply(reading)  # "Risks?", first of all: those that are known.
        topic = topic or next((self.pack.topics[t] for t in self.pack.central if t in self.pack.topics), None)
        if topic is not None:
            return ActionLimits(self.pack).of(topic)
        return Reply(response="utter_ask_topic", expecting=True)

    def _checked(self, reading: Reading) -> Reply | None:
        """Whether one has to check what is made: what the advice on it says to check, else what holds in general."""
        given, meant = self._checkable(reading), self._meant(reading)
        named = {*reading.topics, *reading.of_type("medium")}
        if not meant and not named and (len(given) == 1 or _POINTING.search(reading.text)):
            meant = given
        if not meant:
            general = self._general()
            return replace(general, text=f"Yes. {general.text}") if general else None
        sources, buttons = meant[0].sources, next_questions(self.pack, meant[0].ask_next)
        answers = (f"{meant[0].id}.caution",)
        return Reply(f"Yes. {meant[0].check_first}", sources=sources, buttons=buttons, answers=answers)

    def _of_one(self, reading: Reading, risks: bool) -> Reply | None:
        """That of one of the things advised on: "any danger with the jingle?"; what no advice was on has its own."""
        if not _NAMING.search(reading.text):
            return None
        named = self._named(reading)
        meant, own = self._meant(reading), {*reading.topics}
        if meant and (not own or own & {*meant[0].about}):
            return self._of(meant[0], risks)
        if len(self._checkable(reading)) < SEVERAL:
            return None
        tasks = [task.id for medium in named if medium in self.pack.card.media for task in making(medium, self.pack)]
        about = next((self.pack.topics[t] for t in (*named, *tasks) if t in self.pack.topics), None)
        return ActionLimits(self.pack).of(about) if about else self._general()

    def _named(self, reading: Reading) -> tuple[str, ...]:
        """The topics and media that the message names."""
        words = set(_WORD.findall(reading.text.lower()))
        media = self.pack.card.media.items()
        said = (medium for medium, name in media if words & {name.name, name.plural, *name.aliases})
        return tuple(dict.fromkeys((*reading.topics, *reading.of_type("medium"), *said)))

    def _checkable(self, reading: Reading) -> list[Advice]:
        """The advice given that says what to check, the latest first."""
        given = (self.pack.advice.get(name) for name in advice_given(reading.slot_ids("answered")))
        return [advice for advice in reversed([*given]) if advice is not None and advice.check_first]

    def _meant(self, reading: Reading) -> list[Advice]:
        """The advice given on what the message names: its task or medium, or a word by which a need like it is told."""
        given = self._checkable(reading)
        named, said = {*self._named(reading)}, set(_WORD.findall(reading.text.lower()))
        said -= self.pack.words.stopwords | _PARTS
        wanted = [
            topic for topic, words in reading.slots.get("trail") or () if said & set(_WORD.findall(words.lower()))
        ]
        if found := [a for a in given if named & {*a.about, *a.media}]:
            return sorted(found, key=lambda a: named.isdisjoint((*a.about, *a.media[:1])))
        return [a for a in given if set(wanted) & {*a.about}] or [
            a for a in given if any(said & set(_WORD.findall(way.lower())) for way in a.asks)
        ]

    def _topic(self, reading: Reading) -> Topic | None:
        """What it is about: named with it, in the message before it, or in focus."""
        named = (*reading.topics, *self.pack.named_in(reading.message), str(reading.slots.get("topic") or ""))
        return next((self.pack.topics[topic] for topic in named if topic in self.pack.topics), None)

    def _helping(self, topic: Topic) -> Reply | None:
        """The facet that says what is done about a risk."""
        facets = ((name, topic.facets[name]) for name in ("limits", "how") if name in topic.facets)
        name, facet = next(((n, f) for n, f in facets if _HELPING.search(f.text)), ("", None))
        if facet is None:
            return None
        buttons = topic_buttons(self.pack, topic.id, name)
        answers = (f"{topic.id}.{name}",)
        return Reply(facet.text, sources=facet.sources, buttons=buttons, answers=answers, topic=topic.id)

    def _general(self) -> Reply | None:
        """What to do about risks in general."""
        entry = self.pack.entries.get(self.pack.card.general.precautions or "")
        if entry is None:
            return None
        buttons = next_questions(self.pack, entry.ask_next)
        return Reply(entry.answers[0], sources=entry.sources, buttons=buttons, answers=(f"faq/{entry.id}",))

    def _of(self, advice: Advice, risks: bool) -> Reply | None:
        """The limits of the task it is about, or its reason, and what it says to check; where risks are asked, those
        come first."""
        about = next((self.pack.topics[a] for a in advice.about if a in self.pack.topics), None)
        limits = about.facets.get("limits") if about is not None else None
        told = limits.text if limits is not None else advice.reason
        if not advice.check_first:
            return None
        return Reply(
            f"{told} {advice.check_first}" if risks else f"It calls for care. {advice.check_first} {told}",
            sources=tuple(dict.fromkeys((*(limits.sources if limits is not None else ()), *advice.sources))),
            buttons=next_questions(self.pack, advice.ask_next),
            answers=(f"{advice.id}.caution",),
            topic=about.id if about is not None else None,
        )
