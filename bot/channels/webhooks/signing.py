"""Signatures by Standard Webhooks 1.0, made and checked with its own library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook as Signer

from bot.guard.refusal import Refusal
from bot.subscriber import Webhook, key

ID = "webhook-id"
_NAME = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,256}")
"""What an id may be: the full stop separates it from the time in what is signed."""


class Signatures:
    """The secrets of one partner, newest first."""

    def __init__(self, partner: Webhook) -> None:
        self._signers = [Signer(key(secret.get_secret_value())) for secret in partner.secrets]

    def headers(self, name: str, body: str, now: float) -> dict[str, str]:
        """The headers for a body sent now, in seconds since the epoch: signed with every secret there is."""
        at = datetime.fromtimestamp(int(now), UTC)  # The library takes whatever it is given for UTC.
        signatures = " ".join(signer.sign(name, at, body) for signer in self._signers)
        return {ID: name, "webhook-timestamp": str(int(now)), "webhook-signature": signatures}

    def checked(self, headers: Mapping[str, str], body: bytes) -> str:
        """The id of a message that is signed and no older than five minutes; else a Refusal with 401."""
        given = {name: headers.get(name, "") for name in (ID, "webhook-timestamp", "webhook-signature")}
        if not _NAME.fullmatch(given[ID]):
            raise Refusal(
                401, f"The header {ID} is missing or no id: 1 to 256 characters of ASCII without a full stop."
            )
        for signer in self._signers:
            try:
                signer.verify(body, given, json_parse=False)
            except Exception:  # The library also raises ValueError, and others, for what is not well-formed.
                continue
            return given[ID]
        raise Refusal(401, "The signature is missing, wrong, or older than five minutes.")
