"""What the views of both sides share."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.errors import DomainError, InvalidInput
from programs.workflow import Action

from .kept import typed_texts


def posted_revision(request) -> int:
    """The revision that the person's page showed, from its hidden field. Raises BadRequest."""
    raw = request.POST.get("revision", "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise BadRequest("revision")
    return int(raw)


def refuse(request, error: DomainError, back: str) -> HttpResponse:
    """A page that says why nothing was changed, with one way out and with what was typed, to copy."""
    context = {
        "error": error,
        "back": back,
        "typed": typed_texts(request),
        "has_files": bool(request.FILES),
    }
    return render(request, "programs/refused.html", context, status=error.status)


def add_errors(form, error: InvalidInput) -> None:
    """Put a service's refusals beside the fields they are about."""
    for name, texts in error.errors.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not error.errors:
        form.add_error(None, error.message)


def done(request, text: str, to, *args) -> HttpResponse:
    messages.success(request, text)
    return redirect(to, *args)


#: What a person reads after a move of hers.
DONE = {
    "review": gettext_lazy("Your review is handed in."),
    Action.ANSWER_CORRECTION: gettext_lazy("Your reply is with the zone."),
    Action.ACCEPT: gettext_lazy("You accepted the offer."),
    Action.TURN_DOWN: gettext_lazy("You turned the offer down."),
    Action.WITHDRAW: gettext_lazy("The application is withdrawn."),
    Action.RECONSIDER: gettext_lazy("You have asked for reconsideration. The zone looks at it again."),
    Action.CANCEL_CORRECTION: gettext_lazy("The request is taken back. The firm is told."),
    Action.REQUEST_CORRECTION: gettext_lazy("The firm is asked."),
    Action.OFFER: gettext_lazy("The offer is made. The firm is told."),
    Action.DECLINE: gettext_lazy("The application is declined. The firm is told."),
}


def moved_text(application, action: str) -> str:
    if action == Action.WITHDRAW and application.is_discarded:
        return _("The draft is discarded.")
    if action in DONE:
        return str(DONE[action])
    if action in {"take", "assign"}:
        told = {"reference": application.reference, "name": application.assigned_to}
        return _("%(reference)s is assigned to %(name)s.") % told
    return _("Done. %(reference)s is now “%(status)s”.") % {
        "reference": application.reference,
        "status": application.get_status_display(),
    }
