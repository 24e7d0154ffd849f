"""The widget's files as the browser gets them, compressed once at the start.

`/widget/doolittle.js` is what pages name: it may be kept five minutes. What it brings in lies under
`/widget/<hash>/`, where the hash is that of all files together, and may be kept for ever. A page that still has an
older loader asks under an older hash: it gets the files of now, to be asked for again.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import Response

from bot.channels.web.scripts import ENTRY, joined, lean

TYPES = {
    "js": "text/javascript",
    "json": "application/json",
    "css": "text/css",
    "html": "text/html",
    "svg": "image/svg+xml",
}
LOADER = "doolittle.js"
STRINGS = "strings/"
LAUNCHER = ("open", "dismiss", "unloaded", "name")
"""What the loader says of itself, in its order."""
PAGES = ("page.js", "demo.js")
"""Scripts of our own pages."""
SHORT = "public, max-age=300"
FOREVER = "public, max-age=31536000, immutable"
ANEW = "no-cache"
NEVER = "no-store"
SHARED = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Pages elsewhere may load the files: nothing in them is anybody's own."""
Accepted = Annotated[str, Header(alias="accept-encoding")]
Known = Annotated[str, Header(alias="if-none-match")]


@dataclass(frozen=True, slots=True)
class File:
    """One file, ready to be sent."""

    type: str
    plain: bytes
    packed: bytes
    tag: str
    """Its ETag."""

    @classmethod
    def of(cls, name: str, content: bytes) -> File:
        """A file by its name and content."""
        kind = f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8"
        return cls(kind, content, gzip.compress(content, 9, mtime=0), f'"{_hash(content)}"')


class Shelf:
    """All files of the widget as they are sent, by their path below `/widget/<hash>/`."""

    def __init__(self, folder: Traversable | None = None) -> None:
        content = _sent(dict(_read(folder or resources("bot").joinpath("widget"))))
        said = _strings(content)
        content |= {f"{STRINGS}{locale}.json": _compact(strings).encode() for locale, strings in said.items()}
        self.hash = _hash(b"".join(name.encode() + content[name] for name in sorted(content)))
        words = _compact({locale: [strings[key] for key in LAUNCHER] for locale, strings in said.items()})
        # JSON in a string of JavaScript, which is written as one of JSON is.
        filled = {"__FILES__": self.hash, '"__WORDS__"': _compact(words)}
        self.files = {name: File.of(name, _filled(text, filled)) for name, text in content.items()}

    def give(self, name: str, keep: str, accepted: str, known: str) -> Response:
        """A file as a response to be kept so long; 304 where the browser knows it, 404 where there is none."""
        file = self.files.get(name)
        if file is None:
            raise HTTPException(404, f"The widget has no file {name!r}.")
        headers = {"Cache-Control": keep, "ETag": file.tag, "Vary": "Accept-Encoding"}
        headers |= {} if name.endswith(".html") else SHARED
        if known == file.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in accepted:
            return Response(file.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=file.type)
        return Response(file.plain, headers=headers, media_type=file.type)


@cache
def _shelf() -> Shelf:
    return Shelf()  # Once for all services of a process: they are part of the code.


def _read(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _read(entry, f"{above}{entry.name}/")
        elif entry.name.rpartition(".")[2] in TYPES:
            found.append((f"{above}{entry.name}", entry.read_bytes()))
    return found


def _sent(content: dict[str, bytes]) -> dict[str, bytes]:
    scripts = {name: text.decode() for name, text in content.items() if name.endswith(".js")}
    sent = {**{name: scripts[name] for name in (LOADER, *PAGES)}, ENTRY: joined(scripts)}
    rest = {name: text for name, text in content.items() if name not in scripts}
    return {**rest, **{name: lean(script).encode() for name, script in sent.items()}}


def _strings(content: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """What is said in each language there is; what one leaves out is said in English."""
    said = {}
    for name in sorted(content):
        if name.startswith(STRINGS):
            try:
                said[name[len(STRINGS) :].removesuffix(".json").lower()] = json.loads(content[name])
            except ValueError as error:
                raise ValueError(f"bot/widget/{name}: {error}") from None
    return {locale: {**said["en"], **strings} for locale, strings in said.items()}


def _filled(content: bytes, values: dict[str, str]) -> bytes:
    for name, value in values.items():
        content = content.replace(name.encode(), value.encode())
    return content


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def files() -> APIRouter:
    """`/widget/…`, the full page `/chat`, and `/`, which shows both to a newcomer."""
    router, shelf = APIRouter(include_in_schema=False), _shelf()
    read = ["GET", "HEAD"]

    @router.api_route(f"/widget/{LOADER}", methods=read)
    async def loader(accepted: Accepted = "", known: Known = "") -> Response:
        """The one file that pages name."""
        return shelf.give(LOADER, SHORT, accepted, known)

    @router.api_route("/widget/{version}/{name:path}", methods=read)
    async def part(version: str, name: str, accepted: Accepted = "", known: Known = "") -> Response:
        """What the loader brings in."""
        return shelf.give(name, FOREVER if version == shelf.hash else ANEW, accepted, known)

    @router.api_route("/chat", methods=read)
    async def page(accepted: Accepted = "", known: Known = "") -> Response:
        """The widget as a page of its own."""
        return shelf.give("chat.html", NEVER, accepted, known)

    @router.api_route("/", methods=read)
    async def demo(accepted: Accepted = "", known: Known = "") -> Response:
        """A page that shows what there is."""
        return shelf.give("demo.html", NEVER, accepted, known)

    return router
