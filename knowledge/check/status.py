"""What became of products: said, looked up lately, and never recommended once they are gone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from knowledge.answers import Advice
from knowledge.dates import PartialDate
from knowledge.pack import Origin, Pack
from knowledge.topic import Status
from knowledge.yamlfile import Problem

LASTS = datetime.timedelta(days=180)
"""How long a status counts as looked up."""

_GONE = {
    "retired": "was retired",
    "renamed": "has another name",
    "research_only": "was never offered to the public",
    "historical": "is history",
}


def problems(pack: Pack, today: datetime.date) -> Iterator[Problem]:
    """Topics without the status they need, statuses to look up again, and advice to use what is gone."""
    for topic in pack.topics.values():
        origin = pack.origins[f"topic/{topic.id}"]
        if topic.status is not None:
            yield from _checked(topic.status.checked, today, origin)
        elif pack.plays(topic.id, "tool", "release"):  # They appear, change their names and vanish.
            what = f"nothing says whether {topic.id!r} can be used."
            yield origin.problem(what, "Add `status` with its source.", severity="warning")
    for advice in pack.advice.values():
        yield from _advised(advice, pack)
    for key, use in pack.advisor.uses.items() if pack.advisor else ():
        for place, tool in enumerate(use.tools):
            status = _gone(tool, pack)
            if status is not None:
                what = f"{tool!r} is recommended but {_GONE[status.state]}."
                yield pack.origins["advisor"].problem(what, _instead(status), "uses", key, "tools", place)


def _checked(checked: PartialDate, today: datetime.date, origin: Origin) -> Iterator[Problem]:
    what, cure = "", ""
    if today - _day(checked) > LASTS:
        what = f"the status was last checked on {checked}, over {LASTS.days} days ago."
        cure = "Look it up at its source and set `checked`."
    elif _day(checked) > today:
        what = f"the status was checked on {checked}, which is yet to come."
        cure = "Set `checked` to the day it was looked up."
    if what:
        yield origin.problem(what, cure, "status", "checked", severity="warning")


def _advised(advice: Advice, pack: Pack) -> Iterator[Problem]:
    origin = pack.origins[f"advice/{advice.id}"]
    for place, tool in enumerate(advice.tools):
        status = _gone(tool, pack)
        if status is not None:
            what = f"{tool!r} is recommended but {_GONE[status.state]}."
            yield origin.problem(what, _instead(status), "tools", place)
    for topic, fit in advice.fits.items():
        status = _gone(topic, pack)
        # What is history may still be right in kind (BERT for sorting); what was switched off is not.
        if fit == "yes" and status is not None and status.state != "historical":
            what = f"{topic!r} is said to fit but {_GONE[status.state]}."
            yield origin.problem(what, "Set it to `no` or `partly`.", "fits", topic, severity="warning")


def _gone(identifier: str, pack: Pack) -> Status | None:
    topic = pack.topics.get(identifier)
    status = topic.status if topic else None
    return status if status is not None and status.state in _GONE else None


def _instead(status: Status) -> str:
    return f"Name its successor {status.successor!r}." if status.successor else "Name a tool that can be used."


def _day(date: PartialDate) -> datetime.date:
    # A year or a month counts from its first day; adding days survives a 31 April.
    return datetime.date(date.year, date.month or 1, 1) + datetime.timedelta(days=(date.day or 1) - 1)
