"""The inbox."""

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from portal.kernel import languages
from portal.outbox import selectors, services
from portal.outbox.render import item, waits

PAGE_SIZE = 20


@require_GET
def inbox(request):
    """The user's notifications, newest first."""
    page = Paginator(selectors.inbox_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    asking = [row for row in page if waits(row)]
    newest = selectors.newest_of(request.user, [row.params.get("reference", "") for row in asking])
    context = {
        "base": "staff_base.html" if request.user.is_staff_role else "base.html",
        "page": page,
        "items": [item(row, languages.current(), is_newest=row.pk in newest) for row in page],
    }
    return render(request, "outbox/inbox.html", context)


@require_POST
def read(request):
    """Mark one notification (`id`), or all, as read. `open` also goes where that notification leads."""
    if "open" in request.POST:
        pk = posted_number(request, "open")
        notification = get_object_or_404(selectors.inbox_for(request.user), pk=pk)
        services.mark_read(user=request.user, ids=[pk])
        # `path` was written by our own code and checked on the way in: it cannot lead to another site.
        return redirect(f"/{get_language()}{notification.path}" if notification.path else "inbox")
    chosen = "all" if "all" in request.POST else [posted_number(request, "id")]
    services.mark_read(user=request.user, ids=chosen)
    response = redirect("inbox")
    if request.POST.get("page", "").isascii() and request.POST.get("page", "").isdigit():
        response["Location"] += "?" + urlencode({"page": request.POST["page"][:6]})
    return response


def posted_number(request, name: str) -> int:
    """The id in this field. Raises BadRequest."""
    raw = request.POST.get(name, "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 18:
        raise BadRequest(name)
    return int(raw)
