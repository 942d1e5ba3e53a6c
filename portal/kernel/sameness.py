"""The mark of pages that are the same for every visitor: `portal.front.page_cache` keeps them."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

MARK = "is_same_for_all"


def same_for_all(view: Callable) -> Callable:
    """Mark the pages of a view as the same for everybody who is not signed in and has chosen nothing."""

    @wraps(view)
    def marked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, MARK, response.status_code == 200)
        return response

    return marked
