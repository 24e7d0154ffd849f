"""The house as it is drawn: its sizes, its names, and that every question type leads to an action."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from actions import action_classes
from bot import decision, form
from knowledge.loader import DEFAULT, load
from knowledge.pack import Pack

HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "actions", "knowledge", "tests")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
FORM_ACTIONS = ("VALIDATE", "ASK", "SUBMIT", "LEAVE")
HOMELESS = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "managers", "base", "core"}
"""Names under which anything could stand; a function that fits nowhere else means a missing noun."""
DOCUMENT = re.compile(r"\bdocs/[\w/-]+\.md\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*packages: str) -> Iterator[Path]:
    """Every Python file of some packages."""
    for package in packages:
        yield from sorted((HOUSE / package).rglob("*.py"))


@cache
def parsed(file: Path) -> ast.Module:
    """What stands in a file."""
    return ast.parse(file.read_text("utf-8"))


def functions(file: Path) -> Iterator[Function]:
    """Every function of a file."""
    yield from (node for node in ast.walk(parsed(file)) if isinstance(node, Function))


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack that ships."""
    return load(DEFAULT)


@pytest.fixture(scope="module")
def actions() -> set[str]:
    """The names of all actions."""
    return {action().name() for action in action_classes()}  # type: ignore[call-arg]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    """Files end at 300 lines: split by noun."""
    sizes = {str(file.relative_to(HOUSE)): len(file.read_text("utf-8").splitlines()) for file in files(*PACKAGES)}

    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """Functions end at 40 lines, nested ones counted in."""
    sizes = {
        f"{file.relative_to(HOUSE)}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for file in files(*PACKAGES)
        for function in functions(file)
    }

    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_no_module_is_called_what_anything_could_be_called() -> None:
    """No utils, helpers or managers: modules bear the field's nouns."""
    modules = {part for file in files(*PACKAGES) for part in (*file.relative_to(HOUSE).parent.parts, file.stem)}

    assert modules & HOMELESS == set()


def test_every_module_and_public_function_says_what_it_is() -> None:
    """Each module, and each public function or class of the house, opens with a docstring."""
    silent = []
    for file in files("bot", "actions", "knowledge"):
        tree = parsed(file)
        nodes = [tree, *(n for n in tree.body if isinstance(n, Function | ast.ClassDef) and not n.name.startswith("_"))]
        silent += [f"{file.relative_to(HOUSE)}: {getattr(n, 'name', '')}" for n in nodes if not ast.get_docstring(n)]

    assert silent == []


def test_every_action_is_one_by_name(actions: set[str]) -> None:
    """No two actions share a name, and each is called `action_…`, or `validate_…` where it validates a form."""
    assert len(actions) == len(list(action_classes()))
    assert [name for name in actions if not re.fullmatch(r"(action|validate)_[a-z_]*[a-z]", name)] == []


def test_every_intent_has_its_action_and_every_action_its_intent(pack: Pack, actions: set[str]) -> None:
    """An intent's action exists; an action is named by an intent, by the decision itself or by the form's loop."""
    named = {intent.action for intent in pack.intents.values()} - {form.FORM}
    constants = (*inspect.getmembers(decision), *((form_name, getattr(form, form_name)) for form_name in FORM_ACTIONS))
    decided = {value for name, value in constants if name.isupper() and str(value).startswith(("action_", "validate_"))}

    assert named - actions == set()
    assert decided - actions == set()
    assert actions - named - decided == set()


def test_every_intent_can_be_reached(pack: Pack) -> None:
    """Each intent has examples, rules or entries, or answers only to what was asked back."""
    ruled = {rule.intent for rule in pack.rules}
    silent = [name for name, intent in pack.intents.items() if not (intent.examples or intent.entries or name in ruled)]

    assert silent == []


def test_every_question_type_can_ask_back(pack: Pack) -> None:
    """What an intent asks back with is worded."""
    assert {intent.ask_back for intent in pack.intents.values() if intent.ask_back} <= pack.responses.keys()


def test_every_document_that_is_mentioned_exists() -> None:
    """The README, the change log, and every `docs/….md` that code or a document points at."""
    sources = [*files(*PACKAGES), *HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]
    mentioned = {found for source in sources for found in DOCUMENT.findall(source.read_text("utf-8"))}

    assert [name for name in ("README.md", "CHANGELOG.md", *sorted(mentioned)) if not (HOUSE / name).is_file()] == []


def test_every_document_is_mentioned() -> None:
    """No document lies in `docs/` that nothing leads to."""
    readme = HOUSE / "README.md"
    readable = [readme, *(HOUSE / "docs").rglob("*.md")] if readme.is_file() else []
    told = {Path(link).name for page in readable for link in re.findall(r"\(([^)#]+\.md)", page.read_text("utf-8"))}

    assert {page.name for page in (HOUSE / "docs").rglob("*.md")} - told == set()
