"""Comparisons: curated row by row, or composed from the facts of any two topics and said to be so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from actions.action import PackAction
from actions.asking import facet_button
from actions.linking import linking
from actions.reading import TOPICAL, Reading
from actions.recommend import ActionRecommend
from actions.reply import Reply, capital, first_sentence
from actions.saying import Sayer, definition
from knowledge.answers import Comparison, Row
from knowledge.pack import Pack
from knowledge.topic import Topic

_JOINING = re.compile(r"^[\s,]*(?:and|or|vs\.?|versus|&)?[\s,]*(?:an?|the)?\s*$", re.IGNORECASE)
_SUCH_AS = re.compile(
    r"^[\s,]*(?:such as|like|for example|for instance|e\.?g\.?|including|especially)\b", re.IGNORECASE
)
_CONDITION = re.compile(r"\b(?:if|when|because|since|where|as)\b(.*)")
_WORDS = re.compile(r"[a-z]{5,}")
_SAME = re.compile(r"^(?:is|are|so|was|were)\b.*\bsame\b|\b(?:is|are) (?:the|all the|both the) same\b")
_TURNING = re.compile(r"(?:and |so |but |ok |okay )*(?:what|how) about\b")
_WIDEST = re.compile(
    r"(?:and |so |but |then )*(?:which|what)\b.*?"
    r"\b(?:bigger|biggest|wider|widest|broader|broadest|larger|general|umbrella|comprehensive|"
    r"(?P<narrow>narrower|smaller|(?:more )?(?:specific|special)))\b"
)


class ActionCompare(PackAction):
    """The difference between two topics, as a whole or in one aspect."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_compare"

    def reply(self, reading: Reading) -> Reply:
        """A curated comparison if there is one; else one composed from facts."""
        sides = _coordinated(reading, self.pack)
        if len(sides) == 1 and sides[0] in self.pack.topics:
            return self._one(self.pack.topics[sides[0]], reading)
        return self._kept(self._compared(sides, reading), reading)

    def _kept(self, reply: Reply, reading: Reading) -> Reply:
        """With the topic that the visitor speaks of in focus still, and what was compared with it a moment ago listed.

        "GPT-4 and Gemini", "and Claude?", "which of the three is the newest?"
        """
        before, focus = reading.slot_ids("compared"), str(reading.slots.get("topic") or "")
        pointed = focus in reply.compared and focus not in reading.named
        if pointed and _TURNING.match(reading.message.lower()):
            focus = next((side for side in reply.compared if side in reading.named), focus)  # "What about VALL-E, …?"
        shared = len(set(before) & set(reply.compared)) == 1
        listed = tuple(dict.fromkeys((*before, *reply.compared))) if shared else reply.listed
        return replace(reply, topic=focus if pointed else reply.topic, listed=listed)

    def _compared(self, sides: tuple[str, ...], reading: Reading) -> Reply:
        curated = self.pack.comparison_of.get(frozenset(sides))
        if len(sides) == 2 and (wide := self._widest(sides, reading.text, curated)) is not None:
            return wide
        if len(sides) == 2 and reading.of_type("task", "medium") and self._nested(sides[0], sides[1]):
            advised = ActionRecommend(self.pack).reply(reading)  # "LLM or generative AI for music?": the task decides.
            if advised.answers and not advised.missed:
                return advised
        if _SAME.search(reading.text) and len(sides) == 2:
            text = f"No, {Sayer(self.pack).names(sides)} are not the same."
            whole = self._whole(curated) if curated is not None else self._composed_of(sides)
            return replace(whole, text=f"{text} {whole.text}")
        aspects = reading.of_type("aspect")
        if curated is None and aspects and len(sides) == 2:
            curated = self._wider(sides[0], sides[1])
        if curated is not None:
            rows = [row for row in curated.rows if row.aspect in aspects]
            whole = self._aspect(curated, rows) if rows else self._whole(curated)
            return replace(whole, text=self._fitting(curated, reading.text) + whole.text)
        return self._composed_of(sides)

    def _widest(self, sides: tuple[str, ...], asked: str, curated: Comparison | None) -> Reply | None:
        """Which of two takes in the other, where that is asked: "which is the bigger field?"."""
        found = _WIDEST.match(asked)
        if found is None or not self._nested(*sides):
            return None
        part, whole = sides if sides[1] in self.pack.ancestors.get(sides[0], ()) else sides[::-1]
        meant = part if found["narrow"] else whole
        topic = self.pack.topics[meant]
        facts = self.pack.topics[part].facts.get("is_a", ())
        inside = f"{capital(Sayer(self.pack).the(part))} is a kind of {self.pack.name(whole)}."
        said = first_sentence(curated.short) if curated else inside
        return Reply(
            f"{capital(Sayer(self.pack).the(meant) if topic.plural else topic.name)}. {said}",
            sources=curated.sources if curated else tuple(fact.source for fact in facts),
            buttons=tuple(facet_button(self.pack, side, "define") for side in sides),
            answers=(f"compare/{curated.id}" if curated else f"{meant}.verdict",),
            compared=sides,
        )

    def _wider(self, one: str, other: str) -> Comparison | None:
        """The curated comparison of one of two with what the other most nearly is: of one aspect it says as much."""
        for side, kept in ((one, other), (other, one)):
            above = self.pack.ancestors
            facts = self.pack.facts(side, "is_a")
            for fact in sorted(facts, key=lambda fact: sum(fact.target in all_of for all_of in above.values())):
                if (curated := self.pack.comparison_of.get(frozenset((fact.target, kept)))) is not None:
                    return curated
        return None

    def _nested(self, one: str, other: str) -> bool:
        """Whether one is a kind of the other, so that there is nothing to choose between them."""
        return one in self.pack.ancestors.get(other, ()) or other in self.pack.ancestors.get(one, ())

    def _one(self, topic: Topic, reading: Reading) -> Reply:
        """Two names of the same thing: "Bard and Gemini?"; the same name twice stands for two things that share it."""
        spelt = {reading.surface(e) for e in reading.entities if e.value == topic.id}
        for other in topic.not_to_be_confused_with if len(spelt) == 1 else ():
            curated = self.pack.comparison_of.get(frozenset((topic.id, other)))
            if curated is not None and self._namesakes(next(iter(spelt)), other):
                return self._whole(curated)
        said = definition(self.pack, topic)
        prose = topic.facets.get("define")
        twice = "You named one thing twice, so there is nothing to compare. "
        same = (
            "Those are names of one and the same. " if len(spelt) > 1 else twice if self._twice(topic, reading) else ""
        )
        text = f"{same}{prose.text if prose else said.text}"
        return Reply(
            text, sources=prose.sources if prose else said.sources, answers=(f"{topic.id}.define",), topic=topic.id
        )

    def _twice(self, topic: Topic, reading: Reading) -> bool:
        return sum(entity.value == topic.id for entity in reading.entities) > 1

    def _namesakes(self, spelt: str, other: str) -> bool:
        """Whether what was said could be the name of another topic as well: "Gemini", of the models."""
        known = self.pack.topics.get(other)
        return known is not None and any(
            f"{name.lower()} ".startswith(f"{spelt} ") for name in (known.name, known.short, *known.aliases)
        )

    def _composed_of(self, sides: Sequence[str]) -> Reply:
        topics = [self.pack.topics[side] for side in sides if side in self.pack.topics]
        if len(topics) < 2:
            return Sayer(self.pack).mentioned(next((s for s in sides if s not in self.pack.topics), ""))
        return self._composed(topics[:4])

    def _fitting(self, comparison: Comparison, text: str) -> str:
        """What to choose on the condition a question names, where it has a word of one side's: "…, if facts change"."""
        condition = _CONDITION.search(text)
        said = {word[:5] for word in _WORDS.findall(condition[1])} if condition else set()
        fits = {
            side: len(said & {word[:5] for word in _WORDS.findall(when)}) for side, when in comparison.choose.items()
        }
        best = max(fits, key=lambda side: fits[side], default="")
        if not best or sorted(fits.values())[-1] == sorted(fits.values())[:-1][-1]:
            return ""
        return f"Choose {Sayer(self.pack).the(best)} when {comparison.choose[best].rstrip('.')}.\n"

    def _whole(self, comparison: Comparison) -> Reply:
        choice = self._choice(comparison)
        lines = "\n".join(self._line(row, comparison.sides) for row in comparison.rows)
        return Reply(
            f"{comparison.short}\n{lines}\n{choice}",
            sources=tuple(dict.fromkeys((*comparison.sources, *(s for row in comparison.rows for s in row.sources)))),
            blocks=(self._table(comparison.sides, comparison.rows),),
            buttons=self._buttons(comparison.sides),
            answers=(f"compare/{comparison.id}",),
            topic=comparison.sides[0],
            compared=comparison.sides,
            listed=comparison.sides,
        )

    def part(self, comparison: Comparison, part: str, place: int) -> Reply:
        """What one row says, or one sentence of the short answer, or what to choose when; as ids name them."""
        if part == "rows" and place < len(comparison.rows):
            return self._aspect(comparison, [comparison.rows[place]])
        sentences = () if part in ("rows", "choose") else comparison.sentences[place : place + 1]
        text = " ".join(sentences) or self._choice(comparison)
        return replace(self._whole(comparison), text=text, sources=comparison.sources, blocks=())

    def _choice(self, comparison: Comparison) -> str:
        return comparison.no_choice or " ".join(
            f"Choose {Sayer(self.pack).the(side)} when {when.rstrip('.')}." for side, when in comparison.choose.items()
        )

    def _aspect(self, comparison: Comparison, rows: list[Row]) -> Reply:
        said = [
            f"{self.pack.name(row.aspect)}: "
            + " ".join(
                f"{capital(self.pack.called(side))}: {row.cells[side].rstrip('.')}." for side in comparison.sides
            )
            for row in rows
        ]
        return Reply(
            "\n".join(said),
            sources=tuple(dict.fromkeys(s for row in rows for s in row.sources)),
            blocks=(self._table(comparison.sides, tuple(rows)),),
            buttons=self._buttons(comparison.sides),
            answers=(f"compare/{comparison.id}",),
            topic=comparison.sides[0],
            compared=comparison.sides,
            listed=comparison.sides,
        )

    def _composed(self, topics: list[Topic]) -> Reply:
        """Definitions, kinds, dates and makers side by side; nothing is judged that nobody wrote."""
        sayer, sides = Sayer(self.pack), tuple(topic.id for topic in topics)
        said = [definition(self.pack, topic) for topic in topics]
        rows = [
            row
            for row in (
                self._dates(topics),
                self._relation(topics, "made_by", "maker"),
                self._relation(topics, "produces", "output"),
            )
            if row
        ]
        linked = linking(self.pack, sides) if len(sides) == 2 else None
        lead = " ".join(s.text for s in (*((linked,) if linked else ()), *said))
        lines = "\n".join(self._line(row, sides) for row in rows)
        note = f"Nobody has written a comparison of {sayer.names(sides)} for me; this is put together from my facts."
        sources = (
            *(linked.sources if linked else ()),
            *(s for d in said for s in d.sources),
            *(s for row in rows for s in row.sources),
        )
        return Reply(
            "\n".join(part for part in (lead, lines, note) if part),
            sources=tuple(dict.fromkeys(sources)),
            blocks=(self._table(sides, tuple(rows)),) if rows else (),
            buttons=self._buttons(sides),
            answers=("compare/composed",),
            topic=sides[0],
            compared=sides,
            listed=sides,
        )

    def _dates(self, topics: list[Topic]) -> Row | None:
        events = {topic.id: topic.main_event() for topic in topics}
        if not any(events.values()):
            return None
        cells = {t: event.on.spoken() if event else "no date known" for t, event in events.items()}
        return Row(aspect="date", cells=cells, sources=tuple(e.source for e in events.values() if e))

    def _relation(self, topics: list[Topic], relation: str, aspect: str) -> Row | None:
        facts = {topic.id: self.pack.facts(topic.id, relation) for topic in topics}
        if not any(facts.values()):
            return None
        sayer = Sayer(self.pack)
        cells = {
            t: sayer.names([f.target for f in found]) if found else "nothing on record" for t, found in facts.items()
        }
        return Row(aspect=aspect, cells=cells, sources=tuple(f.source for found in facts.values() for f in found))

    def _line(self, row: Row, sides: tuple[str, ...]) -> str:
        cells = " | ".join(f"{self.pack.called(side)}: {row.cells[side].rstrip('.')}" for side in sides)
        return f"- {self.pack.name(row.aspect)} — {cells}"

    def _table(self, sides: tuple[str, ...], rows: tuple[Row, ...]) -> dict[str, object]:
        return {
            "type": "table",
            "columns": ["", *(self.pack.called(side) for side in sides)],
            "rows": [[self.pack.name(row.aspect), *(row.cells[side] for side in sides)] for row in rows],
            "sources": [list(row.sources) for row in rows],
        }

    def _buttons(self, sides: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple(facet_button(self.pack, side, "define") for side in sides if side in self.pack.topics)[:3]


def _coordinated(reading: Reading, pack: Pack) -> tuple[str, ...]:
    """The first two names, and those that "and", "or" or a comma adds to them: "ChatGPT, Claude and Gemini"."""
    named = [e for e in reading.entities if e.entity in TOPICAL]
    classes = {
        e.start
        for e, member in pairwise(named)
        if e.value in pack.ancestors.get(member.value, ()) and _SUCH_AS.match(reading.message[e.end : member.start])
    }  # "Chatbots such as ChatGPT": ChatGPT is meant.
    entities = [e for e in named if e.start not in classes]
    things = [e for e in entities if e.entity != "task"]
    entities = things if len({e.value for e in things}) > 1 else entities  # "For songs, Suno or Udio?"
    sides = list(dict.fromkeys(e.value for e in entities[:2]))
    for before, entity in pairwise(entities[1:]):
        between = reading.message[before.end : entity.start]
        if entity.value not in sides and len(sides) > 1 and not _JOINING.match(between):
            break
        sides += [entity.value] if entity.value not in sides else []
    return tuple(sides)
