"""YAML files as data that knows its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.yamlfile import PackError, Problem, read, read_stream


def refusal(path: Path, content: bytes) -> Problem:
    """The one problem that a file's content is."""
    path.write_bytes(content)
    with pytest.raises(PackError) as caught:
        read(path)
    [problem] = caught.value.problems
    return problem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a test stands."""
    return tmp_path / "kettle.yaml"


def test_every_value_knows_its_line(path: Path) -> None:
    """Keys, items of lists and what stands inside them are found again; the unknown falls back to what holds it."""
    path.write_text("id: kettle\nfacts:\n  takes:\n    - {medium: water}\n    - medium: milk\n", encoding="utf-8")

    file = read(path)

    assert file.data == {"id": "kettle", "facts": {"takes": [{"medium": "water"}, {"medium": "milk"}]}}
    assert file.line(("id",)) == 1
    assert file.line(("facts", "takes", 1)) == 5
    assert file.line(("facts", "takes", 0, "medium")) == 4
    assert file.line(("facts", "takes", 1, "source")) == 5
    assert file.line(("nowhere",)) == 1


def test_what_facts_hold_for_convenience_is_found_there(path: Path) -> None:
    """A topic's dates count as its own field but stand under `facts`, also in a list of topics."""
    path.write_text("- id: kettle\n  facts:\n    dates:\n      - {on: 1891}\n      - {on: 1892}\n", encoding="utf-8")

    assert read(path).line((0, "dates", 1, "on")) == 5


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1891", 1891),
        ('"1891"', "1891"),
        ("true", True),
        ("False", False),
        ("'true'", "true"),
        ("no", "no"),
        ("on", "on"),
        ("~", None),
        ("", None),
        ("007", "007"),
        ("1.5", "1.5"),
        ("2014-04-01", "2014-04-01"),
        ("!!python/name:os.system x", "x"),
        ("[2014, true, no]", ["2014", "true", "no"]),
    ],
)
def test_plain_words_stay_words(path: Path, written: str, meant: object) -> None:
    """Only true and false are booleans, only digits numbers; a list holds words, and no tag runs anything."""
    path.write_text(f"key: {written}\n", encoding="utf-8")

    assert read(path).data == {"key": meant}


def test_an_empty_file_holds_nothing(path: Path) -> None:
    """No content is no error of YAML."""
    path.write_text("# only a comment\n", encoding="utf-8")

    assert read(path).data is None


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"id: kettle\nname: [tea\n", 3, "not valid YAML"),
        (b"id: kettle\nshort: a pot: of tea\n", 2, "not valid YAML"),
        (b"id: kettle\n\tname: tab\n", 2, "not valid YAML"),
        (b"id: kettle\nname: \x07bell\n", 1, "not valid YAML"),
        (b"id: kettle\nname: tea\nid: teapot\n", 3, "'id' stands twice"),
        (b"facts:\n  takes: []\n  takes: []\n", 3, "'takes' stands twice"),
        (b"id: kettle\nname: th\xe9i\xe8re\n", 2, "not UTF-8"),
        (b"a: &a\n  b: *a\n", 1, "within itself"),
        (b"[" * 2000 + b"]" * 2000, 1, "too deeply"),
    ],
)
def test_a_broken_file_is_named_with_line_and_cure(path: Path, content: bytes, line: int, what: str) -> None:
    """Whatever is wrong, the curator reads which file, which line, what it is and how to mend it."""
    problem = refusal(path, content)

    assert (problem.file, problem.line, problem.severity) == (path, line, "error")
    assert what in problem.what
    assert problem.cure


def test_a_missing_file_is_a_problem_too(tmp_path: Path) -> None:
    """A path that leads nowhere is reported, not raised as an accident."""
    with pytest.raises(PackError) as caught:
        read(tmp_path / "gone.yaml")

    assert (
        str(caught.value)
        == f"{tmp_path / 'gone.yaml'}:1: error: cannot be read: No such file or directory. Check the path."
    )


def test_an_edit_changes_the_digest(path: Path) -> None:
    """The digest belongs to the content that was read."""
    path.write_text("id: kettle\n", encoding="utf-8")
    before = read(path).digest
    path.write_text("id: teapot\n", encoding="utf-8")

    assert read(path).digest != before


def test_a_stream_is_the_list_of_its_documents(path: Path) -> None:
    """Each value knows its line in the whole file; a document without content is none."""
    path.write_text("---\nsay: tea\n---\n# nothing\n---\nsay: milk\nmust: [cold]\n---\n", encoding="utf-8")

    stream = read_stream(path)

    assert stream.data == [{"say": "tea"}, {"say": "milk", "must": ["cold"]}]
    assert [stream.line((0, "say")), stream.line((1, "say")), stream.line((1, "must", 0))] == [2, 6, 7]
    path.write_text("say: tea\n---\nsay: [milk\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"kettle\.yaml:4: error: is not valid YAML"):
        read_stream(path)
