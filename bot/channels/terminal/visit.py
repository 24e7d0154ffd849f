"""One visit at the terminal: lines in, answers and the terminal's own commands out, whatever shows them."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable

from bot.channels.channel import fresh_id
from bot.channels.terminal.partner import Partner, Reply
from bot.channels.terminal.view import Branch, View
from bot.messages import Utterance

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

    def __init__(self, partner: Partner, view: View, conversation: str = "") -> None:
        """`conversation` is one to go on with; left out, a fresh one."""
        self.partner = partner
        self.view = view
        self.failures = 0
        """Messages that were not answered."""
        self._resumed = bool(conversation)
        self._conversation = conversation or fresh_id()
        self._last: Reply | None = None
        self._unanswered: Utterance | None = None
        self._bound = False
        self._commands: dict[str, Callable[[], None]] = {
            "/help": self._help,
            "/why": self._why,
            "/topics": self._topics,
            "/new": self._new,
        }

    async def greet(self) -> None:
        """Say in one line who is there and how to find out more; then what was said last, if the talk goes on."""
        self.view.note(f"{self.partner.greeting} /help: commands, Ctrl-D: leave.")
        past = await self.partner.past(self._conversation)
        if past is None:
            if self._resumed:
                self.view.note("The conversation goes on; what was said in it is not told here.")
            return
        for exchange in past.exchanges:
            self.view.picked(exchange.said)
            for part in exchange.parts:
                self.view.part(part)
            self.view.end(past.buttons if exchange is past.exchanges[-1] else ())
        if self._resumed and not past.exchanges:
            self.view.note("Nothing has been said in this conversation yet.")
        self._keep(Reply(past.conversation, past.buttons) if past.exchanges else None, past.conversation)

    def leave(self) -> None:
        """Tell how to go on later, where that is possible."""
        if self.partner.keeps and self._last and not self._bound:
            self.view.note(f"To go on later: --conversation {self._conversation}")

    async def hear(self, line: str) -> bool:
        """Take a line: a command, the number of a button, or a message; False when the visitor leaves."""
        text = line.strip()
        if text == "/quit":
            return False
        if text in self._commands:
            self._commands[text]()
        elif self._mistyped(text):
            self.view.note(f"There is no command {text}.{_nearest(text)} /help lists them.")
        elif self.partner.longest is not None and len(text) > self.partner.longest:
            self.view.note(f"The message is longer than {self.partner.longest} characters; please shorten it.")
        elif text:
            await self._say(self._payload(text))
        return True

    async def _say(self, text: str) -> None:
        unanswered = self._unanswered
        if unanswered is None or unanswered.text != text:  # The same words again are the same message until answered.
            unanswered = Utterance(text, self._conversation, "terminal", fresh_id(), time.time())
        reply = await self.partner.hear(unanswered, self.view.part)
        if reply.failure:
            self._unanswered = unanswered
            self.failures += 1
            self.view.failed(reply.failure)
            return
        self._unanswered = None
        self.view.end(reply.buttons)
        self._keep(reply, reply.conversation)

    def _keep(self, reply: Reply | None, conversation: str) -> None:
        self._last = reply
        self._bound |= conversation != self._conversation
        self._conversation = conversation

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
        if not _NAME.fullmatch(text):
            return False
        known = self.partner.intents
        return bool(_nearest(text)) if known is None else text[1:] not in known

    def _help(self) -> None:
        told = [Branch(f"{name:9}{does}") for name, does in COMMANDS.items()]
        told.append(Branch("a number chooses one of the questions below an answer"))
        told.append(Branch('anything else goes to the bot; ask it "what can you do?"'))
        self.view.outline(Branch("At this prompt", tuple(told)))

    def _why(self) -> None:
        if self._last is None:
            self.view.note("Nothing has been answered yet.")
        elif self._last.why is None:
            self.view.note("The server does not tell how this answer was found.")
        else:
            self.view.outline(self._last.why)

    def _topics(self) -> None:
        topics = self.partner.topics()
        if topics is None:
            self.view.note('The server does not tell its topics; ask it "what do you know about?"')
        else:
            self.view.outline(topics)

    def _new(self) -> None:
        self._last = self._unanswered = None
        if self._bound:
            self.view.note("The token is for this conversation alone: it goes on.")
            return
        self._conversation = fresh_id()
        self.view.note("A fresh conversation.")


def _nearest(text: str) -> str:
    near = difflib.get_close_matches(text, COMMANDS, 1)
    return f" Did you mean {near[0]}?" if near else ""
