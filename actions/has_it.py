"""Parts and foundations, yes or no: "does a VAE have a discriminator?", "are CNNs used in LLMs?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.asking import topic_buttons
from actions.extracted import Named
from actions.faq import ActionFaq
from actions.not_only import not_only
from actions.reading import Reading
from actions.reply import Reply
from actions.saying import passage
from actions.select import ActionSelect
from actions.verifying import VerifyingAction
from knowledge.query import Constraint, Evidence, Query, Truth, related, run
from knowledge.topic import Topic

_NEEDED = re.compile(r"(?:(?:and|so|but) )*(?:do|does|must|should|would|will) (?:i|we|one|you|people) ")
"""What asks whether one needs a thing in order to use another."""
_SOME = re.compile(r"\b(?:some|for instance|sometimes)\b")
_ALL = re.compile(r"\b(?:all|every|each|always)\b")
_IN_PART = re.compile(r"\b(?:some|most|mostly|sometimes|older|others|as in|such as)\b")
_ONLY = re.compile(r"\b(?:only|exclusively|solely|just)\b")
_ONLY_SOME = re.compile(
    r"(?:(?:and|so|but|then|is|it|that|this|are|there|do|does|did|have|has|can) )*(?:only|just|solely|exclusively) "
)
_INSIDE = re.compile(
    r"\b(?:used (?:in|by|for)|part of|there|(?:absent|missing) (?:in|from))\b|^(?:is|are) .* in(?:side|to)? "
    r"|\b(?:is|are) (?:not |never |also |really )?(?:found |contained |included |present |built )?in(?:side|to)?\b"
)
"""What names the part before the whole."""


class ActionHasIt(VerifyingAction):
    """Whether a topic has, uses or rests on another."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_has_it"

    def reply(self, reading: Reading) -> Reply:
        """Both directions are tried: "is X used in Y" and "does Y have X"."""
        if (each := self.of_each(reading)) is not None:
            return each
        if len(reading.listed) > 1:
            return ActionSelect(self.pack).reply(reading)  # "Does it work with diffusion?", of what was listed.
        topic, other = self.two(reading)
        if topic is None or not other:
            return Reply(response="utter_ask_second_topic", expecting=True)
        if (more := self._not_only(topic, other, reading)) is not None:
            return more
        if _NEEDED.match(reading.text) and other in self.pack.topics:
            if (said := self._needed(topic.id, other, reading)) is not None:
                return said
            topic, other = self.pack.topics[other], topic.id  # "Do I need an API for Claude?" asks what Claude takes.
        turned = self._used_in(reading.text) and other in self.pack.topics
        if turned:
            topic, other = self.pack.topics[other], topic.id
        truth, evidence, owner, part = self._found(topic, other)
        if truth == "yes" and turned and _ONLY.search(reading.text) and (also := self._also(part, owner)):
            return also
        if truth == "yes":
            said = self.verdict("yes", owner, self._statement(owner, part, evidence), evidence, self.noted(evidence))
            return _not_all(said, evidence) if _ALL.search(reading.text) else said
        if truth == "no":
            note = next((e.fact.note for e in evidence if e.fact), "")
            statement = self.sayer().denial(owner, "has_part", part)
            statement = f"{statement.rstrip('.')} ({note})." if note else statement
            return self.verdict("no", owner, statement, evidence, self._instead(owner))
        owner, part = topic, other
        if self.pack.plays(topic.id, "risk") and other in self.pack.topics:
            owner, part = self.pack.topics[other], topic.id  # "Bias? Are image generators affected too?"
        found = self._risk(owner, part, reading.text) or self._underneath(owner, part, reading.text)
        found = found or self._spoken_of(owner, part)
        one, part = self.sayer().the(topic.id), self.sayer().the(other)
        asked = f"it takes {part} to use {one}" if _NEEDED.match(reading.text) else f"{one} has or uses {part}"
        return found or self.unknown(topic, asked)

    def _not_only(self, topic: Topic, other: str, reading: Reading) -> Reply | None:
        """No, where others have it too: "only LLMs do that?", of hallucinations."""
        if not _ONLY_SOME.match(reading.text) or other not in self.pack.topics:
            return None
        thing, but = (topic, other) if topic.id not in reading.named else (self.pack.topics[other], topic.id)
        if (more := not_only(self.pack, thing, but)) is not None:
            return more
        truth, evidence, owner, part = self._found(topic, other)
        said = self._statement(owner, part, evidence) if truth == "yes" else ""
        return Reply(
            f"I know of no other, which is not to say that there is none. {said}".strip(),
            sources=tuple(dict.fromkeys(e.source for e in evidence)) if said else (),
            buttons=topic_buttons(self.pack, thing.id),
            answers=(f"{thing.id}.verdict",),
            topic=thing.id,
        )

    def _needed(self, thing: str, use: str, reading: Reading) -> Reply | None:
        """What is curated on both, or on needing the thing at all: "do I need a GPU to use ChatGPT?"."""
        entries = [e for e in self.pack.entries.values() if e.kind == "faq" and e.about[:1] == (thing,)]
        both = (e for e in entries if use in e.about)
        known = self.pack.topics[thing]
        names = "|".join(re.escape(name.lower()) for name in (known.name, known.called, *known.aliases))
        wanted = re.compile(rf"{_NEEDED.pattern}(?:need|own|have to buy) (?:an? )?(?:{names})\b")
        asked = (e for e in entries if any(wanted.match(ask.lower()) for ask in e.asks))
        entry = next(both, None) or next(asked, None)
        said = (Named("entry", entry.id),) if entry else ()
        return ActionFaq(self.pack).reply(replace(reading, entities=said)) if entry else None

    def _also(self, part: str, owner: Topic) -> Reply | None:
        """ "Only used in X?": No, where the facts name others that use it."""
        found = run(Query(where=(Constraint("element", "is", part),)), self.pack)
        others = [item for item in found if item.topic.id not in (owner.id, part)][:4]
        if not others:
            return None
        names = self.sayer().names([item.topic.id for item in others])
        evidence = tuple(e for item in others for e in item.evidence)
        text = f"not only. Of those I know, {names} have to do with it as well."
        return self.verdict("no", self.pack.topics.get(part, owner), text, evidence)

    def _used_in(self, text: str) -> bool:
        return _INSIDE.search(text) is not None and " based on " not in text

    def _found(self, topic: Topic, other: str) -> tuple[Truth, tuple[Evidence, ...], Topic, str]:
        truth, evidence = related(topic, "element", other, self.pack)
        if truth != "unknown":
            return truth, evidence, topic, other
        inverse = self.pack.topics.get(other)
        if inverse is not None:
            for relation in ("has_part", "based_on"):
                facts = tuple(f for f in self.pack.facts(other, relation) if f.target == topic.id)
                if facts:
                    return "yes", tuple(Evidence(f.source, fact=f, relation=relation) for f in facts), inverse, topic.id
            if any(f.target == topic.id for f in self.pack.facts(other, "lacks")):
                facts = tuple(f for f in self.pack.facts(other, "lacks") if f.target == topic.id)
                return "no", tuple(Evidence(f.source, fact=f, relation="lacks") for f in facts), inverse, topic.id
        for above in self._above(topic):
            truth, evidence = related(above, "element", other, self.pack)
            fact = evidence[0].fact if truth == "yes" and evidence[0].relation in ("has_part", "part_of") else None
            if fact is not None and not _SOME.search(fact.note):  # What some of them have, each need not have.
                return truth, evidence, above, other
        return "unknown", (), topic, other

    def _above(self, topic: Topic) -> list[Topic]:
        """What a topic is, nearest first: what every LLM has, GPT-4 has."""
        direct = [f.target for f in self.pack.facts(topic.id, "is_a")]
        wider = sorted(self.pack.ancestors.get(topic.id, frozenset()) - set(direct))
        near = (above for above in (*direct, *wider) if above not in self.pack.wide)
        return [self.pack.topics[above] for above in near if above in self.pack.topics]

    def _statement(self, owner: Topic, part: str, evidence: tuple[Evidence, ...]) -> str:
        relation = evidence[0].relation if evidence else "has_part"
        fact = evidence[0].fact if evidence else None
        if fact is not None and fact.target != owner.id:
            return self.sayer().relation(owner, relation, (fact,)).text
        return f"{self.sayer().the(part)} is part of {self.sayer().the(owner.id)}."

    def _instead(self, owner: Topic) -> str:
        parts = self.pack.facts(owner.id, "has_part")
        return self.sayer().relation(owner, "has_part", parts).text if parts else ""

    def _underneath(self, topic: Topic, risk: str, asked: str) -> Reply | None:
        """A limit of what a topic rests on: ChatGPT is built on an LLM, and an LLM hallucinates."""
        facts = ((relation, fact) for relation in ("is_a", "based_on") for fact in self.pack.facts(topic.id, relation))
        for relation, fact in facts:
            under = self.pack.topics.get(fact.target)
            if under is not None and (found := self._risk(under, risk, asked)):
                lead, _, rest = found.text.partition(" ")
                resting = self.sayer().relation(topic, relation, (fact,)).text
                sources = (fact.source, *found.sources)
                return replace(found, text=f"{lead} {resting} {rest}", sources=sources, topic=topic.id)
        return None

    def _spoken_of(self, topic: Topic, other: str) -> Reply | None:
        """What the page of a risk says of what is asked about, where no fact settles it."""
        pair = [one for one in (topic, self.pack.topics.get(other)) if one is not None]
        for risk, asked in zip(pair, reversed(pair), strict=True):
            names = sorted({name for name in (asked.name, asked.plural, asked.short, *asked.aliases) if len(name) > 2})
            spoken = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})", re.IGNORECASE)
            for side, prose in risk.facets.items() if self.pack.plays(risk.id, "risk") else ():
                if said := passage(prose, spoken):
                    lead = f"No fact settles it, but this I know of {self.sayer().the(risk.id)}:"
                    return Reply(
                        f"{lead} {said}",
                        sources=prose.sources,
                        answers=(f"{risk.id}.{side}",),
                        topic=risk.id,
                        buttons=topic_buttons(self.pack, risk.id, side),
                    )
        return None

    def _risk(self, topic: Topic, other: str, asked: str) -> Reply | None:
        """ "Do LLMs hallucinate?": a limit named among what it is poor at, or in the prose of its limits."""
        prose = topic.facets.get("limits")
        known = self.pack.topics.get(other)
        if prose is not None and known is not None and self.pack.plays(known.id, "risk"):
            for name in (known.name, known.called, *known.aliases):
                if name.lower()[:7] in prose.text.lower():
                    own = known.facets.get("define")
                    lead = "No, it is not free of it." if " free " in f" {asked} " else "Yes."
                    text = (
                        f"{lead} {prose.text}" if own is None else f"{lead} {own.first_sentence} {prose.first_sentence}"
                    )
                    return Reply(text, sources=prose.sources, answers=(f"{topic.id}.limits",), topic=known.id)
        return None


def _not_all(said: Reply, evidence: tuple[Evidence, ...]) -> Reply:
    """A Yes to "do all of them have it?", where the fact is noted to hold of some."""
    noted = evidence and evidence[0].fact is not None and _IN_PART.search(evidence[0].fact.note)
    return replace(said, text=said.text.replace("Yes:", "Not all:", 1)) if noted else said
