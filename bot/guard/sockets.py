"""WebSockets as uvicorn speaks them, for the channels that want them."""

from __future__ import annotations

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

log = logging.getLogger(__name__)
log.setLevel(logging.CRITICAL)


class Sockets(WebSocketsSansIOProtocol):
    """Says nothing in the log: its lines would hold the tokens of `?token=`, and quote what can not be read.

    Whatever fails within the service is caught and told by `failures.py`.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger = self.conn.logger = log
        self.conn.debug = False
