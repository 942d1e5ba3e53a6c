"""What the page of one application at the desk shows."""

from django.urls import reverse

from accounts.selectors import staff_with_role
from portal.kernel.clock import today
from programs.enums import ApplicationStatus
from programs.forms.aftercare import MilestoneForm, ReturnForm
from programs.forms.answers import MessageForm
from programs.forms.desk import AssignForm, CorrectionForm, DeclineForm, OfferForm, ReviewForm
from programs.permissions import DESK_ROLES, available_moves, may_decide
from programs.selectors.aftercare import milestones_of, reconsideration_of, refusal_looked_at_again
from programs.selectors.answers import answers_of
from programs.selectors.applications import decision_of
from programs.selectors.desk import reviews_visible_to
from programs.selectors.intakes import target_of
from programs.selectors.service_times import clock_of
from programs.services.reconsidering import others_who_decide
from programs.workflow import FINAL, Action, turn


def desk_url(application) -> str:
    return reverse("desk-application", args=[application.reference])


def waiting_until(application, decision):
    """The day by which the firm has to act, or None when it need not."""
    if application.status == ApplicationStatus.CORRECTION:
        return next((c.due_on for c in application.corrections.all() if c.closed_at is None), None)
    return decision.accept_by if decision and application.status == ApplicationStatus.OFFERED else None


def desk_context(request, application, **forms) -> dict:
    """Forms with errors are handed in by name: review_form, correction_form, offer_form, decline_form,
    assign_form, message_form, milestone_form, return_form."""
    user = request.user
    # `applications_at_desk` holds no application of the user's own firms, so there is no membership to ask for.
    actions = {row.action for row in available_moves(user, application, None)}
    answered = answers_of(application)
    reviews = reviews_visible_to(user, application)
    own = next((read for read in reviews if read.review.reviewer_id == user.pk), None)
    in_review = application.status == ApplicationStatus.IN_REVIEW
    decision = decision_of(application)
    context = {
        "application": application,
        "target": target_of(application.intake),
        "turn": turn(application.status),
        "answered": answered,
        "events": application.events.all(),
        "corrections": application.corrections.all(),
        "decision": decision,
        "reviews": reviews,
        "own_review": own.review if own else None,
        "may_start_screening": Action.START_SCREENING in actions,
        "may_pass_screening": Action.PASS_SCREENING in actions,
        "clock": clock_of(application),
        "waiting_until": waiting_until(application, decision),
        "may_lapse": Action.LAPSE in actions and decision is not None and decision.has_ended(today()),
        "may_take": application.assigned_to_id is None and application.status not in FINAL,
        **after_decision(user, application),
        "may_cancel_correction": Action.CANCEL_CORRECTION in actions,
        "thread": application.messages.select_related("author"),
        "message_form": MessageForm(),
        "session_ends": request.session.ends_at,
    }
    if may_decide(user) and application.status not in FINAL:
        context["assign_form"] = AssignForm(staff_with_role(DESK_ROLES), assigned_to=application.assigned_to)
    if Action.REQUEST_CORRECTION in actions:
        context["correction_form"] = CorrectionForm([item.question for item in answered])
    if in_review:
        context["review_form"] = ReviewForm(application.intake.rubric.all(), own=own)
    if Action.OFFER in actions and not context["others_decide"]:
        context["offer_form"] = OfferForm()
    if Action.DECLINE in actions and not context["others_decide"]:
        context["decline_form"] = DeclineForm()
    returned = forms.pop("return_form", None)
    context["milestones"] = [
        (row, fitting(returned, ReturnForm(row.milestone.pk)) if row.state == "reported" else None)
        for row in milestones_of(application)
    ]
    if application.status == ApplicationStatus.ACCEPTED:
        context["milestone_form"] = MilestoneForm()
    return {**context, **forms, "return_form": returned}


def fitting(sent, empty):
    """The form that was sent with errors, if it is this one; else the empty one."""
    return sent if sent is not None and sent.prefix == empty.prefix else empty


def after_decision(user, application) -> dict:
    """What the firm asked after a refusal, that refusal, and whether this person has to leave it to another one."""
    asked = reconsideration_of(application)
    first = refusal_looked_at_again(application, asked)
    decided_first = first is not None and first.decided_by_id == user.pk
    return {
        "reconsideration": asked,
        "first_decision": first,
        "decided_first": decided_first,
        "others_decide": decided_first and bool(others_who_decide(application, user)),
    }
