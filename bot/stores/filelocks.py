"""A lock a conversation that holds across the processes of one machine, on the bytes of a file beside the store's.

The system lets go of them when a process ends, however it ends (`fcntl`, POSIX advisory record locks). They do not
hold within a process; `Locks` does. Where there are none (Windows), turns are only folded together when written.
"""

from __future__ import annotations

import asyncio
import os
import sys
from hashlib import blake2b
from pathlib import Path

from bot.stores.store import StoreError

if sys.platform != "win32":
    import fcntl

SOON, LATER = 0.001, 0.02
"""Seconds after which a lock that is taken is tried again: at first, and at the most."""

_COURIER = 1 << 62 | 1 << 61
"""The first of the bytes whose locks are recipients'; that one is a conversation's as well is no more likely than that
two conversations share theirs."""


class FileLocks:
    """The locks of one process in a file."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)

    def close(self) -> None:
        """Let go of all of them."""
        os.close(self._file)

    def takes(self, recipient: str) -> bool:
        """Whether this process has, or now gets, the lock of who sends to a recipient; it is held to the end."""
        if sys.platform == "win32":
            return True
        name = int.from_bytes(blake2b(recipient.encode(), digest_size=4).digest(), "big")
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _COURIER + name)
        except (BlockingIOError, PermissionError):
            return False
        except OSError as error:
            raise StoreError(f"the file system gives no locks: {error}") from error
        return True

    async def take(self, conversation: str) -> None:
        """Hold a conversation; at most one process waits for it, the others wait to be the one.

        So a process that takes turn after turn lets another in between.
        """
        if sys.platform == "win32":
            return
        byte = _byte(conversation)
        await self._take(byte + 1)
        try:
            await self._take(byte)
        finally:
            self._free(byte + 1)

    def free(self, conversation: str) -> None:
        """Let go of it."""
        if sys.platform != "win32":
            self._free(_byte(conversation))

    async def _take(self, byte: int) -> None:
        wait = SOON
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
                return
            except (BlockingIOError, PermissionError):  # POSIX allows either for a lock that is taken.
                await asyncio.sleep(wait)
                wait = min(wait * 2, LATER)
            except OSError as error:
                raise StoreError(f"the file system gives no locks: {error}") from error

    def _free(self, byte: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, byte)


def _byte(conversation: str) -> int:
    """The byte of a conversation's lock; the next one is for whoever waits for it."""
    name = blake2b(conversation.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(name, "big") >> 2 << 1
