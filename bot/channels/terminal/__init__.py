"""The terminal: a prompt for people, plain lines for pipes."""

from __future__ import annotations

import sys

from bot.channels.terminal.pipe import Plain, read_on
from bot.channels.terminal.visit import LONGEST, Visit
from bot.conversation import Conversation


async def talk(conversation: Conversation, longest: int = LONGEST) -> None:
    """Talk until the visitor leaves or input ends; a message may have `longest` characters."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        await read_on(Visit(conversation, Plain(), longest))
        return
    # `serve` imports every channel and pipes need no prompt: neither shall wait for these libraries.
    from bot.channels.terminal.prompt import converse
    from bot.channels.terminal.screen import Screen

    await converse(Visit(conversation, Screen(), longest))
