"""The lists within a rule → decompositions and replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.eliza.forms import Form, Item, Word
from actions.eliza.script import Decomposition, Element, Link, Memory, Newkey, Pattern, Pre, Reply, Say, Template

_CHOICES = 4


class RuleError(Exception):
    """What is wrong with a rule, in which line, and the cure."""

    def __init__(self, item: Item, what: str, cure: str) -> None:
        super().__init__(what)
        self.line, self.what, self.cure = item.line, what, cure


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules of a script may name."""

    keywords: Mapping[str, bool]
    """Every keyword, and whether it can answer."""
    tags: Mapping[str, frozenset[str]]
    """The keywords that carry each tag."""


def transformations(lists: Sequence[Form], known: Known) -> tuple[tuple[Decomposition, ...], str]:
    """The decompositions of a rule, and the keyword it goes on with where none fits."""
    link = lists[-1] if lists and lists[-1].head == "=" else None
    found = tuple(_decomposition(form, known) for form in (lists if link is None else lists[:-1]))
    return found, ("" if link is None else _target(link, known))


def memory(form: Form, known: Known) -> Memory:
    """`(MEMORY KEY (0 KEY 0 = EARLIER YOU SAID 3) …)`, four of them."""
    keyword, choices = (form.items[1] if len(form.items) > 1 else None), form.items[2:]
    if not isinstance(keyword, Word) or keyword.number is not None:
        raise RuleError(form, "MEMORY names no keyword.", "Write (MEMORY KEYWORD and four lists.")
    if keyword.text not in known.keywords:
        cure = f"Write a rule ({keyword.text} …), or name another keyword."
        raise RuleError(keyword, f"the keyword of MEMORY, {keyword.text}, has no rule of its own.", cure)
    if len(choices) != _CHOICES:
        cure = "Write four: the last word of what is said chooses one of them."
        raise RuleError(form, f"MEMORY has {len(choices)} lists.", cure)
    return Memory(keyword.text, tuple(_choice(choice, known) for choice in choices))


def _choice(choice: Item, known: Known) -> tuple[Pattern, Template]:
    items = choice.items if isinstance(choice, Form) else []
    at = next((place for place, item in enumerate(items) if isinstance(item, Word) and item.text == "="), 0)
    if not 0 < at < len(items) - 1:
        cure = "Write a pattern, = and a reply: (0 MY 0 = EARLIER YOU SAID YOUR 3)."
        raise RuleError(choice, f"{choice} is nothing that MEMORY can keep.", cure)
    pattern = tuple(_element(item, known) for item in items[:at])
    return pattern, _template(items[at + 1 :], len(pattern))


def _decomposition(form: Form, known: Known) -> Decomposition:
    if form.head == "=":
        raise RuleError(
            form, f"something follows the link {form}.", "Put the link last: it is for what nothing else fits."
        )
    pattern, replies = (form.items[0] if form.items else None), form.items[1:]
    if not isinstance(pattern, Form) or not pattern.items:
        cure = "Write a pattern and replies, each in brackets: ((0 KEY 0) (WHY 3))."
        raise RuleError(form, "a decomposition begins with its pattern in brackets.", cure)
    elements = tuple(_element(item, known) for item in pattern.items)
    if not replies:
        raise RuleError(form, f"the pattern {pattern} has no reply.", f"Write one: ({pattern} (GO ON)).")
    return Decomposition(elements, tuple(_reply(reply, len(elements), known) for reply in replies))


def _element(item: Item, known: Known) -> Element:
    if isinstance(item, Word):
        return frozenset((item.text,)) if item.number is None else item.number
    kind, names = item.head[:1], [str(name) for name in item.items]
    if kind == "*":
        return frozenset((names[0][1:], *names[1:]))
    if kind == "/":
        return frozenset(word for tag in (names[0][1:], *names[1:]) for word in known.tags.get(tag, ()))
    return frozenset()  # Scripts of the time hold such lists, and nothing in a text was ever one.


def _reply(item: Item, places: int, known: Known) -> Reply:
    if isinstance(item, Word):
        raise RuleError(item, f"{item} stands between replies.", "Put each reply in brackets of its own.")
    if item.head == "=":
        return Link(_target(item, known))
    if item.head == "NEWKEY" and len(item.items) == 1:
        return Newkey()
    if item.head == "PRE":
        match item.items[1:]:
            case [Form() as text, Form(head="=") as link]:
                return Pre(_template(text.items, places), _target(link, known))
        raise RuleError(item, "PRE wants a text and a link.", "Write (PRE (YOU ARE 3) (=YOU)).")
    return Say(_template(item.items, places))


def _template(items: Sequence[Item], places: int) -> Template:
    return tuple(_piece(item, places) for item in items)


def _piece(item: Item, places: int) -> str | int:
    if isinstance(item, Form):
        return str(item)
    if item.number is None:
        return item.text
    if not 1 <= item.number <= places:
        cure = f"Take one from 1 to {places}: each element counts, words as well."
        raise RuleError(item, f"the pattern has no part {item.number}.", cure)
    return item.number


def _target(link: Form, known: Known) -> str:
    match link.items[1:]:
        case [Word(text=name, number=None)]:
            if known.keywords.get(name):
                return name
            lack = "no decomposition and no link" if name in known.keywords else "no rule"
            raise RuleError(link, f"{link} leads to a keyword that has {lack}.", "Name one that can answer.")
    raise RuleError(link, f"{link} is no link.", "Write = and one keyword: (=WHAT).")
