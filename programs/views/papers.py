"""The document library of a firm. Viewers read, editors and owners write; to others it is as unknown as no firm."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Membership
from accounts.permissions import can_write
from accounts.selectors import LARGEST_KEY, membership_in
from accounts.views.common import heading
from portal.kernel.errors import DomainError, InvalidInput
from portal.kernel.uploads import allowed_files
from programs.enums import PaperKind
from programs.forms.papers import PaperForm, UploadForm
from programs.models import Document
from programs.selectors.papers import library_of, papers_of, put_away_of, shelved, versions_of
from programs.services.papers import (
    PaperDetails,
    archive_paper,
    check_writer,
    describe_paper,
    replace_paper,
    restore_paper,
    store_paper,
)

from .common import add_errors, done

PAGE_SIZE = 50


def membership_or_404(request, firm_id: int) -> Membership:
    membership = membership_in(request.user, firm_id)
    if membership is None:
        raise Http404
    return membership


def paper_or_404(membership: Membership, pk: int) -> Document:
    """A paper of the firm, whatever its age."""
    if pk > LARGEST_KEY:
        raise Http404
    return get_object_or_404(papers_of(membership.firm), pk=pk)


def page(request, template: str, membership: Membership, context: dict, status: int = 200) -> HttpResponse:
    shared = {"section": "firm", "firm": membership.firm, "may_write": can_write(membership)}
    return render(request, f"programs/papers/{template}", {**shared, **context}, status=status)


def refuse(request, membership: Membership, error: DomainError, pk: int | None = None) -> HttpResponse:
    """A page that says why nothing was changed, with the way back to the paper or the library."""
    firm_id = membership.firm_id
    back = reverse("firm-paper", args=[firm_id, pk]) if pk else reverse("firm-papers", args=[firm_id])
    return page(request, "refused.html", membership, {"error": error, "back": back}, status=error.status)


@require_safe
def library(request, firm_id: int) -> HttpResponse:
    """The papers in use; with `?put-away` those that were put away."""
    membership = membership_or_404(request, firm_id)
    away = "put-away" in request.GET
    papers = put_away_of(membership.firm) if away else library_of(membership.firm)
    listed = Paginator(papers, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": listed,
        "rows": shelved(membership.firm, listed),
        "away": away,
        "has_put_away": away or put_away_of(membership.firm).exists(),
        "allowed": allowed_files(),
    }
    return page(request, "library.html", membership, context)


@require_safe
def paper(request, firm_id: int, pk: int) -> HttpResponse:
    """One paper with what is said of it, its versions and where they are used."""
    membership = membership_or_404(request, firm_id)
    found = paper_or_404(membership, pk)
    versions = versions_of(found)
    newer = getattr(found, "superseded_by", None)
    context = {
        "row": versions[0],
        "paper": found,
        "versions": versions[1:],
        "newer": newer,
        "is_current": newer is None and found.archived_at is None,
    }
    return page(request, "paper.html", membership, context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request, firm_id: int) -> HttpResponse:
    """Upload a paper. `?kind=` chooses the kind beforehand, `?next=` is where it goes on to."""
    membership = membership_or_404(request, firm_id)
    wanted = request.GET.get("kind", "")
    details = PaperDetails(kind=wanted if wanted in PaperKind.values else "")

    def save(form: UploadForm) -> HttpResponse:
        stored = store_paper(
            actor=request.user,
            firm=membership.firm,
            upload=form.cleaned_data["file"],
            details=form.details(),
        )
        text = _("The paper is stored.")
        if onward := heading(request):
            return done(request, text, onward)
        return done(request, text, "firm-paper", firm_id, stored.pk)

    return filled_in(request, membership, UploadForm, details, save, "new.html")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, firm_id: int, pk: int) -> HttpResponse:
    """Change what is said of a paper."""
    membership = membership_or_404(request, firm_id)
    found = paper_or_404(membership, pk)

    def save(form: PaperForm) -> HttpResponse:
        describe_paper(actor=request.user, paper=found, details=form.details())
        return done(request, _("Saved."), "firm-paper", firm_id, pk)

    return filled_in(request, membership, PaperForm, PaperDetails.of(found), save, "change.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, firm_id: int, pk: int) -> HttpResponse:
    """Store the next version. Days and attestation belong to the old one, so they are asked for again."""
    membership = membership_or_404(request, firm_id)
    found = paper_or_404(membership, pk)
    details = PaperDetails(kind=found.kind, title=found.title, language=found.language)

    def save(form: UploadForm) -> HttpResponse:
        stored = replace_paper(
            actor=request.user,
            paper=found,
            upload=form.cleaned_data["file"],
            details=form.details(),
        )
        return done(
            request, _("The new version is stored. The old one is kept."), "firm-paper", firm_id, stored.pk
        )

    return filled_in(request, membership, UploadForm, details, save, "replace.html", found)


def filled_in(request, membership, form_class, details, save, template, found=None) -> HttpResponse:
    """A form and its answer: `save` gets the valid form. What is wrong stands beside the field, or on a page."""
    try:
        check_writer(request.user, membership.firm)
        form = form_class(request.POST or None, request.FILES or None, details=details)
        if request.method == "POST" and form.is_valid():
            try:
                return save(form)
            except InvalidInput as error:
                add_errors(form, error)
    except DomainError as error:
        return refuse(request, membership, error, found.pk if found else None)
    if request.method == "POST":
        form.shown_again()
    status = 400 if request.method == "POST" else 200
    context = {"form": form, "paper": found, "next": heading(request)}
    return page(request, template, membership, context, status=status)


@require_POST
def archive(request, firm_id: int, pk: int) -> HttpResponse:
    """Put a paper away."""
    membership = membership_or_404(request, firm_id)
    found = paper_or_404(membership, pk)
    try:
        archive_paper(actor=request.user, paper=found)
    except DomainError as error:
        return refuse(request, membership, error, pk)
    return done(
        request, _("The paper is put away. Applications that use it keep it."), "firm-papers", firm_id
    )


@require_POST
def restore(request, firm_id: int, pk: int) -> HttpResponse:
    """Bring a paper back that was put away."""
    membership = membership_or_404(request, firm_id)
    found = paper_or_404(membership, pk)
    try:
        restore_paper(actor=request.user, paper=found)
    except DomainError as error:
        return refuse(request, membership, error, pk)
    return done(request, _("The paper is back in the library."), "firm-paper", firm_id, pk)
