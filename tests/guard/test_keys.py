"""Keys and methods that would not do are told at the start, and who lets everybody in is warned."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import jwt
import pytest
from guarding import KEY, TOKEN, signed
from pydantic import ValidationError

from bot.guard.listening import warn_if_open
from bot.guard.refusal import Refusal
from bot.guard.tokens import Tokens, own_secret
from bot.settings import Settings


@pytest.mark.parametrize(
    ("host", "given", "warned"),
    [
        ("0.0.0.0", {}, True),
        ("::", {}, True),
        ("bot.example", {}, True),
        ("0.0.0.0", {"auth_token": TOKEN}, False),
        ("0.0.0.0", {"jwt_key": KEY}, False),
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("localhost", {}, False),
    ],
)
def test_who_lets_everybody_in_is_warned(
    caplog: pytest.LogCaptureFixture, host: str, given: dict[str, Any], warned: bool
) -> None:
    """One line, where others than this machine can call without a token; it names the cure."""
    warn_if_open(Settings(host=host, **given))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * warned
    assert ("DOOLITTLE_AUTH_TOKEN" in caplog.text) == warned


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"jwt_key": "short"}, "at least 32 bytes"),
        ({"jwt_key": "x" * 40, "jwt_method": "HS384"}, "at least 48 bytes"),
        ({"jwt_key": "-----BEGIN PUBLIC KEY-----\nno key at all\n-----END PUBLIC KEY-----"}, "no key for the method"),
        ({"jwt_key": KEY, "jwt_method": "none"}, "Input should be 'HS256'"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_key_that_would_not_do_is_told_at_the_start(wrong: dict[str, str], told: str) -> None:
    """Too short, of another kind, or for no method there is; the key itself is not told."""
    with pytest.raises(ValidationError) as error:
        Settings(**wrong)  # type: ignore[arg-type]
    assert told in str(error.value)
    assert wrong["jwt_key"] not in str(error.value)


@pytest.mark.skipif(bool(find_spec("cryptography")), reason="the package cryptography is installed")
@pytest.mark.parametrize("method", ["RS256", "ES512", "PS384", "EdDSA"])
def test_what_needs_another_package_says_so(method: Any) -> None:
    with pytest.raises(ValidationError, match="needs the package cryptography"):
        Settings(jwt_method=method, jwt_key="-----BEGIN PUBLIC KEY-----")  # type: ignore[arg-type]


@pytest.mark.skipif(not find_spec("cryptography"), reason="the package cryptography is not installed")
def test_a_public_key_is_no_secret_to_sign_with() -> None:
    """With an asymmetric method a token signed with HS256 and the public key is refused (RFC 8725, 2.1)."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    tokens = Tokens(Settings(jwt_method="ES256", jwt_key=public))  # type: ignore[arg-type]
    right = jwt.encode({"user": {"username": "ada", "role": "user"}}, private, algorithm="ES256")
    crossed = f"{signed().rpartition('.')[0]}.{right.rpartition('.')[2]}"

    assert tokens.caller({"headers": [(b"authorization", f"Bearer {right}".encode())]}).name == "ada"
    asymmetric = Settings(jwt_method="ES256", jwt_key=public)  # type: ignore[arg-type]
    assert own_secret(asymmetric) != own_secret(asymmetric), "it is made up, since the settings hold no secret"
    for wrong in (signed(), crossed):
        with pytest.raises(Refusal):
            tokens.caller({"headers": [(b"authorization", f"Bearer {wrong}".encode())]})
