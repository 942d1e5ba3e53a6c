"""Pages that are the same for every visitor are made once and kept while the catalogue stays as it is.

Only people without a session, a shortlist or a waiting message get a kept page, and only pages that their view marks
with `kernel.sameness.same_for_all` are kept. The language is part of the address, so no page reaches a reader of
another one. The catalogue's revision is part of the key, so a change is visible on the next request; what depends on
the clock (a window that closes) is at most `settings.PAGE_CACHE_SECONDS` late.
"""

import gzip
import re
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from accounts.visitor_list import COOKIE as SHORTLIST
from portal.catalogue import revision
from portal.kernel.release import release
from portal.kernel.sameness import MARK

#: Longer queries are hardly asked twice, and nor are searches.
LONGEST_QUERY = 300
WORDS = re.compile(r"(^|&)q=[^&]")
CACHE = "pages"
#: Headers that are another thing for each way a page is sent.
OF_BODY = frozenset({"Content-Length", "Content-Encoding"})
#: Cookies that make a page a person's own.
PERSONAL = frozenset({settings.SESSION_COOKIE_NAME, SHORTLIST, "messages"})


@dataclass(frozen=True, slots=True)
class Kept:
    #: As the view and what stands between made them.
    headers: dict[str, str]
    etag: str
    plain: bytes
    packed: bytes


class PageCache:
    """Answers from kept pages, and keeps what may be kept.

    Stands before the session: a kept page needs none of what follows.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = self.key_of(request)
        if not key:
            return self.get_response(request)
        cache = caches[CACHE]
        kept = cache.get(key)
        if kept is None:
            response = self.get_response(request)
            if not may_be_kept(response):
                return response
            kept = keep(response)
            cache.set(key, kept, settings.PAGE_CACHE_SECONDS)
        return answer(request, kept)

    @staticmethod
    def key_of(request) -> str:
        """Where the page of this request would be kept; empty for what is never kept."""
        query = request.META.get("QUERY_STRING", "")
        if (
            not settings.PAGE_CACHE_SECONDS
            or request.method != "GET"
            or len(query) > LONGEST_QUERY
            or WORDS.search(query)
            or not PERSONAL.isdisjoint(request.COOKIES)
        ):
            return ""
        try:
            token = revision.current()
        except DatabaseError:
            # The page itself will say so.
            return ""
        address = f"{request.get_host()}{request.path_info}?{query}"
        return f"page:{release()}:{token}:{blake2b(address.encode(errors='replace'), digest_size=16).hexdigest()}"


def may_be_kept(response: HttpResponse) -> bool:
    """Whether a page is marked, whole and sets no cookie: one that does holds something personal."""
    return getattr(response, MARK, False) and not response.streaming and not response.cookies


def keep(response: HttpResponse) -> Kept:
    plain = response.content
    etag = f'W/"{blake2b(plain, digest_size=12).hexdigest()}"'
    # No time stamp inside: the same page is the same bytes.
    headers = {name: value for name, value in response.headers.items() if name not in OF_BODY}
    return Kept(headers, etag, plain, gzip.compress(plain, 6, mtime=0))


def answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    """A kept page as this browser takes it; 304 when the browser has it."""
    if request.headers.get("If-None-Match") == kept.etag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(kept.packed, headers={**kept.headers, "Content-Encoding": "gzip"})
    else:
        response = HttpResponse(kept.plain, headers=kept.headers)
    if response.content:
        response["Content-Length"] = str(len(response.content))
    response["ETag"] = kept.etag
    response["Vary"] = "Accept-Encoding, Cookie"
    # A browser asks again every time, and so meets its own page once its reader has signed in.
    response["Cache-Control"] = "private, no-cache"
    return response
