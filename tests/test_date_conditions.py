"""How a date is meant: each way of saying it, asked of lists, counts and yes or no; and no time raises."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from visitor import Bot

from bot.engine import Engine
from bot.messages import Answer
from knowledge import years
from knowledge.query import Constraint, holds

DATED = {2012: "alexnet", 2013: "word2vec", 2014: "sequence_to_sequence"}
"""A topic of each year that no other year has a claim to."""
SAID = [
    ("in 2013", {2013}),
    ("before 2013", {2012}),
    ("prior to 2013", {2012}),
    ("earlier than 2013", {2012}),
    ("not earlier than 2013", {2013, 2014}),
    ("no earlier than 2013", {2013, 2014}),
    ("not before 2013", {2013, 2014}),
    ("after 2013", {2014}),
    ("later than 2013", {2014}),
    ("no later than 2013", {2012, 2013}),
    ("not after 2013", {2012, 2013}),
    ("since 2013", {2013, 2014}),
    ("not since 2013", {2012}),
    ("until 2013", {2012, 2013}),
    ("not until 2013", {2013, 2014}),
    ("up to 2013", {2012, 2013}),
    ("by 2013", {2012, 2013}),
    ("not by 2013", {2014}),
    ("by the end of 2013", {2012, 2013}),
    ("in 2013 or earlier", {2012, 2013}),
    ("in 2013 or before", {2012, 2013}),
    ("in or before 2013", {2012, 2013}),
    ("in 2013 at the latest", {2012, 2013}),
    ("at the latest in 2013", {2012, 2013}),
    ("in 2013 or later", {2013, 2014}),
    ("in or after 2013", {2013, 2014}),
    ("in 2013 at the earliest", {2013, 2014}),
    ("at the earliest in 2013", {2013, 2014}),
    ("from 2013 onwards", {2013, 2014}),
    ("from 2013 until now", {2013, 2014}),
    ("not in 2013 or later", {2012}),
    ("between 2012 and 2013", {2012, 2013}),
    ("between 2013 and 2012", {2012, 2013}),
    ("from 2013 to 2014", {2013, 2014}),
    ("from 2013 until 2014", {2013, 2014}),
    ("after 2012 and before 2014", {2013}),
    ("in 2012 or 2014", {2012, 2014}),
    ("in 2012 and in 2014", {2012, 2014}),
    ("in 2012, 2013 or 2014", {2012, 2013, 2014}),
    ("before 2013 or after 2013", {2012, 2014}),
    ("not in 2013", {2012, 2014}),
    ("not in 2012 or 2014", {2013}),
    ("neither in 2012 nor in 2014", {2013}),
    ("in the 2010s", {2012, 2013, 2014}),
    ("before the 2010s", set[int]()),
    ("between the 2000s and the 2010s", {2012, 2013, 2014}),
    ("in the 1990s or the 2010s", {2012, 2013, 2014}),
    ("in the 20th century", set[int]()),
    ("in the last 13 years", {2013, 2014}),
    ("in the past ten years", set[int]()),
    ("in the year 3000", set[int]()),
    ("in 20144", set[int]()),
    ("in 123", set[int]()),
]
"""What comes behind "came out", and of which years it then speaks; the visitor speaks in 2026."""
DENIED = [
    ("before 2013", {2013, 2014}),
    ("after 2013", {2012, 2013}),
    ("since 2013", {2012}),
    ("until 2013", {2013, 2014}),
    ("by 2013", {2014}),
    ("in 2013", {2012, 2014}),
    ("in 2012 or 2013", {2014}),
    ("in 2013 or earlier", {2014}),
]
"""The same behind "did not come out"."""


def listed(answer: Answer) -> set[str]:
    """The topics of the lists in an answer."""
    blocks = [
        block for message in answer.messages for block in message.custom.get("blocks", ()) if block["type"] == "list"
    ]
    return {item["id"] for block in blocks for item in block["items"]}


def among(answer: Answer) -> set[int]:
    """The years whose topic an answer lists; it has not failed."""
    assert not any(decision["failure"] for decision in answer.trace["decisions"]), answer.text
    ids = listed(answer)
    return {year for year, topic in DATED.items() if topic in ids}


@pytest.mark.parametrize(("said", "meant"), SAID)
async def test_a_list_holds_what_is_of_that_time(engine: Engine, said: str, meant: set[int]) -> None:
    answer = await Bot(engine).say(f"Which models came out {said}?")
    assert among(answer) == meant, answer.text


@pytest.mark.parametrize(("said", "meant"), SAID)
async def test_a_count_counts_what_a_list_lists(engine: Engine, said: str, meant: set[int]) -> None:
    many = await Bot(engine).say(f"How many models came out {said}?")
    assert among(many) == meant, many.text
    assert listed(many) == listed(await Bot(engine).say(f"Which models came out {said}?"))


@pytest.mark.parametrize(("said", "meant"), DENIED)
async def test_a_list_of_what_did_not_come_then(engine: Engine, said: str, meant: set[int]) -> None:
    answer = await Bot(engine).say(f"Which models did not come out {said}?")
    assert among(answer) == meant, answer.text


@pytest.mark.parametrize(("said", "meant"), [pair for pair in SAID if not pair[0].startswith(("not in", "neither"))])
async def test_yes_and_no_are_of_that_time(engine: Engine, said: str, meant: set[int]) -> None:
    """word2vec is of 2013; which of some years it is asks for the year, and for no Yes or No."""
    answer = await Bot(engine).say(f"Did word2vec come out {said}?")
    which = said in ("in 2012 or 2014", "in 2012, 2013 or 2014")
    assert answer.text.startswith("Word2vec" if which else "Yes" if 2013 in meant else "No"), answer.text
    assert "2013" in answer.text


NARROWING = [
    ("only those from 2022 or later", {"imagen", "firefly"}),
    ("only those by 2021", {"dall_e"}),
    ("keep the ones from 2021 or 2023", {"dall_e", "firefly", "imagen"}),
    ("which of them came out no later than 2022?", {"dall_e", "imagen"}),
    ("drop those from 2022 or earlier", {"firefly"}),
    ("drop those from 2023 or later", {"dall_e", "imagen"}),
]


@pytest.mark.parametrize(("said", "kept"), NARROWING)
async def test_a_list_is_narrowed_by_the_same_reading(engine: Engine, said: str, kept: set[str]) -> None:
    bot = Bot(engine)
    await bot.say("list image tools")
    answer = await bot.say(said)
    assert listed(answer) & {"dall_e", "imagen", "firefly"} == kept, answer.text


HAPPENED = [
    ("what happened in 2014 and 2017?", {2014, 2017}),
    ("what happened before 1970?", {1966}),
    ("what happened in 2017 or later?", set(range(2017, 2027))),
    ("timeline from 2014 to 2017", {2014, 2015, 2017}),
]


@pytest.mark.parametrize(("said", "of"), HAPPENED)
async def test_the_timeline_is_of_those_years(engine: Engine, said: str, of: set[int]) -> None:
    answer = await Bot(engine).say(said)
    blocks = [
        block
        for message in answer.messages
        for block in message.custom.get("blocks", ())
        if block["type"] == "timeline"
    ]
    told = {int(str(item["on"])[:4]) for block in blocks for item in block["items"]}
    assert told, answer.text
    assert told <= of, answer.text


SPOKEN = [
    ("Did word2vec come out before or after 2015?", "Before 2015:"),
    ("Was word2vec older or newer than 2010?", "After 2010:"),
    ("Which models did not come out before GPT-3?", "Models since 28 May 2020"),
    ("Which models came out no later than BERT?", "Models up to 11 October 2018"),
    ("What is the third oldest model?", "Of the models I know, the third oldest is ELIZA"),
    ("What is the 12th oldest model?", "Of the models I know, the 12th oldest is"),
    ("What is the 100th oldest model?", "Of the models I know, I have dates for"),
    ("Which is the second oldest chatbot?", "Of the chatbots I know, the second oldest is PARRY"),
    ("What is the oldest tool after 2022?", "Of the tools from after 2022 I know, the oldest is ElevenLabs"),
    ("Compare VAE with VAE", "You named one thing twice"),
    ("How do GAN and GAN differ?", "You named one thing twice"),
    ("Gemini vs Gemini", "The Gemini app and the Gemini models are two things"),
    ("models older than ten years", "Models from before 2016"),
    ("which models are more than ten years old?", "Models up to 2016"),
    ("which tools are no more than three years old?", "Tools since 2023"),
    ("Is GAN at least ten years old?", "Yes"),
    ("Is ChatGPT over ten years old?", "No"),
    ("Has BERT existed since 2017?", "No"),
    ("Has BERT existed since 2018?", "Yes"),
    ("Was BERT before 2019 or after?", "Before 2019:"),
    ("Was BERT before, in or after 2018?", "In 2018:"),
    ("did google release anything in 2019?", "Of what I know from 2019 by Google"),
    ("was anything released by 1950?", "Of what I know up to 1950"),
]


@pytest.mark.parametrize(("said", "start"), SPOKEN)
async def test_what_is_said_of_a_place_and_a_time(engine: Engine, said: str, start: str) -> None:
    answer = await Bot(engine).say(said)
    assert answer.text.startswith(start), answer.text


async def test_a_year_behind_a_date_is_a_guess_at_it(engine: Engine) -> None:
    bot = Bot(engine)
    await bot.say("When did ELIZA come out?")
    for said, start in (
        ("no later than 1965?", "No"),
        ("in 1966 or 1967?", "ELIZA was published by Joseph Weizenbaum in January 1966"),
        ("before or after 1970?", "Before"),
    ):
        assert (await bot.say(said)).text.startswith(start), said


@pytest.mark.parametrize("year", ["soon", "20x4", "2014..soon", "|", "..", "9" * 5000, "2014-13", "now-"])
@pytest.mark.parametrize("intent", ["select", "count", "bare", "timeline", "was_it", "superlative"])
async def test_what_is_no_year_is_refused(engine: Engine, intent: str, year: str) -> None:
    """By a button of nobody's, and by the facts themselves."""
    answer = await Bot(engine).say(f'/{intent}{{"year": "{year}"}}')
    assert not any(decision["failure"] for decision in answer.trace["decisions"])
    held = holds(engine.pack.topics["bert"], Constraint("date", "is", year), engine.pack)
    assert held == ("unknown", ())


POINT = st.sampled_from(["2014", "1980s", "the 90s", "2022", "the 20th century", "the year 3000", "99999", "last year"])
WORD = st.sampled_from(
    "not no before after since until by between and or to in from the later than earlier at latest onwards , - / last "
    "5 two years older neither nor 2014 1990s now".split()
)
PHRASE = st.lists(POINT | WORD, min_size=1, max_size=8).map(" ".join)
ASKED = st.sampled_from(["Which models came out {}?", "Did BERT come out {}?", "How many tools are from {}?", "{}"])
ASKED |= st.sampled_from(["what happened {}?", "the oldest model {}", "only those {}"])
VALUE = st.text("0123456789s.|-nowx ", max_size=14) | st.sampled_from(
    ["1980s..1990s", "..", "|", "now-5..", "9" * 5000]
)
LENIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LENIENT
@given(asked=ASKED, said=PHRASE)
async def test_no_time_raises(engine: Engine, asked: str, said: str) -> None:
    """However it is put together, in a question, behind one, and about a list."""
    bot = Bot(engine)
    for message in ("list image tools", asked.format(said), said):
        answer = await bot.say(message)
        assert not any(decision["failure"] for decision in answer.trace["decisions"]), message


@given(value=VALUE, operator=st.sampled_from(sorted(years.OPERATORS)))
def test_what_is_no_year_is_none(value: str, operator: str) -> None:
    """A value is read or refused; what an operator leaves reads the same when it is written as a value."""
    left = years.left(operator, value)
    assert left == () or years.spoken(value)
    if left and operator in years.LIMITS and all((end or 0) >= 0 for part in left for end in part):
        assert years.stretches(years.written(operator, value)) == left
    assert years.spoken(years.resolved(value, 2026))


@given(years_=st.lists(st.integers(1800, 2099), min_size=1, max_size=4))
def test_an_operator_and_its_opposite_part_all_years(years_: list[int]) -> None:
    value = "|".join(map(str, years_))
    for one, other in (("before", "since"), ("after", "until")):
        for year in range(1800, 2100, 7):
            held = [any(part.holds(year, year) for part in years.left(side, value)) for side in (one, other)]
            assert sum(held) == 1
