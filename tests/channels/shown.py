"""What a client shows of an answer, and what Markdown shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.channels.markdown import PICK

NOT_OURS = {"html_block", "html_inline", "code_inline", "code_block", "fence", "em_open", "heading_open"}
"""Markup that no answer has of itself."""


@dataclass
class Shown:
    """What a client shows of an answer."""

    texts: list[str] = field(default_factory=list)
    """What stands in bubbles, without its markup; of a block that is drawn in place of words, its words as well."""
    buttons: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    """What stands in cells, lists and timelines."""
    sources: list[str] = field(default_factory=list)
    """Their addresses, empty for one that has none."""
    images: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.texts)


TAIL = re.compile(r"\n\nSources?: .*$")


def words(text: str) -> list[str]:
    """The words of a text, without the line of its sources."""
    return re.findall(r"\w+", TAIL.sub("", text).replace("**", ""))


def assert_the_same(here: Shown, there: Shown, said: str) -> None:
    """An answer that one client shows is the one that Rasa's shows: its words, its buttons, its sources."""
    seen, expected = words(here.text), words(there.text)
    if here.drawn:
        assert set(seen) == set(expected), said
    else:
        assert seen == expected, said
    assert here.buttons == there.buttons, said
    assert here.sources == there.sources, said


def read(markdown: str) -> Shown:
    """Markdown as a client shows it: headings of sources and buttons left out, no markup that is not ours."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    kinds = {token.type for token in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & NOT_OURS
    shown, listed, heading = Shown(), "", ""
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open", "table_open"):
            listed = token.type
        elif token.type in ("ordered_list_close", "bullet_list_close", "table_close"):
            listed = heading = ""
        elif token.type == "inline" and token.content in ("Sources:", PICK) and not listed:
            heading = token.content
        elif token.type == "inline":
            _take(shown, token, heading, bool(listed))
    return shown


def _take(shown: Shown, token: Token, heading: str, listed: bool) -> None:
    text = "".join(_words(child) for child in token.children or ())
    links = [str(child.attrs["href"]) for child in token.children or () if child.type == "link_open"]
    images = [str(child.attrs["src"]) for child in token.children or () if child.type == "image"]
    shown.images += images
    if heading == "Sources:":
        shown.sources.append("".join(links))
    elif heading:
        shown.buttons.append(text)
    else:
        assert not links
        shown.drawn += [text] if listed else []
        shown.texts += [] if images else [text]


def _words(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content if token.type == "text" else ""
