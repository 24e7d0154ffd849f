"""The prompt: a line editor with history and completion of topic names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from bot.channels.terminal.partner import Partner
from bot.channels.terminal.view import printable
from bot.channels.terminal.visit import COMMANDS, Visit

HINT = " /help commands · /why explains the last answer · Tab completes · Ctrl-D leaves"
STYLE = Style.from_dict({"prompt": "ansicyan bold", "bottom-toolbar": "noreverse ansibrightblack"})


async def converse(visit: Visit) -> None:
    """Prompt and answer until the visitor leaves."""
    session = prompt_session(visit.partner)
    await visit.greet()
    while True:
        try:
            line = await session.prompt_async([("class:prompt", "> ")])
        except EOFError:
            break
        if not await visit.hear(line):
            break
    visit.leave()


def prompt_session(partner: Partner) -> PromptSession[str]:
    """The line editor."""
    return PromptSession(
        history=history(),
        completer=TopicCompleter(partner),
        complete_while_typing=True,
        bottom_toolbar=HINT,
        key_bindings=_keys(),
        style=STYLE,
        reserve_space_for_menu=6,
    )


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    @keys.add("<sigint>")
    def clear(event: KeyPressEvent) -> None:
        """Clear the line, and stay."""
        event.current_buffer.reset()

    return keys


def history() -> History:
    """What was typed before, kept in the user's state folder; for this visit only where that can not be written."""
    try:
        place = state_folder() / "chat_history"
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with place.open("ab"):
            place.chmod(0o600)
    except (OSError, RuntimeError):
        return InMemoryHistory()
    return FileHistory(str(place))


def state_folder() -> Path:
    """`doolittle` in XDG_STATE_HOME; as the XDG base directory specification says, a relative path there is ignored."""
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".local" / "state") / "doolittle"


class TopicCompleter(Completer):
    """Completes commands, and the names of topics wherever they stand in a sentence."""

    def __init__(self, partner: Partner) -> None:
        self._partner = partner

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What can follow the text before the cursor."""
        before = document.text_before_cursor
        if before.startswith("/"):
            for name, does in COMMANDS.items():
                if name.startswith(before):
                    yield Completion(name, -len(before), display_meta=does)
            return
        for name, replaced, kind in self._partner.completions(before):
            yield Completion(printable(name), -replaced, display_meta=kind)
