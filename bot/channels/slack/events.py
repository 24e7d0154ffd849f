"""Slack's requests as Bolt sorts them: events, commands and what is pressed, each handed to the desk."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest

from bot.channels.slack import pressing
from bot.channels.slack.desk import Desk, Job
from bot.channels.slack.heard import Heard, commanded, pressed, said
from bot.channels.slack.posts import JUDGE, RELEASE
from bot.channels.slack.workspace import QUIET, Workspace
from bot.conversation import Conversation
from bot.messages import Judgement
from bot.starters import starters

JOBS = "doolittle_jobs"
"""Under this name the context of a request has a list for what was begun; its acknowledgement waits for that."""
PROMPTS = 4
"""Questions that are suggested at first; Slack shows no more."""
THANKS = "Thank you. This is noted for those who write the answers."
ANYTHING = re.compile(r".*", re.DOTALL)


class Events:
    """What the bot does about each kind of request."""

    def __init__(self, conversation: Conversation, workspace: Workspace, desk: Desk) -> None:
        self._conversation, self._workspace, self._desk = conversation, workspace, desk

    def app(self, secret: str) -> AsyncApp:
        """A Bolt app; a request that is none of ours is acknowledged, since Slack would send it again."""
        app = AsyncApp(
            name="doolittle",
            logger=QUIET,
            client=self._workspace.client,
            signing_secret=secret,
            request_verification_enabled=False,  # `Signatures` has done it, by the same means.
            process_before_response=True,  # Listeners wait for nothing: what takes time goes on at the desk.
            attaching_conversation_kwargs_enabled=False,
        )
        app.event(ANYTHING)(self.event)
        app.command(ANYTHING)(self.command)
        app.action(ANYTHING)(self.action)
        for kind in (app.shortcut, app.view, app.options):
            kind(ANYTHING)(self.nothing)
        return app

    async def event(self, body: Mapping[str, Any], context: AsyncBoltContext, request: AsyncBoltRequest) -> None:
        """Something happened in the workspace."""
        event, bot = body["event"], str(context.bot_user_id or "")
        retry = str((request.headers.get("x-slack-retry-num") or ["0"])[0])
        heard = said(body, bot, int(retry) if retry.isdecimal() else 1)
        if heard is not None:
            jobs: list[Job] = context.get(JOBS, [])
            jobs += filter(None, [self._desk.take(heard, waits=JOBS in context)])
        elif event.get("type") == "app_home_opened" and event.get("tab") == "messages":
            self._suggest(str(event.get("channel") or ""))

    async def command(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """A slash command: what stands behind it is said."""
        await ack()
        self._desk.take(commanded(body))

    async def action(self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any]) -> None:
        """A button."""
        await ack()
        name = str(action.get("action_id") or "")
        if body.get("type") != "block_actions" or not (body.get("user") or {}).get("id"):
            return
        heard = pressed(body, action)
        if name == JUDGE:
            self._desk.aside("keep what a thumb says", heard, self._judge(heard, action))
        elif name == RELEASE:
            self._desk.aside("give a conversation back", heard, self._release(heard, body))
        elif action.get("type") == "button" and action.get("value"):
            blocks = pressing.chosen(_blocks(body), action, heard.user, heard.place)
            first = None if heard.place.response else partial(self._update, heard, body, blocks)
            self._desk.take(heard, first)

    async def nothing(self, ack: AsyncAck) -> None:
        """What nothing is done about."""
        await ack()

    def _suggest(self, channel: str) -> None:
        """Suggest what to ask first; the agent view, which has no thread yet, takes no `thread_ts`."""
        prompts = [{"title": b.title, "message": b.title} for b in starters(self._conversation.engine.pack)[:PROMPTS]]
        if not (channel and prompts):
            return
        call = self._workspace.client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
        asked = self._workspace.asked("suggest what to ask", call, quiet=True)
        self._desk.begin(asked)

    async def _judge(self, heard: Heard, action: Mapping[str, Any]) -> None:
        if (told := pressing.judged(action)) is None:
            return
        judgement = Judgement(told["conversation"], told["id"], told["value"], "", heard.time or time.time())
        if await self._conversation.judge(judgement):
            await self._workspace.tell(heard, THANKS)

    async def _release(self, heard: Heard, body: Mapping[str, Any]) -> None:
        if await self._conversation.release(heard.text):
            await self._update(heard, body, pressing.released(_blocks(body), heard.user))

    async def _update(self, heard: Heard, body: Mapping[str, Any], blocks: Any) -> None:
        message = body.get("message") or {}
        kept = {"metadata": message["metadata"]} if message.get("metadata") else {}
        call = self._workspace.client.chat_update(
            channel=heard.place.channel,
            ts=str(message.get("ts")),
            text=message.get("text") or "…",
            blocks=blocks,
            **kept,
        )
        await self._workspace.asked("show what was chosen", call)


def _blocks(body: Mapping[str, Any]) -> Any:
    return (body.get("message") or {}).get("blocks") or ()
