"""Rasa 3.6.21 itself, as far as it talks to us: run by a Python of its own, it prints what it found as JSON.

Its modules are as published. Three packages are entered without what they would import besides, which is no part of
what is tried: the thirty connectors beside the shell, the policies (TensorFlow) beside the actions, and SciPy.
"""

from __future__ import annotations

import asyncio
import json
import sys
import types
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def enter() -> None:
    """Make the modules importable."""
    import rasa.core

    channels = types.ModuleType("rasa.core.channels")
    channels.__path__ = [str(Path(rasa.core.__file__).parent / "channels")]
    sys.modules["rasa.core.channels"] = rasa.core.channels = channels
    policy = types.ModuleType("rasa.core.policies.policy")
    policy.PolicyPrediction = object
    sys.modules["rasa.core.policies.policy"] = policy
    if find_spec("scipy") is None:
        scipy, sparse = types.ModuleType("scipy"), types.ModuleType("scipy.sparse")
        scipy.sparse, sparse.__getattr__ = sparse, lambda name: object
        sys.modules |= {"scipy": scipy, "scipy.sparse": sparse}


async def shell(url: str, token: str, sender: str, said: str) -> Any:
    """What Rasa's shell gets, at once and as a stream."""
    from rasa.core.channels import console

    block = await console.send_message_receive_block(url, token, f"{sender} block", said)
    stream = [part async for part in console._send_message_receive_stream(url, token, f"{sender} stream", said)]
    return {"block": block, "stream": stream}


async def action(url: str, name: str, tracker: dict[str, Any], domain: dict[str, Any]) -> Any:
    """What Rasa makes of an action of ours: `RemoteAction` over `EndpointConfig`, on our tracker and our domain."""
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig

    class Channel:
        @staticmethod
        def name() -> str:
            return "rest"

    class Responses:
        @staticmethod
        async def generate(response: str, *_: Any, **__: Any) -> dict[str, Any]:
            return {"text": f"<{response}>"}

    known = Domain.from_dict(domain)
    ours = DialogueStateTracker.from_dict(tracker["sender_id"], tracker["events"], known.slots)
    done = await RemoteAction(name, EndpointConfig(url=url)).run(Channel(), Responses(), ours, known)
    return [event.as_dict() for event in done]


async def read(tracker: dict[str, Any], domain: dict[str, Any], written: str, story: str) -> Any:
    """What Rasa reads in a tracker, a domain in both its forms, and a story."""
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    known, again = Domain.from_dict(domain), Domain.from_yaml(written)
    ours = DialogueStateTracker.from_dict(tracker["sender_id"], tracker["events"], known.slots)
    steps = YAMLStoryReader(known).read_from_string(story)
    return {
        "state": ours.current_state(EventVerbosity.ALL),
        "intents": known.intents,
        "forms": known.form_names,
        "same": known.fingerprint() == again.fingerprint(),
        "story": [event.as_dict() for step in steps for event in step.events],
    }


if __name__ == "__main__":
    enter()
    asked = json.load(sys.stdin)
    print(json.dumps(asyncio.run(globals()[asked.pop("do")](**asked))))
