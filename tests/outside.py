"""What tests need from outside of the project: a Chromium, and clients of others as their makers publish them.

Where one can not be had, the test that needs it is skipped with the reason; where `COMPLETE` is set, as `.ci/run`
sets it, such a skip is a failure. What is fetched is kept beside what pytest keeps, for the next run; `make clean`
forgets it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
KEPT = Path(__file__).parents[1] / ".pytest_cache" / "outside"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def absent(reason: str) -> NoReturn:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("COMPLETE"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def chromium() -> str:
    """The path of a Chromium that is installed."""
    program = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return program or absent(f"no Chromium is installed: none of {', '.join(CHROMIUM)} is on the path")


def kept(name: str, fetch: Callable[[Path], object]) -> Path:
    """A folder of what is only ever fetched once; `fetch` makes it, whole or not at all."""
    folder = KEPT / name
    if not folder.is_dir():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as new:
            made = Path(new) / "made"
            made.mkdir()
            fetch(made)
            with suppress(OSError):  # Another worker may have been quicker.
                made.rename(folder)
    return folder


def package(name: str) -> Path:
    """The unpacked files of an npm package, `socket.io-client@4.8.4` for instance, without what it depends on."""

    def fetch(folder: Path) -> None:
        if shutil.which("npm") is None:
            absent(f"npm is not installed: {name} can not be had")
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), name]
        fetched = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
        if fetched.returncode:
            absent(f"{name} can not be had from npm: {fetched.stderr.strip()[:200]}")
        with tarfile.open(folder / fetched.stdout.split()[-1]) as packed:
            packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Python up to 3.11.3 has none.
            packed.extractall(folder)

    return kept(name.replace("/", "+"), fetch) / "package"
