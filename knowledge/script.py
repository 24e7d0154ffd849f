"""A script of the reflective voice: ranked keywords, what a clause must look like, and what is said to it.

The form is ELIZA's (Weizenbaum 1966) as `docs/script.md` tells it: rules with keys, decompositions with named slots,
reassemblies that take turns, links, rewriting and memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pydantic import Field, model_validator

from knowledge.record import Identifier, Record, identifier
from knowledge.yamlfile import Location

PREFIX = "script/"
"""What the names of a script's responses begin with."""
CARD = ("title", "provenance", "contact", "assistant", "operator")
"""The fields of the pack's card that every wording may name."""
_SLOT = re.compile(r"\{(\w+)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its slots filled, in one pass: what a visitor wrote in braces is left as it is."""
    return _SLOT.sub(lambda found: values.get(found[1], found[0]), text)


class Item(Record):
    """What is done where a pattern fits the whole clause; exactly one of `say`, `ask`, `as` and `pass`."""

    match: str = ""
    """The pattern; without one the item always fits."""
    say: tuple[str, ...] = ()
    """Wordings, which take turns; `{slots}` are the visitor's own words, seen from the bot's side."""
    ask: str = ""
    """Where to go on: the name of a rule, or a question type."""
    as_: str = Field(default="", alias="as")
    """What the visitor is taken to have said, as a whole question; slots are filled as they were written."""
    pass_: bool = Field(default=False, alias="pass")
    """Whether the rule declines here, and the next key has its turn."""
    remember: str = ""
    """What to come back to when nothing else is left to say."""
    declines: bool = False
    """Whether the wordings say that something asked for is not to be had."""
    ask_next: tuple[str, ...] | None = None
    """Answers offered as buttons; left out, the pack's first questions; an empty list for none."""

    @model_validator(mode="before")
    @classmethod
    def _passing(cls, data: Any) -> Any:
        return {"pass": True} if data == "pass" else data

    @model_validator(mode="after")
    def _one_thing(self) -> Item:
        done = [bool(self.say), bool(self.ask or self.as_), self.pass_]
        if sum(done) != 1:
            raise ValueError("give exactly one of `say`, `ask` (with `as` or without), `as` and `pass`")
        if not self.say and (self.remember or self.declines or self.ask_next is not None):
            raise ValueError("`remember`, `declines` and `ask_next` belong to `say`")
        return self


class ScriptRule(Record):
    """A keyword and its items, of which the first that fits is taken."""

    key: tuple[str, ...] = Field(min_length=1)
    """Words or phrases of which the clause must hold one; `@set` stands for any word of a set."""
    name: Identifier = "key"
    """By what links and traces call it; left out, the first key."""
    rank: int = Field(default=0, ge=0, le=99)
    """Which key is tried first where a clause holds several; from 90 on before knowledge."""
    questions: bool = False
    """Whether it may speak to a question; without this it hears what is told."""
    when: tuple[Item, ...]

    @model_validator(mode="before")
    @classmethod
    def _called(cls, data: Any) -> Any:
        if isinstance(data, dict) and "name" not in data and isinstance(data.get("key"), list) and data["key"]:
            return {**data, "name": identifier(str(data["key"][0]), instead="key")}
        return data

    @model_validator(mode="after")
    def _something(self) -> ScriptRule:
        # As a length of the field this would be told of every rule whose items are wrong as well.
        if not self.when:
            raise ValueError("give at least one item under `when`")
        return self

    def response(self, item: int) -> str:
        """The name under which an item's wordings take turns: `script/lost/0`."""
        return f"{PREFIX}{self.name}/{item}"


class Fallback(Record):
    """After how many misses in a row the next one is answered otherwise."""

    recall_after: int = Field(default=1, ge=0)
    """Then what was remembered is recalled, or topics are offered."""
    handover_after: int = Field(default=2, ge=1)
    """Then the pack's contact is named; after that answers stay brief."""


class ScriptTest(Record):
    """One exchange that must go as written: what is said, or what it is rewritten to; neither: the script is silent."""

    user: str
    bot: str = ""
    """The first wording, filled in."""
    as_: str = Field(default="", alias="as")


class Script(Record):
    """All a script says; a pack's own stands over that of its language."""

    reflect: dict[str, str] = {}
    """What the visitor's words become when they are said back: `i am: you are`; the longest that fits, in one pass."""
    sets: dict[Identifier, tuple[str, ...]] = {}
    """Words by the name that patterns give them: `@name`."""
    rules: tuple[ScriptRule, ...] = ()
    fallback: Fallback | None = None
    tests: tuple[ScriptTest, ...] = ()

    def over(self, base: Script) -> Script:
        """This script with what only the other holds; a rule or set takes the place of its namesake."""
        own = {rule.name for rule in self.rules}
        return Script(
            reflect={**base.reflect, **self.reflect},
            sets={**base.sets, **self.sets},
            rules=(*self.rules, *(rule for rule in base.rules if rule.name not in own)),
            fallback=self.fallback or base.fallback,
            tests=(*self.tests, *base.tests),
        )

    def places(self) -> Iterator[tuple[str, Location]]:
        """What problems may be found in, by reference, with its place in the file."""
        yield from ((f"script/{rule.name}", ("rules", place)) for place, rule in enumerate(self.rules))
        yield from ((f"script_set/{name}", ("sets", name)) for name in self.sets)
        yield from ((f"script_test/{test.user}", ("tests", place)) for place, test in enumerate(self.tests))

    @cached_property
    def named(self) -> Mapping[str, ScriptRule]:
        """The rules by name."""
        first: dict[str, ScriptRule] = {}
        for rule in self.rules:
            first.setdefault(rule.name, rule)
        return MappingProxyType(first)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The items that say something, by the name of their response."""
        said = ((rule.response(n), item) for rule in self.rules for n, item in enumerate(rule.when) if item.say)
        return MappingProxyType(dict(said))
