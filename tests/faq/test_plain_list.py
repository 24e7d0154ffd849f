"""A plain list of questions and answers, without topics: it loads, passes the check and is as good as typed topics."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from visitor import Bot

from bot import assembly
from bot.engine import Engine
from knowledge.check import check
from knowledge.loader import load
from knowledge.yamlfile import read

DATA = Path(__file__).parent / "data"
TODAY = datetime.date(2026, 11, 23)
CARD = "title: house plants\ncontact: Ask the gardener.\n"
PLANTS: dict[str, Any] = read(DATA / "house_plants.yaml").data

RIGHT = 0.85
"""Of the paraphrases, at least so many get the answer of their plant."""
DECLINED = 0.9
"""Of what is beyond the list, at least so much is declined."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over two lines of card and a list of twenty questions, one a plant."""
    folder = tmp_path_factory.mktemp("plants")
    (folder / "pack.yaml").write_text(CARD, "utf-8")
    rows = [f'How often do I water {_article(p["plant"])}?,"{p["answer"]}"' for p in PLANTS["plants"]]
    (folder / "faq").mkdir()
    (folder / "faq/plants.csv").write_text("\n".join(["question,answer", *rows, ""]), "utf-8")
    pack = load(folder)
    assert check(pack, TODAY) == ()
    return assembly.engine(pack)


def _article(plant: str) -> str:
    bare = plant in ("aloe vera", "basil", "rosemary", "lavender", "english ivy", "pothos")
    return plant if bare else f"{'an' if plant[0] in 'aeiou' else 'a'} {plant}"


async def test_each_question_of_the_list_gets_its_answer(engine: Engine) -> None:
    """Word for word, whatever the case."""
    for plant in PLANTS["plants"]:
        assert (await Bot(engine).say(f"how often do i water {_article(plant['plant'])}")).text == plant["answer"]


async def test_one_example_an_answer_is_enough(engine: Engine) -> None:
    """Answers that only a name tells apart are found by other words than those of the list."""
    said = [(text, plant["answer"]) for plant in PLANTS["plants"] for text in plant["paraphrases"]]
    wrong = [text for text, answer in said if (await Bot(engine).say(text)).text != answer]

    assert len(said) >= 60
    assert 1 - len(wrong) / len(said) >= RIGHT, wrong


async def test_what_the_list_does_not_hold_is_declined(engine: Engine) -> None:
    """Neither a plant that is not in it, nor anything else about one that is."""
    answers = {plant["answer"] for plant in PLANTS["plants"]}
    asked = [text for texts in PLANTS["beyond"].values() for text in texts]
    answered = [text for text in asked if answers & set((await Bot(engine).say(text)).text.split("\n"))]

    assert len(asked) >= 20
    assert 1 - len(answered) / len(asked) >= DECLINED, answered


@pytest.mark.parametrize(
    ("said", "answered"),
    [("when does bus 77 leave?", True), ("bus 77 leaves when", True), ("when does bus 7 leave?", False)],
)
async def test_a_number_is_a_name(tmp_path: Path, said: str, answered: bool) -> None:
    """What is said of bus 77 and bus 90 is not said of bus 7."""
    (tmp_path / "pack.yaml").write_text("title: buses\ncontact: Ask the driver.\n", "utf-8")
    (tmp_path / "faq").mkdir()
    rows = "question,answer\nWhen does bus 77 leave?,At nine.\nWhen does bus 90 leave?,At ten.\n"
    (tmp_path / "faq/buses.csv").write_text(rows, "utf-8")

    answer = await Bot(assembly.engine(load(tmp_path))).say(said)

    assert (answer.text == "At nine.") is answered
