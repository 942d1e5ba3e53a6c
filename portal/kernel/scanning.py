"""Asking the virus scanner: ClamAV's clamd, at the address in CLAMAV_URL. Without one nothing is scanned."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

#: Seconds that each step of the talk may take: clamd is silent while it looks at a large file.
PATIENCE = 25
PORT = 3310


class ScannerError(Exception):
    """The scanner is away, is not set up, or did not say whether the file is clean."""


@dataclass(frozen=True)
class Finding:
    """What the scanner says. `virus`: its name for what it found; empty for a clean file."""

    virus: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.virus


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def scan(content: Any) -> Finding:
    """Send a file, or anything that can be read like one, to the scanner in small pieces.

    Raises ScannerError when it did not say: the file is then neither clean nor not.
    """
    try:
        answers = client().instream(content)
    except (BrokenPipeError, ConnectionResetError) as error:
        # It says so before it hangs up, but by then we are still sending and hear only the end.
        raise ScannerError(
            f"clamd hung up half-way: it broke, or its StreamMaxLength is too small ({error})"
        ) from error
    except (ClamdError, OSError, UnicodeDecodeError) as error:
        raise ScannerError(f"{type(error).__name__}: {error}") from error
    status, virus = answers.get("stream", ("", None))
    if status == "FOUND":
        return Finding(virus or "unnamed")
    if status != "OK":
        raise ScannerError(f"answered {status or 'nothing'}: {virus or ''}")
    return Finding()


def client() -> ClamdNetworkSocket:
    """How to reach clamd. Raises ScannerError where no address is set."""
    if not settings.CLAMAV_URL:
        raise ScannerError("no scanner is set up")
    address = urlsplit(settings.CLAMAV_URL)
    if address.scheme == "unix":
        return ClamdUnixSocket(path=unquote(address.path), timeout=PATIENCE)
    return ClamdNetworkSocket(host=address.hostname or "", port=address.port or PORT, timeout=PATIENCE)
