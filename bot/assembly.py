"""Builds everything from the settings: the only file that names concrete classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from actions import action_classes
from bot.conversation import Conversation
from bot.engine import Engine
from bot.executor import Executor
from bot.form import FORM, VALIDATE
from bot.guard.admission import Admission
from bot.guard.rate import Rate
from bot.in_process import InProcessExecutor
from bot.live import LivePack
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from bot.stores.sqlite import SQLiteStore
from bot.stores.store import Store, StoreError
from bot.telemetry.turn import Observer
from bot.understanding.interpreter import Interpreter
from bot.understanding.knowhow import Knowhow
from bot.understanding.language.pattern import PatternError
from bot.understanding.matching.vectors import vectors
from bot.wording import Wording
from knowledge.check import patterns, script
from knowledge.pack import Pack
from knowledge.yamlfile import PackError, Problem

if TYPE_CHECKING:
    from bot.action_server import ActionServer
    from bot.channels.channel import Channel
    from bot.delivery.recipient import Recipient
    from bot.telemetry.metrics import Metrics


def engine(pack: Pack, timeout: float = 5.0, cache: Path | None = None, server: ActionServer | None = None) -> Engine:
    """An engine for a pack, its actions in process or on a server; an intent without its action is a PackError."""
    local = InProcessExecutor((cls(pack) for cls in action_classes()), pack.digest, timeout)  # type: ignore[call-arg]
    _every_action_exists(pack, local.actions)
    executor = _remote(server, local.actions, pack) if server else local
    if unreadable := tuple(script.unreadable(pack)):
        raise PackError(unreadable)  # A script's patterns are only read when they are first needed.
    return Engine(pack, Interpreter(_knowhow(pack, cache)), executor, Wording(pack))


def _remote(server: ActionServer, actions: frozenset[str], pack: Pack) -> Executor:
    from bot.remote import RemoteExecutor

    return RemoteExecutor(server, sorted(actions), pack.digest)


def _knowhow(pack: Pack, cache: Path | None) -> Knowhow:
    try:
        return Knowhow.of(pack, vectors(), cache)
    except PatternError as error:
        found = tuple(patterns.problems(pack))
        raise PackError(found or (pack.origins["pack"].problem(f"{error}.", "Correct the pattern."),)) from error


def _every_action_exists(pack: Pack, known: frozenset[str]) -> None:
    problems: list[Problem] = []
    for intent in pack.intents.values():
        if intent.action not in known and not (intent.action == FORM and VALIDATE in known):
            cure = f"Write actions/{intent.action.removeprefix('action_')}.py, or name one of the actions there are."
            origin = pack.origins[f"intent/{intent.intent}"]
            problems.append(origin.problem(f"there is no action {intent.action!r}.", cure, "action"))
    if problems:
        raise PackError(tuple(problems))


def action_server(settings: Settings) -> ActionServer | None:
    """The action server of the settings, if actions do not run in process."""
    if not settings.action_endpoint:
        return None
    from bot.action_server import ActionServer  # Brings an HTTP client, which the embedded default need not load.

    return ActionServer(settings.action_endpoint, settings.action_timeout)


def live(settings: Settings, server: ActionServer | None = None) -> LivePack:
    """The engine of the settings' pack, ready to be swapped when its files change."""

    def build(pack: Pack) -> Engine:
        return engine(pack, settings.action_timeout, settings.cache, server)

    return LivePack(settings.knowledge, build)


def store(name: str) -> Store:
    """The store of that name: `memory`, `sqlite:path`, `postgresql://…`."""
    kind, _, place = name.partition(":")
    makers: dict[str, Callable[[], Store]] = {"memory": MemoryStore, "sqlite": lambda: SQLiteStore(Path(place))}
    return makers.get(kind, lambda: _postgres(name))()


def _postgres(name: str, *, reading: bool = False) -> Store:
    try:
        from bot.stores.postgres import PostgresStore  # Only who needs it pays for it.
    except ImportError as error:
        raise StoreError(f"PostgreSQL needs a package more ({error}): pip install -e '.[postgres]'") from error
    return PostgresStore(name, reading=reading)


def stored(name: str) -> Store:
    """The store of that name as somebody else's: it is read while they write, and never made or written to."""
    kind, _, place = name.partition(":")
    if kind == "memory":
        raise StoreError("memory keeps conversations within one process only. Name sqlite: and the path `serve` has.")
    return SQLiteStore(Path(place), reading=True) if kind == "sqlite" else _postgres(name, reading=True)


def metrics(settings: Settings, source: LivePack, channels: Iterable[str]) -> Metrics | None:
    """What counts turns of these channels and changes of the pack for Prometheus, if that is wanted."""
    if not settings.metrics:
        return None
    from bot.telemetry.metrics import Metrics  # Brings prometheus_client, which only those wait for who want it.

    counting = Metrics(channels)
    source.changed = counting.changed
    return counting


def recipients(settings: Settings, found: Iterable[Channel] | None = None) -> Sequence[Recipient]:
    """Whoever is sent letters, of these channels or else of those that are on; or an UnavailableError."""
    from bot.channels import channels
    from bot.delivery.recipient import Posts

    on = channels(settings.channels) if found is None else found
    return [each for channel in on if isinstance(channel, Posts) for each in channel.recipients(settings)]


def conversation(
    settings: Settings, source: LivePack, where: Store, observers: Sequence[Observer] = (), rate: Rate | None = None
) -> Conversation:
    """The conversation over a live pack and a store; observers are told of each turn, `rate` limits their number."""
    return Conversation(
        where,
        lambda: source.engine,
        observers,
        Admission(settings.longest_message, rate),
        session_timeout=settings.session_timeout,
        redact=settings.redact,
        person=settings.desks,
    )
