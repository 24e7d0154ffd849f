"""The story: hear an utterance, understand it, decide, act, word the answer, remember, answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from bot.decision import decide
from bot.engine import Engine
from bot.guard.admission import Admission
from bot.handover import release, returned, taken
from bot.messages import Answer, Judgement, Past, Utterance
from bot.reading import understood
from bot.redaction import concealed, redacted
from bot.session import TIMEOUT, opening
from bot.stores.memory import MemoryStore
from bot.stores.store import Store, Turn
from bot.stores.store import StoreError as StoreError  # Channels know no store, but have to tell that it is away.
from bot.taken import Taken
from bot.telemetry.turn import Observer
from bot.telemetry.watch import Watch
from bot.telling import Telling
from bot.tracker import Event, State
from bot.trackers import Trackers

EVERY = "*"
"""Stands for every channel."""


class Conversation:
    """Takes turns, and lets observers know how each went. Holds no conversation itself: the store does."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], Engine],
        observers: Sequence[Observer] = (),
        admission: Admission | None = None,
        *,
        session_timeout: float = TIMEOUT,
        redact: bool = False,
        person: Collection[str] = (),
    ) -> None:
        """`session_timeout` is in minutes, 0 for sessions that never end; `redact` is whether to redact messages.

        `person` names the channels on which somebody can take over, `*` all; a channel may say so of an utterance too.
        """
        self._store = store
        self._engine = engine
        self._observers = observers
        self._admission = admission or Admission()
        self._session_timeout = session_timeout
        self._redact = redact
        self._person = frozenset(person)

    async def hear(self, utterance: Utterance) -> Answer:
        """Take one turn; a message delivered again gets its first answer and no second turn."""
        await self._admission.hear(utterance)
        utterance = concealed(utterance) if self._redact else utterance  # From here on nobody sees more.
        if not self._person.isdisjoint((utterance.channel, EVERY)):
            utterance = replace(utterance, person=True)
        with Watch(utterance, self._observers) as watch:
            async with self._store.turn(utterance.conversation, utterance.message_id) as turn:
                watch.ended("hold")
                earlier = watch.repeats(turn.answer)
                return replace(earlier, repeated=True) if earlier else await self._take(turn, utterance, watch)

    async def _take(self, turn: Turn, utterance: Utterance, watch: Watch) -> Answer:
        engine = self._engine()
        state, recent = await self._before(turn, utterance)
        telling = Telling(engine, utterance, state, recent)
        telling.begin(opening(state, utterance.time, self._session_timeout))
        key, taken = engine.often.found(utterance, telling.state, recent, len(telling.events))
        if taken is None:
            taken = await _told(telling, watch)
            engine.often.heard(key, taken)
        else:
            watch.ended("understand")
        watch.ended("act")
        await turn.commit(taken.events, taken.state, taken.answer)
        watch.ended("commit")
        if turn.answer in (None, taken.answer):
            return watch.answered(taken.answer, taken.events)
        return watch.answered(replace(turn.answer, repeated=True), taken.events)  # Another process was first.

    async def _before(self, turn: Turn, utterance: Utterance) -> tuple[State, tuple[Event, ...]]:
        """What a turn goes on from: what is kept, or where a client's past is another, what that comes to."""
        past = utterance.past
        if past is None or _agree(past, turn.state):
            return turn.state, tuple(turn.events)
        store, _ = await self._relived(utterance, past.said)
        async with store.turn(utterance.conversation, utterance.message_id) as relived:
            return relived.state, tuple(relived.events)

    async def aside(self, utterance: Utterance) -> Answer:
        """What an utterance would be answered after its past; nothing of it is kept, or counted as a turn."""
        await self._admission.hear(utterance)
        before = utterance.past.said if utterance.past else ()
        return (await self._relived(utterance, (*before, utterance.text)))[1]

    async def _relived(self, utterance: Utterance, said: Sequence[str]) -> tuple[MemoryStore, Answer]:
        store, engine = MemoryStore(), self._engine()
        aside = Conversation(store, lambda: engine, session_timeout=0.0, redact=self._redact)
        answer = Answer(utterance.conversation, ())
        for number, text in enumerate(said):
            answer = await aside.hear(replace(utterance, text=text, message_id=str(number), past=None))
            await asyncio.sleep(0)  # A long past holds up nobody else.
        return store, answer

    async def release(self, conversation: str, by: str = "") -> bool:
        """Give a conversation that a person has back to the bot; False if nobody had it.

        `by` is the name of a channel where that has been done, which need not be told.
        """
        self._admission.see(conversation)
        return await release(self._store, conversation, by)

    async def taken(self, conversation: str) -> None:
        """A person was seen to take a conversation; it matters if it was handed over."""
        self._admission.see(conversation)
        await taken(self._store, conversation)

    async def returned(self, conversation: str, message_id: str, by: str) -> bool:
        """Release it for a message that came as to a bot; False before a person was seen to take it."""
        self._admission.see(conversation)
        return await returned(self._store, conversation, message_id, by)

    async def forget(self, conversation: str) -> bool:
        """Delete all that is kept of a conversation; False if there was nothing."""
        self._admission.see(conversation)
        found = await self._store.delete(conversation)
        self.forgotten()  # Only now: a turn that was in flight is remembered no longer either.
        return found

    def forgotten(self) -> None:
        """Somebody is deleted: turns that conversations had in common are no longer remembered."""
        self._engine().often.forget()

    async def events(self, conversation: str) -> Sequence[Event]:
        """All events of a conversation, oldest first."""
        self._admission.see(conversation)
        return await self._store.events(conversation)

    async def judge(self, judgement: Judgement) -> bool:
        """Keep what a visitor thinks of an answer beside it in the log; False where that message was never heard."""
        log = await self.events(judgement.conversation)
        if not any(e.get("event") == "user" and e.get("message_id") == judgement.message_id for e in log):
            return False
        judgement = replace(judgement, reason=redacted(judgement.reason)) if self._redact else judgement
        name = f"feedback {judgement.time} {judgement.message_id}"
        async with self._store.turn(judgement.conversation, name) as turn:
            if turn.answer is None:
                await turn.commit([judgement.as_event()], turn.state, Answer(judgement.conversation, ()))
        return True

    @property
    def engine(self) -> Engine:
        """The engine in force."""
        return self._engine()

    @property
    def trackers(self) -> Trackers:
        """The conversations as trackers, to be added to and replaced from outside."""
        return Trackers(self._store, self._engine, self._admission, self._session_timeout, self._redact)

    async def ready(self) -> bool:
        """Whether a turn could be taken now."""
        return await self._store.ready()


async def _told(telling: Telling, watch: Watch) -> Taken:
    """A turn that has begun, understood and told to its end."""
    engine, utterance = telling.engine, telling.utterance
    understanding = understood(engine, utterance.text, telling.state)
    decisions = decide(understanding, engine.pack, telling.state, person=utterance.person)
    watch.ended("understand")
    for decision in decisions:
        await telling.tell(decision)
    await telling.go_on()
    return telling.taken(understanding.as_dict())


def _agree(past: Past, state: State) -> bool:
    """Whether what is kept is the conversation that the client has."""
    return state.message.startswith(past.mark) if past.said else not state.turns
