"""CSV lists in a pack's `faq/` folder: read as entries, and told by file, line and cure where they are none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from visitor import Bot

from bot import assembly
from bot.live import LivePack
from knowledge.check import check, examine
from knowledge.loader import load
from knowledge.yamlfile import PackError, Problem

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of two lines, which has no list yet."""
    (tmp_path / "pack.yaml").write_text("title: the swimming pool\ncontact: Ask at the desk.\n", "utf-8")
    (tmp_path / "faq").mkdir()
    return tmp_path


def listed(folder: Path, text: str | bytes, name: str = "faq.csv") -> Path:
    """Put a list into the pack; its path."""
    path = folder / "faq" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(folder: Path) -> tuple[Problem, ...]:
    """Why the pack can not be loaded."""
    with pytest.raises(PackError) as caught:
        load(folder)
    return caught.value.problems


def test_two_lines_and_a_list_are_a_pack(folder: Path) -> None:
    """All that a card otherwise holds has a default, and nothing is demanded that such a list does not have."""
    listed(folder, 'question,answer\nHow warm is the water?,"26 degrees today.\n\nThe children\'s pool has 30."\n')

    pack = load(folder)

    assert (pack.card.id, pack.card.title) == ("the_swimming_pool", "the swimming pool")
    [entry] = pack.entries.values()
    assert entry.id == "how_warm_is_the_water"
    assert entry.answers == ("26 degrees today.\n\nThe children's pool has 30.",)
    assert check(pack, TODAY) == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_spreadsheets_write_is_read(folder: Path, separator: str, mark: bytes, end: str) -> None:
    """Any of three separators, either line end, with a byte order mark or without, columns in any order."""
    rows = [("ID", "Answer", "Question"), ("wet", '"Yes; a cap, please."', "Cap?"), ("", "", ""), ("dry", "No.", "Ü?")]
    listed(folder, mark + end.join(separator.join(row) for row in rows).encode())

    entries = load(folder).entries

    assert {key: (e.asks, e.answers) for key, e in entries.items()} == {
        "wet": (("Cap?",), ("Yes; a cap, please.",)),
        "dry": (("Ü?",), ("No.",)),
    }


def test_rows_with_one_answer_or_one_id_are_one_entry(folder: Path) -> None:
    """Each row is a further question; the answer of an id need stand only once."""
    listed(folder, "question,answer,id\nopen?,From 9.,\nwhen?,From 9.,\nprice?,Five.,price\nhow much?,,price\n")

    asks = {key: entry.asks for key, entry in load(folder).entries.items()}

    assert asks == {"open": ("open?", "when?"), "price": ("price?", "how much?")}


async def test_a_source_in_words_is_cited(folder: Path) -> None:
    """A row may bring its source with it; an answer without one is given without a line for it."""
    listed(
        folder,
        'question,answer,source\nMay I dive?,Not here.,"Pool rules, https://pool.example/rules"\nIs it deep?,No.,\n',
    )
    bot = Bot(assembly.engine(load(folder)))

    assert (await bot.say("may i dive")).text == 'Not here.\n\nSource: "Pool rules", https://pool.example/rules'
    assert (await bot.say("is it deep")).text == "No."
    assert "written by those who run this bot" in (await Bot(assembly.engine(load(folder))).say("your sources?")).text


async def test_the_first_questions_are_offered(folder: Path) -> None:
    """Where the card names no starters, the list does; help promises nothing that a list can not do."""
    listed(folder, "question,answer\nIs it deep?,No.\nMay I dive?,Yes.\n")

    helped = await Bot(assembly.engine(load(folder))).say("what can you do?")

    assert [button.title for button in helped.buttons] == ["Is it deep?", "May I dive?"]
    assert "compare" not in helped.text


async def test_what_other_packs_never_hold_a_list_may(folder: Path) -> None:
    """Prices and opening hours are asked in vain of typed knowledge; here they are what the list is for."""
    listed(folder, "question,answer\nWhat are the opening hours?,From 9.\nHow much is a ticket?,Five euros.\n")
    engine = assembly.engine(load(folder))

    assert (await Bot(engine).say("opening hours?")).text == "From 9."
    assert (await Bot(engine).say("how much are tickets")).text == "Five euros."
    assert "Which topic" not in (await Bot(engine).say("who founded it?")).text


async def test_an_edit_of_the_list_is_live(folder: Path) -> None:
    """A changed list is in force after the reload, and a broken one changes nothing."""
    listed(folder, "question,answer\nIs it deep?,No.\n")
    live = LivePack(folder, assembly.engine)
    before = live.engine.pack.digest

    listed(folder, "question,answer\nIs it deep?,Yes.\n")
    assert await live.reload()
    assert live.engine.pack.digest != before
    assert (await Bot(live.engine).say("is it deep?")).text == "Yes."

    path = listed(folder, "question,answer\nIs it deep?,\n")
    assert not await live.reload()
    assert [(p.file, p.line) for p in live.problems] == [(path, 2)]
    assert (await Bot(live.engine).say("is it deep?")).text == "Yes."


BROKEN = {
    "empty": ("", 1, "is empty", "Write `question,answer`"),
    "no rows": ("question,answer\n", 1, "no row below", "one question and its answer a row"),
    "wrong header": ("ask,answer\nA?,B.\n", 1, "names no column 'question'", "Write `question,answer`"),
    "a column twice": ("question,answer,answer\nA?,B.,C.\n", 1, "names two columns 'answer'", "Write `question"),
    "unknown column": ("question,answer,note\nA?,B.,C\n", 1, "no column 'note'", "the columns are question"),
    "no answer": ('question,answer\n"A\nB?",C.\nD?,\n', 4, "has no answer", "Write one"),
    "no question": ("question,answer\n\n,C.\n", 3, "has no question", "take the row out"),
    "too many cells": ("question,answer\nA?,B, C.\n", 2, "has 3 cells", "in quotation marks"),
    "open quote": ('question,answer\nA?,B.\nC?,"D.\nE?,F.\n', 3, "is no CSV", "quotation marks"),
    "two answers": ("question,answer,id\nA?,B.,x\nC?,D.,x\n", 3, "another answer in line 2", "another id"),
    "wrong id": ("question,answer,id\nA?,B.,x\nC?,D.,Å 1\n", 3, "id: ", "Correct it"),
    "no UTF-8": (b"question,answer\nA?,B.\nC?,\xe4\n", 3, "not UTF-8", "Save the file as UTF-8"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_list_is_told_by_line_and_cure(folder: Path, broken: str) -> None:
    """The line is the one the row begins in."""
    text, line, what, cure = BROKEN[broken]
    path = listed(folder, text)

    [problem] = refusal(folder)

    assert (problem.file, problem.line) == (path, line)
    assert what in problem.what
    assert cure in problem.cure
    assert examine(folder, TODAY) == (problem,)


def test_the_check_covers_lists(folder: Path) -> None:
    """A question in two files, and ids that lead nowhere, are found in a list as in YAML."""
    path = listed(folder, "question,answer,source,about\nDeep?,No.,,\nDive?,No.,rules,pool\n")
    listed(folder, "- {id: deep_end, asks: [deep], answers: [Yes.]}\n", "zebra.yaml")

    told = [(p.file.name, p.line, p.what) for p in examine(folder, TODAY)]

    assert ("zebra.yaml", 1, "'deep' is claimed by faq/deep already (faq.csv:2).") in told
    assert (path.name, 3, "there is no source 'rules'.") in told
    assert (path.name, 3, "there is no topic 'pool'.") in told


def test_typed_knowledge_goes_on_owing_sources(tiny_pack: Path) -> None:
    """Beside topics, a list must name what it rests on, like all else there."""
    listed(tiny_pack, "question,answer,source\nIs tea wet?,Yes.,\nIs tea hot?,Often.,britannica_tea\n")

    [problem] = examine(tiny_pack, TODAY)

    assert (problem.file.name, problem.line, problem.severity) == ("faq.csv", 2, "error")
    assert "has no source" in problem.what
