"""Errors as problem details (RFC 9457), in the language asked for."""

import json
from collections.abc import Iterable, Mapping
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
#: Most refused parameters, or parts of a body, that one answer names.
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
BAD_BODY = Kind(
    "bad-body",
    400,
    _("The body cannot be read"),
    _("The body has to be one JSON object in UTF-8 (RFC 8259), no key twice. The errors say what it is not."),
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
    _("This method is not answered here"),
    _(
        "Data are read with GET or HEAD, and eligibility is asked for with POST. Nothing can be written. The header "
        "`Allow` names what the address answers to."
    ),
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
    _("A question about eligibility may have 64 KB; no other request to these data needs a body."),
)
BAD_MEDIA_TYPE = Kind(
    "unsupported-media-type",
    415,
    _("The body is not JSON"),
    _("Send JSON and say so: `Content-Type: application/json`."),
)
REFUSED = Kind(
    "refused-content",
    422,
    _("Part of the question was refused"),
    _(
        "The body is sound JSON, but a fact is unknown, has a value it does not take or contradicts another, or a "
        "measure does not exist. The errors name each one with the reason."
    ),
)
TOO_MANY = Kind(
    "too-many-requests",
    429,
    _("Too many questions in a short time"),
    _(
        "Each network address may ask 60 questions a minute. Go on after the seconds that `Retry-After` names."
    ),
)
SERVER_ERROR = Kind(
    "server-error",
    500,
    _("Something broke on our side"),
    _("The fault is ours and has been noted. Try again in a few minutes."),
)

KINDS = (
    BAD_PARAMETER,
    BAD_REQUEST,
    BAD_BODY,
    NOT_FOUND,
    BAD_METHOD,
    PRECONDITION,
    TOO_LARGE,
    BAD_MEDIA_TYPE,
    REFUSED,
    TOO_MANY,
    SERVER_ERROR,
)
#: What stands for a status when nothing more is known.
OF_STATUS = {kind.status: kind for kind in reversed(KINDS) if kind is not BAD_PARAMETER}


class Problem(Exception):
    """A refusal.

    errors: pairs of a parameter, or a part of the body, and what is wrong with it. language: one of CODES; empty for
    the one that the address asks for. headers: what else the answer says.
    """

    def __init__(
        self,
        kind: Kind,
        errors: Iterable[tuple[str, str]] = (),
        language: str = "",
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(kind.code)
        self.kind = kind
        self.errors = list(errors)[:MOST_ERRORS]
        self.language = language
        self.headers = dict(headers or {})


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


def respond(
    request: HttpRequest, kind: Kind, errors: Iterable[tuple[str, str]] = (), language: str = ""
) -> HttpResponse:
    """The answer to a refusal, in this language or else the one that the address asks for."""
    language = language or language_of(request)
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
