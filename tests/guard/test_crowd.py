"""Who comes in a crowd is let in one by one, so that others get a word in between."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from bot.guard.crowd import Crowd

SCOPE = {"type": "http", "method": "POST", "path": "/webhooks/rest/webhook"}


async def test_each_begins_in_a_round_of_its_own_in_order() -> None:
    begun: list[tuple[int, str]] = []
    now = asyncio.create_task(rounds(clock := [0]))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        begun.append((clock[0], scope["who"]))

    crowd = Crowd(app, 100)
    names = [f"visitor {number}" for number in range(20)]
    await asyncio.gather(*(crowd(SCOPE | {"who": name}, nothing, nothing) for name in names))
    now.cancel()

    assert [who for _, who in begun] == names
    assert len({round_ for round_, _ in begun}) == len(begun)


async def test_who_goes_away_holds_up_nobody() -> None:
    begun: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        begun.append(scope["who"])

    crowd = Crowd(app, 3)
    tasks = [asyncio.create_task(crowd(SCOPE | {"who": who}, nothing, nothing)) for who in ("ann", "bob", "cyd")]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert begun == ["ann", "cyd"]
    await crowd(SCOPE | {"who": "dan"}, nothing, nothing)  # All places are free again.
    assert begun[-1] == "dan"


async def rounds(clock: list[int]) -> None:
    """Count the rounds of the event loop."""
    while True:
        clock[0] += 1
        await asyncio.sleep(0)


async def nothing(*_: object) -> None:
    """A client that neither sends nor hears."""
