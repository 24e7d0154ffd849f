"""What chat clients ask a model behind the visitor's back, as if the visitor had said it: titles, tags, follow-ups.

Told by how the prompts begin that Open WebUI (0.12) and LibreChat (with @librechat/agents 3) send unless an operator
changed them, or by the JSON Schema of a title. Such a request is answered in the shape it wants and never heard, so
nothing of it is kept or counted. Open WebUI also wraps a visitor's question in a prompt, around what it found in
documents: there the question is what counts. Summaries are declined by an empty one, since only what the visitor said
is of use to a bot that keeps the conversation itself: both clients then go on with the messages as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.markdown import markdown
from bot.channels.openai.requests import Line
from bot.messages import Answer

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
_SUMMARY = re.compile(
    r"\s*(?:### Task:\s+Summarize the conversation history that will be compacted"
    r"|Hold on(?:, before you continue I need you to write me a| again, update your) checkpoint)"
)
_MEMORIES = re.compile(r"\s*Review the completed conversation turn and decide whether long-term memory should change")
_MERGED = re.compile(
    r"\s*You have been provided with a set of responses from various models to the latest user query: "
    r'"(.*?)"\s+Your task is to synthesize',
    re.DOTALL,
)
_SPOKEN = re.compile(r"^(?:\|\|>)?(USER|ASSISTANT|User|Assistant|AI|Response):[ \t\n]*\"?", re.MULTILINE)
TITLE = 60
"""Characters of the longest title."""
SMILE = "🙂"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to answer in the client's shape."""

    kind: str
    """What is wanted: `title`, `tags`, `follow_ups`, `queries`, `text`, `prompt`, `tool_calls`, `operations` on
    memories, `emoji`, one answer `merged` from those of several models, or `nothing`."""
    said: tuple[str, ...] = ()
    """What the visitor said in the chat that it is about."""
    plain: bool = False
    """Whether it is wanted as text, not as JSON."""
    language: bool = False
    """Whether the name of the chat's language is wanted as well."""

    @property
    def asks(self) -> bool:
        """Whether it takes the answer to what the visitor said last."""
        return self.kind in ("follow_ups", "merged")

    def answer(self, last: Answer, about: str) -> str:
        """The answer; `last` is the one to what the visitor said last, `about` is what the bot knows about."""
        wanted = _ANSWERS[self.kind](self.said, last, about)
        language = {"language": "English"} if self.language else {}
        return str(wanted) if self.plain else json.dumps({**language, self.kind: wanted}, ensure_ascii=False)


def task(lines: Sequence[Line], schema: Mapping[str, Any]) -> Task | None:
    """The task that a request is, if it is none of the visitor's messages."""
    last = next((line.text for line in reversed(lines) if line.role == "user"), "")
    if lines and lines[-1].role == "assistant":
        return Task("nothing", plain=True)  # An answer is to be gone on with, and it is whole.
    if any(line.role == "system" and _TOOLS in line.text for line in lines):
        return Task("tool_calls")
    if "title" in (schema.get("required") or schema.get("properties") or ()):
        return Task("title", _said(last), language="language" in (schema.get("properties") or ()))
    if told := _told(last):
        return told
    if _TASK.match(last) and "<context>" not in last and (found := _WANTED.search(last)):
        return Task(found[1], _said(_within(last, "chat_history")))
    if _TITLE.search(last):
        others = tuple(line.text for line in lines if line.role == "user" and line.text != last)
        return Task("title", others or _said(last), plain=True)
    return None


def _told(last: str) -> Task | None:
    """The task that a prompt's first words tell."""
    if _ANALYSE.match(last):
        return Task("title", _said(last), language=True)
    if _SUMMARY.match(last):
        return Task("nothing", plain=True)
    if _MEMORIES.match(last):
        return Task("operations")
    if merged := _MERGED.match(last):
        return Task("merged", (merged[1],), plain=True)
    return Task("emoji", plain=True) if last.lstrip().startswith(_EMOJI) else None


def question(text: str) -> str:
    """What the visitor said, without the documents that a client wrapped around it."""
    _, documents, asked = text.rpartition("</context>") if _TASK.match(text) else ("", "", "")
    return asked.strip().removeprefix("<user_query>").removesuffix("</user_query>").strip() if documents else text


def _within(text: str, tag: str) -> str:
    return text.rpartition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


def _said(chat: str) -> tuple[str, ...]:
    """What the user said in a chat that is written as text."""
    turns = list(_SPOKEN.finditer(chat))
    ends = [*(turn.start() for turn in turns[1:]), len(chat)]
    spoken = ((turn[1].lower(), chat[turn.end() : end].strip(' \n"')) for turn, end in zip(turns, ends, strict=False))
    return tuple(text for who, text in spoken if who == "user" and text)


def _title(said: Sequence[str], _: Answer, about: str) -> str:
    words = " ".join((said or (about,))[0].split()).rstrip(".?! ")
    return words if len(words) <= TITLE else f"{words[:TITLE].rpartition(' ')[0] or words[:TITLE]} …"


_ANSWERS: Mapping[str, Callable[[Sequence[str], Answer, str], object]] = {
    "title": _title,
    "prompt": _title,
    "tags": lambda said, last, about: [about],
    "follow_ups": lambda said, last, about: [button.title for button in last.buttons],
    "merged": lambda said, last, about: markdown(last),
    "emoji": lambda said, last, about: SMILE,
    **dict.fromkeys(("queries", "tool_calls", "operations"), lambda said, last, about: []),
    **dict.fromkeys(("text", "nothing"), lambda said, last, about: ""),
}
