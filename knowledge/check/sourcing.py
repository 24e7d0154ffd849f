"""Sources: enough of each to find it, and sections that are listed. (Unknown ones are dangling references.)"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.check.references import uses
from knowledge.check.targets import nearest
from knowledge.pack import Pack
from knowledge.yamlfile import Problem


def problems(pack: Pack) -> Iterator[Problem]:
    """Answers without a source, sources a reader could not find, and sections nobody has listed."""
    if pack.plain:
        return  # A plain list is its operator's own word; a source is said where one is given.
    yield from _unsourced(pack)
    for key, source in pack.sources.items():
        origin = pack.origins[f"source/{key}"]
        if not (source.authors or source.publisher):
            cure = "Add `authors` or `publisher`."
            yield origin.problem(f"the source {key!r} does not say whose it is.", cure, severity="warning")
        if not (source.year or source.url or source.section):
            cure = "Add `year`, `url` or `section`."
            yield origin.problem(f"the source {key!r} does not say where to look.", cure, severity="warning")
    yield from _sections(pack)


def _unsourced(pack: Pack) -> Iterator[Problem]:
    for key, entry in pack.entries.items():
        if entry.kind == "faq" and not (entry.declines or entry.sources):
            what = f"the answer {key!r} has no source."
            cure = "Add `sources`, or `declines: true` if it says it has no answer."
            yield pack.origins[f"faq/{key}"].problem(what, cure)


def _sections(pack: Pack) -> Iterator[Problem]:
    # A section of a known source can be cited unlisted, but beside listed ones it is most likely a slip.
    listed: dict[str, list[str]] = {}
    for key in pack.sources:
        listed.setdefault(key.partition("#")[0], []).append(key)
    for reference, used in uses(pack):
        for wanted, identifier, location in used:
            base, hash_sign, _ = identifier.partition("#")
            if wanted != "source" or not hash_sign or identifier in pack.sources or len(listed.get(base, ())) < 2:
                continue
            near = nearest(identifier, listed[base])
            cure = f"Did you mean {near!r}?" if near else "List it in sources.yaml."
            what = f"the section {identifier!r} is not listed."
            yield pack.origins[reference].problem(what, cure, *location, severity="warning")
