"""Which of some things a whole has: "cnn or transformer, which one is in ChatGPT?"."""

from __future__ import annotations

from actions.asking import topic_buttons
from actions.reply import Reply, capital
from actions.saying import Said, Sayer, definition
from knowledge.pack import Pack
from knowledge.query import Truth, related
from knowledge.topic import Topic


def having(pack: Pack, whole: Topic, ids: tuple[str, ...]) -> Reply | None:
    """Those of some things that a whole has by its facts; of two, what is known of the other. None if it has none."""
    parts = [pack.topics[part] for part in ids if part in pack.topics]
    parts_of_it = [pack.topics.get(fact.target) for fact in pack.facts(whole.id, "has_part")]
    members = [member for member in parts_of_it if member and member.kind == whole.kind]
    for holder in (whole, *members):  # What the GPT series has, GPT-1 has.
        told = {part.id: _told(pack, holder, part) for part in parts}
        if any(truth == "yes" for truth, _ in told.values()):
            break
    had = [part for part in told if told[part][0] == "yes"]
    if not had:
        return None
    ordered = had if len(ids) > 2 else [*had, *(part for part in told if part not in had)]
    said = [told[part][1] for part in ordered]
    said += [definition(pack, pack.topics[had[0]])] if len(had) == 1 else []
    return Reply(
        " ".join(dict.fromkeys(each.text for each in said)),
        sources=tuple(dict.fromkeys(source for each in said for source in each.sources)),
        buttons=topic_buttons(pack, had[0]),
        answers=(f"{whole.id}.parts",),
        topic=had[0],
        compared=ids if len(ids) == 2 else (),
        listed=ids,
    )


def _told(pack: Pack, whole: Topic, part: Topic) -> tuple[Truth, Said]:
    """Whether a whole has a part, or is of that kind, as a sentence."""
    sayer = Sayer(pack)
    for holder, other in ((whole, part), (part, whole)):
        truth, evidence = related(holder, "element", other.id, pack)
        fact, relation = (evidence[0].fact, evidence[0].relation) if evidence else (None, "")
        beyond = fact is not None and fact.target not in (whole.id, part.id)
        if truth == "yes" and fact is not None and not (beyond and holder is part):
            subject = holder if fact.target != holder.id else other
            said = sayer.relation(subject, relation, (fact,)).text
            more = f" {capital(sayer.the(fact.target))} has to do with {sayer.the(other.id)}." if beyond else ""
            return "yes", Said(f"{said}{more}", (fact.source,))
        if truth == "no" and holder is whole and fact is not None:
            return "no", Said(sayer.denial(whole, "has_part", part.id), (fact.source,))
    return "unknown", Said(f"I have nothing on record about {sayer.the(part.id)} in {sayer.the(whole.id)}.")
