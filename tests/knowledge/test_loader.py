"""A folder becomes a pack, or a list of everything that keeps it from being one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.loader import load, survey
from knowledge.yamlfile import PackError

if TYPE_CHECKING:
    from tests.knowledge.conftest import Fault, Folder


def test_a_whole_folder_becomes_a_pack(tea: Folder) -> None:
    """Every kind of file is read and joined."""
    pack = tea.load()

    assert set(pack.topics) == {"kettle", "teapot"}
    assert set(pack.comparisons) == {"kettle-teapot"}
    assert set(pack.advice) == {"breakfast"}
    assert set(pack.entries) == {"milk", "hello"}
    assert set(pack.intents) == {"define", "uses", "again"}
    assert [rule.intent for rule in pack.rules] == ["again", "define"]
    assert [claim.n for claim in pack.claims] == [1, 2, 3]
    assert pack.responses["utter_ask_topic"] == ("Which thing do you mean?",)
    assert pack.name("ada") == "Ada Brown"


def test_what_facts_hold_for_convenience_is_lifted(tea: Folder) -> None:
    """Dates, status and the like may stand under `facts` and are fields of the topic."""
    kettle = tea.load().topics["kettle"]

    assert [str(event.on) for event in kettle.dates] == ["1891", "1890-03"]
    assert kettle.status is not None
    assert kettle.status.state == "available"


def test_a_topic_may_bring_its_own_sources(tea: Folder) -> None:
    """A source that one topic cites stands in that topic's file and is known to the pack."""
    tea.edit("topics/teapot.yaml", "id: teapot\n", "id: teapot\nsources:\n  pots: {title: Pots, authors: B. Pott}\n")

    assert tea.load().cite("pots") is not None


def test_the_same_content_has_the_same_digest(tea: Folder) -> None:
    """The digest tells packs apart by content alone."""
    before = tea.load().digest

    assert tea.load().digest == before
    tea.edit("faq/faq.yaml", "Both are done.", "Milk goes last.")
    assert tea.load().digest != before


def test_a_pack_may_override_an_intent_of_its_language(tea: Folder) -> None:
    """The pack's own folder is read after the language's and wins."""
    tea.write("intents/define.yaml", "intent: define\naction: action_pour\nfacet: define\nexamples: [pour]\n")

    assert tea.load().intents["define"].action == "action_pour"


def test_one_mistake_is_one_problem(tea: Folder, mistake: Fault) -> None:
    """A mistake is named with its file, its line and its cure, and nothing else is reported."""
    tea.suffer(mistake)

    [problem] = tea.refusal()

    tea.expect(problem, mistake)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("topics/kettle.yaml", b"name: th\xe9i\xe8re", "UTF-8"),
        ("topics/kettle.yaml", b"", "valid dictionary"),
        ("names.yaml", b"- ada\n", "no mapping"),
        ("claims.yaml", b"n: 1\n", "no list"),
        ("english/rules/rules.yaml", b"when: [again]\n", "no list"),
        ("english/responses.yaml", b"just text\n", "no mapping"),
    ],
)
def test_a_file_of_the_wrong_shape_is_a_problem(tea: Folder, file: str, content: bytes, words: str) -> None:
    """A file that holds something else altogether is refused, not stumbled over."""
    tea.write(file, content)

    [problem] = tea.refusal()

    assert problem.file == tea.path / file
    assert words in problem.what
    assert problem.cure


def test_all_mistakes_are_named_at_once(tea: Folder) -> None:
    """Nobody mends one mistake only to be told the next."""
    tea.edit("topics/kettle.yaml", "name: kettle\n", "")
    tea.edit("names.yaml", "kind: person", "kinds: person")
    tea.write("sources.yaml", b"\xff")

    files = {problem.file.name for problem in tea.refusal()}

    assert files == {"kettle.yaml", "names.yaml", "sources.yaml"}


def test_a_survey_keeps_what_can_be_read(tea: Folder) -> None:
    """Beside the problems stands the pack without the record that has them."""
    tea.edit("topics/kettle.yaml", "name: kettle\n", "")

    pack, problems = survey(tea.path)

    assert pack is not None
    assert set(pack.topics) == {"teapot"}
    assert len(problems) == 1


def test_a_folder_without_a_card_is_no_pack(tmp_path: Path) -> None:
    """The first thing a pack needs is its card."""
    with pytest.raises(PackError, match="no such file") as caught:
        load(tmp_path)

    assert "pack.yaml" in str(caught.value)


def test_an_unknown_language_is_refused(tea: Folder) -> None:
    """A pack speaks a language there is; the cure names those there are."""
    tea.edit("pack.yaml", "language: english", "language: klingon")

    [problem] = tea.refusal()

    assert problem.line == tea.line("pack.yaml", "klingon")
    assert "english" in problem.cure


def test_a_language_without_words_is_refused(tea: Folder) -> None:
    """A language needs its closed classes of words."""
    tea.remove("english/words.yaml")

    [problem] = tea.refusal()

    assert problem.file == tea.path / "english/words.yaml"


def test_words_may_stand_in_files_of_their_own(tea: Folder) -> None:
    """A field of a language that is long has its own file, and what is wrong in it is told there."""
    tea.write("english/words/sets.yaml", "hot: [hot, boiling]\n")
    assert tea.load().words.sets == {"hot": ("hot", "boiling")}

    tea.write("english/words/sets.yaml", "warm: [warm]\nhot: 3\n")
    [problem] = tea.refusal()

    assert (problem.file.name, problem.line) == ("sets.yaml", 2)


def test_words_stand_in_one_place(tea: Folder) -> None:
    """A field that has its own file may not stand in `words.yaml` as well."""
    tea.write("english/words/fillers.yaml", "- kindly\n")

    [problem] = tea.refusal()

    assert problem.file.name == "fillers.yaml"
    assert "words.yaml" in problem.what


def test_two_files_may_not_tell_a_source_differently(tea: Folder) -> None:
    """A source given twice must be the same both times."""
    tea.edit(
        "topics/teapot.yaml", "id: teapot\n", "id: teapot\nsources:\n  book: {title: Another Book, authors: B. Pott}\n"
    )

    [problem] = tea.refusal()

    assert problem.line == tea.line("topics/teapot.yaml", "Another Book")
    assert "differs from the one in sources.yaml" in problem.what
