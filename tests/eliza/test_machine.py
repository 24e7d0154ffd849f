"""The mechanism, piece by piece, each on a script of a few rules."""

from __future__ import annotations

import json

import pytest
from exchange import one, replies, script

from actions.eliza.machine import BUILT_IN, HOPS, KEPT, State, hear, scan
from actions.eliza.words import words

SHOW = "(KEY ((0) (GOT 1)))"
"""A rule that shows the text it gets."""
MEMORY = "(MEMORY MY (0 YOUR 0 = ZERO 3) (0 YOUR 0 = ONE 3) (0 YOUR 1 = TWO 3) (0 YOUR 0 = THREE 3))"
MINE = "(MY = YOUR 2 ((0 YOUR 0) (YOUR 3)))" + MEMORY
"""By their hash HAT chooses the first memory, BOOK the second, COAT the third and HERE the last."""


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "heard"),
        [
            ("Men are all alike.", "MEN ARE ALL ALIKE ."),
            ("well,my boyfriend", "WELL , MY BOYFRIEND"),
            ("don't well-known", "DON'T WELL-KNOWN"),
            ("don’t", "DON'T"),
            ("what? no! a: b; c", "WHAT . NO . A , B , C"),
            ("a – b—c", "A , B , C"),
            ('“he” «said» `it` "so" ‘', "HE SAID IT SO"),
            ("3.14 is 1,000", "3 . 14 IS 1 , 000"),
            ("café straße", "CAFÉ STRASSE"),
            ("a\tb\u00a0c\x07d\x1b[2Je\x00", "A B C D [2JE"),
            (" \r\n", ""),
            ("", ""),
        ],
    )
    def test_a_line_becomes_words(self, typed: str, heard: str) -> None:
        assert words(typed) == heard.split()


class TestLimit:
    def test_it_goes_round_with_every_line_whatever_the_line_is(self) -> None:
        state, seen = State(), []
        for line in ("key", "", "nothing", ".", "key"):
            state, _ = hear(script(SHOW), state, line)
            seen.append(state.limit)
        assert seen == [2, 3, 4, 1, 2]

    def test_a_memory_is_recalled_only_where_it_stands_at_four_and_oldest_first(self) -> None:
        lines = ("my hat", "my coat", "q", "q", "q", "q", "q", "q", "q", "q")
        assert replies(script(MINE), *lines) == [
            "YOUR HAT",
            "YOUR COAT",
            _kept("HAT"),
            "NONE Q",
            "NONE Q",
            "NONE Q",
            _kept("COAT"),
            "NONE Q",
            "NONE Q",
            "NONE Q",
        ]

    def test_a_keyword_comes_before_a_memory(self) -> None:
        assert replies(script(MINE + SHOW), "my hat", "q", "key", "q", "q", "q", "q") == [
            *("YOUR HAT", "NONE Q", "GOT KEY", "NONE Q", "NONE Q", "NONE Q"),
            _kept("HAT"),
        ]


class TestScan:
    def test_only_the_first_clause_with_a_keyword_is_kept(self) -> None:
        for line in ("a key b, c", "x, a key b. key d", "x. y, a key b but z", "but a key b but key"):
            assert one(SHOW, line) == "GOT A KEY B"

    def test_but_is_no_keyword_even_if_it_has_a_rule(self) -> None:
        assert one("(BUT ((0) (BUTTED))) " + SHOW, "but key") == "GOT KEY"

    def test_without_a_keyword_the_last_clause_is_left(self) -> None:
        assert one(SHOW, "one, two. three four") == "NONE THREE FOUR"
        assert one(SHOW, "one, two.") == "NONE"

    def test_only_what_outranks_all_before_goes_on_top(self) -> None:
        ranked = script("(A 8 ((0) (1))) (B 5 ((0) (1))) (C 7 ((0) (1))) (D ((0) (1))) (E 9 ((0) (1)))")
        assert list(scan(ranked, words("d a b c d")).stack) == ["A", "D", "B", "C", "D"]
        assert list(scan(ranked, words("b c a e a")).stack) == ["E", "A", "C", "B", "A"]
        assert list(scan(ranked, words("b b")).stack) == ["B", "B"]

    def test_rank_nought_never_goes_on_top(self) -> None:
        equal = script("(A ((0) (1))) (B 0 ((0) (1)))")
        assert list(scan(equal, words("b a b")).stack) == ["B", "A", "B"]

    def test_what_only_substitutes_or_carries_tags_is_not_stacked(self) -> None:
        bare = script("(A = KEY) (B DLIST(/T)) (C 9) " + SHOW)
        assert not scan(bare, words("a b c")).stack
        assert replies(bare, "a b c") == ["NONE KEY B C"]

    def test_a_substitute_is_not_looked_up_again(self) -> None:
        swapped = "(I = YOU) (YOU = I) (FOO = BUT) " + SHOW
        assert one(swapped, "i saw you key") == "GOT YOU SAW I KEY"
        assert one(swapped, "foo key") == "GOT BUT KEY"

    def test_the_keyword_is_stacked_not_what_takes_its_place(self) -> None:
        assert one("(A = B ((0 B 0) (A HEARD 1 2))) (B ((0) (B)))", "x a") == "A HEARD X B"


class TestMemory:
    def test_it_is_kept_of_the_substituted_clause_by_its_last_word(self) -> None:
        state, _ = hear(script(MINE), State(), "so, my friend gave it to my hat. bye")
        assert state.memories == (_kept("FRIEND GAVE IT TO YOUR HAT", "HAT"),)

    def test_a_memory_whose_pattern_does_not_fit_is_none(self) -> None:
        assert hear(script(MINE), State(), "my coat")[0].memories == (_kept("COAT"),)
        assert hear(script(MINE), State(), "my old coat")[0].memories == ()

    def test_another_keyword_on_top_leaves_no_memory(self) -> None:
        state, _ = hear(script(MINE + "(KEY 9 ((0) (GOT)))"), State(), "my key")
        assert state.memories == ()

    @pytest.mark.parametrize("way", ["(NEWKEY)", "(=MY)"])
    def test_it_is_kept_however_the_keyword_comes_up(self, way: str) -> None:
        state, reply = hear(script(f"{MINE} (KEY 9 ((0) {way}))"), State(), "key my hat")
        assert (reply, state.memories) == ("YOUR HAT", (_kept("HAT"),))

    def test_it_is_kept_before_the_text_is_rewritten_and_again_after(self) -> None:
        again = f"(MY = YOUR ((0 YOUR COAT) (PRE (YOUR HAT) (=MY))) ((0) (DONE))) {MEMORY}"
        state, _ = hear(script(again), State(), "my coat")
        assert state.memories == (_kept("COAT"), _kept("HAT"))

    def test_nothing_is_kept_of_no_words(self) -> None:
        emptied = "(A ((0) (PRE () (=MY)))) (MY ((0) (EMPTY))) (MEMORY MY (0 = A) (0 = B) (0 = C) (0 = D))"
        state, reply = hear(script(emptied), State(), "a")
        assert (reply, state.memories) == ("EMPTY", ())

    def test_a_script_may_have_none(self) -> None:
        assert replies(script("(MY ((0) (M)))"), "my hat", "q", "q") == ["M", "NONE Q", "NONE Q"]

    def test_memories_end_somewhere(self) -> None:
        flooded = script(MINE)
        state = State(memories=("X" * (KEPT + 1),))
        after, reply = hear(flooded, state, "my hat")
        assert (reply, after.memories) == ("YOUR HAT", state.memories)


class TestLoop:
    def test_the_first_decomposition_that_fits_answers(self) -> None:
        assert one("(KEY ((KEY 0) (FIRST)) ((0 KEY 0) (SECOND)) ((0) (THIRD)))", "a key") == "SECOND"

    def test_replies_take_turns_for_each_decomposition_by_itself(self) -> None:
        turns = script("(KEY ((0 KEY) (A) (B)) ((0) (C) (D)))")
        assert replies(turns, "key", "key x", "key", "key", "key x", "key x") == ["A", "C", "B", "A", "D", "C"]

    def test_links_newkeys_and_pres_take_their_turn(self) -> None:
        turns = script("(KEY ((0) (A) (NEWKEY) (=B) (PRE (C) (=B)))) (B ((0) (B 1)))")
        assert replies(turns, *["key"] * 5) == ["A", "NONE KEY", "B KEY", "B C", "A"]

    def test_where_no_decomposition_fits_the_rule_s_link_is_taken(self) -> None:
        linked = script("(KEY ((KEY 0) (OWN)) (=B)) (B ((0) (B 1)))")
        assert replies(linked, "key", "a key") == ["OWN", "B A KEY"]

    def test_without_a_link_a_built_in_message_is_said_and_no_other_keyword_tried(self) -> None:
        hole = script("(KEY 9 ((KEY 0) (OWN))) (B ((0) (B)))")
        assert replies(hole, *["b key"] * 5) == ["HMMM", "GO ON , PLEASE", "I SEE", "PLEASE CONTINUE", "HMMM"]

    def test_newkey_goes_on_with_the_next_of_the_stack(self) -> None:
        passing = script("(KEY 9 ((0) (NEWKEY))) (B ((0) (B))) (C ((0) (C)))")
        assert replies(passing, "c b key") == ["C"]

    def test_newkey_with_nothing_left_is_none_even_where_there_is_a_memory(self) -> None:
        passing = script(MINE + "(KEY 9 ((0) (NEWKEY)))")
        state = State(limit=3, memories=("KEPT",))
        after, reply = hear(passing, state, "see key")
        assert (reply, after.memories, after.limit) == ("NONE SEE KEY", ("KEPT",), 4)

    def test_a_link_leaves_the_rest_of_the_stack(self) -> None:
        assert one("(KEY 9 ((0) (=B))) (B ((0) (NEWKEY))) (C ((0) (C 1)))", "c key") == "C C KEY"

    def test_what_is_linked_to_has_one_cycle_for_all(self) -> None:
        shared = script("(HOW (=WHAT)) (WHEN (=WHAT)) (WHAT ((0) (A) (B) (C)))")
        assert replies(shared, "how", "when", "what", "how") == ["A", "B", "C", "A"]

    def test_many_links_are_followed(self) -> None:
        chain = " ".join(f"(K{n} (=K{n + 1}))" for n in range(HOPS)) + f"(K{HOPS} ((0) (END)))"
        assert one(chain, "k0") == "END"

    def test_pre_rewrites_the_text_and_substitutes_nothing(self) -> None:
        rewritten = (
            "(I'M = YOU'RE ((0 YOU'RE 0) (PRE (YOU ARE MY 3) (=I)))) (MY = YOUR) (I = YOU ((0 YOU ARE 0) (1 / 4)))"
        )
        assert one(rewritten, "now i'm cold") == "/ MY COLD"

    @pytest.mark.parametrize(
        "circle",
        [
            "(KEY (=KEY))",
            "(KEY ((0) (=B))) (B (=KEY))",
            "(KEY ((0) (PRE (KEY) (=KEY))))",
            "(KEY ((0) (PRE (1 1) (=KEY))))",
        ],
    )
    def test_a_circle_ends_in_a_built_in_message(self, circle: str) -> None:
        spoken = script(circle + "(B2 ((0) (STILL HERE)))")
        assert replies(spoken, "key", "b2", "key") == [BUILT_IN[1], "STILL HERE", BUILT_IN[3]]


class TestReply:
    def test_parts_may_be_empty_and_leave_one_blank(self) -> None:
        assert one("(KEY ((0 KEY 0) (A 1 B 2 C 3 D)))", "key") == "A B KEY C D"

    def test_a_comma_stays_where_the_script_has_it(self) -> None:
        assert one("(KEY ((0 KEY 0) (REALLY, 3 - SO.   I 2,)))", "key x") == "REALLY, X - SO. I KEY ,"

    def test_a_number_of_the_visitor_is_a_word(self) -> None:
        assert one("(KEY ((0 KEY 0) (GOT 3)))", "key 2 7") == "GOT 2 7"

    def test_a_reply_may_say_nothing(self) -> None:
        assert one("(KEY ((0) ()))", "key") == ""

    def test_none_takes_turns(self) -> None:
        spoken = script(SHOW, "(NONE ((0) (A 1) (B)))")
        assert replies(spoken, "x y", "", "z") == ["A X Y", "B", "A Z"]

    @pytest.mark.parametrize("name", ["none", "memory", "start"])
    def test_the_names_of_special_lists_are_no_keywords(self, name: str) -> None:
        assert replies(script(MINE), name) == [f"NONE {name.upper()}"]


class TestState:
    def test_it_survives_a_store(self) -> None:
        spoken = script(MINE)
        state = State()
        for line in ("my hat", "q", "my coat"):
            state, _ = hear(spoken, state, line)
            assert State.from_dict(json.loads(json.dumps(state.as_dict()))) == state
        assert state.counters == {"MY 0": 0, "NONE 0": 0}
        assert len(state.memories) == 2

    def test_hearing_changes_no_state_that_was_given(self) -> None:
        spoken, state = script(MINE), State(3, {"NONE 0": 0}, ("KEPT",))
        first = hear(spoken, state, "q")
        assert first[1] == "KEPT"
        assert hear(spoken, state, "q") == first

    def test_a_counter_from_before_the_script_was_edited_does_no_harm(self) -> None:
        assert replies(script(SHOW), "key", state=State(counters={"KEY 0": 7, "GONE 2": 1})) == ["GOT KEY"]


def _kept(rest: str, last: str = "") -> str:
    """What MEMORY keeps of a text that ends in a word."""
    chosen = {"HAT": "ZERO", "BOOK": "ONE", "COAT": "TWO", "HERE": "THREE"}
    return f"{chosen[last or rest]} {rest}"
