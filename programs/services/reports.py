"""Readers report what is wrong with an entry; staff accept or dismiss the report and answer it."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import contact_for
from portal.audit.record import record
from portal.catalogue.models import Entry
from portal.catalogue.selectors import is_public
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from portal.kernel.languages import current, texts_of
from portal.outbox.contact import Contact
from portal.outbox.enqueue import notify
from portal.outbox.models import Channel
from programs.enums import ReportState
from programs.models import EntryReport
from programs.permissions import handles_reports

from .limits import ADDRESS_DAYS, TooMany, free_again, hash_of

#: So many reports from one person, or from one network address, in so long.
LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 20))


class TooManyReports(TooMany):
    """The report is one too many of this person or network address."""

    kind = "too-many-reports"
    text = gettext_lazy(
        "You have sent as many reports as we take at a time. Nothing was saved. "
        "Send this one after %(moment)s, Hong Kong time."
    )


@transaction.atomic
def report_entry(
    *, entry: Entry, user: User | None, address: str, about: str, text: str, source_url: str, email: str
) -> EntryReport:
    """Keep what a reader found wrong.

    user: who is signed in, None for a stranger. address: the network address, kept only as a keyed hash, only of
    strangers and only for ADDRESS_DAYS. about: one of `ReportAbout`. text: 10 to 2000 characters. source_url, email:
    may be empty.
    Raises TooManyReports over LIMITS, and InvalidInput or ValidationError for what the form should have caught.
    """
    report = EntryReport(
        entry=entry,
        reporter=user,
        address_hash="" if user else hash_of(address),
        about=about,
        text=text.strip(),
        source_url=source_url,
        email=email,
        language=current(),
    )
    report.full_clean()
    report.save()
    # The record puts writers in a queue, so what is counted after it counts everybody's before.
    record(actor=user, action="report.create", target=report, data={"slug": entry.slug, "about": about})
    check_limits(report)
    return report


def check_limits(report: EntryReport) -> None:
    """Refuse a report that is one too many; undoing the transaction takes it away again."""
    now = report.created_at
    whose = {"reporter": report.reporter} if report.reporter_id else {"address_hash": report.address_hash}
    mine = EntryReport.objects.filter(**whose, created_at__gt=now - LIMITS[-1][0]).exclude(pk=report.pk)
    retry_at = free_again(mine.values_list("created_at", flat=True), LIMITS, now)
    if retry_at:
        raise TooManyReports(retry_at)


def forget_addresses() -> int:
    """Empty the address hashes of reports older than ADDRESS_DAYS; how many. One query; nothing goes on record."""
    before = timezone.now() - timedelta(days=ADDRESS_DAYS)
    return EntryReport.objects.filter(created_at__lt=before).exclude(address_hash="").update(address_hash="")


@transaction.atomic
def answer_report(*, report_id: int, user: User, state: str, answer: str) -> EntryReport:
    """Accept or dismiss a report, and tell the reader where she can be told.

    state: ReportState.ANSWERED or DISMISSED. answer: what was done or why not, in words for the reader.
    Raises NotAllowed, Conflict when it was answered already, InvalidInput without an answer.
    """
    if not handles_reports(user):
        raise NotAllowed("not-staff", _("Only people who work for the zone answer reports."))
    report = EntryReport.objects.select_for_update(no_key=True).get(pk=report_id)
    if report.state != ReportState.NEW:
        raise Conflict(
            "report-answered", _("Nothing was changed. Somebody has answered this report already.")
        )
    if state not in (ReportState.ANSWERED, ReportState.DISMISSED):
        raise InvalidInput("state", _("Choose whether to accept or to dismiss the report."))
    if not answer.strip():
        text = _("Say what was done, or why nothing is done.")
        raise InvalidInput("answer", text, {"answer": [text]})
    report.state, report.answer = ReportState(state), answer.strip()
    report.answered_by, report.answered_at = user, timezone.now()
    report.full_clean()
    report.save()
    data = {"state": report.state, "slug": report.entry.slug}
    record(actor=user, action="report.answer", target=report, data=data)
    if contact := contact_of(report):
        notify(
            contact=contact,
            kind="report_answered",
            params={
                "reference": report.reference,
                "title": texts_of(report.entry, "name"),
                "outcome": report.state,
                "note": report.answer,
            },
            path=path_of(report.entry),
            key=f"report:{report.pk}",
        )
    return report


def contact_of(report: EntryReport) -> Contact | None:
    """Whom to answer: the account she reported with, at the address she gave; or that address alone; or nobody."""
    if report.reporter is not None and report.reporter.is_active:
        known = contact_for(report.reporter)
        return Contact(known.user_id, report.email or known.email, known.name, known.language, known.channels)
    if report.email:
        return Contact(None, report.email, "", report.language, (Channel.MAIL.value,))
    return None


def path_of(entry: Entry) -> str:
    """The entry's page without its language; empty when nobody can read it any more."""
    if not is_public(entry):
        return ""
    return "/" + reverse(entry.kind, args=[entry.slug]).split("/", 2)[2]
