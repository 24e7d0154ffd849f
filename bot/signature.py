"""Signatures of JSON Web Tokens: the methods there are, and whether a key is fit for one."""

from __future__ import annotations

from typing import Any, Literal

Method = Literal[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"
]
"""By RFC 7518, section 3.1, and RFC 8037."""


def prepared(key: str, method: Method) -> Any:
    """The key as PyJWT takes it; a ValueError says what is wrong with it, and nothing of it."""
    import jwt

    if method not in jwt.algorithms.get_default_algorithms():
        raise ValueError(f"the method {method} needs the package cryptography; install it")
    if method.startswith("HS") and len(key.encode()) < (shortest := int(method[2:]) // 8):
        raise ValueError(f"the method {method} needs a key of at least {shortest} bytes (RFC 7518, section 3.2)")
    try:
        # In an environment variable the lines of a PEM may be joined by \n.
        return jwt.get_algorithm_by_name(method).prepare_key(key.replace("\\n", "\n"))
    except (jwt.PyJWTError, ValueError, TypeError):
        raise ValueError(f"this is no key for the method {method}") from None
