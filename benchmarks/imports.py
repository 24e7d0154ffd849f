"""What a channel adds to a service in which all are off: time to import it and its routes, and memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = {
    "SLACK_BOT_TOKEN": "xoxb-none",
    "SLACK_SIGNING_SECRET": "none",
    "WEBHOOKS": '[{"name": "erp", "secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"]}]',
    "CHATWOOT_URL": "http://127.0.0.1:9",
    "CHATWOOT_TOKEN": "a-token",
    "CHATWOOT_SECRET": "a-secret",
    "TELEGRAM_TOKEN": "4242:AAF-a_token",
    "TELEGRAM_SECRET": "a-secret",
}
"""Settings that some channels can not be on without; nobody is called with them."""
_IMPORT = """
import gc, json, os, resource, sys, time
import uvicorn
from bot import assembly
from bot.channels import channels
from bot.guard.listening import options
from bot.service import app
from bot.settings import Settings

def resident():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6

off, on = (Settings(store="memory", live=False, channels=names) for names in ((), (sys.argv[1],)))
service = app(off)
uvicorn.Config(service, **options(off)).load()
conversation = assembly.conversation(off, service.state.source, assembly.store("memory"))
memory, wall, cpu = resident(), time.perf_counter(), time.process_time()
for channel in channels(on.channels):
    service.include_router(channel.router(conversation, on))
uvicorn.Config(service, **options(on)).load()
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(json.dumps([cpu * 1000, wall * 1000, resident() - memory]))
"""


@dataclass(frozen=True, slots=True)
class Import:
    """What a channel adds to a service that has none."""

    cpu: float
    """Milliseconds, as `wall`."""
    wall: float
    resident: float
    """Megabytes."""


def imported(names: tuple[str, ...], rounds: int) -> Mapping[str, Import | None]:
    """What each adds, the median of some fresh processes; None for one that can not be switched on by its name."""
    settings = os.environ | {f"DOOLITTLE_{name}": value for name, value in NEEDED.items()}
    found: dict[str, list[list[float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, "-c", _IMPORT, name]
            done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=settings, check=False)
            if done.returncode == 0:
                found[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        name: Import(*(statistics.median(column) for column in zip(*rows, strict=True))) if rows else None
        for name, rows in found.items()
    }
