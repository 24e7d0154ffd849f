"""Whether the inner loops were compiled when this was installed; numpy does the same where they were not."""

from __future__ import annotations

import logging

__all__ = ["native"]
log = logging.getLogger(__name__)
try:
    from bot.understanding.matching import native
except ImportError:
    log.warning("Not compiled: there was no C compiler at installation; the same answers take longer to find.")
    native = None  # type: ignore[assignment]  # what asks for it looks first
