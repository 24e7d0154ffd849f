"""Whether two things go together: "can both sit in one system?", "do people combine them?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.asking import facet_button
from actions.reply import Reply
from actions.saying import Said, Sayer, definition
from knowledge.pack import Pack
from knowledge.query import Evidence, related
from knowledge.topic import Topic

ASKED = re.compile(
    r"^(?:(?:and|but|so|then|okay) )*(?:can|could|do|does|is|are|may|might|should|would|will|what if|why not|combine|"
    r"mix|merge|blend|use both)\b(?=.*\b(?:together|at once|at the same time|side by side|alongside|combin\w+|mix\w*|"
    r"merge\w*|blend\w*|coexist|in (?:one|the same|a single) \w+|both of them|"
    r"(?:use|have|need|hold|contain) both|(?:i|we|you|one|they|people) (?:\w+ )?(?:do|take|run) both)\b)"
    r"(?!.*\b(?:hang|belong|named|spoken of) together\b)|^(?:combine|mix|merge|blend) (?:them|both|the two)\b"
)
"""The words that ask whether two things go together."""
_WRITTEN = re.compile(r"\b(?:combine[sd]?|together|no rivals|(?:uses?|has) both)\b")
_AT_TIMES = re.compile(r"\b(?:in|since|until|from|of) (?:the )?(?:first|form|[A-Z]|\d)")
"""What a note holds by which a fact is true of one version or time; two such facts need not hold at once."""
SHOWN = 2
"""Things that have both, of which so many are named."""


def together(pack: Pack, one: Topic, other: Topic) -> Reply:
    """What is written of their going together; else by what has both; else that no fact says so, and what they are."""
    sayer, curated = Sayer(pack), pack.comparison_of.get(frozenset((one.id, other.id)))
    written = Said(curated.short, curated.sources) if curated else None
    if written and _WRITTEN.search(written.text):
        said = [Said(f"Yes, they go together. {written.text}", written.sources)]
    elif found := [*_linked(pack, one, other), *_having(pack, one, other)][:SHOWN]:
        said = [Said(f"Yes: {found[0].text}", found[0].sources), *found[1:]]
    else:
        names = sayer.names((one.id, other.id))
        said = [Said(f"No fact of mine says that {names} go together, or that they do not.")]
        said += [written] if written else [definition(pack, topic) for topic in (one, other)]
    return Reply(
        " ".join(each.text for each in said),
        sources=tuple(dict.fromkeys(source for each in said for source in each.sources)),
        buttons=tuple(facet_button(pack, topic.id, "define") for topic in (one, other)),
        answers=(f"{one.id}.together",),
        topic=one.id,
        compared=(one.id, other.id),
    )


def _linked(pack: Pack, one: Topic, other: Topic) -> Iterator[Said]:
    """That the one is, has or is built on the other."""
    for whole, part in ((one, other), (other, one)):
        for evidence in _own(pack, whole, part):
            if evidence.fact:
                said = Sayer(pack).relation(whole, evidence.relation, (evidence.fact,))
                yield Said(said.text, (evidence.source,))


def _having(pack: Pack, one: Topic, other: Topic) -> Iterator[Said]:
    """What has both by its own facts, or is both."""
    sayer = Sayer(pack)
    for whole in pack.topics.values():
        if whole.id in (one.id, other.id) or whole.id in pack.wide:
            continue
        found = [evidence[0] for part in (one, other) if (evidence := _own(pack, whole, part))]
        facts = tuple(e.fact for e in found if e.fact)
        if len(facts) < 2 or all(_AT_TIMES.search(fact.note) for fact in facts):
            continue
        alike = found[0].relation == found[1].relation
        groups = [(found[0].relation, facts)] if alike else [(e.relation, (e.fact,)) for e in found if e.fact]
        texts = [sayer.relation(whole, relation, those).text for relation, those in groups]
        yield Said(" ".join(texts), tuple(e.source for e in found))


def _own(pack: Pack, whole: Topic, part: Topic) -> tuple[Evidence, ...]:
    """The fact by which a topic has another, is it or is built on it; none by way of a third."""
    truth, evidence = related(whole, "element", part.id, pack)
    fact = evidence[0].fact if truth == "yes" else None
    return evidence if fact and fact.target == part.id and evidence[0].relation != "part_of" else ()
