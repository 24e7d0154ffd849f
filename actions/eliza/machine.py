"""The conversation: what is heard, and what was heard before, make the reply; chance has no part in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.eliza.hashing import hash_word
from actions.eliza.matching import Part, assemble, decompose
from actions.eliza.script import Decomposition, Link, Newkey, Pattern, Pre, Reply, Rule, Say, Script
from actions.eliza.words import BREAKS, words

BUILT_IN = ("PLEASE CONTINUE", "HMMM", "GO ON , PLEASE", "I SEE")
"""What is said where a rule has nothing for a text, by the limit from 1 to 4."""
HOPS = 1000
"""Links that are followed for one line: a script may lead round in circles."""
WRITTEN = 1_000_000
"""Words that PRE may write for one line: a script may double the text each time."""
KEPT = 1_000_000
"""Characters of memories from which no more are kept: a visitor may feed them for ever."""

_DELIMITERS = BREAKS | {"BUT"}
_LIMITS = len(BUILT_IN)
_RECALL = 4
"""The limit at which a memory is recalled."""


@dataclass(frozen=True, slots=True)
class State:
    """All that one conversation has to remember."""

    limit: int = 1
    """Goes round from 1 to 4, one further with each line."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """Which reply is next, by keyword and place of the decomposition: `{"WHAT 0": 3}`."""
    memories: tuple[str, ...] = ()
    """What is kept for later, oldest first."""

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for a store."""
        return {"limit": self.limit, "counters": dict(self.counters), "memories": list(self.memories)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> State:
        """The state that `as_dict` wrote."""
        return cls(data["limit"], data["counters"], tuple(data["memories"]))


def hear(script: Script, state: State, text: str) -> tuple[State, str]:
    """Take one line of a visitor; the state after it, and the reply. A conversation begins with `State()`."""
    turn = _Turn(script, state, scan(script, words(text)))
    reply = " ".join(turn.reply())
    return State(turn.limit, turn.counters, tuple(turn.memories)), reply


@dataclass(frozen=True, slots=True)
class Scanned:
    """The clause that gets a reply, its substitutions done, and the stack of its keywords, top first."""

    clause: tuple[str, ...]
    stack: tuple[str, ...]


def scan(script: Script, heard: Sequence[str]) -> Scanned:
    """Find the first clause with a keyword, in one pass from left to right; without any, the last clause.

    A keyword that outranks all before it goes on top of the stack, any other to the bottom: it is not sorted.
    """
    clause: list[str] = []
    stack: deque[str] = deque()
    highest = 0
    for word in heard:
        if word in _DELIMITERS:
            if stack:
                break
            clause = []
            continue
        rule = script.rules.get(word)
        if rule is not None and rule.transforms:
            if rule.rank > highest:
                stack.appendleft(word)
                highest = rule.rank
            else:
                stack.append(word)
        # What is put in its place is not looked up again, so that I and YOU can change places.
        clause.append(rule.substitute if rule is not None and rule.substitute else word)
    return Scanned(tuple(clause), tuple(stack))


class _Turn:
    """One line on its way to the reply."""

    def __init__(self, script: Script, state: State, scanned: Scanned) -> None:
        self.limit = state.limit % _LIMITS + 1
        self.counters = dict(state.counters)
        self.memories = deque(state.memories)
        self._kept = sum(map(len, state.memories))
        self._script = script
        self._text: Sequence[str] = scanned.clause
        self._stack = deque(scanned.stack)
        self._taken: dict[Pattern, list[Part] | None] = {}
        """The text taken apart before: the same keyword may be stacked thousands of times."""

    def reply(self) -> Sequence[str]:
        if not self._stack and self.limit == _RECALL and self.memories:
            return (self.memories.popleft(),)
        hops = written = 0
        while self._stack:
            rule = self._script.rules[self._stack.popleft()]
            self._remember(rule.keyword)
            reply, parts = self._transform(rule)
            if isinstance(reply, Say):
                return assemble(reply.template, parts)
            if isinstance(reply, Newkey):
                continue
            if isinstance(reply, Pre):
                self._text = assemble(reply.template, parts)
                self._taken.clear()
                written += len(self._text)
            hops += 1
            if reply is None or hops > HOPS or written > WRITTEN:
                return (BUILT_IN[self.limit - 1],)
            self._stack.appendleft(reply.keyword)
        return self._nothing()

    def _transform(self, rule: Rule) -> tuple[Reply | None, list[Part]]:
        """The reply whose turn it is at the first decomposition that fits, else the rule's link, else None."""
        for place, decomposition in enumerate(rule.decompositions):
            parts = self._parts(decomposition.pattern)
            if parts is not None:
                return self._next(f"{rule.keyword} {place}", decomposition), parts
        return (Link(rule.link) if rule.link else None), []

    def _next(self, counter: str, decomposition: Decomposition) -> Reply:
        turns = len(decomposition.replies)
        turn = self.counters.get(counter, 0) % turns  # The script may have been edited since.
        self.counters[counter] = (turn + 1) % turns
        return decomposition.replies[turn]

    def _nothing(self) -> Sequence[str]:
        reply = self._next("NONE 0", self._script.none)
        assert isinstance(reply, Say)
        return assemble(reply.template, [self._text])

    def _remember(self, keyword: str) -> None:
        """Keep something for later where the keyword is that of the memory, however it came up."""
        memory = self._script.memory
        if memory is None or keyword != memory.keyword or not self._text or self._kept > KEPT:
            return
        pattern, template = memory.choices[hash_word(self._text[-1], 2)]
        parts = self._parts(pattern)
        if parts is not None:
            self.memories.append(" ".join(assemble(template, parts)))
            self._kept += len(self.memories[-1])

    def _parts(self, pattern: Pattern) -> list[Part] | None:
        if pattern not in self._taken:
            self._taken[pattern] = decompose(pattern, self._text)
        return self._taken[pattern]
