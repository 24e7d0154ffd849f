"""The sieve of rules keeps every rule that fits, and few others; in code rules fit what they fit in letters."""

from __future__ import annotations

import re
from pathlib import Path

from written import written

from bot.understanding.clause import Clause, types_of
from bot.understanding.keywords.codebook import codebook, compiled
from bot.understanding.keywords.rules import Rules
from bot.understanding.keywords.sieve import Sieve, traits
from bot.understanding.language.lexicon import Lexicon
from bot.understanding.language.linking import Mention, link
from bot.understanding.language.pattern import expanded, finder, parse
from bot.understanding.language.text import Word, normalise
from knowledge.loader import DEFAULT, load

PACK = load(DEFAULT)
LEXICON = Lexicon.of(PACK)
PATTERNS = [parse(expanded(pattern, PACK.words.sets), PACK.words) for rule in PACK.rules for pattern in rule.when]
EXPRESSIONS = [re.compile(f"^{finder(parts)}$") for parts in PATTERNS]
QUESTIONS = Path(__file__).parents[1] / "questions" / "visitors.yaml"
SAID = [item["say"] for item in written(QUESTIONS)[::6]]


def heard(text: str) -> Clause:
    said = normalise(text, PACK.words)
    return Clause(said.words, link(said.words, LEXICON, PACK.words), said.question)


def spelled(clause: Clause, left: str = "") -> str:
    """A clause in letters, names of one type left as words."""
    items = (
        f"<{types_of(item)[0][1:-1]}:0>" if isinstance(item, Mention) and item.ref.entity != left else words_of(item)
        for item in clause.items
    )
    return "".join(f"{item} " for item in items)


def words_of(item: Mention | Word) -> str:
    return item.surface if isinstance(item, Mention) else item.text


def test_in_code_a_rule_fits_what_it_fits_in_letters() -> None:
    book = codebook(PACK.words)
    coded = [compiled(book.expression(parts)) for parts in PATTERNS]
    fitting = 0
    for clause in map(heard, SAID):
        for left in ("", "kind", "topic"):
            letters, code = spelled(clause, left), book.read(clause, left)
            fits = [place for place, one in enumerate(EXPRESSIONS) if one.match(letters)]
            assert fits == [place for place, one in enumerate(coded) if one.match(code)], clause.text
            fitting += len(fits)
    assert fitting > 30


def test_another_codebook_makes_no_other_rules() -> None:
    clause = heard("what is the difference between a GAN and a VAE")
    fits = [*Rules(PACK).fits(clause)]
    codebook.cache_clear()  # As where rules of many languages were read in between.
    codebook(PACK.words).expression(PATTERNS[-1])
    assert fits
    assert [*Rules(PACK).fits(clause)] == fits


def test_no_rule_that_fits_is_passed_over_and_few_are_tried() -> None:
    sieve = Sieve([traits(parts) for parts in PATTERNS])
    tried = fitting = 0
    for clause in map(heard, SAID):
        kept = [*sieve.of(clause)]
        views = [spelled(clause), spelled(clause, "kind"), spelled(clause, "topic")]
        fits = {place for place, one in enumerate(EXPRESSIONS) if any(map(one.match, views))}
        assert fits <= {*kept}, clause.text
        tried, fitting = tried + len(kept), fitting + len(fits)
    assert fitting > 30
    assert tried < 6 * len(SAID)


def test_rules_are_tried_best_first() -> None:
    ranks = [fit.rule.rank for fit in Rules(PACK).fits(heard("what is the difference between a GAN and a VAE"))]
    assert ranks
    assert ranks == sorted(ranks, reverse=True)
