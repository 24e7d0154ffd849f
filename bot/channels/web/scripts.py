"""The widget's scripts as they are sent: the panel's modules in one file, without their comments.

One request instead of fourteen, and a third less to load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ENTRY = "panel.js"
"""Brings in all other modules."""
_IMPORT = re.compile(r'^import .* from "\./([\w.]+)";$', re.MULTILINE)
_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s+")
_ASIDE = re.compile(r" // [A-Z][^\n]*")
_WITHIN = re.compile(r"(?<=[{(]) | (?=\})")
_AROUND = re.compile(r" (=>|=|[!=]==|\?\?=?|&&|\|\|=?|\?|:|<|>|>=) | (?=\{)|(?<=\bif) (?=\()|(?<=\bfor) (?=\()")
_BEHIND = re.compile(r'(?<!\("), (?!\$)|(?<=\w:) (?!\$)|(?<=[\])]) (?=\{)')
_LINES = re.compile(r"\n+(?=\})|(?<=[{;,])\n+")
_BLANKS = re.compile(r"\s*([{};])\s*")


def joined(scripts: Mapping[str, str], entry: str = ENTRY) -> str:
    """A module behind all that it imports, each once; what they name at their top is named once over all of them."""
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in order:
            return
        for imported in _IMPORT.findall(scripts[name]):
            visit(imported)
        order[name] = None

    visit(entry)
    return "".join(_IMPORT.sub("", _squeezed(name, scripts[name])) for name in order)


def lean(script: str) -> str:
    """A script without doc comments and the blanks that only a reader needs; no string of ours holds such."""
    text = _WITHIN.sub("", _INDENT.sub("\n", _ASIDE.sub("", _COMMENT.sub("", script))))
    text = _BEHIND.sub(lambda found: found[0].strip(), _AROUND.sub(r"\1", text))
    return _LINES.sub("", text).lstrip()


def _squeezed(name: str, script: str) -> str:
    """A module of styles without the blanks that only a reader needs."""
    return _BLANKS.sub(r"\1", script).replace(": ", ":") if name.endswith(".css.js") else script
