"""What a visitor thinks of an answer is kept beside it, and never more of it than of what was said."""

from __future__ import annotations

import pytest

from bot.conversation import Conversation
from bot.engine import Engine
from bot.messages import Judgement, Utterance
from bot.stores.memory import MemoryStore


@pytest.mark.parametrize(("redact", "kept"), [(False, "write to ann@tea.example"), (True, "write to [e-mail]")])
async def test_a_comment_is_redacted_like_a_message(tea_engine: Engine, redact: bool, kept: str) -> None:
    """The reason of a thumb down goes the same way as the visitor's words; the state of the conversation stays."""
    store = MemoryStore()
    conversation = Conversation(store, lambda: tea_engine, redact=redact)
    await conversation.hear(Utterance("what is green tea?", "ann", "test", "one", 1.0))
    async with store.turn("ann", "looking") as turn:
        before = turn.state
    assert await conversation.judge(Judgement("ann", "one", "down", "write to ann@tea.example", 2.0))

    assert (await conversation.events("ann"))[-1] == {
        "event": "feedback",
        "timestamp": 2.0,
        "value": "down",
        "message_id": "one",
        "reason": kept,
    }
    async with store.turn("ann", "looking") as turn:
        assert turn.state == before
    assert not await conversation.judge(Judgement("ann", "another", "up", "", 3.0))
    assert not await conversation.judge(Judgement("nobody", "one", "up", "", 3.0))
