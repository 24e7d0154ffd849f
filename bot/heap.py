"""The C heap: glibc keeps memory that was freed, and a pool for each thread; a small server wants neither.

Elsewhere (macOS, musl) these calls do nothing: other allocators have no such habits.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_ARENA_MAX = -8
_MMAP_THRESHOLD = -3
"""`M_ARENA_MAX` and `M_MMAP_THRESHOLD` of mallopt(3)."""
LARGE = 1 << 20
"""Bytes from which memory is taken from the system, and given back at once; glibc would raise this by itself."""


def one_arena() -> None:
    """Let all threads share one pool without large pieces in it; call it before there are threads."""
    _call("mallopt", _ARENA_MAX, 1)
    _call("mallopt", _MMAP_THRESHOLD, LARGE)


def trim() -> None:
    """Give free memory back: learning a pack takes some 50 MB for a moment (malloc_trim(3))."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    function: Any = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function is not None:
        function(*arguments)
