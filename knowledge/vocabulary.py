"""A language's words: `words.yaml`, and fields that are long in files of their own, such as `words/fillers.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from knowledge.language import Words
from knowledge.yamlfile import PackError, Problem, YamlFile, read

_HERE = Path(__file__).resolve().parent


def language(name: str) -> Words:
    """The words of a language that ships; raises PackError for one that can not be read."""
    return vocabulary(tuple(map(read, paths(_HERE / name))))


def paths(folder: Path) -> tuple[Path, ...]:
    """The files in which the words of a language stand, from its folder."""
    return (folder / "words.yaml", *sorted((folder / "words").glob("*.yaml")))


@lru_cache(maxsize=16)
def vocabulary(files: tuple[YamlFile, ...]) -> Words:
    """The words that files hold: the same for the same files; raises PackError with what is wrong in them."""
    first, *others = files
    fields = {file.path.stem: file for file in others}
    data = first.data
    if twice := [file for name, file in fields.items() if isinstance(data, dict) and name in data]:
        cure = "Keep one of the two."
        raise PackError(tuple(file.problem(f"this stands in {first.path.name} already.", cure) for file in twice))
    try:
        told = {name: file.data for name, file in fields.items()}
        return Words.model_validate({**data, **told} if isinstance(data, dict) else data)
    except ValidationError as error:
        raise PackError(tuple(_problems(error, first, fields))) from None


def _problems(error: ValidationError, first: YamlFile, fields: dict[str, YamlFile]) -> Iterator[Problem]:
    """What pydantic found wrong, each in the file in which it stands."""
    for detail in error.errors():
        name, *rest = detail["loc"] or ("",)
        if name in fields:
            yield fields[str(name)].fault(detail, tuple(rest))
        else:
            yield first.fault(detail, detail["loc"])
