"""A person's own page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.fields import add_refusal
from accounts.forms.people import ProfileForm
from accounts.selectors import memberships_of
from accounts.services.people import update_profile
from portal.kernel.errors import InvalidInput
from portal.outbox.topics import Topic

from .common import done


@require_http_methods(["GET", "POST"])
def profile(request) -> HttpResponse:
    """Name, language of mails and which news to get; links to everything about signing in."""
    user = request.user
    notices = [topic for topic in Topic.values if topic not in user.muted]
    initial = {"name": user.name, "language": user.language, "notices": notices}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                update_profile(actor=request.user, **form.cleaned_data)
            except InvalidInput as error:
                add_refusal(form, error)
            else:
                return done(request, _("Saved."), "profile")
        status = 400
    context = {"section": "account", "form": form, "memberships": list(memberships_of(request.user))}
    return render(request, "accounts/profile.html", context, status=status)
