"""The audit in `.ci/run`: what is found fails, what could not be looked up is said."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Verdict = Callable[[list[dict[str, Any]]], tuple[str, int, int]]
CLEAN = {"name": "tea", "version": "1.0", "vulns": []}
FLAWED = {"name": "pot", "version": "2.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "cup", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    script = Path(__file__).resolve().parents[2] / ".ci" / "audit"
    return runpy.run_path(str(script), run_name="audit")["verdict"]  # type: ignore[no-any-return]


def test_a_known_flaw_fails_whatever_else_could_not_be_looked_up(verdict: Verdict) -> None:
    told, status, _ = verdict([CLEAN, UNKNOWN, FLAWED])
    assert status == 1
    assert "pot 2.0: PYSEC-2026-1, fixed in 2.1" in told


def test_what_could_not_be_looked_up_is_said(verdict: Verdict) -> None:
    assert verdict([CLEAN, UNKNOWN]) == ("1 of 2 packages audited, 0 known vulnerabilities", 0, 1)
    assert verdict([UNKNOWN]) == ("0 of 1 packages audited, 0 known vulnerabilities", 0, 0)
    assert verdict([])[1:] == (0, 0)
