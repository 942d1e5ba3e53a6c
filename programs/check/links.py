"""Answers of a check as part of an address that can be sent round: signed, and without anybody's name. No database.

The signature is not there to hide the answers, which are packed and can be unpacked, but so that nobody sends round
answers that were never given here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing

from portal.kernel.clock import today
from programs.eligibility.ageing import aged
from programs.eligibility.facts import FactSpec
from programs.eligibility.traits import traits

SALT = "programs.check"
#: Answers grow old: a firm hires, a founder has a birthday.
KEPT = timedelta(days=365)
#: Longer than every question answered at length; anything longer was not made here.
LONGEST = 4000


class BadLinkError(Exception):
    """The address was cut, changed, or never made here."""


class OldLinkError(BadLinkError):
    """It was made here, and does not hold any more."""


@dataclass(frozen=True, slots=True)
class Shared:
    #: Fact -> value.
    facts: dict[str, Any]
    #: The day the link was made, in Hong Kong.
    day: date


class Compact:
    """JSON without blanks, in one order: equal answers give equal links on one day."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


def link_of(facts: Mapping[str, Any]) -> str:
    """The last part of the address."""
    shared = {"d": today().toordinal(), "f": dict(facts)}
    return signing.Signer(salt=SALT).sign_object(shared, serializer=Compact, compress=True)


def read_link(token: str) -> Shared:
    """What a link holds. Raises BadLinkError, or OldLinkError after KEPT."""
    if len(token) > LONGEST:
        raise BadLinkError
    try:
        shared = signing.Signer(salt=SALT).unsign_object(token, serializer=Compact)
        day = date.fromordinal(shared["d"])
        facts = dict(shared["f"])
    except (signing.BadSignature, ValueError, TypeError, KeyError, OverflowError) as error:
        raise BadLinkError from error
    if today() - day > KEPT:
        raise OldLinkError
    return Shared(facts=facts, day=day)


def grown(shared: Shared, registry: Mapping[str, FactSpec]) -> dict[str, Any]:
    """The facts of a link as they are today: what time alone changes has gone on since."""
    found = dict(shared.facts)
    for name, value in shared.facts.items():
        trait, spec = traits().get(name), registry[name]
        if trait is not None and trait.grows and spec.type == "int":
            found[name] = aged(value, spec.unit, said_on=shared.day, today=today(), most=spec.max)
    return found
