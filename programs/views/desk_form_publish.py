"""Publishing a version of a form: a page that says what it brings about, and the button that does it."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.kernel.errors import DomainError
from programs.selectors.form_faults import faults_of
from programs.selectors.form_publishing import publishing
from programs.selectors.forms import registry, sections_of
from programs.services.forms import publish_form

from .common import done, posted_revision
from .desk_forms import NAV, find_form, is_open, version_page


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk: int):
    """Ask first; a POST publishes. What cannot be published leads back to its page, which says why."""
    form = find_form(request, pk)
    if request.method == "POST":
        try:
            publish_form(form=form, revision=posted_revision(request), actor=request.user)
        except DomainError as refused:
            return version_page(request, find_form(request, pk), refused)
        return done(request, _("This version of the form is published."), "desk_form", pk)
    if not is_open(form) or faults_of(sections_of(form), registry()):
        return redirect("desk_form", pk)
    found = publishing(form)
    context = {"form_version": form, "publishing": found, "is_behind": found.is_behind(form), **NAV}
    return render(request, "programs/desk/forms/publish.html", context)
