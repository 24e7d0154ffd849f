"""A message in the order in which it is shown."""

from __future__ import annotations

from visitor import Bot

from bot.channels.parts import parts
from bot.messages import Message


def test_a_timeline_takes_the_place_of_its_enumeration_and_of_nothing_else() -> None:
    """A history that is told keeps its words, and the sources with them."""
    items = [{"on": "1900", "event": "picked", "name": n, "sources": [n.lower()]} for n in ("A", "B", "C")]
    cited = [{"id": n, "title": n} for n in ("a", "b", "c")]
    blocks = [{"type": "timeline", "items": items}, {"type": "sources", "items": cited}]
    listed = list(parts(Message("In 1900: A (picked), B (picked, 1900) and C.", custom={"blocks": blocks})))
    told = list(parts(Message("A came before B, and B before C.", custom={"blocks": blocks})))

    assert listed == [{"type": "text", "text": "In 1900:"}, blocks[0]]
    assert told == [{"type": "text", "text": "A came before B, and B before C.", "sources": ["a", "b", "c"]}, blocks[0]]


async def test_each_date_that_is_drawn_says_what_it_is_and_rests_on_a_source(bot: Bot) -> None:
    """A history in prose: "released" alone, three times, would tell nothing."""
    answer = await bot.say("history of GPT")
    (drawn,) = [part for part in parts(answer.messages[0]) if part["type"] == "timeline"]
    cited = {item["id"] for block in answer.messages[0].custom["blocks"] for item in block["items"] if "title" in item}

    told = [f"{item['on'][:4]} {item['event']}: {item.get('note')}" for item in drawn["items"]]
    assert {"2019 published: GPT-2", "2023 released: GPT-4"} <= set(told)
    assert {source for item in drawn["items"] for source in item["sources"]} <= cited
