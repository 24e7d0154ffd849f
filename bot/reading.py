"""What a message means here and now: understanding, given what the state of a conversation says of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import form
from bot.engine import Engine
from bot.redaction import unlabelled
from bot.tracker import State, advising
from bot.understanding.context import Context
from bot.understanding.understanding import Understanding

_LISTS = ("list", "count", "timeline", "asked", "alternatives", "examples", "makes", "so_far")
"""What an answer is that shows several things."""


def understood(engine: Engine, text: str, state: State) -> Understanding:
    """What a message means here and now; what was redacted in it means nothing."""
    shown = unlabelled(text)
    found = engine.interpreter.understand(shown, context(state))
    return found if shown == text else replace(found, text=text)


def context(state: State) -> Context:
    """What understanding may know of a conversation."""
    asked: Mapping[str, Any] = state.expecting or state.latest
    return Context(
        focus=str(state.slots.get("topic") or ""),
        compared=tuple(state.slots.get("compared") or ()),
        listed=tuple(state.slots.get("listed") or ()),
        listing=any(map(_lists, state.answered[-1:])),
        base=tuple(state.slots.get("base") or state.slots.get("listed") or ()),
        trail=state.trail,
        earlier=state.earlier,
        intent=str((asked.get("intent") or {}).get("name") or ""),
        entities=tuple(asked.get("entities") or ()),
        advising=advising(state),
        expecting=bool(state.expecting),
        heard=unlabelled(state.heard),
        repaired=state.repaired,
        insisted=state.insisted,
        offered=tuple(state.offered),
        guest=bool(state.slots.get("eliza")),
        form=bool(state.form),
        requested=str(state.slots.get(form.REQUESTED) or "") if state.form else "",
        answered=state.answered,
        advised=not state.form and state.answered[-1:] == (form.VERDICT,),
    )


def _lists(answer: str) -> bool:
    """Whether an answer showed several things: a list, a comparison, advice with the tools for it."""
    return answer.rpartition(".")[2] in _LISTS or answer.startswith(("advice/", "compare/"))
