"""A member of a Slack workspace, for the contract of every channel: writes to the bot alone, reads what it posts."""

from __future__ import annotations

import html
import itertools
import re
import time
from functools import cache

from fake_slack import FakeSlack, direct, json_body
from httpx2 import Response
from shown import Shown, read
from starlette.testclient import TestClient

_LINK = re.compile(r"<([^|>]*)\|[^>]*>")


@cache
def slack() -> FakeSlack:
    """One for all tests of this process."""
    return FakeSlack()


class Slack:
    """A member who writes direct messages."""

    channel = "slack"
    signed = True
    """It brings no token."""
    tells = True
    """It is told of refusals by a message, since its request was acknowledged."""
    settings = slack().settings

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._name = time.monotonic_ns()

    def say(self, client: TestClient, text: str, conversation: str, **_: str) -> Response:
        """Say it; the response has what was posted, or told to the visitor alone."""
        channel = f"D{conversation} {self._name}"
        there, told = len(slack().messages.get(channel, ())), len(slack().called("chat.postEphemeral"))
        escaped = html.escape(text, quote=False)
        ts = f"{time.time():.3f}{next(self._numbers):03}"
        body, headers = json_body(direct(escaped, ts, channel=channel))
        response = client.post("/slack/events", content=body, headers=headers)
        if response.status_code != 200:
            return response
        posted = slack().messages.get(channel, [])[there:]
        private = [given["text"] for given in slack().called("chat.postEphemeral")[told:]]
        return Response(200, json={"posted": posted, "told": private}, request=response.request)

    def shown(self, response: Response) -> Shown:
        shown = Shown()
        for message in response.json()["posted"]:
            assert message["text"]
            for block in message["blocks"]:
                if block["type"] == "markdown":
                    seen = read(block["text"])
                    shown.texts.append("\n\n".join(seen.texts))
                    shown.drawn += seen.drawn
                elif block["type"] == "table":
                    cells = [cell["text"].strip() for row in block["rows"] for cell in row]
                    shown.drawn += cells
                    shown.texts += cells
                elif block["type"] == "image":
                    shown.images.append(block["image_url"])
                elif block["type"] == "actions":
                    shown.buttons += [element["text"]["text"] for element in block["elements"]]
                elif block["type"] == "context":
                    heading, *sources = [element["text"] for element in block["elements"]]
                    assert heading == "Sources:"
                    shown.sources += [html.unescape("".join(_LINK.findall(source))) for source in sources]
        return shown

    def problem(self, response: Response) -> str:
        told = response.json()
        return "\n".join(told["told"]) if "told" in told else str(told["detail"])
