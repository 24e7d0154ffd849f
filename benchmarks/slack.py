"""A burst of Slack's events on the service: `python -m benchmarks.slack` prints the figures of docs/channels/slack.md.

A hundred threads of ten questions each; a third of the events is delivered a second time at once, as Slack does when it
waited too long. The events of a thread are sent one after the other, the threads all at once, over 200 connections: an
acknowledgement is timed from when its event has one, as Slack times it. Slack is on loopback and shares the machine;
`--events` makes the burst smaller or larger.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

import aiohttp

from benchmarks.client import QUESTIONS
from benchmarks.served import echo, service
from tests.channels.fake_slack import FakeSlack, json_body, mention

PATIENCE = 300.0
CONNECTIONS = 200
Sent = tuple[bytes, Mapping[str, str]]
"""A body and its headers."""
LOAD = """
import resource, sys, time
import bot.service
from bot import channels
list(channels.channels(["rest", "web"]))
def resident():
    return next(int(l.split()[1]) / 1024 for l in open("/proc/self/status") if l.startswith("VmRSS"))
before, began = resident(), time.process_time()
list(channels.channels(["slack"]))
print(time.process_time() - began, resident() - before)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000)
    burst(parser.parse_args().events)
    seconds, megabytes = min(map(loaded, range(3)))
    print(f"| CPU time of its import | {seconds * 1000:.0f} ms |\n| memory it takes | {megabytes:.0f} MB |")


def loaded(_: int) -> tuple[float, float]:
    """CPU seconds and megabytes that the channel costs a service that has the others already."""
    told = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout.split()
    return float(told[0]), float(told[1])


def burst(events: int) -> None:
    """Send it, wait for the answers, and tell how it went."""
    slack, threads = FakeSlack(), max(events // len(QUESTIONS), 1)
    settings = {name: str(value) for name, value in slack.settings.items()}
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:{Path(folder) / 'bot.db'}"
        with service(store, channels='["slack"]', **settings) as server:
            prepared = [_thread(number) for number in range(threads)]
            began, used = time.monotonic(), _used(server.process)
            acknowledged = sorted(asyncio.run(_all(f"http://127.0.0.1:{server.port}/slack/events", prepared)))
            arrived, used = time.monotonic() - began, _used(server.process) - used
            _wait(slack, threads * len(QUESTIONS))
            took = time.monotonic() - began
    answered = {channel: [_answers(message) for message in there] for channel, there in slack.messages.items()}
    counts = Counter(name for names in answered.values() for name in names)
    inverted = sum(names != sorted(names) for names in answered.values())
    slack.stop()
    print(f"| events, deliveries | {threads * len(QUESTIONS):,}, {len(acknowledged):,} |")
    print(f"| acknowledged, the slowest | {acknowledged[-1]:.2f} s |")
    print(
        f"| acknowledged, half and 99 of 100 | {_share(acknowledged, 0.5):.2f} s, {_share(acknowledged, 0.99):.2f} s |"
    )
    print(f"| CPU time of the service meanwhile | {used:.1f} s |")
    print(f"| all acknowledged after | {arrived:.1f} s |\n| all answered after | {took:.1f} s |")
    print(f"| answered once, more than once | {sum(n == 1 for n in counts.values()):,}, {_more(counts)} |")
    print(f"| threads out of order | {inverted} of {threads} |")
    with echo() as bare:
        began = time.monotonic()
        asyncio.run(_all(f"http://127.0.0.1:{bare.port}/webhooks/rest/webhook", prepared))
        print(f"| as many requests to a bare FastAPI echo | {time.monotonic() - began:.1f} s |")


async def _all(url: str, threads: Sequence[Sequence[Sent]]) -> list[float]:
    """Send all threads; seconds of each acknowledgement."""
    free = asyncio.Semaphore(CONNECTIONS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as client:
        return await asyncio.gather(
            *(_send(client, url, free, sent) for sent in chain.from_iterable(zip(*threads, strict=True)))
        )


def _thread(thread: int) -> Sequence[Sent]:
    """The deliveries of a thread, in order."""
    sent = []
    for number, question in enumerate(QUESTIONS):
        told = mention(question, f"1795700000.{number:06}", channel=f"C{thread}", thread_ts="1795700000.000000")
        body, headers = json_body({**told, "sender": "U1", "message": "what the bare echo reads"})
        sent += [(body, headers | more) for more in ({}, {"X-Slack-Retry-Num": "1"})[: 2 - bool(number % 3)]]
    return sent


async def _send(client: aiohttp.ClientSession, url: str, free: asyncio.Semaphore, sent: Sent) -> float:
    body, headers = sent
    async with free:
        began = time.monotonic()
        async with client.post(url, data=body, headers=headers) as response:
            assert response.status == 200, response.status
        return time.monotonic() - began


def _used(process: int) -> float:
    """CPU seconds of a process so far (`utime` and `stime` of proc(5))."""
    user, system = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _wait(slack: FakeSlack, answers: int) -> None:
    until = time.monotonic() + PATIENCE
    while sum(map(len, slack.messages.values())) < answers and time.monotonic() < until:
        time.sleep(0.05)


def _answers(message: Mapping[str, object]) -> str:
    return str(json.loads(json.dumps(message))["metadata"]["event_payload"]["id"])


def _share(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def _more(counts: Counter[str]) -> int:
    return sum(n > 1 for n in counts.values())


if __name__ == "__main__":
    main()
