"""What re-creations of ELIZA usually get wrong: each row of the list as a test that such a one would fail."""

from __future__ import annotations

from exchange import one, replies, script

from actions.eliza.machine import State, hear

I_AND_YOU = "(I = YOU ((0 YOU 0) (YOU SAID 3))) (YOU = I ((0 I 0) (I SAID 3))) (ME = YOU) (AM = ARE) (MY = YOUR)"


def test_but_ends_a_clause() -> None:
    assert one(I_AND_YOU, "You are kind but I do not believe it") == "I SAID ARE KIND"


def test_pronouns_are_swapped_before_a_pattern_sees_them_and_in_the_whole_text() -> None:
    swapped = "(AM = ARE) (MY = YOUR) (I = YOU ((0 YOU ARE 0 YOUR 0) (1 - 4 - 5 - 6)) ((0) (NOT SWAPPED)))"
    assert one(swapped, "My boss says I am late for my train") == "YOUR BOSS SAYS - LATE FOR - YOUR - TRAIN"


def test_a_linked_keyword_leaves_the_word_in_the_text() -> None:
    assert one("(HOW (=WHAT)) (WHAT ((0) (ASKED 1)))", "how now") == "ASKED HOW NOW"


def test_it_commits_to_the_first_clause_with_a_keyword_even_if_that_has_no_reply() -> None:
    assert one("(A ((A) (ONLY A))) (B ((0) (B)))", "a x, b") == "HMMM"


def test_keywords_are_not_sorted_by_rank() -> None:
    ranked = "(A 9 ((0) (NEWKEY))) (B 3 ((0) (B))) (C 7 ((0) (C)))"
    assert one(ranked, "a b c") == "B"


def test_keywords_of_equal_rank_keep_the_order_of_the_text() -> None:
    equal = "(A 3 ((0) (A))) (B 3 ((0) (B)))"
    assert one(equal, "b a") == "B"


def test_wildcards_take_as_little_as_they_can() -> None:
    assert one("(MY = YOUR ((0 YOUR 0) (1 - 3)))", "it is my car and my sister") == "IT IS - CAR AND YOUR SISTER"


def test_there_are_no_dice() -> None:
    many = script(f"(KEY ((0) {' '.join(f'(R{n})' for n in range(9))}))")
    lines = ["key"] * 20
    assert replies(many, *lines) == replies(many, *lines) == [f"R{n % 9}" for n in range(20)]


def test_a_miss_alone_recalls_nothing() -> None:
    remembering = "(MY = YOUR ((0) (M))) (MEMORY MY (0 = A) (0 = A) (0 = A) (0 = A))"
    assert replies(script(remembering), "my", "q", "q") == ["M", "NONE Q", "A"]
    assert replies(script(remembering), "my", "q", "my", "q", "q", "q", "q") == [
        *("M", "NONE Q", "M", "NONE Q", "NONE Q", "NONE Q", "A")
    ]


def test_what_is_kept_is_chosen_by_the_last_word_and_by_nothing_else() -> None:
    remembering = script("(MY = YOUR ((0) (M))) (MEMORY MY (0 = A) (0 = B) (0 = C) (0 = D))")
    state = State()
    for line in ("my kids", "my kids", "my time", "my kids, my time"):
        state, _ = hear(remembering, state, line)
    assert state.memories == ("B", "B", "A", "B")


def test_newkey_and_pre_are_known() -> None:
    assert one("(A 9 ((0) (NEWKEY))) (B ((0) (PRE (C 1) (=C)))) (C ((C 0) (SAW 2)))", "a b") == "SAW A B"


def test_the_script_is_said_as_it_is_written() -> None:
    """No question mark is added, no word mended; in 1966 there were only capitals."""
    spoken = script("(KEY ((0) (WHAT RESEMBLENCE DO YOU SEE)))")
    assert spoken.greeting == "GOOD DAY"
    assert replies(spoken, "key?") == ["WHAT RESEMBLENCE DO YOU SEE"]


def test_links_are_followed_more_than_once() -> None:
    assert one("(A (=B)) (B (=C)) (C ((0) (=D))) (D ((0) (END)))", "a") == "END"


def test_none_answers_where_no_keyword_is_and_not_a_built_in_message() -> None:
    assert one("(KEY ((0) (GOT)))", "nothing known") == "NONE NOTHING KNOWN"
