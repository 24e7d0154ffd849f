"""Asides: what long, polite messages hold beside a question: "as the sixth form asks, might I hear what a GAN is?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from bot.understanding.language.text import unadorned
from bot.understanding.sifting import ADVISING, certain
from bot.understanding.understanding import Interpretation, Understanding
from knowledge.language import Words

FEWEST, LONG, MOST = 8, 12, 26
"""Words that leave no room for a parenthesis, or for more asides; words up to which one question is left."""
TRIED = 3
"""Places at which the question may begin that are tried."""
_PARENTHESIS = re.compile(
    r",\s+(?:and |or |but )?(?:who|whom|whose|which|as|if|though|although|since|because|being|having|while|"
    r"after|before|unless|short of|given|preferably|please|in your|for a|may i|might i|i (?:think|suppose|believe|"
    r"gather|fear|confess|admit|hope))\b[^,;:.?!]*,",
    re.IGNORECASE,
)
_LAST = re.compile(
    r",\s+(?:preferably|ideally|if possible|if (?:you|it is|that is|i may))\b[^,;:.?!]*(?=[.?!]*$)", re.IGNORECASE
)
_HURRIED = re.compile(
    r"[,;.–—-]\s*(?:and )?(?:make it |be )?(?:fast|quick|real quick|hurry(?: up)?|pronto|chop chop)(?:,? please)?"
    r"(?=\W*$)",
    re.IGNORECASE,
)
_GRUMBLED = re.compile(
    r"(?<=\w)\s*[,;.–—-]\s*(?:(?:all|and|because|but|cause|coz) )?(?:(?:this|that|it|none of (?:this|it)|all this)"
    r"(?: \S+){0,2}? (?:(?:makes?|made) no sense|(?:does not|doesn['’]?t) make (?:any )?sense|(?:is |['’]s )?"
    r"(?:driving|making|drives|makes) me (?:mad|crazy|nuts|insane|angry|sick)|is (?:so |too |all |just |really |very )?"
    r"(?:confusing|rubbish|bullshit|nonsense|crap|gibberish|stupid|annoying|over my head|greek to me|doing my head in|"
    r"hard|complicated)|hurts my (?:head|brain))|my (?:head|brain) hurts)(?: to me| at all)?(?=\W*$)",
    re.IGNORECASE,
)
"""What somebody who is lost says of it all, behind the question: "what is latent space, this makes no sense"."""
_GUESSED = re.compile(
    r"^(?=[^,;:.?!]*\b(?:who|whom|whose|when|where|which (?:company|firm|lab|year|country|person))\b)"
    r"(?P<asked>[^,;:.?!]*)"
    r",\s+(?:some|(?P<thing>an?|the)|maybe|perhaps|probably|possibly|by)(?:\s+(?!or\b|and\b)[^\s,;:.?!]+){1,4}\s*\?+\s*$",
    re.IGNORECASE,
)
"""A question and a guess at its answer: "who invented it, some Germans?"."""
_MARKED = re.compile(r"[,:;.–—-]")
"""A mark that stands beside every aside in a few words."""
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+|$)")
_ASKING = (
    r"(?:(?:and|so|but|then|now|please) )*(?:what|how|who|when|where|why|which|is|are|was|were|does|do|did|can|could|"
    r"would|will|might|may|should|has|have|explain|tell|compare)\b"
)
_QUESTION = re.compile(rf"(?:(?<=[:;–—])\s+|(?<=,)\s+)(?={_ASKING})", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:it|its|this|that|these|those|they|them|their|he|she|her|his|we|our|us|my)\b", re.IGNORECASE
)
_CONDITION = re.compile(r"\b(?:if|when|unless|suppose|supposing|assuming|provided)\b", re.IGNORECASE)
_WISHED = re.compile(
    r"\b(?:sentences?|words|lines?|bullets?|bullet points|short|simple|simply|simpler|list|table|person|human|"
    r"year.olds?|beginners?|child|children|laym[ae]n)\b",
    re.IGNORECASE,
)
"""Words of a wish for how, or by whom, the question is to be answered, which is no aside."""
_GUESSABLE = frozenset(["who", "when", "status", "history"])
"""Intents whose answer one may guess at in asking."""
_INFORMING = frozenset(
    "define how why when who history strengths limits uses examples signs remedies compare is_it made_it".split()
)
"""Intents that ask for information: what is told beside them changes nothing in the answer."""


def without_asides(message: str, language: Words, understood: Callable[[str], Understanding]) -> Understanding | None:
    """What a message means without what only adorns it, where that is sure to be all that is asked."""
    for plain, settles in _plainer(message, language):
        bare = understood(plain)
        if all(map(settles, bare.interpretations)):
            return replace(bare, text=message)
    return None


def _plainer(message: str, language: Words) -> Iterator[tuple[str, Callable[[Interpretation], bool]]]:
    """A message without what adorns it, blanks in its place, with the test by which that is all that is asked."""
    plain = unadorned(message, language)
    if plain != message and any(map(str.isalnum, plain)):
        yield plain, certain
        message = plain
    short = message.count(" ") < FEWEST or len(message.split()) <= FEWEST
    if short and _MARKED.search(message) is None:
        return
    if (hurried := _HURRIED.sub(_blank, message)) != message:
        yield hurried, certain
        message = hurried
    if (asked := _GRUMBLED.sub(_blank, message)) != message:
        yield asked, certain
        message = asked
    if (guessed := _GUESSED.match(message)) and not (guessed["thing"] and _POINTING.search(guessed["asked"])):
        yield guessed["asked"] + "?" + " " * (len(message) - guessed.end("asked") - 1), _asked_for
    if short:
        return
    bare = _LAST.sub(_blank, _PARENTHESIS.sub(_blank, message))
    if bare != message and len(_SENTENCE.findall(bare)) == 1:
        yield bare, _asking
    if len(message.split()) > LONG:
        cores = (core for core in dict.fromkeys(_cores(message)) if core != message)
        yield from ((core, _informing) for core in islice(cores, TRIED))


def _cores(message: str) -> Iterator[str]:
    """The one question of a message without asides, then what of it stands behind the last that introduces it."""
    bare = _PARENTHESIS.sub(_blank, message)
    asked = [found for found in _SENTENCE.finditer(bare) if "?" in found[0]]
    if len(asked) != 1:
        return
    start, end = asked[0].span()
    starts = (start, *(start + found.end() for found in _QUESTION.finditer(asked[0][0])))
    for at in starts:
        core = bare[at:end]
        left = message[:at] + message[end:]
        beside = _CONDITION.search(message[start:at]) or _WISHED.search(left) or _POINTING.search(core)
        if len(core.split()) <= MOST and not beside:
            yield " " * at + core + " " * (len(message) - end)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _asking(heard: Interpretation) -> bool:
    chosen = heard.chosen
    return certain(heard) and chosen is not None and chosen.intent not in ADVISING and not chosen.entry


def _asked_for(heard: Interpretation) -> bool:
    return certain(heard) and heard.chosen is not None and heard.chosen.intent in _GUESSABLE


def _informing(heard: Interpretation) -> bool:
    chosen = heard.chosen
    sure = chosen is not None and chosen.proposer in ("rule", "exact") and chosen.intent in _INFORMING
    return sure and certain(heard) and bool(heard.named)
