"""Everything anybody could send: cases made from the OpenAPI document, and messages made of anything.

    python benchmarks/fuzz.py                                  # 5,000 cases, 100,000 messages
    python benchmarks/fuzz.py --cases 500 --messages 10000 --seed 7

schemathesis calls the service in process with all its checks: no response is a server error, and each has a status, a
content type, headers and a body that the document promises; wrong data is refused, right data accepted, and nothing
that needs a token is given without. hypothesis talks through `Conversation.hear`, several messages to a conversation:
nothing raises, and each answer has words that UTF-8 can carry. Exit status 1 tells that something was found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import dataclass, field

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from bot import assembly
from bot.channels import known
from bot.conversation import Conversation
from bot.messages import Utterance
from bot.service import app
from bot.settings import Settings
from bot.stores.memory import MemoryStore
from knowledge.loader import HERE, load
from knowledge.pack import Pack

TOKEN = "a token for the fuzzer, which is none of the guessed ones"
TEA = HERE / "starter"
TALK = 25
"""Messages of one conversation."""


@dataclass
class Found:
    """How much was tried, and what was found."""

    tried: int = 0
    failures: list[str] = field(default_factory=list)


SIGNED = ("chatwoot", "slack", "telegram", "webhooks")
"""Channels whose requests are signed: their tests forge them."""


def main() -> None:
    """Try both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=5_000, help="requests made from the OpenAPI document, at least")
    parser.add_argument("--messages", type=int, default=100_000, help="messages said")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asked = requests(chosen.cases, chosen.seed, f"sqlite:{folder}/fuzz.db")
    print(f"{asked.tried} requests, {len(asked.failures)} failures", *asked.failures, sep="\n  ")
    said = messages(chosen.messages, chosen.seed)
    print(f"{said.tried} messages, {len(said.failures)} failures", *said.failures, sep="\n  ")
    sys.exit(bool(asked.failures or said.failures))


def requests(least: int, seed: int = 0, store: str = "memory", *, edges: bool = True) -> Found:
    """Call a service over the small pack with every channel on, at least so many times.

    `edges` adds what schemathesis derives from each field of the document, some 3,300 cases, the same every time.
    """
    limits = {"sender_rate": "", "address_rate": ""}
    every = {"channels": [name for name in known() if name not in SIGNED], "auth_token": TOKEN}
    service = app(Settings(knowledge=TEA, store=store, live=False, **every, **limits))  # type: ignore[arg-type]
    found = Found()
    while found.tried < least and not found.failures:
        config = SchemathesisConfig.from_dict(
            {
                "seed": seed + found.tried,
                "headers": {"Authorization": f"Bearer {TOKEN}"},
                "generation": {"max-examples": max(1, least // 20), "mode": "all"},
                "phases": {"coverage": {"enabled": edges}},
            }
        )
        schema = schemathesis.openapi.from_asgi(
            "/openapi.json", service, config=config, headers={"Authorization": f"Bearer {TOKEN}"}
        )
        for event in from_schema(schema).execute():
            _note(event, found)
    return found


def _note(event: object, found: Found) -> None:
    if isinstance(event, events.NonFatalError | events.FatalError):
        found.failures.append(str(getattr(event, "info", event)))
    if isinstance(event, events.EngineFinished):
        found.failures += [str(failure) for failure in event.failures]
    if isinstance(event, events.ScenarioFinished):
        found.tried += len(event.recorder.interactions)
        for case, checks in event.recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    curl = event.recorder.cases[case].value.as_curl_command()
                    found.failures.append(f"{check.name}: {check.failure_info.failure}\n    {curl}")


def messages(count: int, seed: int = 0) -> Found:
    """Say so many messages to the small bot, `TALK` of them in each conversation."""
    engine = assembly.engine(load(TEA))
    found = Found()

    @seeded(seed)
    @settings(
        max_examples=max(1, count // TALK),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts=st.lists(anything(engine.pack), min_size=TALK, max_size=TALK))
    def talk(texts: list[str]) -> None:
        asyncio.run(_talk(Conversation(MemoryStore(), lambda: engine), texts, found))

    talk()
    return found


async def _talk(bot: Conversation, texts: list[str], found: Found) -> None:
    for number, text in enumerate(texts):
        found.tried += 1
        try:
            answer = await bot.hear(Utterance(text, "fuzz", "fuzz", str(number), 1e9 + number))
            json.dumps(answer.as_dict())
            assert answer.text.encode(), "no words"
        except Exception as error:
            found.failures.append(f"{type(error).__name__}: {error}, after {texts[: number + 1]!r}")
            return


def anything(pack: Pack) -> st.SearchStrategy[str]:
    """Any text: what makes no sense, what nearly does, what is huge, and buttons nobody made."""
    words = sorted({word for topic in pack.topics.values() for word in (topic.name, *topic.aliases)})
    examples = sorted({example for intent in pack.intents.values() for example in map(str, intent.examples)})
    noise = st.text(st.characters(exclude_categories=()), max_size=60)
    near = st.lists(st.sampled_from([*words, *examples[:200], *NASTY]) | noise, min_size=1, max_size=4).map(" ".join)
    huge = st.builds(lambda piece, times: piece * times, st.sampled_from([*words, *NASTY]), st.integers(100, 500))
    return st.one_of(near, noise, _buttons(sorted(pack.intents), words), near, huge.map(lambda text: text[:10_000]))


def _buttons(intents: list[str], words: list[str]) -> st.SearchStrategy[str]:
    value = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(words) | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
        max_leaves=5,
    )
    slots = st.dictionaries(st.sampled_from(["topic", "kind", "entry", "listed", "choice", "x"]), value, max_size=3)
    end = st.sampled_from(["", "", "}", " ", "{", "\x00", '"'])
    return st.builds("/{}{}{}".format, st.sampled_from([*intents, "", "x"]), slots.map(json.dumps), end)


NASTY = (
    *("\x00", "\ud800", "\udfff\ud800", "\u202e", "\ufeff\u200b", "\x1b[31m", "\r\n\r\n", "%s %n {0} {topic} {", "\\"),
    *("🫖" * 9, "👩‍👩‍👧‍👦", "z̴̢̛͖̥a̸͉l̵g̶o̷", "ß ſ ﬁ İ ı", "١٢٣ ④ Ⅷ", "1e999 -0 NaN ∞", "9" * 400, "((((((", "[[[[", "a|b|(c"),
    *("<script>alert(1)</script>", "'; DROP TABLE events; --", "../../etc/passwd", "/", "//", "/{", '/define{"topic"'),
    *("and", "or", "not", "it", "the second one", "yes", "no", "stop", "1", "99", "?", "…", "what is", "is it older?"),
)


if __name__ == "__main__":
    main()
