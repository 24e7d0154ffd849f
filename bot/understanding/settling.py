"""Which clauses of a message are answered: those of the subject, else small talk, else what the whole is like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.understanding.clause import ASKING, Clause
from bot.understanding.context import Context
from bot.understanding.cutting import segments
from bot.understanding.judge import Judge, moved
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.language.returning import SOON, fronted, returns
from bot.understanding.language.text import Text
from bot.understanding.leading import (
    ADVISING,
    LIKELY,
    advises,
    asking,
    asks_alone,
    clear,
    for_what,
    general,
    guessed,
    nameless,
    of_oneself,
    only_named,
    plainly_asked,
    telling,
)
from bot.understanding.readings import Readings
from bot.understanding.understanding import Candidate, Interpretation
from bot.understanding.wanting import Wanting

STORY = 14
"""Words from which a message is cut at conjunctions as well."""
SURE_ENTRY = 0.85
"""Probability a curated answer needs beside a clause that nothing is known of."""
TOLD = 0.2
"""Probability a piece of advice needs where it is sure that advice is asked for."""
LIKE = 0.4
"""Probability it needs where a name alone follows what was told."""
_TELLING = ("i ", "we ", "my ", "our ", "he ", "she ", "for my ", "for our ")
"""What a clause begins with that only tells: beside a question that is answered it is no second one."""
CAUTION = "caution"
"""The intent of misgivings."""
RAMBLING = 7
"""Words from which a message is searched for a hidden question."""


class Settler:
    """Settles what to answer of all that was heard in a message."""

    def __init__(
        self,
        knowhow: Knowhow,
        judge: Judge,
        readings: Readings,
        interpret: Callable[[Clause, Context], Interpretation],
    ) -> None:
        self._pack, self._stripper = knowhow.pack, knowhow.stripper
        self._judge, self._readings, self._interpret = judge, readings, interpret
        self._wanting = Wanting(knowhow, readings)
        accept = self._pack.card.accept
        self._sure, self._told, self._like = (moved(limit, accept) for limit in (SURE_ENTRY, TOLD, LIKE))
        self._classes, self._offered = self._pack.classes, self._pack.playing("tool")

    def settle(
        self, heard: Sequence[Interpretation], whole: Clause, text: Text, context: Context
    ) -> tuple[Interpretation, ...]:
        """Which clauses are answered: those of the subject, else small talk, else what the whole message is like."""
        accepted = [i for i in heard if i.outcome == "accepted"]
        if len(heard) == len(accepted) == 1 and clear(heard[0]):
            return (heard[0],)  # As most messages: one question, and no doubt about it.
        told = self._situation(heard, whole, text, context) if len(heard) > 1 else None
        subject = [i for i in accepted if i.chosen and not self._sociable(i.chosen)]
        if (only := told or self._felt(accepted, subject)) is not None:
            return (only,)
        if len(heard) > 1:
            # "Are LLMs bad at X? Why?": what speaks of an answer not yet given belongs to the question before it.
            subject = [i for i in subject if not self._follows(i) or self._worried(i, subject[0])] or subject
            plain = len(subject) == len(heard) and all(map(clear, subject))
            together = None if plain else self._whole(whole, text, context, subject)
            if together is not None:
                return (together,)
        subject = [i for at, i in enumerate(subject) if not (at and self._aside(i, subject[at - 1]))]
        if any(i.outcome == "declined" and not i.named and not self._empty(i) for i in heard):
            # Beside a clause of another field, a curated answer must fit very well.
            subject = [i for i in subject if i.chosen and (not i.chosen.entry or i.chosen.probability > self._sure)]
        subject = self._asked(subject, whole)
        lost = any(i.outcome == "declined" and not i.named for i in heard)
        if subject and lost and all(map(self._wide, subject)):
            # "Tiny budget, one old laptop. What can I do with LLMs?": it depends on what was told.
            told = self._wanting.of(heard, whole, text, context)
            subject = [told] if told is not None else subject
        if subject:
            return tuple(subject[:3])
        if len(accepted) == len(heard) and all(map(clear, heard)):
            return (self._leftover(heard, accepted, text),)  # "The bell has gone, I must return to my desk."
        declines = any(map(self._declines, heard))
        wanted = None if declines else self._wanting.of(heard, whole, text, context)
        rambling = wanted is None and not declines and len(whole.words) > RAMBLING
        hidden = self._hidden(whole, context) if rambling else None
        return (wanted or hidden or self._leftover(heard, accepted, text),)

    def _asked(self, subject: list[Interpretation], whole: Clause) -> list[Interpretation]:
        """What is asked beside what is only told, answered already, or said to go back."""
        if any(i.chosen and i.chosen.entry and advises(i.chosen) for i in subject):
            # "I need to sort mails. What kind of AI?": the advice on the first has answered the second.
            subject = [i for i in subject if not (i.chosen and asks_alone(i.chosen))]
        if any(i.chosen and i.chosen.intent == "choose" for i in subject):
            # "We want minutes typed. Help me choose": what there is but one cue for is told, not asked.
            subject = [i for i in subject if i.chosen and (i.chosen.proposer != "cue" or i.chosen.probability > LIKELY)]
        if len(subject) > 1:
            # "I write for a local paper. Was there …?": what is told of oneself is no question that is like another.
            plainly = any(map(plainly_asked, subject))  # "I work in a museum. What is Whisper?"
            named = plainly or any(self._pack.kind_of(name) in self._offered for i in subject for name in i.named)
            limit = 1.0 if plainly else LIKELY
            subject = [i for i in subject if not (of_oneself(i) and guessed(i, named=named, limit=limit))] or subject
        return self._behind(nameless(subject), whole)

    def _wide(self, heard: Interpretation) -> bool:
        """Whether a clause asks for the uses of a whole class of things."""
        intent = self._pack.intents.get(heard.chosen.intent) if heard.chosen else None
        named = heard.chosen.entities if heard.chosen else ()
        return bool(intent and intent.facet == "uses" and all(e.value in self._classes for e in named))

    def _behind(self, subject: list[Interpretation], whole: Clause) -> list[Interpretation]:
        """Without the clauses that only lead to the last: that go back to something, name it, or let something fall."""
        if len(subject) < 2:
            return subject
        last = subject[-1]
        if last.chosen and last.chosen.intent in ("bare", "define"):
            # "Two minutes till my meeting. Foundation model?": what is only let fall asks for no advice.
            subject = [i for i in subject if not self._let_fall(i, last)]
        if returns(whole.words):
            subject = [i for i in subject if "back" not in i.text.split()[:SOON]] or subject
        return [i for i in subject if i is last or not (fronted(i.text.split()) or only_named(i))]

    def _situation(
        self, heard: Sequence[Interpretation], whole: Clause, text: Text, context: Context
    ) -> Interpretation | None:
        """Advice for what the other clauses tell, where one asks for advice and names nothing: "…, which model?"."""
        asking = [i for i in heard if self._open(i)]
        told = [i for i in heard if i not in asking]
        other = [i for i in told if i.outcome == "accepted" and i.chosen and not self._tells(i)]
        if not asking or not told or other:
            return None
        clauses = [self._stripper.strip(whole), *(s for s in segments(whole, joints=False) if len(s.words) > 2)]
        found = [
            candidate
            for clause in clauses
            for candidate in self._readings.of(clause, context)
            if not candidate.missing and candidate.probability >= self._told and advises(candidate)
        ]
        told_plainly = [c for c in found if c.proposer == "cue"]
        best = max(found, key=lambda candidate: candidate.probability, default=None)
        if best is not None and told_plainly and general(best, self._pack):
            best = max(told_plainly, key=lambda candidate: candidate.probability)
        bare = all(i.chosen is not None and i.chosen.intent == "bare" for i in asking)
        if best is None and not bare and (tasks := for_what(whole)):
            # "Summarise 200 pages, which model?": advice on the task, though no situation like it is curated.
            best = Candidate(ADVISING, tasks, TOLD, "situation", "a task was told before")
        if best is None or general(best, self._pack):
            # "We have a small hotel. Where can AI help us?" What the first of them is like.
            best = next((i.chosen for i in told if i.chosen and i.outcome == "accepted" and advises(i.chosen)), best)
        if best is None or (bare and (best.probability < self._like or not self._fits(asking, best))):
            return None
        return Interpretation(text.original.strip(), "accepted", best, (), f"advice is asked for; {best.reason}")

    def _fits(self, asking: Sequence[Interpretation], advice: Candidate) -> bool:
        """Whether a bare name may ask what to use: "We draw logos. LLM?", but not "Two minutes to go. Token?"."""
        named = {e.value for i in asking if i.chosen for e in i.chosen.entities if e.entity != "entry"}
        record = self._pack.advice.get(advice.entry.partition("/")[2])
        known = {*record.about, *record.tools, *record.fits} if record else named
        return bool(named & (known | self._pack.wide))

    def _let_fall(self, heard: Interpretation, asked: Interpretation) -> bool:
        """Whether a fragment of nobody's is like a situation that has nothing to do with what is asked behind it."""
        chosen = heard.chosen
        if heard is asked or chosen is None or not advises(chosen) or not chosen.entry or chosen.proposer == "rule":
            return False
        return _SOMEBODY.search(heard.text) is None and not self._fits([asked], chosen)

    def _tells(self, heard: Interpretation) -> bool:
        """Whether a clause tells rather than asks: a situation, or nothing but a task: "Poster translation. LLM?"."""
        chosen = heard.chosen
        if chosen is None or chosen.entry or self._declines(heard):
            return True
        asks = heard.text.split()[0] in ASKING | AUXILIARIES
        telling = chosen.intent in ("bare", ADVISING) or (bool(chosen.entities) and not asks)
        return telling and all(e.entity in ("task", "medium") for e in chosen.entities)

    def _open(self, heard: Interpretation) -> bool:
        """Whether a clause asks for advice, or which of a kind, and says nothing of what it is for."""
        chosen = heard.chosen
        if chosen is None:
            return False
        named = [entity for entity in chosen.entities if entity.entity != "entry"]
        if chosen.intent == "bare" and any(e.value in self._classes for e in named):
            return True  # "We are two developers without a budget. LLM?"
        wide = [e.entity == "kind" or (e.entity == "topic" and e.value in self._pack.wide) for e in named]
        listing = chosen.intent in ("select", "bare", "define") or bool(chosen.entry)
        return (chosen.intent == ADVISING and bool(chosen.missing)) or (bool(named) and all(wide) and listing)

    def _whole(
        self, whole: Clause, text: Text, context: Context, subject: Sequence[Interpretation]
    ) -> Interpretation | None:
        """The message as one: a story whose sentences mean something only together."""
        clause = self._stripper.strip(whole)
        together = self._judge.dispose(text.original.strip(), self._readings.of(clause, context))
        chosen = together.chosen
        if together.outcome != "accepted" or chosen is None or not chosen.entry or self._sociable(chosen):
            return None
        best = max((i.chosen.probability for i in subject if i.chosen), default=0.0)
        return together if chosen.probability > best else None

    def _hidden(self, whole: Clause, context: Context) -> Interpretation | None:
        """The question in a rambling message: the likeliest of its segments, if the message is of our field at all."""
        if not whole.of("topic", "medium", "year"):
            return None
        story = len(whole.words) > STORY
        heard = [self._interpret(segment, context) for segment in segments(whole, joints=story)]
        found = [
            i
            for i in heard
            if i.outcome == "accepted"
            and i.chosen
            and not self._sociable(i.chosen)
            and not self._follows(i)
            and i.chosen.proposer != "context"
            and (story or (i.chosen.probability > 0.9 and i.chosen.intent != "bare" and not i.chosen.unexplained))
        ]
        if any(map(self._declines, heard)):
            return None
        return max(found, key=telling, default=None)

    def _declines(self, heard: Interpretation) -> bool:
        """Whether a clause was understood as asking what no pack says."""
        intent = self._pack.intents.get(heard.chosen.intent) if heard.chosen else None
        return bool(intent and intent.declines and heard.outcome == "accepted")

    def _leftover(
        self, heard: Sequence[Interpretation], accepted: Sequence[Interpretation], text: Text
    ) -> Interpretation:
        """What remains of a message without a question of our field: small talk, a doubt, a decline."""
        if accepted and all(i.outcome == "accepted" or self._empty(i) for i in heard):
            return accepted[-1]
        asking = [i for i in heard if i.outcome == "declined" and (i.named or i.text.split()[0] in ASKING)]
        if asking:
            return asking[-1]
        partly = [i for i in heard if i.outcome == "partly"]
        unsure = [i for i in heard if i.outcome in ("likely", "unsure")]
        declined = [i for i in heard if i.outcome == "declined"]
        if partly or unsure:
            return [*partly, *unsure][0]
        if accepted and len(accepted) >= len(declined):
            return accepted[-1]
        return declined[-1] if declined else Interpretation(text.original, "declined", None, (), "no words")

    def _aside(self, heard: Interpretation, before: Interpretation) -> bool:
        """Whether a clause only tells something behind a question: "What is Gemini? My son talks to it"."""
        chosen, asked = heard.chosen, before.chosen
        if chosen is None or asked is None or advises(asked) or not heard.text.startswith(_TELLING):
            return False
        return chosen.proposer in ("typed", "entry", "context") and chosen.probability < self._sure

    def _follows(self, interpretation: Interpretation) -> bool:
        intent = self._pack.intents.get(interpretation.chosen.intent) if interpretation.chosen else None
        return bool(intent and intent.follow_up)

    def _worried(self, heard: Interpretation, first: Interpretation) -> bool:
        """Whether a clause has misgivings about what the first asks: "…, which dangers do you see?"."""
        worries = heard.chosen is not None and heard.chosen.intent == CAUTION and heard is not first
        return worries and first.chosen is not None and (advises(first.chosen) or bool(first.named))

    def _felt(self, accepted: Sequence[Interpretation], subject: Sequence[Interpretation]) -> Interpretation | None:
        """How the visitor feels, where nothing is asked beside it: "I feel stupid, everyone talks about AI"."""
        if not subject or len(subject) == len(accepted):
            return None
        telling = (i for i in accepted if i.chosen and of_oneself(i) and i.chosen.proposer == "rule")
        felt = next((i for i in telling if i.chosen and self._sociable(i.chosen)), None)
        return felt if all(guessed(i, named=False) and not asking(i) for i in subject) else None

    def _sociable(self, candidate: Candidate) -> bool:
        intent = self._pack.intents.get(candidate.intent)
        return candidate.intent == "small_talk" or bool(intent and intent.small_talk)

    def _empty(self, interpretation: Interpretation) -> bool:
        return (self._pack.words.stopwords | AUXILIARIES).issuperset(interpretation.text.split())


_SOMEBODY = re.compile(r"\b(?:i|we|he|she|they|you|it|needs?|wants?|for|help|please|should|how|what|which|to)\b")
