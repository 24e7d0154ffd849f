"""A message of ours once one of its buttons was pressed: what was chosen stands in the place of the buttons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.slack.drawing import Block, note
from bot.channels.slack.mrkdwn import escaped
from bot.channels.slack.places import Place
from bot.channels.slack.posts import RELEASE, SAY


def chosen(blocks: Sequence[Block], action: Mapping[str, Any], user: str, place: Place) -> Sequence[Block]:
    """The blocks of a message whose buttons were an offer; in a channel they tell whose choice it was."""
    title = escaped(str((action.get("text") or {}).get("text") or ""))
    who = "" if place.direct else f"<@{user}> "
    return _replaced(blocks, SAY, note(f"{who}➜ {title}"))


def released(blocks: Sequence[Block], user: str) -> Sequence[Block]:
    """The blocks of a message that called a person, once the conversation is the bot's again."""
    return _replaced(blocks, RELEASE, note(f"<@{user}> gave this back to the bot."))


def judged(action: Mapping[str, Any]) -> Mapping[str, str] | None:
    """What a thumb says: `value` (`up` or `down`), the `conversation` and the `id` of the message it is about."""
    try:
        told = json.loads(str(action.get("value") or ""))
    except ValueError:
        return None
    names = ("value", "conversation", "id")
    known = isinstance(told, dict) and all(isinstance(told.get(name), str) for name in names)
    return {name: told[name] for name in names} if known and told["value"] in ("up", "down") else None


def _replaced(blocks: Sequence[Block], purpose: str, told: Block) -> Sequence[Block]:
    kept: list[Block] = []
    for block in blocks:
        if block.get("type") == "actions" and str(block["elements"][0].get("action_id")).startswith(purpose):
            kept += [] if told in kept else [told]
        else:
            kept.append(block)
    return kept
