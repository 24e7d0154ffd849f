"""Whether the inner loops were compiled when this was installed; numpy does nearly the same where they were not."""

from __future__ import annotations

import logging

__all__ = ["native"]
log = logging.getLogger(__name__)
try:
    from bot.understanding.matching import native
except ImportError as error:
    log.warning("The loops of matching are not compiled (%s): answers take longer to find.", error)
    native = None  # type: ignore[assignment]  # what asks for it looks first
