"""The founder's moves after sending: reply, accept, turn down, withdraw, write to the zone."""

from collections.abc import Callable

from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError, InvalidInput
from programs.enums import ApplicationStatus
from programs.forms.aftercare import ReconsiderForm
from programs.forms.answers import MessageForm, NoteForm, ReplyForm, WithdrawForm
from programs.forms.lines import lines_asked_again
from programs.forms.typed import as_values, typed_in
from programs.selectors.answers import answers_of
from programs.selectors.applications import applications_of, decision_of, with_details
from programs.services import applications as services
from programs.services.messages import post_message
from programs.services.reconsidering import ask_reconsideration
from programs.services.transitions import check_move
from programs.workflow import TRANSITIONS, Action

from .common import add_errors, done, moved_text, posted_revision, refuse
from .kept import keeps_typed_text
from .sent import application_url, detail_context, papers_to_choose, what_she_may


@keeps_typed_text
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, reference: str, action: str):
    """Carry out one of the founder's moves on one of her firms' applications; an answer to an offer is read first."""
    if request.method != "POST" and action not in ANSWERS:
        return HttpResponseNotAllowed(["POST"])
    application = get_object_or_404(with_details(applications_of(request.user)), reference=reference)
    if action == Action.ANSWER_CORRECTION:
        return reply(request, application)
    if action == Action.RECONSIDER:
        return reconsider(request, application)
    if action == Action.WITHDRAW and application.submitted_at:
        return withdraw(request, application)
    if action not in PLAIN:
        raise Http404
    if request.method != "POST":
        return offer_page(request, application, action, NoteForm())
    form = NoteForm(request.POST)
    if not form.is_valid():
        if application.status == ApplicationStatus.OFFERED:
            return offer_page(request, application, action, form, status=400)
        error = InvalidInput("note", " ".join(str(text) for text in form.errors["note"]))
        return refuse(request, error, application_url(application))
    try:
        moved = PLAIN[action](request, reference, form.cleaned_data["note"])
    except DomainError as error:
        application.refresh_from_db()
        if isinstance(error, Conflict) and application.status == TRANSITIONS[action].target:
            # Pressed twice, or in two tabs: it was done once, and the page says so.
            return redirect("application", reference)
        return refuse(request, error, application_url(application))
    return done(request, moved_text(moved, action), "application", reference)


def offer_page(request, application, action, form, *, status=200):
    """The offer once more, with the one button that accepts it or turns it down."""
    decision = decision_of(application)
    has_ended = decision is not None and decision.has_ended(today())
    if application.status != ApplicationStatus.OFFERED or (action == Action.ACCEPT and has_ended):
        return redirect("application", application.reference)
    try:
        check_move(application=application, action=action, user=request.user, revision=application.revision)
    except DomainError as error:
        return refuse(request, error, application_url(application))
    context = {
        "application": application,
        "action": action,
        "decision": decision,
        "form": form,
        "session_ends": request.session.ends_at,
        "has_errors": bool(form.errors),
    }
    return render(request, "programs/applications/offer.html", context, status=status)


def accept(request, reference, note):
    return services.accept_offer(reference=reference, user=request.user, revision=posted_revision(request))


def turn_down(request, reference, note):
    return services.turn_down_offer(
        reference=reference, user=request.user, revision=posted_revision(request), note=note
    )


def throw_away(request, reference, note):
    return services.withdraw_application(
        reference=reference, user=request.user, revision=posted_revision(request), note=note
    )


PLAIN: dict[str, Callable] = {Action.ACCEPT: accept, Action.TURN_DOWN: turn_down, Action.WITHDRAW: throw_away}
#: What is asked on a page of its own before it is done.
ANSWERS = {Action.ACCEPT, Action.TURN_DOWN}


def reply(request, application):
    """Save the answers that the correction asks for and hand the turn back, both or neither."""
    if application.status != ApplicationStatus.CORRECTION:
        return refuse(request, nothing_asked(application), application_url(application))
    correction = next((c for c in application.corrections.all() if c.closed_at is None), None)
    asked = set(correction.questions.values_list("pk", flat=True)) if correction else set()
    to_answer = [item for item in answers_of(application) if item.question.pk in asked]
    specs = [item.spec for item in to_answer]
    papers = papers_to_choose(application, to_answer)
    typed = typed_in(request, specs)
    reply_form = ReplyForm(request.POST)
    refused: dict[str, str] = {}
    if reply_form.is_valid():
        try:
            moved = services.answer_correction(
                reference=application.reference,
                user=request.user,
                revision=posted_revision(request),
                reply=reply_form.cleaned_data["reply"],
                values=as_values(typed, specs, papers),
            )
        except InvalidInput as error:
            refused = {key: " ".join(texts) for key, texts in error.errors.items() if key in typed}
            if not refused:
                add_errors(reply_form, error)
        except DomainError as error:
            return refuse(request, error, application_url(application))
        else:
            return done(
                request, moved_text(moved, Action.ANSWER_CORRECTION), "application", application.reference
            )
    lines = lines_asked_again(to_answer, typed=typed, refused=refused, papers=papers)
    context = detail_context(request, application, lines=lines, reply_form=reply_form)
    context["has_errors"] = True
    return render(request, "programs/applications/detail.html", context, status=400)


def reconsider(request, application):
    """Ask once that a refusal be looked at again."""
    form = ReconsiderForm(request.POST)
    if form.is_valid():
        try:
            moved = ask_reconsideration(
                reference=application.reference,
                user=request.user,
                revision=posted_revision(request),
                reason=form.cleaned_data["note"],
            )
        except DomainError as error:
            return refuse(request, error, application_url(application))
        return done(request, moved_text(moved, Action.RECONSIDER), "application", application.reference)
    if application.status != ApplicationStatus.DECLINED:
        return refuse(request, nothing_asked(application), application_url(application))
    context = {**detail_context(request, application, reconsider_form=form), "has_errors": True}
    return render(request, "programs/applications/detail.html", context, status=400)


def withdraw(request, application):
    """Take back what was sent, with a reason."""
    form = WithdrawForm(request.POST)
    may = any(row.action == Action.WITHDRAW for row in what_she_may(request, application)["moves"])
    if may and not form.is_valid():
        context = {**detail_context(request, application, withdraw_form=form), "has_errors": True}
        return render(request, "programs/applications/detail.html", context, status=400)
    try:
        moved = services.withdraw_application(
            reference=application.reference,
            user=request.user,
            revision=posted_revision(request),
            reason=form.cleaned_data["reason"] if may else "",
            note=form.cleaned_data["note"] if may else "",
        )
    except DomainError as error:
        return refuse(request, error, application_url(application))
    return done(request, moved_text(moved, Action.WITHDRAW), "application", application.reference)


def nothing_asked(application) -> Conflict:
    return Conflict(
        "wrong-state",
        _("Nothing was changed. The application is “%(status)s”, so there is nothing to reply to.")
        % {"status": application.get_status_display()},
    )


@keeps_typed_text
@require_POST
def message(request, reference: str):
    application = get_object_or_404(with_details(applications_of(request.user)), reference=reference)
    if application.status == ApplicationStatus.DRAFT:
        return refuse(request, nothing_asked(application), application_url(application))
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            post_message(reference=reference, user=request.user, body=form.cleaned_data["body"])
        except DomainError as error:
            return refuse(request, error, application_url(application))
        return done(request, _("Your message was sent to the zone."), "application", reference)
    context = {**detail_context(request, application, message_form=form), "has_errors": True}
    return render(request, "programs/applications/detail.html", context, status=400)
