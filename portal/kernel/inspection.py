"""Looking into uploads before they are kept, in a process of its own that may use so much time and memory.

Whoever makes a file also chooses how long it takes to read. The process that answers requests never parses one: a file
that is a bomb, or that breaks the library, ends a process that nobody waits for.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

#: Media type -> script and what it is told.
MOST_OBJECTS, MOST_PIXELS = 1_000_000, 100_000_000
SCRIPTS = {
    "application/pdf": ("pdf.py", str(MOST_OBJECTS)),
    "image/png": ("picture.py", str(MOST_PIXELS), "PNG"),
    "image/jpeg": ("picture.py", str(MOST_PIXELS), "JPEG"),
}
FINE = "fine"
#: Nothing could be found out: the process broke, or took too long.
ENDLESS = "endless"
#: The words that the scripts know.
WORDS = frozenset({FINE, ENDLESS, "damaged", "password", "script", "launch", "reach", "embedded", "pixels"})

#: Seconds by the clock, seconds of computing, bytes of memory.
LONGEST, BUSIEST, LARGEST = 20.0, 12, 512 * 1024**2

FOLDER = Path(__file__).with_name("inspectors")


def inspect(upload: UploadedFile, media_type: str) -> str:
    """One of WORDS about an upload whose first bytes promise this media type; FINE where nothing speaks against it."""
    script, *words = SCRIPTS[media_type]
    command = [sys.executable, "-I", str(FOLDER / script), *words]
    with on_disk(upload) as file:
        process = subprocess.Popen(  # noqa: S603  our own script; the file is its input and never a word of it
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings()
        )
        with process:
            limit(process.pid)
            try:
                said, _ = process.communicate(timeout=LONGEST)
            except subprocess.TimeoutExpired:
                process.kill()
                return ENDLESS
    word = said.decode("ascii", "replace").strip()
    return word if process.returncode == 0 and word in WORDS else ENDLESS


@contextmanager
def on_disk(upload: UploadedFile) -> Iterator[BinaryIO]:
    """The upload as a file of the operating system: small ones are in memory till now."""
    if isinstance(upload, TemporaryUploadedFile):
        with open(upload.temporary_file_path(), "rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.seek(0)
        yield copy


def limit(pid: int) -> None:
    """Bound another process, where the system can: it has just begun and has not looked at the file."""
    if not hasattr(resource, "prlimit"):  # macOS: only the clock bounds it there
        return
    bounds = {resource.RLIMIT_CPU: BUSIEST, resource.RLIMIT_AS: LARGEST, resource.RLIMIT_FSIZE: 0}
    with suppress(ProcessLookupError):
        for what, most in bounds.items():
            resource.prlimit(pid, what, (most, most))


def surroundings() -> dict[str, str]:
    """The environment of the process: nothing that it could betray."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
