"""The broker that needs no server: a kombu transport that keeps each message as a file, on one machine.

kombu's own `filesystem://` deletes a message when it is fetched, so a killed worker loses it, and lets a reader
see a half-written file. Here a message appears whole (written aside, synced, renamed), a worker moves it into
a folder of its own while it works on it, and the file goes when the worker acknowledges it. A worker holds an
operating-system lock for as long as it lives; what lies in the folder of one whose lock is free goes back to
its queue. Made for waking a worker up: each fetch lists a folder, so it is slow with thousands waiting.

    <folder>/queues/<queue>/<time>-<id>            waiting
    <folder>/taken/<worker>/<queue>@<time>-<id>    being worked on; <folder>/taken/<worker>.lock is held
    <folder>/damaged/<name>                        could not be read, kept to be looked at
"""

import fcntl
import json
import os
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path
from queue import Empty
from urllib.parse import quote

from kombu.transport import base, virtual

# How often, in seconds, an idle worker looks for messages of workers that died.
RECLAIM_EVERY = 2.0

# (folder, process id) -> (folder of this process, its open lock file). A forked child gets an entry of its own.
_owned: dict = {}
# Two threads that made a folder each would leave one without its lock.
_owning = threading.Lock()


def own_folder(root: Path) -> Path:
    """The folder for messages this process works on; made, with its lock, at first use."""
    key = (root, os.getpid())
    with _owning:
        if key not in _owned:
            mine = root / "taken" / uuid.uuid4().hex
            mine.mkdir(parents=True)
            # Locked before it gets its name, so that nobody finds it free.
            lock = mine.with_name(f".{mine.name}").open("w")
            fcntl.lockf(lock, fcntl.LOCK_EX)
            os.rename(lock.name, f"{mine}.lock")
            _owned[key] = (mine, lock)
        return _owned[key][0]


def reclaim(root: Path) -> None:
    """Give the messages of dead workers back to their queues."""
    mine = own_folder(root)
    for path in (root / "taken").glob("*.lock"):
        if path == mine.with_suffix(".lock"):
            continue  # closing a second handle would drop this process's own lock
        with suppress(OSError), path.open("r+") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for file in path.with_suffix("").iterdir():
                put_back(root, file)
            path.with_suffix("").rmdir()
            path.unlink()


def put_back(root: Path, taken: Path) -> None:
    """Move a message that was being worked on back to its queue; nothing when it has gone meanwhile."""
    queue, _, name = taken.name.partition("@")
    with suppress(FileNotFoundError):
        taken.rename(root / "queues" / queue / name)


class Channel(virtual.Channel):
    """One conversation with the folder; several may run in one process."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.root = Path(self.connection.client.transport_options["folder"])
        self.taken: dict[str, Path] = {}
        self.reclaimed_at = -RECLAIM_EVERY

    def folder(self, queue: str) -> Path:
        """Where a queue's messages wait."""
        path = self.root / "queues" / quote(queue, safe="")
        path.mkdir(parents=True, exist_ok=True)
        return path

    def waiting(self, queue: str) -> list[Path]:
        """A queue's messages, oldest first."""
        return [p for p in sorted(self.folder(queue).iterdir()) if not p.name.startswith(".")]

    def _put(self, queue, message, **kwargs):
        path = self.folder(queue) / f"{time.time_ns():020}-{uuid.uuid4().hex}"
        aside = path.with_name(f".{path.name}")
        with aside.open("w") as file:
            json.dump(message, file)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)

    def _get(self, queue, timeout=None):
        if time.monotonic() - self.reclaimed_at > RECLAIM_EVERY:
            reclaim(self.root)
            self.reclaimed_at = time.monotonic()
        for path in self.waiting(queue):
            mine = own_folder(self.root) / f"{path.parent.name}@{path.name}"
            with suppress(FileNotFoundError):  # another worker was faster
                path.rename(mine)
                try:
                    message = json.loads(mine.read_text())
                    self.taken[message["properties"]["delivery_tag"]] = mine
                except (ValueError, KeyError, TypeError):
                    (self.root / "damaged").mkdir(exist_ok=True)
                    mine.rename(self.root / "damaged" / mine.name)
                    continue
                return message
        raise Empty

    def drop(self, delivery_tag: str) -> None:
        """Forget a message that is done with."""
        if taken := self.taken.pop(delivery_tag, None):
            taken.unlink(missing_ok=True)

    def basic_ack(self, delivery_tag, multiple=False):
        """Done: the message goes."""
        super().basic_ack(delivery_tag, multiple)
        self.drop(delivery_tag)

    def basic_reject(self, delivery_tag, requeue=False):
        """Refused: back to the queue, or gone."""
        super().basic_reject(delivery_tag, requeue)
        self.drop(delivery_tag)

    def _restore(self, message):
        if taken := self.taken.pop(message.delivery_tag, None):
            put_back(self.root, taken)

    def basic_consume(self, queue, no_ack, callback, consumer_tag, **kwargs):
        """Register a consumer; with `no_ack` a message counts as done when it is handed over."""

        def deliver(message):
            if no_ack:
                self.drop(message.delivery_tag)
            return callback(message)

        super().basic_consume(queue, no_ack, deliver, consumer_tag, **kwargs)

    def basic_get(self, queue, no_ack=False, **kwargs):
        """One message, or None."""
        message = super().basic_get(queue, no_ack, **kwargs)
        if message is not None and no_ack:
            self.drop(message.delivery_tag)
        return message

    def _size(self, queue):
        return len(self.waiting(queue))

    def _purge(self, queue):
        found = self.waiting(queue)
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)


class Transport(virtual.Transport):
    """kombu finds this under `files://`; the folder comes from the option `folder`."""

    Channel = Channel
    driver_type = "files"
    driver_name = "files"
    default_port = None
    # No fanout: Celery then leaves remote control, gossip and mingle out by itself.
    implements = base.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct"]), heartbeats=False
    )

    def driver_version(self) -> str:
        """Shown by Celery's reports."""
        return "1"
