"""The form loop, after Rasa's FormAction: activate, take answers, ask what is missing, pause for a question, leave.

The form is active from `active_loop` to the verdict. Its slots are the criteria of the pack's advisor; each holds a
list of answer ids. `ValidateAdvisorForm` validates what a message told and says by `requested_slot` what to ask next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasa_sdk.events import ActiveLoop, SlotSet

from bot.tracker import Event, State, told
from knowledge.pack import Pack

FORM = "advisor_form"
VALIDATE = f"validate_{FORM}"
ASK = "action_ask_criterion"
SUBMIT = "action_verdict"
LEAVE = "action_leave_form"
REQUESTED = "requested_slot"
VERDICT = "advisor.verdict"
"""The reference of a verdict among what was answered."""
ADVISED = "advised"
"""The slot that is set by a verdict and unset where a new choice begins."""
CHOOSE = "choose"
"""The intent that begins it."""
LEFT: tuple[Event, ...] = (ActiveLoop(None), SlotSet(REQUESTED, None))
"""The events by which a form is left without a word about it."""
_ENDING = frozenset({ASK, SUBMIT, LEAVE})


def entered(parse_datas: Iterable[Mapping[str, Any]], state: State, pack: Pack) -> tuple[Event, ...]:
    """The events before validation: the loop, if it is not active yet, and the slots that messages tell of."""
    datas, slots = tuple(parse_datas), dict(state.slots)
    criteria = pack.advisor.criteria if pack.advisor else ()
    if not state.form and any(data.get("intent", {}).get("name") == CHOOSE for data in datas):
        slots = {**slots, ADVISED: None, **dict.fromkeys(criteria), **told(state)}
    heard: set[str] = set()
    for entity in (entity for data in datas for entity in data.get("entities", ())):
        name, value = entity["entity"], entity["value"]
        if name in criteria and entity.get("role") == "not":
            slots[name] = [known for known in slots.get(name) or () if known != value] or None
        elif name in criteria:
            beside = name in heard or entity.get("role") == "also"
            slots[name] = [*((slots.get(name) or ()) if beside else ()), value]
            heard.add(name)
    changed = {name: value for name, value in slots.items() if value != state.slots.get(name)}
    return (*(() if state.form else (ActiveLoop(FORM),)), *(SlotSet(name, value) for name, value in changed.items()))


def following(done: Iterable[str], state: State) -> Iterator[str]:
    """What the loop adds to the actions done in a turn: the question, again if it was interrupted, or the verdict."""
    if not state.form or state.paused or not _ENDING.isdisjoint(done):
        return  # It is over, has asked already, or a person goes on.
    # What is told after a verdict changes the verdict; it is not asked on.
    yield ASK if state.slots.get(REQUESTED) and not state.slots.get(ADVISED) else SUBMIT
