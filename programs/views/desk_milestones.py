"""The zone's side of milestones. POST only: they stand on the application's page at the desk."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.kernel.errors import DomainError, InvalidInput
from programs.forms.aftercare import MilestoneForm, ReturnForm
from programs.services import aftercare

from .common import add_errors, done, refuse
from .desk import desk_only, find, show_again
from .desk_actions import Invalid, call
from .desk_page import desk_url
from .kept import keeps_typed_text


@keeps_typed_text
@require_POST
def add(request, reference: str):
    """Set a milestone."""
    desk_only(request.user)
    application = find(request, reference)
    form = MilestoneForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(milestone_form=form)
        arguments = {"reference": reference, "user": request.user, **form.cleaned_data}
        call(aftercare.set_milestone, "milestone_form", form, **arguments)
    except Invalid as invalid:
        return show_again(request, reference, invalid)
    except DomainError as error:
        return refuse(request, error, desk_url(application))
    return done(request, _("The milestone is set. The firm is told."), "desk-application", reference)


@keeps_typed_text
@require_POST
def act(request, reference: str, pk: int, action: str):
    """Confirm a report, return it, or take a milestone back: the URL's last part says which."""
    desk_only(request.user)
    application = find(request, reference)
    if action not in ACTIONS:
        raise Http404
    try:
        text = ACTIONS[action](request, reference, pk)
    except Invalid as invalid:
        return show_again(request, reference, invalid)
    except DomainError as error:
        return refuse(request, error, desk_url(application))
    return done(request, text, "desk-application", reference)


def confirm(request, reference: str, pk: int) -> str:
    aftercare.confirm_milestone(reference=reference, pk=pk, user=request.user)
    return _("The report is confirmed. The firm is told.")


def give_back(request, reference: str, pk: int) -> str:
    form = ReturnForm(pk, request.POST)
    if not form.is_valid():
        raise Invalid(return_form=form)
    arguments = {"reference": reference, "pk": pk, "user": request.user, **form.cleaned_data}
    try:
        aftercare.return_milestone(**arguments)
    except InvalidInput as error:
        # A conflict goes on to the page of refusals: where no report waits any more, this form has no place.
        add_errors(form, error)
        raise Invalid(return_form=form) from error
    return _("The report is returned. The firm is told.")


def drop(request, reference: str, pk: int) -> str:
    aftercare.drop_milestone(reference=reference, pk=pk, user=request.user)
    return _("The milestone is taken back. The firm is told.")


ACTIONS = {"confirm": confirm, "return": give_back, "drop": drop}
