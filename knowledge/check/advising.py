"""The advisor: criteria and answers that exist, verdicts that can be reached, and one for whatever is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from knowledge.advisor import EITHER, OPEN, Advisor, Condition, Told
from knowledge.check.targets import nearest
from knowledge.pack import Pack
from knowledge.yamlfile import Location, Problem


def problems(pack: Pack) -> Iterator[Problem]:
    """What keeps the advisor from asking or deciding as it is written."""
    advisor = pack.advisor
    if advisor is None:
        return
    origin = pack.origins["advisor"]
    yield from _leaning(advisor, pack)
    unknown = list(_unknown(advisor, pack))
    for what, cure, location in unknown or _undecided(advisor, pack):
        yield origin.problem(what, cure, *location)


Fault = tuple[str, str, Location]


def _unknown(advisor: Advisor, pack: Pack) -> Iterator[Fault]:
    criteria = [t.id for t in pack.topics.values() if t.criterion]
    for place, ask in enumerate(advisor.asks):
        if ask.criterion not in criteria:
            yield _missing(
                f"there is no criterion {ask.criterion!r}", ask.criterion, criteria, ("asks", place, "criterion")
            )
    if advisor.deciding not in advisor.criteria:
        what = f"the deciding criterion {advisor.deciding!r} is never asked for"
        yield _missing(what, advisor.deciding, advisor.criteria, ("deciding",))
    for answer in advisor.uses:
        yield from _answers({advisor.deciding: (answer,)}, advisor, pack, ("uses", answer))
    for name, rules in (("verdicts", advisor.verdicts), ("notes", advisor.notes)):
        for place, rule in enumerate(rules):
            for part, conditions in (("when", rule.when), ("unless", rule.unless)):
                for number, condition in enumerate(conditions):
                    yield from _answers(condition, advisor, pack, (name, place, part, number))
    for place, ask in enumerate(advisor.asks):
        for number, condition in enumerate(ask.moot):
            yield from _answers(condition, advisor, pack, ("asks", place, "moot", number))


def _leaning(advisor: Advisor, pack: Pack) -> Iterator[Problem]:
    """Answers that speak for what no verdict chooses."""
    choices = [EITHER, *dict.fromkeys(verdict.choose for verdict in advisor.verdicts)]
    for criterion in advisor.criteria:
        record = pack.criterion(criterion)
        for place, answer in enumerate(record.answers if record else ()):
            if answer.leans not in choices:
                location: Location = ("criterion", "answers", place, "leans")
                what, cure, where = _missing(f"no verdict chooses {answer.leans!r}", answer.leans, choices, location)
                yield pack.origins[f"topic/{criterion}"].problem(what, cure, *where)


def _answers(condition: Condition, advisor: Advisor, pack: Pack, location: Location) -> Iterator[Fault]:
    for criterion, answers in condition.items():
        if criterion not in advisor.criteria:
            yield _missing(f"no criterion {criterion!r} is asked for", criterion, advisor.criteria, location)
            continue
        known = _known(pack, criterion)
        for answer in answers:
            if answer not in known:
                yield _missing(f"{criterion!r} has no answer {answer!r}", answer, known, location)


def _missing(what: str, written: str, known: list[str] | tuple[str, ...], location: Location) -> Fault:
    near = nearest(written, known)
    return f"{what}.", f"Did you mean {near!r}?" if near else f"Known are: {', '.join(known)}.", location


def _known(pack: Pack, criterion: str) -> tuple[str, ...]:
    record = pack.criterion(criterion)
    return tuple(answer.id for answer in record.answers) if record else ()


def _undecided(advisor: Advisor, pack: Pack) -> Iterator[Fault]:
    """Verdicts nothing leads to, and what no verdict is for."""
    reached: set[str] = set()
    for told in table(advisor, pack):
        decided = advisor.decide(told)
        if decided is None:
            said = ", ".join(f"{criterion}: {answers[0]}" for criterion, answers in told.items()) or "nothing"
            yield f"no verdict holds where this is told: {said}.", "Let the last verdict have no `when`.", ("verdicts",)
            return
        reached.add(decided.verdict.id)
    for place, verdict in enumerate(advisor.verdicts):
        if verdict.id not in reached:
            what = f"the verdict {verdict.id!r} is never reached."
            yield what, "Move it up, or take it out.", ("verdicts", place, "id")


def table(advisor: Advisor, pack: Pack) -> Iterator[Told]:
    """Everything that can be told, as far as verdicts look at it: each answer, none, and two of the deciding ones."""
    looked_at = {name for rule in advisor.verdicts for one in (*rule.when, *rule.unless) for name in one}
    choices: list[list[tuple[str, tuple[str, ...]]]] = []
    for criterion in advisor.criteria:
        if criterion in looked_at:
            known = _known(pack, criterion)
            pairs = [(one, other) for one in known for other in known if one < other]
            single = [(OPEN,), *((answer,) for answer in known)]
            choices.append([(criterion, told) for told in (*single, *(pairs if criterion == advisor.deciding else ()))])
    for chosen in product(*choices):
        yield {criterion: answers for criterion, answers in chosen if answers != (OPEN,)}
