"""Who comes in a crowd is let in one by one, so that others get a word in between."""

from __future__ import annotations

import asyncio

from bot.guard.crowd import Crowd

SCOPE = {"type": "http", "method": "POST", "path": "/webhooks/rest/webhook"}


async def test_each_begins_in_a_round_of_its_own_in_order() -> None:
    begun: list[tuple[int, str]] = []
    now = asyncio.create_task(rounds(clock := [0]))

    async def ask(who: str) -> None:
        places = await crowd.enter(SCOPE)
        begun.append((clock[0], who))
        crowd.leave(places)

    crowd = Crowd(100)
    names = [f"visitor {number}" for number in range(20)]
    await asyncio.gather(*map(ask, names))
    now.cancel()

    assert [who for _, who in begun] == names
    assert len({round_ for round_, _ in begun}) == len(begun)


async def test_who_goes_away_holds_up_nobody() -> None:
    begun: list[str] = []

    async def ask(who: str) -> None:
        places = await crowd.enter(SCOPE)
        begun.append(who)
        crowd.leave(places)

    crowd = Crowd(3)
    tasks = [asyncio.create_task(ask(who)) for who in ("ann", "bob", "cyd")]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert begun == ["ann", "cyd"]
    await asyncio.gather(*map(ask, ("dan", "eve", "fay")))  # All places are free again.
    assert begun[2:] == ["dan", "eve", "fay"]


async def rounds(clock: list[int]) -> None:
    """Count the rounds of the event loop."""
    while True:
        clock[0] += 1
        await asyncio.sleep(0)
