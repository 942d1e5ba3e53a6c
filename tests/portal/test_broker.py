"""The embedded broker keeps every message until its worker says it is done."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES

from portal.broker import own_folder, reclaim

TRANSPORT_ALIASES["files"] = "portal.broker:Transport"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "broker"


def connect(root) -> Connection:
    return Connection("files://", transport_options={"folder": str(root), "polling_interval": 0.01})


def put(root, *bodies, queue="work"):
    with connect(root) as connection, connection.SimpleQueue(queue) as box:
        for body in bodies:
            box.put(body)


def drain(root, queue="work") -> list:
    found = []
    with connect(root) as connection, connection.SimpleQueue(queue) as box:
        while box.qsize():
            message = box.get_nowait()
            found.append(message.payload)
            message.ack()
    return found


def files(root) -> list:
    return [p for p in root.rglob("*") if p.is_file() and not p.name.endswith(".lock")]


def test_messages_arrive_in_order_and_leave_nothing_behind(root):
    put(root, {"n": 1}, {"n": 2}, {"n": 3})
    assert drain(root) == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert files(root) == []


def test_queues_are_apart_and_their_names_cannot_leave_the_folder(root):
    put(root, "a", queue="../../one")
    put(root, "b", queue="two")
    assert drain(root, "two") == ["b"]
    assert drain(root, "../../one") == ["a"]
    assert {p.name for p in root.parent.iterdir()} == {"broker"}


def test_a_fetched_message_is_nobody_elses_and_returns_when_its_channel_closes(root):
    put(root, "job")
    with connect(root) as first, first.SimpleQueue("work") as box:
        box.get(timeout=1)
        assert drain(root) == []
    assert drain(root) == ["job"]


def test_a_rejected_message_returns_only_when_asked_to(root):
    put(root, "again", "never")
    with connect(root) as connection, connection.SimpleQueue("work") as box:
        box.get(timeout=1).requeue()
        again = box.get(timeout=1)
        assert again.payload == "again"
        again.ack()
        box.get(timeout=1).reject()
    assert drain(root) == []
    assert files(root) == []


def test_with_no_ack_a_message_is_done_when_handed_over(root):
    put(root, "one")
    with connect(root) as connection, connection.SimpleQueue("work", no_ack=True) as box:
        assert box.get(timeout=1).payload == "one"
    assert files(root) == []


def test_a_half_written_message_is_never_seen(root):
    put(root, "whole")
    (root / "queues" / "work" / ".00000000000000000001-x").write_text('{"half')
    assert drain(root) == ["whole"]


def test_a_damaged_message_is_set_aside_and_the_next_is_served(root):
    put(root, "good")
    (root / "queues" / "work" / "00000000000000000001-x").write_text('{"half')
    assert drain(root) == ["good"]
    assert [p.name for p in (root / "damaged").iterdir()] == ["work@00000000000000000001-x"]


def test_purge_counts_what_it_removed(root):
    put(root, 1, 2, 3)
    with connect(root) as connection, connection.SimpleQueue("work") as box:
        assert box.clear() == 3
    assert drain(root) == []


def test_two_readers_share_without_doubles(root):
    put(root, *range(60))
    found: list = []
    readers = [threading.Thread(target=lambda: found.extend(drain_quietly(root))) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(30)
    assert sorted(found) == list(range(60))


def test_threads_that_begin_together_have_one_folder(root, monkeypatch):
    def slow(*names, rename=os.rename):
        time.sleep(0.05)
        rename(*names)

    monkeypatch.setattr(os, "rename", slow)
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(own_folder, [root] * 4))
    assert {*folders} == {*(root / "taken").iterdir()} - {folders[0].with_suffix(".lock")}


def drain_quietly(root) -> list:
    found = []
    with connect(root) as connection, connection.SimpleQueue("work") as box:
        while box.qsize():
            try:
                message = box.get(timeout=0.2)
            except box.Empty:
                break
            found.append(message.payload)
            message.ack()
    return found


TAKE_AND_WAIT = """
    import sys, time
    from kombu import Connection
    from kombu.transport import TRANSPORT_ALIASES
    TRANSPORT_ALIASES["files"] = "portal.broker:Transport"
    box = Connection("files://", transport_options={"folder": sys.argv[1]}).SimpleQueue("work")
    print(box.get(timeout=5).payload, flush=True)
    time.sleep(60)
"""


def test_a_killed_workers_message_goes_to_the_next_one(root):
    put(root, "kept")
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TAKE_AND_WAIT), str(root)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout.readline().strip() == "kept"
        reclaim(root)
        assert drain(root) == [], "a living worker keeps what it took"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
    reclaim(root)
    assert drain(root) == ["kept"]
    assert len(list((root / "taken").glob("*.lock"))) == 1, "the dead worker's lock went too"


def test_an_idle_worker_finds_a_dead_ones_message_by_itself(root):
    put(root, "kept")
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TAKE_AND_WAIT), str(root)], stdout=subprocess.PIPE, text=True
    )
    with connect(root) as connection, connection.SimpleQueue("work") as box:
        assert worker.stdout.readline().strip() == "kept"
        worker.kill()
        worker.wait(10)
        started = time.monotonic()
        message = box.get(timeout=10)
        assert message.payload == "kept"
        message.ack()
        assert time.monotonic() - started < 5
