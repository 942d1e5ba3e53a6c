"""Reads of what readers report about entries. Nothing comes out for people who do not work on it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from programs.enums import ReportState
from programs.models import EntryReport
from programs.permissions import handles_reports


def reports_seen_by(user: User | AnonymousUser) -> QuerySet[EntryReport]:
    """Every report, for people who answer them; none for others."""
    if not handles_reports(user):
        return EntryReport.objects.none()
    return EntryReport.objects.select_related("entry__area", "reporter", "answered_by")


def open_report_count(user: User | AnonymousUser) -> int:
    """How many reports wait for an answer; 0 for people who cannot see them. One query for those who can."""
    if not handles_reports(user):
        return 0
    return EntryReport.objects.filter(state=ReportState.NEW).count()
