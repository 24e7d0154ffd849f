"""How log lines look: all alike, ours, uvicorn's and rasa-sdk's, for a person to read or as one JSON object a line.

`serve` imports this; the other commands do without structlog, whose import takes a tenth of a second.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal

from bot.telemetry import trace

# structlog takes rich along where it finds it, for tracebacks that are not wanted here: 4 MB of memory.
_hidden: dict[str, Any] = sys.modules
_found = _hidden.setdefault("rich", None)
import structlog  # noqa: E402
from structlog.typing import EventDict, Processor, WrappedLogger  # noqa: E402

if _found is None:
    del _hidden["rich"]


def configure(level: str, form: Literal["auto", "console", "json"]) -> None:
    """Write every log line of the process to standard error; `auto` is `console` on a terminal, else `json`."""
    terminal = sys.stderr.isatty()
    readable = form == "console" or (form == "auto" and terminal)
    last = _for_people(terminal) if readable else _for_machines()
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *_SHARED],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _traced(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Add the id of the request or turn that a line belongs to."""
    if name := trace.current():
        line["trace"] = name
    line.pop("color_message", None)  # uvicorn's message once more, coloured
    return line


_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    _traced,
]


def _for_people(terminal: bool) -> list[Processor]:
    renderer = structlog.dev.ConsoleRenderer(
        colors=terminal,
        repr_native_str=True,  # What a client names itself can then not colour or move anything.
        sort_keys=False,
        timestamp_key="time",
        # Rich tracebacks would show the values of variables, and with them what visitors said.
        exception_formatter=structlog.dev.plain_traceback,
    )
    return [renderer]


def _for_machines() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
