"""Errors as problem details (RFC 9457), in the language asked for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses as PHRASES  # noqa: N812

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.kernel.languages import CODES, ENGLISH, HTML_LANG

from .addresses import api_url

MEDIA_TYPE = "application/problem+json"
#: What this API answers to. OPTIONS is for browsers that ask before they fetch.
METHODS = ("GET", "HEAD", "OPTIONS")
#: Most refused parameters that one answer names.
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. The code is part of its `type` and never changes."""

    code: str
    status: int
    title: str | Promise
    #: What it means and what to do: the detail, unless the case says more, and the text of the page.
    meaning: str | Promise


BAD_PARAMETER = Kind(
    "bad-parameter",
    400,
    _("A parameter was refused"),
    _("A parameter is unknown or has a value it does not take. The errors name each one with the reason."),
)
BAD_REQUEST = Kind(
    "bad-request",
    400,
    _("The request makes no sense"),
    _("The address holds something that nothing here understands, such as a NUL character."),
)
NOT_FOUND = Kind(
    "not-found",
    404,
    _("Not found"),
    _(
        "There is nothing at this address, or nothing that is public. Entries are found under their own kind only."
    ),
)
BAD_METHOD = Kind(
    "method-not-allowed",
    405,
    _("Only reading is possible"),
    _("These data are read with GET or HEAD. Nothing can be written here."),
)
PRECONDITION = Kind(
    "precondition-failed",
    412,
    _("A precondition failed"),
    _("The request asked for another state of the data than the present one. Ask again without If-Match."),
)
TOO_LARGE = Kind(
    "too-large",
    413,
    _("The request is too large"),
    _("A request to these data needs no body."),
)
SERVER_ERROR = Kind(
    "server-error",
    500,
    _("Something broke on our side"),
    _("The fault is ours and has been noted. Try again in a few minutes."),
)

KINDS = (BAD_PARAMETER, BAD_REQUEST, NOT_FOUND, BAD_METHOD, PRECONDITION, TOO_LARGE, SERVER_ERROR)
#: What stands for a status when nothing more is known.
OF_STATUS = {kind.status: kind for kind in reversed(KINDS) if kind is not BAD_PARAMETER}


class Problem(Exception):
    """A refusal. `errors`: pairs of a parameter and what is wrong with it."""

    def __init__(self, kind: Kind, errors: Iterable[tuple[str, str]] = ()):
        super().__init__(kind.code)
        self.kind = kind
        self.errors = list(errors)[:MOST_ERRORS]


def bad_parameter(name: str, detail: str | Promise) -> Problem:
    """The refusal of one parameter."""
    return Problem(BAD_PARAMETER, [(name, str(detail))])


def language_of(request: HttpRequest) -> str:
    """The language asked for, as far as the request can be read; else English."""
    try:
        wanted = request.GET.get("lang", "")
    except SuspiciousOperation:
        return ENGLISH
    return wanted if wanted in CODES else ENGLISH


def respond(request: HttpRequest, kind: Kind, errors: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """The answer to a refusal."""
    language = language_of(request)
    with override(language):
        body = {
            "type": api_url("problem", kind.code),
            "title": str(kind.title),
            "status": kind.status,
            "detail": str(kind.meaning),
        }
    if errors:
        body["errors"] = [{"parameter": name, "detail": detail} for name, detail in errors]
    response = HttpResponse(json.dumps(body), status=kind.status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = HTML_LANG[language]
    return response


def respond_to_status(request: HttpRequest, status: int) -> HttpResponse:
    """The answer in the place of a page for this status; one without a kind of its own says no more than its name."""
    if status in OF_STATUS:
        return respond(request, OF_STATUS[status])
    if status > HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = SERVER_ERROR
        return respond(request, Kind(kind.code, status, kind.title, kind.meaning))
    phrase = PHRASES.get(status, "")
    body = {"type": "about:blank", "title": phrase, "status": status, "detail": phrase}
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
