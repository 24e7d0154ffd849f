"""A little of what `benchmarks/fuzz.py` does at length: whatever is sent, nothing breaks and every promise holds."""

from __future__ import annotations

from benchmarks import fuzz


def test_every_request_the_document_allows_or_forbids_is_answered_as_it_says() -> None:
    """schemathesis with all its checks over every operation there is, at random and one after the other."""
    found = fuzz.requests(100, edges=False)
    assert found.failures == []
    assert found.tried >= 100


def test_whatever_is_said_gets_an_answer() -> None:
    """Words, near-words, noise, control characters, huge ones and forged buttons, in conversations."""
    found = fuzz.messages(300)
    assert found.failures == []
    assert found.tried == 300
