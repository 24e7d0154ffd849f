"""What goes wrong, said by what happens: "when ChatGPT makes things up" names a hallucination by a verb of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.context import Context
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.linking import link
from bot.understanding.language.text import Word, normalise

BESIDE = 1
"""Telling words beside the names up to which nothing else is described: "when it fluently makes things up"."""


def happening(words: Sequence[Word], knowhow: Knowhow) -> str:
    """The topic that words tell of by what happens; empty where they say its very name, or describe more."""
    pack = knowhow.pack
    risks = pack.playing("risk")
    mentions = [m for m in link(words, knowhow.lexicon, pack.words) if m.refs]
    found = {m.ref.value for m in mentions if m.ref.kind in risks}
    if len(found) != 1:
        return ""
    topic = pack.topics[found.pop()]
    own = {name.lower() for name in (topic.name, topic.plural, topic.short, topic.called) if name}
    if any(m.surface.lower() in own for m in mentions):
        return ""  # "Another word for hallucination" asks for no word that it has.
    named = {at for m in mentions for at in range(m.first, m.end)}
    beside = [w.text for at, w in enumerate(words) if at not in named and w.text not in pack.words.stopwords]
    return topic.id if len(beside) <= BESIDE else ""


def happened(words: Sequence[Word], context: Context, knowhow: Knowhow, *, pointing: bool) -> str:
    """The same of a question for a name, or of what it points at: "it makes things up. The word for that?"."""
    before = (context.told or (context.heard,))[-1:] if pointing else ()
    texts = (words, *(normalise(said, knowhow.pack.words).words for said in before))
    return next(filter(None, (happening(text, knowhow) for text in texts)), "")
