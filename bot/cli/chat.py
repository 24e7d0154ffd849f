"""`doolittle chat`: the bot in the terminal."""

from __future__ import annotations

import asyncio

from bot.cli.knowledge_option import Knowledge, settings, told


def chat(knowledge: Knowledge = None) -> None:
    """Chat in the terminal; lines from a pipe are answered one by one."""
    from bot import assembly
    from bot.channels.terminal import talk

    with told():
        chosen = settings(knowledge, store="memory")
        source = assembly.live(chosen)
    conversation = assembly.conversation(chosen, source, assembly.store("memory"))
    asyncio.run(talk(conversation, chosen.longest_message))
