"""Responses: the object, and the events it is streamed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.openai.sending import tokens
from bot.channels.pieces import sentences


@dataclass(frozen=True, slots=True)
class Response:
    """One answer to a response request."""

    id: str
    created: int
    """Seconds since the epoch."""
    model: str
    asked: str
    """All that the client sent, for counting."""
    text: str
    previous: str | None = None
    user: str | None = None

    def body(self) -> dict[str, Any]:
        """The whole of it."""
        return self._whole("completed", [self._message("completed", [self._part(self.text)])], self._usage())

    def events(self) -> Iterator[dict[str, Any]]:
        """Numbered from 0: begun, the one message with its one text, done."""
        for number, event in enumerate(self._events()):
            yield {"type": event.pop("type"), "sequence_number": number, **event}

    def _events(self) -> Iterator[dict[str, Any]]:
        begun, of = self._whole("in_progress", [], None), {"output_index": 0}
        text = {"item_id": self._item, **of, "content_index": 0}
        whole = self._part(self.text)
        yield {"type": "response.created", "response": begun}
        yield {"type": "response.in_progress", "response": begun}
        yield {"type": "response.output_item.added", **of, "item": self._message("in_progress", [])}
        yield {"type": "response.content_part.added", **text, "part": self._part("")}
        for piece in sentences(self.text):
            yield {"type": "response.output_text.delta", **text, "delta": piece, "logprobs": []}
        yield {"type": "response.output_text.done", **text, "text": self.text, "logprobs": []}
        yield {"type": "response.content_part.done", **text, "part": whole}
        yield {"type": "response.output_item.done", **of, "item": self._message("completed", [whole])}
        yield {"type": "response.completed", "response": self.body()}

    @property
    def _item(self) -> str:
        return f"msg_{self.id.removeprefix('resp_')[:32]}"

    def _message(self, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": self._item, "type": "message", "status": status, "role": "assistant", "content": content}

    @staticmethod
    def _part(text: str) -> dict[str, Any]:
        return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}

    def _whole(self, status: str, output: list[dict[str, Any]], usage: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "max_output_tokens": None,
            "metadata": {},
            "model": self.model,
            "output": output,
            "parallel_tool_calls": False,
            "previous_response_id": self.previous,
            "reasoning": {"effort": None, "summary": None},
            "store": True,
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": None,
            "truncation": "disabled",
            "usage": usage,
            "user": self.user,
        }

    def _usage(self) -> dict[str, Any]:
        asked, said = tokens(self.asked), tokens(self.text)
        return {
            "input_tokens": asked,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": said,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": asked + said,
        }
