"""Whether one thing came before another, as it is said."""

import pytest

from actions.precedence import came_so


@pytest.mark.parametrize(
    ("said", "first", "so"),
    [
        ("gpt 1 existed years before chatgpt", True, True),
        ("did bert come after the transformer", False, True),
        ("midjourney is older than dall e", False, False),
        ("parry came long before chatgpt did not it", True, True),
    ],
)
def test_what_is_said_of_two_is_so_or_not(said: str, first: bool, so: bool) -> None:
    assert came_so(said, first) is so


@pytest.mark.parametrize(
    "said", ["was it before or after bert", "which came before bert", "the gan is not older than the vae", "and bert"]
)
def test_what_leaves_it_open_or_denies_it_gets_neither_yes_nor_no(said: str) -> None:
    assert came_so(said, True) is None
