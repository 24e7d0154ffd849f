"""The whole project: every file by its name, and what had to stay behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.exports.rasa.domain import domain
from bot.exports.rasa.examples import Taught, taught
from bot.exports.rasa.names import by_type
from bot.exports.rasa.nlu import nlu
from bot.exports.rasa.readme import readme
from bot.exports.rasa.rules import rules
from bot.exports.rasa.settings import ENDPOINTS, config
from bot.understanding.language.lexicon import Lexicon
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Project:
    """A Rasa project before it is written."""

    files: Mapping[str, str]
    """Contents by path in the project's folder."""
    holds: str
    """What is in it, counted."""
    left_out: tuple[str, ...]
    """What of the pack is not in it."""


def project(pack: Pack, knowledge: str) -> Project:
    """A pack as a Rasa project; `knowledge` is where its README says that the pack lies."""
    lexicon = Lexicon.of(pack)
    names = by_type(pack, lexicon)
    found = taught(pack, lexicon, names)
    files = {
        "README.md": readme(pack, knowledge, found.left_out),
        "config.yml": config(pack.card.id),
        "domain.yml": domain(pack, found, names),
        "endpoints.yml": ENDPOINTS,
        "data/nlu.yml": nlu(pack, found, names),
        "data/rules.yml": rules(pack, found.intents),
    }
    return Project(files, _counted(found), found.left_out)


def _counted(found: Taught) -> str:
    sentences = sum(map(len, found.examples.values()))
    curated = sum("/" in label for label in found.examples)
    return f"{len(found.intents)} intents, {curated} curated answers, {sentences:,} examples"
