"""What the importer writes, the loader reads back the same; and whatever stands in a source, nothing falls over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import Entry
from knowledge.check.questions import readings
from knowledge.imports import csv_list, markdown, rasa
from knowledge.imports.harvest import Gatherer, Harvest, Question
from knowledge.imports.rasa.examples import plain
from knowledge.imports.writer import write
from knowledge.loader import load
from knowledge.yamlfile import PackError

HERE = Path("source")
said = st.text(min_size=1, max_size=300).filter(str.strip)
MARKS = ("# A?", "## b", "**C?**", "Q: d?", "A: e", "", "- f", "```", "<!-- g", "-->", "===", "h  ")
words = said.filter(lambda text: any(readings(text)))
rare = st.sampled_from(["yes", "null", "~", "2014", "- a", "a: b", "# a", "a\n\nb", "a\x85b", "x" * 200, "é  " * 99])
texts = st.one_of(said, rare)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.lists(words, min_size=1, max_size=3), st.lists(texts, min_size=1, max_size=2))))
def test_what_is_written_is_read_back(answers: list[tuple[list[str], list[str]]]) -> None:
    """Any question and any answer, whatever characters they hold."""
    gathered = Gatherer()
    for asked, wordings in [*answers, (["what?"], ["this"])]:
        gathered.add([Question(text, HERE, 1) for text in asked], wordings)
    harvest = gathered.harvest("a: title", HERE, "")
    with TemporaryDirectory() as folder:
        write(harvest, Path(folder))
        pack = load(Path(folder))
    assert tuple(pack.entries.values()) == harvest.entries
    assert pack.card.title == "a: title"


def read(reader: Callable[[Path], Harvest], name: str, text: str) -> tuple[Entry, ...]:
    """What a reader makes of a text: entries, or problems that are told."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8", newline="")
        try:
            return reader(path).entries
        except PackError:
            return ()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MARKS)))
def test_any_page_is_read(lines: list[str]) -> None:
    """Marks in any order make answers or are told, and no answer is empty."""
    assert all(all(entry.answers) and entry.asks for entry in read(markdown.harvest, "faq.md", "\n".join(lines)))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='ab,;\t"\n\r?é', max_size=60))
def test_any_list_is_read(text: str) -> None:
    """Separators, quotes and line ends in any order."""
    read(csv_list.harvest, "faq.csv", f"question,answer\n{text}")


names = st.sampled_from(["intent", "examples", "action", "steps", "text", "utter_a", "a", "buttons", "or", "synonym"])
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), names, st.just("- a\n- b\nc")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=12,
)
keys = st.sampled_from("nlu responses rules stories intents forms actions entities session_config".split())


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(keys, anything, min_size=1))
def test_any_project_is_read(data: dict[str, Any]) -> None:
    """Blocks of any shape under Rasa's keys are told, not stumbled over."""
    text = "\n".join(f"{key}: {json.dumps(value)}" for key, value in data.items())
    read(rasa.harvest, "domain.yml", text)


def test_entities_are_said_in_plain_words() -> None:
    """Every form of markup leaves the visitor's own words."""
    for marked in (
        "fly to [Rome](city) now",
        "fly to [Rome](city:FCO) now",
        'fly to [Rome]{"entity": "city", "role": "to"} now',
        'fly to [Rome][{"entity": "city"}, {"entity": "place", "value": "x"}] now',
        "fly  to Rome [now](time)",
    ):
        assert plain(marked) == "fly to Rome now"
    assert plain("what does [sic] mean (really)") == "what does [sic] mean (really)"
