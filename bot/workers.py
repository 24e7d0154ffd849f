"""Several processes over one socket: the parent prepares everything once and forks; each worker answers by itself.

Forked, the workers share the memory of what the parent prepared, as long as nobody writes to it. All accept from the
one socket: whoever is idle takes the next connection, and none is lost while a worker is replaced, since the parent
holds the socket open (SO_REUSEPORT would spread less evenly and drop the connections that wait for a worker that
ends).

A fork copies the calling thread alone, so the parent has no other: it runs no event loop, watches no files, and the
one library that would start threads while a pack is prepared is told not to (`single_threaded`).
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

log = logging.getLogger(__name__)
STEADY = 5.0
"""Seconds a worker must live for its successor to be started at once."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds before the next start: after one that died early, and after more of them that never answered."""
_HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)

Work = Callable[[Callable[[], None], int], None]
"""What a worker does until it is told to stop by SIGTERM. It calls the first when it answers; the second is a file
descriptor that becomes readable when the parent is gone."""


def single_threaded() -> None:
    """Keep the tokenizer from starting threads, which a fork would not copy; call it before anything is prepared."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


@dataclass
class _Worker:
    pid: int
    up: int
    """Read end of the pipe on which it says that it answers; -1 once it has."""
    born: float
    generation: int
    leaving: bool = False


class Workers:
    """The parent of a number of workers: starts them, replaces those that die, passes on what it is told.

    SIGTERM and SIGINT stop all of them gracefully. SIGHUP replaces them one by one, each after its successor answers.
    """

    def __init__(self, count: int, listening: socket.socket, work: Work, refresh: Callable[[], None]) -> None:
        """`refresh` is called before workers are replaced: what it prepares, they share."""
        self._count, self._listening, self._work, self._refresh = count, listening, work, refresh
        self._workers: dict[int, _Worker] = {}
        self._due: list[float] = []
        self._generation = self._vain = 0
        self._stopping = False

    def run(self) -> None:
        """Work until all workers have ended after SIGTERM or SIGINT."""
        self._alive, self._held = os.pipe()
        with _signals() as heard:
            self._start(self._count)
            while self._workers or not self._stopping:
                ends = {worker.up: worker for worker in self._workers.values() if worker.up >= 0}
                readable, _, _ = select.select([heard, *ends], [], [], self._pause())
                for end in readable:
                    if end in ends:
                        self._is_up(ends[end])
                if heard in readable:
                    for number in os.read(heard, 64):
                        self._hear(signal.Signals(number))
                self._start_due()
        os.close(self._alive)
        os.close(self._held)

    def _hear(self, told: signal.Signals) -> None:
        if told == signal.SIGCHLD:
            self._reap()
        elif told == signal.SIGHUP and not self._stopping:
            log.info("Replacing the workers one by one")
            self._refresh()
            self._generation += 1
            self._due.clear()
            self._start(self._count)
        elif told in (signal.SIGTERM, signal.SIGINT):
            self._stopping = True
            self._listening.close()  # Held open, it would take connections that nobody is there to accept.
            self._due.clear()
            for worker in self._workers.values():
                self._end(worker)

    def _is_up(self, worker: _Worker) -> None:
        said = os.read(worker.up, 1)
        os.close(worker.up)
        worker.up = -1
        if not said:
            self._vain += 1  # It died before it answered; SIGCHLD tells the rest.
            return
        log.info("Worker %s answers", worker.pid)
        self._vain = 0
        staying = [w for w in self._workers.values() if not w.leaving and w.up < 0]
        for outlived in staying[: max(0, len(staying) - self._count)]:
            self._end(outlived)  # The eldest go first, and only where there are more than enough that answer.

    def _end(self, worker: _Worker) -> None:
        worker.leaving = True
        os.kill(worker.pid, signal.SIGTERM)  # Not yet reaped, so the number is still its own.

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._ended(*ended)

    def _ended(self, pid: int, status: int) -> None:
        worker = self._workers.pop(pid)
        self._vain += worker.up >= 0
        if worker.up >= 0:
            os.close(worker.up)
        code = os.waitstatus_to_exitcode(status)
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
        if worker.leaving or self._stopping:
            log.info("Worker %s has ended %s", pid, how)
            return
        lived = time.monotonic() - worker.born
        pause = PAUSES[min(max(self._vain, 1), len(PAUSES)) - 1] if self._vain or lived < STEADY else 0.0
        log.error("Worker %s died %s after %.1f s; another is started in %s s", pid, how, lived, pause)
        if worker.generation == self._generation:
            self._due.append(time.monotonic() + pause)

    def _pause(self) -> float | None:
        return max(0.0, min(self._due) - time.monotonic()) if self._due else None

    def _start_due(self) -> None:
        now = time.monotonic()
        due = [moment for moment in self._due if moment <= now]
        self._due = [moment for moment in self._due if moment > now]
        self._start(len(due))

    def _start(self, count: int) -> None:
        gc.collect()
        gc.freeze()  # A collection in a worker would write to every object that the parent made.
        for _ in range(count):
            self._fork()

    def _fork(self) -> None:
        up, said = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        pid = os.fork()
        if not pid:
            self._be_worker(said)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
        os.close(said)
        self._workers[pid] = _Worker(pid, up, time.monotonic(), self._generation)

    def _be_worker(self, said: int) -> None:
        """Never returns: what stands above on the stack is the parent's."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in _HEARD:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent passes it on as SIGTERM.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
            os.close(self._held)
            self._work(lambda: _say(said), self._alive)
            status = 0
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        except BaseException:
            log.exception("A worker failed")
        finally:
            os._exit(status)


def _say(end: int) -> None:
    os.write(end, b".")
    os.close(end)


@contextmanager
def _signals() -> Iterator[int]:
    """A file descriptor from which the numbers of the signals received can be read."""
    heard, wake = os.pipe()
    os.set_blocking(wake, False)
    before = {number: signal.signal(number, lambda *_: None) for number in _HEARD}
    signal.set_wakeup_fd(wake)
    try:
        yield heard
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(heard)
        os.close(wake)
