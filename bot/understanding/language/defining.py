"""Questions about a thing as such: "what is a cat?" asks about cats, whatever else an answer says of one."""

from __future__ import annotations

import re
from functools import lru_cache

_A = r"(?:an? |the |any |all )?"
_THING = r"([a-z]+(?: [a-z]+)?)"
_ASKED = tuple(
    re.compile(form)
    for form in (
        rf"(?:what(?: exactly)? (?:is|are|was|were)|define|explain) (?:an? |any )?{_THING}",
        rf"(?:what (?:is|are) )?(?:the meaning|the definition|the types|the kinds|an example|examples) of {_A}{_THING}",
        rf"(?:give|show|name) (?:me )?(?:an example|examples|types|kinds) of {_A}{_THING}",
        rf"what (?:does|do) {_A}{_THING} mean",
        rf"what (?:is|are) {_A}{_THING} (?:used|good|there|meant) for",
        rf"how (?:does|do) {_A}{_THING} work",
        rf"who (?:invented|created) {_A}{_THING}",
        rf"tell me (?:more |something )?about {_A}{_THING}",
        r"([a-z]+) (?:meaning|definition)",
        rf"(?:what|which|who)(?: is| are) the (?:best|cheapest|greatest) {_THING}",
    )
)


@lru_cache(maxsize=4096)
def defined(text: str) -> tuple[str, ...]:
    """The word or two that a question is about and nothing else; none if it asks for more."""
    found = next((found for form in _ASKED if (found := form.fullmatch(text))), None)
    return tuple(found[1].split()) if found else ()
