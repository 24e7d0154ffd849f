"""Several processes of one service count together: each into files of its own in one folder (prometheus_client's
multiprocess mode, https://prometheus.github.io/client_python/multiprocess/).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""What prometheus_client reads when it is imported."""


@contextmanager
def together() -> Iterator[None]:
    """Let all processes forked within count together; enter it before the app is made.

    The folder is a temporary one, and goes when the process that made it leaves.
    """
    if "prometheus_client" in sys.modules:
        raise RuntimeError("prometheus_client is imported already, and counts for this process alone")
    made, parent = tempfile.mkdtemp(prefix="doolittle-metrics-"), os.getpid()
    os.environ[VARIABLE] = made
    try:
        yield
    finally:
        if os.getpid() == parent:
            del os.environ[VARIABLE]
            shutil.rmtree(made)


def folder() -> str:
    """The folder that processes count into together; empty where one counts alone."""
    return os.environ.get(VARIABLE, "")


def ended(folder: str) -> Iterator[int]:
    """The processes that have ended, and of which the folder still tells what they have in flight."""
    for file in Path(folder).glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            yield process
