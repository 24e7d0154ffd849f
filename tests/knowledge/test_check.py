"""The content check: break the tiny pack in one place and read what it says."""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING

import pytest

from knowledge.check import check
from knowledge.check.__main__ import main

if TYPE_CHECKING:
    from tests.knowledge.conftest import Fault, Folder

KETTLE, TEAPOT = "topics/kettle.yaml", "topics/teapot.yaml"
ADVICE, FAQ, CLAIMS, CARD = "advice/breakfast.yaml", "faq/faq.yaml", "claims.yaml", "pack.yaml"


def test_a_whole_pack_has_no_problem(tea: Folder) -> None:
    """The tiny pack passes, so that each fault below is the only one."""
    assert tea.problems() == ()


def test_one_fault_is_one_problem(tea: Folder, fault: Fault) -> None:
    """A fault is named with its file, its line, what it is and how to mend it, and nothing else is reported."""
    tea.suffer(fault)

    [problem] = tea.problems()

    tea.expect(problem, fault)


@pytest.mark.parametrize("state", ["retired", "renamed", "research_only", "historical"])
def test_what_is_gone_is_never_recommended(tea: Folder, state: str) -> None:
    """Advice names only tools that can be used; the cure names the successor."""
    tea.edit(KETTLE, "state: available", f"state: {state}, successor: teapot")

    problem, *_ = [found for found in tea.problems() if found.severity == "error"]

    assert problem.file == tea.path / ADVICE
    assert problem.line == tea.line(ADVICE, "tools:")
    assert "'kettle' is recommended but" in problem.what
    assert problem.cure == "Name its successor 'teapot'."


def test_what_was_switched_off_hardly_fits(tea: Folder) -> None:
    """That a retired thing is said to fit is a warning, since it may be history that is asked for."""
    tea.edit(KETTLE, "state: available", "state: retired")
    tea.edit(ADVICE, "tools: [kettle]", "tools: []")

    [problem] = tea.problems()

    assert problem.line == tea.line(ADVICE, "fits:")
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    ("checked", "stale"),
    [("2026-05-27", False), ("2026-05-26", True), ("2026-06", False), ("2025", True), ("2026-11-23", False)],
)
def test_a_status_lasts_180_days(tea: Folder, checked: str, stale: bool) -> None:
    """On 23 November 2026 a status of 27 May still counts, one of the day before does not."""
    tea.edit(KETTLE, "checked: 2026-11-01", f"checked: {checked}")

    assert bool(tea.problems()) is stale


def test_a_shared_name_may_be_declared(tea: Folder) -> None:
    """Two topics may share a name when one says that it is not the other: then the bot asks back."""
    tea.edit(TEAPOT, "[pot for tea]", "[pot for tea, kettle pot]")

    assert tea.problems() == ()


def test_a_topic_needs_a_name_of_its_own(tea: Folder) -> None:
    """Where every name means something else as well, nobody can ask for the topic."""
    tea.edit(TEAPOT, "name: teapot\nplural: teapots\naliases: [pot for tea]", "name: kettle pot")

    [problem] = tea.problems()

    assert problem.line == tea.line(TEAPOT, "name:")
    assert "every name of 'teapot' means kettle too" in problem.what


def test_a_word_in_quotation_marks_is_not_used_but_named(tea: Folder) -> None:
    """The pack may speak of a word that it must not use."""
    tea.edit(TEAPOT, "tea is brewed.", 'tea is brewed. The book calls it "the latest".')

    assert tea.problems() == ()


@pytest.mark.parametrize("word", ["recentness", "powerfully", "a today-like", "las of"])
def test_only_whole_words_age(tea: Folder, word: str) -> None:
    """A word inside another is another word."""
    tea.edit(TEAPOT, "tea is brewed.", f"tea is brewed, {word}.")

    assert bool(tea.problems()) is ("today" in word)


def test_the_sides_of_a_comparison_have_no_order(tea: Folder) -> None:
    """`compare/teapot-kettle` is the comparison of kettle and teapot."""
    tea.edit(KETTLE, "compare/kettle-teapot", "compare/teapot-kettle")

    assert tea.problems() == ()


def test_what_is_a_kind_of_itself_by_a_detour_is_named(tea: Folder) -> None:
    """The ancestors of a topic must not lead back to it; both ends of the circle are named."""
    tea.edit(KETTLE, "  takes:", "  is_a: [{topic: teapot, source: book}]\n  takes:")
    tea.edit(TEAPOT, "  poor_for:", "  is_a: [{topic: kettle, source: book}]\n  poor_for:")

    assert [problem.file.name for problem in tea.problems()] == ["kettle.yaml", "teapot.yaml"]


def test_what_is_inherited_can_not_be_denied(tea: Folder) -> None:
    """A topic is what its kinds are, so `not_a` may not name one of them."""
    tea.write(
        "topics/vessel.yaml",
        "id: vessel\nkind: thing\nname: vessel\nfacets: {define: {text: It holds., sources: [book]}}",
    )
    tea.edit(TEAPOT, "  poor_for:", "  is_a: [{topic: vessel, source: book}]\n  poor_for:")
    tea.edit(
        KETTLE,
        "  takes:",
        "  is_a: [{topic: teapot, source: book}]\n  not_a: [{topic: vessel, source: book}]\n  takes:",
    )

    [problem] = tea.problems()

    assert problem.line == tea.line(KETTLE, "not_a")


def test_an_end_may_be_less_exact_than_the_beginning(tea: Folder) -> None:
    """From March 1890 until 1890 is no contradiction."""
    tea.edit(KETTLE, "until: 1891", "until: 1890")

    assert tea.problems() == ()


def test_a_pack_without_a_seed_owes_no_claims(tea: Folder) -> None:
    """Only a pack made from a text accounts for it."""
    tea.edit(CARD, "seed: book\n", "")
    tea.edit(CLAIMS, ", advertising: true", "")

    assert tea.problems() == ()


def test_problems_come_by_file_and_line(tea: Folder) -> None:
    """A curator works through a file from top to bottom."""
    tea.edit(TEAPOT, "instead: kettle", "instead: kettel")
    tea.edit(TEAPOT, "kind: thing", "kind: thnig")
    tea.edit(FAQ, "about: [teapot]", "about: [tepot]")

    found = [(problem.file.name, problem.line) for problem in tea.problems()]

    assert found == [("faq.yaml", 5), ("teapot.yaml", 2), ("teapot.yaml", 8)]


def test_a_broken_file_hides_nothing_and_breaks_nothing_else(tea: Folder) -> None:
    """What can be read is checked, and what points at the broken file is not blamed for it."""
    tea.edit(TEAPOT, "name: teapot\n", "")
    tea.edit(FAQ, "Both are done.", "Today both are done.")

    found = [(problem.file.name, problem.line) for problem in tea.problems()]

    assert found == [("faq.yaml", 4), ("teapot.yaml", 1)]


def test_the_check_takes_a_pack_that_is_loaded(tea: Folder) -> None:
    """The running service checks the pack it has, on the day it is given."""
    assert check(tea.load(), datetime.date(2026, 11, 23)) == ()
    assert check(tea.load(), datetime.date(2027, 11, 23)) != ()


def test_the_command_prints_and_fails(tea: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """One problem a line, the sum at the end, and a status that CI understands."""
    tea.edit(TEAPOT, "instead: kettle", "instead: kettel")

    assert main([str(tea.path)]) == 1
    assert capsys.readouterr().out == (
        f"{tea.path / TEAPOT}:8: error: there is no topic 'kettel'. Did you mean 'kettle'?\n1 errors, 0 warnings\n"
    )


def test_the_shipped_pack_is_checked_in_about_a_second() -> None:
    """Reading and checking must not keep a curator waiting; the limit leaves room for a slow machine."""
    started = time.process_time()
    main([])

    assert time.process_time() - started < 5
