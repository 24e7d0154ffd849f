"""The circuit breaker, by a clock that the test turns."""

from __future__ import annotations

from bot.breaker import LIMIT, PAUSE, Breaker


class Clock:
    """Tells the time it was set to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    """A breaker that has just opened."""
    breaker = Breaker(clock)
    assert [breaker.failed() for _ in range(LIMIT)] == [False] * (LIMIT - 1) + [True]
    return breaker


def test_it_opens_only_after_failures_in_a_row() -> None:
    """A success in between begins the count anew."""
    breaker = Breaker(Clock())
    for _ in range(LIMIT):
        for _ in range(LIMIT - 1):
            assert not breaker.failed()
        assert not breaker.succeeded()

    assert breaker.admits()
    assert not breaker.open


def test_while_it_is_open_one_call_a_pause_may_try() -> None:
    """Nobody at first, then one, and after that call's failure again nobody for a pause."""
    clock = Clock()
    breaker = opened(clock)
    assert not breaker.admits()

    clock.now += PAUSE
    assert [breaker.admits() for _ in range(3)] == [True, False, False]

    clock.now += PAUSE / 2
    assert not breaker.failed()  # it was open before
    clock.now += PAUSE / 2
    assert not breaker.admits()
    clock.now += PAUSE / 2
    assert breaker.admits()


def test_a_try_that_is_given_up_does_not_keep_it_open_for_ever() -> None:
    """Whoever tried and never told how it went is followed by another after a pause."""
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE
    assert breaker.admits()

    clock.now += PAUSE

    assert breaker.admits()


def test_one_success_closes_it() -> None:
    """Then everybody may call, and it takes as many failures as ever to open it again."""
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE
    assert breaker.admits()

    assert breaker.succeeded()

    assert all(breaker.admits() for _ in range(5))
    assert not breaker.failed()
    assert breaker.admits()
