"""Bad input gets a clear error or a clear answer, never a crash, and the server answers the next request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Answer
from bot.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Bot, Served

LIMITS = Settings(_env_file=None)  # type: ignore[call-arg]
EVERYTHING = st.text(st.characters(exclude_categories=()), max_size=80)
"""Any text whatever, with control characters, unassigned ones and lone surrogates."""
PAYLOADS = st.builds(
    "/{}{}".format,
    st.sampled_from(["define", "compare", "when", "faq", "small_talk", "select", "recommend", "help", "nothing", ""]),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=4
    )
    .flatmap(
        lambda value: st.dictionaries(st.sampled_from(["topic", "kind", "entry", "x"]), st.just(value), max_size=2)
    )
    .map(json.dumps),
)
"""Buttons nobody made."""


@pytest.fixture(autouse=True)
def _answers_the_next_request(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test sends, the server answers the next visitor as if nothing had been."""
    yield
    if "served" in request.fixturenames:
        served: Served = request.getfixturevalue("served")
        assert "heated soon after picking" in served.text("what is green tea?", "the next visitor")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "  \t\n ",
        "\x00",
        "a\x00b\x07\x1b[31m\x7f",
        "\ufeff\u200b\u2060",
        "🫖🍵",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "מה זה תה ירוק?",
        "\u202egreen tea\u202c",
        "ما هو الشاي؟",
        "绿茶是什么",
        "?" * 5000,
        "tea " * 2000,
        "z̴̢̛͖̥a̸͉l̵g̶o̷" * 50,
        "<script>alert(1)</script>",
        "'; DROP TABLE events; --",
        "../../etc/passwd",
        "{topic} [a|b] (c",
        "/define{",
        '/define{"topic": {"deep": [1, null]}}',
        '/define{"topic": "\\ud800"}',
        '/compare{"topic": ["green_tea", 7, null]}',
        '/define{"topic": ' + "[" * 4000 + "]" * 4000 + "}",
        "/nothing",
        "/",
        "%s %d {0} \\",
        "NaN",
    ],
)
def test_odd_words_get_an_answer(served: Served, message: str) -> None:
    """Whatever a visitor types, there is one answer with text, and it is valid UTF-8."""
    response = served.post({"sender": "odd", "message": message})

    assert response.status_code == 200, response.text
    assert response.json()[0]["text"]
    response.text.encode()


@pytest.mark.parametrize("field", ["message", "sender", "input_channel"])
def test_a_lone_surrogate_is_refused_or_replaced(served: Served, field: str) -> None:
    """What JSON can escape and UTF-8 can not carry does no harm anywhere in the body."""
    body = {"sender": "surrogate", "message": "hello", field: "green \ud800 tea"}
    response = _raw(served, json.dumps(body))

    assert response.status_code in (200, 422), response.text
    assert "\ud800" not in json.dumps(response.json(), ensure_ascii=False)


@pytest.mark.parametrize("metadata", [{"message_id": "\ud800"}, {"\ud800": 1}, {"page": "\udfff"}])
def test_a_lone_surrogate_in_metadata_does_no_harm(served: Served, metadata: dict[str, Any]) -> None:
    """Nor in what a client sends along."""
    response = _raw(served, json.dumps({"sender": "surrogate", "message": "hello", "metadata": metadata}))

    assert response.status_code in (200, 422), response.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"{",
        b'{"message": "hello"',
        b"\xff\xfe\x00",
        b'{"message": "\xff"}',
        b"null",
        b"[]",
        b'"hello"',
        b"{}",
        b'{"sender": "ann"}',
        b'{"message": null}',
        b'{"message": 7}',
        b'{"message": ["hello"]}',
        b'{"message": {"text": "hello"}}',
        b'{"message": "hello", "sender": {"id": 1}}',
        b'{"message": "hello", "sender": ["ann"]}',
        b'{"message": "hello", "sender": true}',
        b'{"message": "hello", "metadata": "page"}',
        b'{"message": "hello", "metadata": {"a": [NaN]}}',
        b'{"message": "hello", "metadata": {"a": {"b": -Infinity}}}',
        b'{"message": "hello", "input_channel": 7}',
        b'{"message": "hello", "sender": "' + b"a" * 300 + b'"}',
        b'{"message": "hello", "sender": ' + b"9" * 5000 + b"}",
        b"[" * 30_000,
        b'{"message": "hello", "metadata": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"message": "hello", "metadata": {"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}}",
    ],
    ids=lambda body: repr(body[:60]),
)
def test_a_wrong_body_is_refused_with_a_reason(served: Served, body: bytes) -> None:
    """Wrong JSON, wrong types and missing fields get a 4xx that says what is wrong."""
    response = _raw(served, body)

    assert response.status_code in (400, 422), response.text
    assert response.json()["detail"]


def test_metadata_may_be_large_within_reason(served: Served) -> None:
    """Wide and moderately nested metadata is kept; the deepest that is accepted is stored without harm."""
    deep: Any = "bottom"
    for _ in range(18):
        deep = {"inner": deep}
    metadata = {"wide": ["x" * 10] * 1000, "deep": deep}

    for _ in range(2):
        assert served.say("hello", "metadata", metadata=metadata)[0]["text"]


def test_a_message_that_is_too_long_is_refused(served: Served) -> None:
    """A text over the limit, and a body of a megabyte, get 413 with the limit; so does one of undeclared length."""
    too_long = served.post({"message": "x" * (LIMITS.longest_message + 1)})
    megabyte = served.post({"message": "x" * 1_000_000})
    chunks = served.client.post("/webhooks/rest/webhook", content=iter([b" " * 10_000] * 50))

    assert [r.status_code for r in (too_long, megabyte, chunks)] == [413, 413, 413]
    assert str(LIMITS.longest_message) in too_long.json()["detail"]
    assert str(LIMITS.largest_body) in megabyte.json()["detail"]
    assert served.say("x" * LIMITS.longest_message)[0]["text"]


def test_other_doors_are_closed_politely(served: Served) -> None:
    """A wrong method is 405, a wrong path 404, a wrong query 422: never a crash."""
    assert served.client.get("/webhooks/rest/webhook").status_code == 405
    assert served.client.post("/webhooks/nobody/webhook", json={}).status_code == 404
    assert served.post({"message": "hello"}, query="?stream=maybe").status_code == 422
    assert served.post({"message": "hello"}, **{"Idempotency-Key": "k" * 300}).status_code == 422


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=EVERYTHING)
async def test_any_text_whatever_is_answered(tea_bot: Bot, text: str) -> None:
    """No text makes the conversation raise, and every text gets words."""
    _fine(await tea_bot.say(text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=PAYLOADS)
async def test_any_button_whatever_is_answered(tea_bot: Bot, text: str) -> None:
    """No forged button makes the conversation raise, and every one gets words."""
    _fine(await tea_bot.say(text))


@pytest.mark.parametrize(
    "text",
    [
        *(f'/{intent}{{"year": "soon"}}' for intent in ("select", "count", "bare", "timeline", "superlative")),
        '/select{"year": "2014-13"}',
        '/pick{"said": "tea"}',
        '/pick{"said": "green_tea.define.99"}',
        '/define{"topic": null}',
        '/define{"topic": {"a": 1}}',
    ],
)
async def test_a_button_with_a_value_that_is_none_fails_no_action(tea_bot: Bot, text: str) -> None:
    """Anybody can write one: it is declined, and the log stays clean."""
    answer = await tea_bot.say(text)
    assert [told["failure"] for told in answer.trace["decisions"]] == [""]
    assert "None" not in answer.text


async def test_a_kind_that_is_none_fails_no_action(tea_bot: Bot) -> None:
    answer = await tea_bot.say('/is_it{"topic": "tea", "kind": "nonsense"}')
    assert [told["failure"] for told in answer.trace["decisions"]] == [""]


def _fine(answer: Answer) -> None:
    assert answer.text.encode()
    json.dumps(answer.as_dict())


def _raw(served: Served, body: str | bytes) -> Any:
    headers = {"Content-Type": "application/json"}
    return served.client.post("/webhooks/rest/webhook", content=body, headers=headers)
