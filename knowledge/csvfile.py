"""CSV files of an FAQ as plain data that remembers its line numbers: the same as a YAML list of entries."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from knowledge.record import identifier
from knowledge.yamlfile import Location, PackError, Problem, YamlFile, content

COLUMNS = ("question", "answer", "id", "source", "about")
"""What the first line may name; `question` and `answer` it must."""
SEPARATORS = ",;\t"

_HEADER = "Write `question,answer` in the first line; id, source and about may follow."
_SOURCE_ID = re.compile(r"[a-z][a-z0-9_.]*(#[a-z0-9-]+)?")
_NEWLINE = re.compile(r"\r\n?")
_URL = re.compile(r"https?://[^\s,;]+")

Cited = tuple[str, Mapping[str, str]]
"""The id of a source and its fields; none where the id is one of `sources.yaml`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line it begins in."""

    cells: Mapping[str, str]
    line: int

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, its columns, and those of them that no entry has a place for."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class CsvFile(YamlFile):
    """One file of questions and answers, read as the list of entries it stands for."""

    strict: bool = True
    """Whether a column that no entry has a place for is an error."""

    @property
    def data(self) -> Any:
        """The entries, as a YAML file would hold them."""
        return [dict(record) for record, _ in self._entries]

    @cached_property
    def lines(self) -> Mapping[Location, int]:
        """The line of the row that each entry and each of its questions comes from."""
        found: dict[Location, int] = {(): 1}
        for place, (record, rows) in enumerate(self._entries):
            found[(place,)] = rows[0].line
            found |= {(place, "asks", number): row.line for number, row in enumerate(rows)}
            for row in reversed(rows):
                cited = [self._cited[row["source"]][0]] if row["source"] else []
                for name, values in (("sources", cited), ("about", _names(row["about"]))):
                    found |= {(place, name, record[name].index(value)): row.line for value in values}
        return found

    @cached_property
    def sources(self) -> Mapping[str, Mapping[str, str]]:
        """Sources that stand in the list itself, by the id made for each."""
        return {key: told for key, told in self._cited.values() if told}

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns that no entry has a place for."""
        return self._table.unknown

    def further(self, place: int, question: str) -> str:
        """The row that adds a question to the entry at a place, without a line's end."""
        first = self._entries[place][1][0]
        known = {"question": question, "id": first["id"], "answer": "" if first["id"] else first["answer"]}
        row = io.StringIO()
        writer = csv.writer(row, delimiter=_separator(self.text), lineterminator="")
        writer.writerow([known.get(name, "") for name in self._table.columns])
        return row.getvalue()

    @cached_property
    def _table(self) -> Table:
        table = tabled(self.path, self.text)
        if table.unknown and self.strict:
            what = f"there is no column {table.unknown[0]!r}."
            cure = f"Take it out; the columns are {', '.join(COLUMNS)}."
            raise PackError((Problem(self.path, 1, what, cure),))
        return table

    @cached_property
    def _cited(self) -> Mapping[str, Cited]:
        return _cited(self._table.rows)

    @cached_property
    def _entries(self) -> tuple[tuple[Mapping[str, Any], tuple[Row, ...]], ...]:
        return tuple(_entries(self._table.rows, self._cited, self.path))


def read_csv(path: Path, strict: bool = True) -> CsvFile:
    """Read a CSV file; every row that is none is told in one PackError, with its line."""
    file = _file(path, _NEWLINE.sub("\n", content(path).removeprefix("\ufeff")), strict)
    file.parts  # noqa: B018  # What is no list of answers is told now.
    return file


@lru_cache(maxsize=256)
def _file(path: Path, text: str, strict: bool) -> CsvFile:
    return CsvFile(path, text, hashlib.sha256(text.encode()).digest(), strict)


def tabled(path: Path, text: str) -> Table:
    """The rows of a CSV text, whatever separates its cells; what is no table is a PackError."""
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                if not names:
                    names = _header(stripped, path, line)
                else:
                    problems += _surplus(stripped, names, separator, path, line)
                    rows.append(Row(dict(zip(names, stripped, strict=False)), line))
            line = reader.line_num + 1
    except csv.Error as error:
        cure = 'Put a text that holds quotation marks in quotation marks, and double those within: "so ""called""".'
        problems.append(Problem(path, line, f"the row that begins here is no CSV: {error}.", cure))
    if not names:
        problems = [Problem(path, 1, "the file is empty.", _HEADER)]
    elif not rows and not problems:
        problems = [Problem(path, 1, "there is no row below the header.", "Write one question and its answer a row.")]
    if problems:
        raise PackError(tuple(problems))
    return Table(tuple(rows), tuple(names), tuple(name for name in names if name and name not in COLUMNS))


def _separator(text: str) -> str:
    """What stands between the names of the header; a comma where nothing tells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=lambda separator: (first.count(separator), -SEPARATORS.index(separator)))


def _header(cells: list[str], path: Path, line: int) -> list[str]:
    names = [cell.casefold() for cell in cells]
    for name in ("question", "answer"):
        if names.count(name) != 1:
            what = f"the header {', '.join(cells)!r} names {'two columns' if name in names else 'no column'} {name!r}."
            raise PackError((Problem(path, line, what, _HEADER),))
    return names


def _surplus(cells: list[str], names: list[str], separator: str, path: Path, line: int) -> Iterator[Problem]:
    if any(cells[len(names) :]):
        what = f"the row has {len(cells)} cells, and the header names {len(names)}."
        yield Problem(path, line, what, f"Put a text that holds {separator!r} in quotation marks.")


def _entries(
    rows: tuple[Row, ...], sources: Mapping[str, Cited], path: Path
) -> Iterator[tuple[Mapping[str, Any], tuple[Row, ...]]]:
    groups: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for row in rows:
        key = f"id {row['id']}" if row["id"] else f"answer {row['answer']}"
        known = groups.get(key)
        problems += _incomplete(row, known, path)
        groups.setdefault(key, []).append(row)
    if problems:
        raise PackError(tuple(problems))
    taken = {row["id"] for row in rows}
    for group in groups.values():
        record = _record(group, taken, sources)
        taken.add(record["id"])
        yield record, tuple(group)


def _incomplete(row: Row, known: list[Row] | None, path: Path) -> Iterator[Problem]:
    if not row["question"]:
        yield Problem(path, row.line, "the row has no question.", "Write one, or take the row out.")
    if known is None and not row["answer"]:
        cure = "Write one, or give the row the id of the answer it is another question for."
        yield Problem(path, row.line, "the row has no answer.", cure)
    if known is not None and row["answer"] and row["answer"] != known[0]["answer"]:
        what = f"the id {row['id']!r} has another answer in line {known[0].line}."
        yield Problem(path, row.line, what, "Give this one another id, or leave its answer empty.")


def _record(rows: list[Row], taken: set[str], cited: Mapping[str, Cited]) -> dict[str, Any]:
    first = rows[0]
    record: dict[str, Any] = {"id": first["id"] or identifier(first["question"], taken)}
    record["asks"] = [row["question"] for row in rows]
    record["answers"] = [first["answer"]]
    sources = dict.fromkeys(cited[row["source"]][0] for row in rows if row["source"])
    about = dict.fromkeys(name for row in rows for name in _names(row["about"]))
    return record | {name: list(found) for name, found in (("sources", sources), ("about", about)) if found}


def _names(cell: str) -> list[str]:
    return [name for name in re.split(r"[\s,;|]+", cell) if name]


def _cited(rows: tuple[Row, ...]) -> dict[str, Cited]:
    """For each cell of the column `source` its id, and what is told of it where it is no id but the source itself."""
    found: dict[str, Cited] = {}
    for cell in dict.fromkeys(row["source"] for row in rows if row["source"]):
        if _SOURCE_ID.fullmatch(cell):
            found[cell] = (cell, {})
            continue
        address = _URL.search(cell)
        url = address[0] if address else ""
        title = cell.replace(url, "").strip(" ,;:()[]<>") or url.split("/")[2]
        taken = {key for key, _ in found.values()}
        found[cell] = (identifier(cell, taken, "source"), {"title": title} | ({"url": url} if url else {}))
    return found
