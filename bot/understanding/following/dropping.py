"""Letting advice go that was given: "drop the voices", "actually no pictures"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.clause import ASKING, Clause
from bot.understanding.context import Context
from bot.understanding.following.narrowing import DROP, NARROWS
from bot.understanding.keywords.cues import Cues
from bot.understanding.language.linking import AUXILIARIES
from bot.understanding.sifting import SUMMING
from bot.understanding.understanding import Candidate, Entity
from knowledge.answers import advice_given
from knowledge.pack import Pack

_SAYING = ASKING | AUXILIARIES
DROPS = 0.997
"""Its probability, where no list was shown last that it may be about."""
LISTING = "select"
"""The intent of lists."""
LONGEST = 7
"""Words of a clause that only lets something go."""


def dropped(clause: Clause, context: Context, cues: Cues, pack: Pack) -> Iterator[Candidate]:
    """The reading of a clause that lets go of what advice was given on: by its kind of content, or by a cue."""
    lead = DROP.search(clause.text) if context.advising and len(clause.words) <= LONGEST else None
    known = [pack.advice[name] for name in advice_given(context.answered) if name in pack.advice]
    if lead is None or context.form or not known or not _SAYING.isdisjoint(clause.texts[1:]):
        return  # "No single tool does everything."
    rest = clause._replace(words=clause.words[clause.text[: lead.end()].count(" ") + 1 :], mentions=())
    kinds = {m.ref.value for m in clause.mentions if m.refs and m.ref.entity in ("medium", "topic")}
    cued = [found.advice for found in cues.of(rest)][:1] if rest.words else []
    tools = {tool for name in cued for tool in pack.advice[name].tools[:1]}
    by_name = [advice.id for advice in known if advice.id in cued]
    by_kind = [advice.id for advice in known if kinds.intersection((*advice.media, *advice.about))]
    by_tool = [advice.id for advice in known if tools.intersection(advice.tools[:1])]
    by_word = [advice.id for advice in known if cues.names(advice.id, rest)] if not cued else []
    if found := by_name or by_kind or by_tool or by_word:
        entries = tuple(Entity("entry", name, role="not", extractor="context") for name in found)
        likely = NARROWS if context.intent == LISTING else DROPS
        yield Candidate(SUMMING, entries, likely, "context", "lets go of advice given before")
