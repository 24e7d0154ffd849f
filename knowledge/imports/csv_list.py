"""A CSV file of questions and answers; its form is that of a list in a pack's `faq/` folder."""

from __future__ import annotations

from pathlib import Path

from knowledge.csvfile import COLUMNS, read_csv
from knowledge.imports.harvest import Gatherer, Harvest, Question, titled
from knowledge.source import Source


def harvest(path: Path) -> Harvest:
    """The entries of a list; columns that an entry has no place for are left out."""
    file, gathered = read_csv(path, strict=False), Gatherer()
    for name in file.unknown:
        gathered.leave_out(path, 1, f"the column {name!r}.", f"The columns read are {', '.join(COLUMNS)}.")
    for place, record in enumerate(file.data):
        for topic in record.pop("about", ()):
            cure = "Write it up as a topic first, then name it under `about`."
            gathered.leave_out(path, file.line((place, "about")), f"that the answer is about {topic!r}.", cure)
        asked = [Question(text, path, file.line((place, "asks", n))) for n, text in enumerate(record["asks"])]
        sources = tuple(record.get("sources", ()))
        added = gathered.add(asked, record["answers"], record["id"], sources=sources)
        for key in sources if added else ():
            gathered.sources[key] = Source.model_validate(file.sources.get(key, {"title": key.replace("_", " ")}))
    return gathered.harvest(titled(path.stem), path, "Write one question and its answer a row.")
