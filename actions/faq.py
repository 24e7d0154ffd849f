"""Curated questions that fit no type."""

from __future__ import annotations

from actions.entry import EntryAction


class ActionFaq(EntryAction):
    """One FAQ entry, named by the entity `entry`."""

    def name(self) -> str:
        """As the intent names it."""
        return "action_faq"
