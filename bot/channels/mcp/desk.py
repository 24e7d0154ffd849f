"""The desk: runs each tool, by what a visitor could have said, and tells what came of it in words and as data."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from bot.catalogue import Catalogue
from bot.channels.channel import fresh_conversation, fresh_id
from bot.channels.markdown import escaped, markdown
from bot.channels.mcp import results
from bot.channels.mcp.arguments import Ask, Compare, ListTopics
from bot.channels.mcp.results import Answered, Compared, Kind, Listed, Listing, LookedUp, Recommended, Table, Topic
from bot.channels.parts import parts, unsourced
from bot.conversation import Conversation
from bot.messages import Answer, Past, Utterance

NAME = "mcp"
SCHEME = "topic://"
"""How the address of a topic begins; its id follows."""
PAGE = 25
"""Topics on a page of a list."""


class MistakeError(Exception):
    """What the caller can put right, in words that say how."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a tool: in words, as Markdown, and as data."""

    text: str
    data: BaseModel


class Desk:
    """Answers calls from one conversation service and the catalogue of its pack."""

    def __init__(self, conversation: Conversation, catalogue: Catalogue) -> None:
        self._conversation = conversation
        self._catalogue = catalogue

    async def ask(self, given: Ask) -> Told:
        """A turn like any: in the conversation that is named, else in one of its own."""
        where = given.conversation or fresh_conversation()
        answer = await self._conversation.hear(Utterance(given.question.strip(), where, NAME, fresh_id(), time.time()))
        data = Answered(
            outcome=results.outcome(answer),
            answer=_words(answer),
            sources=results.sources(answer),
            topics=self._about(answer),
            follow_ups=[button.title for button in answer.buttons],
            confidence=results.confidence(answer),
            handover=answer.handover,
            conversation=answer.conversation,
        )
        return Told(f"{_shown(answer)}\n\nConversation: {escaped(answer.conversation)}", data)

    async def look_up(self, given: Any) -> Told:
        """One facet of one topic; of a name that only other topics mention, what they say of it."""
        if given.facet not in self._catalogue.facets:
            raise MistakeError(f"There is no facet {given.facet!r}; there are: {', '.join(self._catalogue.facets)}.")
        topic = self._found(given.topic)
        answer = await self._aside(self._catalogue.asking(topic, given.facet))
        written = self._catalogue.written(topic)
        lacking = self._catalogue.lacks(topic, given.facet)
        data = LookedUp(
            topic=self._topic(topic),
            outcome="not_known" if lacking else results.outcome(answer),
            facet=given.facet,
            text=_words(answer),
            sources=results.sources(answer),
            facets=[facet for facet in written if facet != given.facet],
        )
        return Told(_shown(replace(answer, messages=_silent(answer))), data)

    async def compare(self, given: Compare) -> Told:
        """The curated comparison, or one composed of facts."""
        topics = [self._found(name) for name in given.topics]
        for place, topic in enumerate(topics):
            if topic in topics[:place]:
                names = f"{given.topics[topics.index(topic)]!r} and {given.topics[place]!r}"
                raise MistakeError(
                    f"{names} are the same topic: {self._catalogue.called(topic)}. Name two different ones."
                )
        answer = await self._aside(f"/compare{json.dumps({'topic': topics})}")
        blocks = [block for message in answer.messages for block in message.custom.get("blocks") or ()]
        table = next((block for block in blocks if block.get("type") == "table"), None)
        data = Compared(
            topics=[self._topic(topic) for topic in topics],
            text=_words(answer) if table is None else _around(answer),
            table=Table(columns=table["columns"], rows=table["rows"]) if table else None,
            sources=results.sources(answer),
        )
        return Told(_shown(replace(answer, messages=_silent(answer))), data)

    async def recommend(self, given: Any) -> Told:
        """Advice for what it is needed for, and the adviser's verdict by the criteria that are given."""
        criteria = {c.id: c for c in self._catalogue.criteria}
        told = {name: getattr(given, name) for name in criteria if getattr(given, name)}
        for name, answer in told.items():
            if answer not in criteria[name].answers:
                known = ", ".join(criteria[name].answers)
                raise MistakeError(f"{answer!r} is no answer to {name}; there are: {known}.")
        if not given.need.strip() and not told:
            raise MistakeError(f"Say what it is for, as `need`{' or by a criterion' if criteria else ''}.")
        answers = []
        if given.need.strip():
            answers.append(await self._aside(self._catalogue.needing(given.need.strip().rstrip("?."))))
        if told:
            answers.append(await self._aside("/conclude", "/choose", f"/inform{json.dumps(told)}"))
        return self._advised(answers)

    async def list_topics(self, given: ListTopics) -> Told:
        """A page of topics."""
        catalogue = self._catalogue
        kind = catalogue.kind(given.kind.strip()) if given.kind.strip() else ""
        if given.kind.strip() and not kind:
            raise MistakeError(f"There is no kind {given.kind!r}; there are: {', '.join(catalogue.kinds)}.")
        found = catalogue.within(kind, given.query)
        pages = max(1, math.ceil(len(found) / PAGE))
        if given.page > pages:
            raise MistakeError(f"There is no page {given.page}; the last is {pages}.")
        shown = found[(given.page - 1) * PAGE : given.page * PAGE]
        near = () if found or not given.query.strip() else catalogue.like(given.query)
        data = Listing(
            topics=[
                Listed(id=card.id, name=card.name, kind=card.kind, summary=card.summary, uri=SCHEME + card.id)
                for card in shown
            ],
            total=len(found),
            page=given.page,
            pages=pages,
            kinds=[Kind(id=name, name=said, topics=count) for name, (said, count) in catalogue.kinds.items()],
            did_you_mean=list(near),
        )
        return Told(_page(data), data)

    def _found(self, name: str) -> str:
        found = self._catalogue.find(name.strip())
        if len(found.ids) == 1:
            return found.ids[0]
        if found.ids:
            names = " or ".join(f"{self._catalogue.called(each)} (`{each}`)" for each in found.ids)
            raise MistakeError(f"{name!r} may mean {names}. Say which, by its id.")
        near = f" Did you mean {' or '.join(found.near)}?" if found.near else " `list_topics` lists what there is."
        raise MistakeError(f"The knowledge base has no topic {name!r}, so nothing can be said about it.{near}")

    async def _aside(self, text: str, *before: str) -> Answer:
        """What would be answered; nothing of it is kept."""
        past = Past(before, "") if before else None
        return await self._conversation.aside(Utterance(text, fresh_conversation(), NAME, "", time.time(), past=past))

    def _advised(self, answers: Sequence[Answer]) -> Told:
        outcomes = {results.outcome(answer) for answer in answers}
        whole = Answer("", tuple(message for answer in answers for message in answer.messages))
        data = Recommended(
            outcome=outcomes.pop() if len(outcomes) == 1 else "not_known",
            text=_words(whole),
            sources=results.sources(whole),
            topics=[topic for answer in answers for topic in self._about(answer)],
            follow_ups=list(dict.fromkeys(button.title for button in whole.buttons)),
            confidence=min(map(results.confidence, answers)),
        )
        return Told(_shown(whole), data)

    def _about(self, answer: Answer) -> list[Topic]:
        return [self._topic(name) for name in results.named(answer) if name in self._catalogue.cards]

    def _topic(self, identifier: str) -> Topic:
        uri = SCHEME + identifier if identifier in self._catalogue.cards else ""
        return Topic(id=identifier, name=self._catalogue.called(identifier), uri=uri)


def _silent(answer: Answer) -> tuple[Any, ...]:
    return tuple(replace(message, buttons=()) for message in answer.messages)


def _shown(answer: Answer) -> str:
    """An answer as Markdown, with what could be asked next as a list."""
    asked = "\n".join(f"- {escaped(' '.join(button.title.split()))}" for button in answer.buttons)
    text = markdown(replace(answer, messages=_silent(answer)))
    return f"{text}\n\nWhat could be asked next:\n\n{asked}" if asked else text


def _words(answer: Answer) -> str:
    """Its text without the lines of sources, which the data holds by themselves."""
    return "\n\n".join(text for message in answer.messages if (text := unsourced(message)))


def _around(answer: Answer) -> str:
    """What its text says besides the rows of its table."""
    said = (part for message in answer.messages for part in parts(message) if part["type"] == "text")
    return "\n\n".join(str(part["text"]) for part in said)


def _page(data: Listing) -> str:
    head = f"{data.total} topics, page {data.page} of {data.pages}." if data.total else "No topic fits."
    near = f" Did you mean {' or '.join(data.did_you_mean)}?" if data.did_you_mean else ""
    rows = [f"- {escaped(topic.name)} (`{topic.id}`): {escaped(topic.summary)}" for topic in data.topics]
    kinds = ", ".join(f"{kind.name} (`{kind.id}`, {kind.topics})" for kind in data.kinds)
    return "\n".join((f"{head}{near}", "", *rows, "", f"Kinds: {kinds}."))
