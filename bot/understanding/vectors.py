"""Static word vectors: what a text is about, as the mean of its tokens' vectors.

The weights are WordLlama's (256 dimensions), read straight from its two files: importing the package costs half a
second and its own loader looks for the tokenizer in a folder that is not there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]


class Vectors:
    """Unit vectors for texts; cached by word."""

    def __init__(self, weights: NDArray[np.float16], tokenizer: Tokenizer) -> None:
        self._weights, self._tokenizer = weights, tokenizer
        self._word = lru_cache(maxsize=32768)(self._sum_of)
        self.of = lru_cache(maxsize=4096)(self._of)

    def learn(self, words: Iterable[str]) -> None:
        """Look words up before they are needed."""
        for word in words:
            self._word(word)

    @property
    def width(self) -> int:
        """Dimensions of a vector."""
        return int(self._weights.shape[1])

    def _of(self, words: tuple[str, ...]) -> Vector:
        """The unit vector of a text given as words; zeros for a text of none."""
        total = np.zeros(self.width, dtype=np.float32)
        for word in words:
            total += self._word(word)
        length = float(np.linalg.norm(total))
        return total / length if length else total

    def _sum_of(self, word: str) -> NDArray[np.float16]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return np.asarray(self._weights[ids].astype(np.float32).sum(axis=0), dtype=np.float16)


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


def _mapped(path: Path) -> NDArray[np.float16]:
    """The one table of a safetensors file, mapped: 8 bytes of header length, a JSON header, the data."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    (table,) = (entry for name, entry in header.items() if name != "__metadata__")
    if table["dtype"] != "F16":
        raise ValueError(f"{path.name}: expected 16-bit floats, found {table['dtype']}")
    offset = 8 + size + table["data_offsets"][0]
    return np.memmap(path, dtype=np.float16, mode="r", offset=offset, shape=tuple(table["shape"]))
