"""What a firm sent, as it was kept then: a page that prints well, and a PDF. For the firm and for the desk."""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kernel.errors import DomainError
from portal.kernel.typesetting import NotTypeset
from programs.models import Application, SentCopy
from programs.selectors.answers import answers_of
from programs.selectors.sent_copies import ReadCopy, copies_of, read_copy
from programs.services.pdf_limit import TooManyPdfs, count_pdf
from programs.services.viewing import log_viewing

from .common import refuse
from .desk import desk_only, find
from .sending import sent_or_404
from .sent_pdf import pdf_of_copy, tag_of_pdf

logger = logging.getLogger("programs.sent_copies")


@require_safe
def of_firm(request, reference: str):
    """For the firm's members."""
    return page(request, sent_or_404(request, reference), base="base.html", desk=False)


@require_safe
def at_desk(request, reference: str):
    return page(request, seen_at_desk(request, reference), base="staff_base.html", desk=True)


@require_safe
def pdf_of_firm(request, reference: str):
    return pdf(request, sent_or_404(request, reference), back=reverse("application-sent", args=[reference]))


@require_safe
def pdf_at_desk(request, reference: str):
    return pdf(request, seen_at_desk(request, reference), back=reverse("desk-sent", args=[reference]))


def seen_at_desk(request, reference: str) -> Application:
    """The application, if this person may see it at the desk; that she did is written down, as for its page."""
    desk_only(request.user)
    application = find(request, reference)
    log_viewing(application=application, user=request.user)
    return application


def page(request, application: Application, *, base: str, desk: bool):
    """The copy that `?copy=` names, else the newest; the answers as they stand where none was kept."""
    copies = list(copies_of(application))
    copy = chosen(request, copies)
    context = {
        "application": application,
        "base": base,
        "desk": desk,
        "copies": copies,
        "read": read_copy(copy) if copy else None,
        "answered": [] if copy else answers_of(application),
        "page_url": reverse("desk-sent" if desk else "application-sent", args=[application.reference]),
        "pdf_url": reverse("desk-sent-pdf" if desk else "application-sent-pdf", args=[application.reference]),
    }
    return render(request, "programs/drafts/sent.html", context)


def chosen(request, copies: list[SentCopy]) -> SentCopy | None:
    """The copy that was asked for by its number, else the newest. Raises Http404 for one that is not there."""
    wanted = request.GET.get("copy")
    if wanted is None:
        return copies[0] if copies else None
    found = next((copy for copy in copies if str(copy.number) == wanted), None)
    if found is None:
        raise Http404
    return found


def pdf(request, application: Application, *, back: str) -> HttpResponse:
    """The copy as a PDF in the page's language. A browser that has it is told so; nothing else on the way keeps it."""
    copy = chosen(request, list(copies_of(application)))
    if copy is None:
        raise Http404
    read = read_copy(copy)
    tag = tag_of_pdf(read)
    response = get_conditional_response(request, etag=tag) or made_pdf(request, read, back)
    if response.status_code < 400:
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
    return response


def made_pdf(request, read: ReadCopy, back: str) -> HttpResponse:
    """The PDF, or a page that says why there is none."""
    try:
        count_pdf(request.user)
        content = pdf_of_copy(read)
    except TooManyPdfs as too_many:
        refused = refuse(request, too_many, back)
        refused["Retry-After"] = str(too_many.retry_after)
        return refused
    except NotTypeset:
        logger.exception("no PDF of a copy", extra={"copy": read.copy.pk})
        error = DomainError(
            "no-pdf", _("The PDF could not be made. Print the page instead, or try again later.")
        )
        return refuse(request, error, back)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = (
        f'attachment; filename="{read.words["reference"]}-{read.copy.number}.pdf"'
    )
    return response
