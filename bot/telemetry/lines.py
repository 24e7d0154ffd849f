"""One line of the log for each turn: how it ended and how long it took, without what was said unless that is wanted."""

from __future__ import annotations

import logging
from hashlib import blake2b
from typing import Any

from bot.telemetry.turn import TurnReport

log = logging.getLogger("bot.turns")


class TurnLines:
    """Writes a line for each turn, at the level `info`."""

    def __init__(self, *, texts: bool = False) -> None:
        """`texts` adds what the visitor said and what was answered."""
        self._texts = texts

    def began(self) -> None:
        """A turn is told of when it has ended."""

    def ended(self, report: TurnReport) -> None:
        """Write the line."""
        if log.isEnabledFor(logging.INFO):
            log.info("turn", extra=self._line(report))

    def _line(self, report: TurnReport) -> dict[str, Any]:
        utterance, failures = report.utterance, {each.action: each.failure for each in report.ran if each.failure}
        line: dict[str, Any] = {
            "outcome": report.outcome,
            "channel": utterance.channel,
            "conversation": pseudonym(utterance.conversation),
            "actions": [each.action for each in report.ran],
            "pack": report.pack[:12],
            "ms": _ms(sum(report.seconds.values())),
            **{f"{stage}_ms": _ms(seconds) for stage, seconds in report.seconds.items()},
        }
        line |= {"handover": True} if report.handover else {}
        line |= {"failures": failures} if failures else {}
        line |= {"error": report.error.__name__} if report.error else {}
        if self._texts:
            line |= {"heard": utterance.text, "said": report.answer.text if report.answer else ""}
        return line


def pseudonym(conversation: str) -> str:
    """What stands for a conversation in the log, since its id may be somebody's address: BLAKE2b of it, 64 bits."""
    return blake2b(conversation.encode(), digest_size=8).hexdigest()


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
