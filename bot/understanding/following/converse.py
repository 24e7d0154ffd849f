"""The converse of what was asked: "is every LLM a transformer?", "and the other way round?"."""

from __future__ import annotations

import re

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.needs import TOPICAL
from bot.understanding.understanding import Candidate, Entity
from knowledge.pack import Pack

IS_IT = "is_it"
"""The intent of asking whether one is a kind of another: of the others, none has a converse."""
_LEADING = frozenset({"and", "but", "or", "is", "does", "what", "how", "so"})
_TURNED = re.compile(
    r"(?:(?:and|but|or|so|then) )*"
    r"(?:(?:is|does|would|was|what about|how about|what of) )?(?:the )?"
    r"(?:reverse|converse|inverse|opposite|contrary|other direction|other way (?:round|around|about)|vice versa"
    r"|conversely)"
    r"(?: (?:true|hold|holds|apply|applies|correct|right|valid|so|the case|be true|work|also|too|then|at least|as well"
    r"|either|direction|case|statement))*"
)


def converse(clause: Clause, context: Context, pack: Pack) -> Candidate | None:
    """The question turned round, where only that is asked; None for any other clause."""
    asked = clause.question or clause.words[0].text in _LEADING
    if IS_IT not in pack.intents or not asked or not _TURNED.fullmatch(clause.text):
        return None  # "Now the other way round: …" only begins another question.
    subject, other = _sides(context)
    if not other:
        return None
    found = tuple(Entity("topic", topic, extractor="context") for topic in (other, subject))
    return Candidate(IS_IT, found, 0.99, "context", f"the converse: is {other} {subject}?")


def _sides(context: Context) -> tuple[str, str]:
    """What was asked about and what it was taken for; else the two of one message, the subject spoken of last."""
    asked = [str(e.get("value")) for e in context.entities if e.get("entity") in TOPICAL]
    if context.intent == IS_IT and len(asked) == 2:
        return asked[0], asked[1]
    for (one, said), (other, again) in zip(context.trail[-2::-1], context.trail[:0:-1], strict=True):
        if said == again:
            return other, one
    return "", ""
