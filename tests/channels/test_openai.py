"""OpenAI's API, spoken by OpenAI's own package over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import jwt
import openai
import pytest
from test_every_channel import Scripted

from bot import assembly
from bot.settings import Settings
from knowledge.loader import HERE

if TYPE_CHECKING:
    from tests.conftest import Served

KEY = "a key that is at least 32 bytes long"
ASK = [{"role": "user", "content": "what is green tea?"}]
Start = Callable[..., openai.OpenAI]


@pytest.fixture(scope="module")
def start(served: Served) -> Iterator[Start]:
    """Starts the service with the channel on and gives a client of it."""
    running: list[Any] = []

    def started(api_key: str = "none", opened: bool = True, **given: Any) -> openai.OpenAI:
        about: dict[str, Any] = {"knowledge": HERE / "starter", "store": "memory", "live": False}
        server = type(served)(Settings(**about | {"channels": ("openai",)} | given))
        base_url = f"{server.client.base_url}/v1".replace("//v1", "/v1")
        client = openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0)
        running.extend((client.close, server.stop))
        return client

    yield started
    for stop in running:
        stop()


@pytest.fixture(scope="module")
def client(start: Start) -> openai.OpenAI:
    return start()


def said(client: openai.OpenAI, chat: Any, **more: Any) -> str:
    return client.chat.completions.create(model="any", messages=chat, **more).choices[0].message.content or ""


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["doolittle"]
    assert client.models.retrieve("org/any").id == "org/any"


def test_a_chat_is_answered(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="gpt-any", messages=ASK)  # type: ignore[arg-type]
    assert completion.model == "gpt-any"
    [choice] = completion.choices
    assert (choice.message.role, choice.finish_reason) == ("assistant", "stop")
    text = choice.message.content or ""
    assert text.startswith("Green tea is tea from leaves that are heated")
    assert "\n\nSources:\n\n- " in text
    assert "\n1. " in text
    usage = completion.usage
    assert usage
    assert usage.prompt_tokens == 5  # About four characters each.
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 30


def test_a_streamed_chat_is_the_same(client: openai.OpenAI) -> None:
    """By chunks with a role, words, an end and the usage; and by the package's own helper, which checks their shape."""
    options: Any = {"model": "any", "messages": ASK, "stream_options": {"include_usage": True}}
    *chunks, last = client.chat.completions.create(**options, stream=True)
    assert last.choices == []
    assert last.usage
    assert last.usage.completion_tokens > 0
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len({chunk.id for chunk in chunks}) == 1
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == said(client, ASK)
    with client.chat.completions.stream(model="any", messages=ASK) as stream:  # type: ignore[arg-type]
        kinds = {event.type for event in stream}
        assert kinds == {"chunk", "content.delta", "content.done"}
        assert stream.get_final_completion().choices[0].message.content == text


def test_the_stream_is_server_sent_events_to_the_byte(client: openai.OpenAI) -> None:
    """Each a line `data: ` of JSON and an empty line; `[DONE]` ends a chat; no proxy is to keep it back."""
    response = client.chat.completions.with_raw_response.create(model="any", messages=ASK, stream=True)  # type: ignore[arg-type]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    *events, end, rest = response.http_response.read().decode().split("\n\n")
    assert (end, rest) == ("data: [DONE]", "")
    for event in events:
        assert event.startswith("data: {")
        assert "\n" not in event
        assert "usage" not in json.loads(event.removeprefix("data: "))


def test_a_response_is_answered(client: openai.OpenAI) -> None:
    response = client.responses.create(model="any", input="what is green tea?", instructions="Be brief.")
    assert (response.status, response.model) == ("completed", "any")
    assert response.output_text == said(client, ASK)
    assert response.usage
    assert response.usage.total_tokens > 30


def test_a_streamed_response_is_the_same(client: openai.OpenAI) -> None:
    """In the events of the reference, in order and numbered; and by the package's own helper."""
    events: list[Any] = list(client.responses.create(model="any", input="what is green tea?", stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type.removeprefix("response.") for event in events]
    deltas = kinds.count("output_text.delta")
    assert kinds == [
        *("created", "in_progress", "output_item.added", "content_part.added"),
        *["output_text.delta"] * deltas,
        *("output_text.done", "content_part.done", "output_item.done", "completed"),
    ]
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == events[-1].response.output_text == said(client, ASK)
    with client.responses.stream(model="any", input="what is green tea?") as stream:
        assert list(stream)
        assert stream.get_final_response().output_text == text


def test_whatever_else_a_client_sends_has_no_effect(client: openai.OpenAI) -> None:
    """Parts, system prompts, tools, calls of tools, sampling, parameters that do not exist."""
    chat = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": [{"type": "text", "text": "what is green tea?"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
        {"role": "tool", "content": "rain", "tool_call_id": "1"},
    ]
    more = {"temperature": 2, "top_k": 3, "max_tokens": 1, "tools": [{"type": "function"}], "n": 4, "seed": None}
    assert said(client, chat, extra_body=more) == said(client, ASK)
    items = [
        {"type": "reasoning", "summary": []},
        {"role": "user", "content": [{"type": "input_text", "text": "hello"}]},
    ]
    assert client.responses.create(model="any", input=items, extra_body=more).output_text  # type: ignore[arg-type]


def test_a_request_that_asks_nothing_is_refused(client: openai.OpenAI) -> None:
    for chat in ([], [{"role": "system", "content": "Hello."}]):
        with pytest.raises(openai.BadRequestError) as refused:
            said(client, chat)
        assert refused.value.param == "messages"
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="any", messages=ASK, stream="maybe")  # type: ignore[call-overload]
    assert refused.value.param == "stream"
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="any", input="tea")


def test_a_response_goes_on_from_an_earlier_one(client: openai.OpenAI) -> None:
    """By its id or by a conversation's; two who began alike do not meet; an id that is none of ours is refused."""
    ask = client.responses.create
    first = ask(model="any", input="what is black tea?")
    other = ask(model="any", input="what is black tea?")
    ask(model="any", input="what is green tea?", previous_response_id=other.id)
    assert "1839" in ask(model="any", input="when was it introduced?", previous_response_id=first.id).output_text
    ask(model="any", input="what is black tea?", conversation="mine")
    again = ask(model="any", input="when was it introduced?", conversation={"id": "mine"})
    assert "1839" in again.output_text
    for wrong in ("resp_1", "resp_" + "é" * 60, "resp_" + "4" * 33, "nothing"):
        with pytest.raises(openai.BadRequestError) as refused:
            ask(model="any", input="hello", extra_body={"previous_response_id": wrong})
        assert refused.value.code == "previous_response_not_found"


def test_blocks_are_drawn_and_where_a_person_answers_the_answer_is_empty(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, streamed and by the package's helpers, which take it as an answer."""
    monkeypatch.setattr(assembly, "conversation", lambda _, source, where, *__: Scripted(source, where))
    silent, chat = start(), [{"role": "user", "content": "nothing"}]
    assert "| Leaves | heated | oxidised |" in said(silent, [{"role": "user", "content": "table"}])
    assert "- 1903-02: tea 3, introduced" in said(silent, [{"role": "user", "content": "timeline"}])
    assert said(silent, chat) == ""
    with silent.chat.completions.stream(model="any", messages=chat) as stream:  # type: ignore[arg-type]
        assert stream.get_final_completion().choices[0].message.content in ("", None)
    assert silent.responses.create(model="any", input="nothing").output_text == ""
    with silent.responses.stream(model="any", input="nothing") as events:
        assert events.get_final_response().output_text == ""


def test_refusals_are_the_packages_exceptions(start: Start) -> None:
    token = jwt.encode({"user": {"username": "ann", "role": "user"}}, KEY, algorithm="HS256")
    guarded = start(token, jwt_key=KEY, sender_rate="2/minute", longest_message=50)
    with pytest.raises(openai.AuthenticationError) as unknown:
        said(guarded.with_options(api_key="wrong"), ASK)
    assert unknown.value.code == "invalid_api_key"
    with pytest.raises(openai.PermissionDeniedError):
        said(guarded, ASK, extra_headers={"X-Conversation-Id": "bob"})
    with pytest.raises(openai.APIStatusError) as large:
        said(guarded, [{"role": "user", "content": "tea " * 50}])
    assert (large.value.status_code, large.value.code) == (413, "request_too_large")
    assert said(guarded, ASK)
    assert said(guarded, ASK)
    with pytest.raises(openai.RateLimitError) as often:
        said(guarded, ASK)
    assert int(often.value.response.headers["retry-after"]) > 0
