"""What the seed text claims: the claims on a topic, the one that a message repeats, and how each of them is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from actions.asking import topic_buttons
from actions.polarity import DENIED
from actions.reading import Reading
from actions.reply import Reply
from knowledge.answers import Advice, Claim, Comparison, Entry
from knowledge.pack import Pack

_WORD = re.compile(r"[a-z0-9]+")
FEWEST, COVERED = 2, 0.6
"""Telling words that a message and a claim share at least, and their share of the message's."""
STEM = 5
"""Letters that tell one word from another: "accurate", "accuracy"."""
AGREED = "My facts agree with that."
MOST = 3
"""Claims that are told at once."""


@lru_cache(maxsize=4)
def _saying(names: tuple[str, ...]) -> re.Pattern[str]:
    """What says that the text says something, by what the text is called."""
    text = f"(?:{'|'.join(map(re.escape, names))})"
    says = r"(?: also| even)? (?:say|says|said|claims?|states?|writes?|gives?|thinks|calls?|tells|counts|has)\b"
    return re.compile(rf"\b{text}{says}|\b(?:according to|by|in) (?:the|your|that|this) {text}\b")


def attributed(reading: Reading, pack: Pack, *, agreed: bool = True) -> Reply | None:
    """What a message says that the text says: "the article says LLMs are accurate. True?".

    The nearest claim with how it is, if it is corrected; else, where `agreed` is wanted, that it is as the text says.
    """
    names = tuple(filter(None, (pack.card.seed, *pack.words.sets.get("main_text", ()))))
    if not (pack.claims and names and _saying(names).search(reading.message.lower())):
        return None
    asked, topics = _stems(reading.text, pack), set(reading.named) & pack.topics.keys()
    near = (c for c in pack.claims if c.fate and (not topics or topics & set(about(c, pack))))
    each = ((len(asked & _stems(claim.says, pack)), claim) for claim in near)
    most, claim = max(each, key=lambda found: (found[0], bool(found[1].rather)), default=(0, None))
    agreed = agreed and DENIED.search(reading.text) is None
    if claim is None or most < FEWEST or most < COVERED * len(asked) or not (claim.rather or agreed):
        return None
    agreeing = "" if claim.rather else AGREED
    return told((claim,), pack, next(iter(about(claim, pack)), ""), "", agreeing)


def about(claim: Claim, pack: Pack) -> tuple[str, ...]:
    """The topics of a claim: that of the answer to it first, then those it names."""
    kind, slash, name = claim.fate.partition("/")
    sides = name.split("-") if slash and kind == "compare" else [] if slash else [kind.partition(".")[0]]
    return tuple(dict.fromkeys((*(t for t in sides if t in pack.topics), *pack.named_in(claim.says))))


def told(claims: Iterable[Claim], pack: Pack, topic: str, lead: str = "", close: str = "") -> Reply:
    """Some claims as an answer, each with how it is where it is corrected."""
    found = tuple(claims)[:MOST]
    heads = (f"The {pack.card.seed} says:", *("It also says:" for _ in found[1:]))
    said = " ".join(f"{head} {claim.says} {claim.rather}".strip() for head, claim in zip(heads, found, strict=True))
    sources = (s for claim in found for s in (claim.section, *_sources(claim, pack)) if s)
    return Reply(
        " ".join(filter(None, (lead, said, close))),
        sources=tuple(dict.fromkeys(sources)),
        buttons=topic_buttons(pack, topic),
        answers=tuple(f"claim/{claim.n}" for claim in found),
        topic=topic or None,
    )


def likeness(claim: Claim, text: str, pack: Pack) -> int:
    """How many telling words a claim shares with a message."""
    return len(_stems(text, pack) & _stems(claim.says, pack))


def _stems(text: str, pack: Pack) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.lower()) if word not in pack.words.stopwords)
    return frozenset(word[:STEM].rstrip("s") for word in words if len(word) > 2)


def _sources(claim: Claim, pack: Pack) -> tuple[str, ...]:
    """What the answer to a claim rests on."""
    kind, slash, name = claim.fate.partition("/")
    if slash:
        records: Mapping[str, Mapping[str, Comparison | Advice | Entry]]
        records = {"compare": pack.comparisons, "advice": pack.advice, "faq": pack.entries}
        record = records.get(kind, {}).get(name)
        return record.sources if record else ()
    topic, _, facet = kind.partition(".")
    prose = pack.topics[topic].facets.get(facet or "define") if topic in pack.topics else None  # type: ignore[call-overload]
    return prose.sources if prose else ()
