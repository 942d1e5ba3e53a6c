"""The founder's page of an application that was sent: what it shows."""

from django.urls import reverse

from accounts.selectors import membership_seen
from portal.kernel.clock import today
from portal.kernel.forms import error_links
from programs.enums import ApplicationStatus, QuestionKind
from programs.forms.aftercare import ReconsiderForm, ReportForm
from programs.forms.answers import MessageForm, ReplyForm, WithdrawForm
from programs.forms.lines import lines_asked_again, links_of
from programs.permissions import actors, available_moves
from programs.selectors.aftercare import (
    last_day_to_reconsider,
    milestones_of,
    reconsideration_of,
    refusal_looked_at_again,
    viewings_of,
)
from programs.selectors.answers import answers_of
from programs.selectors.applications import decision_of
from programs.selectors.intakes import target_of
from programs.selectors.papers import papers_fitting
from programs.selectors.service_times import clock_of, usual_for
from programs.services.consenting import revoked_purposes
from programs.workflow import Action, Actor, turn

#: Moves with a button of their own on the application's page; the others are part of a form.
PLAIN_MOVES = {Action.ACCEPT, Action.TURN_DOWN, Action.WITHDRAW}


def what_she_may(request, application) -> dict:
    """`moves` (rows of the transition table) and `may_write` for the person who asks."""
    membership = membership_seen(request.user, application.firm_id)
    return {
        "moves": available_moves(request.user, application, membership),
        "may_write": Actor.WRITER in actors(request.user, membership),
    }


def application_url(application) -> str:
    return reverse("application", args=[application.reference])


def detail_context(
    request,
    application,
    *,
    lines=None,
    reply_form=None,
    message_form=None,
    reconsider_form=None,
    report_form=None,
    withdraw_form=None,
) -> dict:
    """Everything the page of a sent application shows; forms with errors are handed in."""
    capacity = what_she_may(request, application)
    moves = capacity["moves"]
    answered = answers_of(application)
    correction = next((c for c in application.corrections.all() if c.closed_at is None), None)
    asked = set(correction.questions.values_list("pk", flat=True)) if correction else set()
    to_answer = [item for item in answered if item.question.pk in asked]
    may_reply = any(row.action == Action.ANSWER_CORRECTION for row in moves)
    if lines is None:
        lines = (
            lines_asked_again(to_answer, papers=papers_to_choose(application, to_answer)) if may_reply else []
        )
    returned = (reply_form, message_form, reconsider_form, report_form, withdraw_form)
    clock = clock_of(application)
    decision = decision_of(application)
    after = reports(application, capacity["may_write"], report_form)
    waits_for_firm = bool(correction or after["next_report"])
    return {
        "application": application,
        "target": target_of(application.intake),
        "events": [event for event in application.events.all() if event.is_public],
        "answered": answered,
        "documents": [item for item in answered if item.document],
        "decision": decision,
        **second_look(application, decision, moves, reconsider_form),
        **after,
        "is_held": waits_for_firm and bool(revoked_purposes(application)),
        "viewings": viewings_of(application),
        "clock": clock,
        "usual": usual_for(application.intake) if clock and not clock.ended_on else None,
        "correction": correction,
        "may_reply": may_reply,
        "lines": lines,
        "problems": [*links_of(lines), *error_links(*returned)],
        "reply_form": reply_form or ReplyForm(),
        "moves": [row for row in moves if row.action in PLAIN_MOVES],
        "may_write": capacity["may_write"],
        "session_ends": request.session.ends_at if capacity["may_write"] else None,
        "thread": application.messages.filter(is_internal=False),
        "message_form": message_form or MessageForm(),
        "withdraw_form": withdraw_form or WithdrawForm(),
    }


def papers_to_choose(application, answered) -> list:
    """The papers of the firm that an answer may use, where a file is asked for. One query, or none."""
    if not any(item.question.kind == QuestionKind.FILE for item in answered):
        return []
    return papers_fitting(application.firm, "")


def second_look(application, decision, moves, form) -> dict:
    """What a refusal can still lead to, and what it has led to: by when to ask, the form for owners, what was asked."""
    asked = reconsideration_of(application)
    found = {"reconsideration": asked, "first_decision": refusal_looked_at_again(application, asked)}
    if application.status != ApplicationStatus.DECLINED or decision is None or asked is not None:
        return found
    last = last_day_to_reconsider(application, decision)
    may_ask = any(row.action == Action.RECONSIDER for row in moves) and last is not None and today() <= last
    return {
        **found,
        "reconsider_by": last,
        "is_too_late": last is not None and today() > last,
        "reconsider_form": (form or ReconsiderForm()) if may_ask else None,
    }


def reports(application, may_write: bool, sent) -> dict:
    """The milestones, each with a form where the firm has the turn; `sent` is one that came back with errors."""
    rows = []
    for row in milestones_of(application):
        form = None
        if may_write and row.is_firms_turn:
            form = ReportForm(row.milestone.pk, initial={"report": row.milestone.report})
            form = sent if sent is not None and sent.prefix == form.prefix else form
        rows.append((row, form))
    turns = [row for row, _form in rows if row.is_firms_turn]
    # What came back is first: somebody waits for it.
    next_report = min(turns, key=lambda row: (row.state != "returned", row.milestone.due_on), default=None)
    zone_reads = any(row.state == "reported" for row, _form in rows)
    return {
        "milestones": rows,
        "report_form": sent,
        "next_report": next_report,
        "zone_reads": zone_reads,
        "turn": "south" if next_report else "north" if zone_reads else turn(application.status),
    }
