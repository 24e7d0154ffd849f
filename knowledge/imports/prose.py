"""Markdown as the text of an answer: paragraphs on one line each, lists and links as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_COMMENT = re.compile(r"<!--.*?-->|<!--.*$")
_RULE = re.compile(r"^\s*([-*_])(\s*\1){2,}\s*$")
_TAG = re.compile(r"</?(?:details|summary|div|p|center|a|span)\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|<img\b[^>]*>", re.IGNORECASE)
_EMPTY_LINK = re.compile(r"\[\s*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_REFERENCE = re.compile(r"\[([^\]]+)\]\[([^\]]*)\]")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$", re.MULTILINE)
_ANCHOR = re.compile(r"\s*\{#[^}]*\}\s*$")
_GAP = re.compile(r"\n{3,}")
_OWN_LINE = re.compile(r"^\s*(?:[-*+]\s|\d+[.)]\s|\||>)")


def plain(text: str) -> str:
    """A heading as words: without emphasis, code marks, links and anchors."""
    words = _ANCHOR.sub("", _TAG.sub("", _COMMENT.sub("", _IMAGE.sub("", text))))
    words = _LINK.sub(r"\1", words)
    words = re.sub(r"\*\*|__|`|~~", "", words)
    words = re.sub(r"(?<!\w)[*_]|[*_](?!\w)", "", words)
    return " ".join(re.sub(r"\\([^\w\s])", r"\1", words).split())


@dataclass
class Prose:
    """Makes answers of lines, with the addresses that links of a page refer to."""

    addresses: Mapping[str, str]
    dropped: list[str] = field(default_factory=list)
    """What the answer made last could not hold."""

    @classmethod
    def of(cls, page: str) -> Prose:
        """For the lines of a page."""
        return cls({name.casefold(): address for name, address in _DEFINITION.findall(page)})

    def answer(self, lines: Sequence[tuple[str, int]]) -> str:
        """The text of an answer; each line comes with its level if it is a heading."""
        self.dropped = []
        flow: list[str] = []
        joins = code = comment = False
        for raw, level in lines:
            fence = raw.lstrip().startswith(("```", "~~~"))
            if fence or code:
                flow.append(raw.rstrip())
                code, joins = code != fence, False
                continue
            text, comment = _uncommented(raw, comment)
            text = self._inline(text).rstrip()
            if joins and not level and text and not _OWN_LINE.match(text):
                flow[-1] += f" {text.strip()}"
            else:
                flow += ["", plain(text), ""] if level else [text if _OWN_LINE.match(text) else text.strip()]
            joins = bool(text) and not level and not raw.endswith(("  ", "\\"))
        return _GAP.sub("\n\n", "\n".join(flow)).strip()

    def _inline(self, text: str) -> str:
        if _RULE.match(text) or _DEFINITION.match(text):
            return ""
        for image in _IMAGE.finditer(text):
            self.dropped.append(f"the image {image[1] or image[0]!r}" if image[1] else "an image")
        text = _EMPTY_LINK.sub("", _IMAGE.sub("", text))
        return _BREAK.sub(" ", _TAG.sub("", _REFERENCE.sub(self._addressed, text))).rstrip("\\")

    def _addressed(self, link: re.Match[str]) -> str:
        address = self.addresses.get((link[2] or link[1]).casefold())
        return f"[{link[1]}]({address})" if address else link[0]


def _uncommented(text: str, within: bool) -> tuple[str, bool]:
    """A line without comments, and whether one goes on below it."""
    if within:
        _, end, text = text.partition("-->")
        if not end:
            return "", True
    opened = "<!--" in _COMMENT.sub(lambda found: "" if found[0].endswith("-->") else found[0], text)
    return _COMMENT.sub("", text), opened
