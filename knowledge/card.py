"""A pack's own card, `pack.yaml`: what it is about, and what its kinds, media and names are."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from knowledge.record import Identifier, Record, identifier


class Named(Record):
    """Something with a name and other names: a medium, an aspect, or a name without a topic of its own."""

    name: str
    plural: str = ""
    aliases: tuple[str, ...] = ()


class Medium(Named):
    """A kind of content."""

    advice: Identifier | None = None
    """The advice for it where no task is named."""


class Kind(Named):
    """A kind of topic."""

    under: Identifier | None = None
    """The wider kind it belongs to."""
    bare: Literal["define", "ask"] = "define"
    """What the bare name of such a topic means: its definition, or a question back."""
    article: bool = True
    """Whether a sentence puts "a" or "the" before a name of this kind."""
    order: tuple[Identifier, ...] = ()
    """The topics of the kind in the order in which they are told: "the first criterion"; else by their ids."""


class Mention(Named):
    """A name that facts use and nobody has written up."""

    kind: Identifier


Role = Literal["work", "tool", "release", "risk", "part"]
"""What the topics of a kind are to the engine: works, which are made and have a date; tools among them, which advice
names; releases, which come and go as tools do; risks, which happen; parts, which are at work in something else."""


class General(Record):
    """Which curated answers are given in general, whatever was asked about."""

    several: Identifier | None = None
    """The advice to take several things side by side: for several media, or where one asks how many it takes."""
    together: str = "Together that takes several things side by side, each for what it is made for."
    """What is said of pieces of advice that call for different things: a sentence."""
    easiest: Identifier | None = None
    """The advice on what is easiest to begin with: of what was recommended, its tools come first."""
    made: str = ""
    """What is counted where one asks who has made the most, in the plural: `products and models`."""
    precautions: Identifier | None = None
    """The FAQ entry on what to do about risks in general."""


class PackCard(Record):
    """The pack's own card: `pack.yaml`."""

    id: Identifier = "pack"
    """One word for the pack; made from the title if it is left out."""
    title: str
    """What the bot knows about, as it says it: `LLMs and generative AI`."""
    language: str = "english"
    assistant: str = "Doolittle"
    operator: str = ""
    """Who runs the bot: a sentence."""
    contact: str
    """Where a person can be reached: a sentence."""
    provenance: str = "My answers were written by those who run this bot; they name no other source."
    """What the answers rest on: a sentence."""
    seed: str = ""
    """The id of the text the pack was made from, if its claims are numbered."""
    starters: tuple[str, ...] = ()
    """Questions offered at the start; without any, those of the first FAQ entries are."""
    tasks: tuple[str, ...] = ()
    milestones: tuple[Identifier, ...] = ()
    """The topics whose main events make the timeline of the field."""
    things: tuple[str, ...] = ()
    """What visitors call something whose name they do not know: `tool`, `app`; with "one" and "thing", always known."""
    costly: tuple[str, ...] = ()
    """What of the field costs money, as questions and texts name it: `graphics card`."""
    sized_in: str = ""
    """In what the field tells how large something is: `parameters`."""
    media: dict[Identifier, Medium] = {}
    kinds: dict[Identifier, Kind] = {}
    roles: dict[Role, Identifier] = {}
    """The kind that plays each role, with all kinds under it; one that none plays is done without."""
    listed: tuple[Identifier, ...] = ()
    """The kinds of which a list is made where none is named, by default of all; the oldest is sought in the first of
    them that is no tool."""
    aspects: dict[Identifier, Named] = {}
    general: General = General()
    accept: float = Field(default=0.5, ge=0.05, le=0.95)
    """The probability from which a reading is answered; more asks back and declines more often."""

    @model_validator(mode="before")
    @classmethod
    def _called(cls, data: Any) -> Any:
        if isinstance(data, dict) and "id" not in data and isinstance(data.get("title"), str):
            return {**data, "id": identifier(data["title"], instead="pack")}
        return data
