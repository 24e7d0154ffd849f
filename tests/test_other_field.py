"""A pack of another field, whose ids and kinds are its own: what the engine does with them is told by the pack."""

from __future__ import annotations

import pytest
from visitor import Bot

from bot import assembly
from bot.engine import Engine
from knowledge.loader import load

FILES = {
    "pack.yaml": """\
id: baking
title: baking at home
operator: The village bakery runs this bot.
contact: Ask at the counter.
provenance: The answers rest on the baking book.
starters: [What is a bread machine?]
things: [oven]
costly: [firewood]
sized_in: loaves
media:
  loaf: {name: bread, advice: for_bread, aliases: [loaf, loaves]}
  tart: {name: cakes, advice: for_cakes, aliases: [cake, cakes]}
kinds:
  ware: {name: baker's ware, plural: baker's wares, article: false}
  oven: {name: oven, plural: ovens, under: ware}
  dough: {name: dough, plural: doughs, under: ware}
  mishap: {name: mishap, plural: mishaps, article: false}
  organisation: {name: company, plural: companies, article: false}
roles: {work: ware, tool: oven, risk: mishap}
listed: [oven, dough]
general:
  several: two_ovens
  together: Together that is a full kitchen.
  easiest: first_loaf
  precautions: burns
  made: on record
""",
    "names.yaml": "hearth_works: {name: Hearth Works, kind: organisation}\n",
    "sources.yaml": "book: {title: The Baking Book, authors: A. Miller, year: 1990}\n",
    "topics/bread_machine.yaml": """\
id: bread_machine
kind: oven
name: bread machine
plural: bread machines
facts:
  made_by: [{organisation: hearth_works, source: book}]
  produces: [{medium: loaf, source: book}]
dates: [{event: released, on: 1986, source: book}]
status: {state: available, source: book, checked: 2026-11-01}
facets:
  define: {text: A bread machine kneads and bakes a loaf in one tin., sources: [book]}
""",
    "topics/masonry_oven.yaml": """\
id: masonry_oven
kind: oven
name: masonry oven
plural: masonry ovens
facts:
  produces: [{medium: loaf, source: book}, {medium: tart, source: book}]
dates: [{event: introduced, on: 1851, source: book}]
status: {state: available, source: book, checked: 2026-11-01}
facets:
  define: {text: A masonry oven is an oven of brick or stone., sources: [book]}
  limits: {text: A masonry oven is slow. It burns a lot of firewood. It holds 20 loaves at once., sources: [book]}
""",
    "topics/sourdough.yaml": """\
id: sourdough
kind: dough
name: sourdough
article: ""
dates: [{event: introduced, on: 1849, source: book}]
facets:
  define: {text: Sourdough is a dough that rises by wild yeast., sources: [book]}
""",
    "advice/advice.yaml": """\
- id: for_bread
  media: [loaf]
  asks: [what bakes bread, I want to bake bread, bread for my family]
  verdict: Use a bread machine for your loaves.
  reason: It kneads as well.
  tools: [bread_machine]
  fits: {bread_machine: "yes", masonry_oven: "no"}
  sources: [book]
- id: for_cakes
  media: [tart]
  asks: [what bakes cakes, I want to bake cakes, cakes for a party]
  verdict: Use a masonry oven for your cakes.
  reason: It is wide.
  tools: [masonry_oven]
  fits: {bread_machine: "no", masonry_oven: "yes"}
  sources: [book]
- id: two_ovens
  asks: [do I need two ovens, one oven for all I bake, would one oven do for everything]
  verdict: Take two ovens, one for the loaves and one for the cakes.
  reason: They want another heat.
  tools: [bread_machine, masonry_oven]
  sources: [book]
- id: first_loaf
  asks: [I have never baked, the very first attempt at baking, what is simplest for somebody new to baking]
  verdict: Bake a loaf in a bread machine.
  reason: It needs no skill.
  tools: [bread_machine]
  sources: [book]
""",
    "rules/rules.yaml": """\
- {intent: effort, when: ["is [a|the] {topic} (dear|expensive)"]}
""",
    "faq/faq.yaml": """\
- id: burns
  asks: [how do I not burn myself]
  answers: [Wear gloves and keep children away.]
  sources: [book]
""",
}


@pytest.fixture(scope="module")
def baking(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine with that pack."""
    folder = tmp_path_factory.mktemp("baking")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return assembly.engine(load(folder))


async def said(engine: Engine, *texts: str) -> str:
    """The answer to the last of some messages."""
    bot = Bot(engine)
    for text in texts[:-1]:
        await bot.say(text)
    return (await bot.say(texts[-1])).text


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["What should I use for bread and cakes?"], "Take two ovens, one for the loaves and one for the cakes."),
        (["what should I use for cakes?", "how many do I need?"], "Take two ovens"),
        (["what should I use for cakes?", "what should I use for bread?", "sum up what we need"], "a full kitchen."),
        (
            ["what should I use for cakes?", "what should I use for bread?", "which of them first?"],
            "Begin with this: Use a bread machine for your loaves. It needs no skill.",
        ),
        (["what precautions should I take?"], "Wear gloves"),
        (["is a masonry oven expensive?"], "It burns a lot of firewood."),
        (["what is a masonry oven?", "how big is it?"], "It holds 20 loaves at once."),
    ],
)
async def test_what_is_said_in_general_is_what_the_pack_says(baking: Engine, texts: list[str], answer: str) -> None:
    """Advice to take several things or to begin with, precautions, what is costly: by whatever id they go."""
    assert answer in await said(baking, *texts)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("one for bread and one for cakes", "For bread: bread machine. For cakes: masonry oven."),
        ("what should I use for bread, but without Hearth Works?", "Use masonry oven; that leaves out Hearth Works."),
        ("alternatives to a masonry oven", "Of the same kind I know bread machine"),
        ("who has made the most?", "Hearth Works has the most: 1 on record, bread machine"),
        ("1986", "bread machine"),
        ("which is the oldest?", "Of the doughs I know, the oldest is sourdough"),
    ],
)
async def test_kinds_have_any_id(baking: Engine, text: str, answer: str) -> None:
    """What tools and works are, and what is listed without being named, the card says."""
    assert answer in await said(baking, text)


@pytest.mark.parametrize(
    "texts",
    [
        ["what is a bread machine?", "what is sourdough?", "the first oven again"],
        ["is sourdough a dough?", "what is a bread machine?", "what is the last oven that I asked about?"],
    ],
)
async def test_visitors_point_with_the_nouns_of_the_field(baking: Engine, texts: list[str]) -> None:
    assert "A bread machine kneads" in await said(baking, *texts)


async def test_what_no_kind_plays_is_done_without(tea_engine: Engine) -> None:
    """The pack to start from says nothing of the sort, and answers all the same."""
    assert "green tea" in (await said(tea_engine, "which is the oldest?")).lower()
    assert "black tea" in (await said(tea_engine, "which tea goes with milk?")).lower()
