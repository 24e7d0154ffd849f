import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float32]
_Numbers = NDArray[np.int64]
_Bytes = NDArray[np.int8]

NEAREST: int
LIKELY: int
LEVELS: int
POINT: int
USUAL: int

def known(
    places: list[int | None],
    extras: list[int | None],
    alone: NDArray[np.int32],
    pairs: _Numbers,
    paired: NDArray[np.int32],
    /,
) -> list[int]: ...
def shared(
    squares: NDArray[np.float64],
    bounds: _Numbers,
    entries: _Floats,
    features: list[int],
    unheld: float,
    size: int,
    part: float,
    /,
) -> tuple[bytes, float]: ...
def unit(out: _Floats, vectors: list[_Floats], /) -> None: ...
def lexical(
    out: _Floats,
    phrase_bounds: _Numbers,
    phrase_entries: _Floats,
    phrases: list[int],
    phrased: float,
    word_bounds: _Numbers,
    word_entries: _Floats,
    kin: list[_Floats],
    spelt: float,
    crowd: int,
    /,
) -> None: ...
def nearest(
    lexical: _Floats,
    vector: _Floats,
    embedded: _Bytes,
    sketches: _Bytes,
    groups: NDArray[np.int32],
    labels: NDArray[np.int32],
    axes: tuple[_Floats, _Bytes, _Floats, float],
    cells: tuple[NDArray[np.int32], _Numbers, NDArray[np.intp]],
    kernel: tuple[float, float, float, float],
    wanted: int,
    /,
) -> list[tuple[int, float, int]]: ...
def overall(
    lexical: _Floats,
    vector: _Floats,
    embedded: _Bytes,
    shares: _Floats,
    bounds: _Numbers,
    kernel: tuple[float, float, float, float],
    wanted: int,
    /,
) -> list[tuple[int, float, int]]: ...
