"""`doolittle export rasa`: what it writes is whole, and says to Rasa what the pack says to the bot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from typer.testing import CliRunner
from visitor import Bot

from actions import action_classes
from actions.extracted import Named, entities
from bot.cli import app
from knowledge.loader import DEFAULT, HERE, load
from knowledge.pack import Pack

FILES = {"README.md", "config.yml", "domain.yml", "endpoints.yml", "data/nlu.yml", "data/rules.yml"}
MARKED = re.compile(r"\[([^\]]+)\](?:\((\w+)\)|(\{[^}]+\}))")
"""Rasa's marks: `[VAE](topic)`, `[2014]{"entity": "year", "role": "before"}`."""


@dataclass(frozen=True, eq=False)
class Exported:
    """A project that was written, as Rasa reads it."""

    pack: Pack
    folder: Path
    printed: str

    @cache  # noqa: B019  # Two of them, as long as this file's tests run.
    def read(self, name: str) -> Any:
        return yaml.load((self.folder / name).read_text("utf-8"), yaml.CSafeLoader)

    def items(self, kind: str) -> dict[str, list[str]]:
        """The lines of each `intent`, `synonym`, `lookup` or `regex` of the training data."""
        lines = {item[kind]: item["examples"].splitlines() for item in self.read("data/nlu.yml")["nlu"] if kind in item}
        assert all(line.startswith("- ") for found in lines.values() for line in found)
        return {name: [line[2:] for line in found] for name, found in lines.items()}

    @property
    def steps(self) -> dict[str, str]:
        """The action for each intent."""
        rules = [rule["steps"] for rule in self.read("data/rules.yml")["rules"]]
        return {asked["intent"]: done["action"] for asked, done in rules}


@pytest.fixture(scope="module", params=["starter", "genai"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The small pack, and the one that ships, each as a Rasa project."""
    knowledge = HERE / "starter" if request.param == "starter" else DEFAULT
    folder = tmp_path_factory.mktemp("export") / "rasa"
    result = CliRunner().invoke(app, ["export", "rasa", str(folder), "-k", str(knowledge)])
    assert result.exit_code == 0, result.output
    return Exported(load(knowledge), folder, result.stdout)


def names(example: str) -> Iterator[tuple[str, str, str]]:
    """Text, entity and role of each name that an example marks."""
    for text, entity, details in MARKED.findall(example):
        more = json.loads(details) if details else {}
        yield text, entity or more["entity"], more.get("role", "")


def test_every_file_is_written_and_loads(project: Exported) -> None:
    written = {str(file.relative_to(project.folder)) for file in project.folder.rglob("*") if file.is_file()}
    assert written == FILES
    for name in ("domain.yml", "data/nlu.yml", "data/rules.yml"):
        assert project.read(name)["version"] == "3.1"
    assert project.read("endpoints.yml") == {"action_endpoint": {"url": "http://localhost:5055/webhook"}}
    assert project.read("config.yml")["assistant_id"] == f"doolittle_{project.pack.card.id}"


def test_every_rule_leads_from_an_intent_that_is_taught_to_an_action_that_exists(project: Exported) -> None:
    domain, steps = project.read("domain.yml"), project.steps
    taught = {label.partition("/")[0] for label in project.items("intent")}
    assert set(steps) - {"nlu_fallback"} | {"restart"} == taught == set(domain["intents"])
    assert domain["responses"]["utter_restart"], "Rasa restarts by itself and lets nobody make a rule for it"
    assert set(steps.values()) == set(domain["actions"])
    assert set(steps.values()) <= {action().name() for action in action_classes()}  # type: ignore[call-arg]
    formed = {name for name, intent in project.pack.intents.items() if intent.form or name == "talk_to_eliza"}
    assert taught | formed | {"claimed", "foreign", "introduced", "pick", "term"} == set(project.pack.intents), (
        "what is missing is told on the terminal"
    )
    assert "Left out: intents without examples: claimed, foreign, introduced, pick, term." in project.printed


def test_each_intent_has_examples_and_none_is_shared(project: Exported) -> None:
    taught = project.items("intent")
    sizes: dict[str, int] = {}
    said: dict[str, str] = {}
    for label, examples in taught.items():
        sizes[label.partition("/")[0]] = sizes.get(label.partition("/")[0], 0) + len(examples)
        for example in examples:
            plain = MARKED.sub(r"\1", example).casefold()
            assert said.setdefault(plain, example) is example, f"{plain!r} twice, again in {label}"
    assert min(sizes.values()) >= 2


def test_each_marked_name_is_a_known_entity_that_becomes_an_id(project: Exported) -> None:
    known = {
        name: set(details.get("roles", ()))
        for entity in project.read("domain.yml")["entities"]
        for name, details in (entity.items() if isinstance(entity, dict) else [(entity, {})])
    }
    synonyms = {spelling: value for value, found in project.items("synonym").items() for spelling in found}
    pack, tables, seen = project.pack, project.items("lookup"), set()
    ids = {*pack.topics, *pack.mentions, *pack.card.media, *pack.card.kinds, *pack.card.aspects}
    ids |= {*pack.words.orders, *pack.words.states}
    for example in (one for found in project.items("intent").values() for one in found):
        for text, entity, role in names(example):
            seen.add(entity)
            assert not role or role in known[entity]
            value = synonyms.get(text.lower(), text.lower())
            assert value in ids or re.fullmatch(r"\d{3,4}s?", value), f"{text!r} in {example!r}"
            assert entity == "year" or text.lower() in tables[entity]
    assert set(tables) == seen - {"year"}
    assert seen | {"entry", "year"} <= set(known)


def test_a_spelling_means_one_thing_only(project: Exported) -> None:
    for kind in ("synonym", "lookup"):
        spelt = [spelling for found in project.items(kind).values() for spelling in found]
        assert len(spelt) == len(set(spelt))
        assert all(spelling == spelling.lower() for spelling in spelt)


def test_longer_names_come_before_shorter_ones(project: Exported) -> None:
    for table in project.items("lookup").values():
        assert table == sorted(table, key=len, reverse=True)


def test_every_curated_answer_is_there_under_its_intent(project: Exported) -> None:
    pack, taught, responses = project.pack, project.items("intent"), project.read("domain.yml")["responses"]
    curated = {f"{entry.kind}/{entry.id}" for entry in pack.entries.values()} | {f"advise/{a}" for a in pack.advice}
    assert curated == {label for label in taught if "/" in label}
    for label in curated:
        assert all(variation["text"] for variation in responses[f"utter_{label}"])
    for name in pack.responses:
        assert "{title}" not in str(responses[name])


def test_what_actions_set_are_slots_of_the_domain(project: Exported) -> None:
    slots = project.read("domain.yml")["slots"]
    assert slots.keys() == {"topic", "compared", "listed", "base"}
    for slot in slots.values():
        assert slot["influence_conversation"] is False
        assert slot["mappings"] == [{"type": "custom"}]


async def test_every_intent_gets_an_answer_from_its_examples_as_rasa_hands_them_over(project: Exported) -> None:
    """Each intent's action on the first examples, with the names as ids: it answers, and raises nothing."""
    available = {action.name(): action for action in (found(project.pack) for found in action_classes())}  # type: ignore[call-arg]
    synonyms = {spelling: value for value, found in project.items("synonym").items() for spelling in found}
    for label, examples in project.items("intent").items():
        for example in examples[:3]:
            latest = parsed(label, example, synonyms)
            dispatcher = CollectingDispatcher()
            tracker = Tracker("ann", {}, latest, [], False, None, {}, "action_listen")
            events = await available[project.pack.intents[latest["intent"]["name"]].action].run(dispatcher, tracker, {})
            assert {event["name"] for event in events if event["event"] == "slot"} <= {
                "topic",
                "compared",
                "listed",
                "base",
            }
            assert dispatcher.messages[0]["text"] or dispatcher.messages[0]["response"], example


def parsed(label: str, example: str, synonyms: dict[str, str]) -> dict[str, Any]:
    """What Rasa makes of a message that it understands as an example is labelled."""
    found = [
        {"entity": entity, "value": synonyms.get(text.lower(), text.lower()), **({"role": role} if role else {})}
        for text, entity, role in names(example)
    ]
    intent = label.partition("/")[0]
    ranking = [
        {"confidence": 0.9, "intent_response_key": "other/one"},
        {"confidence": 0.8, "intent_response_key": label},
    ]
    return {
        "text": MARKED.sub(r"\1", example),
        "intent": {"name": intent, "confidence": 0.9},
        "entities": found,
        "response_selector": {"all_retrieval_intents": [], "default": {"response": ranking[0], "ranking": ranking}},
    }


@pytest.mark.parametrize(
    ("said", "label", "found"),
    [
        ("what is green tea", "define", [("topic", "green_tea")]),
        ("green tea or black tea", "compare", [("topic", "green_tea"), ("topic", "black_tea")]),
        ("is herbal tea a tea", "faq/herbal", []),
        ("which tea goes with milk", "advise/milk", []),
    ],
)
async def test_the_answer_by_way_of_rasa_is_the_bots(
    tea_bot: Bot, said: str, label: str, found: list[tuple[str, str]]
) -> None:
    pack = load(HERE / "starter")
    latest = parsed(label, said, {}) | {"entities": [{"entity": entity, "value": value} for entity, value in found]}
    spoken = await called(pack, pack.intents[label.partition("/")[0]].action, latest)

    assert spoken["text"] == (await tea_bot.say(said)).text


async def called(pack: Pack, name: str, latest: dict[str, Any]) -> dict[str, Any]:
    """What an action says to a tracker with this latest message."""
    made = (one(pack) for one in action_classes())  # type: ignore[call-arg]
    action, dispatcher = next(one for one in made if one.name() == name), CollectingDispatcher()
    await action.run(dispatcher, Tracker("ann", {}, latest, [], False, None, {}, "action_listen"), {})
    return dict(dispatcher.messages[0])


@pytest.mark.parametrize(
    ("intent", "response"),
    [("define", "utter_ask_topic"), ("makes", "utter_ask_organisation"), ("compare", "utter_ask_second_topic")],
)
async def test_a_rasa_that_names_nothing_is_asked_back(intent: str, response: str) -> None:
    pack = load(HERE / "starter")
    latest = {"text": "what is it", "intent": {"name": intent}, "entities": []}
    spoken = await called(pack, pack.intents[intent].action, latest)
    assert spoken["response"] == response


def test_one_stretch_of_words_is_one_entity() -> None:
    """What a Rasa's extractors find twice counts once; a name looked up, a longer one and a role are kept."""
    looked_up = {
        "entity": "task",
        "value": "image_generation",
        "start": 8,
        "end": 24,
        "extractor": "RegexEntityExtractor",
    }
    within = {"entity": "medium", "value": "image", "start": 8, "end": 13, "extractor": "RegexEntityExtractor"}
    guessed = {"entity": "topic", "value": "for image generation", "start": 4, "end": 24, "extractor": "DIETClassifier"}
    with_role = {"entity": "task", "value": "x", "start": 8, "end": 24, "role": "not", "extractor": "DIETClassifier"}
    button = [{"entity": "topic", "value": value, "start": 8, "end": 30} for value in ("gan", "vae")]

    assert entities({"entities": [guessed, within, looked_up]}) == (Named("task", "image_generation", "", 8, 24),)
    assert entities({"entities": [with_role, looked_up]}) == (Named("task", "image_generation", "not", 8, 24),)
    assert [named.value for named in entities({"entities": button})] == ["gan", "vae"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = CliRunner().invoke(app, ["export", "rasa", str(tmp_path), "-k", str(HERE / "starter")])
    assert result.exit_code == 1
    assert "name another folder" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
