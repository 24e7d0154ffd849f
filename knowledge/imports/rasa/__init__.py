"""A Rasa project: intents with examples, the responses they lead to, and a list of all that is more than that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.imports.harvest import Gatherer, Harvest, titled
from knowledge.imports.rasa.dialogue import Dialogue
from knowledge.imports.rasa.examples import Intent, intents
from knowledge.imports.rasa.project import Project
from knowledge.imports.rasa.responses import Response, responses

_SOCIAL = frozenset(
    "greet greeting greetings hello hi hey goodbye bye farewell thank thanks thankyou thankful welcome "
    "chitchat smalltalk bot challenge mood joke insult".split()
)
"""Words by which the name of an intent tells that it is small talk."""
_OWN = frozenset({"affirm", "deny", "yes", "no", "affirmation", "denial"})
"""Intents that the bot has of its own."""
_BEYOND = frozenset({"out_of_scope", "nlu_fallback", "off_topic"})
"""Intents whose answer says that there is none."""
_BY_HAND = "Write its answer under faq/ by hand."


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an intent is answered with; or why it is not."""

    utterance: str = ""
    why_not: str = ""
    cure: str = _BY_HAND


def harvest(path: Path) -> Harvest:
    """The intents of a project, or of one of its files, that end in an utterance."""
    gathered = Gatherer()
    project = Project.at(path, gathered)
    said, dialogue = responses(project), Dialogue.of(project)
    made: dict[str, str] = {}
    for intent in intents(project):
        answer = _answer(intent, said, dialogue)
        if not answer.utterance:
            what = f"the intent {intent.name!r} ({_count(len(intent.asked), 'example')}): {answer.why_not}."
            gathered.leave_out(intent.part.path, intent.part.line(), what, answer.cure)
            continue
        response = said[answer.utterance]
        kind = "small_talk" if set(re.split(r"[_/\-\s]+", intent.name.lower())) & _SOCIAL else "faq"
        base = intent.name.partition("/")[0]
        declines = not _BEYOND.isdisjoint({intent.name, base})
        wanted = intent.name.rpartition("/")[2]
        key = gathered.add(intent.asked, response.texts, wanted, kind=kind, declines=declines)
        if key:
            made[intent.name] = key
    used = {name: _answer_name(name, dialogue) for name in made}
    _offer(made, used, said, gathered)
    _unused(set(used.values()), said, gathered)
    project.leave_out_the_rest()
    folder = path if path.is_dir() else path.resolve().parent
    cure = "An intent is read that a rule, or a story of one turn, leads to an utterance."
    return gathered.harvest(titled(folder.resolve().name), path, cure)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _answer_name(intent: str, dialogue: Dialogue) -> str:
    """The utterance an intent leads to: its own where it is one of a retrieval intent."""
    return f"utter_{intent}" if "/" in intent else dialogue.leads.get(intent, "")


def _answer(intent: Intent, said: Mapping[str, Response], dialogue: Dialogue) -> _Answer:
    name = _answer_name(intent.name, dialogue)
    if intent.name in _OWN:
        return _Answer(why_not="yes and no are understood anyway", cure="Nothing is to be done.")
    if not intent.asked:
        return _Answer(why_not="nothing says how visitors put it", cure="Write its questions and answer under faq/.")
    if name and name not in said:
        return _Answer(why_not=f"there is no response {name!r}")
    if name and not said[name].texts:
        return _Answer(why_not=f"no text of {name!r} can be said as it stands")
    if not name:
        why = dialogue.reasons.get(intent.name, "no rule leads it to an answer")
        likely = f"utter_{intent.name}"
        return _Answer(why_not=why, cure=f"Its answer may be {likely!r}." if likely in said else _BY_HAND)
    return _Answer(name)


def _offer(made: Mapping[str, str], used: Mapping[str, str], said: Mapping[str, Response], gathered: Gatherer) -> None:
    """Turn the buttons of an answer into questions that it offers next."""
    for intent, key in made.items():
        response, offered = said[used[intent]], []
        for title, payload in response.buttons:
            wanted = payload.removeprefix("/").partition("{")[0]
            if payload.startswith("/") and wanted in made:
                offered.append(f"faq/{made[wanted]}")
            else:
                what = f"the button {title!r} of {response.name!r}."
                cure = "Name what it leads to under `ask_next`."
                gathered.leave_out(response.part.path, response.part.line(), what, cure)
        if offered:
            gathered.follow(key, offered)


def _unused(used: set[str], said: Mapping[str, Response], gathered: Gatherer) -> None:
    """Tell of responses that no imported intent ends in."""
    for response in said.values():
        if response.name not in used and response.texts:
            what = f"the response {response.name!r}, which no question leads to."
            cure = "Write the questions it answers under faq/."
            gathered.leave_out(response.part.path, response.part.line(), what, cure)
