"""Action responses → messages: wordings take turns, and nothing is said again word for word for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from actions.asking import payload
from actions.reply import first_sentence, sourced
from bot.messages import Button, Message
from bot.tracker import State, fingerprint
from knowledge.pack import Pack
from knowledge.script import CARD, filled

_NOT_FOR_CHANNELS = ("answers", "missed", "expecting", "wordings", "remember", "recalled", "verbatim")
ANSWERED_BEFORE = "utter_answered_before"
"""Introduces the short form of a curated answer that was given a moment ago."""
SAID_BEFORE = "utter_said_before"
"""Introduces anything else of which every wording was said a moment ago."""
AGAIN = "utter_again"
"""What was asked for once more may be said once more."""
WHOLE = ("Say it all again", payload("repeat"))


@dataclass(frozen=True, slots=True)
class Worded:
    """A message, and what the conversation should remember of it."""

    message: Message
    response: str = ""
    """The worded response it came from, if it did."""
    turn: int = 0
    """Which of its wordings, counted from one; 0 where it has none."""
    answers: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    missed: bool = False
    expecting: bool = False
    whole: str = ""
    """The text that the message introduces as said before, if it does."""
    remember: Mapping[str, Any] = field(default_factory=dict)
    """What to come back to: `line` and what it is `about`."""
    recalled: str = ""
    """What was come back to."""


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    turn: int = 0
    whole: str = ""
    cut: bool = False


class Wording:
    """Words what actions say, from the responses of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self.card = {name: str(getattr(pack.card, name)) for name in CARD}
        """What every wording may name."""

    def word(self, response: Mapping[str, Any], state: State) -> Worded:
        """One response of an action as a message; Rasa's rule: what the action gives overrides what it names."""
        name = str(response.get("response") or "")
        custom: Mapping[str, Any] = response.get("custom") or {}
        answers = tuple(custom.get("answers") or ())
        said = self._given(response, custom, answers, state) if response.get("text") else self._varied(response, state)
        shown = {key: value for key, value in custom.items() if key not in _NOT_FOR_CHANNELS and value}
        buttons = [(str(b["title"]), str(b.get("payload") or b["title"])) for b in response.get("buttons") or ()]
        blocks: Sequence[Mapping[str, Any]] = custom.get("blocks") or ()
        if said.cut:
            shown = {**shown, "blocks": [block for block in blocks if block.get("type") == "sources"]}
            buttons = [WHOLE, *buttons[:2]]
        cited = tuple(item["id"] for block in blocks if block.get("type") == "sources" for item in block["items"])
        return Worded(
            Message(said.text, tuple(Button(*b) for b in buttons), str(response.get("image") or ""), shown),
            name,
            said.turn,
            answers,
            cited,
            bool(custom.get("missed")),
            bool(custom.get("expecting")),
            said.whole,
            custom.get("remember") or {},
            str(custom.get("recalled") or ""),
        )

    def _varied(self, response: Mapping[str, Any], state: State) -> _Text:
        """The next wording of a named response."""
        name = str(response.get("response") or "")
        item = self._pack.script.items.get(name)
        wordings = item.say if item else self._pack.responses.get(name)
        if not wordings:
            return _Text("")
        values = {**self.card, **{k: v for k, v in response.items() if isinstance(v, str)}}
        first = state.said.get(name, 0) % len(wordings)
        turns = [(first + step) % len(wordings) for step in range(len(wordings))]
        texts = [_Text(filled(wordings[turn], values), turn + 1) for turn in turns]
        return texts[0] if name == AGAIN else self._fresh(texts, state)

    def _given(
        self, response: Mapping[str, Any], custom: Mapping[str, Any], answers: Sequence[str], state: State
    ) -> _Text:
        """A text that the action worded itself: an answer asked for again is introduced as such and cut short."""
        if custom.get("verbatim"):
            return _Text(str(response["text"]))
        wordings: Sequence[str] = custom.get("wordings") or (str(response["text"]),)
        unsaid = next((text for text in wordings if fingerprint(text) not in state.spoken), None)
        if unsaid is not None:
            return _Text(unsaid)
        whole = wordings[0]
        if custom.get("missed") or not answers or self._social(answers):
            return self._fresh([_Text(text) for text in wordings], state)
        cited = [i["id"] for b in custom.get("blocks") or () if b.get("type") == "sources" for i in b["items"]]
        source = sourced(self._pack, tuple(cited))
        body = whole.removesuffix(source).rstrip() if source else whole
        short = first_sentence(body)
        texts = [f"{text}\n\n{source}".rstrip() for text in self._introduced(ANSWERED_BEFORE, short)] or [whole]
        found = next((text for text in texts if fingerprint(text) not in state.spoken), texts[0])
        return _Text(found, whole=whole, cut=short != body)

    def _fresh(self, texts: Sequence[_Text], state: State) -> _Text:
        """The first that was not said of late; where all were, one with a few words before it."""
        introduced = (_Text(said, text.turn) for text in texts for said in self._introduced(SAID_BEFORE, text.text))
        for found in chain(texts, introduced):
            if fingerprint(found.text) not in state.spoken:
                return found
        return texts[0]

    def _introduced(self, name: str, text: str) -> Iterator[str]:
        for intro in self._pack.responses.get(name, ()):
            yield filled(intro, {"said": text})

    def _social(self, answers: Sequence[str]) -> bool:
        entries = (self._pack.entries.get(answer.removeprefix("faq/")) for answer in answers)
        return all(entry is not None and entry.kind == "small_talk" for entry in entries)
