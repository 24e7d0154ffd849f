"""What several channels share to show an answer: Markdown of it, and long text in pieces."""

from __future__ import annotations

from drivers import read
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markdown import escaped, link
from bot.channels.pieces import pieces

TEXTS = st.text(st.sampled_from("ab1 \n\\`*_[]()<>&#;!|~$-+=.:/@\"'"), max_size=60)


@given(TEXTS)
def test_no_text_is_markup_but_bold_and_lists(text: str) -> None:
    """Whatever stands in a text: no HTML, code, link, picture, heading, quote or table comes of it."""
    shown = read(escaped(f"x{text}"))
    assert shown.images == []
    assert shown.sources == []


def test_what_is_ours_stays_and_what_is_not_is_shown() -> None:
    assert (
        escaped("A **bold** word, C#, a_b and 5 > 3.\n- one\n1. two")
        == "A **bold** word, C#, a_b and 5 > 3.\n- one\n1. two"
    )
    assert escaped("see https://tea.example/a_b_*c*, <b>") == "see https://tea.example/a_b_*c*, \\<b>"
    assert escaped("*i* _u_ `c` [a](b) &amp; $x$ & c") == "\\*i\\* \\_u\\_ \\`c\\` \\[a](b) \\&amp; \\$x\\$ & c"
    assert escaped("a\n# b\n> c\n  --- \n***") == "a\n\\# b\n\\> c\n  \\--- \n\\*\\*\\*"


def test_a_link_leads_nowhere_but_to_the_web() -> None:
    assert link("A [b]", "https://tea.example/x(y)") == "[A \\[b\\]](<https://tea.example/x(y)>)"
    assert link("tea", "javascript:alert(1)") == "tea"
    assert link("tea", "https://tea.example/> <b>") == "tea"


@given(st.text(st.sampled_from("ab .!?\n"), max_size=300), st.integers(min_value=1, max_value=40))
def test_pieces_lose_nothing_and_none_is_too_long(text: str, longest: int) -> None:
    cut = list(pieces(text, longest))
    assert all(0 < len(piece) <= longest for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert list(pieces(text, None)) == ([text.strip()] if text.strip() else [])


def test_pieces_end_where_a_reader_would_cut() -> None:
    text = "One. Two is here.\nThree.\n\nFour is a longer paragraph. It goes on and on."
    assert list(pieces(text, 60)) == ["One. Two is here.\nThree.", "Four is a longer paragraph. It goes on and on."]
    assert list(pieces(text, 30))[1:] == ["Four is a longer paragraph.", "It goes on and on."]
    assert list(pieces(text, 12))[:3] == ["One.", "Two is here.", "Three."]
    assert list(pieces("abcdefg", 3)) == ["abc", "def", "g"]
