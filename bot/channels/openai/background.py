"""What chat clients ask a model behind the visitor's back, as if the visitor had said it: titles, tags, follow-ups.

Told by the prompts that Open WebUI (0.12) and LibreChat (with @librechat/agents) send unless an operator changed
them, or by the JSON Schema of a title. Such a request is answered in the shape it wants and never heard, so nothing
of it is kept or counted. Open WebUI also wraps a visitor's question in a prompt, around what it found in documents:
there the question is what counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.openai.requests import Line

_TASK = re.compile(r"\s*### Task:\s")
_WANTED = re.compile(r'\{\s*"(title|tags|follow_ups|queries|text|prompt)"')
_TOOLS = "Your task is to choose and return the correct tool(s) from the list of available tools"
_EMOJI = "Your task is to reflect the speaker's likely facial expression through a fitting emoji"
_TITLE = re.compile(
    r"5-word-or-less title for the conversation"
    r"|concise title \(max 40 characters\) for a conversation"
    r"|Write a concise title for this conversation"
)
_ANALYSE = re.compile(r"\s*Analyze this conversation and provide:")
_DOCUMENTS = re.compile(r"</context>\s*(?:<user_query>\s*)?(.*?)\s*(?:</user_query>\s*)?$", re.DOTALL)
_SPOKEN = re.compile(r"^(?:\|\|>)?(USER|ASSISTANT|User|Assistant|AI|Response):[ \t\n]*\"?", re.MULTILINE)
TITLE = 60
"""Characters of the longest title."""
SMILE = "🙂"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to answer in the client's shape."""

    kind: str
    """What is wanted: `title`, `tags`, `follow_ups`, `queries`, `text`, `prompt`, `tool_calls`, `emoji`."""
    said: tuple[str, ...]
    """What the visitor said in the chat that it is about."""
    plain: bool = False
    """Whether it is wanted as text, not as JSON."""
    language: bool = False
    """Whether the name of the chat's language is wanted as well."""

    def answer(self, follow_ups: Sequence[str], about: str) -> str:
        """The answer; `follow_ups` are what could be asked next, `about` is what the bot knows about."""
        if self.kind == "emoji":
            return SMILE
        wanted = _ANSWERS[self.kind](self.said, follow_ups, about)
        language = {"language": "English"} if self.language else {}
        return str(wanted) if self.plain else json.dumps({**language, self.kind: wanted}, ensure_ascii=False)


def task(lines: Sequence[Line], schema: Mapping[str, Any]) -> Task | None:
    """The task that a request is, if it is none of the visitor's messages."""
    last = next((line.text for line in reversed(lines) if line.role == "user"), "")
    if any(line.role == "system" and _TOOLS in line.text for line in lines):
        return Task("tool_calls", ())
    if "title" in (schema.get("required") or schema.get("properties") or ()):
        return Task("title", _said(last), language="language" in (schema.get("properties") or ()))
    if _TASK.match(last) and "<context>" not in last and (found := _WANTED.search(last)):
        return Task(found[1], _said(_within(last, "chat_history")))
    if _ANALYSE.match(last):
        return Task("title", _said(last), language=True)
    if _TITLE.search(last):
        others = tuple(line.text for line in lines if line.role == "user" and line.text != last)
        return Task("title", others or _said(last), plain=True)
    return Task("emoji", ()) if last.lstrip().startswith(_EMOJI) else None


def question(text: str) -> str:
    """What the visitor said, without the documents that a client wrapped around it."""
    found = _DOCUMENTS.search(text) if _TASK.match(text) else None
    return found[1] if found else text


def _within(text: str, tag: str) -> str:
    return text.rpartition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


def _said(chat: str) -> tuple[str, ...]:
    """What the user said in a chat that is written as text."""
    turns = list(_SPOKEN.finditer(chat))
    ends = [*(turn.start() for turn in turns[1:]), len(chat)]
    spoken = ((turn[1].lower(), chat[turn.end() : end].strip(' \n"')) for turn, end in zip(turns, ends, strict=False))
    return tuple(text for who, text in spoken if who == "user" and text)


def _title(said: Sequence[str], _: Sequence[str], about: str) -> str:
    words = " ".join((said or (about,))[0].split()).rstrip(".?! ")
    return words if len(words) <= TITLE else f"{words[:TITLE].rpartition(' ')[0] or words[:TITLE]} …"


_ANSWERS: Mapping[str, Callable[[Sequence[str], Sequence[str], str], object]] = {
    "title": _title,
    "tags": lambda said, follow_ups, about: [about],
    "follow_ups": lambda said, follow_ups, about: list(follow_ups),
    "queries": lambda said, follow_ups, about: [],
    "tool_calls": lambda said, follow_ups, about: [],
    "text": lambda said, follow_ups, about: "",
    "prompt": lambda said, follow_ups, about: _title(said, follow_ups, about),
}
