"""The polarity of a verdict: "is it wrong to say …?" is answered by No where it is so, "A or B?" by neither word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.reading import Reading
from actions.reply import Reply, capital, uncapital

_LEAD = re.compile(r"(Yes, but not well|Yes|No|Not that I know|Not quite|Not as such|In a sense|Both|Neither): ")
_TRUE = frozenset({"Yes", "Yes, but not well", "In a sense", "Both"})
_SAYING = r"(?:it|that|this|i|we|he|she|they|people|(?:the|my|our|his|her) \w+)"
_WRONG = re.compile(
    rf"\b(?:is|are|was|were|am|be)(?:n['’]t)? (?:{_SAYING} )?(?:be )?(?:not )?(?:really |completely |totally |simply )?"
    r"(?:wrong|false|incorrect|untrue|mistaken|inaccurate|in error|lying|nonsense|an? (?:mistake|error|myth|lie))"
    r"(?: (?:to|that|if|when|in|for|about|saying|thinking)\b|[?.! ]*$)|^(?:wrong|false|incorrect|untrue) to \w+\b"
)
_POLITE = re.compile(r"(?:please )?(?:correct|stop) me if i(?: a|')?m (?:\w+ )?wrong")
_TAGGED = re.compile(r"(?:[-,;:.]|^) *(?:is (?:that|this|it) )?(?:wrong|false|incorrect|untrue) *\?+ *$")
DENIED = re.compile(
    r"\b(?:is|are|was|were|can|could|do|does|did|has|have|had|will|would|should) (?:\w+ly )?(?:not|never)\b"
    r"|\b(?:never|no longer)\b|\b(?:is|are|was|were|has|have|had|there is|there are) no\b"
)
"""What denies the verb of a statement."""
_LACKING = re.compile(r"\b(?:absent|missing) (?:from|in)\b")
_ASKED = re.compile(
    r"(?:is|are|was|were|can|could|do|does|did|has|have|had|will|would|should|who|what|which|how)\b"
    r"|.*\b(?:that|which|who)\b"
)
"""How what is no statement begins, or holds: "models that never see text"."""
_YEARS = re.compile(r"\b(?:1[89]|20)\d\d or (?:in |from |of |rather |maybe )?(?:1[89]|20)\d\d\b")
_OPEN = re.compile(r"(?:and |but |so )?(?:who|which|what|whose)\b")
_BETTER = re.compile(r" Better: [^.]*\.")
_DOUBTED: Mapping[bool, str] = {True: "No, that is right", False: "Yes, that is wrong"}
_CLAIMED: Mapping[bool, str] = {True: "Yes, that is right", False: "No, that is not right"}


def turned(reply: Reply, reading: Reading) -> str:
    """The text of a verdict with the Yes or No that the question asked for, if it asked for one."""
    found = _LEAD.match(reply.text)
    if found is None:
        return reply.text
    said, asked = reply.text[found.end() :], reading.text
    if _either(reading) or _OPEN.match(asked):
        return reply.text if found[1] in ("Both", "Neither") else capital(said)
    why = asked.startswith(("why ", "and why ", "but why "))
    denied = " not " in asked if why else DENIED.search(asked) is not None and not _ASKED.match(asked)
    denied ^= (lacking := _LACKING.search(asked) is not None)
    so = (found[1] in _TRUE) != denied
    doubted = _doubted(reading)
    if why:
        unlike = "In a sense it is" if found[1] == "In a sense" else "That is not so"
        return capital(_BETTER.sub("", said)) if so != doubted else f"{unlike}: {said}"
    if not (denied or doubted or lacking):
        return reply.text
    lead = (_DOUBTED if doubted else _CLAIMED)[so]
    return f"{f'As far as I know, {uncapital(lead)}' if found[1] == 'Not that I know' else lead}: {said}"


def _either(reading: Reading) -> bool:
    """Whether it offers two makers or two years to choose from: "who built it, MIT or Weizenbaum?"."""
    if " or " not in reading.text:
        return False
    return _YEARS.search(reading.text) is not None or len(reading.of_type("organisation", "person")) > 1


def _doubted(reading: Reading) -> bool:
    """Whether it is asked if a saying is wrong."""
    sentence = _POLITE.sub("", reading.message.lower())
    return _WRONG.search(sentence) is not None or _TAGGED.search(sentence) is not None
