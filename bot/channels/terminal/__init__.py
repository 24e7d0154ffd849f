"""The terminal: a prompt for people, plain lines for pipes; the bot of this process, or one behind an address."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.channels.terminal.local import LONGEST, Local
from bot.channels.terminal.partner import Partner
from bot.channels.terminal.pipe import Plain, read_on
from bot.channels.terminal.visit import Visit

if TYPE_CHECKING:
    from bot.conversation import Conversation


def at_a_prompt() -> bool:
    """Whether a person sits there, and not a pipe or a file."""
    return sys.stdin.isatty() and sys.stdout.isatty()


async def talk(conversation: Conversation, longest: int = LONGEST) -> None:
    """Talk until the visitor leaves or input ends; a message may have `longest` characters."""
    await talk_to(Local(conversation, longest, blocks=at_a_prompt()))


async def talk_to(partner: Partner, conversation: str = "") -> bool:
    """The same with whoever can be asked, in a conversation that may go on; whether all that was said was answered."""
    if not at_a_prompt():
        return await read_on(Visit(partner, Plain(), conversation))
    # Pipes need no prompt and shall not wait for these libraries.
    from bot.channels.terminal.prompt import converse
    from bot.channels.terminal.screen import Screen

    visit = Visit(partner, Screen(), conversation)
    await converse(visit)
    return True
