"""What is kept small finds what it was made of: phrases by numbers, English words in texts, names by their slips."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import OSA

from bot.understanding.examples.lessons import asks
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.listing import Listing
from bot.understanding.language.spelling import Speller
from bot.understanding.language.text import spoken
from bot.understanding.matching.features import Sample, phrases
from bot.understanding.matching.terms import Terms
from knowledge.loader import DEFAULT, load

PACK = load(DEFAULT)
SAMPLES = [
    Sample(words, words, words[:1]) for words in (spoken(text, PACK.words) for _, text in list(asks(PACK))[::20])
]


def test_phrases_are_known_by_their_numbers_in_their_order() -> None:
    taught, other = SAMPLES[::2], SAMPLES[1::2]
    numbers = {phrase: number for number, phrase in enumerate(sorted({p for s in taught for p in phrases(s)}))}
    terms = Terms.of(taught, numbers)

    for sample in (*taught, *other):
        assert terms.known(sample) == [numbers[phrase] for phrase in phrases(sample) if phrase in numbers]


def test_no_examples_know_no_phrase() -> None:
    assert Terms.of((), {}).known(SAMPLES[0]) == []


def test_a_listing_holds_whole_words_only() -> None:
    words = ["a", "to", "tone", "stone", "stones", "élan"]
    listing = Listing(words)

    assert [word for word in (*words, "", "ton", "tones", "sto", "e", "élans", "to tone") if word in listing] == words


@pytest.mark.parametrize("word", ["gtp", "bret", "lam", "vaee", "clip", "aii", "sorra", "ggan", "ädalle"])
def test_names_one_slip_away_are_those_a_scan_finds(word: str) -> None:
    lexicon = Lexicon.of(PACK)
    speller = Speller(lexicon, (), PACK.words.stopwords)

    assert set(speller.near(word)) == {
        key for key in lexicon.refs if key.isalpha() and OSA.distance(word, key, score_cutoff=1) == 1
    }


@pytest.mark.parametrize("start", ["", "g", "ge", "generativ", "zzz", "vae", "variationalautoencoder"])
def test_a_key_begins_so_or_none_does(start: str) -> None:
    lexicon = Lexicon.of(PACK)

    assert lexicon.begins(start) == any(start and key.startswith(start) for key in lexicon.refs)
