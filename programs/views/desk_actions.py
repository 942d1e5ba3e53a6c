"""One small function per move of the zone: read its form, call its service."""

from django.utils.translation import gettext as _

from accounts.selectors import staff_with_role
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.forms.answers import MessageForm
from programs.forms.desk import AssignForm, CorrectionForm, DeclineForm, OfferForm, ReviewForm
from programs.permissions import DESK_ROLES, actors, may_decide
from programs.services import desk as services
from programs.services import reviews
from programs.services.messages import post_message
from programs.workflow import TRANSITIONS, Action

from .common import add_errors, posted_revision


class Invalid(Exception):
    """A form with errors, to be shown again: `forms` holds it under its name in the page's context."""

    def __init__(self, status: int = 400, **forms):
        super().__init__()
        self.status = status
        self.forms = forms


def call(service, name: str, form, **arguments):
    """Call a service and put its refusals of input, and of a page that is out of date, into the form."""
    try:
        return service(**arguments)
    except InvalidInput as error:
        add_errors(form, error)
        raise Invalid(**{name: form}) from error
    except Conflict as error:
        form.add_error(None, error.message)
        raise Invalid(error.status, **{name: form}) from error


def check_capacity(user, action: str) -> None:
    """Refuse people who could never do this, before their input is looked at."""
    row = TRANSITIONS.get(action)
    allowed = may_decide(user) if action == "assign" else row is None or row.actor in actors(user, None)
    if not allowed:
        raise NotAllowed("not-allowed", _("Only officers of the zone can do this."))


def who_and_what(request, application) -> dict:
    return {"reference": application.reference, "user": request.user, "revision": posted_revision(request)}


def take(request, application):
    return services.take_application(**who_and_what(request, application))


def start_screening(request, application):
    return services.start_screening(**who_and_what(request, application))


def pass_screening(request, application):
    return services.pass_screening(**who_and_what(request, application))


def assign(request, application):
    form = AssignForm(staff_with_role(DESK_ROLES), request.POST)
    if not form.is_valid():
        raise Invalid(assign_form=form)
    return call(
        services.assign_application,
        "assign_form",
        form,
        **who_and_what(request, application),
        assignee=form.cleaned_data["assignee"],
    )


def request_correction(request, application):
    form = CorrectionForm(application.form.questions.all(), request.POST)
    if not form.is_valid():
        raise Invalid(correction_form=form)
    return call(
        services.request_correction,
        "correction_form",
        form,
        **who_and_what(request, application),
        text=form.cleaned_data["text"],
        question_ids=form.cleaned_data["questions"],
    )


def cancel_correction(request, application):
    return services.cancel_correction(**who_and_what(request, application))


def review(request, application):
    form = ReviewForm(application.intake.rubric.all(), request.POST)
    if not form.is_valid():
        raise Invalid(review_form=form)
    call(
        reviews.save_review,
        "review_form",
        form,
        **who_and_what(request, application),
        scores=form.scores(),
        recommendation=form.cleaned_data["recommendation"],
        comment=form.cleaned_data["comment"],
    )
    return application


def offer(request, application):
    form = OfferForm(request.POST)
    if not form.is_valid():
        raise Invalid(offer_form=form)
    return call(
        reviews.make_offer,
        "offer_form",
        form,
        **who_and_what(request, application),
        text=form.cleaned_data["text"],
        accept_by=form.cleaned_data["accept_by"],
    )


def decline(request, application):
    form = DeclineForm(request.POST)
    if not form.is_valid():
        raise Invalid(decline_form=form)
    return call(
        reviews.decline_application,
        "decline_form",
        form,
        **who_and_what(request, application),
        reason=form.cleaned_data["reason"],
        text=form.cleaned_data["text"],
    )


def lapse(request, application):
    return reviews.lapse_offer(**who_and_what(request, application))


ACTIONS = {
    "take": take,
    "assign": assign,
    "review": review,
    Action.START_SCREENING.value: start_screening,
    Action.PASS_SCREENING.value: pass_screening,
    Action.REQUEST_CORRECTION.value: request_correction,
    Action.CANCEL_CORRECTION.value: cancel_correction,
    Action.OFFER.value: offer,
    Action.DECLINE.value: decline,
    Action.LAPSE.value: lapse,
}


def post_staff_message(request, application) -> bool:
    """Send a message to the firm, or keep a note among staff; says whether it was a note."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        raise Invalid(message_form=form)
    is_internal = "internal" in request.POST
    call(
        post_message,
        "message_form",
        form,
        reference=application.reference,
        user=request.user,
        body=form.cleaned_data["body"],
        is_internal=is_internal,
    )
    return is_internal
