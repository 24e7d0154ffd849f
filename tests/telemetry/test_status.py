"""`/status`: how the service runs, for a person, a monitor or a client of Rasa."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.conftest import Served, until


def status(served: Served) -> dict[str, Any]:
    """What it says."""
    return dict(served.client.get("/status").raise_for_status().json())


def test_it_tells_what_runs_and_how(served: Served) -> None:
    """Version, pack, store, process; and under Rasa's keys what comes nearest."""
    before = status(served)
    served.say("hello")
    found = status(served)

    about = served.client.get("/version").json()
    assert found["version"] == about["version"]
    assert {key: found["pack"][key] for key in ("id", "title", "digest")} == {
        "id": "tea",
        "title": about["title"],
        "digest": about["digest"],
    }
    assert datetime.now(UTC) - datetime.fromisoformat(found["pack"]["since"]) < timedelta(hours=1)
    assert found["store"] == {"kind": "sqlite", "reachable": True}
    assert found["process"]["turns"] == before["process"]["turns"] + 1
    assert found["process"]["in_flight"] == 0
    assert found["process"]["uptime"] >= before["process"]["uptime"]
    assert found["model_file"] == "starter"
    assert found["model_id"] == about["digest"]
    assert found["num_active_training_jobs"] == 0


def test_it_names_what_is_wrong_with_the_pack(live: Served, tiny_pack: Path) -> None:
    """While a file is broken, its file and line; the pack in force and its date stay."""
    before = status(live)["pack"]
    (tiny_pack / "pack.yaml").write_text("id: [tea\n", "utf-8")
    until(lambda: status(live)["pack"]["problems"])

    now = status(live)["pack"]
    assert f"{tiny_pack}/pack.yaml" in now["problems"][0]
    assert now | {"problems": []} == before
