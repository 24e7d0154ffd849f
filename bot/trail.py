"""Where an exception came from, for the log: its message is left out, because it may quote what a visitor wrote."""

from __future__ import annotations

import traceback


def trail(error: BaseException) -> str:
    """An exception and its causes by type, each with the places it passed, innermost last."""
    passed = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__))
    told = f"{type(error).__qualname__} at {' > '.join(passed) or 'no known place'}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told}; from {trail(cause)}" if cause else told
