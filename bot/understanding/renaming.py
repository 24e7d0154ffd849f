"""The name of what was spoken of before, asked for again: "what do you call it again, the thing with two nets?"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.context import Context
from bot.understanding.describing import Descriptions, Fitting
from bot.understanding.language.returning import fronted
from knowledge.pack import Pack

SPOKEN, SURE = 0.3, 0.55
"""Score from which a topic that was spoken of is what is described, and the score it then has."""


def renamed(
    own: Sequence[str], texts: Sequence[str], context: Context, pack: Pack, descriptions: Descriptions
) -> tuple[Fitting, ...]:
    """What is meant by words of a question's own, or by what leads to it: "that music thing, what was it called?"."""
    if context.told and context.focus and fronted(context.told[-1].split()):
        return (Fitting(context.focus, 1.0, 1.0),)
    if "again" not in texts or not own:
        return ()
    spoken = {topic for topic, _ in context.trail}
    best = descriptions.best(own, (), "", len(pack.topics))
    return tuple(fit._replace(score=SURE) for fit in best if fit.topic in spoken and fit.score >= SPOKEN)[:1]
