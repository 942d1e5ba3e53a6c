"""How often one person, or one network address, may do what needs no account."""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

from portal.kernel.display import MOMENT, format_date
from portal.kernel.errors import DomainError

#: So many in so long.
Limits = tuple[tuple[timedelta, int], ...]
#: Days after which the hash of a stranger's address is emptied: by then no limit has asked for it for long.
ADDRESS_DAYS = 7


class TooMany(DomainError):
    """Nothing was saved. `retry_at`: the moment from which one more is allowed."""

    status = 429
    #: The error's code, and what a person reads, with %(moment)s for that moment.
    kind = ""
    text: str | Promise = ""

    def __init__(self, retry_at: datetime):
        super().__init__(self.kind, str(self.text) % {"moment": format_date(retry_at, MOMENT)})
        self.retry_at = retry_at

    @property
    def retry_after(self) -> int:
        """Whole seconds until then, at least one: the header `Retry-After`."""
        return max(1, int((self.retry_at - timezone.now()).total_seconds()) + 1)


def hash_of(address: str) -> str:
    """A keyed hash of a network address. One household holds a whole /64 of the longer addresses."""
    return salted_hmac("programs.limits", household_of(address), algorithm="sha256").hexdigest()


def household_of(address: str) -> str:
    """The address itself, or the network that one household holds; what is no address stays as it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    # A server that listens on both versions sees the shorter addresses inside the longer ones, all in one /64.
    short = found.ipv4_mapped
    return str(short or ipaddress.ip_network((found.packed, 64), strict=False))


def free_again(times: Iterable[datetime], limits: Limits, now: datetime) -> datetime | None:
    """The moment from which one more is allowed; None where it is allowed now. times: of those done before."""
    times = sorted(times)
    waits = []
    for span, most in limits:
        recent = [moment for moment in times if moment > now - span]
        if len(recent) >= most:
            waits.append(recent[-most] + span)
    return max(waits, default=None)
