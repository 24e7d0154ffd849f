"""Nouns for what has a name that is not said: "the tool that draws", "the chatbot everybody uses"."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ANY = ("one", "thing", "half", "part", "side", "stuff", "kind", "type", "sort", "guy")
"""Those of any field."""
_OPPOSITE = ("counterpart", "opposite", "opponent", "adversary")
COUNTERPART = re.compile(rf"\b(?:the|a) (?:{'|'.join(_OPPOSITE)}|other half) (?:of|to) (?:the |an? )?")
"""What faces something that is named."""


class Nouns:
    """The nouns of a pack, and what is said with them."""

    def __init__(self, things: Iterable[str]) -> None:
        """`things` are the pack's own, beside those of any field."""
        own = "|".join(("one", "thing", *things))
        head = "|".join(dict.fromkeys((*_ANY, *things)))
        self.heads = frozenset((*_ANY, *_OPPOSITE, *things))
        """Words of which every description holds one, so that nothing is tried in vain."""
        self.described = re.compile(
            rf"\b(?:the|that) (?:\w+ )?(?:{head}) "
            r"(?:with|that|which|who|where|whose|for|from|in which|used for|made of) "
            rf"(?P<told>.+?)(?=(?: (?:and|or|than|vs|from|to) (?:the|that) (?:\w+ )?(?:{head})\b)|$)"
        )
        """What a clause tells of something: "the one with two rival networks"."""
        self.famous = re.compile(
            rf"\b(?:the|that) (?:(?P<sort>(?:\w+ )?)(?:{own}) (?:that |which )?"
            r"(?:everybody|everyone|all people|most people|people|all the world|the whole world|they all|we all|all) "
            r"(?:uses?|(?:is|are) using|knows?|talks? about|(?:is|are) talking about|speaks? of)"
            r"|(?:most |very |really )?(?:famous|popular|well known|best known|widely used|used|common|successful) "
            rf"(?:\w+ )?(?:{own}))(?: now| today| nowadays| these days| at the moment| currently)?\b"
        )
        """What everybody is said to know: "the most popular chatbot"."""
