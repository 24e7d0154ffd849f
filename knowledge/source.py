"""Sources: where what is said can be read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from knowledge.record import Record


class Source(Record):
    """Where something can be read: enough to find it."""

    title: str
    authors: str = ""
    publisher: str = ""
    year: int | None = None
    venue: str = ""
    section: str = ""
    url: str = ""

    def cited(self) -> str:
        """As a reader cites it: who, title, place, year, address."""
        who = self.authors or self.publisher
        place = ", ".join(part for part in (self.venue, self.section and f"section {self.section}") if part)
        year = str(self.year) if self.year and str(self.year) not in place else ""
        parts = [who, f'"{self.title}"', place, year, self.url]
        return ", ".join(part for part in parts if part)

    @cached_property
    def card(self) -> Mapping[str, str | int]:
        """What is known of it, for channels that draw source cards."""
        return MappingProxyType(self.model_dump(exclude_defaults=True))

    @cached_property
    def brief(self) -> str:
        """As a chat message cites it: who, title or section, year, address."""
        who = _family_names(self.authors) or self.publisher
        year = f" ({self.year})" if self.year else ""
        lead = f"{who}{year}: ".lstrip() if who or year else ""
        what = f'"{self.title}"' + (f", section {self.section}" if self.section else "")
        return f"{lead}{what}" + (f", {self.url}" if self.url else "")


def _family_names(authors: str) -> str:
    """`D. P. Kingma, M. Welling` → `Kingma, Welling`; more than two become `et al.`"""
    names = [name.split(". ")[-1].strip() for name in authors.split(",") if name.strip()]
    return f"{names[0]} et al." if len(names) > 2 else ", ".join(names)
