"""Questions that ask for a cause without saying of what: "is it known why?", "do they know the cause?".

They are "what causes it?", said in other words; so what is curated as the cause of a thing answers them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.clause import SOFT, Clause
from bot.understanding.context import Context
from bot.understanding.language.linking import Mention
from bot.understanding.language.text import Word
from knowledge.pack import Pack

_TELLING = frozenset(
    "why cause causes caused reason reasons explanation behind root roots triggers triggered brings brought leads led "
    "accounts accounted explains explained responsible blame fault due down possible come arise originate "
    "stem creep".split()
)
_IT = r"(?:it|this|that|them|these|those|all this|all that)"
_SOMEBODY = (
    r"(?:they|we|you|people|scientists|researchers|historians|experts|the experts|any(?:body|one)|some(?:body|one)|one)"
)
_KNOWN = (
    r"(?:known|clear|understood|settled|certain|found|found out|worked out|figured out|explained|established|agreed)"
)
_KNOW = (
    rf"(?:is|was|has) (?:it|that|this) (?:been )?(?:really |actually |even |by now |ever )*{_KNOWN}(?: yet| by now)?"
    rf"|(?:do|does|did|can|could|has|have) {_SOMEBODY} (?:really |actually |even |by now |ever |yet )*"
    r"(?:know|known|knows|understand|understood|say|tell|explain|explained|found out|find out|found|worked out|"
    r"figured out|an idea|any idea)(?: yet| by now)?"
)
_CAUSE = r"(?:root )?(?:cause|causes|reason|reasons|trigger|root|roots|source|explanation)"
_BRINGS = (
    rf"(?:(?:causes?|caused|triggers|triggered|leads? to|led to|accounts for|accounted for|explains|explained|"
    rf"gives rise to|gave rise to|(?:is|was) (?:responsible|to blame|at fault) for|makes|made) {_IT}(?: happen)?|"
    rf"(?:brings|brought) {_IT} (?:on|about)|(?:is|was) {_IT} (?:down to|due to|caused by|brought about by))"
)
_WHY = (
    rf"why(?: {_IT}(?: \w+){{0,2}}| (?:is|was|does|did) {_IT}(?: \w+){{0,2}})?"
    rf"|(?:what )?the {_CAUSE}(?: (?:is|was|are|were|might be|may be))?(?: (?:of|for|behind) {_IT})?"
    rf"|what {_BRINGS}|what (?:is|was|lies|lay|stands|stood) behind {_IT}"
)
_ASKED = re.compile(
    rf"(?:and |so |but |well |then )*(?:(?:{_KNOW}|is there) (?:{_WHY})|(?:is|was|are|were|has|have) the {_CAUSE} "
    rf"(?:of {_IT} |been |for {_IT} )*{_KNOWN}|what {_BRINGS}|(?:is there|has anyone) an {_CAUSE}(?: for {_IT})?|"
    rf"what (?:is|was|are|were|lies)(?: at)? (?:the|its|their) {_CAUSE}(?: (?:of|for|behind) {_IT})?|"
    rf"(?:the )?{_CAUSE} (?:of|for|behind)(?: {_IT})?)(?: then| actually| exactly| really)*"
)
_BEHIND = re.compile(
    rf"(?:and |so |but |well )*what (?:(?:made|makes) {_IT} possible|(?:is|was|lies|lay|stands|stood|could be|might be)"
    rf"(?: really| actually)? behind(?: {_IT})?)(?: then| all)?"
)
_FROM = re.compile(
    rf"(?:and |so |but |well |then )*(?:from )?(?:where|how) (?:does|do|did) (?P<what>{_IT}|_)"
    r"(?: (?:in|of|with) (?:such |these |those |the |an? )?\w+)? "
    r"(?:come from|come about|come in|arise|originate|stem from|creep in)"
    r"(?: then| actually| exactly| in the first place)?"
)
"""Where something comes from that nobody made: "where does bias in these models come from?"; its name is a line."""
_PLAINLY = re.compile(r"(?:and |but )?(?:why|how come|why (?:is|was)(?: it| that)?(?: so)?|why so)")
_TOLD = ("define", "term", "bare")
"""What was asked of a thing that happens, behind which a mere "why?" asks for its cause."""
_NO_NAMES = SOFT | {"kind"}
"""What names nothing that a cause is asked of: "do researchers know why?"."""
_GROUNDS = ("based_on", "has_part")
"""Relations by which a thing rests on something, which is what is "behind" it then."""


def caused(clause: Clause, context: Context, pack: Pack) -> Clause | None:
    """The clause as "what causes it", where it asks that of what was spoken of, or of a risk it names; else None."""
    if _TELLING.isdisjoint(clause.texts):
        return None
    named = [mention for mention in clause.mentions if mention.ref.entity not in _NO_NAMES]
    if named and (clause.of("topic") != (named[0],) or not pack.plays(named[0].ref.value, "risk")):
        return None
    if named:
        view = " ".join((*clause.texts[: named[0].first], "_", *clause.texts[named[0].end :]))
        asked = _FROM.fullmatch(view)
        found = asked and asked["what"] == "_" and not _rests(named[0].ref.value, pack)
        return _about(clause, named[0]) if found else None
    if not context.focus or not (text := _asked(clause.text, context, pack)):
        return None
    return Clause(_said(text, clause.words), (), clause.question)


def _asked(text: str, context: Context, pack: Pack) -> str:
    """The question that is meant of the topic in focus; empty if it is none for a cause."""
    if _ASKED.fullmatch(text):
        return "what causes it"
    if _BEHIND.fullmatch(text):
        return "what is behind it" if _rests(context.focus, pack) else "what causes it"
    happens = pack.plays(context.focus, "risk") and not _rests(context.focus, pack)
    if happens and (_FROM.fullmatch(text) or (context.intent in _TOLD and _PLAINLY.fullmatch(text))):
        return "what causes it"
    return ""


def _rests(topic: str, pack: Pack) -> bool:
    return any(pack.facts(topic, relation) for relation in _GROUNDS)


def _about(clause: Clause, named: Mention) -> Clause:
    """What causes the thing that a clause names."""
    words = (*_said("what causes", clause.words[:2]), *clause.words[named.first : named.end])
    return Clause(words, (named._replace(first=2, end=len(words)),), clause.question)


def _said(text: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """Words of another text that stand where these stood."""
    first, last = words[0], words[-1]
    return tuple(
        Word(word, first.start, last.end, first.mark if not at else "") for at, word in enumerate(text.split())
    )
