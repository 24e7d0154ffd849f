"""Slack's own markup (mrkdwn): what Slack sends read as a visitor wrote it, and text that is none of it.

Slack escapes `&`, `<` and `>` and puts what it recognised between angle brackets: `<@U1>` a member, `<#C1|general>` a
channel, `<!here>` all who are there, `<https://tea.example|tea>` a link
(https://docs.slack.dev/messaging/formatting-message-text). The same marks in what is posted call people, so whatever is
not ours is escaped.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"<([^<>]*)>")


def written(text: str, bot: str) -> str:
    """A message as its writer sees it, without the mention of the bot, whose user id is `bot`."""
    found = _MARK.sub(lambda mark: "" if mark[1].partition("|")[0] == f"@{bot}" else _shown(mark[1]), text)
    return found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def escaped(text: str) -> str:
    """Text in which nothing calls anybody or is a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(title: str, url: str) -> str:
    """A link."""
    return f"<{escaped(url).replace('|', '%7C')}|{escaped(title)}>"


def _shown(mark: str) -> str:
    """What is shown in place of a mark: its label, or what it stands for."""
    meant, _, label = mark.partition("|")
    sign = meant[:1]
    if sign == "!" and not label:
        return f"@{meant[1:].partition('^')[0]}"
    if sign in ("@", "#") and label:
        return f"{sign}{label.removeprefix(sign)}"
    return label or meant.removeprefix("mailto:")
