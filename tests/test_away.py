"""PostgreSQL goes away and comes back under two workers: they say so, lose nothing, and need no restart."""

from __future__ import annotations

from pathlib import Path

import httpx2
from benchmarks.database import Database
from serving import PATIENCE, WEBHOOK, Client, Serving

from knowledge.loader import HERE

STARTER = HERE / "starter"


def test_while_the_store_is_away_nobody_is_ready_and_once_it_is_back_everybody_is(tmp_path: Path) -> None:
    """Each worker's `/ready` is 503 and messages are turned away with 503; after that, answers as before."""
    database = Database(durable=False)
    try:
        with (
            Serving(tmp_path, STARTER, database.address, "--workers", "2") as serving,
            Client("ann", serving.url) as ann,
        ):
            serving.up(2)
            first = ann.say("what is green tea?", "1")
            one, other = serving.workers
            with serving.only(one) as here, serving.only(other) as there:
                database.stop()
                for client in (here, there):
                    serving.until(lambda client=client: client.get("/ready").status_code == 503)
                refused = here.post(WEBHOOK, json={"sender": "ann", "message": "how is it made?"}, timeout=PATIENCE)
                assert refused.status_code == 503
                assert "Retry-After" in refused.headers
                assert httpx2.get(f"{serving.url}/health", timeout=PATIENCE).status_code == 200

                database.start()
                for client in (here, there):
                    serving.until(lambda client=client: client.get("/ready").status_code == 200)
            ann.answers.clear()
            assert ann.say("asked again", "1") == first
            assert "Green tea is made" in ann.text("how is it made?", "2")
            assert serving.workers == [one, other]
    finally:
        database.remove()
