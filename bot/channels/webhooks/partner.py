"""A partner who is told of events: in answer to what they sent, and of all conversations where they want that."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.webhooks.events import Event, called_back, events
from bot.channels.webhooks.signing import Signatures
from bot.delivery.recipient import PAUSES, Verdict, subscribed
from bot.delivery.request import Reply, Request
from bot.letters import Letter, Turned, seal
from bot.subscriber import Webhook

CHANNEL = "webhooks"


class Partner:
    """One entry of the setting."""

    pauses = PAUSES

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self.name = f"webhooks/{webhook.name}"
        self.private = webhook.private
        self.signatures = Signatures(webhook)
        # The oldest secret: the conversations go on while a new one is added.
        self._secret = webhook.secrets[-1].get_secret_value()

    def conversation(self, theirs: str) -> str:
        """Our id of a conversation that they call so."""
        place = f"{self.webhook.name}:{theirs}"
        return f"{place}:{seal(place, self._secret)}"

    def theirs(self, conversation: str) -> str | None:
        """What they call a conversation, if it is one of theirs."""
        theirs = conversation.removeprefix(f"{self.webhook.name}:").rpartition(":")[0]
        return theirs if conversation == self.conversation(theirs) else None

    def seen(self, event: Event) -> Event:
        """An event as they see it: with the name that they gave the conversation, if it is theirs."""
        theirs = self.theirs(str(event.data["conversation"]))
        return event if theirs is None else called_back(event, theirs)

    def letters(self, turned: Turned) -> Iterator[Letter]:
        """What they are told about a turn."""
        if not self.webhook.url:
            return
        asked = turned.heard(CHANNEL) is not None and self.theirs(turned.conversation) is not None
        for event in events(turned):
            if asked or event.type in self.webhook.events:
                body = self.seen(event).body(whole=asked)  # An answer that was asked for is no mere notice.
                yield Letter(event.id, self.name, turned.conversation, body)

    def request(self, letter: Letter, now: float) -> Request:
        """A letter, signed."""
        headers = self.signatures.headers(letter.id, letter.body, now)
        content = {"Content-Type": "application/json", "User-Agent": "doolittle"}
        return Request(self.webhook.url, letter.body.encode("ascii"), {**content, **headers})

    def verdict(self, reply: Reply) -> Verdict:
        """By Standard Webhooks."""
        return subscribed(reply)
