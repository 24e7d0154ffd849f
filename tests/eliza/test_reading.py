"""Scripts as they may be written, and what is told of those that can not be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from exchange import one, replies

from actions.eliza.machine import State, hear
from actions.eliza.reading import parse, read
from actions.eliza.script import Link, Newkey, Pre, Say
from knowledge.yamlfile import PackError

PATH = Path("test.script")
NONE = "(NONE ((0) (NONE 1)))"


def heard(text: str, line: str) -> str:
    """The first reply of a whole script."""
    return hear(parse(text, PATH), State(), line)[1]


def complaints(text: str) -> list[str]:
    """What is told of a script, line and all."""
    with pytest.raises(PackError) as caught:
        parse(text, PATH)
    return str(caught.value).splitlines()


class TestForm:
    def test_the_greeting_is_said_with_single_blanks(self) -> None:
        assert parse(f"(How do you do.\n   Please,  begin) {NONE}", PATH).greeting == "HOW DO YOU DO. PLEASE, BEGIN"

    @pytest.mark.parametrize(
        "rule",
        [
            "(KEY = FOO DLIST(/T) 7 ((0 FOO (/T) 0) (GOT 4)) (=CAT))",
            "(KEY 7 DLIST (/ T) =FOO((0 FOO(/ T)0)(GOT 4))(= CAT))",
            "(KEY=FOO 7((0 FOO(/T)0)(GOT 4))DLIST(/T)(=CAT))",
            "(key = foo dlist(/t) 007 ((00 foo (/t) 0)\r\n\t(got\x0c04)) (= cat)) ; (\n",
            "(KEY ; the keyword )))\n = FOO;its substitute\n 7 ((0 FOO (/T) 0) (GOT;4\n 4)) (=CAT))",
            "(KEY 1 = BAR = FOO 7 ((0 FOO (/T) 0) (GOT 4)) (=CAT))",
        ],
    )
    def test_a_rule_may_be_written_in_many_ways(self, rule: str) -> None:
        text = f"(HI) {rule} (CAT DLIST(/T) ((0) (CAT))) {NONE}"
        known = parse(text, PATH).rules["KEY"]
        assert (known.rank, known.substitute, known.link) == (7, "FOO", "CAT")
        assert heard(text, "a key cat b") == "GOT B"
        assert heard(text, "a key b") == "CAT"

    def test_start_and_the_empty_list_at_the_end_may_be_left_out(self) -> None:
        for text in (
            "(HI) START (KEY ((0) (GOT))) %s ()",
            "(HI) (KEY ((0) (GOT))) %s",
            "() start (KEY ((0) (GOT)))%s()",
        ):
            assert heard(text % NONE, "key") == "GOT"

    def test_nothing_after_the_empty_list_counts(self) -> None:
        assert heard(f"(HI) {NONE} () (KEY ((0) (GOT))) ))) nonsense", "key") == "NONE KEY"

    def test_start_may_be_a_keyword(self) -> None:
        assert one("(START ((0) (BEGUN)))", "start") == "BEGUN"

    def test_digits_are_numbers_even_where_they_touch_a_word(self) -> None:
        assert one("(KEY ((0 KEY 0) (GOT 3, A3 1ST)))", "x key y") == "GOT Y , A3 X ST"
        assert one("(KEY ((0 KEY 1X) (GOT 3)))", "key y x") == "GOT Y"

    def test_marks_of_today_are_read_as_those_of_then(self) -> None:
        assert one("(DON’T ((0) (WHY NOT? 1)))", "i don’t") == "WHY NOT. I DON'T"

    def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(self, tmp_path: Path) -> None:
        file = tmp_path / "windows.script"
        file.write_bytes(f"\ufeff(HI)\r\n(KEY ((0)\r\n (GOT)))\r\n{NONE}\r\n".encode())
        assert hear(read(file), State(), "key")[1] == "GOT"

    def test_every_kind_of_reply(self) -> None:
        rule = "(KEY ((0) (GOT 1) () (= B) ( NEWKEY ) (PRE (A 1) (=B)) (NEWKEY PLEASE) (A = B) (A (B (C)) D)))"
        spoken = parse(f"(HI) {rule} (B ((0) (B))) {NONE}", PATH)
        assert spoken.rules["KEY"].decompositions[0].replies == (
            Say(("GOT", 1)),
            Say(()),
            Link("B"),
            Newkey(),
            Pre(("A", 1), "B"),
            Say(("NEWKEY", "PLEASE")),
            Say(("A", "=", "B")),
            Say(("A", "(B (C))", "D")),
        )
        assert replies(spoken, *["key"] * 8)[-1] == "A (B (C)) D"

    def test_a_tag_that_nobody_carries_fits_nothing(self) -> None:
        assert one("(KEY ((0 (/T) 0) (TAGGED)) ((0) (NOT)))", "key") == "NOT"

    def test_a_number_of_five_thousand_digits_is_a_word(self) -> None:
        assert one(f"(KEY ((0 {'9' * 5000} 0) (GOT 3)))", f"key {'9' * 5000} a") == "GOT A"


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "line", "what"),
        [
            ("", 1, "a script begins with what is said first"),
            ("; only a comment\n", 1, "a script begins with what is said first"),
            ("\nSTART (HI)", 2, "a script begins with what is said first"),
            ("(HI)\n(KEY ((0) (GOT)))\n", 1, "there is no rule NONE"),
            ("(HI)\n(KEY\n ((0) (GOT))\n(B ((0) (B)))\n%s", 2, "the list that begins here is not closed"),
            ("(HI)\n(KEY ((0) (GOT))))\n%s", 2, "this ')' closes nothing"),
            ("(HI)\n(KEY\n" + "(" * 200 + ")" * 200, 3, "100 lists are open here"),
            ("(HI)\nSTART\nSTART\n%s", 3, "START stands outside of any list"),
            ("(HI)\n%s\nKEY", 3, "KEY stands outside of any list"),
            ("(HI)\n%s\n((0) (A))", 3, "a rule begins with its keyword"),
            ("(HI)\n%s\n(=A)", 3, "a rule begins with its keyword"),
            ("(HI)\n%s\n(7 ((0) (A)))", 3, "a rule begins with its keyword"),
            ("(HI)\n%s\n(KEY)", 3, "the rule KEY does nothing"),
            ("(HI)\n(KEY 1)\n%s\n(key 2)", 4, "KEY has a rule already"),
            ("(HI)\n%s\n%s", 3, "NONE has a rule already"),
            ("(HI)\n(KEY = 7)\n%s", 2, "= is not followed by a word"),
            ("(HI)\n(KEY = (A))\n%s", 2, "= is not followed by a word"),
            ("(HI)\n(KEY =)\n%s", 2, "= is not followed by a word"),
            ("(HI)\n(KEY\n DLIST /T)\n%s", 3, "DLIST is not followed by tags"),
            ("(HI)\n(KEY = A B ((0) (A)))\n%s", 2, "B has no place in the rule KEY"),
            ("(HI)\n(KEY -5 ((0) (A)))\n%s", 2, "-5 has no place in the rule KEY"),
            ("(HI)\n(KEY (0 KEY 0) (A))\n%s", 2, "a decomposition begins with its pattern in brackets"),
            ("(HI)\n(KEY (() (A)))\n%s", 2, "a decomposition begins with its pattern in brackets"),
            ("(HI)\n(KEY ())\n%s", 2, "a decomposition begins with its pattern in brackets"),
            ("(HI)\n(KEY\n ((0 KEY 0)))\n%s", 3, "the pattern (0 KEY 0) has no reply"),
            ("(HI)\n(KEY ((0)\n (A)\n B))\n%s", 4, "B stands between replies"),
            ("(HI)\n(KEY ((0 KEY)\n (A)\n (B 3)))\n%s", 4, "the pattern has no part 3"),
            ("(HI)\n(KEY ((0 KEY)\n (A 0)))\n%s", 3, "the pattern has no part 0"),
            ("(HI)\n(KEY ((0)\n (PRE (A 2) (=KEY))))\n%s", 3, "the pattern has no part 2"),
            ("(HI)\n(KEY\n (=A))\n%s", 3, "(= A) leads to a keyword that has no rule"),
            ("(HI)\n(KEY ((0) (A)\n (=NONE)))\n%s", 3, "(= NONE) leads to a keyword that has no rule"),
            ("(HI)\n(KEY ((0)\n (=A)))\n(A = B)\n%s", 3, "(= A) leads to a keyword that has no decomposition"),
            ("(HI)\n(KEY ((0)\n (PRE (A) (=B))))\n%s", 3, "(= B) leads to a keyword that has no rule"),
            ("(HI)\n(KEY ((0)\n (=KEY KEY)))\n%s", 3, "(= KEY KEY) is no link"),
            ("(HI)\n(KEY ((0)\n (=)))\n%s", 3, "(=) is no link"),
            ("(HI)\n(KEY\n (=KEY)\n ((0) (A)))\n%s", 3, "something follows the link (= KEY)"),
            ("(HI)\n(KEY ((0)\n (PRE SCHOOL)))\n%s", 3, "PRE wants a text and a link"),
            ("(HI)\n(KEY ((0)\n (PRE (A) (B))))\n%s", 3, "PRE wants a text and a link"),
            ("(HI)\n%s\n(MEMORY)", 3, "MEMORY names no keyword"),
            ("(HI)\n%s\n(MEMORY KEY (0 = A) (0 = A) (0 = A) (0 = A))", 3, "the keyword of MEMORY, KEY, has no rule"),
            ("(HI)\n%s\n(KEY 1) (MEMORY KEY (0 = A) (0 = A) (0 = A))", 3, "MEMORY has 3 lists"),
            (
                "(HI)\n%s\n(KEY 1) (MEMORY KEY (0 = A) (0 = A)\n (0 A) (0 = A))",
                4,
                "(0 A) is nothing that MEMORY can keep",
            ),
            ("(HI)\n%s\n(KEY 1) (MEMORY KEY (0 = A) A (0 = A) (0 = A))", 3, "A is nothing that MEMORY can keep"),
            ("(HI)\n%s\n(KEY 1) (MEMORY KEY (0 = 2) (0 = A) (0 = A) (0 = A))", 3, "the pattern has no part 2"),
            (
                "(HI)\n%s\n(KEY 1) (MEMORY KEY (= A) (0 = A) (0 = A) (0 = A))",
                3,
                "(= A) is nothing that MEMORY can keep",
            ),
            ("(HI)\n(NONE ((0 A) (B)))", 2, "NONE does not fit everything"),
            ("(HI)\n(NONE 3)", 2, "NONE does not fit everything"),
            ("(HI)\n(NONE ((0) (A) (NEWKEY)))", 2, "NONE leads elsewhere"),
        ],
    )
    def test_it_is_told_by_line_with_a_cure(self, text: str, line: int, what: str) -> None:
        [told] = complaints(text.replace("%s", NONE))
        assert told.startswith(f"{PATH}:{line}: error: {what}")
        assert told.count(". ") >= 1, "a cure follows"
        assert told.endswith((".", "sentence."))

    def test_all_rules_are_read_before_it_is_told(self) -> None:
        told = complaints("(HI)\n(A ((0) (1) (2)))\n(B (=C))\n(D ((0)))\n(NONE ((0) (3)))")
        assert [line.split(":")[1] for line in told] == ["2", "3", "4", "5"]

    def test_a_file_that_can_not_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(PackError, match=r"nowhere\.script:1: error: cannot be read: No such file"):
            read(tmp_path / "nowhere.script")
        with pytest.raises(PackError, match="cannot be read: Is a directory"):
            read(tmp_path)
        latin = tmp_path / "latin.script"
        latin.write_bytes("(HI)\n(CAFÉ ((0) (A)))".encode("latin-1"))
        with pytest.raises(PackError, match=r"latin\.script:2: error: is not UTF-8"):
            read(latin)
