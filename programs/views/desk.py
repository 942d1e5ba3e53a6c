"""The zone's pages: the queue and one application at the desk."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import staff_with_role
from portal.kernel.errors import DomainError
from programs.filters import QueueFilter
from programs.permissions import DESK_ROLES, works_at_desk
from programs.selectors.applications import (
    applications_at_desk,
    report_is_overdue,
    turn_with_deadline,
    with_deadline,
    with_desk_details,
)
from programs.selectors.desk import VIEWS, view_condition, view_counts
from programs.selectors.service_times import clocks_of
from programs.services.viewing import log_viewing

from .common import done, moved_text, refuse
from .desk_actions import ACTIONS, Invalid, check_capacity, post_staff_message
from .desk_page import desk_context, desk_url
from .kept import keeps_typed_text

PAGE_SIZE = 25


def desk_only(user) -> None:
    """People who do not work at the desk learn nothing of it."""
    if not works_at_desk(user):
        raise Http404


@require_safe
def queue(request):
    """Sent applications in saved views, filtered, those that have waited longest first."""
    desk_only(request.user)
    view = request.GET.get("view")
    view = view if view in VIEWS else VIEWS[0]
    people = staff_with_role(DESK_ROLES)
    applications = applications_at_desk(request.user).filter(view_condition(view, request.user))
    filters = QueueFilter(request.GET, queryset=applications, people=people)
    # What makes no sense as a filter is told and filters nothing, so that nobody takes the queue for empty.
    rows = filters.qs if filters.is_valid() else applications
    page = Paginator(with_deadline(rows).order_by("moved_at", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    clocks = clocks_of(page)
    context = {
        "filters": filters,
        "page": page,
        "rows": [(row, clocks.get(row.pk), turn_with_deadline(row), report_is_overdue(row)) for row in page],
        "view": view,
        "counts": view_counts(request.user),
    }
    return render(request, "programs/desk/queue.html", context, status=200 if filters.is_valid() else 400)


@require_safe
def detail(request, reference: str):
    desk_only(request.user)
    return shown(request, find(request, reference))


@keeps_typed_text
@require_POST
def act(request, reference: str, action: str):
    """Carry out one of the zone's moves: the URL's last part names it."""
    desk_only(request.user)
    application = find(request, reference)
    if action not in ACTIONS:
        raise Http404
    try:
        check_capacity(request.user, action)
        moved = ACTIONS[action](request, application)
    except Invalid as invalid:
        return show_again(request, reference, invalid)
    except DomainError as error:
        return refuse(request, error, desk_url(application))
    return done(request, moved_text(moved, action), "desk-application", reference)


@keeps_typed_text
@require_POST
def message(request, reference: str):
    desk_only(request.user)
    application = find(request, reference)
    try:
        is_internal = post_staff_message(request, application)
    except Invalid as invalid:
        return show_again(request, reference, invalid)
    except DomainError as error:
        return refuse(request, error, desk_url(application))
    text = _("Your note was kept among staff.") if is_internal else _("Your message was sent to the firm.")
    return done(request, text, "desk-application", reference)


def find(request, reference: str):
    return get_object_or_404(with_desk_details(applications_at_desk(request.user)), reference=reference)


def show_again(request, reference: str, invalid: Invalid):
    """The page as it is now, with the form as it was sent: nothing that was typed is lost."""
    application = find(request, reference)
    return shown(request, application, status=invalid.status, has_errors=True, **invalid.forms)


def shown(request, application, *, status: int = 200, **forms):
    """The page of one application; that she opened it is written down, whichever request shows it."""
    log_viewing(application=application, user=request.user)
    context = desk_context(request, application, **forms)
    return render(request, "programs/desk/detail.html", context, status=status)
