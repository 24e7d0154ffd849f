"""What was shown and a message chooses among: "which of them", "of the three", "which one is not by Google"."""

from __future__ import annotations

import re

from bot.understanding.context import Context
from knowledge.pack import Pack

_NO_THINGS = ("organisation", "person", "task", "criterion")
COUNTED = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_NUMBER = rf"(?P<count>{'|'.join(COUNTED)}|[2-9])"
_OF = r"(?:of|among|amongst|from|in|between|out of) (?:each of |all of |all |any of )?"
_OF_THEM = re.compile(
    rf" {_OF}(?:(?:the|these|those|your) {_NUMBER}(?: ones)?|(?P<both>both)|them|these|those|"
    r"(?:this|that|the|your) list|the (?:rest|remaining|others|remainder)|what (?:is left|remains)|the ones left|"
    r"the (?:\S+ ){1,3}ones) "
)
_CHOOSING = re.compile(r"\b(?:of|among|amongst|from|in|between)\b")
_WHICH = re.compile(
    r"^(?:(?:and|so|but|then|now|okay|ok) )*which(?: one| ones| others?)? (?:of the ones )?"
    r"(?:(?:is|are|was|were|do|does|did|can|has|have|come|comes) (?:not|no|neither|never)\b|"
    r"(?:is|are|was|were|comes?) (?:the ones? )?(?:for|about|by|from|in|made (?:by|for)|meant for)\b|"
    r"(?:is|are|were) (?:still )?(?:dead|gone|closed|retired|discontinued|available|usable|around|alive|in use)\b)|"
    r"^(?:(?:and|so|but|then|now|okay|ok) )*which ones? (?:is|are|was|were) "
)
_THEY = re.compile(
    r"^(?:(?:and|so|but) )*(?:who|whose|when|since when|by whom|how old)\b.* "
    r"(?:these|those|them|they)(?: (?:from|by|all))?$"
)
_LEFT = re.compile(r"\b(?:which|what|who)(?: ones?)? (?:is|are|would be|remains?|stays?)(?: left| still left)?$")
_OTHERS = re.compile(rf"\bthe (?:rest|others|other ones|(?:other|remaining) (?:{'|'.join(COUNTED)}|[2-9]|ones))\b")
_SAME = re.compile(
    rf"\b(?:which|what) (?:(?:{'|'.join(COUNTED)}|[2-9]|ones?|of them|of these|of those) )?(?:share|"
    r"(?:have|has|are from|are by|are of|came out in|come from) the same)\b"
)


def among(text: str, context: Context, pack: Pack) -> str:
    """What a clause chooses among: `listed` for the list shown last, ids joined by `|`, or empty for nothing."""
    found = _OF_THEM.search(f" {text} ") if _CHOOSING.search(text) else None
    if found is not None:
        count = COUNTED.get(found["count"] or found["both"] or "") or int(found["count"] or 0)
        return _so_many(count, context, pack) if count else _listed(context) or _two(context)
    if context.listing and any(form.search(text) for form in (_WHICH, _LEFT, _SAME, _THEY)):
        return _listed(context) or _two(context)
    if "the " in text and _OTHERS.search(text):
        return "|".join(others(context))
    return ""


def others(context: Context) -> tuple[str, ...]:
    """What was shown besides what is spoken of: what a list was cut down from, else what is not in focus."""
    cut = tuple(topic for topic in context.base if topic not in context.listed)
    if cut and len(context.listed) > 1 and context.focus not in context.listed:
        return cut
    return (
        tuple(topic for topic in context.listed if topic != context.focus) if context.focus in context.listed else cut
    )


def _listed(context: Context) -> str:
    """The list shown last, by its ids where it was none but prose that counted something up; empty without one."""
    return "|".join(context.listed) if context.counted else "listed" if context.listed else ""


def _two(context: Context) -> str:
    return "|".join(context.compared) if len(context.compared) == 2 else ""


def _so_many(count: int, context: Context, pack: Pack) -> str:
    """So many things that were shown or spoken of together, else one after the other."""
    if len(context.listed) == count:
        return _listed(context)
    if count == 2 and len(context.compared) == 2 and (context.focus in context.compared or not context.focus):
        return _two(context)
    spoken = tuple(dict.fromkeys(topic for topic, _ in reversed(context.trail) if topic in pack.topics))
    things = [topic for topic in spoken if pack.kind_of(topic) not in _NO_THINGS]
    last = (things or spoken)[:count]
    if len(last) == count and not (context.listing and len(context.listed) > count):
        return "|".join(reversed(last))
    return _listed(context)


def unadvised(context: Context, pack: Pack) -> str:
    """Of two things that were spoken of, the one that the advice given last did not name first."""
    things = [topic for topic, _ in context.trail if pack.kind_of(topic) not in _NO_THINGS][-2:]
    advised = pack.recommended(next(iter(reversed(context.answered)), ""))[:1]
    left = [topic for topic in things if topic not in advised]
    return left[0] if advised and len(things) == 2 and len(left) == 1 else ""
