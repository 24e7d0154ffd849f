"""A script file → a Script, or every problem that keeps it from being one. `docs/eliza.md` explains the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from actions.eliza.forms import Form, Item, Word, forms
from actions.eliza.script import Decomposition, Rule, Say, Script
from actions.eliza.transformations import Known, RuleError, memory, transformations
from knowledge.yamlfile import PackError, Problem, content

_MEMORY, _NONE = "MEMORY", "NONE"


def read(path: Path) -> Script:
    """Read a script from a file in UTF-8; a PackError tells every problem with file, line and cure."""
    return parse(content(path).removeprefix("\ufeff"), path)


def parse(text: str, path: Path) -> Script:
    """The script that a text is; its path is what problems are told under."""
    reader = _Reader(path)
    items = forms(text, path)
    greeting = reader.greeting(next(items, None))
    reader.declare(items)
    return reader.script(greeting)


class _Reader:
    """Takes names first, then rules: a rule may name a keyword or a tag that only follows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._problems: list[Problem] = []
        self._special: dict[str, Form] = {}
        self._rules: dict[str, tuple[Rule, list[Form]]] = {}

    def greeting(self, first: Item | None) -> str:
        if isinstance(first, Form):
            return " ".join(map(str, first.items))
        what = "a script begins with what is said first."
        raise PackError((Problem(self._path, first.line if first else 1, what, "Write it so: (HOW DO YOU DO)."),))

    def declare(self, items: Iterable[Item]) -> None:
        """Take the names of all rules; an empty list ends a script, whatever follows."""
        for place, item in enumerate(items):
            if isinstance(item, Form) and not item.items:
                break
            if place == 0 and isinstance(item, Word) and item.text == "START":
                continue
            with self._telling():
                self._declare(item)
        if _NONE not in self._special:
            self._tell(1, "there is no rule NONE.", "Write (NONE ((0) (GO ON))): it answers where no keyword does.")
        self._stop()

    def script(self, greeting: str) -> Script:
        """Read the rules themselves."""
        known = self._known()
        rules = {}
        for name, (rule, lists) in self._rules.items():
            with self._telling():
                decompositions, link = transformations(lists, known)
                rules[name] = replace(rule, decompositions=decompositions, link=link)
        kept = none = None
        with self._telling():
            none = _none(self._special[_NONE], known)
        if _MEMORY in self._special:
            with self._telling():
                kept = memory(self._special[_MEMORY], known)
        self._stop()
        assert none is not None
        return Script(greeting, rules, none, kept)

    def _declare(self, item: Item) -> None:
        if isinstance(item, Word):
            raise RuleError(item, f"{item} stands outside of any list.", "Put it in brackets, or take it out.")
        name = item.items[0]
        if not isinstance(name, Word) or name.number is not None or name.text == "=":
            cure = "Write (KEYWORD …); if it belongs to the rule above, that one is closed too early."
            raise RuleError(item, "a rule begins with its keyword.", cure)
        if name.text in self._special or name.text in self._rules:
            raise RuleError(item, f"{name} has a rule already.", "Keep one, or make one of the two.")
        if name.text in (_MEMORY, _NONE):
            self._special[name.text] = item
        else:
            self._rules[name.text] = _head(name.text, item)

    def _known(self) -> Known:
        tagged: dict[str, set[str]] = {}
        for name, (rule, _) in self._rules.items():
            for tag in rule.tags:
                tagged.setdefault(tag, set()).add(name)
        keywords = {name: bool(lists) for name, (_, lists) in self._rules.items()}
        return Known(keywords, {tag: frozenset(names) for tag, names in tagged.items()})

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except RuleError as error:
            self._tell(error.line, error.what, error.cure)

    def _tell(self, line: int, what: str, cure: str) -> None:
        self._problems.append(Problem(self._path, line, what, cure))

    def _stop(self) -> None:
        if self._problems:
            raise PackError(tuple(sorted(self._problems, key=lambda problem: problem.line)))


def _head(keyword: str, form: Form) -> tuple[Rule, list[Form]]:
    """What a rule says of its keyword, in whatever order, and the lists that are left."""
    substitute, rank, tags = "", 0, frozenset[str]()
    lists: list[Form] = []
    items = iter(form.items[1:])
    for item in items:
        if isinstance(item, Form):
            lists.append(item)
        elif item.number is not None:
            rank = item.number
        elif item.text == "=":
            substitute = _substitute(item, next(items, None))
        elif item.text == "DLIST":
            tags = _tags(item, next(items, None))
        else:
            cure = "A rule has = and a word, DLIST(/TAG), a rank, and lists. One word only can take a keyword's place."
            raise RuleError(item, f"{item} has no place in the rule {keyword}.", cure)
    if len(form.items) == 1:
        raise RuleError(form, f"the rule {keyword} does nothing.", f"Write ({keyword} ((0) (GO ON))), or take it out.")
    return Rule(keyword, rank, substitute, tags), lists


def _substitute(at: Word, item: Item | None) -> str:
    if not isinstance(item, Word) or item.number is not None or item.text == "=":
        raise RuleError(at, "= is not followed by a word.", "Write what is put in the keyword's place: (ME = YOU).")
    return item.text


def _tags(at: Word, item: Item | None) -> frozenset[str]:
    if not isinstance(item, Form):
        raise RuleError(at, "DLIST is not followed by tags.", "Write them in brackets: DLIST(/NOUN FAMILY).")
    return frozenset(filter(None, (str(tag).removeprefix("/") for tag in item.items)))


def _none(form: Form, known: Known) -> Decomposition:
    _, lists = _head(_NONE, form)
    decompositions, _ = transformations(lists, known)
    first = decompositions[0] if decompositions else None
    if first is None or first.pattern != (0,):
        raise RuleError(form, "NONE does not fit everything.", "Write (NONE ((0) (GO ON))).")
    if not all(isinstance(reply, Say) for reply in first.replies):
        raise RuleError(form, "NONE leads elsewhere.", "Write sentences only: it is where all else has ended.")
    return first
