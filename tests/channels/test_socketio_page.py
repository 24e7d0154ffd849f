"""The page of the Socket.IO channel is true: what is printed as sent and heard is what is sent and heard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from line import SOCKET, Line, event
from test_docs import assert_excerpt, blocks, client, page

if TYPE_CHECKING:
    from bot.engine import Engine


def test_the_printed_events_get_the_printed_events(engine: Engine) -> None:
    lines = blocks(page("docs/channels/socketio.md"), "text")[0].splitlines()
    assert len(lines) >= 5
    with client(engine) as talking, talking.websocket_connect(SOCKET) as socket:
        line = Line(socket)
        for printed in lines:
            arrow, name, data = printed.split(" ", 2)
            if arrow == "->":
                socket.send_text(event(name, json.loads(data)))
            else:
                heard, real = line.hear()
                assert heard == name
                assert_excerpt(json.loads(data), real)
