"""Groups of results on a page: some of each, or a page of one (`?group=`)."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from programs.check.results import Group, Row
from programs.eligibility.explaining import Verdict

#: Schemes of each group in the overview, and on a page of one group.
FIRST, PER_PAGE = 5, 10


def shown_groups(request: HttpRequest, groups: list[Group], row: Callable[[Verdict], Row]) -> dict[str, Any]:
    """The context of `check/groups.html`. row: makes a verdict ready to print; only those shown are made."""
    wanted = request.GET.get("group", "")
    chosen = next((group for group in groups if group.code == wanted), None)
    page = Paginator(chosen.verdicts, PER_PAGE).get_page(request.GET.get("page")) if chosen else None
    for group in [chosen] if chosen else groups:
        group.rows.extend(row(verdict) for verdict in page or group.verdicts[:FIRST])
    return {
        "groups": groups,
        "chosen": chosen.code if chosen else "",
        "page_obj": page,
        "base": request.path,
    }
