"""Readers for environment variables. A malformed value stops the start and the message names the variable."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent.parent
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(str(BASE_DIR / ".env"), overwrite=False)


def read(name: str, default: T, parse: Callable[[str], T]) -> T:
    """The variable `name` through `parse`; `default` when it is unset or empty.

    `parse` raises ValueError with the reason when it cannot read the text.
    Raises ImproperlyConfigured, with the variable's name in front.
    """
    text = env.str(name, default="").strip()
    if not text:
        return default
    try:
        return parse(text)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def parse_bool(text: str) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; ValueError for anything else."""
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"{text!r} is neither true nor false")


def parse_whole(text: str) -> int:
    """A whole number of zero or more; ValueError for anything else."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def one_of(*allowed: str) -> Callable[[str], str]:
    """A parser that accepts these words only, in any case, and returns them as given here."""
    words = {word.lower(): word for word in allowed}

    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"{text!r} is not one of {', '.join(allowed)}")
        return words[text.lower()]

    return parse


def parse_url(text: str, schemes: tuple[str, ...], *, host_required: bool = True) -> str:
    """The URL itself when its scheme is allowed, it has a host, and the port, if any, is a number."""
    parts = urlsplit(text)
    if parts.scheme not in schemes:
        raise ValueError(f"the address has to start with {' or '.join(f'{s}://' for s in schemes)}")
    if host_required and not parts.hostname:
        raise ValueError("the address names no host")
    if parts.port == 0:  # urlsplit itself refuses a port that is no number or too large
        raise ValueError("the port cannot be 0")
    return text


def read_bool(name: str, *, default: bool) -> bool:
    """A yes-or-no variable."""
    return read(name, default, parse_bool)


def read_whole(name: str, *, default: int) -> int:
    """A whole-number variable."""
    return read(name, default, parse_whole)


def read_path(name: str, *, default: Path) -> Path:
    """A folder or file; a relative path counts from the project's folder."""
    return BASE_DIR / read(name, default, Path)


VAR_DIR = read_path("VAR_DIR", default=BASE_DIR / "var")
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"VAR_DIR: {error}") from error
