"""Abilities, yes or no: "can LLMs make images?", "is Sora for music?"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.advising import fitting
from actions.apiece import gone
from actions.as_well import MOST, able_to, as_well
from actions.asking import topic_buttons
from actions.extracted import Named
from actions.polarity import DENIED
from actions.reading import Reading
from actions.reply import Reply, capital
from actions.saying import Said, Sayer
from actions.select import ActionSelect
from actions.status import ActionStatus
from actions.verifying import VerifyingAction, together
from knowledge.query import Constraint, Evidence, Query, Truth, making, related, run
from knowledge.topic import Topic

_ASKED = re.compile(r"(?:can|could|does|do|did|is|are|will|would|which|what|who|how)\b|.*\b(?:that|which|who|without) ")
_WE_TAKE = re.compile(
    r"\b(?:could|can|may|might|shall|should|would|if|not) (?:i|we|one) "
    r"(?:(?:not|also|just|simply|maybe|perhaps|rather) )*"
    r"(?:take|took|use|used|try|tried|have|choose|go|went|do it|work)\b|"
    r"\b(?:do|work|serve|suffice|fit) (?:instead|too|as well)\b"
)
_TWO = re.compile(r"\b(?:both|either|each|and|or|they|them)\b")
_THEY = re.compile(r"\b(?:they|those|them)\b")
_MAKING = re.compile(r"\b(?:writes?|draws?|paints?|composes?|creates?|generates?|produces?|sings?|authors?|drafts?)\b")
_INTO = re.compile(r"\b(?:into|from)\b")
_TAKING = ("read", "hear", "see ", "understand", "listen", "look at", "recogni", "take", "analy", "handle", "work with")


class ActionCanIt(VerifyingAction):
    """Whether a topic is made for a task or deals with a medium."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_can_it"

    def reply(self, reading: Reading) -> Reply:
        """By the facts on tasks first, then on media; advice where only that speaks of it."""
        if len(reading.listed) > 1:
            return ActionSelect(self.pack).reply(_of_them(reading))  # "Can any of them do images as well?"
        several = [self.pack.topics[t] for t in reading.of_type("topic", "organisation") if t in self.pack.topics]
        topic = next(iter(several), None)
        if topic is None and reading.intent != "doable":
            topic = next((self.pack.topics[t] for t in reading.topics if t in self.pack.topics), None)
        if topic is not None and _WE_TAKE.search(reading.text) and gone(topic):
            return self._no_longer(topic, reading)
        if len(several) == 2 and _TWO.search(reading.text):
            return self._each(several, reading)
        if (other := as_well(reading, self.pack)) is not None:
            return other  # "And can it do songs?", where speech was spoken of.
        return self._one(topic, reading)

    def _no_longer(self, topic: Topic, reading: Reading) -> Reply:
        """What became of what might be taken, behind what it could: "could I take Sora instead?"."""
        state = ActionStatus(self.pack).reply(replace(reading, entities=(Named("topic", topic.id),)))
        able = next(filter(None, (self.able(topic, task) for task in reading.of_type("task"))), None)
        if able is None or topic.status is None or topic.status.state != "historical":
            return state
        sources = tuple(dict.fromkeys((*able.sources, *state.sources)))
        return replace(able, text=f"{able.text} {state.text}", sources=sources)

    def _each(self, topics: list[Topic], reading: Reading) -> Reply:
        """Of each of two: "can both draw?"; what one of them can not do goes first."""
        told = sorted((self._one(topic, reading) for topic in topics), key=lambda reply: reply.text.startswith("Yes"))
        sources = tuple(dict.fromkeys(source for reply in told for source in reply.sources))
        pair = tuple(topic.id for topic in topics)
        return replace(told[0], text="\n".join(reply.text for reply in told), sources=sources, compared=pair)

    def _one(self, topic: Topic | None, reading: Reading) -> Reply:
        """Of one topic; of none, whether anything known can do it."""
        asked = _WE_TAKE.sub(" ", f"{reading.first('carried').lower()} {reading.text}").strip()
        tasks = [t for t in reading.of_type("task") if topic is None or t != topic.id]
        media = reading.of_type("medium")
        if any(stem in asked for stem in _TAKING):
            taken = self._taken(topic, reading, tasks)
            tasks, media = [t for t in tasks if t not in taken], (*media, *taken.values())
        if topic is not None and (claimed := self._claimed(topic, reading)) is not None:
            return claimed
        if len(media) == 2 and _INTO.search(asked):
            media = media[1:]  # "Can AI turn a photo into a 3D scene?": the scene is what it has to make.
        if topic is not None and topic.kind == "task" and not (tasks or media) and topic.id in reading.of_type("task"):
            return self._anything(topic.id, reading)  # "Can it sing?", where making music was spoken of.
        if topic is None and (tasks or media):
            return self._anything((*tasks, *media)[0], reading)
        if topic is None or not (tasks or media):
            return Reply(response="utter_ask_task", expecting=True)
        able = [self.able(topic, task) for task in tasks]
        if tasks and media and not any(able) and (told := self._told(topic, tasks)) is not None:
            return told  # "Can AI make sign language videos?": that it makes videos does not answer it.
        of_task = any(able) and " and " not in asked  # "classify texts": the medium is what the task works on.
        able += [self._working_on(topic, m) if of_task else self._medium(topic, m, asked) for m in media]
        found = [reply for reply in able if reply is not None]
        if found:
            either = " or " in asked and len(found) == 2  # "Does it make pictures or music?"
            told = (
                together(found) if either else _together(sorted(found, key=lambda reply: reply.text.startswith("Yes")))
            )
            return self._by_its_counterpart(told, topic, (*tasks, *media))
        for subject in (*tasks, *media):
            if (other := self._members(topic, subject) or self._advised(topic, subject)) is not None:
                return other
        if (beside := self._beside(topic)) is not None:
            return beside
        subject = self.pack.name((*tasks, *media)[0])
        return self.unknown(topic, f"{self.sayer().the(topic.id)} does or does not do {subject}")

    def _taken(self, topic: Topic | None, reading: Reading, tasks: list[str]) -> dict[str, str]:
        """Tasks named by nothing but what they make, and that: what takes in speech is not asked to make any."""
        takes = {fact.target for fact in self.pack.facts(topic.id, "takes")} if topic else set()
        bare = {e.value for e in reading.entities if e.entity == "task" and len(reading.surface(e).split()) <= 1}
        made = {task: self.pack.facts(task, "produces")[:1] for task in tasks if task in bare}
        return {task: facts[0].target for task, facts in made.items() if facts and facts[0].target in takes}

    def _claimed(self, topic: Topic, reading: Reading) -> Reply | None:
        """A claim of what it deals with and what not: "NeRFs take photos, not text"."""
        denied = {e.value for e in reading.entities if e.entity == "medium" and e.role == "not"}
        stated = {e.value for e in reading.entities if e.entity == "medium" and e.role != "not"}
        stated |= {f.target for task in reading.of_type("task") for f in self.pack.facts(task, "produces")}
        facts = (*self.pack.facts(topic.id, "takes"), *self.pack.facts(topic.id, "produces"))
        if not denied or not facts or _ASKED.match(reading.text) or (not stated and DENIED.search(reading.text)):
            return None
        media = {fact.target for fact in facts}
        if not media & denied and not {"takes", "produces"} <= set(topic.complete):
            return None  # What nothing says may be so all the same.
        truth: Truth = "yes" if stated <= media and not media & denied else "no"
        return self.verdict(truth, topic, self._media(topic), tuple(Evidence(f.source, fact=f) for f in facts))

    def _by_its_counterpart(self, reply: Reply, topic: Topic, subjects: tuple[str, ...]) -> Reply:
        """With what does it instead, where that is another part of the same whole: in a GAN, the generator."""
        wholes = [f.target for f in self.pack.facts(topic.id, "part_of") if f.target not in self.pack.wide]
        for whole in wholes if reply.text.startswith("No") else ():
            others = [f.target for f in self.pack.facts(whole, "has_part") if f.target != topic.id]
            for part in (self.pack.topics[other] for other in others if other in self.pack.topics):
                facts = [f for r in ("produces", "good_for") for f in part.facts.get(r, ()) if f.target in subjects]
                if facts:
                    said = capital(f"in {self.sayer().the(whole)}, {self.sayer().the(part.id)} does that.")
                    sources = tuple(dict.fromkeys((*reply.sources, facts[0].source)))
                    return replace(reply, text=f"{reply.text} {said}", sources=sources)
        return reply

    def _beside(self, part: Topic) -> Reply | None:
        """What a part does and what its counterpart does, where no fact decides: "does the encoder draw?"."""
        for curated in self.pack.comparisons.values() if self.pack.plays(part.id, "part") else ():
            if part.id in curated.sides and all(self.pack.plays(side, "part") for side in curated.sides):
                reference, sides = f"compare/{curated.id}", curated.sides
                return Reply(
                    curated.short, sources=curated.sources, answers=(reference,), topic=part.id, compared=sides
                )
        return None

    def _told(self, topic: Topic, tasks: list[str]) -> Reply | None:
        """What its members or the advice say of the first task that either speaks of."""
        found = (self._members(topic, task) or self._advised(topic, task) for task in tasks)
        return next((reply for reply in found if reply is not None), None)

    def _anything(self, subject: str, reading: Reading) -> Reply:
        """ "Can machines paint?": what does, of all that is known; "do they sing?": of what was listed."""
        pointed = _THEY.search(reading.text) is not None
        listed = reading.slot_ids("listed") if pointed and reading.answered == "list" else ()
        focus = str(reading.slots.get("topic") or "")
        if pointed and not listed and focus != subject and focus in self.pack.topics:
            return self._one(self.pack.topics[focus], reading)
        medium = subject in self.pack.card.media
        where = (Constraint("makes_medium" if medium else "task", "is", subject),)
        found = run(Query(among=listed, where=where), self.pack) or run(Query(where=where), self.pack)
        classes = self.pack.classes
        most = len(listed) or MOST
        named = [item for item in found if item.topic.id not in classes][:most] or list(found[:most])
        if not named:
            return Sayer(self.pack).mentioned(subject)
        names = self.sayer().names([item.topic.id for item in named])
        able = able_to(subject, self.pack)
        first = named[0]
        noted = self._reason(first.evidence[0].fact) if first.evidence and first.evidence[0].fact else ""
        more = f" {capital(self.sayer().the(first.topic.id))} can{noted}." if noted else ""
        return Reply(
            f"Yes: of {'these' if listed else 'what I know'}, {names} {able}.{more}",
            sources=tuple(dict.fromkeys(e.source for item in named for e in item.evidence)),
            buttons=topic_buttons(self.pack, subject),
            answers=(f"{subject}.verdict",),
            topic=subject if subject in self.pack.topics else None,
            listed=tuple(item.topic.id for item in named),
        )

    def _members(self, topic: Topic, subject: str) -> Reply | None:
        """ "Can generative AI compose music?": a class can do what some of its members can."""
        group = "makes_medium" if subject in self.pack.card.media else "task"
        able_ones = run(Query(where=(Constraint("kind", "is", topic.id), Constraint(group, "is", subject))), self.pack)
        classes = self.pack.classes
        found = [item for item in able_ones if item.topic.id not in classes] or able_ones
        if not found:
            return None
        members = [item.topic.id for item in found[:MOST]]
        evidence = tuple(e for item in found[:MOST] for e in item.evidence)
        said = f"of those I know, {self.sayer().names(members)} {able_to(subject, self.pack)}."
        reply = self.verdict("yes", topic, said, evidence)
        if topic.id not in self.pack.wide or subject not in self.pack.topics:
            return reply
        # "Can AI make songs?": what is spoken of then is making songs, and "who offers that?" asks who makes the tools.
        buttons = topic_buttons(self.pack, subject)
        return replace(reply, topic=subject, listed=tuple(members), buttons=buttons)

    def _advised(self, topic: Topic, subject: str) -> Reply | None:
        """What the advice for a task says of it."""
        advice = next(iter(self.pack.advice_for.get(subject, ())), None)
        fit = fitting(self.pack, advice, topic.id) if advice is not None else None
        if advice is None or (fit is None and topic.id not in self.pack.wide):
            return None
        lead = {"yes": "Yes. ", "partly": "In part. ", "no": "No. "}[fit] if fit else ""
        makes = self.pack.facts(topic.id, "produces") if fit == "no" else ()
        said = self.sayer().relation(topic, "produces", makes) if makes else Said("")
        return Reply(
            f"No: {said.text} {advice.verdict}" if makes else f"{lead}{advice.verdict}",
            sources=tuple(dict.fromkeys((*said.sources, *advice.sources))),
            answers=(f"advice/{advice.id}",),
            topic=topic.id,
            buttons=topic_buttons(self.pack, topic.id),
        )

    def _working_on(self, topic: Topic, medium: str) -> Reply | None:
        """No for a task on a medium that the topic is known not to take: "can AlexNet classify texts?"."""
        facts = self.pack.facts(topic.id, "takes")
        if "takes" not in topic.complete or not facts or any(fact.target == medium for fact in facts):
            return None
        return self.verdict("no", topic, self._media(topic), tuple(Evidence(f.source, fact=f) for f in facts))

    def _medium(self, topic: Topic, medium: str, asked: str) -> Reply | None:
        """Whether it makes a medium or, where that is asked, takes it in; input is not passed off as output."""
        taking = any(stem in asked for stem in _TAKING)
        truth, evidence = related(topic, "takes_medium" if taking else "makes_medium", medium, self.pack)
        said = self._media(topic)
        if truth == "yes":
            return self.verdict("yes", topic, said, evidence, self.noted(evidence))
        for task in making(medium, self.pack) if not taking else ():
            if (able := self.able(topic, task.id)) is not None:
                return able
        facts = self.pack.facts(topic.id, "takes" if taking else "produces")
        sources = tuple(Evidence(f.source, fact=f) for f in facts)
        if truth == "no" or (facts and ("takes" if taking else "produces") in topic.complete):
            return self.verdict("no", topic, said, sources)
        other, found = related(topic, "makes_medium" if taking else "takes_medium", medium, self.pack)
        if other == "yes" and not facts and not taking and _MAKING.search(asked):
            return self._unable(topic, medium)  # That BERT reads text is no answer to whether it writes any.
        if other == "yes" and not facts and not taking:
            return self.verdict("yes", topic, said, found)  # What makes nothing is used for what it takes.
        if other == "yes" and facts:
            way = "as output" if taking else "as input"
            return Reply(
                f"Only {way}, as far as I know: {said}",
                sources=tuple(e.source for e in found),
                answers=(f"{topic.id}.media",),
                topic=topic.id,
            )
        return None

    def _unable(self, topic: Topic, medium: str) -> Reply | None:
        """No, where it is no good for a task in which that medium is made."""
        tasks = (t.id for t in self.pack.topics.values() if t.kind == "task")
        made = [task for task in tasks if any(f.target == medium for f in self.pack.facts(task, "produces"))]
        advice = self.pack.card.media[medium].advice  # What the medium stands for comes first: writing, for text.
        made.sort(key=lambda task: all(one.id != advice for one in self.pack.advice_for.get(task, ())))
        able = (self.able(topic, task) for task in made)
        return next((reply for reply in able if reply is not None and reply.text.startswith("No")), None)

    def _media(self, topic: Topic) -> str:
        """What it takes and what it makes, as sentences."""
        return " ".join(
            self.sayer().relation(topic, relation, found).text
            for relation in ("takes", "produces")
            if (found := self.pack.facts(topic.id, relation))
        )


def _of_them(reading: Reading) -> Reading:
    """A question on what was listed, without the one of it that is in focus."""
    kept = (e for e in reading.entities if e.entity in ("among", "task", "medium"))
    return replace(reading, entities=tuple(kept))


def _together(found: list[Reply]) -> Reply:
    """What cannot be done before what can, where both were asked: "does it make pictures and handle audio?"."""
    first, rest = found[0], [reply for reply in found[1:] if reply.text[:3] != found[0].text[:3]]
    if not rest:
        return first
    sources = tuple(dict.fromkeys(source for reply in (first, *rest) for source in reply.sources))
    return replace(first, text=" ".join(reply.text for reply in (first, *rest)), sources=sources)
