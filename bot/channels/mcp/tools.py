"""The tools: what each is called, takes and gives, in words by which a model can pick the right one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types as types
from pydantic import BaseModel

from bot.catalogue import Catalogue
from bot.channels.mcp.arguments import Ask, Compare, ListTopics, looking_up, recommending, schema
from bot.channels.mcp.desk import Desk, Told
from bot.channels.mcp.results import Answered, Compared, Listing, LookedUp, Recommended
from bot.starters import starters

EXAMPLES = 3
"""Questions of the pack that say what can be asked."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    result: type[BaseModel]
    run: Callable[[Any], Awaitable[Told]]
    repeatable: bool = True
    """Whether a second call with the same arguments changes nothing more."""

    def declared(self) -> types.Tool:
        """As clients get it."""
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=schema(self.arguments),
            output_schema=schema(self.result),
            annotations=types.ToolAnnotations(
                read_only_hint=True, destructive_hint=False, idempotent_hint=self.repeatable, open_world_hint=False
            ),
        )


def tools(desk: Desk, catalogue: Catalogue) -> Mapping[str, Tool]:
    """The tools over a pack, by name; a pack without topics has `ask` alone."""
    about = catalogue.engine.pack.card.title
    topical = (_look_up(desk, catalogue, about), _compare(desk, about), _recommend(desk, catalogue, about))
    found = (_ask(desk, catalogue, about), *((*topical, _list(desk, about)) if catalogue.cards else ()))
    return {tool.name: tool for tool in found}


def _ask(desk: Desk, catalogue: Catalogue, about: str) -> Tool:
    examples = ", ".join(f"`{button.title}`" for button in starters(catalogue.engine.pack)[:EXAMPLES])
    return Tool(
        "ask",
        "Ask a question",
        f"Ask one question about {about} in plain English and get a short curated answer with its sources. "
        "Use it for whatever no other tool is made for: yes-or-no questions, who, when, how many, which came first, "
        "lists of what is of one year, by one maker or for one task, and follow-up questions. "
        f"{f'For example: {examples}. ' if examples else ''}"
        "What is not in the knowledge base is declined, never guessed.",
        Ask,
        Answered,
        desk.ask,
        repeatable=False,
    )


def _look_up(desk: Desk, catalogue: Catalogue, about: str) -> Tool:
    sides = ", ".join(catalogue.facets)
    return Tool(
        "look_up",
        "Look up a topic",
        f"Look up one topic of {about} by its name and get what is recorded on one side of it ({sides}), two to four "
        "sentences with their sources. Use it for a definition or a citable fact on a thing whose name you know. "
        "A name that is not known is an error with the names that are like it.",
        looking_up(catalogue.facets),
        LookedUp,
        desk.look_up,
    )


def _compare(desk: Desk, about: str) -> Tool:
    return Tool(
        "compare",
        "Compare topics",
        f"Compare two to four topics of {about}: the difference in a sentence, then aspect by aspect, then which to "
        "choose when, with sources. Where nobody wrote the comparison it is put together from recorded facts and says "
        "so.",
        Compare,
        Compared,
        desk.compare,
    )


def _recommend(desk: Desk, catalogue: Catalogue, about: str) -> Tool:
    guided = " Whatever is known of the situation narrows it down: set those criteria and leave the others out."
    return Tool(
        "recommend",
        "Recommend what to use",
        f"Get curated advice on what to use for a task, a kind of content or a situation ({about}), with the reason, "
        f"an alternative and sources.{guided if catalogue.criteria else ''} "
        "It recommends only what is recorded and says so where nothing is.",
        recommending(catalogue.criteria),
        Recommended,
        desk.recommend,
    )


def _list(desk: Desk, about: str) -> Tool:
    return Tool(
        "list_topics",
        "List the topics",
        f"List what is known about {about}: topics by kind or by words in them, each with its id and one sentence. "
        "Use it to see what there is or to find the right name; not to answer a question.",
        ListTopics,
        Listing,
        desk.list_topics,
    )
