"""The documentation is true: transcripts are what the bot says, and worked examples work as they are printed."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from fastapi import FastAPI
from starlette.testclient import TestClient

import actions
from bot import assembly, channels
from bot.cli import app
from bot.cli.chat import TOKEN
from bot.conversation import Conversation
from bot.engine import Engine
from bot.guard.admission import Admission
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from knowledge.check import check
from knowledge.loader import DEFAULT, load
from knowledge.topic import Topic
from knowledge.yamlfile import read

if TYPE_CHECKING:
    from tests.conftest import Bot

ROOT = Path(__file__).resolve().parent.parent
DOCS = tuple(sorted(str(file.relative_to(ROOT).with_suffix("")) for file in (ROOT / "docs").rglob("*.md")))
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", *(f"{name}.md" for name in DOCS))
CUT = "…"
"""Stands for what a page leaves out."""
TODAY = datetime.date(2026, 11, 23)


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title!r}"
    return found[2]


def assert_abridges(shown: str, real: str) -> None:
    """What is shown begins as the real text does, and each piece between cuts stands in it, in order."""
    first, *rest = (" ".join(piece.split()) for piece in shown.split(CUT))
    real = " ".join(real.split())
    assert real.startswith(first), f"{real!r} does not begin with {first!r}"
    at = len(first)
    for piece in rest:
        at = real.find(piece, at)
        assert at >= 0, f"{piece!r} is not in {real!r}"
    assert rest or at == len(real), f"{real!r} goes on after {shown!r}: end it with {CUT}"


def assert_excerpt(shown: Any, real: Any) -> None:
    """Data as a page shows it: a cut string is abridged, a cut list or record goes on."""
    if isinstance(shown, str):
        assert_abridges(shown, real)
    elif isinstance(shown, list):
        kept = [item for item in shown if item != CUT]
        assert len(kept) == len(real) if kept == shown else len(kept) < len(real)
        for part, whole in zip(kept, real, strict=False):
            assert_excerpt(part, whole)
    elif isinstance(shown, dict):
        kept_keys = set(shown) - {CUT}
        assert kept_keys < set(real) if CUT in shown else kept_keys == set(real)
        for key in kept_keys:
            assert_excerpt(shown[key], real[key])
    else:
        assert shown == real


def client(engine: Engine, **settings: Any) -> TestClient:
    """Every channel of the folder over an engine, as the service mounts them."""
    service = FastAPI()
    conversation = Conversation(MemoryStore(), lambda: engine, (), Admission(settings.get("longest_message")))
    for channel in channels.channels(channels.known()):
        service.include_router(channel.router(conversation, Settings(store="memory", **settings)))
    return TestClient(service)


def curl(command: str) -> dict[str, Any]:
    """A printed curl command as the arguments of a request."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words.pop(0) == "curl"
    url = next(word for word in words if word.startswith("http"))
    headers = [words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H"]
    return {
        "url": re.sub(r"^http://127\.0\.0\.1:5005", "", url),
        "headers": dict(headers),
        "content": words[words.index("-d") + 1],
    }


@pytest.fixture
def bot_over(bot: Bot) -> Callable[[Engine], Bot]:
    """Makes a bot over an engine of the test's own."""
    return type(bot)


@pytest.fixture
def in_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Adds a module to a package's folder, which here is spread over two places, and takes it away again."""
    added: list[tuple[Any, str]] = []

    def add(package: Any, name: str, source: str) -> None:
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / f"{name}.py").write_text(source, "utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
        added.append((package, name))

    yield add
    for package, name in added:
        sys.modules.pop(f"{package.__name__}.{name}", None)
        if hasattr(package, name):
            delattr(package, name)


class TestReadme:
    README = page("README.md")

    async def test_the_transcript_is_what_the_bot_answers(self, bot: Bot) -> None:
        turns = re.split(r"^> ", blocks(section(self.README, "A conversation"), "text")[0], flags=re.MULTILINE)[1:]
        assert len(turns) >= 4
        for turn in turns:
            said, _, shown = turn.partition("\n")
            assert shown.replace(CUT, "").strip(), f"no answer is shown to {said!r}"
            assert_abridges(shown, (await bot.say(said)).text)

    def test_the_printed_request_gets_the_printed_answer(self, engine: Engine) -> None:
        http = section(self.README, "Over HTTP")
        with client(engine) as talking:
            response = talking.post(**curl(blocks(http, "sh")[0]))
        assert_excerpt(json.loads(blocks(http, "json")[0]), response.json())

    def test_every_setting_is_in_the_table_with_its_default_and_no_other(self) -> None:
        rows = re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", section(self.README, "Settings"), re.MULTILINE)
        assert dict(rows) == dict(_defaults())

    def test_every_command_is_mentioned_and_no_other(self) -> None:
        commands = {info.name or getattr(info.callback, "__name__", "") for info in app.registered_commands}
        mentioned = re.findall(r"^\| `doolittle (\w+)", section(self.README, "Commands"), re.MULTILINE)
        assert set(mentioned) == commands | {group.name for group in app.registered_groups}

    def test_the_house_is_as_it_is_listed(self) -> None:
        parent = ROOT
        for line in blocks(section(self.README, "What is in the house"), "text")[0].splitlines():
            name = line.split()[0]
            folder = (parent if line.startswith(" ") else ROOT) / name
            assert folder.is_dir(), f"there is no folder {name}"
            parent = parent if line.startswith(" ") else folder

    def test_every_make_target_it_names_exists(self) -> None:
        targets = set(re.findall(r"^(\w+):", page("Makefile"), re.MULTILINE))
        for name in PAGES:
            assert set(re.findall(r"(?:^|`)make (\w+)", page(name), re.MULTILINE)) <= targets


def _defaults() -> Iterator[tuple[str, str]]:
    """Each setting's variable, with its default as the environment would give it."""
    for name, field in Settings.model_fields.items():
        value = field.get_default(call_default_factory=True)
        if value == DEFAULT:
            value = DEFAULT.relative_to(ROOT)
        if name == "cache":
            value = "~/.cache/doolittle"
        elif isinstance(value, tuple | bool):
            value = json.dumps(value)
        yield f"DOOLITTLE_{name.upper()}", "" if value is None else str(value)


class TestAddingATopic:
    PAGE = page("docs/adding-a-topic.md")
    EXAMPLE = blocks(section(PAGE, "The file"), "yaml")[0]

    def test_the_example_is_a_topic_and_the_fields_explained_are_those_of_topics(self, tmp_path: Path) -> None:
        path = tmp_path / "white_tea.yaml"
        path.write_text(self.EXAMPLE, "utf-8")
        topic = Topic.model_validate(read(path).data)
        assert f"topics/{topic.id}.yaml" in self.PAGE
        named = re.findall(r"^- \*\*([\w, ]+)\*\*", self.PAGE, re.MULTILINE)
        assert {field for names in named for field in names.split(", ")} <= set(Topic.model_fields)

    async def test_the_example_is_without_fault_and_answers_its_own_tests(self, tiny_pack: Path, bot_over: Any) -> None:
        (tiny_pack / "topics" / "white_tea.yaml").write_text(self.EXAMPLE, "utf-8")
        pack = load(tiny_pack)
        assert not check(pack, TODAY)
        bot = bot_over(assembly.engine(pack))
        for test in pack.topics["white_tea"].tests:
            text = (await bot.say(test.say)).text
            assert all(re.search(must, text, re.IGNORECASE) for must in test.must), text
        for question in pack.topics["white_tea"].asks["how"]:
            assert "wither and dry" in (await bot.say(question)).text

    async def test_what_it_says_of_a_no_is_so(self, tiny_pack: Path, bot_over: Any) -> None:
        listed = "  made_by: [{person: eisai, source: iso_12591}]\n  complete: [made_by]\n\nfacets:"
        (tiny_pack / "topics" / "white_tea.yaml").write_text(self.EXAMPLE.replace("\nfacets:", listed, 1), "utf-8")
        with (tiny_pack / "names.yaml").open("a", encoding="utf-8") as names:
            names.write("lu_yu: {name: Lu Yu, kind: person}\n")
        bot = bot_over(assembly.engine(load(tiny_pack)))
        assert "neither yes nor no" in (await bot.say("Is white tea a black tea?")).text
        for question in ("Is tea a white tea?", "Was white tea made by Lu Yu?", "Can I drink green tea with milk?"):
            assert (await bot.say(question)).text.startswith("No"), question


class TestAddingAQuestionType:
    PAGE = page("docs/adding-a-question-type.md")

    async def test_the_example_works(self, in_folder: Any, tmp_path: Path, bot_over: Any) -> None:
        in_folder(actions, "mixed_up", blocks(section(self.PAGE, "The action"), "python")[0])
        folder = Path(shutil.copytree(DEFAULT, tmp_path / "pack"))
        (folder / "intents").mkdir(exist_ok=True)
        intent = blocks(section(self.PAGE, "The intent"), "yaml")[0]
        (folder / "intents" / "mixed_up.yaml").write_text(intent, "utf-8")
        pack = load(folder)
        assert not [problem for problem in check(pack, TODAY) if problem.severity == "error"]
        bot = bot_over(assembly.engine(pack))
        for turn in yaml.safe_load(blocks(section(self.PAGE, "The tests"), "yaml")[0])["turns"]:
            answer = await bot.say(turn["say"])
            assert answer.trace["decisions"][0]["action"] == "action_mixed_up"
            assert all(re.search(must, answer.text, re.IGNORECASE) for must in turn["must"]), answer.text


class TestAddingAChannel:
    PAGE = page("docs/adding-a-channel.md")

    def test_the_example_is_found_by_its_folder_and_talks(self, in_folder: Any, tea_engine: Engine) -> None:
        in_folder(channels, "plain", blocks(self.PAGE, "python")[0])
        request = curl(blocks(self.PAGE, "sh")[0].partition("\n")[2])
        with client(tea_engine, longest_message=30) as talking:
            answer = talking.post(request["url"], content="What is green tea?")
            further = talking.post(request["url"], content="Is it a tea?")
            too_long = talking.post(request["url"], content="What is green tea? " * 9)
        assert answer.text.startswith("Green tea is tea from leaves that are heated")
        assert further.text.startswith("Yes")
        assert too_long.status_code == 413


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES)
    def test_its_links_lead_somewhere(self, name: str) -> None:
        for target in re.findall(r"\]\(([^)\s]+)\)", page(name)):
            path, _, heading = target.partition("#")
            if path.startswith("https://"):
                continue
            file = (ROOT / name).parent / path if path else ROOT / name
            assert file.exists(), f"{name} links to {target}"
            assert not heading or heading in _anchors(file.read_text("utf-8")), f"{name} links to {target}"

    @pytest.mark.parametrize("name", PAGES)
    def test_its_tables_and_fences_are_closed(self, name: str) -> None:
        assert page(name).count("```") % 2 == 0
        assert page(name).endswith("\n")

    @pytest.mark.parametrize("name", [*PAGES, "Dockerfile", "docker-compose.yml"])
    def test_the_variables_it_names_are_settings(self, name: str) -> None:
        known = {variable for variable, _ in _defaults()} | {TOKEN.envvar}
        assert set(re.findall(r"\bDOOLITTLE_[A-Z_]+\b", page(name))) <= known

    @pytest.mark.parametrize("name", PAGES)
    def test_the_files_it_names_exist(self, name: str) -> None:
        written = {"actions/mixed_up.py", "knowledge/english/intents/mixed_up.yaml"}
        written |= {"bot/channels/plain.py", "tests/channels/test_plain.py", "tests/conversations/mixed_up.yaml"}
        named = re.findall(r"`((?:bot|actions|knowledge|tests|docs)/[\w/.-]*)`", page(name))
        missing = [path for path in named if path not in written and not (ROOT / path).exists()]
        assert not missing


def test_the_changelog_tells_what_is_unreleased() -> None:
    assert re.search(r"^## \[Unreleased\]\n\n### Added\n\n- ", page("CHANGELOG.md"), re.MULTILINE)


def _anchors(text: str) -> set[str]:
    """The headings of a page as links name them."""
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
