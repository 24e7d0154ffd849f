"""Small scripts for tests, and what is said to them."""

from __future__ import annotations

from collections.abc import Callable

from visitor import Bot

Making = Callable[[str], Bot]
"""Makes a bot that has talked to nobody yet over the small pack with a script."""

REFLECT = "reflect: {i: you, me: you, my: your, am: are, you are: I am, you: me}\n"


def rule(key: str, *items: str, more: str = "rank: 70") -> str:
    """A rule of a script; each item is YAML in flow style."""
    lines = "".join(f"      - {item}\n" for item in items)
    return f"  - key: [{key}]\n    {more}\n    when:\n{lines}"


async def said(bot: Bot, *texts: str) -> list[str]:
    """The answers to some messages, in order."""
    return [(await bot.say(text)).text for text in texts]


async def afresh(bot: Bot, *texts: str) -> list[str]:
    """The answers to some messages, each the first of a conversation."""
    return [(await Bot(bot.engine).say(text)).text for text in texts]
