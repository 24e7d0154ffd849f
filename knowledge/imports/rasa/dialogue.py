"""Rules and stories: which intents lead to one utterance, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.imports.rasa.project import Part, Project

_STEPS = {
    "checkpoint": "checkpoint",
    "or": "choice between intents",
    "slot_was_set": "slot",
    "active_loop": "form",
    "bot": "end-to-end utterance",
}
"""Steps that one question and its answer do not have."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A rule or story in short: the intent it begins with, and the one utterance it ends in or why it is none."""

    intent: str = ""
    utterance: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where intents lead."""

    leads: Mapping[str, str]
    """The utterance of each intent that leads to exactly one."""
    reasons: Mapping[str, str]
    """Why another intent does not."""

    @classmethod
    def of(cls, project: Project) -> Dialogue:
        """From the rules, and from stories of one turn where no rule tells."""
        leads: dict[str, set[str]] = {}
        reasons: dict[str, str] = {}
        for part in project.parts("rules"):
            turn = _turn(part.data)
            if turn.why_not:
                name = part.data.get("rule", "") if isinstance(part.data, dict) else ""
                project.leave_out(part, f"the rule {name!r}: it has {turn.why_not}.", "Write its answer by hand.")
                reasons.setdefault(turn.intent, f"the rule for it has {turn.why_not}")
            else:
                leads.setdefault(turn.intent, set()).add(turn.utterance)
        ruled = frozenset(leads)
        for turn in _stories(project):
            if turn.intent not in ruled:
                leads.setdefault(turn.intent, set()).add(turn.utterance)
        for intent, said in leads.items():
            if len(said) > 1:
                reasons[intent] = f"it leads to {' and to '.join(sorted(said))}"
        return cls({intent: next(iter(said)) for intent, said in leads.items() if len(said) == 1}, reasons)


def _stories(project: Project) -> list[_Turn]:
    """The stories of one turn; the others are counted, file by file, with what they hold."""
    turns: list[_Turn] = []
    longer: dict[str, list[Part]] = {}
    for part in project.parts("stories"):
        turn = _turn(part.data)
        if turn.why_not:
            longer.setdefault(str(part.path), []).append(part)
        else:
            turns.append(turn)
    for parts in longer.values():
        held = Counter(_turn(part.data).why_not for part in parts)
        told = ", ".join(f"{count} with {why}" for why, count in held.most_common())
        what = f"{len(parts)} {'stories' if len(parts) > 1 else 'story'}: {told}."
        project.leave_out(parts[0], what, "Only a question and its answer are read.")
    return turns


def _turn(data: Any) -> _Turn:
    """A rule or story in short."""
    steps = data.get("steps") if isinstance(data, dict) else None
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        return _Turn(why_not="no list of steps")
    steps = [step for step in steps if step.get("action") != "action_listen"]
    intent = next((str(step["intent"]) for step in steps if "intent" in step), "")
    return _Turn(intent, *_ending(data, steps))


def _ending(data: dict[str, Any], steps: list[dict[str, Any]]) -> tuple[str, str]:
    """The utterance, or why there is not just one."""
    if data.get("condition"):
        return "", "a condition"
    if data.get("conversation_start"):
        return "", "its place at the start of a conversation"
    odd = next((name for key, name in _STEPS.items() if any(key in step for step in steps)), "")
    if odd:
        return "", f"{'an' if odd[0] in 'aeiou' else 'a'} {odd}"
    if any(step.get("entities") for step in steps):
        return "", "entities it asks for"
    actions = [str(step["action"]) for step in steps if "action" in step]
    custom = next((action for action in actions if not action.startswith("utter_")), "")
    if custom:
        return "", f"the custom action {custom!r}"
    if len(steps) != 2 or "intent" not in steps[0] or len(actions) != 1:
        return "", "other steps than one question and one answer"
    return actions[0], ""
