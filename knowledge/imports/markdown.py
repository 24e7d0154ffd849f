"""A Markdown FAQ: headings, bold lines and `Q:` lines that end in a question mark, each with the text below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.imports.harvest import Gatherer, Harvest, Question, titled
from knowledge.imports.prose import Prose, plain
from knowledge.yamlfile import content

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_MARK = r"(?:[-*+]\s+|\d+[.)]\s+)?"
_ASKED = re.compile(rf"^\s*{_MARK}(?:\*\*|__)?\s*(?:Q|Question)\s*\d*\s*(?:\*\*|__)?\s*:(.*)$", re.IGNORECASE)
_BOLD = re.compile(rf"^\s*{_MARK}(?P<mark>\*\*|__)(?P<text>(?:(?!(?P=mark)).)+\?)\s*(?P=mark)\s*$")
_SUMMARY = re.compile(r"^\s*<summary>(.*)</summary>\s*$", re.IGNORECASE)
_ANSWERED = re.compile(r"^\s*(?:\*\*|__)?\s*(?:A|Answer)\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.):]?|Q\d*[.:])\s+", re.IGNORECASE)

_SHOWN = 40
"""Characters of a text that are quoted to tell which is meant."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, and the heading or question it is; text where it is neither."""

    text: str
    number: int
    level: int = 0
    """The level of a heading; 0 for anything else."""
    question: str = ""


@dataclass
class _Section:
    """Questions that stand together, with what follows them."""

    level: int = 0
    asked: list[Question] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)

    @property
    def told(self) -> bool:
        """Whether there is text below the questions."""
        return any(line.text.strip() for line in self.lines)


def harvest(path: Path) -> Harvest:
    """The questions and answers of a page; what belongs to no question is left out."""
    gathered, text = Gatherer(), content(path).removeprefix("\ufeff")
    lines = tuple(_lines(text))
    prose = Prose.of(text)
    for section in _sections(lines, path):
        answer = prose.answer([(line.text, line.level) for line in section.lines])
        first = next((line.number for line in section.lines if line.text.strip()), 1)
        for what in prose.dropped if section.asked else ():
            gathered.leave_out(path, first, f"{what}.", "Say in words what it shows.")
        if section.asked and answer:
            gathered.add(section.asked, [answer])
        elif answer:
            what = f"the text {_short(answer)!r}, which answers no question."
            gathered.leave_out(path, first, what, "Put a question above it.")
        for question in () if answer else section.asked:
            what = f"the question {question.text!r}, which has no answer."
            gathered.leave_out(path, question.line, what, "Write what is to be said below it.")
    title = next((plain(line.text) for line in lines if line.level == 1 and not line.question), "")
    cure = "End each question with a question mark: `## How …?`, `**How …?**` or `Q: How …?`."
    return gathered.harvest(title or titled(path.stem), path, cure)


def _short(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= _SHOWN else f"{first[:_SHOWN].rstrip()}…"


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a page; within a code block all are text."""
    fence, number = "", 0
    texts = _without_front_matter(text.splitlines())
    while number < len(texts):
        line, below = texts[number], texts[number + 1] if number + 1 < len(texts) else ""
        number += 1
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (found := _marked(line, below, number)) is not None:
            yield found
            number += int(found.level > 0 and not line.lstrip().startswith("#"))
            continue
        yield _Line(line, number)


def _without_front_matter(lines: list[str]) -> list[str]:
    end = lines.index("---", 1) if lines[:1] == ["---"] and "---" in lines[1:] else -1
    return [""] * (end + 1) + lines[end + 1 :]


def _marked(line: str, below: str, number: int) -> _Line | None:
    """A heading or a question, if the line is one."""
    heading = _HEADING.match(line)
    under = _UNDERLINE.match(below) if line.strip() and not line[:1].isspace() else None
    if heading or (under and not re.match(r"[-*+>|]", line)):
        level = len(heading[1]) if heading else 1 if under and under[1][0] == "=" else 2
        title = heading[2] if heading else line.strip()
        words = _NUMBER.sub("", plain(title))
        return _Line(title, number, level, words if words.endswith("?") else "")
    for pattern, group in ((_ASKED, 1), (_BOLD, "text"), (_SUMMARY, 1)):
        found = pattern.match(line)
        words = _NUMBER.sub("", plain(found[group])) if found else ""
        if words.endswith("?"):
            return _Line(line, number, 0, words)
    return None


def _sections(lines: tuple[_Line, ...], path: Path) -> Iterator[_Section]:
    current = _Section()
    for line in lines:
        if line.question:
            if current.told or not current.asked:
                yield current
                current = _Section(line.level)
            current.asked.append(Question(line.question, path, line.number))
        elif line.level and not (current.asked and 0 < current.level < line.level):
            yield current
            current = _Section()
        else:
            first = bool(current.asked) and not current.told
            text = _ANSWERED.sub("", line.text) if first else line.text
            current.lines.append(_Line(text, line.number, line.level))
    yield current
