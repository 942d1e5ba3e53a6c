"""The API itself: its endpoints put together, and what it says when something is refused."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from portal.front.negotiation import from_header
from portal.kernel.languages import CODES

from . import problems
from .addresses import NAMESPACE
from .answers import answers
from .document import document
from .endpoints import catalogue, codes, downloads, eligibility, kinds
from .endpoints.parameters import MOST_PER_PAGE, InAnyLanguage, InLanguage
from .problems import Problem
from .wording import TITLE, VERSION

# The document and the browsable page are our own: `document.py` and `portal.front.views.open_data`.
api = NinjaAPI(title=TITLE, version=VERSION, urls_namespace=NAMESPACE, openapi_url=None, docs_url=None)
for router in (catalogue.router, downloads.router, eligibility.router, kinds.router, codes.router):
    api.add_router("", router)


@api.get("/openapi.json", url_name="openapi", include_in_schema=False)
@answers(by_revision=False)
def openapi(request: HttpRequest, query: Query[InLanguage]):
    """This API as an OpenAPI 3.1 document, in the language asked for."""
    return JsonResponse(document(api, query.lang), json_dumps_params={"ensure_ascii": False})


@api.get("/docs", url_name="docs", include_in_schema=False)
def docs(request: HttpRequest, query: Query[InAnyLanguage]):
    """Sends people to the reference in their language."""
    return to_page(request, "open_data_reference", query.lang)


@api.get("/problems/{slug:code}/", url_name="problem", include_in_schema=False)
def problem(request: HttpRequest, code: str, query: Query[InAnyLanguage]):
    """Sends people to what a kind of problem means."""
    if code not in {kind.code for kind in problems.KINDS}:
        raise Http404
    return to_page(request, "open_data", query.lang, f"#{code}")


def to_page(request: HttpRequest, name: str, lang: str | None, fragment: str = "") -> HttpResponse:
    """A redirect to a page in the language asked for, else the one that the browser prefers."""
    with override(lang or from_header(request.headers.get("Accept-Language", ""))):
        return redirect(reverse(name) + fragment)


@api.exception_handler(Problem)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """Our own refusals."""
    response = problems.respond(request, error.kind, error.errors, error.language)
    for name, value in error.headers.items():
        response[name] = value
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """Parameters that the library checks for us."""
    with override(problems.language_of(request)):
        names = dict.fromkeys(str(fault["loc"][-1]) for fault in error.errors)
        found = [(name, in_words(name)) for name in names]
    return problems.respond(request, problems.BAD_PARAMETER, found)


def in_words(name: str) -> str:
    """What a parameter takes."""
    if name == "lang":
        return _("One of %(codes)s.") % {"codes": ", ".join(CODES)}
    if name == "limit":
        return _("A whole number from 1 to %(most)s.") % {"most": MOST_PER_PAGE}
    return _("This value is not understood.")


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Any) -> HttpResponse:
    """No such entry."""
    return problems.respond(request, problems.NOT_FOUND)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Any) -> HttpResponse:
    """A fault of ours: Django notes it, and `boundary` answers without saying more."""
    raise error
