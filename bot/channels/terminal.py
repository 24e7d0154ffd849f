"""The terminal: a REPL for people, plain lines for pipes."""

from __future__ import annotations

import sys
import time

from bot.channels.channel import fresh_id
from bot.conversation import Conversation
from bot.messages import Utterance


async def talk(conversation: Conversation) -> None:
    """Talk until the end of input."""
    sender = fresh_id()
    for line in sys.stdin:
        answer = await conversation.hear(Utterance(line.strip(), sender, "terminal", fresh_id(), time.time()))
        print(answer.text)
