"""Reporting what is wrong with an entry: the reader's form, open to everybody."""

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.catalogue.models import Entry
from programs.forms.reports import ReportForm
from programs.services.reports import TooManyReports, report_entry

SALT = "programs.reports.thanks"


def reported_entry(slug: str) -> Entry:
    """The entry, if the public may see it."""
    return get_object_or_404(Entry.objects.public().select_related("area"), slug=slug)


def page(request: HttpRequest, name: str, entry: Entry, status: int = 200, **context) -> HttpResponse:
    """One of the two pages about reporting this entry, which belong to the catalogue."""
    context |= {"entry": entry, "section": "catalogue"}
    return render(request, f"programs/reports/{name}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and the page that says when to come back where one has sent too many."""
    entry = reported_entry(slug)
    user = request.user if request.user.is_authenticated else None
    form = ReportForm(request.POST or None, initial={"email": user.email if user else ""})
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return page(request, "form", entry, status, form=form)
    said = {name: form.cleaned_data[name] for name in ("about", "text", "source_url", "email")}
    address = get_adapter().get_client_ip(request)
    try:
        made = report_entry(entry=entry, user=user, address=address, **said)
    except TooManyReports as refused:
        response = page(request, "form", entry, refused.status, form=form, refused=refused)
        response["Retry-After"] = refused.retry_after
        return response
    token = signing.dumps(made.reference, salt=SALT)
    return redirect(f"{reverse('report_thanks', args=[slug])}?r={token}")


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a report leads: its reference, which the signed address brings along."""
    entry = reported_entry(slug)
    try:
        reference = signing.loads(request.GET.get("r", ""), salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    return page(request, "thanks", entry, reference=reference)
