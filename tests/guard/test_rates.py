"""How often anyone may call: by conversation, by address, in memory and in a real Redis that comes and goes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from guarding import until
from pydantic import ValidationError
from starlette.testclient import TestClient

from bot.guard.rate import Rates
from bot.guard.refusal import Refusal
from bot.guard.window import MemoryWindow
from bot.settings import Settings

if TYPE_CHECKING:
    from guarding import RedisServer

    from tests.conftest import Served

ASK = "/webhooks/rest/webhook"
Client = Callable[..., TestClient]


def say(client: TestClient, sender: str = "ann") -> Any:
    return client.post(ASK, json={"sender": sender, "message": "hello"})


def test_a_conversation_that_says_too_much_is_told_when_to_go_on(client: Client) -> None:
    """429 with `Retry-After` and the reason; another conversation is not concerned."""
    talking = client(sender_rate="3/minute")
    assert [say(talking).status_code for _ in range(3)] == [200, 200, 200]

    refused = say(talking)

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "at most 3 per minute" in refused.json()["detail"]
    assert f"again in {refused.headers['retry-after']} s" in refused.json()["detail"]
    assert say(talking, "bob").status_code == 200


def test_an_address_that_calls_too_often_is_refused_whatever_it_asks(client: Client) -> None:
    """Every endpoint counts, unknown ones and other senders too; only the probes do not."""
    talking = client(address_rate="4/minute")
    asked = [say(talking, "a"), say(talking, "b"), talking.get("/version"), talking.get("/nothing")]
    assert [response.status_code for response in asked] == [200, 200, 200, 404]
    assert say(talking, "c").status_code == 429
    assert talking.get("/").headers["retry-after"]
    assert [talking.get("/health").status_code, talking.get("/ready").status_code] == [200, 200]


def test_guessing_tokens_is_too_often_before_long(client: Client) -> None:
    """Wrong tokens count by their address."""
    guessing = client(address_rate="3/minute", auth_token="the right one")
    tried = [guessing.get("/version", params={"token": str(guess)}).status_code for guess in range(5)]
    assert tried == [401, 401, 401, 429, 429]


def test_a_header_makes_no_other_address(client: Client) -> None:
    """`X-Forwarded-For` of somebody who is no trusted proxy is not believed."""
    talking = client(address_rate="2/minute")
    for number in range(3):
        response = talking.get("/version", headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert response.status_code == 429


@pytest.mark.parametrize("trusted", [True, False])
def test_a_trusted_proxy_tells_the_address(serve: Callable[..., Served], trusted: bool) -> None:
    """Behind a proxy that is named, each visitor counts for themselves; else all are the proxy, and not held off."""
    proxy = serve(address_rate="2/minute", trusted_proxies=("127.0.0.0/8",) if trusted else ()).client

    first = [proxy.get("/version", headers={"X-Forwarded-For": "203.0.113.1"}).status_code for _ in range(3)]
    second = proxy.get("/version", headers={"X-Forwarded-For": "203.0.113.2"}).status_code

    assert first == [200, 200, 429 if trusted else 200]
    assert second == 200


def test_a_network_of_ipv6_is_one_address(client: Client) -> None:
    """Whoever has one of its addresses has 2^64 of them."""
    talking = client("2001:db8:1:2::1", address_rate="1/minute")
    assert talking.get("/version").status_code == 200
    neighbour, stranger = (
        TestClient(talking.app, client=(host, 1)) for host in ("2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert neighbour.get("/version").status_code == 429
    assert stranger.get("/version").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_itself_is_not_held_off(client: Client, host: str) -> None:
    """A script on the machine, or a proxy that tells nothing: their visitors are not one address."""
    talking = client(host, address_rate="1/minute")
    assert {talking.get("/version").status_code for _ in range(4)} == {200}


class Clock:
    """Stands still until it is told to go on, so that no pause of the machine counts."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the window takes the time from."""
    made = Clock()
    monkeypatch.setattr("bot.guard.window.time", made)
    return made


async def test_the_window_moves(clock: Clock) -> None:
    """There is room again as soon as the earliest hit is old enough, and not for more than went out."""
    window = MemoryWindow(2, 60.0)
    assert await window.hit("ann") == 0.0
    clock.now += 20.0
    assert [await window.hit("ann"), await window.hit("ann")] == [0.0, 40.0]

    clock.now += 39.0
    assert await window.hit("ann") == 1.0
    clock.now += 1.0
    assert [await window.hit("ann"), await window.hit("ann")] == [0.0, 20.0]
    assert await window.hit("bob") == 0.0


async def test_who_is_silent_is_forgotten(clock: Clock) -> None:
    """Memory holds whom it heard within the window, and nobody else."""
    window = MemoryWindow(5, 60.0)
    for number in range(5_000):
        await window.hit(str(number))
    assert len(window) == 5_000
    clock.now += 60.0
    await window.hit("the last")
    assert len(window) == 1


async def test_several_rates_all_have_to_hold() -> None:
    """`2/second;3/day` stops the third within a second, and the fourth within a day."""
    rate = Rates(Settings(sender_rate="100/second;3/day")).sender
    assert rate
    for _ in range(3):
        await rate.take("ann")
    with pytest.raises(Refusal) as refused:
        await rate.take("ann")
    assert "at most 3 per day" in refused.value.detail
    assert 86_000 < int(dict(refused.value.headers or {})["Retry-After"]) <= 86_400


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender_rate": "often"},
        {"address_rate": "10/fortnight"},
        {"limits_store": "memcached://x"},
        {"trusted_proxies": ["proxy.example"]},
    ],
    ids=str,
)
def test_a_wrong_setting_is_told_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_processes_count_together_in_redis(client: Client, redis: RedisServer) -> None:
    """Two services with one Redis allow one conversation, and one address, no more than one would."""
    given = {"limits_store": redis.url, "sender_rate": "3/minute", "address_rate": "6/minute"}
    one, two = client(**given), client(**given)
    assert [say(where).status_code for where in (one, two, one)] == [200, 200, 200]

    refused = say(two)

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert say(one, "bob").status_code == 200
    assert [say(two, "bob").status_code, say(one, "bob").status_code] == [200, 429]
    assert "6 per minute" in say(one, "eve").json()["detail"]


def test_while_redis_is_away_each_process_counts_for_itself(
    client: Client, redis: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is refused for it and nobody gets more than from one process; it is told once; then it counts again."""
    monkeypatch.setattr("bot.guard.shared.PAUSE", 0.1)
    given = {"limits_store": redis.url, "sender_rate": "2/minute"}
    one, two = client(**given), client(**given)
    assert [say(one).status_code for _ in range(2)] == [200, 200]
    redis.stop()

    with caplog.at_level(logging.ERROR, "bot.guard"):
        alone = [say(one).status_code for _ in range(3)]
        other = [say(two).status_code for _ in range(3)]

    assert (alone, other) == ([200, 200, 429], [200, 200, 429])
    told = [record.message for record in caplog.records if "Redis" in record.message]
    assert len(told) == 2, "once for each of the two services"
    redis.start()
    _counts_again(one, two)


def _counts_again(one: TestClient, two: TestClient) -> None:
    """Wait until what one service heard, the other has counted."""
    names = iter(range(1_000))

    def together() -> bool:
        name = f"visitor {next(names)}"
        return [say(where, name).status_code for where in (one, one, two)] == [200, 200, 429]

    until(together)
