"""What tests need from outside of the project: a Chromium, and clients of others as their makers publish them.

Where one can not be had, the test that needs it is skipped with the reason; where `COMPLETE` is set, as `.ci/run`
sets it, such a skip is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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


def package(name: str, folder: Path) -> Path:
    """The unpacked files of an npm package, `socket.io-client@4.8.4` for instance, without what it depends on."""
    if shutil.which("npm") is None:
        absent(f"npm is not installed: {name} can not be had")
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), name]
    fetched = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if fetched.returncode:
        absent(f"{name} can not be had from npm: {fetched.stderr.strip()[:200]}")
    archive = folder / fetched.stdout.split()[-1]
    shutil.unpack_archive(archive, folder / archive.stem, filter="data")
    return folder / archive.stem / "package"
