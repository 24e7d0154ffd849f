"""A repair refused: "no, I did mean autoencodr" asks the last message again, with that word left as it was."""

from __future__ import annotations

import re

from bot.understanding.context import Context
from bot.understanding.language.text import Text

_REFUSING = re.compile(r"^(no|nope|not|wrong)\b|\b(mean|meant|spelt|spelled|written|wrote|typed|exactly)\b")


def insisted(text: Text, context: Context) -> tuple[str, ...]:
    """The words that were repaired in the last message and that this one insists on; none if it refuses nothing."""
    if not context.repaired:
        return ()
    said = [word.text for word in text.words]
    again = tuple(word for word in context.repaired if word in said)
    return again if again and context.heard and _REFUSING.search(" ".join(said)) else ()
