"""Why the bot answered as it did: the trace of an answer in plain words, as an outline."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from bot.channels.terminal.view import Branch

Called = Callable[[str], str]
"""What a sentence calls the thing of that id."""

OUTCOMES = {
    "accepted": "understood",
    "partly": "understood but for a word or two",
    "likely": "not sure, so I took a guess",
    "unsure": "not sure, so I asked back",
    "declined": "not understood well enough to answer",
    "reflected": "nothing known of it, so the script speaks",
}
_EXAMPLE = re.compile("“([^”]*)”")
PROPOSERS = {
    "exact": "the very words of a question in the pack",
    "rule": "a keyword rule",
    "typed": "the example sentences of question types",
    "entry": "the questions written for curated answers",
    "context": "the conversation so far",
    "payload": "a button",
    "script": "the script, which leads to a question type",
    "language": "the commonest words of another language",
}


def why(trace: Mapping[str, Any], called: Called) -> Branch:
    """The outline of a trace: what was read, how sure that was, what was done about it."""
    understanding: Mapping[str, Any] = trace.get("understanding") or {}
    below = [Branch(f"Spelling: {repair}") for repair in understanding.get("repairs") or ()]
    below += [Branch(f"Left as written: {word}") for word in understanding.get("insisted") or ()]
    clauses: list[Mapping[str, Any]] = list(understanding.get("clauses") or ())
    below += [_clause(clause, called) for clause in clauses]
    said = {str(clause.get("reason")) for clause in clauses}
    below += [_action(decision, said) for decision in trace.get("decisions") or ()]
    if "accept" in understanding:
        below.append(Branch(f"A reading is answered from {_percent(understanding['accept'])} likely on"))
    below.append(Branch(f"Answered from pack {str(trace.get('pack', ''))[:12]}"))
    return Branch("Why this answer", tuple(below))


def _clause(clause: Mapping[str, Any], called: Called) -> Branch:
    outcome = str(clause.get("outcome", ""))
    words = str(clause.get("clause", ""))
    below = list(_reading(clause["chosen"], words, called)) if clause.get("chosen") else []
    if clause.get("reason") and clause["reason"] != (clause.get("chosen") or {}).get("reason"):
        below.append(Branch(f"Verdict: {clause['reason']}"))
    if clause.get("script"):
        slots = (f"{name} = “{value}”" for name, value in clause["script"]["slots"].items())
        below.append(Branch(f"Said back: {', '.join(slots) or 'nothing'}"))
    if clause.get("suggestions"):
        below.append(Branch(f"Perhaps meant: {', '.join(called(s) for s in clause['suggestions'])}"))
    others = tuple(Branch(_rival(other, words, called)) for other in clause.get("alternatives") or ())
    if others:
        below.append(Branch("Other readings", others))
    return Branch(f"“{clause.get('clause', '')}”: {OUTCOMES.get(outcome, outcome)}", tuple(below))


def _reading(candidate: Mapping[str, Any], words: str, called: Called) -> Iterator[Branch]:
    proposer, reason = str(candidate.get("proposer", "")), str(candidate.get("reason", ""))
    yield Branch(f"Read as {_headline(candidate, called)}")
    yield Branch(f"Proposed by {PROPOSERS.get(proposer, proposer)}: {reason.removeprefix('rule ')}")
    if shared := _shared(words, reason):
        yield Branch(f"Carried by the words: {shared}")
    if candidate.get("entities"):
        yield Branch(f"Names: {', '.join(_entity(e, called) for e in candidate['entities'])}")
    if candidate.get("missing"):
        yield Branch(f"Missing: {', '.join(candidate['missing'])}")
    if candidate.get("unexplained"):
        yield Branch(f"Words it does not explain: {', '.join(candidate['unexplained'])}")


def _headline(candidate: Mapping[str, Any], called: Called) -> str:
    """`compare (VAE, GAN), 99 % likely`."""
    names = ", ".join(called(_split(entity)[1]) for entity in candidate.get("entities") or ())
    what = candidate.get("entry") or candidate.get("intent", "")
    likely = f"{_percent(candidate.get('probability', 0.0))} likely"
    return f"{what} ({names}), {likely}" if names and not candidate.get("entry") else f"{what}, {likely}"


def _rival(candidate: Mapping[str, Any], words: str, called: Called) -> str:
    shared = _shared(words, str(candidate.get("reason", "")))
    return f"{_headline(candidate, called)}{f', by: {shared}' if shared else ''}"


def _shared(words: str, reason: str) -> str:
    """The words that a clause has in common with the example nearest to it; what it is like besides is by meaning."""
    example = _EXAMPLE.search(reason)
    theirs = set(example[1].split()) if example else set()
    return ", ".join(dict.fromkeys(word for word in words.split() if word in theirs))


def _percent(probability: Any) -> str:
    return f"{float(probability):.0%}".replace("%", " %")


def _entity(entity: str, called: Called) -> str:
    kind, value, role = _split(entity)
    return f"{role} {called(value)} ({kind})".strip()


def _split(entity: str) -> tuple[str, str, str]:
    """`topic:gan(not)` in its parts."""
    kind, _, value = entity.partition(":")
    value, _, role = value.partition("(")
    return kind, value, role.rstrip(")")


def _action(decision: Mapping[str, Any], said: Collection[str]) -> Branch:
    """What was done, and the reason where none of those said already is it."""
    name, reason, failure = (str(decision.get(key) or "") for key in ("action", "reason", "failure"))
    new = f" ({reason})" if reason and not reason.endswith(tuple(said)) else ""
    below = [Branch(f"Wording: {worded}") for worded in decision.get("wordings") or ()]
    below += [Branch(f"It failed: {failure}")] if failure else []
    return Branch(f"Action: {name}{new}", tuple(below))


def steps(told: Iterable[Mapping[str, Any]]) -> Branch:
    """The outline of what a server tells of it, step by step: less than the whole trace."""
    below = []
    for step in told:
        names = f" ({', '.join(step['names'])})" if step["names"] else ""
        read = f"Read as {step['read']}{names}, {_percent(step['likely'])} likely"
        below.append(Branch(f"“{step['heard']}”: {step['fate']}", (Branch(read),) if step["read"] else ()))
    return Branch("Why this answer, as far as the server tells", tuple(below))
