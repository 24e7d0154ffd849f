"""When the reflective voice speaks, what it remembers, and how misses in a row are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scripted import Making, rule, said
from visitor import Bot

from bot import assembly
from bot.channels.terminal.why import why
from bot.understanding.context import Context
from knowledge.loader import load
from knowledge.yamlfile import PackError


async def test_knowledge_comes_first(talking: Making) -> None:
    """A rule is silent where an answer is known, and beside a question nobody knows the answer to."""
    bot = talking("rules:\n" + rule("tea, tired", "{say: [Reflected.]}", more="rank: 60"))

    answers = await said(bot, "I am tired. What is green tea?", "I am tired. Who won the cup in 1974?", "I am tired")
    assert answers[0].startswith("Green tea is")
    assert "sorry" in answers[1]
    assert answers[2] == "Reflected."


async def test_what_can_not_wait_comes_before_knowledge(talking: Making) -> None:
    """From rank 90 on a rule speaks first; only the very words of a curated question are left alone."""
    hard = rule("tea", "{say: [Stop.]}", more="rank: 90\n    questions: true")
    bot = talking(f"rules:\n{hard}")

    first, second = await said(bot, "what is green tea?", "is herbal tea a tea")
    assert first == "Stop."
    assert second.startswith("Strictly no")


async def test_a_question_is_only_heard_by_rules_for_questions(talking: Making) -> None:
    """Whether it has a question mark or begins as one; what was told beside it is not reflected."""
    bot = talking(
        "rules:\n"
        + rule("cold", "{say: [Told.]}")
        + rule("warm", "{say: [Asked.]}", more="rank: 70\n    questions: true")
    )

    answers = await said(
        bot, "is it cold", "it is cold?", "is it warm", "it is cold, isn't it?", "it is cold, who did that?"
    )
    assert [answer in ("Told.", "Asked.") for answer in answers] == [False, False, True, True, False]


async def test_a_pack_replaces_the_rules_of_its_language_by_name(talking: Making) -> None:
    """Rules of other names stay in force."""
    bot = talking("rules:\n" + rule("i hope", "{say: [Hope.]}", more="name: wish\n    rank: 40"))

    hoped, boss = await said(bot, "I hope it snows", "my boss hates me")
    assert hoped == "Hope."
    assert boss.startswith("So your boss hates you")


OPEN = "rules:\n" + rule(
    "lost, left",
    '{match: "i lost my {what:*}", say: [Oh.], remember: "Have you found your {what}?"}',
    '{match: "i left my {topic} [behind]", say: [Ah.], remember: "You left your {topic} before: {title}."}',
    "pass",
)
MISS = "zxcv qwer"


async def test_unfinished_business_is_recalled_after_a_miss(talking: Making) -> None:
    """The oldest first, each once, and only after `recall_after` misses; reflecting is neither answer nor miss."""
    bot = talking(OPEN)

    answers = await said(bot, "I lost my bag", "I lost my coat", MISS, "I lost my hat", MISS)
    assert answers[:2] == ["Oh.", "Once more: Oh."]
    assert answers[-1] == "Have you found your bag?"
    assert [matter["line"] for matter in bot.state().unfinished] == [
        "Have you found your coat?",
        "Have you found your hat?",
    ]
    assert bot.state().misses == 2


async def test_what_was_answered_since_is_not_recalled(talking: Making) -> None:
    """An answer about the same topic or word closes a matter; small talk does not."""
    bot = talking(OPEN)

    await said(bot, "I left my green tea behind", "I lost my black tea cup", "hello")
    assert len(bot.state().unfinished) == 2
    await bot.say("what is black tea?")
    assert [matter["line"] for matter in bot.state().unfinished] == [
        "You left your green tea before: green and black tea."
    ]
    await bot.say("what is green tea?")
    assert bot.state().unfinished == ()


async def test_matters_are_few_and_grow_old(talking: Making) -> None:
    """Three at most; after twenty turns none is left."""
    bot = talking(OPEN)

    await said(bot, *(f"I lost my {thing}" for thing in ("bag", "coat", "hat", "shoe")))
    assert [matter["about"][-1] for matter in bot.state().unfinished] == ["coat", "hat", "shoe"]
    await said(bot, *["hello"] * 20)
    assert bot.state().unfinished == ()


async def test_misses_in_a_row_are_answered_more_plainly(talking: Making) -> None:
    """First rephrase, then topics, then the contact, then briefly; `fallback` says after how many."""
    bot = talking("rules: []")
    pack = bot.engine.pack

    answers = await said(bot, *[f"{MISS} {n}" for n in range(5)])
    assert "sorry" in answers[0]
    assert pack.called(pack.central[0]) in answers[1]
    assert pack.card.contact in answers[2]
    assert all(len(answer) < 60 and pack.card.contact not in answer for answer in answers[3:])

    early = talking("fallback: {handover_after: 1}")
    assert pack.card.contact in (await said(early, MISS, MISS))[1]


async def test_without_a_contact_that_is_said(tiny_pack: Path) -> None:
    """Where nobody can be reached, no one is promised."""
    card = tiny_pack / "pack.yaml"
    lines = card.read_text("utf-8").splitlines()
    card.write_text("\n".join('contact: ""' if line.startswith("contact:") else line for line in lines), "utf-8")
    bot = Bot(assembly.engine(load(tiny_pack)))

    assert "nobody" in (await said(bot, MISS, MISS, MISS))[2] or "no person" in (await said(bot, MISS))[0]


async def test_a_decline_of_the_script_is_a_miss(talking: Making) -> None:
    """Where something asked for is not to be had, it counts."""
    bot = talking("rules:\n" + rule("sing", "{say: [No.], declines: true}", more="rank: 70\n    questions: true"))

    await bot.say("sing me a song")
    assert bot.state().misses == 1


async def test_an_item_says_what_is_offered(talking: Making) -> None:
    """Its own answers, none, what is near to a topic that was named, or the pack's first questions."""
    script = rule("sun", "{say: [Sun.], ask_next: [green_tea.define]}") + rule("moon", "{say: [Moon.], ask_next: []}")
    bot = talking("rules:\n" + script + rule("star", '{match: "star [of] *", say: [Star.]}', "pass"))

    async def offered(text: str) -> list[str]:
        return [button.title for button in (await bot.say(text)).buttons]

    assert await offered("sun") == ["What is green tea?"]
    assert await offered("moon") == []
    assert await offered("star of black tea") != await offered("star") == list(bot.engine.pack.card.starters)


async def test_the_trace_tells_who_spoke(talking: Making) -> None:
    """Key, rank, item, the rules that passed, what was said back and which wording; `explain` shows it in words."""
    bot = talking(
        "rules:\n"
        + rule("blue", "pass", more="rank: 80")
        + rule("sky", '{match: "* sky {does:*}", say: [A., "It {does}?"]}', "pass")
    )

    await bot.say("the blue sky falls on me")
    answer = await bot.say("the blue sky falls on me")
    outline = "\n".join(why(answer.trace, bot.engine.pack.called).lines())
    assert answer.text == "It falls on you?"
    for told in (
        "blue → sky (“sky”, rank 70), item 0",
        "does = “falls on you”",
        "script/sky/0 #2",
        "the script speaks",
    ):
        assert told in outline, outline


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ('{match: "a (b", say: [x]}', "never closed"),
        ('{match: "@no *", say: [x]}', "no set 'no'"),
        ('{match: "{x:*} and {x:*}", say: [x]}', "two things as 'x'"),
        ("{say: [x], pass: true}", "exactly one"),
    ],
)
def test_what_can_not_be_read_is_told_before_it_is_met(talking: Making, item: str, says: str) -> None:
    """A broken script never comes into force; the file and the line are named."""
    with pytest.raises(PackError) as caught:
        talking(f"rules:\n{rule('a', item)}")

    [problem] = caught.value.problems
    assert (problem.file.name, problem.line) == ("script.yaml", 6)
    assert says in problem.what


@pytest.mark.parametrize("wrong", ["rules: 3\n", "rules:\n  - {when: [pass]}\n", "rules:\n  - {key: [a], when: []}\n"])
def test_what_is_no_script_is_refused(talking: Making, wrong: str) -> None:
    """With the file and what is wrong."""
    with pytest.raises(PackError, match=r"script\.yaml:\d+: error: rules"):
        talking(wrong)


async def test_a_visitors_braces_are_left_alone(talking: Making) -> None:
    """What a visitor writes fills a slot and is not filled itself."""
    bot = talking("rules:\n" + rule("my", '{match: "my {what:*}", say: ["Your {what} and {title}."]}', "pass"))

    assert (await said(bot, "my {umbrella} broke my {title}"))[0].startswith("Your umbrella} broke your {title and ")


def test_the_trace_is_plain_data(talking: Making) -> None:
    """Nothing in an understanding keeps JSON from carrying it."""
    bot = talking(OPEN)
    understood: dict[str, Any] = bot.engine.interpreter.understand("I lost my bag", Context()).as_dict()

    assert understood["clauses"][0]["script"] == {
        "response": "script/lost/0",
        "slots": {"what": "bag"},
        "about": ["bag"],
    }
