"""What can be told: the kinds of notification and what each has to know. Words: templates/notifications/."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from portal.kernel.languages import CODES, ENGLISH
from portal.outbox.topics import Topic

#: Parameters that are days or moments: ISO text in the row, date or datetime objects in the templates.
DAYS = ("due", "accept_by", "day")
MOMENTS = ("expires",)
#: Parameters that hold one text a language.
TEXTS = ("title", "paper")
#: Parameters that hold one text a language, or one text where there is no other.
NAMES = ("firm",)
#: Parameters that name several entries of the catalogue: rows of {"slug": ..., "name": one text a language}.
ENTRIES = ("gained", "opened", "in_force", "lost", "unsettled", "settled")
#: Parameters that list papers of a firm: rows of {"name": the kind, one text a language, "day": the last of validity}.
PAPERS = ("papers",)


@dataclass(frozen=True)
class Kind:
    """One kind of notification.

    required, optional: names of its parameters. secret: parameters that open a door, such as the link of an
    invitation; they leave the row as soon as it is delivered. waits_for: the parameter with the day by which
    the reader has to act; given for kinds that say "Your turn". topic: under which people may choose not to be told;
    empty for what is told always, because somebody has to act on it or must know of it.
    """

    name: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    waits_for: str = ""
    topic: str = ""


def about_application(name: str, waits_for: str = "", topic: str = "") -> Kind:
    """A kind about one application. `due` and `accept_by` are the days by which somebody has to act."""
    return Kind(
        name,
        required=frozenset({"reference", "title", "firm"}),
        optional=frozenset({"due", "accept_by", "note"}),
        waits_for=waits_for,
        topic=topic,
    )


def about_milestone(name: str, waits_for: str = "", topic: str = "") -> Kind:
    """A kind about what follows an acceptance. `milestone` says what is due and `day` when, for its words;
    `due` is the day only while the reader has to act by it."""
    kind = about_application(name, waits_for, topic)
    return replace(kind, optional=kind.optional | {"milestone", "day"})


KINDS = {
    kind.name: kind
    for kind in (
        about_application("application_submitted"),
        about_application("application_received"),
        about_application("application_assigned"),
        about_application("application_screening", topic=Topic.STEPS),
        about_application("application_in_review", topic=Topic.STEPS),
        about_application("correction_requested", waits_for="due"),
        about_application("correction_answered"),
        about_application("application_offered", waits_for="accept_by"),
        about_application("application_declined"),
        about_application("application_accepted"),
        about_application("application_turned_down"),
        about_application("application_lapsed"),
        about_application("application_withdrawn"),
        about_application("review_handed_in"),
        about_application("application_message"),
        about_application("correction_cancelled"),
        about_application("reconsideration_asked"),
        about_milestone("milestone_set", waits_for="due"),
        about_milestone("milestone_reported"),
        about_milestone("milestone_returned", waits_for="due"),
        about_milestone("milestone_confirmed", topic=Topic.STEPS),
        about_milestone("milestone_dropped"),
        about_milestone("milestone_due", waits_for="due", topic=Topic.MILESTONES),
        about_milestone("milestone_overdue", waits_for="due"),
        about_application("consent_revoked"),
        Kind(
            "firm_invitation",
            required=frozenset({"firm", "inviter", "url", "expires", "role"}),
            secret=frozenset({"url"}),
        ),
        # `owner` is who signs now, `before` who did.
        Kind("ownership_transferred", required=frozenset({"firm", "owner", "before"})),
        # What staff answer to a reader who reported a mistake; `outcome` is "answered" or "dismissed".
        Kind("report_answered", required=frozenset({"reference", "title", "outcome", "note"})),
        # What began or ceased to fit a firm; at least one of the lists is there.
        Kind(
            "matches_changed",
            required=frozenset({"firm"}),
            optional=frozenset(ENTRIES),
            topic=Topic.MATCHES,
        ),
        # Papers of a firm's library that soon expire, the first of them on `due`.
        Kind("papers_expiring", required=frozenset({"firm", "due", "papers"}), topic=Topic.PAPERS),
        # The kind of a paper that the virus scanner holds back; what people call it stays behind the sign-in.
        Kind("paper_quarantined", required=frozenset({"firm", "paper"})),
        # What the sign-in pages mail, its words written already: links that confirm an address or set a password.
        Kind("account_mail", required=frozenset({"headline", "text"}), secret=frozenset({"text"})),
    )
}


class BadNotificationError(ValueError):
    """The caller asked for what cannot be told: a fault in the program, never in what people typed."""


def clean(name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as they go into the row: only what the kind knows, days and moments as ISO text.

    An optional parameter that is None or empty is left out. Raises BadNotificationError for an unknown kind,
    a missing or unknown parameter, or one of the wrong shape.
    """
    if name not in KINDS:
        raise BadNotificationError(f"{name}: no such kind of notification")
    kind = KINDS[name]
    given = {key: value for key, value in params.items() if value not in (None, "", [])}
    if missing := kind.required - given.keys():
        raise BadNotificationError(f"{name}: missing {', '.join(sorted(missing))}")
    if unknown := given.keys() - kind.required - kind.optional:
        raise BadNotificationError(f"{name}: knows no {', '.join(sorted(unknown))}")
    return {key: clean_value(name, key, value) for key, value in given.items()}


def clean_value(name: str, key: str, value: Any) -> Any:
    """One parameter as it goes into the row."""
    try:
        if key in DAYS:
            return as_day(value)
        if key in MOMENTS:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError("a moment needs its time zone")
            return moment.isoformat()
    except (TypeError, ValueError) as error:
        raise BadNotificationError(f"{name}: {key}: {error}") from error
    if key in TEXTS or (key in NAMES and isinstance(value, Mapping)):
        return clean_texts(name, key, value)
    if key in ENTRIES:
        return [{"slug": str(row["slug"]), "name": clean_texts(name, key, row["name"])} for row in value]
    if key in PAPERS:
        return [{"name": clean_texts(name, key, row["name"]), "day": as_day(row["day"])} for row in value]
    return str(value)


def as_day(value: Any) -> str:
    """A day as ISO text. Raises ValueError and TypeError for what is none."""
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def clean_texts(name: str, key: str, value: Any) -> dict[str, str]:
    """One text a language, English at least. Raises BadNotificationError."""
    if not isinstance(value, Mapping) or set(value) - set(CODES) or not value.get(ENGLISH):
        raise BadNotificationError(f"{name}: {key} is one text a language, English at least")
    return {code: str(text) for code, text in value.items() if text}


def read(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as templates get them: days and moments as objects again."""
    found = dict(params)
    for key in DAYS:
        if key in found:
            found[key] = date.fromisoformat(found[key])
    for key in MOMENTS:
        if key in found:
            found[key] = datetime.fromisoformat(found[key])
    for key in PAPERS:
        if key in found:
            found[key] = [{**row, "day": date.fromisoformat(row["day"])} for row in found[key]]
    return found
