"""Facts as sentences: grammar of number and article, dates, relations, and what is known of a bare name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.reply import Reply, capital, joined
from knowledge.pack import Pack
from knowledge.topic import Event, Facet, Fact, Topic

WORKS = 2
"""Things that are named of a person's in a list of people."""
_HAPPENED = {
    "preprint": "was first posted as a preprint",
    "published": "was published",
    "introduced": "was introduced",
    "announced": "was announced",
    "preview": "opened as a preview",
    "released": "was released",
    "renamed": "was renamed",
    "retired": "was retired",
    "founded": "was founded",
    "began": "began",
    "ended": "ended",
    "born": "was born",
    "died": "died",
}
_NOUNS = {
    "preprint": "preprint",
    "published": "publication",
    "introduced": "introduction",
    "announced": "announcement",
    "preview": "preview",
    "released": "release",
    "renamed": "renaming",
    "retired": "retirement",
    "founded": "founding",
    "began": "beginning",
    "ended": "end",
    "born": "birth",
    "died": "death",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the sources it rests on."""

    text: str
    sources: tuple[str, ...] = ()


_LEANING = re.compile(r"(?:It|Its|They|Their|That|This|These|Those|So|But|And|Or|Then|Also|Both|Another|Other)\b")
"""What a sentence begins with that only makes sense behind the one before it."""


def passage(prose: Facet, spoken: re.Pattern[str], most: int = 1) -> str:
    """The first sentence that a pattern is found in, behind what it leans on, to `most` sentences if there are more.

    Empty where no sentence holds it.
    """
    sentences = prose.sentences
    place = next((at for at, sentence in enumerate(sentences) if spoken.search(sentence)), -1)
    if place < 0:
        return ""
    first = place
    while first and _LEANING.match(sentences[first]):
        first -= 1
    return " ".join(sentences[first : max(place + 1, first + most)])


class Sayer:
    """Says what facts mean, in the words of one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def the(self, identifier: str) -> str:
        """A name as an object or subject: `a VAE`, `ChatGPT`."""
        return self._pack.with_article(identifier)

    def names(self, identifiers: tuple[str, ...] | list[str], last: str = "and") -> str:
        """Several names as a list in a sentence."""
        return joined([self._pack.called(identifier) for identifier in identifiers], last)

    def targets(self, facts: tuple[Fact, ...]) -> str:
        """What facts point at, with their notes, as a list in a sentence."""
        return joined([self._target(fact) for fact in facts])

    def _target(self, fact: Fact) -> str:
        name = self._pack.with_article(fact.target) if fact.topic else self._pack.called(fact.target)
        return f"{name} ({fact.note})" if fact.note else name

    def plural(self, topic: Topic) -> bool:
        """Whether the name a sentence uses is a plural."""
        return topic.called == topic.plural

    def relation(self, topic: Topic, relation: str, facts: tuple[Fact, ...]) -> Said:
        """A relation as a sentence: `A VAE has an encoder, a decoder and a latent space.`"""
        worded = self._pack.relations[relation].says_of.get(topic.kind) or self._pack.relations[relation].says
        targets = self.targets(facts)
        if relation == "lacks":
            targets = self.names([fact.target for fact in facts], "or")
        return Said(self._sentence(worded, topic, targets), tuple(fact.source for fact in facts))

    def _sentence(self, worded: str, topic: Topic, targets: str) -> str:
        many = self.plural(topic)
        verbs = {"is": "are", "has": "have", "was": "were", "makes": "make", "takes": "take", "does": "do"}
        chosen = {singular: plural if many else singular for singular, plural in verbs.items()}
        text = worded.format(subject=self.the(topic.id), targets=targets, target=targets, **chosen)
        return capital(f"{text.rstrip('.')}.")

    def denial(self, topic: Topic, relation: str, target: str) -> str:
        """A relation denied: `A VAE has no discriminator.`"""
        name = self._pack.called(target) if relation in ("has_part", "part_of") else self.the(target)
        return self._sentence(self._pack.relations[relation].none, topic, name)

    def dates(self, topic: Topic) -> Said:
        """When a topic appeared, the event that counts first, the others behind it."""
        main = topic.main_event()
        if main is None:
            return Said("")
        first = f"{self.the(topic.id)} {self._happened(main, self.plural(topic))}"
        others = [e for e in topic.dates if e is not main and e.on != main.on and not self._echo(e, main)][:3]
        more = f" ({'; '.join(self._aside(event) for event in others)})" if others else ""
        disputes = " ".join(d.sentence for d in topic.disputed if d.field == "dates")
        text = f"{capital(first)}{more}. {disputes}".strip()
        return Said(text, tuple(dict.fromkeys(e.source for e in (main, *others))))

    def _echo(self, event: Event, main: Event) -> bool:
        """Whether an event only repeats, less exactly, the year of the main one."""
        told = event.note and not event.source.startswith(f"{self._pack.card.seed}#")
        return event.on.month is None and event.on.year == main.on.year and not told

    def _happened(self, event: Event, many: bool) -> str:
        verb = _HAPPENED[event.event]
        verb = verb.replace("was ", "were ", 1) if many else verb
        if event.until is not None:
            verb = "lasted from" if event.event == "began" else verb
            return f"{verb} {event.on.spoken()} to {event.until.spoken()}"
        where = f" ({event.where})" if event.where else ""
        by = f" by {self._pack.called(event.by)}" if event.by else ""
        return f"{verb}{by} {'on' if event.on.day else 'in'} {event.on.spoken()}{where}"

    def _aside(self, event: Event) -> str:
        by = f" by {self._pack.called(event.by)}" if event.by else ""
        said = (
            f"the {self._pack.card.seed}'s year"
            if event.source.startswith(f"{self._pack.card.seed}#") and event.event == "introduced"
            else _NOUNS[event.event]
        )
        note = f", {event.note}" if event.note else ""
        return f"{said}{by}: {event.on.spoken()}{note}"

    def happened(self, topic: Topic, event: Event) -> str:
        """One event as a sentence: `Sora was retired on 24 September 2026.`"""
        note = f" ({event.note})" if event.note else ""
        return f"{capital(self.the(topic.id))} {self._happened(event, self.plural(topic))}{note}."

    def moment(self, topic: Topic, event: Event, with_year: bool = True) -> str:
        """An event in a list: `GAN (preprint, 10 June 2014)`; within one year, without the year."""
        when = event.on.spoken() if with_year or event.until is not None else event.on.within_year()
        when = f"{when} to {event.until.spoken()}" if event.until is not None else when
        what = "" if event is topic.main_event() and event.event == "began" else _NOUNS[event.event]
        by = f" by {self._pack.called(event.by)}" if event.by else ""
        return f"{topic.called} ({', '.join(part for part in (what + by, when, event.note) if part)})"

    def year(self, topic: Topic, event: Event | None = None) -> str:
        """A name with its year in brackets, or with the year and kind of another event that was asked for."""
        main = topic.main_event()
        if event is not None and main is not None and event.on.year != main.on.year:
            return f"{topic.called} ({_NOUNS[event.event]} {event.on.year}, first {main.on.year})"
        state = topic.status.state if topic.status else ""
        gone = {"retired": "retired", "renamed": "renamed", "research_only": "research only"}.get(state, "")
        inside = ", ".join(part for part in (str(main.on.year) if main else "", gone) if part)
        return f"{topic.called} ({inside})" if inside else topic.called

    def work(self, person: Topic) -> str:
        """A person with what is known to be of that person, in brackets; empty for what is none, or made nothing."""
        if person.kind != "person":
            return ""
        made = [
            t.called for t in self._pack.topics.values() for f in t.facts.get("made_by", ()) if f.person == person.id
        ]
        return f"{person.called} ({', '.join(made[:WORKS])})" if made else ""

    def mentioned(self, identifier: str) -> Reply:
        """What the facts say of a name that nobody has written up."""
        name = self._pack.called(identifier)
        the = self._pack.with_article(identifier)
        used = [
            (topic, relation, fact)
            for topic in self._pack.topics.values()
            for relation, facts in topic.facts.items()
            for fact in facts
            if fact.target == identifier
        ][:3]
        did = next((t for t in self._pack.topics.values() if any(e.by == identifier for e in t.dates)), None)
        if not used and did is not None:
            event = next(e for e in did.dates if e.by == identifier)
            text = f"I know {the} only from another entry. {self.happened(did, event)}"
            return Reply(text=text, sources=(event.source,), answers=(f"{identifier}.named",))
        advice = next(iter(self._pack.advice_for.get(identifier, ())), None)
        if not used and advice is not None:
            text = f"What {name} is I have not written up, but I have advice on it. {advice.verdict}"
            return Reply(text=text, sources=advice.sources, answers=(f"advice/{advice.id}",))
        if not used:
            if not name:
                return Reply(response="utter_fallback", values={"title": self._pack.card.title}, missed=True)
            return Reply(response="utter_fallback_unknown", values={"unknown": name}, missed=True)
        said = [self.relation(topic, relation, (fact,)).text for topic, relation, fact in used]
        text = f"I know {the} only from other entries. {' '.join(said)}"
        sources = tuple(fact.source for *_, fact in used)
        kin = (topic for topic, *_ in used if name.lower() in topic.name.lower())
        meant = next(kin, used[0][0]).id  # What is asked about it next is asked of what it was told of.
        listed = tuple(dict.fromkeys(topic.id for topic, *_ in used))
        return Reply(text=text, sources=sources, answers=(f"{identifier}.named",), topic=meant, listed=listed)


def definition(pack: Pack, topic: Topic) -> Said:
    """The first sentence of a topic's definition; from its facts where none is written."""
    prose = topic.facets.get("define")
    if prose is not None:
        return Said(prose.first_sentence, prose.sources)
    facts = topic.facts.get("is_a", ())
    return Sayer(pack).relation(topic, "is_a", facts) if facts else Said("")
