"""An answer as the messages that are posted: as few as Slack's limits allow, the buttons on the last one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.pieces import pieces
from bot.channels.slack.drawing import Block, Drawn, drawn
from bot.channels.slack.heard import Heard
from bot.messages import Answer, Button

SIZE = 12_000
"""Characters of all blocks of a message. Slack refuses somewhat above 13,000 (slackapi/bolt-js, issue 2509)."""
BLOCKS = 45
"""Blocks of a message; Slack takes 50."""
SECTION = 2_900
"""Characters of text in Slack's own markup; Slack takes 3,000."""
ROW = 25
"""Buttons side by side."""
TITLE, VALUE = 75, 2_000
"""Characters of a button's title, and of what it sends."""
SAY, JUDGE, RELEASE = "say", "judge", "release"
"""What a button of ours is for: how its `action_id` begins."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message to post."""

    text: str
    """All it says, in Slack's markup: for notifications, and where its blocks are not taken."""
    blocks: tuple[Block, ...]

    def plainer(self) -> Post:
        """The same in blocks that every Slack takes."""
        buttons = tuple(block for block in self.blocks if block["type"] == "actions")
        said = ({"type": "section", "text": {"type": "mrkdwn", "text": p}} for p in pieces(self.text, SECTION))
        return Post(self.text, (*said, *buttons))


@dataclass
class _Packing:
    """Fills one message after the other."""

    full: list[Post] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def put(self, each: Drawn) -> None:
        """Put a block below the others, in a message of its own if they leave no room."""
        if self.blocks and not self._fits(each.block):
            self.close()
        last = self.blocks[-1] if self.blocks else {}
        if last.get("type") == each.block["type"] == "markdown":
            self.blocks[-1] = {**last, "text": f"{last['text']}\n\n{each.block['text']}"}
        else:
            self.blocks.append(each.block)
        self.words += [each.words] if each.words else []

    def close(self) -> None:
        """End a message."""
        if self.blocks:
            self.full.append(Post("\n\n".join(self.words), tuple(self.blocks)))
        self.blocks, self.words = [], []

    def _fits(self, block: Block) -> bool:
        if block["type"] == "table" and any(there["type"] == "table" for there in self.blocks):
            return False  # Slack takes one a message.
        size = sum(len(json.dumps(there, ensure_ascii=False)) for there in (*self.blocks, block))
        return size <= SIZE and len(self.blocks) < BLOCKS


def posts(answer: Answer, heard: Heard | None = None, call: str = "") -> Sequence[Post]:
    """The messages of an answer to what was heard; `call` calls a person, in Slack's markup, if one is wanted."""
    if not answer.messages:
        return ()  # A person has the conversation.
    packing = _Packing()
    for message in answer.messages:
        for each in drawn(message):
            packing.put(each)
    for row in _rows(answer.buttons):
        packing.put(Drawn(row, "" if packing.words else " · ".join(_titles(row))))
    if heard and _worth_judging(answer):
        packing.put(Drawn(_feedback(answer.conversation, heard.id), ""))
    if call:
        for each in _calling(call, answer.conversation):
            packing.put(each)
    packing.close()
    return [post if post.text else replace(post, text="…") for post in packing.full]


def _rows(buttons: Sequence[Button]) -> Iterator[Block]:
    for at in range(0, len(buttons), ROW):
        row = [_button(f"{SAY}-{at + n}", button) for n, button in enumerate(buttons[at : at + ROW])]
        yield {"type": "actions", "elements": row}


def _titles(row: Block) -> Iterable[str]:
    return (element["text"]["text"] for element in row["elements"])


def _button(action: str, button: Button) -> Mapping[str, Any]:
    title = " ".join(button.title.split())
    shown = title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
    value = button.payload if len(button.payload) <= VALUE else title[:VALUE]  # Typed, it means the same.
    return {"type": "button", "action_id": action, "text": _plain(shown), "value": value}


def _plain(text: str) -> Mapping[str, Any]:
    return {"type": "plain_text", "text": text or "…", "emoji": False}


def _feedback(conversation: str, message_id: str) -> Block:
    def thumb(value: str, shown: str, label: str) -> Mapping[str, Any]:
        kept = json.dumps({"value": value, "conversation": conversation, "id": message_id})
        return {"text": {"type": "plain_text", "text": shown}, "value": kept, "accessibility_label": label}

    buttons = {
        "type": "feedback_buttons",
        "action_id": JUDGE,
        "positive_button": thumb("up", "👍", "This answer helped"),
        "negative_button": thumb("down", "👎", "This answer did not help"),
    }
    return {"type": "context_actions", "elements": [buttons]}


def _worth_judging(answer: Answer) -> bool:
    """Whether there is more in it than small talk."""
    clauses = answer.trace.get("understanding", {}).get("clauses") or ()
    return any((clause.get("chosen") or {}).get("intent") != "small_talk" for clause in clauses)


def _calling(call: str, conversation: str) -> Iterator[Drawn]:
    """Calls those who may take over, and lets them give the conversation back."""
    yield Drawn({"type": "section", "text": {"type": "mrkdwn", "text": call}}, call)
    button = {"type": "button", "action_id": RELEASE, "text": _plain("Give it back to the bot"), "value": conversation}
    yield Drawn({"type": "actions", "elements": [button]}, "")
