"""Which code made a page: part of the key of whatever is kept longer than a process lives."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("portal", "accounts", "spaces", "programs", "templates")
SUFFIXES = frozenset({".py", ".html", ".txt", ".mo", ".yaml"})


@cache
def release() -> str:
    """A hash over everything that decides what a page says: code, templates, messages, data files. Read once."""
    digest = blake2b(digest_size=8)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
