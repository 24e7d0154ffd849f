"""The desk: hears what was said, and posts the answer once.

A message is acknowledged when it is answered, or after a moment, or at once where others wait: what a process that dies
had not acknowledged, Slack delivers again. That delivery gets the answer that was kept, and Slack is asked
whether it was posted.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.channels.slack.contact import contact
from bot.channels.slack.heard import Heard
from bot.channels.slack.lanes import Lanes, Work
from bot.channels.slack.places import Conversations
from bot.channels.slack.posts import posts
from bot.channels.slack.workspace import Workspace
from bot.conversation import Conversation
from bot.guard.crowd import Queue
from bot.guard.refusal import Refusal
from bot.messages import Answer, Utterance
from bot.trail import trail

log = logging.getLogger(__name__)
T = TypeVar("T")
MOMENT = 1.0
"""Seconds that an acknowledgement waits for at most; Slack waits for three."""
MUCH = 32
"""Things said and not answered yet, above which answers wait for a lull."""
LATER = "later"
"""The lane of what was acknowledged before it was read; no conversation is called so."""
AT_ONCE = 4
"""Turns that are taken at once; they begin one by one, so that acknowledgements come in between."""
LULL, BURST = 0.25, 10.0
"""In a burst, seconds without anything new after which turns go on, and after which they do in any case."""
GRACE = 3.0
"""Seconds after which a process that took the turn has posted its answer, or never will."""
REMEMBERED = 10_000
"""Things answered that are known as such without asking."""
STATUS = "is looking that up…"
SORRY = "Something went wrong here, and it is noted. Please ask again in a little while."


@dataclass
class Job:
    """Something said, until it is answered."""

    heard: Heard
    first: Callable[[], Awaitable[object]] | None = None
    """What is done before the answer is posted, once it is known to be the first."""
    done: asyncio.Event = field(default_factory=asyncio.Event)
    awaited: int = 0
    """Deliveries that are not acknowledged yet."""
    last: bool = False
    """Whether Slack delivers it no more."""
    error: Exception | None = None
    calls: bool = False
    """Whether a person is to be called for it, and was not yet."""


class Desk:
    """Answers what is said, in order within each conversation."""

    def __init__(
        self, conversation: Conversation, workspace: Workspace, conversations: Conversations, channel: str, group: str
    ) -> None:
        """`group` is the user group to call where a person is wanted, if there is one."""
        self._conversation = conversation
        self._workspace = workspace
        self._conversations = conversations
        self._channel, self._group = channel, group
        self._lanes = Lanes()
        self._jobs: dict[str, Job] = {}
        self._answered: OrderedDict[str, None] = OrderedDict()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._queue = Queue()
        self._burst: float | None = None
        self._latest = 0.0

    def take(
        self, heard: Heard, first: Callable[[], Awaitable[object]] | None = None, *, waits: bool = False
    ) -> Job | None:
        """Begin to answer; None for what was answered here before. Who `waits` calls `settled` then."""
        if heard.id in self._answered:
            return None
        if (job := self._jobs.get(heard.id)) is None:
            job = self._jobs[heard.id] = Job(heard, first)
            named = self._conversations.named(heard.team, heard.place, heard.user)
            self._lanes.put(named, heard.at, partial(self._work, job, named))
        job.awaited += waits
        job.last |= heard.last
        return job

    async def settled(self, job: Job, until: float) -> None:
        """Wait until then at most; raises what kept it from being answered, to be delivered again."""
        try:
            async with asyncio.timeout_at(until):
                await job.done.wait()
        except TimeoutError:
            return
        finally:
            job.awaited -= 1
        if job.error is not None:
            raise job.error

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do work that is finished before the service stops; what it raises is for who began it."""
        return self._lanes.begin(work)

    def aside(self, what: str, heard: Heard | None, work: Coroutine[Any, Any, None]) -> None:
        """Do what is no turn once it is acknowledged; should it fail, who pressed is told."""
        self.begin(self._aside(what, heard, work))

    async def _aside(self, what: str, heard: Heard | None, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            log.error("Slack was acknowledged, and it failed to %s: %s", what, trail(error))
            if heard is not None:
                await self._tell(heard, SORRY)

    def postpone(self, at: str, work: Work) -> bool:
        """Where others wait, do later what was said at that time, the earliest first; False where nobody does."""
        self._latest = asyncio.get_running_loop().time()
        waiting = len(self._jobs) + self._lanes.waiting(LATER)
        if waiting <= MUCH:
            self._burst = None
        elif self._burst is None:
            self._burst = self._latest
        if not waiting:
            return False
        self._lanes.put(LATER, at, partial(self._later, work))
        return True

    async def _later(self, work: Work) -> None:
        await self._lull()
        await self._queue.turn()
        await work()

    async def finish(self, seconds: float) -> None:
        """Answer what is left to answer."""
        await self._lanes.finish(seconds)

    async def _work(self, job: Job, named: str) -> None:
        heard = job.heard
        try:
            await self._answer(job, named)
            self._remember(heard.id)
        except Refusal as refusal:
            self._remember(heard.id)
            await self._tell(heard, refusal.detail)
        except Exception as error:
            if job.awaited and not job.last:
                job.error = error
            else:
                log.error("What was said in Slack could not be answered: %s", trail(error))
                await (self._uncalled(heard, named) if job.calls else self._tell(heard, SORRY))
        finally:
            del self._jobs[heard.id]
            job.done.set()

    async def _answer(self, job: Job, named: str) -> None:
        heard = job.heard
        status = asyncio.create_task(self._status(heard, STATUS))
        try:
            async with self._turns:
                await self._lull()
                await self._queue.turn()
                answer = await self._conversation.hear(self._utterance(heard, named))
        finally:
            shown = await status
        if answer.repeated and not heard.again:
            return
        there: frozenset[int] | None = frozenset()
        if answer.repeated:
            await asyncio.sleep(GRACE)
            there = await self._workspace.posted(heard)
        if job.first is not None:
            await job.first()
        job.calls = answer.handover and self.person(heard)
        if there is not None and not await self._post(heard, answer, there) and job.calls:
            await self._uncalled(heard, named)
        if shown and not answer.messages:
            await self._status(heard, "")

    async def _post(self, heard: Heard, answer: Answer, there: frozenset[int]) -> bool:
        wanted = answer.handover and self.person(heard)
        call = self._conversations.call(self._group, heard.user) if wanted else ""
        return await self._workspace.post(heard, posts(answer, heard, call), there)

    async def _uncalled(self, heard: Heard, named: str) -> None:
        """Nobody could be called: the conversation stays the bot's, and who asked is told whom to turn to."""
        try:
            await self._conversation.release(named)
        except Exception as error:
            log.error("A conversation is paused, nobody was called, and it could not be released: %s", trail(error))
        else:
            log.error("Nobody could be called in Slack, so the conversation was released.")
        await self._tell(heard, contact(self._conversation.engine))

    def person(self, heard: Heard) -> bool:
        """Whether somebody can take over there: in a channel, where a user group can be called."""
        return bool(self._group) and not heard.place.direct and not heard.place.response

    def _utterance(self, heard: Heard, named: str) -> Utterance:
        place = heard.place
        about = {"team": heard.team, "channel": place.channel, "thread": place.thread, "user": heard.user}
        return Utterance(heard.text, named, self._channel, heard.id, heard.time, about, person=self.person(heard))

    async def _lull(self) -> None:
        """In a burst, wait until no more comes: answers can wait, acknowledgements can not."""
        now = asyncio.get_running_loop().time
        while self._burst is not None:
            left = min(self._latest + LULL, self._burst + BURST) - now()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def _status(self, heard: Heard, status: str) -> bool:
        """Show who asks in an assistant's thread what is done; whether it is shown."""
        place = heard.place
        if not (place.direct and place.thread):
            return False
        call = self._workspace.client.assistant_threads_setStatus(
            channel_id=place.channel, thread_ts=place.thread, status=status
        )
        return await self._workspace.asked("show a status", call, quiet=True)

    async def _tell(self, heard: Heard, text: str) -> None:
        try:
            await self._workspace.tell(heard, text)
        except Exception as error:
            log.error("Nor could that be told: %s", trail(error))

    def _remember(self, name: str) -> None:
        self._answered[name] = None
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
