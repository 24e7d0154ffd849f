"""The editions of a pack that an action server holds: read when they are asked for, and not more often."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from actions.editions import KEPT, PAUSE, Editions
from knowledge.loader import load


def edited(folder: Path, line: str) -> str:
    """Add a line to the pack; its digest from then on."""
    with (folder / "names.yaml").open("a", encoding="utf-8") as names:
        names.write(f"# {line}\n")
    return load(folder).digest


async def test_files_are_read_again_for_an_edition_that_is_not_held(tiny_pack: Path) -> None:
    """And the one before stays, up to so many; the latest is what was read last."""
    editions = Editions(tiny_pack)
    digests = [editions.latest.digest]
    for line in ("one", "two"):
        digests.append(edited(tiny_pack, line))
        found = await editions.of(digests[-1])
        assert found is not None
        assert editions.latest is found

    held = [digest for digest in digests if await editions.of(digest)]

    assert held == digests[-KEPT:]


async def test_what_the_files_do_not_hold_is_not_had(tiny_pack: Path) -> None:
    """However often it is asked for, the files are read once in a while only, and what is held is given at once."""
    now = 100.0
    editions = Editions(tiny_pack, lambda: now)
    digest = editions.latest.digest

    assert await asyncio.gather(*(editions.of("0" * 64) for _ in range(20))) == [None] * 20
    later = edited(tiny_pack, "one")

    assert await editions.of(later) is None
    assert await editions.of(digest) is editions.latest
    now += PAUSE
    assert await editions.of(later) is editions.latest


async def test_a_broken_pack_leaves_what_was_read_before(tiny_pack: Path, caplog: pytest.LogCaptureFixture) -> None:
    """File and line are logged; who has the old edition goes on."""
    editions = Editions(tiny_pack)
    before = editions.latest
    (tiny_pack / "names.yaml").write_text("lu_yu: {nmae: Lu Yu}\n", "utf-8")

    assert await editions.of("0" * 64) is None
    assert await editions.of(before.digest) is before

    assert any("names.yaml:1" in record.message for record in caplog.records if record.levelno == logging.ERROR)


async def test_who_gives_up_waiting_leaves_the_others_waiting(tiny_pack: Path) -> None:
    """A caller that hangs up does not end the reading for those who asked after it."""
    editions = Editions(tiny_pack)
    editions.latest  # noqa: B018
    digest = edited(tiny_pack, "one")
    asking = [asyncio.create_task(editions.of(digest)) for _ in range(3)]
    await asyncio.sleep(0)

    asking[0].cancel()

    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert [pack.digest for pack in found[1:] if pack and not isinstance(pack, BaseException)] == [digest] * 2
