"""Whether a request is Slack's and readable: asked before Bolt, which fails on what can not be read.

The check itself is Slack's own (https://docs.slack.dev/authentication/verifying-requests-from-slack/). Its
`SignatureVerifier` raises on a timestamp that is no number, on a signature that is not ASCII and on a body that is not
UTF-8, and Bolt reads the body before it checks; each of those is a refusal here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

from bot.guard.refusal import Refusal

Told = Mapping[str, Any]
"""The fields of what Slack sends."""
UNREADABLE = "This is nothing that Slack sends."


class Signatures:
    """Tells what was signed with a secret within the last five minutes."""

    def __init__(self, secret: str) -> None:
        self._verifier = SignatureVerifier(secret)

    def check(self, body: bytes, headers: Mapping[str, str]) -> Told:
        """What is told; refuses what is not signed (401), and what is but can not be read (400)."""
        if not self._signed(body, headers):
            raise Refusal(401, "This has no valid signature of Slack's.")
        if (told := _told(body, headers.get("content-type", ""))) is None:
            raise Refusal(400, UNREADABLE)
        return told

    def _signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20 and signature.isascii()):
            return False
        try:
            return bool(self._verifier.is_valid(body, timestamp, signature))
        except UnicodeDecodeError:
            return False


def asks_for_certificate(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether it is Slack's look at our certificate, which bears no signature and wants nothing."""
    form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return form and dict(parse_qsl(body[:500].decode("utf-8", "replace"))).get("ssl_check") == "1"


def _told(body: bytes, content: str) -> Told | None:
    """What a body says, if it has the shape that Bolt and we take for granted."""
    text = body.decode()
    try:
        if content.partition(";")[0].strip() == "application/json" or text.startswith("{"):
            return _sound(json.loads(text))
        fields = dict(parse_qsl(text, keep_blank_values=True))
        return _sound(json.loads(fields["payload"])) if "payload" in fields else _sound({"type": "", **fields})
    except (ValueError, RecursionError):
        return None


def _sound(told: Any) -> Told | None:
    if not isinstance(told, dict) or not isinstance(told.get("type"), str):
        return None
    event = told.get("event", {"type": ""})
    known = told["type"] or told.get("command")
    return told if known and isinstance(event, dict) and isinstance(event.get("type"), str) else None
