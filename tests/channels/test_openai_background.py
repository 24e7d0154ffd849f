"""What Open WebUI and LibreChat ask behind a visitor's back is answered in the form they want, and nothing of it kept.

The prompts are theirs, cut where only guidelines follow.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot import assembly
from bot.channels.openai.background import question
from bot.service import app
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from knowledge.loader import HERE

HISTORY = (
    "### Chat History:\n<chat_history>\nUSER: what is green tea?\nASSISTANT: Green tea is tea.\n\nIt is green.\n"
    "USER: and how does it\ndiffer from black tea?\nASSISTANT: By the leaves.\n</chat_history>"
)
TITLE = f'### Task:\nGenerate a concise title.\n### Output:\nJSON format: {{ "title": "your title" }}\n{HISTORY}'
TAGS = f'### Task:\nGenerate 1-3 broad tags.\n### Output:\nJSON format: {{ "tags": ["tag1", "tag2"] }}\n{HISTORY}'
FOLLOW_UPS = (
    "### Task:\nSuggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next.\n"
    f'### Output:\nJSON format: {{ "follow_ups": ["Question 1?", "Question 2?"] }}\n{HISTORY}'
)
QUERIES = (
    "### Task:\nAnalyze the chat history to determine the necessity of generating search queries.\n### Guidelines:\n"
    f'- respond in the format: {{ "queries": ["query1", "query2"] }}, or {{ "queries": [] }}\n{HISTORY}'
)
COMPLETION = (
    "### Task:\nYou are an autocompletion system. Continue the text in `<text>`.\n"
    f'- Respond only in JSON format: `{{ "text": "<your_completion>" }}`.\n{HISTORY}\n<text>What is</text>'
)
IMAGE = (
    f'### Task:\nGenerate a detailed prompt.\nStrictly return in JSON format:\n{{\n    "prompt": "It"\n}}\n{HISTORY}'
)
EMOJI = "Your task is to reflect the speaker's likely facial expression through a fitting emoji. Message: ```hi```"
TOOLS = (
    "Available Tools: [{}]\n\nYour task is to choose and return the correct tool(s) from the list of available tools "
    "based on the query."
)
PLAIN_TITLE = (
    "Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title "
    "itself.\n\nConversation:\nUser: what is green tea?\nAI: Green tea is tea."
)
ANALYSIS = (
    "Analyze this conversation and provide:\n1. The detected language of the conversation\n2. A concise title in the "
    "detected language (5 words or less, no punctuation or quotation)\n\nUser: what is green tea?\nAI: Tea."
)
COMPACTION = (
    "### Task:\nSummarize the conversation history that will be compacted out of the context.\n\n### Messages:\n"
    'USER: what is { "title": "tea" }?\nASSISTANT: Tea.'
)
CHECKPOINTS = (
    "Hold on, before you continue I need you to write me a checkpoint of everything so far.\n\n## Goal",
    "Hold on again, update your checkpoint. Merge what is new into it.",
)
MEMORIES = (
    "Review the completed conversation turn and decide whether long-term memory should change.\n\n"
    'Return JSON: {"operations": []}\n\nConversation:\nuser: what is green tea?'
)
MERGED = (
    "You have been provided with a set of responses from various models to the latest user query: "
    '"what is green tea?"\n\nYour task is to synthesize these responses into one.\n\nResponses from models: "A tea."'
)
SCHEMA = {"properties": {"title": {"type": "string"}}, "required": ["title"]}
DOCUMENTS = (
    "### Task:\nRespond to the user query using the provided context, incorporating inline citations.\n\n<context>\n"
    '<source id="1">{ "title": "rain" }</source>\n</context>\n\n'
)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    """Where the service keeps what it hears."""
    kept = MemoryStore()
    monkeypatch.setattr(assembly, "store", lambda _: kept)
    return kept


@pytest.fixture
def client(store: MemoryStore) -> Iterator[TestClient]:
    given: dict[str, Any] = {"knowledge": HERE / "starter", "live": False, "channels": ("openai",)}
    with TestClient(app(Settings(**given))) as talking:
        yield talking


def answered(client: TestClient, *lines: str, system: str = "", **body: Any) -> str:
    messages = [{"role": "user", "content": line} for line in lines]
    messages = [{"role": "system", "content": system}, *messages] if system else messages
    headers = {"X-OpenWebUI-Chat-Id": "chat"}
    response = client.post("/v1/chat/completions", json={"messages": messages, **body}, headers=headers)
    assert response.status_code == 200
    return str(response.json()["choices"][0]["message"]["content"])


def test_tasks_are_done_in_the_form_that_is_wanted_and_nothing_is_kept(client: TestClient, store: MemoryStore) -> None:
    assert json.loads(answered(client, TITLE)) == {"title": "what is green tea"}
    assert json.loads(answered(client, TAGS)) == {"tags": ["green and black tea"]}
    assert json.loads(answered(client, QUERIES)) == {"queries": []}
    assert json.loads(answered(client, COMPLETION)) == {"text": ""}
    assert json.loads(answered(client, IMAGE)).keys() == {"prompt"}
    assert json.loads(answered(client, "Query: hello", system=TOOLS)) == {"tool_calls": []}
    assert answered(client, EMOJI) == "🙂"
    assert answered(client, PLAIN_TITLE) == "what is green tea"
    assert json.loads(answered(client, ANALYSIS)) == {"language": "English", "title": "what is green tea"}
    for summary in (COMPACTION, *CHECKPOINTS):
        assert answered(client, "what is green tea?", summary) == ""
    assert json.loads(answered(client, MEMORIES, system="You review memories.")) == {"operations": []}
    assert answered(client, MERGED).startswith("Green tea is tea from leaves that are heated")
    form = {"type": "json_schema", "json_schema": {"name": "title", "schema": SCHEMA}}
    asked = "Write a concise title.\nUser: hello there\nAI: Hello!"
    assert json.loads(answered(client, asked, response_format=form)) == {"title": "hello there"}
    response = client.post("/v1/responses", json={"input": TITLE, "stream": False}).json()
    assert json.loads(response["output"][0]["content"][0]["text"]) == {"title": "what is green tea"}
    assert store.conversations == {}


def test_follow_ups_are_what_the_bot_offers_next(client: TestClient, store: MemoryStore) -> None:
    """Each is a question that it answers."""
    asked = json.loads(answered(client, FOLLOW_UPS))["follow_ups"]
    assert store.conversations == {}
    assert asked
    for follow_up in asked:
        assert "I'm sorry" not in answered(client, follow_up)


def test_follow_ups_are_counted_as_messages_are(store: MemoryStore) -> None:
    """What they cost is the same, so who asks for many is held off."""
    given: dict[str, Any] = {"knowledge": HERE / "starter", "live": False, "channels": ("openai",)}
    body = {"messages": [{"role": "user", "content": FOLLOW_UPS}]}
    with TestClient(app(Settings(**given, sender_rate="2/minute"))) as talking:
        statuses = [talking.post("/v1/chat/completions", json=body).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_the_question_among_documents_is_found_however_long_they_are() -> None:
    """In one look: blanks behind it are no trap."""
    began = time.process_time()
    assert question(f"### Task: read\n<context>a</context>{' ' * 100_000}why?{' ' * 100_000}") == "why?"
    assert question(f"### Task: </context>a{' ' * 60_000}x").endswith("x")
    assert time.process_time() - began < 1
    wrapped = "### Task: read\n<context>b</context>\n<user_query>\nwho made it?\n</user_query>\n"
    assert question(wrapped) == "who made it?"


def test_an_answer_that_is_to_go_on_is_whole(client: TestClient, store: MemoryStore) -> None:
    """As Open WebUI and LibreChat ask by a chat that ends with it; the question is not heard again."""
    chat = [{"role": "user", "content": "what is green tea?"}, {"role": "assistant", "content": "Green tea is"}]
    response = client.post("/v1/chat/completions", json={"messages": chat}).json()
    assert response["choices"][0]["message"]["content"] == ""
    assert store.conversations == {}


def test_a_title_of_nothing_or_of_much_is_one_all_the_same(client: TestClient) -> None:
    assert json.loads(answered(client, TITLE.replace("USER", "VISITOR"))) == {"title": "green and black tea"}
    title = json.loads(answered(client, TITLE.replace("what is green tea?", "word " * 100)))["title"]
    assert len(title) < 70
    assert title.endswith("word …")


def test_a_question_wrapped_in_documents_is_heard_as_it_was_asked(client: TestClient, store: MemoryStore) -> None:
    assert "1191" in answered(client, f"{DOCUMENTS}when was green tea introduced?")
    [kept] = store.conversations.values()
    assert [event["text"] for event in kept.events if event["event"] == "user"] == ["when was green tea introduced?"]
    assert question(f"{DOCUMENTS}<user_query>\nand black?\n</user_query>\n") == "and black?"


def test_what_only_resembles_a_task_is_a_visitors_message(client: TestClient, store: MemoryStore) -> None:
    for said in ("### Task: what is green tea?", 'what is { "title": "tea" }?', "write a title for my essay on tea"):
        assert not answered(client, said).startswith("{")
    [kept] = store.conversations.values()
    assert kept.state.turns == 3
