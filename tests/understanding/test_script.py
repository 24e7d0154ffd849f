"""A script's mechanisms, by the front door: a few rules over the small pack about tea, one thing at a time."""

from __future__ import annotations

import pytest
from scripted import Making, afresh, rule, said


@pytest.mark.parametrize(
    ("match", "user", "answer"),
    [
        ("* my {who:boss|aunt} {does:*}", "my boss hates me", "Your boss hates you?"),
        ("* my {who:boss|aunt} {does:*}", "Well, MY boss says you are no good!", "Your boss says I am no good?"),
        (
            "* my {who:*} loves {does:*}",
            "my Ann-Marie's boss loves Rio",
            "Your Ann-Marie's boss Rio?",
        ),
        ("my {who:@kin} [really] {does:*}", "my great aunt really can't sing", "Your great aunt can't sing?"),
        ("my {who:@kin} {does:(is|was) (in|on) *}", "my aunt is in Rome", "Your aunt is in Rome?"),
        ("my {who:@kin} likes {topic} {does:_}", "my aunt likes green tea most", "Your aunt most?"),
        ("my {who:_} likes {does:topic}", "my aunt likes Green  Tea", "Your aunt Green Tea?"),
        ("{does:*} my {who:boss}", "Nobody likes my boss", "Your boss nobody likes?"),
        ("my {who:boss} {does:*}", "my boss  knows\n i'm  old", "Your boss knows you are old?"),
        (
            "my {who:boss} {does:hates me} (a|an) (lot|awful lot)",
            "my boss hates me an awful lot",
            "Your boss hates you?",
        ),
    ],
)
async def test_a_pattern_keeps_words_and_says_them_back(talking: Making, match: str, user: str, answer: str) -> None:
    """Matched in the visitor's own words; turned only where they are inserted, in one pass, and else as written."""
    item = f'{{match: "{match}", say: ["Your {{who}} {{does}}?"]}}'
    bot = talking(f"sets: {{kin: [aunt, great aunt]}}\nrules:\n{rule('my', item, 'pass')}")

    assert await said(bot, user) == [answer]


NO_FIT = ["my boss", "my boss " + "really " * 12 + "hates me", "my boss hates me a lot indeed", "hates me my boss"]


@pytest.mark.parametrize("user", NO_FIT)
async def test_a_pattern_fits_the_whole_part_or_not_at_all(talking: Making, user: str) -> None:
    """What is kept is a word at least and twelve at most; nothing may be left over at either end."""
    bot = talking("rules:\n" + rule("boss", '{match: "my boss {does:*} me", say: [It fits.]}', "pass"))

    assert await said(bot, user) != ["It fits."]


async def test_the_highest_rank_speaks_and_then_the_first_key(talking: Making) -> None:
    """Not the order of the file: rank, and of equal ranks the place in what is said."""
    rules = [
        rule(key, f"{{say: [{key}]}}", more=f"rank: {rank}") for key, rank in (("moon", 20), ("sun", 30), ("star", 30))
    ]
    bot = talking("rules:\n" + "".join(rules))

    assert await afresh(bot, "the moon and the sun", "the star and the sun", "the sun and the star", "the moon") == [
        "sun",
        "star",
        "sun",
        "moon",
    ]


async def test_the_last_part_of_equal_rank_speaks(talking: Making) -> None:
    """What follows "but", a comma or "and I" is the news; a higher rank is heard wherever it stands."""
    bot = talking(
        "rules:\n"
        + rule("i have", '{match: "i have {what:*}", say: ["{what}."]}', "pass")
        + rule("fire", "{say: [Out!]}", more="rank: 80")
    )

    assert await said(
        bot, "I have a cat but I have a cold", "I have a dog and I have a flea", "I have fire, I have fun"
    ) == [
        "a cold.",
        "a flea.",
        "Out!",
    ]


async def test_a_rule_may_pass_to_the_next_key(talking: Making) -> None:
    """`pass` declines, where no pattern fits and where an item says so; what all decline is declined as ever."""
    bot = talking(
        "rules:\n"
        + rule("knit", '{match: "* not *", pass: true}', '{match: "they knit *", say: [Do they?]}', "pass")
        + rule("socks", "{say: [Socks.]}", more="rank: 60")
    )

    answers = await afresh(bot, "they knit socks", "they do not knit socks", "we knit socks", "they knit not")
    assert answers[:3] == ["Do they?", "Socks.", "Socks."]
    assert "sorry" in answers[3]


async def test_a_link_shares_the_other_rules_turns(talking: Making) -> None:
    """`ask: name` goes on with a rule; its wordings take turns however it is reached."""
    bot = talking("rules:\n" + rule("sun", "{say: [One., Two., Three.]}") + rule("moon", "{ask: sun}"))

    assert await said(bot, "sun", "moon", "moon", "sun") == ["One.", "Two.", "Three.", "Once more: One."]


async def test_a_clause_may_be_taken_for_a_question_type(talking: Making) -> None:
    """`ask: define` answers with the names of the clause; what the question type needs and lacks is asked for."""
    bot = talking("rules:\n" + rule("gossip", '{match: "gossip about *", ask: define}', "{ask: define}"))

    first, second = await said(bot, "gossip about green tea", "gossip")
    assert first.startswith("Green tea is tea from leaves that are heated")
    assert second in bot.engine.pack.responses["utter_ask_topic"]


async def test_words_may_be_rewritten_to_a_question(talking: Making) -> None:
    """`as` is understood as though it had been said; with `ask` it goes on with a rule, in the new words."""
    script = "rules:\n" + rule(
        "wish",
        '{match: "* wish somebody told me what [a|an] {thing:*} is", as: "what is {thing}"}',
        '{match: "i wish my {who:_} {does:*}", as: "the {who} {does}", ask: echo}',
        "pass",
    )
    bot = talking(script + rule("the", '{match: "the {all:*}", say: ["So: {all}."]}', "pass", more="name: echo"))

    answer = await bot.say("I wish somebody told me what a Green Tea is")
    assert answer.text.startswith("Green tea is tea from leaves that are heated")
    assert "what is Green Tea" in answer.trace["understanding"]["clauses"][0]["reason"]
    assert bot.state().slots["topic"] == "green_tea"
    assert await said(bot, "I wish my boss smiled at me") == ["So: boss smiled at you."]
    assert "sorry" in (await said(bot, "I wish somebody told me what a quokka is"))[0]


async def test_a_script_that_leads_in_a_circle_ends(talking: Making) -> None:
    """After ten hops the message is declined, whether rules link or texts are rewritten to themselves."""
    bot = talking(
        "rules:\n"
        + rule("ping", "{ask: pong}")
        + rule("pong", "{ask: ping}")
        + rule("echo", '{match: "echo {x:*}", as: "echo the {x}"}', "pass")
    )

    for text in ("ping", "echo this"):
        await bot.say(text)
    assert bot.state().misses == 2
