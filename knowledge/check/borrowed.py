"""Borrowed words: no run of eight words may stand in an answer as it stands in the text the pack was made from.

The text itself need not travel with the pack. `seed-runs.txt` holds a fingerprint of each of its runs, from which no
word of it can be read; `doolittle check --seed TEXT` writes it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from zlib import crc32

from knowledge.check.prose import texts, unquoted
from knowledge.pack import Pack
from knowledge.yamlfile import Problem

RUN = 8
"""Words of the shortest run that counts as borrowed."""
FILE = "seed-runs.txt"

_WORD = re.compile(r"[a-z0-9]+")


def problems(pack: Pack) -> Iterator[Problem]:
    """Runs of words that an answer shares with the seed text; nothing where no fingerprints are kept."""
    path = pack.origins["pack"].file.path.parent / FILE
    if not path.is_file():
        return
    seed = dict(line.split() for line in path.read_text("ascii").splitlines())
    quick = frozenset(int(checksum, 16) for checksum in seed)
    for origin, location, text in texts(pack):
        for run in runs(unquoted(text)):
            if crc32(run) in quick and seed.get(f"{crc32(run):08x}") == fingerprint(run):
                what = f"{run.decode()!r} stands so in the seed text."
                yield origin.problem(what, "Say it in your own words.", *location)
                break


def runs(text: str) -> Iterator[bytes]:
    """Every run of eight words, in lower case and without punctuation."""
    words = _WORD.findall(text.lower().replace("’", "").replace("'", ""))
    return (" ".join(words[first : first + RUN]).encode() for first in range(len(words) - RUN + 1))


def fingerprint(run: bytes) -> str:
    """A run as 12 hexadecimal digits."""
    return hashlib.blake2b(run, digest_size=6).hexdigest()


def fingerprints(text: str) -> str:
    """The file for a seed text: for each run a checksum, quick to compare, and the fingerprint that decides."""
    return "".join(f"{line}\n" for line in sorted({f"{crc32(run):08x} {fingerprint(run)}" for run in runs(text)}))
