"""Chat completions: the object, and the chunks it is streamed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.openai.sending import tokens
from bot.channels.pieces import sentences


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer to a chat."""

    id: str
    created: int
    """Seconds since the epoch."""
    model: str
    asked: str
    """All that the client sent, for counting."""
    text: str

    def body(self) -> dict[str, Any]:
        """The whole of it."""
        message: dict[str, Any] = {"role": "assistant", "content": self.text, "refusal": None, "annotations": []}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._usage()}

    def chunks(self, *, usage: bool) -> Iterator[dict[str, Any]]:
        """Role, text, end, and if asked for the usage."""
        more = {"usage": None} if usage else {}
        for delta in ({"role": "assistant", "content": ""}, *({"content": piece} for piece in sentences(self.text))):
            yield {**self._chunk(delta, None), **more}
        yield {**self._chunk({}, "stop"), **more}
        if usage:
            yield {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()}

    def _chunk(self, delta: dict[str, str], finish: str | None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def _usage(self) -> dict[str, int]:
        asked, said = tokens(self.asked), tokens(self.text)
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
