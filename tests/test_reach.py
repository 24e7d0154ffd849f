"""Every topic of the pack is reached by every name, in every facet, in words no example has; typos included."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.engine import Engine
from bot.understanding.context import Context
from bot.understanding.language.pattern import parse, samples
from bot.understanding.language.text import normalise, squash
from knowledge.pack import Pack
from knowledge.topic import Topic

PHRASINGS = {
    "define": (
        "would you kindly define {name} for me",
        "so, {name}: what is that exactly?",
        "I would love to know what {name} is",
        "please tell me the meaning of {name}",
    ),
    "how": (
        "and how exactly does {name} work?",
        "could you walk me through how {name} works",
        "please explain how {name} works, I am curious",
        "by what mechanism does {name} work?",
    ),
    "why": (
        "why exactly does {name} matter?",
        "please tell me why {name} matters so much",
        "I wonder why {name} is important",
        "but why is {name} so important?",
    ),
    "history": (
        "could you sketch the history of {name}",
        "I would like to hear the history of {name}",
        "please give me the story of {name}",
        "what was the history of {name} like?",
    ),
    "uses": (
        "could you tell me what {name} is used for",
        "I wonder what {name} is used for",
        "please list the use cases of {name}",
        "what would be typical uses of {name}?",
    ),
    "examples": (
        "could you give a few examples of {name}",
        "please show examples of {name}",
        "I would like some examples of {name}",
        "are there examples of {name}?",
    ),
    "strengths": (
        "could you list the strengths of {name}",
        "please name the advantages of {name}",
        "I want to hear the strengths of {name}",
        "what would you call the strengths of {name}?",
    ),
    "limits": (
        "could you list the limits of {name}",
        "please name the limitations of {name}",
        "I want to hear the weaknesses of {name}",
        "what would you call the limits of {name}?",
    ),
    "remedies": (
        "could you tell me how to guard against {name}",
        "what would you do against {name}?",
        "please tell me how {name} can be prevented",
        "how does one protect oneself against {name}?",
    ),
    "signs": (
        "could you tell me why {name} is hard to notice",
        "please tell me how one notices {name}",
        "I wonder why {name} is so hard to spot",
        "what would be the signs of {name}?",
    ),
    "analogy": (
        "could you explain {name} in simple words",
        "please explain {name} to me like I am five",
        "I need {name} explained simply",
        "can somebody explain {name} in plain English?",
    ),
}


def names(topic: Topic) -> Iterator[str]:
    """Every name of a topic, each once."""
    seen: set[str] = set()
    for name in (topic.name, topic.short, topic.plural, *topic.aliases):
        if name and squash(name) not in seen:
            seen.add(squash(name))
            yield name


def reached(engine: Engine, sentence: str) -> tuple[str, str, str]:
    """The topic, the facet and the outcome of what a sentence was understood as."""
    understood = engine.interpreter.understand(sentence, Context())
    heard = understood.interpretations[0]
    if heard.chosen is None or heard.outcome == "declined":
        return "", "", heard.outcome
    intent = engine.pack.intents.get(heard.chosen.intent)
    topical = ("topic", "task", "organisation", "person", "criterion")
    topic = next((e.value for e in heard.chosen.entities if e.entity in topical), "")
    facet = (intent.facet if intent else "") or ("define" if heard.chosen.intent == "bare" else "")
    plain = facet == "define" and understood.manner.simple  # "Like I am five" is taken out before anything is read.
    return topic, "analogy" if plain else facet, heard.outcome


def asked(pack: Pack) -> Iterator[tuple[str, str, str, str]]:
    """Topic, facet, name and sentence: four phrasings of each facet for the name, two for each other name."""
    for topic in pack.topics.values():
        for place, name in enumerate(names(topic)):
            for facet in topic.facets:
                phrasings = PHRASINGS[facet]
                for turn in range(4 if place == 0 else 2):
                    phrase = phrasings[(place + turn) % len(phrasings)]
                    yield topic.id, facet, name, phrase.replace("{name}", name)


def slipped(name: str, dice: random.Random, lengths: range) -> str | None:
    """A name with one slip of the finger in one word of some length; None without such a word."""
    words = name.split()
    fitting = [i for i, word in enumerate(words) if word.isalpha() and len(word) in lengths]
    if not fitting:
        return None
    place = dice.choice(fitting)
    word = words[place]
    at = dice.randrange(1, len(word) - 1)
    kind = dice.choice(("drop", "double", "swap", "wrong"))
    words[place] = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[:at] + word[at] + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "wrong": word[:at] + dice.choice("etaoinsrhl") + word[at + 1 :],
    }[kind]
    return " ".join(words)


def another_word(engine: Engine, typo: str, name: str) -> bool:
    """Whether a slip made an English word or another name of it: then it is no typo but another question."""
    changed = [word.lower() for word in typo.split() if word not in name.split()]
    return squash(typo) in engine.interpreter.names or any(
        engine.interpreter.knows(word) or word in engine.interpreter.names or word in engine.pack.words.stopwords
        for word in changed
    )


def test_the_phrasings_are_in_no_example(engine: Engine) -> None:
    """What is tested here is nowhere taught."""
    taught = {
        " ".join(sample)
        for intent in engine.pack.intents.values()
        for example in intent.examples
        for sample in samples(parse(example, engine.pack.words))
    }
    for phrasings in PHRASINGS.values():
        for phrase in phrasings:
            marked = phrase.replace("{name}", "xyzzy")
            words = " ".join(word.text for word in normalise(marked, engine.pack.words).words)
            assert words.replace("xyzzy", "{topic}") not in taught


def test_every_topic_is_reached_by_every_name_in_every_facet(engine: Engine) -> None:
    """All of them: one that is missed is named."""
    missed = []
    for topic, facet, name, sentence in asked(engine.pack):
        found = reached(engine, sentence)
        if found[:2] != (topic, facet):
            missed.append(f"{sentence!r} ({name}): {topic}.{facet} expected, {found} found")
    assert not missed, f"{len(missed)} missed:\n" + "\n".join(missed[:60])


@pytest.mark.parametrize(("lengths", "right"), [(range(5, 40), 0.97)])
def test_a_typo_in_a_long_word_is_forgiven(engine: Engine, lengths: range, right: float) -> None:
    """One slip in a word of five letters or more: nearly always the same answer."""
    dice, total, missed = random.Random(1966), 0, []
    for topic, facet, name, _ in asked(engine.pack):
        typo = slipped(name, dice, lengths)
        if typo is None or another_word(engine, typo, name) or dice.random() > 0.25:
            continue
        total += 1
        sentence = PHRASINGS[facet][total % 4].replace("{name}", typo)
        found = reached(engine, sentence)
        if found[:2] != (topic, facet):
            missed.append(f"{sentence!r}: {topic}.{facet} expected, {found} found")
    rate = 1 - len(missed) / total
    assert rate >= right, f"{rate:.1%} of {total}:\n" + "\n".join(missed[:60])


def test_a_typo_in_a_short_word_never_leads_astray(engine: Engine) -> None:
    """One slip in a word of three or four letters: the right answer or a question back, never another topic."""
    dice, astray = random.Random(1966), []
    for topic, facet, name, _ in asked(engine.pack):
        typo = slipped(name, dice, range(3, 5))
        if typo is None or dice.random() > 0.33 or another_word(engine, typo, name):
            continue
        sentence = PHRASINGS[facet][0].replace("{name}", typo)
        found = reached(engine, sentence)
        if found[0] and found[0] != topic and found[2] == "accepted":
            astray.append(f"{sentence!r}: {topic}.{facet} expected, {found} found")
    assert not astray, f"{len(astray)} astray:\n" + "\n".join(astray[:60])
