"""The firm's reports on milestones. POST only: they stand on the application's page."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.kernel.errors import DomainError, InvalidInput
from programs.forms.aftercare import ReportForm
from programs.selectors.applications import applications_of, with_details
from programs.services.aftercare import report_milestone

from .common import add_errors, done, refuse
from .kept import keeps_typed_text
from .sent import application_url, detail_context


@keeps_typed_text
@require_POST
def report(request, reference: str, pk: int):
    """Send a report on one milestone; with errors the page comes back with what was typed."""
    application = get_object_or_404(with_details(applications_of(request.user)), reference=reference)
    form = ReportForm(pk, request.POST, request.FILES)
    if form.is_valid():
        try:
            report_milestone(reference=reference, pk=pk, user=request.user, **form.cleaned_data)
        except InvalidInput as error:
            add_errors(form, error)
        except DomainError as error:
            return refuse(request, error, application_url(application))
        else:
            return done(request, _("Your report is with the zone."), "application", reference)
    context = {**detail_context(request, application, report_form=form), "has_errors": True}
    return render(request, "programs/applications/detail.html", context, status=400)
