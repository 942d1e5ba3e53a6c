"""From what an endpoint found to the answer: language, validators, caching, links."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic import BaseModel

from portal.front import licence
from portal.kernel.languages import HTML_LANG

from .addresses import api_url
from .problems import BAD_PARAMETER, Problem
from .schemas.entries import Page
from .validators import body_etag, has_already, state_etag

CACHE = "public, max-age=60"
LONGEST_NAME = 60


def answers(*, takes: frozenset[str] = frozenset(), by_revision: bool = True, weak: bool = False) -> Callable:
    """A view that returns a schema (or a whole response) and has a parameter `query` with the language.

    takes: parameters that it knows beside `lang`. by_revision: its ETag follows the catalogue's revision, so that a
    304 is given without looking further; else the body's hash. weak: two answers may differ by when they were made.
    Raises Problem for parameters that nobody knows.
    """
    known = takes | {"lang"}

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answer(request: HttpRequest, **parameters) -> HttpResponseBase:
            language = parameters["query"].lang
            with override(language):
                refuse_unknown(request, known)
                etag = f"{'W/' if weak else ''}{state_etag(request)}" if by_revision else ""
                if etag and has_already(request, etag):
                    return finished(request, HttpResponseNotModified(), etag, language)
                found = view(request, **parameters)
                response: Any = found if isinstance(found, HttpResponseBase) else rendered(found)
                return finished(request, response, etag or body_etag(response.content), language)

        return answer

    return decorate


def refuse_unknown(request: HttpRequest, known: frozenset[str]) -> None:
    """Raises Problem that names every parameter not known here: a misspelt filter would otherwise find too much."""
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise Problem(BAD_PARAMETER, [(name[:LONGEST_NAME], hint(name, known)) for name in unknown])


def hint(name: str, known: frozenset[str]) -> str:
    """What somebody may have meant by an unknown parameter."""
    if not known:
        return _("No such parameter: this address takes everything in the body.")
    if near := get_close_matches(name[:LONGEST_NAME], sorted(known), n=1):
        return _("No such parameter. Did you mean %(name)s?") % {"name": near[0]}
    return _("No such parameter. Known ones: %(names)s.") % {"names": ", ".join(sorted(known))}


def rendered(found: BaseModel) -> HttpResponse:
    """A schema as JSON."""
    response = HttpResponse(found.model_dump_json(by_alias=True), content_type="application/json")
    links = [f'<{licence.URL}>; rel="license"', f'<{api_url("openapi")}>; rel="service-desc"']
    if isinstance(found, Page) and found.next:
        links.insert(0, f'<{found.next}>; rel="next"')
    response["Link"] = ", ".join(links)
    return response


def finished(request: HttpRequest, response: Any, etag: str, language: str) -> Any:
    """The response with its headers, or a 304 in its place for who holds it already."""
    response["Cache-Control"] = CACHE
    response["Content-Language"] = HTML_LANG[language]
    response["ETag"] = etag
    if response.status_code == 304:
        return response
    return get_conditional_response(request, etag=etag, response=response)
