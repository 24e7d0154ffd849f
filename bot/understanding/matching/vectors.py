"""Static word vectors: what a text is about, as the mean of its tokens' vectors.

The weights are WordLlama's (256 dimensions), read straight from its two files: importing the package costs half a
second and its own loader looks for the tokenizer in a folder that is not there.
"""

from __future__ import annotations

import json
import logging
import math
import mmap
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

from bot.understanding.matching.built import native

log = logging.getLogger(__name__)
BATCH = 256
"""Words given to the tokenizer at once: it needs some kilobytes for each."""
Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]


LOOKED = 64
"""Words looked up in the table before what was read of it is let go: each may bring sixteen pages into memory."""


class Table(NamedTuple):
    """The vectors of all tokens, mapped into memory: processes on one machine share what was read of the file."""

    mapped: mmap.mmap
    rows: NDArray[np.float16]
    """One a token."""

    def let_go(self) -> None:
        """Take what was read out of this process; it stays with the system, and is there again when it is needed."""
        if hasattr(mmap, "MADV_DONTNEED"):  # Windows has none.
            self.mapped.madvise(mmap.MADV_DONTNEED)


class Vectors:
    """Unit vectors for texts: the mean of their words', each word the sum of its tokens'."""

    def __init__(self, table: Table, tokenizer: Tokenizer) -> None:
        self._table, self._tokenizer = table, tokenizer
        self._looked = 0
        self._learned: tuple[Mapping[str, int], NDArray[np.float16]] = ({}, np.zeros((0, self.width), dtype=np.float16))
        # Words come again, and are summed as 32-bit floats.
        self._word = lru_cache(maxsize=512)(self._vector)
        self.of = lru_cache(maxsize=256)(self._of)

    def learn(self, words: Iterable[str]) -> None:
        """Look words up before they are needed; of those learned before, the others are forgotten."""
        known, sums = self._learned
        rows = {word: row for row, word in enumerate(words)}
        table = np.zeros((len(rows), self.width), dtype=np.float16)
        kept = [word for word in rows if word in known]
        table[[rows[word] for word in kept]] = sums[[known[word] for word in kept]]
        new = [word for word in rows if word not in known]
        table[[rows[word] for word in new]] = self._summed(new)
        self._learned = (rows, table)

    def forget(self) -> None:
        """Let go of what was looked up on the way to something that is kept."""
        self._word.cache_clear()
        self.of.cache_clear()

    @property
    def width(self) -> int:
        """Dimensions of a vector."""
        return int(self._table.rows.shape[1])

    def each(self, words: Sequence[str]) -> Matrix:
        """A unit vector for each word, one a row."""
        sums = self._summed(words).astype(np.float32)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return (sums / np.where(lengths > 0, lengths, 1.0)).astype(np.float32, copy=False)

    def _of(self, words: tuple[str, ...]) -> Vector:
        """The unit vector of a text given as words; zeros for a text of none."""
        if not words:
            return np.zeros(self.width, dtype=np.float32)
        if native is not None:
            mean: Vector = np.empty(self.width, dtype=np.float32)
            native.unit(mean, [*map(self._word, words)])
            return mean
        # One by one: numpy takes longer to make an array of a few vectors than to add them.
        total: Vector = sum(map(self._word, words[1:]), start=self._word(words[0]))
        length = math.sqrt(total.dot(total))
        return total / np.float32(length) if length else total

    def _vector(self, word: str) -> Vector:
        rows, sums = self._learned
        row = rows.get(word)
        return np.asarray(self._looked_up(word) if row is None else sums[row], dtype=np.float32)

    def _looked_up(self, word: str) -> NDArray[np.float16]:
        self._looked += 1
        if self._looked % LOOKED == 0:
            self._table.let_go()
        # Most words are one token, and the table of tokens is sooner asked than the tokenizer.
        token = self._tokenizer.token_to_id(f"\N{LOWER ONE EIGHTH BLOCK}{word}")
        if token is not None:
            return np.asarray(self._table.rows[token], dtype=np.float16)
        return self._sum(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _summed(self, words: Iterable[str]) -> NDArray[np.float16]:
        """The sum of each word's tokens, one a row."""
        sought = [*words]
        sums = np.zeros((len(sought), self.width), dtype=np.float16)
        for first in range(0, len(sought), BATCH):
            encoded = self._tokenizer.encode_batch(sought[first : first + BATCH], add_special_tokens=False)
            for row, encoding in enumerate(encoded, first):
                sums[row] = self._sum(encoding.ids)
        self._table.let_go()
        return sums

    def _sum(self, tokens: list[int]) -> NDArray[np.float16]:
        return np.asarray(self._table.rows[tokens].sum(axis=0, dtype=np.float32), dtype=np.float16)


@cache
def vectors() -> Vectors | None:
    """The installed vectors, loaded once and mapped into memory; None (and a warning in the log) without them."""
    spec = find_spec("wordllama")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    weights = folder / "weights" / "l2_supercat_256.safetensors" if folder else None
    tokenizer = folder / "tokenizers" / "l2_supercat_tokenizer_config.json" if folder else None
    if weights is None or tokenizer is None or not weights.is_file() or not tokenizer.is_file():
        log.warning("No word vectors: the package wordllama is missing; paraphrases are understood less well.")
        return None
    from tokenizers import Tokenizer

    return Vectors(_mapped(weights), Tokenizer.from_file(str(tokenizer)))


def _mapped(path: Path) -> Table:
    """The one table of a safetensors file: 8 bytes of header length, a JSON header, the data."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        (table,) = (entry for name, entry in header.items() if name != "__metadata__")
        if table["dtype"] != "F16":
            raise ValueError(f"{path.name}: expected 16-bit floats, found {table['dtype']}")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    tokens, width = table["shape"]
    offset = 8 + size + table["data_offsets"][0]
    return Table(mapped, np.frombuffer(mapped, np.float16, tokens * width, offset).reshape(tokens, width))
