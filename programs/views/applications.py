"""The founder's pages: her list, one application, its form, the check before sending."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import firms_of, membership_of
from portal.kernel.errors import Conflict, DomainError, InvalidInput
from programs.enums import ApplicationStatus
from programs.forms.answers import CHOOSE_AGAIN, AnswersForm, MessageForm, ReplyForm
from programs.models import Intake
from programs.permissions import actors, available_moves
from programs.selectors.answers import answers_of, unanswered
from programs.selectors.applications import applications_of, decision_of, with_deadline, with_details
from programs.services.applications import save_answers, start_application, submit_application
from programs.workflow import FINAL, Action, Actor, turn

from .common import add_errors, done, posted_revision, refuse

PAGE_SIZE = 20
#: Moves with a button of their own on the application's page; the others are part of a form.
PLAIN_MOVES = {Action.ACCEPT, Action.TURN_DOWN, Action.WITHDRAW}


@require_http_methods(["GET", "POST"])
def apply(request, code: str):
    """Choose the firm that applies; with a POST, begin or go on with its draft."""
    intake: Intake = get_object_or_404(
        Intake.objects.filter(is_published=True).select_related("measure__current", "programme", "place"),
        code=code,
    )
    firms = list(firms_of(request.user).order_by("name"))
    if request.method == "POST":
        firm = next((firm for firm in firms if str(firm.pk) == request.POST.get("firm")), None)
        if firm is None:
            return apply_page(request, intake, firms, error=_("Choose the firm that applies."), status=400)
        try:
            application = start_application(user=request.user, firm=firm, intake=intake)
        except DomainError as error:
            return apply_page(request, intake, firms, error=error.message, status=error.status)
        return redirect("application", application.reference)
    return apply_page(request, intake, firms)


def apply_page(request, intake, firms, *, error="", status=200):
    earlier = list(applications_of(request.user).filter(intake=intake).exclude(status__in=FINAL))
    drafts = {a.firm_id: a for a in earlier if a.status == ApplicationStatus.DRAFT}
    context = {
        "running": [a for a in earlier if a.status != ApplicationStatus.DRAFT],
        "intake": intake,
        "target": intake.target,
        "choices": [(firm, drafts.get(firm.pk)) for firm in firms],
        "is_open": intake.is_open(),
        "error": error,
    }
    return render(request, "programs/applications/apply.html", context, status=status)


@require_safe
def index(request):
    applications = with_deadline(applications_of(request.user)).order_by("-updated_at", "-pk")
    page = Paginator(applications, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(application, turn(application.status)) for application in page]
    return render(request, "programs/applications/index.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def detail(request, reference: str):
    """A draft is a form; a sent application is its timeline, with a form while a correction is open."""
    application = get_object_or_404(with_details(applications_of(request.user)), reference=reference)
    if application.status == ApplicationStatus.DRAFT:
        return draft(request, application)
    if request.method == "POST":
        return redirect("application", reference)
    return render(request, "programs/applications/detail.html", detail_context(request, application))


def draft(request, application):
    answered = answers_of(application)
    form = AnswersForm(answered, request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                save_answers(
                    reference=application.reference,
                    user=request.user,
                    revision=posted_revision(request),
                    values=form.values(),
                )
            except InvalidInput as error:
                add_errors(form, error)
                status = error.status
            except Conflict:
                return conflicting(request, application.reference, form)
            except DomainError as error:
                return refuse(request, error, application_url(application))
            else:
                if "check" in request.POST:
                    return redirect("application-check", application.reference)
                return done(request, _("Saved."), "application", application.reference)
        else:
            status = 400
    return draft_page(request, application, form, answered, status=status)


def draft_page(request, application, form, answered, *, status=200, is_conflict=False):
    context = {
        "application": application,
        "form": form,
        "rows": [(form[item.question.key], item) for item in answered],
        "is_conflict": is_conflict,
        **what_she_may(request, application),
    }
    return render(request, "programs/applications/draft.html", context, status=status)


def conflicting(request, reference, form):
    """A colleague saved first: show what was typed beside what is kept now. Saving again then decides."""
    application = get_object_or_404(with_details(applications_of(request.user)), reference=reference)
    if application.status != ApplicationStatus.DRAFT:
        return redirect("application", reference)
    for name in form.files:
        form.add_error(name.removeprefix(f"{form.prefix}-"), CHOOSE_AGAIN)
    return draft_page(request, application, form, answers_of(application), status=409, is_conflict=True)


@require_http_methods(["GET", "POST"])
def check(request, reference: str):
    """Read the answers once more, then send."""
    application = get_object_or_404(with_details(applications_of(request.user)), reference=reference)
    if request.method == "POST":
        try:
            submit_application(reference=reference, user=request.user, revision=posted_revision(request))
        except InvalidInput:
            return check_page(request, application, status=400)
        except DomainError as error:
            return refuse(request, error, application_url(application))
        return done(
            request,
            _("Sent. Your reference is %(reference)s. The zone screens it next.") % {"reference": reference},
            "application",
            reference,
        )
    if application.status != ApplicationStatus.DRAFT:
        return redirect("application", reference)
    return check_page(request, application)


def check_page(request, application, status=200):
    context = {
        "application": application,
        "answered": answers_of(application),
        "missing": unanswered(application),
        "may_send": any(row.action == Action.SUBMIT for row in what_she_may(request, application)["moves"]),
    }
    return render(request, "programs/applications/check.html", context, status=status)


def what_she_may(request, application) -> dict:
    """`moves` (rows of the transition table) and `may_write` for the person who asks. One query."""
    membership = membership_of(request.user, application.firm)
    return {
        "moves": available_moves(request.user, application, membership),
        "may_write": Actor.WRITER in actors(request.user, membership),
    }


def application_url(application) -> str:
    return reverse("application", args=[application.reference])


def detail_context(request, application, *, answers_form=None, reply_form=None, message_form=None) -> dict:
    """Everything the page of a sent application shows; forms with errors are handed in."""
    capacity = what_she_may(request, application)
    moves = capacity["moves"]
    answered = answers_of(application)
    correction = next((c for c in application.corrections.all() if c.closed_at is None), None)
    asked = {question.pk for question in correction.questions.all()} if correction else set()
    to_answer = [item for item in answered if item.question.pk in asked]
    may_reply = any(row.action == Action.ANSWER_CORRECTION for row in moves)
    answers_form = answers_form or AnswersForm(to_answer)
    return {
        "application": application,
        "target": application.intake.target,
        "turn": turn(application.status),
        "events": [event for event in application.events.all() if event.is_public],
        "answered": answered,
        "documents": [item for item in answered if item.document],
        "decision": decision_of(application),
        "correction": correction,
        "may_reply": may_reply,
        "answers_form": answers_form,
        "answer_rows": [(answers_form[item.question.key], item) for item in to_answer],
        "reply_form": reply_form or ReplyForm(),
        "moves": [row for row in moves if row.action in PLAIN_MOVES],
        "may_write": capacity["may_write"],
        "thread": application.messages.filter(is_internal=False).select_related("author"),
        "message_form": message_form or MessageForm(),
    }
