"""The honest decline: says what is not known and offers what is near."""

from __future__ import annotations

from actions.action import PackAction
from actions.asking import facet_button, starter_buttons, topic_buttons
from actions.reading import Reading
from actions.reply import Reply, joined

NAMED = 2
"""Unknown words that are repeated to the visitor; more of them, picked out of a sentence, say nothing."""


class ActionFallback(PackAction):
    """Declines without guessing."""

    def name(self) -> str:
        """As decision names it."""
        return "action_fallback"

    def reply(self, reading: Reading) -> Reply:
        """Names the unknown part where a known topic stands beside it; asks where a slip of the pen is likely."""
        title = self.pack.card.title
        if not any(character.isalnum() for character in reading.message):
            return Reply(
                response="utter_silence", values={"title": title}, buttons=starter_buttons(self.pack), missed=True
            )
        suggested = [t for t in reading.metadata.get("suggestions", ()) if t in self.pack.topics]
        words = reading.metadata.get("unexplained", ())
        unknown = " ".join(words) if len(words) <= NAMED else ""
        if suggested:
            names = joined([self.pack.called(t) for t in suggested], "or")
            buttons = tuple(facet_button(self.pack, t, "define") for t in suggested)
            return Reply(
                response="utter_suggest",
                values={"unknown": unknown or reading.text, "names": names},
                buttons=buttons,
                missed=True,
                expecting=True,
            )
        named = next((t for t in reading.named if t in self.pack.topics), "")
        if named:
            near = "utter_fallback_near" if unknown else "utter_fallback_beyond"
            return Reply(
                response=near,
                values={"name": self.pack.called(named), "unknown": unknown},
                buttons=topic_buttons(self.pack, named),
                missed=True,
                topic=named,
            )
        insisted = joined(list(reading.metadata.get("insisted", ())))
        return Reply(
            response="utter_fallback_unknown" if insisted else "utter_fallback",
            values={"title": title, "unknown": insisted},
            buttons=starter_buttons(self.pack),
            missed=True,
        )
