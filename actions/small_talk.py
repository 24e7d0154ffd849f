"""Greetings, thanks and questions about the bot itself."""

from __future__ import annotations

from actions.entry import EntryAction


class ActionSmallTalk(EntryAction):
    """One piece of small talk, named by the entity `entry`."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_small_talk"
