"""What an action says: text that is complete by itself, the same as blocks, sources, what to ask next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.pack import Pack
from knowledge.timeline import Moment


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply of an action, before it is handed to a dispatcher."""

    text: str = ""
    response: str = ""
    """The name of a worded response instead of, or before, `text`."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the response's slots are filled with."""
    sources: tuple[str, ...] = ()
    blocks: tuple[Mapping[str, Any], ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    """References of what was answered: `vae.define`, `compare/gan-vae`, `faq/contact`."""
    topic: str | None = None
    """The topic in focus from now on; None leaves it, empty clears it."""
    compared: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    """The list that `listed` was chosen from, if it was."""
    verbatim: bool = False
    """Whether the text is to be said as it is, though it was said before."""
    missed: bool = False
    """Whether the question stays unanswered."""
    expecting: bool = False
    """Whether this asks back and the next message may be the answer."""
    wordings: tuple[str, ...] = ()
    """Other wordings of `text`, the next one first: said instead where it was said of late."""
    remember: Mapping[str, Any] = field(default_factory=dict)
    """What to come back to when nothing else is left to say: the `line` to say then, and what it is `about`."""
    recalled: str = ""
    """The line that is come back to."""
    handover: bool = False
    """Whether a person takes over from here."""


SEVERAL = 3
"""Topics named in one breath from which they are a list that one can point into: "the second one"."""
_BREATH = re.compile(r"[.;:](?:\s|$)")
_MAKERS = ("organisation", "person")


def listed_in(pack: Pack, text: str, but: str = "") -> tuple[str, ...]:
    """The topics of the first list in a text, besides the one it is about; none if it has no list.

    Beside things their makers are none of the list: "ChatGPT by OpenAI, the Gemini app by Google, …".
    """
    for breath in _BREATH.split(text):
        named = tuple(topic for topic in pack.named_in(breath) if topic != but)
        things = tuple(topic for topic in named if pack.kind_of(topic) not in _MAKERS)
        if len(things) >= SEVERAL or len(named) >= SEVERAL:
            return things if len(things) >= SEVERAL else named
    return ()


def sourced(pack: Pack, sources: tuple[str, ...], most: int = 3) -> str:
    """The sources as a line of text; empty without any."""
    cited = []
    for identifier in dict.fromkeys(sources):
        source = pack.cite(identifier)
        if source is not None:
            cited.append(source.brief)
    if not cited:
        return ""
    more = f"; and {len(cited) - most} more" if len(cited) > most else ""
    return f"{'Source' if len(cited) == 1 else 'Sources'}: {'; '.join(cited[:most])}{more}"


def sources_block(pack: Pack, sources: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The sources as data, for channels that draw source cards."""
    cited = [(i, source) for i in dict.fromkeys(sources) if (source := pack.cite(i)) is not None]
    if not cited:
        return None
    return {"type": "sources", "items": [{"id": i, **source.card} for i, source in cited]}


def timeline_block(moments: Iterable[Moment]) -> tuple[Mapping[str, Any], ...]:
    """Dated events as data, for channels that draw them, in order of time; none for none."""
    items = [
        {
            "on": str(m.event.on),
            "event": m.event.event,
            "topic": m.topic.id,
            "name": m.topic.called,
            "sources": [m.event.source],
            **({"note": m.event.note} if m.event.note else {}),
        }
        for m in moments
    ]
    return ({"type": "timeline", "items": sorted(items, key=lambda item: item["on"])},) if items else ()


def joined(items: tuple[str, ...] | list[str], last: str = "and") -> str:
    """A list as a sentence says it: `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


SHORTEST = 25
"""Letters of the shortest first sentence: "No." says too little by itself."""


def first_sentence(text: str) -> str:
    """The sentence of a text that answers by itself; the whole text where it only announces a list."""
    line = text.split("\n")[0]
    end = line.find(". ", SHORTEST)
    return line[: end + 1] if end > 0 else text if line.endswith(":") else line


def first_sentences(text: str, number: int) -> str:
    """As many sentences of a text, or fewer if it has no more."""
    short = first_sentence(text)
    for _ in range(number - 1):
        rest = text[len(short) :]
        more = first_sentence(rest.lstrip())
        if not more or rest.startswith("\n"):
            break
        short = f"{short} {more}"
    return short


def capital(text: str) -> str:
    """The text with its first letter large, unless it is a name that begins small on purpose (`novita.ai`)."""
    head = text.split(" ", 1)[0]
    return text if "." in head.rstrip(".,") or any(c.isupper() for c in head) else text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text with its first letter small, unless it begins with an abbreviation or a word of one letter."""
    head = text.split(" ", 1)[0].rstrip(",.;:")
    return text if len(head) < 2 or any(c.isupper() for c in head[1:]) else text[:1].lower() + text[1:]
