"""What clients send: OpenAI's request bodies, of which only what a conversation needs is read.

Unknown fields, tools, sampling parameters and model names are accepted and have no effect: clients send many of them
unasked. Content is a string or a list of parts, of which those with text count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

Name = Annotated[str, Field(max_length=256)]
USER = {"contains": {"type": "object", "required": ["role"], "properties": {"role": {"const": "user"}}}}
"""What a chat must hold; the OpenAPI document tells."""
EARLIER = {"pattern": "^(resp_[0-9a-f]{32}([0-9a-f]{2})+)?$"}
"""What the ids of responses look like, likewise."""


def words(content: object) -> str:
    """The text of a message's content."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = (part.get("text") if isinstance(part, dict) else part for part in content)
    return "\n".join(text for text in texts if isinstance(text, str))


class Line(BaseModel):
    """One message of a chat; items of other kinds, calls of tools for instance, have no role or no content."""

    model_config = ConfigDict(extra="ignore")

    role: str | None = None
    content: str | list[Any] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return words(self.content)


class StreamOptions(BaseModel):
    """What else a stream shall hold."""

    include_usage: StrictBool | None = False


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore")

    model: str | None = None
    stream: StrictBool | None = False
    user: str | None = None
    safety_identifier: str | None = None
    metadata: dict[str, Any] | None = None

    @property
    def person(self) -> str:
        """Who talks, by the client's word: a person, who may have many conversations."""
        return self.safety_identifier or self.user or ""

    @property
    def conversation_id(self) -> str:
        """The conversation that the metadata name."""
        named = (self.metadata or {}).get("conversation_id")
        return named[:256] if isinstance(named, str) else ""


class ChatRequest(_Request):
    """The body of `POST /v1/chat/completions`."""

    messages: Annotated[list[Line], Field(json_schema_extra=USER)]
    stream_options: StreamOptions | None = None
    response_format: dict[str, Any] | None = None

    @property
    def lines(self) -> Sequence[Line]:
        """The chat so far."""
        return self.messages

    @property
    def schema_wanted(self) -> Mapping[str, Any]:
        """The JSON Schema that the answer shall fit; empty for text."""
        return _schema((self.response_format or {}).get("json_schema"))


class ConversationParam(BaseModel):
    """A conversation by its id."""

    id: Name


class ResponseRequest(_Request):
    """The body of `POST /v1/responses`."""

    input: str | Annotated[list[Line], Field(json_schema_extra=USER)]
    previous_response_id: Annotated[str, Field(max_length=2200, json_schema_extra=EARLIER)] | None = None
    conversation: Name | ConversationParam | None = None
    text: dict[str, Any] | None = None

    @property
    def lines(self) -> Sequence[Line]:
        """The chat so far, as far as the client sends it."""
        return [Line(role="user", content=self.input)] if isinstance(self.input, str) else self.input

    @property
    def conversation_id(self) -> str:
        """The conversation that is named."""
        named = self.conversation
        return (named.id if isinstance(named, ConversationParam) else named) or super().conversation_id

    @property
    def schema_wanted(self) -> Mapping[str, Any]:
        """The JSON Schema that the answer shall fit; empty for text."""
        return _schema((self.text or {}).get("format"))


def _schema(holder: object) -> Mapping[str, Any]:
    schema = holder.get("schema") if isinstance(holder, dict) else None
    return schema if isinstance(schema, dict) else {}
