"""Entity linking: the longest name wins; what a name could mean besides is kept, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.understanding.language import dating
from bot.understanding.language.lexicon import LONGEST, Lexicon, Ref
from bot.understanding.language.once import once
from bot.understanding.language.pattern import TOPIC_CLASSES
from bot.understanding.language.text import Word, squash
from knowledge.language import Words
from knowledge.years import OPPOSITE, either, through

_VERSION = re.compile(r"^v?\d+(?:\.\d+)*[a-z]{0,2}$")
_INSIDE_A_NAME = frozenset("-/.'\"·")
AUXILIARIES = frozenset("is are was were do does did can could will would should has have may might must".split())
_INDEFINITE = frozenset(["a", "an", "my", "our", "your", "their", "his", "her"])


class _Named(NamedTuple):
    first: int
    end: int
    """Word positions; the end is exclusive."""
    refs: tuple[Ref, ...]
    """What it can refer to; more than one is an ambiguity, none is an unknown version of something known."""
    surface: str
    role: str = ""
    """`not`, `before`, `after`, `since`, `until`, `between`; empty means `is`."""


class Mention(_Named):
    """A stretch of words that names something."""

    def reading(self, entity: str) -> Ref | None:
        """What it refers to as an entity of some type, if it can be one."""
        return next((ref for ref in self.refs if ref.entity == entity), None)

    def moved(self, by: int) -> Mention:
        """The same so many words further on."""
        return self._replace(first=self.first + by, end=self.end + by) if by else self

    @once
    def ref(self) -> Ref:
        """What it refers to, the first reading if there are several."""
        return self.refs[0] if self.refs else Ref("unknown", squash(self.surface))


def link(words: Sequence[Word], lexicon: Lexicon, language: Words, unknown: Sequence[str] = ()) -> tuple[Mention, ...]:
    """Find the names among the words, longest first from left to right, with their roles; some may name nothing."""
    found: list[Mention] = []
    position = 0
    leads, begins = lexicon.leads, dating.beginning(language)
    while position < len(words):
        text = words[position].text
        dated = text in begins or text[0].isdigit()
        if not dated and not leads(text) and text not in unknown:
            position += 1  # As most words, it names nothing.
            continue
        if dated and (time := _year(words, position, language)) is not None:
            found.append(_dated(time, words, found, language))
            position = found[-1].end
            continue
        mention = _longest(words, position, lexicon)
        if mention is None and text in unknown:
            mention = Mention(position, position + 1, (), text)
        if mention is None or _indefinite(mention, words) or _seeming(mention, words, language):
            position += 1
            continue
        if mention.end - mention.first > 1:
            mention = _overlapped(mention, words, lexicon)
        if mention.end < len(words):
            mention = _versioned(mention, words, language)
        floor = 0 if not found else found[-1].first if found[-1].ref.entity == "order" else found[-1].end
        role = _role(words, mention, floor, language)
        if role in OPPOSITE and role != "not" and dating.denied(words, mention.first, _behind(found), language):
            role = OPPOSITE[role]  # "Not before GPT-3."
        if not role and found and found[-1].role == "not" and _excluded(words, found[-1], mention.first):
            role = "not"
        found.append(mention._replace(role=role) if role else mention)
        position = mention.end
    return tuple(found)


def _longest(words: Sequence[Word], first: int, lexicon: Lexicon) -> Mention | None:
    key = lexicon.leads(words[first].text)
    if not key:
        return None
    refs = lexicon.refs.get(key)
    best = Mention(first, first + 1, refs, words[first].text) if refs else None
    for end, word in enumerate(words[first + 1 : first + LONGEST], first + 2):
        if word.mark and _breaks(word):
            break
        key += word.text if word.text.isalnum() else squash(word.text)
        if not lexicon.begins(key):
            break
        refs = lexicon.refs.get(key)
        if refs and len(key) > 3:
            best = Mention(first, end, refs, " ".join([word.text for word in words[first:end]]))
    return best


def _overlapped(mention: Mention, words: Sequence[Word], lexicon: Lexicon) -> Mention:
    """With the next name, where its last word begins another name of the same: "make image" and "image generators"."""
    behind = _longest(words, mention.end - 1, lexicon)
    if behind is None or behind.end <= mention.end or behind.refs != mention.refs:
        return mention
    return mention._replace(end=behind.end, surface=f"{mention.surface} {words[behind.end - 1].text}")


def _indefinite(mention: Mention, words: Sequence[Word]) -> bool:
    """Whether a kind is named only in passing: "what would a company do with it" asks for no company.

    "Your tools" are those that the bot knows.
    """
    if mention.ref.entity != "kind" or mention.first == 0:
        return False
    before = words[mention.first - 1].text
    return before in _INDEFINITE and not (before == "your" and mention.surface.endswith("s"))


def _seeming(mention: Mention, words: Sequence[Word], language: Words) -> bool:
    """Whether a medium's name is a verb here, by which something only seems so: "why does it sound so sure?"."""
    if mention.ref.entity != "medium" or not 0 < mention.end < len(words) or mention.first == 0:
        return False
    if mention.surface not in language.sets.get("seeming", ()) or words[mention.first - 1].text in _BEFORE_NOUNS:
        return False
    return words[mention.end].text in language.sets.get("seemingly", ())


_BEFORE_NOUNS = frozenset("a an the some any no of for with and or my our your its their in into from".split())


def _year(words: Sequence[Word], position: int, language: Words) -> Mention | None:
    """A time named here, as it stands."""
    time = dating.named(words, position, language)
    if time is None:
        return None
    surface = " ".join([word.text for word in words[position : time.end]])
    return Mention(position, time.end, (Ref("year", time.value),), surface)


def _dated(time: Mention, words: Sequence[Word], found: list[Mention], language: Words) -> Mention:
    """A time with what is said of it, and the one before it where the two are one: "in 2014 or 2017".

    "Older than 2014" says how, and is no order.
    """
    said = dating.condition(words, time.first, time.end, _behind(found), language)
    if said is None:
        time, first = time._replace(role=_role(words, time, _behind(found), language)), time.first
    else:
        time, first = time._replace(role=said.operator, end=said.end), said.first
    while found and found[-1].ref.entity == "order" and found[-1].first >= first:
        found.pop()
    if not found or found[-1].ref.entity != "year":
        return time
    before = found.pop()
    how = dating.together(words, before.end, first, time.first, language)
    ranging = how == "to" and before.role in ("", "since", "between")
    if ranging or (how == "and" and before.role == "between"):
        found.append(before._replace(role="between"))
        return time._replace(role="between")
    if how == "to" and before.role == "not":
        span = through(before.ref.value, time.ref.value)
        return time._replace(first=before.first, refs=(Ref("year", span),), role="not")
    if (alternative := _either(before, time, how)) is not None:
        return alternative
    found.append(before)
    return time


def _behind(found: Sequence[Mention]) -> int:
    """Where the last name ends that is more than an order: "later" in "no later than" is none."""
    return next((m.end for m in reversed(found) if m.ref.entity != "order"), 0)


def _either(before: Mention, time: Mention, how: str) -> Mention | None:
    """Two times of which either will do, as one; None where both are conditions."""
    alike = before.role in ("", "not") and time.role in ("", before.role)
    if alike and how in ("or", "and"):
        value, role = f"{before.ref.value}|{time.ref.value}", before.role
    elif how == "or" and "not" not in (before.role, time.role):
        value, role = either((before.role, before.ref.value), (time.role, time.ref.value)), ""
    else:
        return None
    return time._replace(first=before.first, refs=(Ref("year", value),), role=role) if value else None


def _versioned(mention: Mention, words: Sequence[Word], language: Words) -> Mention:
    """`GPT-6` is an unknown thing, not GPT: a version number behind a name makes it another name."""
    if mention.ref.entity != "topic" or mention.ref.kind in TOPIC_CLASSES:
        return mention  # Tasks, makers, persons and criteria come in no versions.
    following = words[mention.end]
    if not _VERSION.match(following.text) or dating.YEAR.match(following.text) or dating.DECADE.match(following.text):
        return mention
    if following.mark and not set(following.mark) <= _INSIDE_A_NAME:
        return mention
    if following.text == "0":
        return mention  # "Temperature 0": nothing comes in a version 0.
    behind = words[mention.end + 1].text if mention.end + 1 < len(words) else ""
    if not following.joined and behind in language.sets.get("counted", ()):
        return mention  # "GAN 3 examples" names no third GAN.
    surface = f"{mention.surface}{'-' if following.joined else ' '}{following.text}"
    return Mention(mention.first, mention.end + 1, (), surface)


def _role(words: Sequence[Word], mention: Mention, floor: int, language: Words) -> str:
    """The role that the words just before a mention give it."""
    if mention.end < len(words) and words[mention.end].text in language.excepted and not _breaks(words[mention.end]):
        following = words[mention.end + 1].text if mention.end + 1 < len(words) else ""
        if following != "from":
            return "not"  # "Google aside"
    start, least = mention.first, max(floor, mention.first - 5)
    while start > least and not (words[start].mark and _breaks(words[start])):
        start -= 1
    if start == mention.first:
        return ""
    told = [word.text for word in words[start : mention.first]]
    if _giving_roles(language).isdisjoint(told):
        return ""
    before = f" {' '.join(told)} "
    if mention.ref.entity == "topic":
        for role, cues in (("before", language.before + language.until), ("after", language.after)):
            if before.rstrip().removesuffix(" the").removesuffix(" a").removesuffix(" an").endswith(_ended(cues)):
                return role
    return "not" if _negated(before, words, start, language) else ""


@lru_cache(maxsize=4)
def _giving_roles(language: Words) -> frozenset[str]:
    """Words of which whatever gives a role holds one."""
    cues = (*language.before, *language.until, *language.after, *language.negations)
    return frozenset(max(cue.split(), key=len) for cue in cues)


@lru_cache(maxsize=16)
def _ended(cues: tuple[str, ...]) -> tuple[str, ...]:
    """What a text ends in that ends in one of these."""
    return tuple(f" {cue}" for cue in cues)


def _excluded(words: Sequence[Word], before: Mention, first: int) -> bool:
    """Whether the "not" of the name before holds here as well: "not by OpenAI or Google", "do not use noise"."""
    if before.ref.entity == "aspect" and first - before.end <= 1 and not _breaks(words[first]):
        return all(word.text in ("a", "an", "the", "any") for word in words[before.end : first])
    return _joined(words, before.end, first)


@lru_cache(maxsize=16)
def _within(cues: tuple[str, ...]) -> tuple[str, ...]:
    """What a text holds that holds one of these."""
    return tuple(f" {cue} " for cue in cues)


def _joined(words: Sequence[Word], first: int, end: int) -> bool:
    """Whether only "or", "and" or a comma stands between: "not by OpenAI or Google" excludes both."""
    between = [word.text for word in words[first:end]]
    return all(text in ("or", "nor", "and", "by", "from", "the") for text in between) and (
        bool(between) or "," in words[end].mark
    )


def _breaks(word: Word) -> bool:
    return bool(set(word.mark) - _INSIDE_A_NAME)


def _negated(before: str, words: Sequence[Word], start: int, language: Words) -> bool:
    for cue in _within(language.negations):
        place = before.rfind(cue)
        if place < 0:
            continue
        if cue != " not ":
            return True
        # "why can't LLMs …", "isn't a VAE …" ask; they exclude nothing.
        ahead = before[:place].split()
        asks = bool(ahead) and ahead[-1] in AUXILIARIES and start == 0 and len(ahead) <= 2
        asks = asks and (ahead[0] in AUXILIARIES or ahead[0] in ("why", "how"))
        behind = before[place + len(cue) :].split()
        if not (asks and not behind) and len(behind) <= 4:
            return True
    return False


def between(mentions: Sequence[Mention], first: int, end: int) -> Iterator[Mention]:
    """The mentions that lie within a stretch of words."""
    return (mention for mention in mentions if first <= mention.first and mention.end <= end)
