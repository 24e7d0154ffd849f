"""Checks on the seed text: "is the article wrong about VAEs?", "the article gives another year, does it not?"."""

from __future__ import annotations

import re

from actions.action import PackAction
from actions.asking import topic_buttons
from actions.attributed import AGREED, about, likeness, told
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import Sayer, definition
from knowledge.answers import Claim
from knowledge.topic import Topic

_YEARS = re.compile(r"\b(?:years?|dates?|dated|when|(?:1[89]|20)\d\d)\b")
_RIGHT = re.compile(r"\b(?:right|correct|accurate|true|reliable|precise|agree|agrees|exact)\b")
_WRONG = re.compile(
    r"\b(?:is|are|was|does|do|did|so) .*\b(?:wrong|false|incorrect|mistaken|err|errs|mistakes?|errors?)\b"
)
_MENTIONS = re.compile(
    r"\b(?:do|does|did) .*\b(?:mention|name|speak of|talk about|cover|treat|say (?:any|some)thing (?:about|on)) "
)
_ASKS_WHAT = re.compile(r"(?:and |so |but )?(?:what|where|which|how)\b")


class ActionClaimed(PackAction):
    """What the text says on a topic, and what of it is corrected."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_claimed"

    def reply(self, reading: Reading) -> Reply:
        """The corrected claims; else those that my facts agree with, else that there is none."""
        named = [
            t for t in (*reading.named, *reading.topics, str(reading.slots.get("topic") or "")) if t in self.pack.topics
        ]
        things = [t for t in named if self.pack.kind_of(t) not in ("organisation", "person")]
        topic = self.pack.topics.get(next(iter(things or named), ""))
        if topic is None:
            return Reply(response="utter_ask_topic", expecting=True)
        asked = reading.message.lower()
        claims = self._of(topic, asked)
        if corrected := [claim for claim in claims if claim.rather]:
            return told(corrected, self.pack, topic.id, _lead(asked, "In part.", "Not quite."))
        if claims:
            lead = _lead(asked, "Not that I know.", "Yes, as far as I know.")
            return told(claims[:2], self.pack, topic.id, lead, AGREED)
        return self._unclaimed(topic, dated=_YEARS.search(asked) is not None)

    def _of(self, topic: Topic, asked: str) -> list[Claim]:
        """The claims on a topic that answer what is asked: of its dates, those that hold a year; the nearest first."""
        dated = _YEARS.search(asked) is not None
        found = [
            claim
            for claim in self.pack.claims
            if not (claim.rhetoric or claim.advertising)
            and topic.id in about(claim, self.pack)
            and not (dated and not _YEARS.search(claim.says))
        ]
        if not found:
            below = {t for t, above in self.pack.ancestors.items() if topic.id in above}
            found = [c for c in self.pack.claims if below & set(about(c, self.pack)[:1])]
        subject = [claim for claim in found if about(claim, self.pack)[0] == topic.id]
        return sorted(subject or found, key=lambda claim: -likeness(claim, asked, self.pack))

    def _unclaimed(self, topic: Topic, *, dated: bool) -> Reply:
        """That the text claims nothing of the kind, with what is known instead."""
        sayer = Sayer(self.pack)
        said = (sayer.dates(topic) if dated and topic.dates else None) or definition(self.pack, topic)
        what = f"dates {sayer.the(topic.id)}" if dated else f"claims something of {sayer.the(topic.id)}"
        return Reply(
            f"I have noted no place where the {self.pack.card.seed} {what}. {said.text}",
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id),
            answers=(f"{topic.id}.claims",),
            topic=topic.id,
        )


def _lead(asked: str, wrong: str, right: str) -> str:
    """What a question begins to be answered by: whether the text is wrong, or right; nothing where it asks what is."""
    if _ASKS_WHAT.match(asked):
        return ""
    if _MENTIONS.search(asked):
        return "Yes."
    return wrong if _WRONG.search(asked) else right if _RIGHT.search(asked) else ""
