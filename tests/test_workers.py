"""Several processes behind one address: who dies is replaced, an edit reaches all, and nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx2
import loopback
import pytest
from serving import PATIENCE, WEBHOOK, Client, Serving, free_port, say
from test_bad_start import within
from test_live import OOLONG, write

from bot.stores.sqlite import SQLiteStore
from bot.tracker import Event
from knowledge.loader import HERE

STARTER = HERE / "starter"
SAID = ("what is green tea?", "how is it made?", "what is black tea?", "compare them", "which drinks do you know?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the two workers have their pack and their conversations."""
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Serving]:
    """Two workers over a pack that a test may edit and one file of conversations."""
    pack = Path(shutil.copytree(STARTER, folder / "pack"))
    with Serving(folder, pack, f"sqlite:{folder / 'bot.db'}", "--workers", "2", DOOLITTLE_METRICS="true") as serving:
        yield serving


@pytest.fixture
def pack(folder: Path) -> Iterator[Path]:
    """Their pack, as it was when they were started."""
    yield folder / "pack"
    (folder / "pack/topics/oolong.yaml").unlink(missing_ok=True)


@pytest.fixture
def two(running: Serving, pack: Path) -> Serving:
    """The two workers, both at work."""
    return running.up(2)


def events(file: Path, conversation: str) -> Sequence[Event]:
    """What was kept of a conversation."""

    async def read() -> Sequence[Event]:
        store = SQLiteStore(file, reading=True)
        await store.open()
        try:
            return await store.events(conversation)
        finally:
            await store.close()

    return asyncio.run(read())


def heard(file: Path, conversation: str) -> list[str]:
    """The ids of a conversation's messages, in the order in which they were answered."""
    return [str(event["message_id"]) for event in events(file, conversation) if event["event"] == "user"]


def test_a_conversation_goes_on_whichever_worker_answers(two: Serving) -> None:
    """What one process was told, the other knows; and one that is killed is replaced by another."""
    first, second = two.workers

    with two.only(first) as client:
        client.post(WEBHOOK, json={"sender": "ann", "message": "what is green tea?"})
    with two.only(second) as client:
        answer = client.post(WEBHOOK, json={"sender": "ann", "message": "how is it made?"})
    assert "Green tea is made" in answer.text

    os.kill(first, signal.SIGKILL)
    two.until(lambda: len(two.workers) == 2 and first not in two.workers)
    assert f"Worker {first} died by SIGKILL" in two.log
    assert len(set(two.workers)) == 2
    assert "heated" in say(two.url, "what is green tea?", "again", "ann")


def test_whichever_worker_is_asked_tells_the_numbers_of_all(two: Serving) -> None:
    """Turns are counted by each and told by any, those of workers that are gone among them."""

    def turns(worker: int) -> float:
        with two.only(worker) as client:
            lines = client.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("doolittle_turns_total{"))

    first, second = two.workers
    before = turns(first)
    for worker in (first, second):
        with two.only(worker) as client:
            client.post(WEBHOOK, json={"sender": f"counted by {worker}", "message": "what is green tea?"})
    assert turns(first) == turns(second) == before + 2

    os.kill(first, signal.SIGKILL)
    two.until(lambda: len(two.workers) == 2 and first not in two.workers)
    assert [turns(worker) for worker in two.workers] == [before + 2, before + 2]


def test_a_changed_pack_reaches_every_worker_and_a_broken_one_none(two: Serving, pack: Path) -> None:
    """Each process takes up what was saved, and each names what is wrong with a file while it answers as before."""
    first, second = two.workers
    with two.only(first) as one, two.only(second) as other:
        before = one.get("/version").json()["digest"]
        write(pack, OOLONG)
        for client in (one, other):
            two.until(lambda client=client: client.get("/version").json()["digest"] != before)
        after = one.get("/version").json()["digest"]

        write(pack, OOLONG.replace("kind: drink", "knid: drink"))
        for client in (one, other):
            two.until(lambda client=client: two.ready(client)["pack_problems"])
            assert "topics/oolong.yaml:" in two.ready(client)["pack_problems"][0]
            assert client.get("/version").json()["digest"] == after

    # A worker that is started now is a copy of what the parent read at first.
    os.kill(first, signal.SIGKILL)
    two.until(lambda: len(two.workers) == 2 and first not in two.workers)
    with two.only(two.workers[-1]) as young:
        assert "topics/oolong.yaml:" in two.ready(young)["pack_problems"][0]


def test_a_worker_that_is_started_again_has_the_newest_pack(two: Serving, pack: Path) -> None:
    """Before its first answer it has read what changed since the parent did."""
    write(pack, OOLONG)
    killed = two.workers
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    two.until(lambda: len(two.workers) == 2 and not {*two.workers} & {*killed})

    for number in range(4):
        assert "oxidised halfway" in say(two.url, "what is oolong?", f"newest {number}")


def test_workers_are_replaced_one_by_one_and_nobody_is_turned_away(two: Serving, pack: Path) -> None:
    """SIGHUP: the successors answer before their predecessors stop, from the pack as it is now."""
    before = two.workers
    refused: list[str] = []
    done = threading.Event()

    def knock() -> None:
        while not done.is_set():
            try:
                if loopback.get(f"{two.url}/ready", timeout=PATIENCE).status_code != 200:
                    refused.append("not ready")
            except httpx2.TransportError as error:
                refused.append(repr(error))

    visitor = threading.Thread(target=knock)
    visitor.start()
    write(pack, OOLONG)
    two.process.send_signal(signal.SIGHUP)
    two.until(lambda: len(two.workers) == 2 and not {*two.workers} & {*before})
    done.set()
    visitor.join()

    assert [line for line in refused if line != "not ready"] == []
    assert "oxidised halfway" in say(two.url, "what is oolong?", "replaced")


def test_who_dies_at_once_is_started_again_after_a_pause(two: Serving, folder: Path) -> None:
    """A worker that can not open the store is tried again, later and later; the others answer meanwhile."""
    first, second = two.workers
    aside = folder / "aside"
    aside.mkdir()
    for file in folder.glob("bot.db*"):
        file.rename(aside / file.name)
    (folder / "bot.db").mkdir()

    before = len(two.log)

    def pauses() -> list[float]:
        return [float(found) for found in re.findall(r"with status 3 .* started in ([\d.]+) s", two.log[before:])]

    os.kill(first, signal.SIGKILL)
    two.until(lambda: len(pauses()) >= 2)
    assert pauses()[:2] == [0.5, 1.0]
    assert two.workers == [second]
    assert loopback.get(f"{two.url}/health", timeout=PATIENCE).status_code == 200

    (folder / "bot.db").rmdir()
    for file in aside.iterdir():
        file.rename(folder / file.name)
    aside.rmdir()
    two.until(lambda: len(two.workers) == 2)


def test_a_store_that_is_away_makes_them_unready_until_it_is_back(two: Serving, folder: Path) -> None:
    """`/ready` is 503 while the file is gone; `/health` tells that the process lives."""
    (folder / "bot.db").rename(folder / "elsewhere.db")
    two.until(lambda: two.ready()["ready"] is False)
    assert loopback.get(f"{two.url}/ready", timeout=PATIENCE).status_code == 503
    assert loopback.get(f"{two.url}/health", timeout=PATIENCE).status_code == 200

    (folder / "elsewhere.db").rename(folder / "bot.db")
    two.until(lambda: two.ready()["ready"])
    assert "heated" in say(two.url, "what is green tea?", "back")


def test_over_kills_and_a_restart_every_message_gets_one_answer(tmp_path: Path) -> None:
    """Clients that try again under the same id lose nothing, get nothing twice, and keep their order.

    And a parent that is killed leaves nobody behind who keeps the port.
    """
    file, port = tmp_path / "bot.db", free_port()
    clients = [Client(f"visitor {number}", f"http://127.0.0.1:{port}") for number in range(4)]

    def talk(client: Client) -> None:
        for number in range(15):
            client.say(SAID[number % len(SAID)], f"{number}")

    with ExitStack() as held:
        talking = [threading.Thread(target=talk, args=(held.enter_context(client),)) for client in clients]
        options = (tmp_path, STARTER, f"sqlite:{file}", "--workers", "2")
        old = held.enter_context(Serving(*options, port=port)).up(2)
        for thread in talking:
            thread.start()
        old.until(lambda: all(len(client.answers) > 3 for client in clients))
        os.kill(old.workers[0], signal.SIGKILL)
        old.until(lambda: all(len(client.answers) > 6 for client in clients))
        assert old.end() == 0
        new = held.enter_context(Serving(*options, port=port))
        for thread in talking:
            thread.join()
        assert sum(client.retries for client in clients) > 0

        for client in clients:
            ids = [str(number) for number in range(15)]
            assert heard(file, client.sender) == ids
            first = dict(client.answers)
            client.answers.clear()
            assert {number: client.say("asked again", number) for number in ids} == first
            assert heard(file, client.sender) == ids

        assert new.end(signal.SIGKILL) == -signal.SIGKILL
        new.until(lambda: new.ready() == {})


def test_several_processes_need_a_store_that_they_share(tiny_pack: Path) -> None:
    """Conversations in memory are one process's own: told before anything is started."""
    status, told = within("serve", "--knowledge", str(tiny_pack), "--store", "memory", "--workers", "2")

    assert status == 1
    assert "setting DOOLITTLE_WORKERS = '2': memory keeps conversations within one process" in told
