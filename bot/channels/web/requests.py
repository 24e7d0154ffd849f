"""What the widget sends: one record a kind of request, told apart by `type`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Conversation = Annotated[str, Field(max_length=256)]
"""The id of a conversation. Who knows it may read and delete it: 128 random bits, never a name."""
Message = Annotated[str, Field(min_length=1, max_length=256)]
"""The id of a visitor's message, made by the client; the answer to it goes by the same id."""


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Say(_Request):
    """A message; sent again under the same id it gets its first answer and takes no second turn."""

    type: Literal["say"]
    id: Message
    text: str
    """The visitor's words, or a button's payload."""
    conversation: Conversation = ""
    """Left out, a fresh one is made and told in the `turn` event."""


class History(_Request):
    """What was said so far, the last turns of it."""

    type: Literal["history"]
    conversation: Conversation
    last: Annotated[int, Field(ge=1, le=200)] = 50


class Feedback(_Request):
    """What the visitor thinks of an answer; the last word on one counts."""

    type: Literal["feedback"]
    conversation: Conversation
    id: Message
    value: Literal["up", "down", "none"]
    """`none` takes an earlier word back."""
    reason: Literal["", "misunderstood", "wrong", "unclear"] = ""
    comment: Annotated[str, Field(max_length=500)] = ""

    @property
    def said(self) -> str:
        """Reason and comment as a curator reads them."""
        return ": ".join(part for part in (_REASONS[self.reason], self.comment.strip()) if part)


_REASONS = {
    "": "",
    "misunderstood": "not what was asked",
    "wrong": "wrong or out of date",
    "unclear": "hard to understand",
}


class Forget(_Request):
    """Delete the conversation on the server."""

    type: Literal["forget"]
    conversation: Conversation


Request = Annotated[Say | History | Feedback | Forget, Field(discriminator="type")]
