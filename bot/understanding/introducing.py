"""A name brought up in talk and then asked about: "somebody said foundation model and I just nodded, what is that?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.clause import Clause
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import Mention
from bot.understanding.language.text import Word, squash

LEAST = 6
"""Words of the shortest message in which a name is brought up."""
_SAYING = re.compile(
    r"(?:called|named|terms?|words?|expression|phrase|said|says|saying|mentioned|mentions|mentioning|dropped|"
    r"talking about|talked about|talks about|on about|spoke of|spoke about|heard of|heard about|read about|across|"
    r"heard|used|using|saw|like|about)(?: (?:a|an|the|these|this|some|of))?$"
)
"""What stands before a name that is brought up."""
_PUZZLED = re.compile(
    r"\b(?:what (?:is|are|was|were) (?:that|it|this|those|these|they)"
    r"|what (?:does|do|did) (?:that|it|this|they|he|she) (?:even |actually |really |exactly )?(?:mean|do)"
    r"|what (?:he|she|they|it|that|this) (?:is|was|are|were|mean|means|meant|could mean)"
    r"|(?:no|not a|without a|have no|had no) (?:idea|clue)"
    r"|(?:i|we) (?:just |only |simply )?(?:nodded|pretended|smiled|bluffed)(?: along| politely)?"
    r"(?: (?:to|i) (?:know|knew|understand|understood|get|got)(?: it| that| what it is)?)?"
    r"|(?:do|did|does) not (?:know|get|understand) (?:what|it|that|a thing|the word|the term)"
    r"|never heard (?:of )?(?:it|that|before)|lost me|went over my head|(?:no one|nobody) explained"
    r"|explain(?: it| that| this)?|what might that be|what would that be)"
    r"(?: (?:even|supposed to be|supposed to mean|then|now|exactly|actually|really|about|all about|again|please|to me|"
    r"at all|in simple words|in plain english|means?|is|was|meant|mind|though))*$"
)
"""What a message ends in that asks, or owns up, that a name says nothing."""

_CALLED = re.compile(r"\b(?:called|named) (?P<name>\S+(?: \S+){0,2}?)(?: and| but| so| well)? $")


def introduced(whole: Clause, lexicon: Lexicon) -> Clause | None:
    """The question what the name is that a message brought up and does not understand; None where it does not."""
    puzzled = _PUZZLED.search(whole.text) if len(whole.words) >= LEAST else None
    if puzzled is None:
        return None
    named = [m for m in whole.of("topic", "medium") if m.refs]
    said = [mention for mention in named if _brought_up(whole.words, mention)]
    if said:
        mention = next((m for m in said if _quoted(whole.words[m.first])), said[-1])
        return _asked(whole, mention.first, mention.end)._replace(
            mentions=(mention.moved(2 - mention.first)._replace(role=""),)
        )
    called = _CALLED.search(whole.text[: puzzled.start()])
    ref = lexicon.begun(squash(called["name"])) if called and not named else None
    if called is None or ref is None:
        return None
    first, end = (whole.text[:place].count(" ") for place in called.span("name"))
    asked = _asked(whole, first, end + 1)
    return asked._replace(mentions=(Mention(2, len(asked.words), (ref,), called["name"]),))


def _asked(whole: Clause, first: int, end: int) -> Clause:
    """The question what some words of a message mean."""
    word = whole.words[first]
    asking = [word._replace(text=text, mark="", joined=False) for text in ("what", "is")]
    return Clause((*asking, word._replace(mark=""), *whole.words[first + 1 : end]), (), question=True)


def _brought_up(words: Sequence[Word], mention: Mention) -> bool:
    before = " ".join(word.text for word in words[max(0, mention.first - 3) : mention.first])
    return _quoted(words[mention.first]) or _SAYING.search(before) is not None


def _quoted(word: Word) -> bool:
    return '"' in word.mark
