"""Lines to paste: pasted where they are said to belong, they make the pack answer what it did not."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import pasted

from knowledge import addition
from knowledge.csvfile import read_csv
from knowledge.loader import load
from knowledge.pack import Origin
from knowledge.yamlfile import read

ASKED = ["What's in it: leaves?", "no", "- and 2014"]
"""Questions that YAML would take for something else, written as they are."""

ENTRIES = {
    "a list": "- id: herbal\n  asks:\n    - is it tea\n    - and mint\n  answers: [No.]\n",
    "a list in its key's column": "- id: herbal\n  asks:\n  - >-\n    is it\n    tea\n  - and mint\n  answers: [No.]\n",
    "a list below comments": "- id: herbal\n  asks:  # ways to ask\n\n    # first\n    - is it tea\n  answers: [No.]\n",
    "brackets": "- id: herbal\n  asks: [is it tea, 'and [mint]']\n  answers: [No.]\n",
    "brackets over lines": "- id: herbal\n  asks:\n    [is it tea,\n     and mint]\n  answers: [No.]\n",
    "all in one line": "- {id: herbal, answers: [No.], asks: [is it tea]}\n",
    "the second record": "- id: other\n  asks: [x]\n  answers: [No.]\n- id: herbal\n  asks: [y]\n  answers: [No.]\n",
}
TOPICS = {
    "no questions yet": "id: mint\nkind: drink\n",
    "none for the facet": "id: mint\nasks:\n  why:\n    - why mint\n",
    "some for the facet": "id: mint\nasks:\n  why: [why mint]\n  how:\n    - how mint\n",
    "all in brackets": "id: mint\nasks: {why: [why mint], how: [how mint]}\n",
    "another facet in brackets": "id: mint\nasks: {why: [why mint]}\n",
    "a record in one line": "{id: mint, kind: drink}\n",
    "in a list": "- id: tea\n- kind: drink\n  id: mint\n  name: mint\n",
}


@pytest.mark.parametrize("form", ENTRIES)
def test_questions_for_an_entry(tmp_path: Path, form: str) -> None:
    """However its list is written, the questions come first in it, and all else is as it was."""
    file = tmp_path / "faq.yaml"
    file.write_text(ENTRIES[form], "utf-8")
    place = [entry["id"] for entry in read(file).data].index("herbal")
    before = read(file).data[place]

    pasted(addition.asks(Origin(read(file), (place,)), ("asks",), ASKED))

    after = read(file).data[place]
    assert after == {**before, "asks": [*ASKED, *before["asks"]]}


@pytest.mark.parametrize("form", TOPICS)
def test_questions_for_a_facet(tmp_path: Path, form: str) -> None:
    """Where a topic has none yet, the field is made."""
    file = tmp_path / "mint.yaml"
    file.write_text(TOPICS[form], "utf-8")
    listed = isinstance(read(file).data, list)
    before = read(file).data[1] if listed else read(file).data

    pasted(addition.asks(Origin(read(file), (1,) if listed else ()), ("asks", "how"), ASKED))

    after = read(file).data[1] if listed else read(file).data
    asks = before.get("asks", {})
    assert after == {**before, "asks": {**asks, "how": [*ASKED, *asks.get("how", [])]}}


@pytest.mark.parametrize(
    "table",
    [
        'question,answer\nHow warm?,"26, or so"\n',
        "id;answer;question\nwarm;26;How warm?\n;8 to 6.;When?\n",
        "answer\tquestion\tid\tsource\n26\tHow warm?\t\tthe board\n",
    ],
)
def test_questions_for_a_row_of_a_table(tmp_path: Path, table: str) -> None:
    """Further rows lead to the same answer."""
    file = tmp_path / "faq.csv"
    file.write_text(table, "utf-8")
    before = read_csv(file).data

    pasted(addition.asks(Origin(read_csv(file), (0,)), ("asks",), ASKED))

    assert read_csv(file).data == [{**before[0], "asks": [*before[0]["asks"], *ASKED]}, *before[1:]]


def test_an_entry_of_its_own(tiny_pack: Path) -> None:
    """The first makes a file, the next goes to its end; without an answer and a source it is not whole."""
    pack = load(tiny_pack)
    for identifier in ("one", "two"):
        pasted(addition.entry(pack, tiny_pack, identifier, ASKED))
    file = tiny_pack / addition.NEW
    assert [entry["answers"] for entry in read(file).data] == [[None], [None]]

    file.write_text(file.read_text("utf-8").replace("# Write the answer here.", "Yes."), "utf-8")
    assert load(tiny_pack).entries["two"].asks == tuple(ASKED)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("what is [this] {thing|one} (really)*?", "what is this thing one really ?"),
        (" two\n lines\t", "two lines"),
        ("red \x1b[31m text\u202e", "red 31m text"),
    ],
)
def test_a_visitors_words_as_an_example(said: str, written: str) -> None:
    """Nothing of it means anything but itself."""
    assert addition.example(said) == written
