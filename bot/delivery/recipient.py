"""Whoever is sent letters: what is written to them, how it is sent, and what their answer means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from bot.delivery.request import Reply, Request
from bot.letters import Letter, Turned
from bot.settings import Settings

PAUSES = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0)
"""Seconds between tries, as Standard Webhooks 1.0 proposes: ten tries in 75 hours."""
BRISK = (1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 3_600.0)
"""The same where somebody waits for an answer: eight tries in an hour and three quarters."""
BUSY = frozenset({408, 425, 429})
"""Refusals that do not last."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one try."""

    outcome: Literal["sent", "again", "never", "gone"]
    """`never`: this letter can not arrive; `gone`: no other is wanted either."""
    problem: str = ""
    wait: float = 0.0
    """Seconds that the recipient wants to be left alone."""


class Recipient(Protocol):
    """Whoever is sent letters."""

    @property
    def name(self) -> str:
        """Under which its letters are kept."""

    @property
    def private(self) -> bool:
        """Whether it may have an address that is not on the internet."""

    @property
    def pauses(self) -> Sequence[float]:
        """Seconds before each further try."""

    def letters(self, turned: Turned) -> Iterable[Letter]:
        """What it is to be told about a turn."""

    def request(self, letter: Letter, now: float) -> Request:
        """A letter as it is sent now, in seconds since the epoch."""

    def verdict(self, reply: Reply) -> Verdict:
        """What its reply means."""


@runtime_checkable
class Posts(Protocol):
    """A channel that sends letters."""

    def recipients(self, settings: Settings) -> Sequence[Recipient]:
        """To whom; what is wrong with its settings is an UnavailableError."""


def subscribed(reply: Reply) -> Verdict:
    """By Standard Webhooks: 2xx is success, 410 ends it, all else is tried again."""
    problem = reply.away or f"HTTP {reply.status}"
    if 200 <= reply.status < 300:
        return Verdict("sent")
    return Verdict("gone" if reply.status == 410 else "again", problem, reply.wait)


def called(reply: Reply) -> Verdict:
    """By an interface that is called: what it refuses for good is not asked for again."""
    if 200 <= reply.status < 300:
        return Verdict("sent")
    lasting = 400 <= reply.status < 500 and reply.status not in BUSY
    return Verdict("never" if lasting else "again", reply.away or f"HTTP {reply.status}", reply.wait)
