"""What the conversation so far offers to the understanding of the next message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.understanding.language.once import once
from bot.understanding.understanding import Entity
from knowledge.pack import Pack

_MAKERS = ("organisation", "person")


class _Fields(NamedTuple):
    focus: str = ""
    """The topic last answered about."""
    compared: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    """Ids the bot last listed."""
    listing: bool = False
    """Whether the last answer showed a list or several things to choose among."""
    counted: bool = False
    """Whether `listed` is what the prose of an answer counted up, which no slot holds."""
    base: tuple[str, ...] = ()
    """The list that `listed` was chosen from, if it was; else the same."""
    trail: tuple[tuple[str, str], ...] = ()
    """Topics spoken of, oldest first, each with the visitor's message that led to it."""
    earlier: tuple[tuple[str, str], ...] = ()
    """The same of earlier sessions: only who speaks of what was talked about goes back there."""
    intent: str = ""
    """The intent last answered, or the one a question of ours is about."""
    entities: tuple[Mapping[str, Any], ...] = ()
    """The entities of that intent, in Rasa's form."""
    guest: bool = False
    """Whether ELIZA has the word."""
    form: bool = False
    """Whether a choice is being guided."""
    requested: str = ""
    """The criterion we asked for in it."""
    advised: bool = False
    """Whether the last answer was a verdict, which what is told now may change."""
    advising: bool = False
    """Whether advice was given not long ago: the name of another thing to be made then asks for advice on it."""
    expecting: bool = False
    """Whether we asked back and wait for what is missing."""
    offered: tuple[Mapping[str, str], ...] = ()
    """The buttons last shown: title and payload."""
    heard: str = ""
    """The visitor's last message."""
    repaired: tuple[str, ...] = ()
    """The words of it that were read as others, as they were written."""
    insisted: tuple[str, ...] = ()
    """Words that the visitor wants read as they are."""
    answered: tuple[str, ...] = ()
    """References of what was answered, the latest last: `vae.define`, `faq/contact`."""
    told: tuple[str, ...] = ()
    """The earlier clauses of the same message that ask nothing."""
    circumstances: tuple[Entity, ...] = ()
    """Tasks and media that earlier clauses of the same message named: "I need a logo. Which tool?"."""


class Context(_Fields):
    """The part of a conversation's state that understanding reads.

    A tuple, because each clause makes another: a frozen dataclass of so many fields takes four times as long.
    """

    @once
    def empty(self) -> bool:
        """Whether nothing has been talked about yet."""
        return not (self.focus or self.intent or self.offered or self.form)


def subject(named: Sequence[str], pack: Pack) -> str:
    """What is spoken of, of some things just named: what is made, before who made it: "did X make Y, and is it …?"."""
    return min(named, key=lambda topic: pack.kind_of(topic) in _MAKERS)
