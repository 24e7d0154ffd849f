"""A tiny pack about tea, whole and without a fault, that a test breaks in one place."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.check import examine
from knowledge.loader import load
from knowledge.pack import Pack
from knowledge.yamlfile import PackError, Problem, read

TODAY = datetime.date(2026, 11, 23)

FILES = {
    "pack.yaml": """\
id: tea
title: making tea
language: english
operator: The tea room runs this bot.
contact: Ask at the counter.
provenance: The answers rest on the tea book.
seed: book
starters: [What is a kettle?]
tasks: [brewing]
media:
  water: {name: water, aliases: [hot water]}
kinds:
  thing: {name: thing, plural: things}
  product: {name: product, plural: products, under: thing}
  person: {name: person, plural: people}
  organisation: {name: company, plural: companies}
  task: {name: task, plural: tasks}
roles: {tool: product}
listed: [product]
general: {several: breakfast, easiest: breakfast, precautions: milk}
aspects:
  purpose: {name: Purpose}
  speed: {name: Speed}
""",
    "sources.yaml": """\
book: {title: The Tea Book, authors: A. Twining, year: 1905}
book#pots: {title: The Tea Book, authors: A. Twining, year: 1905, section: Pots}
book#kettles: {title: The Tea Book, authors: A. Twining, year: 1905, section: Kettles}
""",
    "names.yaml": """\
ada: {name: Ada Brown, kind: person}
steel_works: {name: Steel Works, kind: organisation}
brewing: {name: brewing, kind: task, aliases: [steeping]}
""",
    "topics/kettle.yaml": """\
id: kettle
kind: product
name: kettle
plural: kettles
aliases:
  - water boiler
  - kettle pot
not_to_be_confused_with:
  teapot: A teapot brews; it must not be put on the fire.
facts:
  made_by:
    - {organisation: steel_works, source: book#kettles}
    - {person: ada, source: book#kettles}
  takes:
    - {medium: water, source: book#kettles}
  good_for:
    - {task: brewing, because: it boils water fast, source: book}
  dates:
    - {event: released, on: 1891, by: steel_works, source: book#kettles}
    - {event: began, on: 1890-03, until: 1891, source: book#kettles}
  date_to_say: released
  disputed:
    - {field: dates, says: {book: "1891", book#kettles: "1890"}, sentence: One page says 1890.}
  status: {state: available, note: It is on sale., source: book, checked: 2026-11-01}
facets:
  define:
    text: >-
      A kettle is a vessel that boils water. It has a spout and a handle.
    sources: [book#kettles]
  uses:
    text: A kettle boils water for tea.
    sources: [book]
asks:
  uses:
    - what do I boil water with
ask_next: [compare/kettle-teapot, teapot.define, faq/milk]
tests:
  - {say: what is a kettle, must: [boil|water]}
""",
    "topics/teapot.yaml": """\
id: teapot
kind: thing
name: teapot
plural: teapots
aliases: [pot for tea]
facts:
  poor_for:
    - {task: brewing, because: it can not boil, instead: kettle, source: book#pots}
facets:
  define:
    text: A teapot is a pot in which tea is brewed.
    sources: [book#pots]
""",
    "comparisons/kettle-teapot.yaml": """\
id: kettle-teapot
short: A kettle boils water; a teapot brews tea.
rows:
  - aspect: purpose
    cells: {kettle: It boils., teapot: It brews.}
    sources: [book]
  - aspect: speed
    cells: {kettle: Three minutes., teapot: Four minutes.}
    sources: [book]
choose: {kettle: you need hot water, teapot: you have it}
asks: [is a kettle the same as a pot for tea]
ask_next: [kettle.uses]
sources: [book]
""",
    "advice/breakfast.yaml": """\
- id: breakfast
  about: [brewing]
  media: [water]
  asks:
    - how do I make tea in the morning
    - tea for breakfast
    - what boils fast
  verdict: Use a kettle.
  reason: It is fast.
  tools: [kettle]
  fits: {kettle: "yes", teapot: "no"}
  ask_next: [advice/breakfast]
  sources: [book]
""",
    "conditions.yaml": """\
camping: {when: ["on [a|the] (camp site|mountain)"], of: {breakfast: Take a flask.}, advice: breakfast, sources: [book]}
""",
    "faq/faq.yaml": """\
- id: milk
  asks: [milk first or last]
  answers:
    - Both are done.
  about: [teapot]
  sources: [book]
- id: hello
  kind: small_talk
  asks: [hello]
  answers: [Hello.]
""",
    "claims.yaml": """\
- {n: 1, says: Kettles boil., answered_by: kettle.define}
- {n: 2, says: Milk goes first., corrected_by: faq/milk}
- {n: 3, says: Buy ours., advertising: true}
""",
    "script.yaml": Path(__file__).with_name("script.yaml").read_text("utf-8"),
    "english/words.yaml": """\
contractions: {"what's": what is}
stopwords: [a, the, is, what, it]
fillers: [please]
negations: [not]
before: [before]
after: [after]
pronouns: [it]
orders: {oldest: [oldest], newest: [newest]}
""",
    "english/responses.yaml": """\
utter_ask_topic:
  - Which thing do you mean?
""",
    "english/relations.yaml": """\
made_by: {says: "{subject} was made by {targets}", inverse: "{subject} made {targets}", none: "{subject} was not"}
""",
    "english/intents/define.yaml": """\
intent: define
action: action_define
facet: define
needs: [topic]
ask_back: utter_ask_topic
phrase: What is {topic}?
examples:
  - what is [a|an] {topic}
  - (define|explain) {topic}
""",
    "english/intents/uses.yaml": """\
intent: uses
action: action_uses
facet: uses
examples: ["what is {topic} for"]
""",
    "english/intents/again.yaml": """\
intent: again
action: action_again
follow_up: true
""",
    "english/rules/rules.yaml": """\
- when: ["[once] again", "say it again"]
  intent: again
- when: ["* older {a:topic} or {b:topic}"]
  intent: define
  about: kettle
  where: ["topic:of"]
""",
}


@dataclass(frozen=True)
class Fault:
    """One thing broken, and what must be said about it."""

    broken: str
    file: str
    old: str
    new: str
    at: str
    """A text on the line that must be named."""
    says: str
    cure: str
    severity: str = "error"
    found_in: str = ""
    """The file that must be named, where it is another than the broken one."""


TABLES = {"fault": "faults.yaml", "mistake": "mistakes.yaml"}
"""What a test asks for, and the table of it: the test runs once for each line."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a `fault` or a `mistake` once for each that the table holds."""
    for name, file in TABLES.items():
        if name in metafunc.fixturenames:
            faults = [Fault(**data) for data in read(Path(__file__).with_name(file)).data]
            metafunc.parametrize(name, faults, ids=lambda fault: str(fault.broken))


@dataclass(frozen=True)
class Folder:
    """The tiny pack on disk."""

    path: Path

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file in place of the one there, or beside the others."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace one text in a file; the text must be there once."""
        before = (self.path / name).read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {name}"
        self.write(name, before.replace(old, new))

    def suffer(self, fault: Fault) -> None:
        """Let a fault happen to the pack."""
        self.edit(fault.file, fault.old, fault.new)

    def expect(self, problem: Problem, fault: Fault) -> None:
        """The problem names the fault's file and line, what it is and how to mend it."""
        file = fault.found_in or fault.file
        assert problem.file == self.path / file
        assert problem.line == self.line(file, fault.at)
        assert fault.says in problem.what
        assert fault.cure in problem.cure
        assert problem.severity == fault.severity

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.path / name).unlink()

    def line(self, name: str, text: str) -> int:
        """The number of the one line that holds a text."""
        lines = (self.path / name).read_text(encoding="utf-8").splitlines()
        [found] = [number for number, line in enumerate(lines, start=1) if text in line]
        return found

    def load(self) -> Pack:
        """The pack; raises PackError as a caller sees it."""
        return load(self.path)

    def refusal(self) -> tuple[Problem, ...]:
        """Why the pack can not be loaded."""
        with pytest.raises(PackError) as caught:
            self.load()
        return caught.value.problems

    def problems(self) -> tuple[Problem, ...]:
        """What the content check finds."""
        return examine(self.path, TODAY)


@pytest.fixture
def tea(tmp_path: Path) -> Folder:
    """The tiny pack, whole."""
    folder = Folder(tmp_path)
    for name, text in FILES.items():
        folder.write(name, text)
    return folder
