"""What holds for every address of the API, whatever answers there."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .problems import BAD_METHOD, MEDIA_TYPE, respond, respond_to_status

PREFIX = "/api/"
#: What addresses answer to. OPTIONS is for browsers that ask before they fetch.
METHODS = ("GET", "HEAD", "OPTIONS")
#: Where the question is too long for an address.
ASKED_IN_BODY = {"/api/v1/eligibility/": ("POST", "OPTIONS")}
#: What a page of another site may read beyond what browsers always show it.
EXPOSED = "ETag, Link, X-Request-ID, Content-Disposition, Retry-After"
REDIRECTS = (301, 302, 307, 308)


class OpenDataBoundary:
    """Middleware, in front of the session: the API is the same for everybody.

    It drops cookies before anybody reads them, so that no answer depends on who asks; lets pages of any site read
    (CORS, without credentials); answers OPTIONS, refuses other methods, and turns pages for errors into problem
    details.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.answer(request)
        if response.status_code not in REDIRECTS:
            # The language is part of the address and nobody is signed in: caches may share one copy.
            del response["Vary"]
        response.cookies.clear()
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """The answer itself."""
        methods = ASKED_IN_BODY.get(request.path_info, METHODS)
        if request.method == "OPTIONS":
            return preflight(", ".join(methods))
        if request.method not in methods:
            response = respond(request, BAD_METHOD)
            response["Allow"] = ", ".join(methods)
            return response
        found = self.read(request)
        if found.status_code >= 400 and not found.get("Content-Type", "").startswith(MEDIA_TYPE):
            return respond_to_status(request, found.status_code)
        return found

    def read(self, request: HttpRequest) -> HttpResponseBase:
        """A HEAD is answered as its GET would be; the server sends no body."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            response = self.get_response(request)
        finally:
            request.method = "HEAD"
        if response.streaming:
            response.streaming_content = []
        return response


def preflight(methods: str) -> HttpResponse:
    """What a browser wants to know before it sends a request with headers or a body of its own."""
    response = HttpResponse(
        status=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "*",
            "Access-Control-Max-Age": "86400",
        },
    )
    del response["Content-Type"]
    return response
