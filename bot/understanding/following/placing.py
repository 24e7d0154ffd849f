"""Places in an order that was told: "what was the very first criterion?", "criterion number three"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.clause import Clause
from bot.understanding.context import Context
from bot.understanding.following.dating import redated
from bot.understanding.language.lexicon import Ref
from bot.understanding.language.linking import Mention
from bot.understanding.language.ordinals import CARDINALS, ORDINALS
from knowledge.pack import Pack

_PLACES = {word: at for words in (ORDINALS, CARDINALS) for at, word in enumerate(words)}
_PLACES |= {str(at + 1): at for at in range(len(ORDINALS))} | {"last": -1, "final": -1}
_AROUND = frozenset("the your its their that this very of all those these them".split())
"""What may stand between a place and the kind, and before it."""
_NUMBER = frozenset(["number", "no", "nr"])


def placed(clause: Clause, context: Context, pack: Pack) -> Clause | None:
    """The clause with what stands at a place of its kind, or in time, for the words that say so; else None."""
    if (year := redated(clause, context, pack)) is not None:
        return year
    for mention in clause.of("kind"):
        kind = next(ref.value for ref in mention.refs if ref.entity == "kind")
        told = _told(kind, context, pack)
        stretch = _before(clause.texts, mention.first) or _behind(clause.texts, mention.end)
        if not told or stretch is None or stretch[1] >= len(told):
            continue
        edge, place = stretch
        first, end = (edge, mention.end) if edge < mention.first else (_start(clause.texts, mention.first), edge)
        topic = Mention(first, end, (Ref("topic", told[place], pack.kind_of(told[place])),), "that")
        beside = [m for m in clause.mentions if m.end <= first or m.first >= end]
        return clause._replace(mentions=tuple(sorted((*beside, topic), key=lambda m: m.first)))
    return None


def _told(kind: str, context: Context, pack: Pack) -> Sequence[str]:
    """What of a kind was listed last, if nothing else was; else the kind in its own order."""
    kinds = pack.kinds_under(kind)
    if len(context.listed) > 1 and all(pack.kind_of(topic) in kinds for topic in context.listed):
        return context.listed
    return pack.card.kinds[kind].order if kind in pack.card.kinds else ()


def _before(texts: Sequence[str], at: int) -> tuple[int, int] | None:
    """Where words that name a place begin before a position, and the place: "the very first of the …"."""
    word = at - 1
    while word >= 0 and texts[word] in _AROUND:
        word -= 1
    if word < 0 or texts[word] not in (*ORDINALS, "last", "final"):
        return None
    return _start(texts, word), _PLACES[texts[word]]


def _behind(texts: Sequence[str], end: int) -> tuple[int, int] | None:
    """Where words that name a place end behind a position, and the place: "number three"."""
    number = list(texts[end : end + 2])
    if len(number) < 2 or number[0] not in _NUMBER or number[1] not in _PLACES:
        return None
    return end + 2, _PLACES[number[1]]


def _start(texts: Sequence[str], at: int) -> int:
    """Where what leads to a word begins: at "the very", before "first"."""
    while at and texts[at - 1] in ("the", "very", "your", "its"):
        at -= 1
    return at
