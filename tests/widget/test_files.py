"""The widget's files as they go over the wire: small, kept long, nobody else's, in every language alike."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from bot.channels.web.files import Shelf

if TYPE_CHECKING:
    from tests.conftest import Served

STRINGS = Path(__file__).resolve().parents[2] / "bot" / "widget" / "strings"


@pytest.fixture(scope="module")
def loader(served: Served) -> httpx2.Response:
    """The file that pages name."""
    return served.client.get("/widget/doolittle.js")


def test_the_loader_is_asked_for_again_soon_and_may_be_loaded_from_anywhere(loader: httpx2.Response) -> None:
    """It is kept five minutes, any origin may run it, and it comes compressed."""
    assert loader.headers["cache-control"] == "public, max-age=300"
    assert loader.headers["access-control-allow-origin"] == "*"
    assert loader.headers["cross-origin-resource-policy"] == "cross-origin"
    assert loader.headers["content-encoding"] == "gzip"
    assert loader.headers["content-type"].startswith("text/javascript")
    assert "__FILES__" not in loader.text


def _version(loader: httpx2.Response) -> str:
    return loader.text.split('new URL("./')[1].split("/")[0]


def test_what_it_brings_in_may_be_kept_for_ever(served: Served, loader: httpx2.Response) -> None:
    """Under the hash of all files; under an older one the files of now come, to be asked for again."""
    panel = served.client.get(f"/widget/{_version(loader)}/panel.js")
    older = served.client.get("/widget/0123456789abcdef/panel.js")

    assert panel.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert older.headers["cache-control"] == "no-cache"
    assert older.content == panel.content
    assert "import " not in panel.text
    assert "@type" not in panel.text
    plain = served.client.get(f"/widget/{_version(loader)}/panel.js", headers={"Accept-Encoding": "identity"})
    assert plain.content == panel.content
    assert "content-encoding" not in plain.headers


def test_a_file_that_is_known_is_not_sent_again(served: Served, loader: httpx2.Response) -> None:
    """304 for the ETag that a browser has."""
    again = served.client.get("/widget/doolittle.js", headers={"If-None-Match": loader.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["x/nothing.js", "x/../../settings.py", "x/%2e%2e/%2e%2e/settings.py", "x/blocks.js"])
def test_only_the_widgets_files_are_given(served: Served, path: str) -> None:
    """Names are looked up among what was read at the start: none reaches the disk."""
    assert served.client.get(f"/widget/{path}").status_code == 404


def test_it_is_small(served: Served, loader: httpx2.Response) -> None:
    """At most 4 KB before the first click and 20 KB in all, as they go over the wire."""
    sizes = {}
    for name in ("doolittle.js", f"{_version(loader)}/panel.js"):
        with served.client.stream("GET", f"/widget/{name}", headers={"Accept-Encoding": "gzip"}) as response:
            packed = b"".join(response.iter_raw())
        assert gzip.decompress(packed)
        sizes[name.rpartition("/")[2]] = len(packed)

    assert sizes["doolittle.js"] <= 4096
    assert sum(sizes.values()) <= 20_480


def test_our_pages_run_nothing_that_is_not_ours(served: Served) -> None:
    """Both pages allow scripts, styles and calls of this service alone, none of them inline."""
    for path in ("/", "/chat"):
        page = served.client.get(path)
        assert page.headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe-inline" not in page.headers["content-security-policy"]
        assert "<style" not in page.text
        assert " style=" not in page.text


def test_a_language_is_one_file(tmp_path: Path) -> None:
    """Named by its tag in any case: it is in the script of the button too; what it leaves out is said in English."""
    folder = shutil.copytree(STRINGS.parent, tmp_path / "widget")
    before = Shelf(folder)
    added = folder / "strings" / "pt-BR.json"
    added.write_text('{"open": "Abrir o \\"chat\\"", "send": "Enviar"}', "utf-8")
    after = Shelf(folder)

    assert after.hash != before.hash
    said = json.loads(after.files["strings/pt-br.json"].plain)
    english = json.loads(after.files["strings/en.json"].plain)
    assert said == {**english, "open": 'Abrir o "chat"', "send": "Enviar"}
    loader = after.files["doolittle.js"].plain.decode()
    words = json.loads(json.loads(loader.split("const WORDS=JSON.parse(")[1].split(");")[0]))
    assert words["pt-br"] == ['Abrir o "chat"', *(english[key] for key in ("dismiss", "unloaded", "name"))]

    added.write_text("{", "utf-8")
    with pytest.raises(ValueError, match=r"bot/widget/strings/pt-BR\.json: Expecting"):
        Shelf(folder)


def test_all_languages_say_everything() -> None:
    """Every file of strings has the keys of the English one, and fills in the same values."""
    said = {file.stem: json.loads(file.read_text("utf-8")) for file in STRINGS.glob("*.json")}
    assert {"en", "de"} <= said.keys()
    for name, strings in said.items():
        assert strings.keys() == said["en"].keys(), name
        for key, text in strings.items():
            assert _slots(text) == _slots(said["en"][key]), f"{name}: {key}"


def _slots(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}
