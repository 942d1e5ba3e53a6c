"""Words for the states and events of an application."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.clock import today
from portal.kernel.templatetags.ui import day
from programs.enums import ApplicationStatus as Status
from programs.selectors.checklist import trouble_in_words
from programs.workflow import TRANSITIONS, Action, turn

register = template.Library()


@dataclass(frozen=True)
class Words:
    title: str
    text: str = ""
    side: str = ""
    state: str = ""
    when_text: str = ""
    #: Whether the time to act has passed.
    is_over: bool = False


EVENTS = {
    Action.SUBMIT: gettext_lazy("Application sent"),
    Action.START_SCREENING: gettext_lazy("Screening started"),
    Action.PASS_SCREENING: gettext_lazy("Screening passed, review started"),
    Action.REQUEST_CORRECTION: gettext_lazy("More information asked for"),
    Action.ANSWER_CORRECTION: gettext_lazy("Reply sent"),
    Action.OFFER: gettext_lazy("Offer made"),
    Action.DECLINE: gettext_lazy("Declined"),
    Action.ACCEPT: gettext_lazy("Offer accepted"),
    Action.TURN_DOWN: gettext_lazy("Offer turned down"),
    Action.LAPSE: gettext_lazy("Offer lapsed"),
    Action.WITHDRAW: gettext_lazy("Withdrawn"),
    Action.CANCEL_CORRECTION: gettext_lazy("Request for more information taken back"),
    Action.RECONSIDER: gettext_lazy("Reconsideration asked for"),
    "milestone-set": gettext_lazy("Milestone set"),
    "milestone-dropped": gettext_lazy("Milestone taken back"),
    "milestone-reported": gettext_lazy("Report sent"),
    "milestone-returned": gettext_lazy("Report returned"),
    "milestone-confirmed": gettext_lazy("Report confirmed"),
    "take": gettext_lazy("Taken by a reviewer"),
    "assign": gettext_lazy("Assigned to a reviewer"),
    "review": gettext_lazy("Review handed in"),
}

#: (title, text) of what comes next, by status.
NEXT = {
    Status.SUBMITTED: (gettext_lazy("Screening"), gettext_lazy("The zone checks that everything is there.")),
    Status.SCREENING: (gettext_lazy("Review"), gettext_lazy("Reviewers score the application.")),
    Status.IN_REVIEW: (gettext_lazy("Decision"), gettext_lazy("An officer decides on the reviews.")),
    Status.CORRECTION: (gettext_lazy("Your reply"), gettext_lazy("Work goes on once the reply is sent.")),
    Status.OFFERED: (
        gettext_lazy("Accept the offer"),
        gettext_lazy("An owner of the firm accepts or turns it down."),
    ),
}

#: (title, text) where it is nobody's turn any more, by status.
ENDS = {
    Status.ACCEPTED: (
        gettext_lazy("The offer is accepted"),
        gettext_lazy(
            "The zone writes to you about the agreement. What you agree on with a date appears here."
        ),
    ),
    Status.TURNED_DOWN: (
        gettext_lazy("The offer was turned down"),
        gettext_lazy(
            "The place or support has gone back to the zone. You can apply again while the intake is open."
        ),
    ),
    Status.LAPSED: (
        gettext_lazy("The offer has lapsed"),
        gettext_lazy("It was not accepted in time. You can apply again while the intake is open."),
    ),
    Status.DECLINED: (
        gettext_lazy("The application was declined"),
        gettext_lazy("The letter below says why."),
    ),
    Status.WITHDRAWN: (
        gettext_lazy("The application was withdrawn"),
        gettext_lazy("The zone has stopped its work on it. You can apply again while the intake is open."),
    ),
}


@register.simple_tag
def event_leg(event, staff: bool = False) -> Words:
    """Title, text and side of one event; staff also see who acted."""
    row = TRANSITIONS.get(event.action)
    text = event.note
    if event.action == Action.WITHDRAW and event.application.withdraw_reason:
        reason = event.application.get_withdraw_reason_display()
        text = _("%(reason)s: %(words)s") % {"reason": reason, "words": text} if text else reason
    if staff:
        text = (
            _("%(reason)s: %(words)s") % {"reason": event.actor, "words": text} if text else str(event.actor)
        )
    side = "south" if event.action == "milestone-reported" else "north"
    title = EVENTS.get(event.action, event.action)
    if event.from_status == Status.DRAFT and event.action == Action.WITHDRAW:
        title = _("The draft was discarded")
    return Words(title=title, text=text, side=row.side if row else side)


@register.simple_tag
def next_leg(application) -> Words | None:
    """What comes next in an application's path, or None at its end."""
    if application.status not in NEXT:
        return None
    title, text = (str(words) for words in NEXT[application.status])
    side = turn(application.status)
    return Words(
        title=title, text=text, side=side, state="now" if side == "south" else "todo", when_text=_("Next")
    )


@register.simple_tag
def turn_banner(application, correction=None, decision=None, report=None, reads=False, done=False) -> Words:
    """Whose turn it is and by when, for the founder; at the end, how it ended.

    report: the milestone (a `MilestoneState`) that she reports on next; reads: whether the zone has a report of hers;
    done: whether there were milestones, for where neither is so.
    """
    status = application.status
    if report:
        return Words(_("It is your turn"), report_text(report))
    if status == Status.ACCEPTED and reads:
        return Words(_("It is the zone’s turn"), _("The zone reads your report. You have nothing to do now."))
    if status == Status.CORRECTION and correction:
        return Words(
            _("It is your turn"),
            _("The zone needs more information. Reply by %(date)s.") % {"date": day(correction.due_on)},
        )
    if status == Status.OFFERED and decision and decision.has_ended(today()):
        return Words(
            _("The offer has ended"),
            _("It could be accepted until %(date)s. Write to the zone if you still want it.")
            % {"date": day(decision.accept_by)},
            is_over=True,
        )
    if status == Status.OFFERED and decision:
        return Words(
            _("It is your turn"),
            _("The zone has made an offer. An owner of the firm can accept it until %(date)s.")
            % {"date": day(decision.accept_by)},
        )
    if turn(status) == "north":
        return Words(_("It is the zone’s turn"), _("You have nothing to do now. You are told of every step."))
    if status == Status.ACCEPTED and done:
        return Words(
            _("Every milestone is confirmed"),
            _("The zone has confirmed your reports. Nothing more is to do."),
        )
    if application.is_discarded:
        return Words(
            _("The draft was discarded"),
            _("It was never sent. You can apply again while the intake is open."),
        )
    title, text = ENDS.get(status, (_("It is your turn"), ""))
    return Words(str(title), str(text))


def report_text(report) -> str:
    """What a firm reports on next, and by when."""
    words = {"title": report.milestone.title, "date": day(report.milestone.due_on)}
    if report.state == "returned":
        return (
            _("The zone returned your report on “%(title)s”. Read what is missing and send it again.") % words
        )
    if report.state == "overdue":
        return _("Your report on “%(title)s” was due on %(date)s. Send it now.") % words
    return _("Report on “%(title)s” by %(date)s.") % words


@register.simple_tag
def paper_trouble(paper, application=None, places=()) -> str:
    """What keeps a paper from doing for an application, or for the first of several drafts where it would not."""
    applications = [application] if application else [draft.application for draft, _key in places]
    return next(filter(None, (trouble_in_words(each, paper) for each in applications)), "")


@register.filter
def entry_url(entry) -> str:
    """The public page of a catalogue entry: the URL names are those of the kinds."""
    return reverse(entry.kind, args=[entry.slug])
