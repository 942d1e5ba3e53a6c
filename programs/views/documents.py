import logging

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.selectors import LARGEST_KEY, membership_of
from programs.selectors.documents import documents_for, may_open

logger = logging.getLogger("programs.documents")


@require_safe
def download(request, pk: int) -> HttpResponse | FileResponse:
    """A private paper, as an attachment and never as something the browser would run."""
    if pk > LARGEST_KEY:
        raise Http404
    document = get_object_or_404(documents_for(request.user).select_related("firm"), pk=pk)
    membership = membership_of(request.user, document.firm)
    if not may_open(document, is_member=membership is not None):
        context = {"document": document, "is_member": membership is not None}
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
