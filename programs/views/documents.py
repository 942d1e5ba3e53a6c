import logging

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from programs.selectors.documents import documents_for

logger = logging.getLogger("programs.documents")


@require_safe
def download(request, pk: int):
    """A private paper, as an attachment and never as something the browser would run."""
    document = get_object_or_404(documents_for(request.user), pk=pk)
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
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
