"""The adviser: told in any order, interrupted anywhere, it comes to the verdict that its rules say."""

from __future__ import annotations

import datetime
import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from visitor import Bot

from actions.verdict import ActionVerdict
from bot.engine import Engine
from knowledge.advisor import OPEN, Advisor, Told
from knowledge.check import advising, status
from knowledge.check.advising import table
from knowledge.loader import DEFAULT, load
from knowledge.pack import Pack

TODAY = datetime.date(2026, 11, 23)
WALKS = 1000
PARTS = 4
INTERRUPTIONS = (
    "what is a VAE?",
    "hello",
    "thanks",
    "who made ChatGPT?",
    "what is the price of a banana?",
    "why do you ask?",
    "which is older, a GAN or a VAE?",
    "what do you have so far?",
    "how does a diffusion model work?",
    "are you human?",
)
SENTENCES = {
    ("application_domain", "documents"): "we are a law firm",
    ("application_domain", "software"): "we are a software company",
    ("data_availability", "little"): "we have very little data",
    ("data_availability", "none"): "we have no training data",
    ("data_availability", "much_text"): "we have thousands of old documents",
    ("training_data_quality", "messy"): "our data is messy",
    ("model_size_and_resources", "computer"): "it has to run on a laptop",
    ("development_expertise", "build_in"): "we have two developers",
    ("development_expertise", "use"): "nobody can code here",
    ("ethics_and_privacy", "personal_data"): "privacy is crucial",
    ("content_type", "video"): "we need clips",
    ("content_type", "image"): "we want illustrations",
}
"""What visitors say of themselves without being asked."""


@pytest.fixture
def advisor(engine: Engine) -> Advisor:
    assert engine.pack.advisor is not None
    return engine.pack.advisor


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pack that ships, whose adviser's file tests may write: the others are read but once."""
    return Path(shutil.copytree(DEFAULT, tmp_path_factory.mktemp("adviser") / "pack"))


def test_every_case_has_a_verdict_with_tools_that_can_be_used(engine: Engine, advisor: Advisor) -> None:
    """The whole decision table: what to choose, families and tools that exist, sources."""
    kinds = set()
    for told in table(advisor, engine.pack):
        decided = advisor.decide(told)
        assert decided is not None, told
        kinds.add((decided.verdict.choose, decided.verdict.id))
        uses = [advisor.uses[answer] for answer in decided.uses]
        assert decided.verdict.sources
        assert {answer for answer in told.get(advisor.deciding, ())} == set(decided.uses)
        for tool in (tool for use in uses for tool in use.tools):
            status = engine.pack.topics[tool].status
            assert getattr(status, "state", "") == "available", tool
    assert {verdict.id for verdict in advisor.verdicts} == {identifier for _, identifier in kinds}


@pytest.mark.parametrize(
    ("told", "choose", "named"),
    [
        ({"content_type": ["text"]}, "llm", "ChatGPT"),
        ({"content_type": ["code"]}, "llm", "Copilot"),
        ({"content_type": ["text"], "application_domain": ["art"]}, "llm", "LLM"),
        ({"content_type": ["image"]}, "other", "diffusion"),
        ({"content_type": ["video"], "task_complexity": ["language"]}, "other", "Veo"),
        ({"content_type": ["scene_3d"]}, "other", "NeRF"),
        ({"content_type": ["text", "image"]}, "hybrid", "Firefly"),
        ({"content_type": ["several"]}, "hybrid", "multimodal"),
        ({"task_complexity": ["creative"]}, "other", "creative"),
        ({"application_domain": ["software"]}, "llm", "language"),
        ({"data_availability": ["recordings"]}, "other", "recordings"),
        ({}, "either", "not enough"),
        ({"content_type": ["open"]}, "either", "not enough"),
    ],
)
def test_what_should_come_out_decides_first(advisor: Advisor, told: Told, choose: str, named: str) -> None:
    """Then the task, the field and the data."""
    decided = advisor.decide(told)

    assert decided is not None
    assert decided.verdict.choose == choose
    assert named in " ".join([decided.verdict.say, *(advisor.uses[answer].say for answer in decided.uses)])


def test_an_answer_to_a_pointless_question_does_not_count(advisor: Advisor) -> None:
    """The quality of data one has not got says nothing."""
    told = {"content_type": ["text"], "data_availability": ["none"]}

    assert "training_data_quality" not in advisor.asked(told)
    assert advisor.decide({**told, "training_data_quality": ["messy"]}) == advisor.decide(told)


@pytest.mark.parametrize(
    ("old", "new", "says", "cure"),
    [
        ("{criterion: task_complexity}", "{criterion: task_complexty}", "no criterion", "mean 'task_complexity'"),
        ("deciding: content_type", "deciding: privacy", "never asked for", "Known are"),
        ("{content_type: [code]}", "{content_type: [cod]}", "has no answer 'cod'", "mean 'code'"),
        (
            "{development_expertise: [train]}",
            "{developer_expertise: [train]}",
            "is asked for",
            "mean 'development_expertise'",
        ),
        ("  speech:\n", "  speach:\n", "has no answer 'speach'", "mean 'speech'"),
        (
            "    choose: either\n",
            "    choose: either\n    when: [{data_availability: [none]}]\n",
            "no verdict",
            "no `when`",
        ),
        ("    when: [{content_type: [text]}]\n", "", "never reached", "Move it up"),
        ("tools: [veo, runway]", "tools: [sora, runway]", "'sora' is recommended but was retired", "can be used"),
    ],
)
def test_a_fault_is_named_with_its_cure(copied: Path, old: str, new: str, says: str, cure: str) -> None:
    """Criteria and answers that do not exist, verdicts that are missing or out of reach, tools that are gone."""
    written = (DEFAULT / "advisor.yaml").read_text("utf-8")
    (copied / "advisor.yaml").write_text(written.replace(old, new, 1), "utf-8")

    pack = load(copied)
    found = [*advising.problems(pack), *status.problems(pack, TODAY)]

    assert old in written
    assert any(says in problem.what and cure in problem.cure for problem in found), found


def test_an_answer_that_speaks_for_no_choice_is_named(copied: Path) -> None:
    """The names of choices are the curator's own; an answer can only lean to one that some verdict makes."""
    file = copied / "topics" / "content_type.yaml"
    file.write_text(file.read_text("utf-8").replace("leans: llm", "leans: lllm", 1), "utf-8")
    [found] = advising.problems(load(copied))
    assert "no verdict chooses 'lllm'" in found.what
    assert "mean 'llm'" in found.cure
    assert "content_type.yaml:" in str(found)


async def test_a_choice_is_guided_to_the_end(bot: Bot) -> None:
    """One question at a time, several answers from a sentence, a question in between, a correction, the verdict."""
    assert "What do you want to make" in (await bot.say("help me choose")).text
    answer = await bot.say("we're a law firm with little data, and privacy is crucial")
    assert "What do you want to make" in answer.text
    assert "personal or patient data" in answer.text
    assert "How good is the data" in (await bot.say("text")).text
    answer = await bot.say("what is a GPU?")
    assert "chip" in answer.text
    assert "How good is the data" in answer.text
    assert "What does the task ask" in (await bot.say("messy")).text
    assert "What can you run" in (await bot.say("no idea")).text
    assert "What can you run" in (await bot.say("actually it's pictures")).text
    so_far = (await bot.say("what do you have so far?")).text
    assert "Images" in so_far
    assert "What can you run" in so_far
    assert "who is there to do it" in (await bot.say("1")).text
    verdict = (await bot.say("just use it")).text
    assert "another generative model" in verdict
    assert "Midjourney" in verdict
    assert "contract" in verdict
    assert "Sources:" in verdict
    assert "Why, by what you told me" in verdict
    assert "hybrid" in (await bot.say("no, I meant text and pictures")).text


async def test_it_is_left_and_forgets(bot: Bot) -> None:
    """After "never mind" nothing is asked any more, and "start over" begins anew."""
    await bot.say("help me choose")
    await bot.say("pictures")
    assert "What data" not in (await bot.say("never mind")).text
    assert not bot.state().form
    assert "2014" in (await bot.say("when did GANs come up?")).text
    await bot.say("start over")
    assert "What do you want to make" in (await bot.say("help me choose")).text


async def test_what_was_told_before_is_not_asked(bot: Bot) -> None:
    """A situation told in passing counts."""
    await bot.say("we are a law firm and have very little data")
    await bot.say("help me choose")
    answer = await bot.say("text")
    assert "In which field" not in answer.text
    assert "What data" not in answer.text


async def test_an_answer_it_can_not_place_is_asked_for_once_more(bot: Bot) -> None:
    """Then it is left open; a number picks a button; nobody is kept from a verdict."""
    await bot.say("help me choose")
    assert "What do you want to make" in (await bot.say("grmbl frotz")).text
    assert "In which field" in (await bot.say("zwutsch")).text
    verdict = await bot.say("that's enough, just tell me")
    assert "not enough to choose by" in verdict.text


async def test_a_pack_without_an_adviser_offers_none(tea_bot: Bot) -> None:
    """Nothing of the form is understood there."""
    await tea_bot.say("help me choose")

    assert not tea_bot.state().form


@pytest.mark.parametrize("part", range(PARTS))  # So that they can run beside each other.
async def test_any_order_and_any_interruption_gives_the_same_verdict(
    engine: Engine, advisor: Advisor, part: int
) -> None:
    """A thousand random walks: the verdict is the one of the rules, and nothing told is asked again."""
    for seed in range(part, WALKS, PARTS):
        dice = random.Random(seed)
        profile = {name: dice.choice(_answers(engine.pack, name)) for name in advisor.criteria}
        said = await _walk(Bot(engine), dice, profile, engine.pack)
        told = {name: (answer,) for name, answer in profile.items() if answer != OPEN}
        assert said == _verdict(engine.pack, told), (seed, profile)


def _answers(pack: Pack, criterion: str) -> list[str]:
    record = pack.criterion(criterion)
    assert record is not None
    return [*(answer.id for answer in record.answers), OPEN]


async def _walk(bot: Bot, dice: random.Random, profile: Mapping[str, str], pack: Pack) -> str:
    """One conversation with a visitor of that profile, to the verdict; what it says."""
    questions = {name: record.question for name in profile if (record := pack.criterion(name))}
    known: set[str] = set()
    text = (await bot.say("help me choose")).text
    for _ in range(60):
        state = bot.store.conversations["visitor"].state  # As it is kept: folded anew each turn it takes as long.
        if not state.form:
            return text.split("\n\nSource")[0]
        requested = str(state.slots["requested_slot"])
        assert requested not in known, f"asked again for {requested}"
        assert questions[requested] in text
        step = dice.random()
        told = requested if step < 0.5 else dice.choice(sorted(profile.keys() - known)) if step < 0.7 else ""
        text = (
            await bot.say(
                _told(dice, told, profile[told], pack, told == requested) if told else dice.choice(INTERRUPTIONS)
            )
        ).text
        known |= {told} - {""}
    raise AssertionError("no verdict after sixty turns")


def _told(dice: random.Random, criterion: str, answer: str, pack: Pack, asked: bool) -> str:
    """The answer as a button sends it, as it is written on the button, or in a sentence of one's own."""
    record, button = pack.criterion(criterion), f"/inform{json.dumps({criterion: answer})}"
    assert record is not None
    if answer == OPEN:
        return dice.choice([button, "I don't know", "no idea"]) if asked else button
    said = record.answer(answer)
    assert said is not None
    sentence = SENTENCES.get((criterion, answer), button)
    return (
        dice.choice([button, sentence, said.say, dice.choice(said.aliases)])
        if asked
        else dice.choice([button, sentence])
    )


def _verdict(pack: Pack, told: Told) -> str:
    """What the rules make of a profile, said as the action says it."""
    from actions.reading import Reading

    slots = {name: list(answers) for name, answers in told.items()}
    return ActionVerdict(pack).reply(Reading("inform", "", (), slots, {})).text
