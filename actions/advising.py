"""How advice is said: the verdict first, Yes or No first where that was asked, then reason and what to check."""

from __future__ import annotations

from abc import ABC
from collections.abc import Sequence
from dataclasses import replace

from actions.action import PackAction
from actions.asking import facet_button, next_questions
from actions.reading import Reading
from actions.reply import Reply, capital, first_sentence, joined, listed_in
from actions.saying import Sayer, definition
from knowledge.answers import Advice, Condition, Fit
from knowledge.pack import Pack
from knowledge.query import Constraint, Query, run
from knowledge.topic import Topic

_LEADS: dict[Fit, str] = {"yes": "Yes. ", "partly": "In part. ", "no": "No. "}
_BY_FACT: tuple[tuple[str, Fit], ...] = (("good_for", "yes"), ("poor_for", "no"))
_NAMING = {"yes": "Yes, {name} fits. In general: ", "no": "No, {name} does not fit. "}
"""The same of what the advice itself does not speak of."""
RECENT = 3
"""Answers back to which advice is not repeated where a condition is added to it."""
LISTED = 5
"""Topics of advice that names no tools, from which they are a list: the criteria."""
MOST = 4
"""Tools named where others are left out."""
_ASKING = tuple(f"{word} " for word in "is are can could should shall ought would will may might do does".split())


class AdvisingAction(PackAction, ABC):
    """An action that gives advice."""

    def advised(self, advice: Advice, reading: Reading) -> Reply:
        """A piece of advice, answering the yes-or-no question about a candidate if one was asked."""
        if excluded := [e.value for e in reading.entities if e.role == "not" and self._unwanted(e.value, advice)]:
            return self._without(advice, excluded)
        named = [self.pack.conditions[c] for c in reading.of_type("condition") if c in self.pack.conditions]
        if counting := [condition for condition in named if condition.beside(advice)]:
            return self._beside(advice, counting, reading)
        warned = self._warned(reading)
        lead = self._lead(advice, reading, plainly=bool(warned))
        warned = warned or ("" if lead else self._mended(advice, reading))
        parts = [
            f"{lead}{warned or advice.verdict}",
            advice.verdict if warned else "",
            advice.reason,
            advice.alternative,
            advice.check_first,
        ]
        tools = [tool for tool in advice.tools if tool in self.pack.topics]
        if tools:
            parts.append(f"Tools in use: {Sayer(self.pack).names(tools)}.")
        focus = next((a for a in advice.about if a in self.pack.topics), "")
        buttons = (
            next_questions(self.pack, advice.ask_next)
            or tuple(
                facet_button(self.pack, topic, "define")
                for topic in (*tools, *(f for f in advice.fits if f in self.pack.topics))
            )[:3]
        )
        return Reply(
            " ".join(part for part in parts if part),
            sources=advice.sources,
            buttons=buttons,
            answers=(f"advice/{advice.id}",),
            topic=focus or None,
            listed=tuple(tools) or (advice.about if len(advice.about) >= LISTED else self._in_order(advice.reason)),
            missed=advice.declines,
        )

    def _in_order(self, text: str) -> tuple[str, ...]:
        """What a text lists of a kind that is told in order: the criteria."""
        listed = listed_in(self.pack, text)
        kinds = [self.pack.card.kinds.get(kind) for kind in {self.pack.kind_of(topic) for topic in listed}]
        return listed if len(kinds) == 1 and kinds[0] and kinds[0].order else ()

    def _beside(self, advice: Advice, conditions: Sequence[Condition], reading: Reading) -> Reply:
        """What conditions mean, and then the advice they are on, unless that was given a moment ago."""
        whole = replace(self.advised(advice, replace(reading, entities=())), text="")
        says = [condition.beside(advice) for condition in conditions]
        own = [self.pack.advice[c.advice] for c in conditions if c.advice]
        unfit = [tool for tool in advice.tools if any(one.fits.get(tool) == "no" for one in own)]
        checked = any(condition.check for condition in conditions)
        again = f"advice/{advice.id}" in reading.slot_ids("answered")[-RECENT:]
        if not again:
            says.append(f"Apart from that: {first_sentence(advice.verdict)}" if unfit else advice.verdict)
            says += [f"What falls out, though: {Sayer(self.pack).names(unfit)}."] if unfit else []
        says += [advice.check_first] if checked or not again else []
        behind = advice.sources if checked or not again else ()
        sources = dict.fromkeys((*(s for c in conditions for s in c.sources), *behind))
        listed = tuple(tool for tool in whole.listed if tool not in unfit)
        return replace(whole, text=" ".join(filter(None, says)), sources=tuple(sources), listed=listed)

    def _without(self, advice: Advice, excluded: Sequence[str]) -> Reply:
        """What is left of a piece of advice where the visitor wants nothing of some makers, or not this or that."""
        sayer = Sayer(self.pack)
        media = [Constraint("makes_medium", "is", medium) for medium in advice.media[:1]]
        others = (
            item.topic.id for item in run(Query(kind=self.pack.player("tool"), where=tuple(media)), self.pack) if media
        )
        works = [t for t in advice.fits if self._unwanted(t, advice) and not self._offers(t)]
        works = [t for t in works if not self._of(t, excluded)]
        left = self._left(advice.tools, excluded) or self._left(tuple(others), excluded)
        if not all(map(self._offers, excluded)):  # What a tool runs on must be known to say that it is not this.
            left = [topic for topic in left if self.pack.facts(topic.id, "based_on")]
            best = [t for t in works if advice.fits[t] == "yes"] or works
            left = left or [self.pack.topics[t] for t in best]
        names = joined([sayer.the(one) for one in excluded], "or")
        answers = (f"advice/{advice.id}",)
        if not left:
            return Reply(f"Without {names} I know no tool in use for that.", answers=answers, missed=True)
        told = definition(self.pack, left[0])
        return Reply(
            f"Use {sayer.names([topic.id for topic in left[:MOST]], 'or')}; that leaves out {names}. {told.text}",
            sources=tuple(dict.fromkeys((*told.sources, *advice.sources[:1]))),
            buttons=tuple(facet_button(self.pack, topic.id, "define") for topic in left[:3]),
            answers=answers,
            topic=left[0].id if len(left) == 1 else None,
            listed=tuple(topic.id for topic in left),
        )

    def _offers(self, identifier: str) -> bool:
        """Whether it is a tool or a maker: without a GPU or an expert, no tool is unwanted."""
        return self.pack.kind_of(identifier) in self.pack.playing("tool") | self.pack.kinds_under("organisation")

    def _unwanted(self, identifier: str, advice: Advice) -> bool:
        """Whether it is a tool, a maker, or what the advice could come to and is not to."""
        work = self.pack.kind_of(identifier) in self.pack.playing("work") and not self._wide(identifier)
        return self._offers(identifier) or (work and advice.fits.get(identifier) in ("yes", "partly"))

    def _wide(self, identifier: str) -> bool:
        return identifier in self.pack.wide or identifier not in self.pack.topics

    def _left(self, tools: Sequence[str], excluded: Sequence[str]) -> list[Topic]:
        """The tools in use that are none of what is left out."""
        known = (self.pack.topics[tool] for tool in dict.fromkeys(tools) if tool in self.pack.topics)
        return [t for t in known if t.status and t.status.state == "available" and not self._of(t.id, excluded)]

    def _of(self, tool: str, makers: Sequence[str]) -> bool:
        """Whether a tool is one of some topics, or made, owned or driven by one."""
        related = [f.target for r in ("made_by", "owned_by", "based_on") for f in self.pack.facts(tool, r)]
        above = (self.pack.ancestors.get(t, frozenset()) for t in (tool, *related))
        return not set(makers).isdisjoint((tool, *related, *(kind for kinds in above for kind in kinds)))

    def _warned(self, reading: Reading) -> str:
        """What the facts say against a candidate the visitor named for exactly this."""
        asked, sayer = reading.of_type("task", "medium"), Sayer(self.pack)
        for topic in reading.of_type("topic"):
            for fact in self.pack.facts(topic, "poor_for"):
                if fact.target in asked and fact.because:
                    better = f"; better: {sayer.the(fact.instead)}" if fact.instead else ""
                    return capital(f"{sayer.the(topic)} is a poor choice here, because {fact.because}{better}.")
        return ""

    def _mended(self, advice: Advice, reading: Reading) -> str:
        """What a tool makes that was named for something else: "since Sora writes, can it do my listings?"."""
        sayer = Sayer(self.pack)
        for topic in reading.of_type("topic"):
            made = [fact.target for fact in self.pack.facts(topic, "produces")]
            if made and set(made).isdisjoint(advice.media) and fitting(self.pack, advice, topic) == "no":
                return f"{capital(sayer.the(topic))} does not fit here: it makes {sayer.names(made)}."
        return ""

    def _lead(self, advice: Advice, reading: Reading, *, plainly: bool) -> str:
        """Yes, No or in part, with the name of what was asked about unless that is said `plainly` behind it."""
        if not reading.text.startswith(_ASKING) and not reading.metadata.get("yes_or_no"):
            return ""
        if " need " in reading.text:
            return ""  # "Do I need a GPU for it?": whether a tool fits does not answer that.
        candidates = [topic for topic in reading.of_type("topic") if topic in self.pack.topics]
        fits = {topic: fit for topic in candidates if (fit := fitting(self.pack, advice, topic))}
        if not fits or advice.verdict.lower().startswith(("yes", "no")):
            return ""
        topic = next((topic for topic, fit in fits.items() if fit == "yes"), next(iter(fits)))
        name = Sayer(self.pack).the(topic)
        if plainly or fits[topic] == "partly" or not self._offers(topic) or self.pack.name(topic) in advice.verdict:
            return _LEADS[fits[topic]]
        if fits[topic] == "yes" and not plainly_fitting(self.pack, advice, topic):
            return ""  # A speech recogniser is a transformer, and yet no poet.
        return _NAMING[fits[topic]].format(name=name)


def plainly_fitting(pack: Pack, advice: Advice, topic: str) -> Fit | None:
    """Whether a topic fits, as the advice or its own facts say; None if neither does."""
    if topic in advice.fits:
        return advice.fits[topic]
    told = (fit for r, fit in _BY_FACT if any(fact.target in advice.about for fact in pack.facts(topic, r)))
    return next(told, None)


def fitting(pack: Pack, advice: Advice, topic: str) -> Fit | None:
    """Whether a topic fits, by its own facts, by what it most nearly is, or what it is built on; None if nothing says.

    That something as wide as generative AI fits says nothing of each of its tools.
    """
    if topic not in advice.fits and (told := plainly_fitting(pack, advice, topic)):
        return told
    seen, level = {topic}, [topic]
    while level:
        for candidate in level:
            fit = advice.fits.get(candidate)
            if fit is not None and (fit == "no" or candidate == topic or candidate not in pack.wide):
                return fit
        above = [f.target for candidate in level for f in pack.facts(candidate, "is_a") if f.target not in seen]
        level = list(dict.fromkeys(above))
        seen.update(level)
    return next((advice.fits[f.target] for f in pack.facts(topic, "based_on") if f.target in advice.fits), None)
