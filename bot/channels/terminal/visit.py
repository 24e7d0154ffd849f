"""One visit at the terminal: lines in, answers and the terminal's own commands out, whatever shows them."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable

from bot.channels.channel import fresh_id
from bot.channels.terminal.topics import topics
from bot.channels.terminal.view import Branch, View
from bot.channels.terminal.why import why
from bot.conversation import Conversation
from bot.messages import Answer, Utterance

LONGEST = 10_000
"""Characters of the longest message, unless the caller says otherwise."""
COMMANDS = {
    "/help": "these commands",
    "/why": "how the last answer was found",
    "/topics": "all topics, by kind",
    "/new": "a fresh conversation",
    "/quit": "leave (Ctrl-D does too)",
}
_NAME = re.compile(r"/\w*")


class Visit:
    """A visitor at a terminal."""

    def __init__(self, conversation: Conversation, view: View, longest: int = LONGEST) -> None:
        self.conversation = conversation
        self.view = view
        self._longest = longest
        self._sender = fresh_id()
        self._last: Answer | None = None
        self._commands: dict[str, Callable[[], None]] = {
            "/help": self._help,
            "/why": self._why,
            "/topics": self._topics,
            "/new": self._new,
        }

    def greet(self) -> None:
        """Say in one line who is there and how to find out more."""
        card = self.conversation.engine.pack.card
        self.view.note(f"{card.assistant} answers questions about {card.title}. /help: commands, Ctrl-D: leave.")

    async def hear(self, line: str) -> bool:
        """Take a line: a command, the number of a button, or a message; False when the visitor leaves."""
        text = line.strip()
        if text == "/quit":
            return False
        if text in self._commands:
            self._commands[text]()
        elif self._mistyped(text):
            self.view.note(f"There is no command {text}.{_nearest(text)} /help lists them.")
        elif len(text) > self._longest:
            self.view.note(f"The message is longer than {self._longest} characters; please shorten it.")
        elif text:
            await self._say(self._payload(text))
        return True

    async def _say(self, text: str) -> None:
        self._last = await self.conversation.hear(
            Utterance(text, self._sender, "terminal", fresh_id(), time.time()),
        )
        self.view.answer(self._last)

    def _payload(self, text: str) -> str:
        """What a number stands for, if buttons are shown; else the text itself."""
        buttons = self._last.buttons if self._last else ()
        if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= len(buttons):
            button = buttons[int(text) - 1]
            self.view.picked(button.title)
            return button.payload
        return text

    def _mistyped(self, text: str) -> bool:
        """Whether it looks like a command and is neither one nor a payload that the bot knows."""
        return bool(_NAME.fullmatch(text)) and text[1:] not in self.conversation.engine.pack.intents

    def _help(self) -> None:
        told = [Branch(f"{name:9}{does}") for name, does in COMMANDS.items()]
        told.append(Branch("a number chooses one of the questions below an answer"))
        told.append(Branch('anything else goes to the bot; ask it "what can you do?"'))
        self.view.outline(Branch("At this prompt", tuple(told)))

    def _why(self) -> None:
        if self._last is None:
            self.view.note("Nothing has been answered yet.")
            return
        self.view.outline(why(self._last.trace, self.conversation.engine.pack.called))

    def _topics(self) -> None:
        self.view.outline(topics(self.conversation))

    def _new(self) -> None:
        self._sender, self._last = fresh_id(), None
        self.view.note("A fresh conversation.")


def _nearest(text: str) -> str:
    near = difflib.get_close_matches(text, COMMANDS, 1)
    return f" Did you mean {near[0]}?" if near else ""
