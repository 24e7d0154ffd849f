"""MCP over HTTP: what a model sees and gets, by the unmodified client in both of its manners."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ReadResourceResult, ResourceTemplateReference

from bot.settings import Settings
from knowledge.loader import DEFAULT, HERE

if TYPE_CHECKING:
    from tests.conftest import Served

STARTER = HERE / "starter"


def settings(**given: Any) -> Settings:
    return Settings(**{"knowledge": STARTER, "store": "memory", "live": False, "channels": ("mcp",)} | given)


def url(running: Served) -> str:
    return str(running.client.base_url).rstrip("/") + "/mcp"


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The service over the small pack with this channel alone."""
    from tests.conftest import Served

    running = Served(settings())
    yield running
    running.stop()


@pytest.fixture(params=["auto", "legacy"])
def client(service: Served, request: pytest.FixtureRequest) -> Client:
    """The library's client, by the revision of 2026 and by the handshake of those before; the test connects it."""
    return Client(url(service), mode=request.param)


def text(result: CallToolResult) -> str:
    [content] = result.content
    return str(content.text)  # type: ignore[union-attr]


async def test_a_client_learns_what_it_needs(client: Client) -> None:
    """What it is about, which tool is for what, that nothing is changed, and what each argument and value means."""
    async with client:
        told = client.instructions or ""
        assert "green and black tea" in told
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == ["ask", "look_up", "compare", "recommend", "list_topics"]
        for name, tool in tools.items():
            assert name in told
            assert tool.title
            assert "green and black tea" in (tool.description or "")
            assert tool.annotations
            assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
            for schema in (tool.input_schema, tool.output_schema or {}):
                jsonschema.Draft202012Validator.check_schema(schema)
                known = ("topic", "topics", "page", "pages")
                assert [
                    n for n, each in schema["properties"].items() if "description" not in each and n not in known
                ] == []


CALLS: dict[str, list[dict[str, Any]]] = {
    "ask": [{"question": "Is green tea a tea?"}, {"question": "what is it made of?"}, {"question": "sing me a song"}],
    "look_up": [{"topic": "green tea"}, {"topic": "Black Teas", "facet": "dates"}, {"topic": "eisai"}],
    "compare": [{"topics": ["green tea", "black tea"]}, {"topics": ["tea", "green tea", "black tea"]}],
    "recommend": [{"need": "tea with milk"}, {"need": "a rocket"}],
    "list_topics": [{}, {"query": "leaves"}, {"kind": "drinks", "page": 1}, {"query": "gren tea"}],
}


@pytest.mark.parametrize("name", CALLS)
async def test_every_tool_keeps_its_schema(client: Client, name: str) -> None:
    """What it gives as data fits the schema it declared, and the text names the same sources."""
    async with client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        for arguments in CALLS[name]:
            jsonschema.validate(arguments, tools[name].input_schema)
            result = await client.call_tool(name, arguments)
            assert not result.is_error, text(result)
            jsonschema.validate(result.structured_content, tools[name].output_schema or {})
            for source in result.structured_content.get("sources", ()):
                assert source["title"] in text(result).replace("\\", "")


async def test_a_question_is_answered_with_what_to_cite(client: Client) -> None:
    async with client:
        told = (await client.call_tool("ask", {"question": "When was green tea introduced?"})).structured_content
        assert told["outcome"] == "answered"
        assert told["answer"].startswith("Green tea was introduced")
        assert "Source" not in told["answer"]
        assert told["sources"][0].keys() >= {"title", "url"}
        assert told["topics"] == [{"id": "green_tea", "name": "green tea", "uri": "topic://green_tea"}]
        assert told["confidence"] > 0.9
        assert told["follow_ups"]


async def test_a_conversation_goes_on_where_it_is_named(client: Client) -> None:
    """A question without one stands by itself."""
    async with client:
        first = (await client.call_tool("ask", {"question": "What is green tea?"})).structured_content
        alone = (await client.call_tool("ask", {"question": "When was it introduced?"})).structured_content
        again = {"question": "When was it introduced?", "conversation": first["conversation"]}
        named = (await client.call_tool("ask", again)).structured_content
        assert alone["outcome"] == "asked_back"
        assert alone["conversation"] != first["conversation"]
        assert named["conversation"] == first["conversation"]
        assert named["answer"].startswith("Green tea was introduced")


async def test_a_hand_over_is_marked_and_silence_is_no_answer(serving: Callable[[Settings], Served]) -> None:
    async with Client(url(serving(settings(person=("mcp",))))) as connected:

        async def asked(question: str) -> Any:
            called = await connected.call_tool("ask", {"question": question, "conversation": "ann"})
            return called.structured_content

        told = await asked("what is green tea?")
        assert (told["outcome"], told.get("handover")) == ("answered", None)
        assert (await asked("can I talk to a human?"))["handover"]
        told = await asked("what is green tea?")
        assert (told["outcome"], told["answer"], told.get("handover")) == ("silent", "", None)


async def test_a_comparison_is_told_once(client: Client) -> None:
    """As data its rows are a table, and the text says what is around them."""
    async with client:
        result = await client.call_tool("compare", {"topics": ["black tea", "green tea"]})
        told = result.structured_content
    assert told["table"]["columns"] == ["", "black tea", "green tea"]
    assert len(told["table"]["rows"]) > 2
    assert "Choose" in told["text"]
    for aspect, *cells in told["table"]["rows"]:
        assert f"- {aspect}" not in told["text"]
        assert all(cell in text(result).replace("\\", "") for cell in cells)


async def test_what_is_not_known_is_said_and_is_no_error(client: Client) -> None:
    async with client:
        calls = {"ask": {"question": "What does a rocket cost?"}, "recommend": {"need": "a rocket"}}
        for name, arguments in calls.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error
            assert result.structured_content["outcome"] == "not_known"
            assert not result.structured_content["sources"]


async def test_a_facet_that_nobody_wrote_is_not_known(client: Client) -> None:
    async with client:
        told = (await client.call_tool("look_up", {"topic": "green tea", "facet": "maker"})).structured_content
        assert told["outcome"] == "not_known"
        assert "maker" not in told["facets"]
        assert "how" in told["facets"]


async def test_a_slip_of_the_pen_is_mended_and_the_topic_named(client: Client) -> None:
    async with client:
        told = (await client.call_tool("look_up", {"topic": "blakc tea"})).structured_content
        assert told["topic"]["id"] == "black_tea"
        assert told["text"].startswith("Black tea is")


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown": ("look_up", {"topic": "rocket green tea"}, r"no topic 'rocket green tea'.*Did you mean green tea"),
    "a question": ("look_up", {"topic": "What is green tea?"}, "Did you mean green tea"),
    "nothing near": ("look_up", {"topic": "zzzzz"}, "list_topics"),
    "facet": ("look_up", {"topic": "green tea", "facet": "price"}, "no facet 'price'; there are: define, how"),
    "one unknown": ("compare", {"topics": ["green tea", "coffee"]}, "no topic 'coffee'"),
    "the same": ("compare", {"topics": ["green tea", "unoxidised tea"]}, "are the same topic: green tea"),
    "one": ("compare", {"topics": ["green tea"]}, "topics: List should have at least 2 items"),
    "five": ("compare", {"topics": ["tea"] * 5}, "topics: List should have at most 4 items"),
    "no need": ("recommend", {}, "Say what it is for"),
    "kind": ("list_topics", {"kind": "rocket"}, "no kind 'rocket'; there are: drink"),
    "page": ("list_topics", {"page": 7}, "no page 7; the last is 1"),
    "missing": ("ask", {}, "question: Field required"),
    "type": ("ask", {"question": ["what", "is"]}, "question: Input should be a valid string"),
    "empty": ("ask", {"question": ""}, "question: String should have at least 1 character"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_a_model_can_put_right_is_told_in_the_result(service: Served, case: str) -> None:
    """As an error that a model reads, with the cure; never as an exception, and never as a guess."""
    name, arguments, told = WRONG[case]
    async with Client(url(service)) as connected:
        result = await connected.call_tool(name, arguments)
    assert result.is_error
    assert result.structured_content is None
    assert re.search(told, text(result)), text(result)


async def test_what_is_not_there_is_an_error_of_the_protocol(client: Client) -> None:
    async with client:
        with pytest.raises(MCPError, match="no such tool; there are: ask"):
            await client.call_tool("sing", {})
        with pytest.raises(MCPError, match=r"no resource topic://gren_tea\. Topics that are like it: green tea"):
            await client.read_resource("topic://gren_tea")
        with pytest.raises(MCPError, match="no resource file:///etc/passwd"):
            await client.read_resource("file:///etc/passwd")
        with pytest.raises(MCPError, match="no such cursor"):
            await client.list_resources(cursor="-1")
        with pytest.raises(MCPError):
            await client.get_prompt("any")


async def test_topics_are_resources(client: Client) -> None:
    """Listed with what they are, found by the template, completed, and read with a source for each statement."""
    async with client:
        listed = (await client.list_resources()).resources
        assert [(each.uri, each.title) for each in listed] == [
            ("topic://black_tea", "black tea"),
            ("topic://green_tea", "green tea"),
            ("topic://tea", "tea"),
        ]
        assert all(each.description and each.mime_type == "text/markdown" for each in listed)
        [template] = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "topic://{id}"
        reference = ResourceTemplateReference(uri=template.uri_template)
        assert (await client.complete(reference, {"name": "id", "value": "gr"})).completion.values == ["green_tea"]
        read = markdown(await client.read_resource("topic://green_tea"))
        assert read.startswith("# green tea\n")
        assert "## How is green tea made?" in read or "## How does green tea work?" in read
        facts, _, sources = read.partition("## Facts")[2].partition("## Sources")
        statements = [line for line in facts.splitlines() if line.startswith("- ")]
        assert len(statements) > 3
        assert [line for line in statements if not re.search(r" \[\d+(, \d+)*\]$", line)] == []
        assert {int(n) for cited in re.findall(r"\[(\d[\d, ]*)\]", read) for n in cited.split(", ")} == {
            *range(1, len(re.findall(r"^\d+\. ", sources, re.MULTILINE)) + 1)
        }


def markdown(result: ReadResourceResult) -> str:
    [content] = result.contents
    return str(content.text)  # type: ignore[union-attr]


async def test_many_topics_come_in_pages(serving: Callable[[Settings], Served]) -> None:
    """Each once, in the list of resources and in that of the tool; the pack that ships has an adviser as well."""
    async with Client(url(serving(settings(knowledge=DEFAULT)))) as connected:
        uris: list[str] = []
        page = await connected.list_resources()
        while True:
            uris += [each.uri for each in page.resources]
            if page.next_cursor is None:
                break
            page = await connected.list_resources(cursor=page.next_cursor)
        first = (await connected.call_tool("list_topics", {})).structured_content
        listed = [
            topic["uri"]
            for number in range(1, first["pages"] + 1)
            for topic in (await connected.call_tool("list_topics", {"page": number})).structured_content["topics"]
        ]
        models = (await connected.call_tool("list_topics", {"kind": "model family"})).structured_content
        given = {"content_type": "image", "data_availability": "little"}
        verdict = (await connected.call_tool("recommend", given)).structured_content
        both = (await connected.call_tool("recommend", {"need": "subtitles", **given})).structured_content
        wrong = await connected.call_tool("recommend", {"content_type": "rockets"})
    assert len(uris) == len(set(uris)) == first["total"] > 100
    assert listed == uris
    assert {topic["kind"] for topic in models["topics"]} == {"model family"}
    assert verdict["outcome"] == both["outcome"] == "answered"
    assert "diffusion model" in verdict["text"]
    assert verdict["text"] in both["text"]
    assert "subtitles" in both["text"]
    assert wrong.is_error
    assert "'rockets' is no answer to content_type; there are: text, code" in text(wrong)
