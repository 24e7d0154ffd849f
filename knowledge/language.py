"""How visitors ask and how answers are worded, in one language: question types, rules, responses, words."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, model_validator

from knowledge.record import Identifier, Record
from knowledge.topic import State

EntityType = Literal["topic", "medium", "kind", "year", "order", "aspect", "role", "state"]
"""What can be linked in an utterance."""

SLOTS = (*get_args(EntityType), "task", "organisation", "person", "criterion")
"""What can stand in braces: types of entities, and kinds of topics that patterns can name on their own."""


class Intent(Record):
    """A question type: the action that answers it, what it needs, and how visitors put it."""

    intent: Identifier
    action: Identifier
    """The name of a rasa-sdk action, such as `action_define`."""
    facet: str = ""
    """The facet it asks for, where it asks for one."""
    needs: tuple[str, ...] = ()
    """Slots that must be filled for it to be answered; `topic|kind` accepts either, `topic topic` two."""
    ask_back: str = ""
    """The response that asks for what is missing."""
    small_talk: bool = False
    declines: bool = False
    """Whether it is there to recognise what is asked and no pack says."""
    entries: bool = False
    """Whether something other than example sentences leads to it: curated entries, the language of a message."""
    follow_up: bool = False
    """Whether it speaks of the answer before, so that it makes sense only after one."""
    form: Literal["", "enters", "inside"] = ""
    """Its part in the adviser's form: it enters it, or makes sense only inside. A pack without one has neither."""
    phrase: str = ""
    """How a button or a "did you mean" puts it: `What is {topic}?`"""
    examples: tuple[str, ...] = ()
    """Sentences with `{topic}`, `{medium}` … slots, `[optional]` words and `(one|other)`."""


class Rule(Record):
    """A keyword rule: a pattern that makes an intent sure."""

    when: tuple[str, ...] = Field(min_length=1)
    intent: Identifier
    rank: int = 50
    about: Identifier | None = None
    """A topic the pattern implies though it does not name it."""
    kind: Identifier | None = None
    """A kind of topics that it implies so: "who invented all this?" asks for persons."""
    like: str = ""
    """The question of a curated answer that is meant, word for word; a pack that has none does without the rule."""
    answer: str = Field(default="", pattern=r"^((faq|advice)/[a-z][a-z0-9_]*)?$")
    """The curated answer it asks for, `faq/id` or `advice/id`; the intent is then `faq`, `small_talk` or `advise`."""
    where: tuple[str, ...] = ()
    """Roles for the linked entities, in order: `topic:of`, `topic:candidate`."""
    weak: bool = False
    """Whether any other reading that is answered counts before it: "we want AI in our play" asks for little."""
    advised: bool = False
    """Whether it counts only where advice was given not long ago, and a little before cues: "which of them first?"."""
    behind: tuple[Identifier, ...] = ()
    """The intents, one of which was answered last where it counts: "and for the parents?" behind `simple`."""


class ResponseVariation(Record):
    """One wording of a response."""

    text: str


class Relational(Record):
    """How a relation is said, forwards and backwards."""

    says: str
    """`{subject} was made by {targets}`"""
    says_of: dict[Identifier, str] = {}
    """The same for topics of some kinds: a method is not made but invented."""
    inverse: str
    """`{subject} made {targets}`"""
    none: str
    """`{subject} has no {target}`: only said when a fact excludes it."""
    cues: tuple[str, ...] = ()
    """Words that name the relation."""


class Tongue(Record):
    """Another language: its commonest words, and what to say in it.

    The one without words stands for all that are written in letters which the pack's own language has not.
    """

    words: frozenset[str]
    says: tuple[str, ...] = Field(min_length=1)
    """Wordings, which take turns."""


class Manner(Record):
    """How an answer is wanted, whatever is asked: phrases that change how it is put, and not what it is."""

    phrases: tuple[str, ...] = Field(min_length=1)
    """With `[optional]` words, `(one|other)` and `@sets`, such as `in (one|a) sentence`."""
    sentences: int = Field(default=0, ge=0)
    """How long the answer is to be; 0 for as it is written."""
    simple: bool = False
    """Whether it is to be explained as to somebody who knows nothing of it."""
    alone: Identifier
    """The question type of a message that holds nothing else: it speaks of the answer before."""


class Words(Record):
    """Closed classes of words and phrases of one language."""

    contractions: dict[str, str]
    stopwords: frozenset[str]
    fillers: tuple[str, ...]
    """Courtesy and filler that carries no meaning, stripped from both ends and not held against a question: phrases
    with `[optional]` words and `(one|other)`, such as `(my|a) (boss|friend) says [that]`."""
    interjections: tuple[str, ...] = ()
    """Oaths and hesitation, which are cut out wherever they stand: `the hell`, `uh`."""
    oaths_that_ask: dict[str, str] = {}
    """Oaths that hold a word of asking, and that word, which stands before a verb: "wtf is a token"."""
    idle_behind: dict[str, frozenset[str]] = {}
    """Words that say nothing behind some others, and something elsewhere: "with like history dates"."""
    negations: tuple[str, ...]
    """Words that stand before what is excluded."""
    excepted: tuple[str, ...] = ()
    """Words that stand behind it: "Google aside"."""
    wishes: tuple[str, ...] = ()
    """Phrases by which visitors tell a need: `i need`."""
    seeking: tuple[str, ...] = ()
    """Phrases by which they ask what would help with it: `is there a tool`."""
    denials: frozenset[str] = frozenset()
    """Words before what is not wanted: `drop` the silly voices."""
    commands: frozenset[str] = frozenset()
    """What a message begins with that bids the bot do it by itself: `write` me a poem."""
    bidding: tuple[str, ...] = ()
    """Patterns that a message begins with which gives the bot a task to do itself: `(can|could) you (@work) my`."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    since: tuple[str, ...] = ()
    """Words that count the year behind them as well: `since 2014`."""
    until: tuple[str, ...] = ()
    """The same of an end; not before it is what is "not until 2014"."""
    by: tuple[str, ...] = ()
    """The same, but for what is "not by 2014": that came after it."""
    or_earlier: tuple[str, ...] = ()
    """Words behind a year that let in what was before it: "2014 or earlier"."""
    or_later: tuple[str, ...] = ()
    between: tuple[str, ...] = ("between",)
    """Words before two years that are the ends of a time."""
    up_to: tuple[str, ...] = ()
    """Words between the two: "from 2014 to 2017"."""
    lasting: tuple[str, ...] = ()
    """Words before "since 2014" of what came by then and is there still: `been around`."""
    appearing: frozenset[str] = frozenset()
    """What may stand between a "not" and a date that it denies: "did not come out before 2014"."""
    lately: tuple[str, ...] = ()
    """Words before a number of years that reach up to now: "the last five years"."""
    aged: frozenset[str] = frozenset()
    """Words behind a number of years that make it an age: `old`."""
    over: tuple[str, ...] = ()
    """Words before an age at the least: `more than`."""
    under: tuple[str, ...] = ()
    numbers: dict[str, int] = {}
    """Numbers in words, and words that stand for one: `a couple of`."""
    years: dict[str, int] = {}
    """Units of time, in years: `decade`."""
    centuries: dict[str, int] = {}
    """Centuries in words, each by its number."""
    pronouns: frozenset[str]
    orders: dict[Literal["oldest", "newest"], tuple[str, ...]]
    states: dict[State, tuple[str, ...]] = {}
    """How visitors say what became of a product."""
    manners: tuple[Manner, ...] = ()
    """How visitors say in what length and for whom they want an answer."""
    sets: dict[Identifier, tuple[str, ...]] = {}
    """Words by the name that the patterns of manners and rules give them: `@number`."""
    forms: tuple[str, ...] = ()
    """Forms of one word of which no ending can be taken off, and names of one thing: `draw drew drawn`."""
    tongues: dict[Identifier, Tongue] = {}
    """Languages that are recognised and not answered in."""
    symbols: dict[str, str] = {}
    """Emoji that stand for a word."""
    spellings: dict[str, str] = {}
    """British and American spellings, and chat shorthand, to one form."""

    # A language is read once and shared: it is itself, whatever another one holds, and so can key a cache.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @model_validator(mode="after")
    def _lower(self) -> Words:
        for word in self.stopwords | self.pronouns:
            if word != word.lower():
                raise ValueError(f"write {word!r} in lower case")
        return self
