"""A third language, added as `docs/widget.md` says: one file of strings in a copy of the widget's folder.

Its words are the English ones in Hebrew letters, so that each can be told from the English one and
reads from right to left.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from bot.channels.web.files import Shelf
from widget.conftest import ENGLISH, STRINGS, Elsewhere

LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבצדעפגהיךקלמנוךקרסטתוושיז")
_SLOT = re.compile(r"(\{\w+\})")


def _written(text: str) -> str:
    parts = _SLOT.split(text)
    return "".join(part if _SLOT.fullmatch(part) else part.lower().translate(LETTERS) for part in parts)


HEBREW = {key: _written(text) for key, text in ENGLISH.items()}


def served(elsewhere: Elsewhere, folder: Path) -> str:
    """Serve the files of a widget that speaks it from the page's own origin; the address of its script."""
    copy = shutil.copytree(STRINGS.parent, folder / "widget")
    (copy / "strings" / "he.json").write_text(json.dumps(HEBREW, ensure_ascii=False), "utf-8")
    shelf = Shelf(copy)
    elsewhere.serve("/widget/doolittle.js", shelf.files["doolittle.js"].plain.decode(), Content_Type="text/javascript")
    for name in ("panel.js", "strings/he.json"):
        file = shelf.files[name]
        elsewhere.serve(f"/widget/{shelf.hash}/{name}", file.plain.decode(), Content_Type=file.type)
    return f"{elsewhere.url}/widget/doolittle.js"


def unseen(shown: Iterable[str], words: dict[str, str]) -> set[str]:
    """The keys of strings that are nowhere in what was shown."""
    everything = "\n".join(shown)
    return {key for key, text in words.items() if not re.search(_pattern(text), everything)}


def _pattern(text: str) -> str:
    parts = _SLOT.split(text)
    return "".join(".+?" if _SLOT.fullmatch(part) else re.escape(part) for part in parts)
