"""Several processes count together: whichever of them is scraped tells of all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import loopback
from scrape import scraped

from tests.conftest import PATIENCE, STARTER

HOUSE = Path(__file__).resolve().parents[2]


def test_one_scrape_tells_of_all_processes_and_of_one_that_was_killed(tmp_path: Path) -> None:
    """Turns of both add up, those of a killed one stay counted, and what it had in flight is forgotten."""
    command = [sys.executable, "-m", "tests.telemetry.forked", STARTER, f"sqlite:{tmp_path / 'bot.db'}"]
    with subprocess.Popen(command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert parent.stdin
        (_, port, folder), (other, another, _) = (parent.stdout.readline().split() for _ in range(2))
        with loopback.Client(timeout=PATIENCE) as client:

            def turns(asked: str) -> float:
                found = scraped(client.get(f"http://127.0.0.1:{asked}/metrics").raise_for_status().text)
                assert found["doolittle_turns_in_flight",] == 0
                return found["doolittle_turns_total", "rest", "small_talk"]

            for sender, asked in enumerate((port, port, another)):
                body = {"sender": str(sender), "message": "hello"}
                client.post(f"http://127.0.0.1:{asked}/webhooks/rest/webhook", json=body).raise_for_status()
            assert turns(port) == turns(another) == 3

            kept = Path(folder, f"gauge_livesum_{other}.db")
            assert kept.exists()
            os.kill(int(other), signal.SIGKILL)
            parent.stdin.write("one has ended\n")
            parent.stdin.flush()
            assert parent.stdout.readline() == f"{other} has ended\n"
            assert turns(port) == 3
            assert not kept.exists()
        parent.stdin.close()

    assert parent.returncode == 0
    assert not Path(folder).exists()
