"""What goes over the wire: a request, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be sent."""

    url: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int = 0
    body: bytes = b""
    wait: float = 0.0
    """Seconds that the other side wants to be left alone."""
    away: str = ""
    """Why nothing came back; empty if something did."""
