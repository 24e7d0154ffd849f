"""The honest decline: says what is not known and tells what is near; plainer with every miss in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.action import PackAction
from actions.asking import ANEW, facet_button, starter_buttons, topic_buttons
from actions.reading import TOPICAL, Reading
from actions.reply import Reply, first_sentence, joined, sourced
from actions.saying import definition
from knowledge.script import Fallback

_REMARK = re.compile(
    r"(?:(?:oh|ah|aha|well|so|and|but|okay|ok|hm+|yes|no|right|haha|lol)\W+)*"
    r"(?:you|your|you're|it|it's|its|that|that's|thats|this|he|he's|she|she's|they|they're|there|there's|nobody|everybody)\b",
    re.IGNORECASE,
)
"""What a remark begins with; a question or a request does not."""
_HEARD = re.compile(
    r"\b(?:hear|heard|hearing|read|reading|saw|seen|seeing|mention\w*|talk\w*|brought up|stud(?:y|ies|ying)"
    r"|learn\w*|revis\w+|cramming|exams?|homework|presentation|essay|lecture|seminar|lesson|podcast|meeting"
    r"|leaflet|brochure|flyer|handout|article|blog|newsletter|know about|understand|zoned out|everywhere)\b",
    re.IGNORECASE,
)
"""What says that something was heard of or has to be learned."""
CURATED = 0.3
"""Probability from which a decline tells the beginning of a curated answer: it is to a question of its own."""
_WHO = ("organisation", "person")
NAMED = 2
"""Unknown words that are repeated to the visitor; more of them, picked out of a sentence, say nothing."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What can be said, though it is not all that was asked."""

    text: str
    sources: tuple[str, ...]
    answer: str
    """The reference of what it is from: `vae.how`."""
    about: frozenset[str]
    """The topic, or the two."""


class ActionFallback(PackAction):
    """Declines without guessing: what is near, then what was left open or the topics, then a person, then briefly."""

    def name(self) -> str:
        """As decision names it."""
        return "action_fallback"

    def reply(self, reading: Reading) -> Reply:
        """Asks where a slip of the pen is likely; else the more misses came before, the plainer it is."""
        if not any(character.isalnum() for character in reading.message):
            return self._declined("utter_silence")
        suggested = [t for t in reading.metadata.get("suggestions", ()) if t in self.pack.topics]
        if suggested:
            return self._suggesting(reading, suggested)
        if (brought_up := self._brought_up(reading)) is not None:
            return brought_up
        misses, limits = int(reading.slots.get("misses") or 0), self.pack.script.fallback or Fallback()
        if misses >= limits.handover_after and reading.person:
            return Reply(response="utter_missed_taken_over", buttons=(ANEW,), missed=True, handover=True)
        if misses >= limits.handover_after:
            return self._handover(reading, brief=misses > limits.handover_after)
        left: list[str] = list(reading.slots.get("unfinished") or ())
        if misses >= limits.recall_after and left and not reading.named:
            return Reply(left[0], buttons=starter_buttons(self.pack), missed=True, recalled=left[0])
        return self._near(reading) or self._far(reading, again=misses > 0)

    def _suggesting(self, reading: Reading, suggested: list[str]) -> Reply:
        """Names a word may stand for."""
        return Reply(
            response="utter_suggest",
            values={
                "unknown": self._unknown(reading) or reading.text,
                "names": joined([self.pack.called(t) for t in suggested], "or"),
            },
            buttons=tuple(facet_button(self.pack, t, "define") for t in suggested),
            missed=True,
            expecting=True,
        )

    def _brought_up(self, reading: Reading) -> Reply | None:
        """What it is that a remark names, which asks nothing: "I should know about backpropagation by Monday"."""
        named = [topic for topic in reading.named if topic in self.pack.topics]
        told = "?" not in reading.message and _HEARD.search(reading.message) is not None
        if not told or len(named) != 1 or self.pack.kind_of(named[0]) in _WHO:
            return None
        nearest = self.pack.intents.get(_likeliest(reading))
        said, text = f"{named[0]}.define", f" {reading.text.lower()} "
        wished = any(f" {wish} " in text for wish in self.pack.words.wishes)
        if wished or (nearest and nearest.declines) or said in (reading.slots.get("answered") or ()):
            return None
        part = self._defined(named[0])
        buttons = topic_buttons(self.pack, named[0], "define")
        return Reply(part.text, sources=part.sources, buttons=buttons, answers=(said,), topic=named[0])

    def _near(self, reading: Reading) -> Reply | None:
        """The unknown part, where a known topic stands beside it; and what that is, if it was not spoken of yet."""
        named, unknown = self._named(reading) or self._pointed_at(reading), self._unknown(reading)
        if not named:
            return None
        declined = Reply(
            response="utter_fallback_near" if unknown else "utter_fallback_beyond",
            values={"name": self.pack.called(named), "unknown": unknown},
            buttons=topic_buttons(self.pack, named),
            missed=True,
            topic=named,
        )
        likeliest = self.pack.intents.get(reading.intent) or self.pack.intents.get(_likeliest(reading))
        if likeliest is not None and likeliest.declines:
            return declined  # This is asked for in vain: the price of something, say.
        part, answered = self._nearest(reading), reading.slots.get("answered") or ()
        if part is not None and part.about == frozenset({named}) and part.answer not in answered:
            return self._in_short(declined, part)
        spoken_of = any(answer.startswith(f"{named}.") for answer in answered)
        return declined if spoken_of else self._in_short(declined, self._defined(named))

    def _nearest(self, reading: Reading) -> _Part | None:
        """What the likeliest reading would tell, though it was not likely enough; nothing social."""
        nearest: Mapping[str, Any] = reading.metadata.get("nearest") or {}
        entities: Sequence[Mapping[str, Any]] = nearest.get("entities") or ()
        entry = next((str(entity.get("value")) for entity in entities if entity.get("entity") == "entry"), "")
        if entry:
            return self._curated(entry) if nearest["probability"] >= CURATED else None
        about = frozenset(str(entity.get("value")) for entity in entities if entity.get("entity") in TOPICAL)
        facet, curated = _likeliest(reading), self.pack.comparison_of.get(about)
        if facet == "compare" and curated is not None:
            return _Part(curated.short, curated.sources, f"compare/{curated.id}", about)
        topic = self.pack.topics.get(next(iter(about))) if len(about) == 1 else None
        prose = topic.facets.get(facet) if topic else None  # type: ignore[call-overload]
        return _Part(prose.text, prose.sources, f"{topic.id}.{facet}", about) if topic and prose else None

    def _curated(self, entry: str) -> _Part | None:
        """The beginning of a piece of advice, or of an answer that is about the subject."""
        advice, answer = self.pack.advice.get(entry), self.pack.entries.get(entry)
        if advice is not None and not advice.declines:
            return _Part(advice.verdict, advice.sources, f"advice/{entry}", frozenset(advice.about))
        if answer is not None and answer.kind == "faq" and not answer.declines:
            return _Part(first_sentence(answer.answers[0]), answer.sources, f"faq/{entry}", frozenset(answer.about))
        return None

    def _defined(self, topic: str) -> _Part:
        said = definition(self.pack, self.pack.topics[topic])
        return _Part(said.text, said.sources, f"{topic}.define", frozenset({topic}))

    def _in_short(self, declined: Reply, part: _Part) -> Reply:
        """A decline that ends with what can be said; a mere guess moves no focus."""
        if not part.text:
            return declined
        text = "\n\n".join(each for each in (part.text, sourced(self.pack, part.sources)) if each)
        topic = next(iter(sorted(part.about)), "")
        return replace(
            declined,
            response=f"{declined.response}_in_short",
            values={**declined.values, "said": text},
            sources=part.sources,
            buttons=topic_buttons(self.pack, topic, part.answer.partition(".")[2]),
            answers=(part.answer,),
        )

    def _far(self, reading: Reading, again: bool) -> Reply:
        """Nothing near: the field, and the second time in a row the topics most is known about."""
        insisted = joined(list(reading.metadata.get("insisted", ())))
        if insisted:
            return self._declined("utter_fallback_unknown", unknown=insisted)
        part = self._nearest(reading)
        if part is not None and part.answer not in (reading.slots.get("answered") or ()):
            return self._in_short(self._declined("utter_fallback"), part)
        if _states(reading.message):
            return self._declined("utter_fallback_statement")
        topics = self.pack.central[:3] if again else ()
        if not topics:
            return self._declined("utter_fallback")
        names = joined([self.pack.called(topic) for topic in topics])
        buttons = tuple(facet_button(self.pack, topic, "define") for topic in topics)
        return self._declined("utter_fallback_topics", buttons, names=names)

    def _handover(self, reading: Reading, brief: bool) -> Reply:
        """Where a person can be reached, once; after that a short decline."""
        named, contact = self._named(reading), self.pack.card.contact
        response = "utter_fallback_brief" if brief else "utter_handover" if contact else "utter_handover_nobody"
        reply = self._declined(response, topic_buttons(self.pack, named), contact=contact)
        return replace(reply, topic=named or None)

    def _declined(self, response: str, buttons: tuple[tuple[str, str], ...] = (), **values: str) -> Reply:
        return Reply(
            response=response,
            values={"title": self.pack.card.title, **values},
            buttons=buttons or starter_buttons(self.pack),
            missed=True,
        )

    def _named(self, reading: Reading) -> str:
        return next((topic for topic in reading.named if topic in self.pack.topics), "")

    def _pointed_at(self, reading: Reading) -> str:
        """The topic spoken of, where a word points to it: "isn't that risky"."""
        topic = str(reading.slots.get("topic") or "")
        points = not self.pack.words.pronouns.isdisjoint(reading.text.lower().split())
        return topic if points and topic in self.pack.topics else ""

    def _unknown(self, reading: Reading) -> str:
        words = reading.metadata.get("unexplained", ())
        return " ".join(words) if len(words) <= NAMED else ""


def _states(message: str) -> bool:
    """Whether a message tells or exclaims something and asks nothing, so that no answer to it is missed."""
    return "?" not in message and (_REMARK.match(message) is not None or message.rstrip().endswith("!"))


def _likeliest(reading: Reading) -> str:
    """The intent that was not likely enough."""
    return str((reading.metadata.get("nearest") or {}).get("intent") or "")
