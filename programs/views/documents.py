import logging

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.selectors import LARGEST_KEY
from programs.selectors.documents import may_open, seen_paper
from programs.services.viewing import log_viewings

logger = logging.getLogger("programs.documents")


@require_safe
def download(request, pk: int) -> HttpResponse | FileResponse:
    """A private paper, as an attachment and never as something the browser would run.

    At the desk it is a part of the applications that it came with: that she opened them is written down.
    """
    seen = seen_paper(request.user, pk) if pk <= LARGEST_KEY else None
    if seen is None:
        raise Http404
    if seen.applications:
        log_viewings(applications=seen.applications, user=request.user)
    document = seen.document
    if not may_open(document, is_member=seen.is_member):
        context = {"document": document, "is_member": seen.is_member}
        return render(request, "programs/papers/held_back.html", context, status=403)
    try:
        content = document.file.open("rb")
    except FileNotFoundError as error:
        logger.exception("file of a document is missing", extra={"document": document.pk})
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=document.original_name,
        content_type=document.content_type,
    )
    # A part of it is never sent: every download is a whole file that passed the permission check.
    response["Accept-Ranges"] = "none"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
