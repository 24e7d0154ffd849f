"""Dates as exact as their sources, and no more."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from knowledge.dates import PartialDate


@pytest.mark.parametrize(
    ("written", "spoken", "kept"),
    [
        (2014, "2014", "2014"),
        ("2014", "2014", "2014"),
        ("2014-04", "April 2014", "2014-04"),
        ("2013-12-20", "20 December 2013", "2013-12-20"),
        ("1966-01-01", "1 January 1966", "1966-01-01"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_was_given(written: object, spoken: str, kept: str) -> None:
    """A year stays a year, a month a month, a day a day."""
    date = PartialDate.parse(written)

    assert date.spoken() == spoken
    assert str(date) == kept


@pytest.mark.parametrize(
    "written",
    [
        "14",
        "2014-4",
        "April 2014",
        "2014-04-",
        "",
        None,
        "2014-13",
        "2014-00",
        "2014-04-32",
        "1839-02-31",
        "2023-02-29",
    ],
)
def test_what_is_no_date_is_refused(written: object) -> None:
    """Anything but a year, a month or a day of the calendar is an error that shows what was written."""
    with pytest.raises(ValueError, match=r"not a date|no such month|no such day"):
        PartialDate.parse(written)


@pytest.mark.parametrize(
    ("one", "other", "settled"),
    [
        ("2013", "2014", True),
        ("2014", "2014-04", False),
        ("2014", "2014", False),
        ("2014-03", "2014-04-01", True),
        ("2014-04", "2014-04-01", False),
        ("2014-04-01", "2014-04-02", True),
        ("2014-04-01", "2014-04-01", True),
    ],
)
def test_a_year_does_not_settle_which_of_its_months_came_first(one: str, other: str, settled: bool) -> None:
    """Two dates are comparable only when neither may contain the other; the order of asking does not matter."""
    first, second = PartialDate.parse(one), PartialDate.parse(other)

    assert first.comparable(second) is settled
    assert second.comparable(first) is settled


def test_dates_sort_by_the_first_day_they_can_mean() -> None:
    """A bare year stands before its months but after the year before."""
    written = ["2014-04", "2015", "2013-12-20", "2014-04-02", "2014-02"]

    assert [str(date) for date in sorted(map(PartialDate.parse, written))] == [
        "2013-12-20",
        "2014-02",
        "2014-04",
        "2014-04-02",
        "2015",
    ]


def test_dates_are_equal_only_when_equally_exact() -> None:
    """`2014` and `2014-01` begin on the same day and are still two dates."""
    assert PartialDate.parse("2014") == PartialDate.parse(2014)
    assert PartialDate.parse("2014") != PartialDate.parse("2014-01")
    assert len({PartialDate.parse("2014"), PartialDate.parse(2014), PartialDate.parse("2014-01")}) == 2


def test_a_date_survives_json() -> None:
    """Written out and read back, a date is the same."""
    adapter = TypeAdapter(PartialDate)
    date = PartialDate.parse("2013-12-20")

    assert adapter.validate_json(adapter.dump_json(date)) == date
