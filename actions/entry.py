"""Entries: curated wordings of one answer, which take turns."""

from __future__ import annotations

from abc import ABC

from actions.action import PackAction
from actions.asking import next_questions, starter_buttons
from actions.reading import Reading
from actions.reply import Reply, listed_in


class EntryAction(PackAction, ABC):
    """An action that gives an entry's answer."""

    def reply(self, reading: Reading) -> Reply:
        """The next wording of the entry; which one is next, the conversation's own count tells."""
        entry = self.pack.entries.get(reading.first("entry"))
        if entry is None:
            return Reply(response="utter_fallback", values={"title": self.pack.card.title}, missed=True)
        given = sum(ref == f"faq/{entry.id}" for ref in reading.slot_ids("answered"))
        buttons = next_questions(self.pack, entry.ask_next)
        if not buttons and entry.kind == "small_talk":
            buttons = starter_buttons(self.pack)
        focus = entry.about[0] if entry.about and entry.kind == "faq" and entry.about[0] in self.pack.topics else None
        points = not self.pack.words.pronouns.isdisjoint(reading.text.split())
        if focus and points and not reading.named:
            focus = str(reading.slots.get("topic") or "") or focus  # "Can I trust it?" goes on about what it is.
        makers = [t for t in reading.named if self.pack.kind_of(t) == "organisation" and t in self.pack.topics]
        focus = focus or (makers[0] if entry.kind == "faq" and len(makers) == 1 else None)
        if focus is None and entry.declines and entry.kind == "faq":
            focus = next((topic for topic in reading.named if topic in self.pack.topics), None)  # "What does it cost?"
        turn = given % len(entry.answers)
        text, *wordings = (*entry.answers[turn:], *entry.answers[:turn])
        return Reply(
            text,
            sources=entry.sources,
            buttons=buttons,
            answers=(f"faq/{entry.id}",),
            topic=focus,
            listed=listed_in(self.pack, text) if entry.kind == "faq" else (),
            missed=entry.declines,
            wordings=tuple(wordings),
        )
