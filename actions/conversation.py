"""Turns about the conversation itself: again, shorter, in other words, more, the list, yes, no, start over."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import Restarted
from rasa_sdk.executor import CollectingDispatcher

from actions.action import GUESS, PackAction
from actions.asking import facet_button, other_facets, starter_buttons, topic_buttons
from actions.listing import enumerated, listing_block
from actions.reading import Reading
from actions.reply import Reply, capital, first_sentences, uncapital
from actions.saying import definition
from knowledge.query import Query, run

_TWO = re.compile(r"\b(?:two|2) (?:\w+ )?(?:lines|sentences)\b")


def _nothing(action: PackAction) -> Reply:
    values = {"title": action.pack.card.title}
    return Reply(response="utter_nothing_yet", values=values, buttons=starter_buttons(action.pack), missed=True)


class ActionRepeat(PackAction):
    """ "Say that again." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_repeat"

    def reply(self, reading: Reading) -> Reply:
        """The last answer, introduced as such."""
        text = str(reading.slots.get("answer_text") or "")
        return Reply(response="utter_again", values={"said": text}) if text else _nothing(self)


class ActionShorter(PackAction):
    """ "Shorter, please." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_shorter"

    def reply(self, reading: Reading) -> Reply:
        """The beginning of the last answer, which answers by itself; or one sentence on each topic named."""
        if named := [self.pack.topics[t] for t in reading.topics if t in self.pack.topics and t in reading.named]:
            said = [definition(self.pack, topic) for topic in named]
            return Reply(
                " ".join(capital(one.text) for one in said),
                sources=tuple(dict.fromkeys(source for one in said for source in one.sources)),
                answers=tuple(f"{topic.id}.define" for topic in named),
                topic=named[0].id,
                compared=tuple(topic.id for topic in named) if len(named) == 2 else (),
            )
        text = str(reading.slots.get("answer_text") or "")
        leads = (each.partition("{said}")[0] for each in self.pack.responses.get(GUESS, ()))
        text = text.removeprefix(next((lead for lead in leads if lead and text.startswith(lead)), ""))
        short = first_sentences(text, max(1, reading.sentences, 2 * bool(_TWO.search(reading.text))))
        return Reply(response="utter_shorter", values={"said": short}) if text else _nothing(self)


class ActionReword(PackAction):
    """ "I don't get it, say it differently." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_reword"

    def reply(self, reading: Reading) -> Reply:
        """The analogy of the topic in focus, then another facet of it."""
        topic = self.pack.topics.get(str(reading.slots.get("topic") or ""))
        if topic is None:
            return _nothing(self)
        said = reading.answered
        facet = next(
            (f for f in ("analogy", "define", "how") if f in topic.facets and said != f"{topic.id}.{f}"), "define"
        )
        prose = topic.facets.get(facet)  # type: ignore[call-overload]
        if prose is None:
            return _nothing(self)
        plain = definition(self.pack, topic) if facet == "analogy" else None
        return Reply(
            f"{prose.text} In plain words: {uncapital(plain.text)}" if plain and plain.text else prose.text,
            sources=tuple(dict.fromkeys((*prose.sources, *(plain.sources if plain else ())))),
            answers=(f"{topic.id}.{facet}",),
            topic=topic.id,
            buttons=topic_buttons(self.pack, topic.id, facet),
        )


class ActionMore(PackAction):
    """ "Tell me more." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_more"

    def reply(self, reading: Reading) -> Reply:
        """The next facet of the topic named, or in focus, that has not been given yet."""
        named = next((t for t in reading.topics if t in self.pack.topics), "")
        given = set(reading.slot_ids("answered"))
        shown = (t for t in reading.slot_ids("listed")[1:] if t in self.pack.topics and f"{t}.define" not in given)
        topic = self.pack.topics.get(named or str(reading.slots.get("topic") or next(shown, "")))
        if topic is None:
            return _nothing(self)
        technical = ["how"] if reading.answered.endswith((".analogy", ".define")) else []
        order = [
            *(["define"] if named or not reading.slots.get("topic") else []),
            *technical,
            *other_facets(self.pack, topic.id, "analogy"),
        ]
        facet = next((f for f in order if f in topic.facets and f"{topic.id}.{f}" not in given), "")
        if not facet:
            return Reply(
                response="utter_nothing_more", values={"name": topic.called}, buttons=topic_buttons(self.pack, topic.id)
            )
        prose = topic.facets[facet]  # type: ignore[index]
        return Reply(
            prose.text,
            sources=prose.sources,
            answers=(f"{topic.id}.{facet}",),
            topic=topic.id,
            buttons=topic_buttons(self.pack, topic.id, facet),
        )


class ActionListAgain(PackAction):
    """ "List them again." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_list_again"

    def reply(self, reading: Reading) -> Reply:
        """What was listed last, in the same order; where nothing was, the last answer."""
        listed, text = _list(self, reading, ""), str(reading.slots.get("answer_text") or "")
        return Reply(response="utter_again", values={"said": text}) if listed.missed and text else listed


_REVERSED = re.compile(
    r"\b(?:other way|reverse[ds]?|backwards?|turn(?:ed)?(?: \w+){0,2} (?:round|around)|flip|upside down|from the end)\b"
)


class ActionSortList(PackAction):
    """ "Sort them by year." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_sort_list"

    def reply(self, reading: Reading) -> Reply:
        """What was listed last, by date, or the other way round."""
        if _REVERSED.search(reading.text):
            return _list(self, reading, "reversed")
        return _list(self, reading, "newest" if reading.first("order") == "newest" else "oldest")


def _list(action: PackAction, reading: Reading, order: Any) -> Reply:
    listed = tuple(t for t in reading.slot_ids("listed") if t in action.pack.topics)
    if not listed:
        return _nothing(action)
    reverse = order == "reversed"
    found = run(Query(among=listed[::-1] if reverse else listed, order="" if reverse else order), action.pack)
    by_date = {"oldest": "By date, oldest first", "newest": "By date, newest first"}
    lead = {"reversed": "The other way round", **by_date}.get(order, "Again")
    return Reply(
        f"{lead}: {enumerated(found, action.pack)}.",
        blocks=(listing_block(lead, found),),
        buttons=tuple(facet_button(action.pack, item.topic.id, "define") for item in found[:3]),
        answers=("list",),
        listed=tuple(item.topic.id for item in found),
    )


class ActionAffirm(PackAction):
    """ "Yes." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_affirm"

    def reply(self, reading: Reading) -> Reply:
        """Nothing was asked that a yes answers: invite the next question."""
        focus = str(reading.slots.get("topic") or "")
        return Reply(response="utter_affirmed", buttons=topic_buttons(self.pack, focus) or starter_buttons(self.pack))


class ActionDeny(PackAction):
    """ "No, none of these." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_deny"

    def reply(self, reading: Reading) -> Reply:
        """Take it back and let the visitor say it."""
        return Reply(response="utter_denied")


class ActionCorrect(PackAction):
    """ "That's not what I asked." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_correct"

    def reply(self, reading: Reading) -> Reply:
        """Apologise and offer what stands near."""
        focus = str(reading.slots.get("topic") or "")
        return Reply(
            response="utter_corrected",
            buttons=topic_buttons(self.pack, focus) or starter_buttons(self.pack),
            missed=True,
        )


_BEFORE = re.compile(r"\bbefore(?: (?:that|this|it|then)(?: one)?)?(?: again| please)?$")
_LAST = re.compile(r"\b(?:last|previous|just|earlier|a (?:moment|minute) ago)\b")


class ActionFirstQuestion(PackAction):
    """ "What did I ask at first?", "what was I on about before that?" """

    def name(self) -> str:
        """As the intent names it."""
        return "action_first_question"

    def reply(self, reading: Reading) -> Reply:
        """The message asked for, in the visitor's own words: the first, the last, or the one before that."""
        first, trail = str(reading.slots.get("first_text") or ""), reading.slots.get("trail") or ()
        if first in ("", reading.message):
            return _nothing(self)
        named = [i for i, (topic, _) in enumerate(trail) if topic in reading.named]
        told = list(dict.fromkeys(text for _, text in trail if text != reading.message))
        if named:  # "What were we on before BERT?"
            told = [text for _, text in trail[: named[0]] if text != trail[named[0]][1]]
        elif _BEFORE.search(reading.text):
            told = [text for text in told if text != reading.slots.get("last_text")]
        elif not _LAST.search(reading.text):
            told = []
        earlier = told[-1] if told else first
        response = "utter_first_question" if earlier == first else "utter_earlier_question"
        return Reply(response=response, values={"said": earlier})


class ActionRestartConversation(PackAction):
    """ "Start over." """

    def name(self) -> str:
        """As the intent names it."""
        return "action_restart_conversation"

    def reply(self, reading: Reading) -> Reply:
        """Say that everything is forgotten."""
        return Reply(response="utter_restarted", buttons=starter_buttons(self.pack))

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        """Say it, and forget."""
        return [*await super().act(dispatcher, tracker, domain), Restarted()]
