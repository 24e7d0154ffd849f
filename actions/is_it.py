"""Kinds, yes or no: "is a NeRF a kind of GAN?", "is every generative AI an LLM?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.asking import topic_buttons
from actions.compare import ActionCompare
from actions.exclusive import only
from actions.foremost import THE_FIRST, as_first, not_the_first
from actions.not_only import not_only
from actions.reading import TOPICAL, Reading
from actions.reply import Reply, capital, uncapital
from actions.saying import definition
from actions.verifying import VerifyingAction, in_order, together
from knowledge.query import EXCLUDING, Evidence, related
from knowledge.topic import Fact, Topic

_EITHER = re.compile(r"\bor\b|\bboth\b|\bneither\b")
_SAME = re.compile(r"\b(?:the|one and the) same\b|\bidentical\b|\bsynonyms?\b")


class ActionIsIt(VerifyingAction):
    """Whether a topic is a kind of, or a part of, another."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_is_it"

    def reply(self, reading: Reading) -> Reply:
        """Yes by way of what it is; No where it is the other way round or a fact excludes it."""
        if (each := self.of_each(reading)) is not None:
            return each
        if (alone := only(reading, self)) is not None:
            return alone
        topic, other = self.two(reading)
        if topic is not None and [e.value for e in reading.entities if e.entity in TOPICAL].count(topic.id) > 1:
            return self._named_so(topic)
        if topic is not None and not other and reading.listed:
            return self._listed(topic, reading)
        if topic is None or not other:
            return Reply(response="utter_ask_second_topic", expecting=True)
        if _SAME.search(reading.text) and len(reading.topics) == 2:
            return ActionCompare(self.pack).reply(reading)
        others = [e.value for e in reading.entities if e.value != topic.id and e.entity in (*TOPICAL, "kind")]
        if len(others) > 1 and _EITHER.search(reading.text):
            return self._either(topic, others, reading)
        medium = reading.first("medium")
        if medium and len(reading.topics) == 1:
            return self._medium(topic, medium, reading.text)
        kind = reading.first("kind")
        if kind and len(reading.topics) == 1:
            return self._kind(topic, kind)
        return self._related(topic, other, reading)

    def _either(self, topic: Topic, others: list[str], reading: Reading) -> Reply:
        """Each of some alternatives, what it is before what it is not: "is ChatGPT an LLM, generative AI or both?"."""
        known = self.pack.topics
        each = [self._found(topic, o, reading) if o in known else self._kind(topic, o) for o in others]
        return replace(together(each, "Not both: " if "both" in reading.text else ""), topic=topic.id)

    def _listed(self, topic: Topic, reading: Reading) -> Reply:
        """Whether it is in what was shown, or belongs to some of it: "which tools draw?", "is Sora one of them?"."""
        called = capital(self.sayer().the(topic.id))
        if topic.id in reading.listed:
            return self.verdict("yes", topic, f"{called} is one of them.", (), definition(self.pack, topic).text)
        each = [self.by_facts(topic, other) for other in reading.listed]
        told = in_order(filter(None, each))
        if told and (told[0].text.startswith("Yes") or len(reading.listed) == 2):
            return told[0]
        return self.verdict("no", topic, f"{called} is not in that list.", (), definition(self.pack, topic).text)

    def _named_so(self, topic: Topic) -> Reply:
        """Yes: the other words name it too: "is ELIZA the first chatbot?"."""
        said = definition(self.pack, topic)
        return Reply(
            f"Yes: {uncapital(said.text)}",
            sources=said.sources,
            buttons=topic_buttons(self.pack, topic.id, "define"),
            answers=(f"{topic.id}.define",),
            topic=topic.id,
        )

    def _related(self, topic: Topic, other: str, reading: Reading) -> Reply:
        turned = self.pack.topics.get(other)
        begun = reading.text.startswith(THE_FIRST) and as_first(topic.id, reading)
        if turned is not None and begun and not as_first(other, reading):
            topic, other = turned, topic.id  # "The first chatbot was ChatGPT."
        found = self._found(topic, other, reading)
        return replace(found, compared=found.compared or (topic.id, other))

    def _found(self, topic: Topic, other: str, reading: Reading) -> Reply:
        if topic.id in self.pack.ancestors.get(other, frozenset()):
            return self._turned(topic, self.pack.topics[other])
        if (first := not_the_first(self, topic, other, reading, self.by_facts)) is not None:
            return first
        if "part" in reading.text.split() and (part := self._part_of(topic, other)) is not None:
            return part
        answer = self.by_facts(topic, other)
        if answer is not None:
            return answer
        if self.pack.kind_of(other) == "task" and (able := self.able(topic, other)) is not None:
            return able
        curated = self.pack.comparison_of.get(frozenset((topic.id, other)))
        if curated is not None:
            reference = f"compare/{curated.id}"
            return Reply(curated.short, sources=curated.sources, answers=(reference,), topic=topic.id)
        return self._underneath(topic, other) or self.unknown(
            topic, f"{self.sayer().the(topic.id)} is {self.sayer().the(other)}"
        )

    def _underneath(self, topic: Topic, other: str) -> Reply | None:
        """Not as such, where a kind of the other is built on it: "are all transformers language models?"."""
        above = self.pack.ancestors
        kinds = [t for t in self.pack.topics.values() if other in above[t.id]]
        for kind in sorted(kinds, key=lambda t: -sum(t.id in each for each in above.values())):  # The widest first.
            facts = tuple(f for f in self.pack.facts(kind.id, "based_on") if f.target == topic.id)
            if facts:
                said = self.sayer().relation(kind, "based_on", facts)
                text = f"{said.text} {definition(self.pack, topic).text}"
                reply = self.verdict("no", topic, text, (Evidence(facts[0].source, fact=facts[0]),))
                return replace(reply, text=reply.text.replace("No:", "Not as such:", 1))
        return None

    def by_facts(self, topic: Topic, other: str) -> Reply | None:
        """Yes where a fact says so, No where one excludes it."""
        for group in ("kind", "element", "maker"):
            truth, evidence = related(topic, group, other, self.pack)
            relation = evidence[0].relation if evidence else "is_a"
            if truth == "yes" and group == "element" and relation != "is_a":
                return self._linked(topic, other, evidence)
            if truth == "yes":
                reply = self.verdict("yes", topic, self._why(topic, other, evidence), evidence, self.noted(evidence))
                return replace(reply, text=self._doubted(reply.text, topic, other, evidence[0].fact))
            if truth == "no" and evidence and relation in EXCLUDING.get(group, ()):
                statement = self.sayer().denial(topic, "is_a" if relation == "not_a" else "has_part", other)
                return self.verdict("no", topic, statement, evidence, self.noted(evidence) or self._instead(topic))
        return None

    def _doubted(self, text: str, topic: Topic, other: str, fact: Fact | None) -> str:
        """Yes only in a sense, where but one side of a dispute makes it that: BERT writes nothing, and is an LLM?"""
        if fact is None or fact.target in (topic.id, other) or self.pack.facts(topic.id, "produces"):
            return text
        one_sided = any(fact.source in dispute.says for dispute in topic.disputed)
        return text.replace("Yes:", "In a sense:", 1) if one_sided else text

    def _linked(self, topic: Topic, other: str, evidence: tuple[Evidence, ...]) -> Reply | None:
        """Not a kind of it, but a part of it or built on it: said as that; what is linked only by way of it is not."""
        fact, relation = evidence[0].fact, evidence[0].relation
        if fact is None or fact.target not in (topic.id, other):
            return None
        holder = topic if fact.target == other else self.pack.topics[other]
        said = self.sayer().relation(holder, relation, (fact,)).text
        if relation == "part_of" and not self._inside(topic.id, other):
            return self.verdict("yes", topic, said, evidence)
        reply = self.verdict("no", topic, said, evidence)
        return replace(reply, text=reply.text.replace("No:", "Not quite:", 1))

    def _inside(self, part: str, whole: str) -> bool:
        """Whether one is built into the other, as a transformer is into an LLM; a field only belongs to a wider one."""
        relations = ("has_part", "based_on")
        return any(fact.target == part for relation in relations for fact in self.pack.facts(whole, relation))

    def _part_of(self, topic: Topic, other: str) -> Reply | None:
        """ "Is the discriminator part of a VAE?": the facts may stand with the whole."""
        whole = self.pack.topics.get(other)
        truth, evidence = related(whole, "element", topic.id, self.pack) if whole else ("unknown", ())
        if whole is None or truth == "unknown":
            return None
        parts = self.pack.facts(other, "has_part")
        said = self.sayer().relation(whole, "has_part", parts).text if parts else ""
        fact = evidence[0].fact if evidence else None
        if truth == "yes" and fact is not None and fact.target == other:
            return self.verdict("yes", topic, self.sayer().relation(topic, "part_of", (fact,)).text, evidence)
        if truth == "yes":
            return self.verdict("yes", topic, said or f"{self.sayer().the(other)} has it.", evidence)
        statement = self.sayer().denial(whole, "has_part", topic.id)
        return self.verdict("no", topic, statement, evidence, f"{said} {self._holders(topic)}".strip())

    def _holders(self, part: Topic) -> str:
        """What has it as a part instead."""
        having = [
            t.id for t in self.pack.topics.values() if any(f.target == part.id for f in t.facts.get("has_part", ()))
        ]
        if not having:
            return ""
        sayer = self.sayer()
        return (
            f"{capital(sayer.the(part.id))} {'are' if sayer.plural(part) else 'is'} part of {sayer.names(having[:3])}."
        )

    def _turned(self, topic: Topic, part: Topic) -> Reply:
        """No: the other is a kind of this one."""
        whole = self.pack.name(topic.id)
        text = (
            f"it is the other way round. {capital(self.sayer().the(part.id))} is a kind of {whole}, "
            f"but not every {whole} is one."
        )
        reply = self.verdict("no", topic, text, (), self._whole(topic, part))
        return replace(reply, sources=tuple(fact.source for fact in part.facts.get("is_a", ())))

    def _whole(self, topic: Topic, part: Topic) -> str:
        curated = self.pack.comparison_of.get(frozenset((topic.id, part.id)))
        return curated.short if curated else ""

    def _why(self, topic: Topic, other: str, evidence: tuple[Evidence, ...]) -> str:
        """The fact that makes it a Yes, and the step from what the fact names to what was asked."""
        sayer, fact = self.sayer(), evidence[0].fact
        if fact is None or fact.target == topic.id:  # The fact stands with the other one, or above both.
            return f"{sayer.the(topic.id)} {'are' if sayer.plural(topic) else 'is'} part of {sayer.the(other)}."
        if fact.target == other and evidence[0].relation == "is_a":
            note = f" ({fact.note})" if fact.note else ""
            verb = "are" if sayer.plural(topic) else "is"
            return f"{sayer.the(topic.id)} {verb} a kind of {self.pack.name(other)}{note}."
        said = sayer.relation(topic, evidence[0].relation, (fact,)).text
        if fact.target == other:
            return said
        if evidence[0].relation == "is_a":
            return f"{said} That makes it a kind of {self.pack.name(other)}."
        return f"{said} {capital(sayer.the(fact.target))} is a kind of {self.pack.name(other)}."

    def _instead(self, topic: Topic) -> str:
        facts = self.pack.facts(topic.id, "is_a")
        counted = tuple(f for f in facts if self.pack.with_article(f.target) != self.pack.called(f.target))
        facts = counted or facts  # "A GAN is a generative model", and not "and deep learning".
        return self.sayer().relation(topic, "is_a", facts).text if facts else ""

    def _kind(self, topic: Topic, kind: str) -> Reply:
        known, own = self.pack.card.kinds.get(kind), self.pack.card.kinds.get(topic.kind)
        if known is None or own is None:  # A button may name anything.
            return Reply(response="utter_ask_second_topic", expecting=True)
        if topic.kind in self.pack.kinds_under(kind):
            return self.verdict("yes", topic, f"{self.sayer().the(topic.id)} is a {known.name}.", ())
        return self.verdict(
            "no", topic, f"I have {self.sayer().the(topic.id)} as a {own.name}, not as a {known.name}.", ()
        )

    def _medium(self, topic: Topic, medium: str, text: str) -> Reply:
        """ "Is GPT-4 purely text?": No if it deals with another medium as well."""
        facts = (*self.pack.facts(topic.id, "produces"), *self.pack.facts(topic.id, "takes"))
        others = [f for f in facts if f.target != medium]
        only = any(
            word in f" {text} " for word in (" only ", " purely ", " just ", " solely ", " exclusively ", " all ")
        )
        parts = [
            self.sayer().relation(topic, relation, found).text
            for relation in ("takes", "produces")
            if (found := self.pack.facts(topic.id, relation))
        ]
        if not facts:
            prose = topic.facets.get("uses") or topic.facets.get("define")
            if only and self.pack.plays(topic.id, "risk") and (more := not_only(self.pack, topic, medium)) is not None:
                return more
            if prose is not None and only:
                return Reply(
                    f"Not only. {prose.text}", sources=prose.sources, answers=(f"{topic.id}.uses",), topic=topic.id
                )
            return self.unknown(topic, f"{self.sayer().the(topic.id)} is for {self.pack.name(medium)}")
        sources = tuple(dict.fromkeys(f.source for f in facts))
        deals = any(f.target == medium for f in facts)
        yes = (deals and not others) if only else deals
        if (
            not yes
            and not only
            and not {"produces", "takes"} & set(topic.complete)
            and not self.pack.facts(topic.id, "poor_for")
        ):
            return self.unknown(topic, f"{self.sayer().the(topic.id)} is for {self.pack.name(medium)}")
        return Reply(
            f"{'Yes' if yes else 'No'}: {' '.join(parts)}",
            sources=sources,
            buttons=self.verdict("yes", topic, "", ()).buttons,
            answers=(f"{topic.id}.media",),
            topic=topic.id,
        )
