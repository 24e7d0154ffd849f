"""Where an answer to a command or a private button may be sent: a request names an address, which has to be Slack's.

https://docs.slack.dev/interactivity/handling-user-interaction has the `response_url`; Slack's are at hooks.slack.com.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SLACK = "https://slack.com/"
_HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE)
"""A host and its port; anything else, such as a user before an `@`, other readers may take for another host."""


class Answerable:
    """The addresses at Slack's host or below it, or at that of the Web API that is set: GovSlack's, or a test's."""

    def __init__(self, api: str) -> None:
        self._homes = [(each.scheme, each.netloc.lower()) for each in (urlsplit(SLACK), urlsplit(api))]

    def __contains__(self, address: str) -> bool:
        try:
            asked = urlsplit(address)
        except ValueError:
            return False
        if not _HOST.fullmatch(asked.netloc):
            return False
        host = asked.netloc.lower()
        return any(asked.scheme == scheme and f".{host}".endswith(f".{home}") for scheme, home in self._homes)
