"""The contract of every channel, through its own wire: nothing of an answer is lost, and refusals are told.

A channel that is added brings a driver, in `drivers.py`, and gets all of it; `test_twelve_turns.py` has more clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from drivers import DRIVERS, UNSPOKEN, Driver, OpenAI, Rest
from shapes import ANSWERS, HOSTILE, MOMENTS, ROWS, SOURCES, TEAS
from shown import assert_the_same, words
from starlette.testclient import TestClient

from bot import assembly, channels
from bot.conversation import Conversation
from bot.live import LivePack
from bot.messages import Answer, Utterance
from bot.service import app
from bot.settings import Settings
from bot.stores.store import Store
from knowledge.loader import HERE

KEY = "a key that is at least 32 bytes long"
HUMAN = "can I talk to a human?"
TOKEN = "a long static token"
TWELVE = (
    "hello",
    "what is green tea?",
    "and black tea?",
    "how do they differ?",
    "when was it introduced?",
    "list all teas",
    "which one is older?",
    "is green tea a tea?",
    "what is a kettle made of?",
    "<b>what</b> is _white_ tea & `milk`?",
    "what did I ask at first?",
    "thank you",
)


class Scripted(Conversation):
    """Gives the answers of the table above, and keeps them as a log has them."""

    def __init__(self, source: LivePack, where: Store) -> None:
        super().__init__(where, lambda: source.engine)

    async def hear(self, utterance: Utterance) -> Answer:
        if utterance.text == "fail":
            raise RuntimeError("words of a visitor")
        handover = utterance.text == "handover"
        answer = Answer(utterance.conversation, tuple(ANSWERS[utterance.text]), handover=handover)
        user = {"event": "user", "input_channel": utterance.channel, "metadata": utterance.metadata}
        heard = {**user, "timestamp": utterance.time, "message_id": utterance.message_id, "text": utterance.text}
        said = [{"event": "bot", "text": each["text"], "data": each} for each in answer.as_dict()["messages"]]
        async with self._store.turn(utterance.conversation, utterance.message_id) as turn:
            await turn.commit([heard, *said], turn.state, answer)
        return answer


@pytest.fixture(params=DRIVERS, ids=[driver.__name__ for driver in DRIVERS])
def driver(request: pytest.FixtureRequest) -> Driver:
    """A client of each channel, and of each manner it has."""
    return request.param()  # type: ignore[no-any-return]


@pytest.fixture(params=[each for each in DRIVERS if not getattr(each, "signed", False)])
def bearer(request: pytest.FixtureRequest) -> Driver:
    """A client of each channel whose callers bring a token."""
    return request.param()  # type: ignore[no-any-return]


def tells(driver: Driver) -> bool:
    """Whether it is told of refusals by a message, since its request was acknowledged."""
    return bool(getattr(driver, "tells", False))


Start = Callable[..., TestClient]


@pytest.fixture(scope="module")
def anew() -> Iterator[Start]:
    """Starts the service with every channel on, each time over the same small pack."""
    source = assembly.live(settings())
    with ExitStack() as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "live", lambda *_: source)

        def started(opened: bool = True, **given: Any) -> TestClient:
            client = TestClient(app(settings(**given)), raise_server_exceptions=False)
            return running.enter_context(client) if opened else client

        yield started


@pytest.fixture(scope="module")
def start(anew: Start) -> Start:
    """The same, once for all tests that want the same settings."""
    return cache(anew)


def settings(**given: Any) -> Settings:
    about = {"knowledge": HERE / "starter", "store": "memory", "live": False, "channels": channels.known()}
    needed = {name: value for each in DRIVERS for name, value in getattr(each, "settings", {}).items()}
    return Settings(**about | needed | given)


@pytest.fixture(scope="module")
def plain(start: Start) -> TestClient:
    """The service as it is."""
    return start()


@pytest.fixture(scope="module")
def handing(start: Start) -> TestClient:
    """The service with a person on every channel."""
    return start(person=("*",), admin_token=KEY)


@pytest.fixture(scope="module")
def scripted(anew: Start) -> TestClient:
    """The service in front of a conversation that has every kind of answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "conversation", lambda _, source, where, *__: Scripted(source, where))
        return anew()


def hears_on(driver: Driver) -> bool:
    """Whether the bot still hears what is said after a hand-over, so that a button is of use."""
    return not getattr(driver, "deaf", False)


def test_every_channel_has_a_driver() -> None:
    assert {driver.channel for driver in DRIVERS} == set(channels.known()) - UNSPOKEN


@pytest.mark.parametrize("shape", ANSWERS)
def test_no_word_of_an_answer_is_lost(scripted: TestClient, driver: Driver, shape: str) -> None:
    """All words are shown, in order where no block is drawn in their place; every button, cell, source and picture."""
    response = driver.say(scripted, shape, "ann")

    assert response.status_code == 200
    shown, given = driver.shown(response), Answer("ann", tuple(ANSWERS[shape]))
    said, seen = words(given.text), words(shown.text)
    assert set(said) - {"and"} <= set(seen) if shape in ("table", "list", "timeline") else said == seen
    offered = given.buttons if shape != "handover" or hears_on(driver) else ()
    assert [" ".join(title.split()) for title in shown.buttons] == [" ".join(one.title.split()) for one in offered]
    assert shown.images == [message.image for message in given.messages if message.image]
    assert [url for url in shown.sources] == ([str(item["url"]) for item in SOURCES] if shape == "sources" else [])


def test_a_hand_over_is_told_and_then_nothing_is(scripted: TestClient, driver: Driver) -> None:
    """The bot says that a person takes over, and is silent in the same conversation."""
    told = driver.shown(driver.say(scripted, "handover", "handed over"))
    [given] = ANSWERS["handover"]
    assert words(given.text) == words(told.text)
    assert told.buttons == [button.title for button in given.buttons if hears_on(driver)]
    response = driver.say(scripted, "nothing", "handed over")
    assert response.status_code == 200
    silent = driver.shown(response)
    assert (words(silent.text), silent.buttons) == ([], [])


def test_a_person_takes_over_until_it_is_released(handing: TestClient, driver: Driver) -> None:
    """Whoever asks for one is told so and not answered from then on; given back, the bot answers again."""
    operator = {"Authorization": f"Bearer {KEY}"}
    name = f"person {type(driver).__name__}"
    assert "person will take over" in driver.shown(driver.say(handing, HUMAN, name)).text
    silent = driver.say(handing, "what is black tea?", name)
    assert (silent.status_code, driver.shown(silent).text) == (200, "")
    for waiting in handing.get("/admin/waiting", headers=operator).json():
        path = f"/admin/conversations/{quote(waiting['id'], safe='')}/release"
        assert handing.post(path, headers=operator).status_code == 204
    assert "Green tea is tea" in driver.shown(driver.say(handing, "what is green tea?", name)).text


def test_what_is_drawn_has_all_it_is_drawn_from(scripted: TestClient, driver: Driver) -> None:
    """Tables have every cell, lists every item, timelines every date."""
    for shape, parts in {
        "table": [cell for row in ROWS for cell in row],
        "list": [str(item["name"]) for item in TEAS],
        "timeline": [str(each) for item in MOMENTS for each in (item["on"], item["name"])],
    }.items():
        drawn = "\n".join(driver.shown(driver.say(scripted, shape, shape)).drawn)
        assert [part for part in parts if part not in drawn] == []


def test_markup_of_others_stays_text(scripted: TestClient, driver: Driver) -> None:
    """What a visitor wrote is shown as it was written, whatever it would mean to the channel."""
    assert " ".join(HOSTILE.split()) in " ".join(driver.shown(driver.say(scripted, "markup", "ann")).text.split())


def test_no_text_is_longer_than_the_channel_takes(scripted: TestClient, driver: Driver) -> None:
    longest = next(channels.channels([driver.channel])).limits.longest
    texts = driver.shown(driver.say(scripted, "long", "ann")).texts
    assert longest is None or max(map(len, texts)) <= longest


def test_what_fails_here_is_told_without_detail(
    scripted: TestClient, driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    response = driver.say(scripted, "fail", "ann")
    assert response.status_code == 500
    assert "went wrong" in driver.problem(response)
    assert "words of a visitor" not in response.text + caplog.text


def test_a_store_that_is_away_is_told(start: Start, driver: Driver) -> None:
    response = driver.say(start(opened=False, store="sqlite:never-opened.db"), "hello", "ann")
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "send that again" in driver.problem(response)


def test_who_has_no_token_is_refused(start: Start, bearer: Driver) -> None:
    """Without one, with a wrong one, a forged one and an expired one."""
    driver = bearer
    client = start(auth_token=TOKEN, jwt_key=KEY)
    user = {"username": "ann", "role": "user"}
    forged = jwt.encode({"user": user}, "another key that is 32 bytes long", algorithm="HS256")
    expired = jwt.encode({"user": user, "exp": 1}, KEY, algorithm="HS256")
    for token in ("", "wrong", forged, expired, "a.b.c"):
        given = {"Authorization": f"Bearer {token}"} if token else {}
        response = driver.say(client, "hello", "ann", **given)
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert "token" in driver.problem(response)
    assert driver.say(client, "hello", "ann", Authorization=f"Bearer {TOKEN}").status_code == 200


def test_a_token_opens_its_own_conversation_alone(start: Start, bearer: Driver) -> None:
    """What is said in another's is refused, or heard in one's own where the channel takes no other."""
    driver = bearer
    client = start(jwt_key=KEY)
    token = jwt.encode({"user": {"username": "ann", "role": "user"}}, KEY, algorithm="HS256")
    assert driver.say(client, "hello", "ann", Authorization=f"Bearer {token}").status_code == 200
    response = driver.say(client, "hello", "bob", Authorization=f"Bearer {token}")
    if response.status_code == 403:
        assert "another conversation" in driver.problem(response)
    else:
        assert response.json()["conversation"] == "ann"


def test_too_long_and_too_large_is_refused(start: Start, driver: Driver) -> None:
    client = start(longest_message=30, largest_body=2_000)
    message = driver.say(client, "what is green tea? " * 3, "ann")
    body = driver.say(client, "what is green tea? " * 300, "bob")
    assert (message.status_code, body.status_code) == (200 if tells(driver) else 413, 413)
    assert "longer than 30" in driver.problem(message)
    assert "larger than 2000" in driver.problem(body)


def test_too_many_messages_of_a_conversation_are_refused(start: Start, driver: Driver) -> None:
    client = start(auth_token=TOKEN, sender_rate="1/minute")
    refused_the_second_time(driver, client, "Too many messages")


def test_too_many_requests_of_an_address_are_refused(anew: Start, bearer: Driver) -> None:
    calls = getattr(bearer, "calls", 1)  # Where one message takes several requests or frames.
    client = anew(auth_token=TOKEN, address_rate=f"{calls}/minute", channels=(bearer.channel,))
    refused_the_second_time(bearer, client, "Too many requests")


def refused_the_second_time(driver: Driver, client: TestClient, told: str) -> None:
    """Say something twice: the second time it is told why not, and when to come back."""
    token, conversation = {"Authorization": f"Bearer {TOKEN}"}, type(driver).__name__
    assert driver.say(client, "hello", conversation, **token).status_code == 200
    response = driver.say(client, "hello", conversation, **token)
    assert response.status_code == (200 if tells(driver) else 429)
    assert tells(driver) or int(response.headers["retry-after"]) > 0
    assert told in driver.problem(response)


def test_the_same_conversation_gets_the_same_answers(plain: TestClient, driver: Driver) -> None:
    """Twelve turns, which build on each other: in every channel the words of Rasa's, the sources, and the buttons."""
    rest = Rest()
    for said in TWELVE:
        here, there = (
            who.shown(who.say(plain, said, f"twelve {type(driver).__name__} {at}"))
            for at, who in enumerate((driver, rest))
        )
        assert_the_same(here, there, said)


def test_a_button_can_be_picked_by_its_number(plain: TestClient) -> None:
    """Where buttons are shown as a list, its numbers lead where they do."""
    for channel in channels.channels(set(channels.known()) - UNSPOKEN):
        driver = next(each for each in DRIVERS if each.channel == channel.name)()
        if not channel.limits.buttons:
            first = driver.shown(driver.say(plain, "what is green tea?", "picks"))
            second = driver.shown(driver.say(plain, "2", "picks"))
            asked = OpenAI().say(plain, first.buttons[1], "picks by title")
            assert second.text.split()[:3] == OpenAI().shown(asked).text.split()[:3]
