"""The workspace: what is asked of Slack's Web API, with its errors told apart.

Slack has no key under which posting twice is once. So each message bears as its metadata what it answers, and where it
is not known whether it was posted, Slack is asked for what stands there
(https://docs.slack.dev/messaging/message-metadata).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack.answerable import Answerable
from bot.channels.slack.heard import Heard
from bot.channels.slack.posts import Post

log = logging.getLogger(__name__)
QUIET = logging.getLogger("slack")
"""For Slack's packages, which below warnings write what visitors say."""
QUIET.setLevel(logging.WARNING)
ANSWERS = "doolittle_answers"
"""The type of the metadata of what we post; its payload has the `id` of what was heard and the number of the `part`."""
TRIES = 4
"""How often a message is posted that Slack may not have taken."""
PAUSE = 1.0
"""Seconds before the second try; twice as long before each further one."""
WAITS = 20
"""How often a call is made again that was one too many; Slack says how long to wait."""
CONNECTIONS = 20
TIMEOUT = 30.0
"""Seconds of a call."""
REFUSED_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")
Unsure = (ClientError, TimeoutError)
"""After these nobody knows whether Slack did what it was asked."""


class AwayError(Exception):
    """Slack can not be reached, or does not work."""


class Workspace:
    """One workspace, as the bot that is installed there."""

    def __init__(self, token: str, api: str) -> None:
        waits = AsyncRateLimitErrorRetryHandler(max_retry_count=WAITS)
        self.client = AsyncWebClient(token, api, int(TIMEOUT), logger=QUIET, retry_handlers=[waits])
        self._answerable = Answerable(api)

    def open(self) -> None:
        """Keep connections from now on; else each call makes its own."""
        self.client.session = ClientSession(
            connector=TCPConnector(limit=CONNECTIONS), timeout=ClientTimeout(total=TIMEOUT)
        )

    async def close(self) -> None:
        """Let go of the connections."""
        if self.client.session is not None:
            await self.client.session.close()

    async def post(self, heard: Heard, posts: Sequence[Post], there: frozenset[int] = frozenset()) -> bool:
        """Post what answers, each part once; `there` are those that stand there already. False if Slack refuses the
        last part for good."""
        taken = True
        for number, post in enumerate(posts):
            taken = number in there or await self._post(heard, number, post)
        return taken

    async def posted(self, heard: Heard) -> frozenset[int] | None:
        """Which parts of an answer stand in Slack; None if that can not be known."""
        place = heard.place
        since: dict[str, Any] = {"oldest": heard.at, "limit": 200, "include_all_metadata": True}
        try:
            if place.thread:
                found = await self.client.conversations_replies(channel=place.channel, ts=place.thread, **since)
            else:
                found = await self.client.conversations_history(channel=place.channel, **since)
        except SlackApiError as error:
            self._tell(error, "look for what was posted")
            return None
        except Unsure as error:
            raise AwayError from error
        written = [(message.get("metadata") or {}) for message in found.get("messages") or ()]
        payloads = [each.get("event_payload") or {} for each in written if each.get("event_type") == ANSWERS]
        return frozenset(int(each.get("part", 0)) for each in payloads if each.get("id") == heard.id)

    async def tell(self, heard: Heard, text: str) -> None:
        """Tell who said something, and nobody else; in a direct message, where the bot may not write there."""
        place = heard.place
        if place.response:
            await self._respond(place.response, Post(text, ()))
            return
        told = {"channel": place.channel, "user": heard.user, "text": text, "thread_ts": place.thread or None}
        shown = await self.asked("tell who asked", self.client.chat_postEphemeral(**told))  # type: ignore[arg-type]
        if not (shown or place.direct):
            await self.asked("tell who asked alone", self.client.chat_postMessage(channel=heard.user, text=text))

    async def asked(self, what: str, call: Awaitable[Any], *, quiet: bool = False) -> bool:
        """Make a call that nothing depends on: whether Slack did it. `quiet`, a refusal is nothing to worry about."""
        try:
            await call
        except SlackApiError as error:
            self._tell(error, what, quiet=quiet)
            return False
        except Unsure as error:
            log.warning("Slack could not be asked to %s: %s", what, type(error).__name__)
            return False
        return True

    async def _post(self, heard: Heard, number: int, post: Post) -> bool:
        if heard.place.response:
            await self._respond(heard.place.response, post)
            return True
        last: Exception | None = None
        for attempt in range(TRIES):
            try:
                if attempt:
                    await asyncio.sleep(PAUSE * 2 ** (attempt - 1))
                    there = await self.posted(heard)
                    if there is None or number in there:
                        return True
                await self._send(heard, number, post)
                return True
            except SlackApiError as error:
                if _settled(error):
                    self._tell(error, "post an answer")
                    return False
                last = error
            except (*Unsure, AwayError) as error:
                last = error
        raise AwayError from last

    async def _send(self, heard: Heard, number: int, post: Post) -> None:
        about: dict[str, Any] = {
            "channel": heard.place.channel,
            "thread_ts": heard.place.thread or None,
            "metadata": {"event_type": ANSWERS, "event_payload": {"id": heard.id, "part": number}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            await self.client.chat_postMessage(**about, text=post.text, blocks=[dict(block) for block in post.blocks])
        except SlackApiError as error:
            if error.response.get("error") not in REFUSED_BLOCKS:
                raise
            self._tell(error, "post an answer in blocks, so it is posted as text")
            plain = post.plainer()
            await self.client.chat_postMessage(**about, text=plain.text, blocks=[dict(block) for block in plain.blocks])

    async def _respond(self, address: str, post: Post) -> None:
        """Answer where only who asked sees it, if that is Slack's."""
        if address not in self._answerable:
            log.error("An answer to a command is to go where Slack is not, so it is not sent.")
            return
        again = self.client.retry_handlers
        hook = AsyncWebhookClient(
            address, int(TIMEOUT), session=self.client.session, logger=QUIET, retry_handlers=again
        )
        for shown in (post, post.plainer()):
            blocks = [dict(block) for block in shown.blocks] or None
            try:
                done = await hook.send(
                    text=shown.text, blocks=blocks, response_type="ephemeral", replace_original=False
                )
            except Unsure as error:
                raise AwayError from error
            if done.status_code == 200:
                return
            log.error("Slack refuses an answer to a command: %s %s", done.status_code, done.body[:100])

    def _tell(self, error: SlackApiError, what: str, *, quiet: bool = False) -> None:
        told: Mapping[str, Any] = error.response.data if isinstance(error.response.data, dict) else {}
        needed = f"; it lacks the scope {told['needed']}" if told.get("needed") else ""
        reason = told.get("error") or error.response.status_code
        log.log(logging.INFO if quiet else logging.ERROR, "Slack refuses to %s: %s%s", what, reason, needed)


def _settled(error: SlackApiError) -> bool:
    """Whether asking again would come to the same."""
    passing = ("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")
    told = error.response.data if isinstance(error.response.data, dict) else {}
    return error.response.status_code < 500 and bool(told.get("error")) and told.get("error") not in passing
