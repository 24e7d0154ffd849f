"""Masking: an address as it may be shown, without the password in it."""

from __future__ import annotations

import re

HIDDEN = "**********"
"""Stands for a secret, as in pydantic's SecretStr."""
_PASSWORD = re.compile(r"(?<=://)([^/@\s:]*):[^\s]*@|((?<=[?&])(?:password|sslpassword)=)[^&\s]+")


def masked(text: str) -> str:
    """The text with the password of each address in it (`scheme://user:password@host`, `?password=`) hidden."""
    return _PASSWORD.sub(lambda found: f"{found[2]}{HIDDEN}" if found[2] else f"{found[1]}:{HIDDEN}@", text)
