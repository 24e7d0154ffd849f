"""Did you mean: a question between the readings that are about as likely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.action import PackAction
from actions.asking import curated_question, payload
from actions.reading import TOPICAL, Reading
from actions.reply import Reply


class ActionClarify(PackAction):
    """Offers the two or three likeliest readings."""

    def name(self) -> str:
        """As decision names it."""
        return "action_clarify"

    def reply(self, reading: Reading) -> Reply:
        """One button for each reading."""
        chosen = {
            "intent": reading.intent,
            "entities": [{"entity": e.entity, "value": e.value} for e in reading.entities],
        }
        others = [
            r
            for r in reading.metadata.get("alternatives", ())
            if r["probability"] >= 0.12 and r["intent"] != "small_talk"
        ]
        readings = [chosen, *others]
        buttons = tuple(dict.fromkeys(b for r in readings if (b := self._button(r)) is not None))[:3]
        return Reply(response="utter_clarify", buttons=buttons, answers=(), expecting=True, missed=not buttons)

    def _button(self, reading: Mapping[str, Any]) -> tuple[str, str] | None:
        intent = self.pack.intents.get(str(reading["intent"]))
        entities = reading["entities"]
        entry = next((e["value"] for e in entities if e["entity"] == "entry"), "")
        if entry:
            record = self.pack.advice.get(entry) if reading["intent"] == "advise" else self.pack.entries.get(entry)
            title = curated_question(record.asks) if record else ""
            return (title, payload(str(reading["intent"]), entry=entry)) if title else None
        if intent is None or not intent.phrase:
            return None
        phrase = intent.phrase
        given: dict[str, list[str]] = {}
        for entity in entities:
            types = (entity["entity"], "topic") if entity["entity"] in TOPICAL else (entity["entity"],)
            for slot in types:
                if "{" + slot + "}" in phrase:
                    phrase = phrase.replace("{" + slot + "}", self.pack.with_article(entity["value"]), 1)
                    given.setdefault(slot, []).append(entity["value"])
                    break
        return (phrase, payload(intent.intent, **given)) if "{" not in phrase else None
