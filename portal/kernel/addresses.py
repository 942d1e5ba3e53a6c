"""Addresses of pages: the same page in another language, and addresses that hold for everybody.

Absolute ones begin with `settings.SITE_URL`, never with the Host header, which a stranger writes.
"""

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.translation import get_language_from_path

from portal.kernel import languages


def path_in(path: str, query: str, code: str) -> str:
    """The same page in another language; that language's home page when the address carries no language."""
    prefix = get_script_prefix()
    inner = path.removeprefix(prefix).removeprefix("/")
    if not get_language_from_path(f"/{inner}"):
        return f"{prefix}{code}/"
    rest = inner.partition("/")[2]
    return f"{prefix}{code}/{rest}" + (f"?{query}" if query else "")


def absolute(path: str) -> str:
    """The whole address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def in_every_language(path: str, query: str = "") -> dict[str, str]:
    """The absolute address of one page in each language, by language code."""
    return {code: absolute(path_in(path, query, code)) for code in languages.CODES}


def alternates(path: str, query: str = "") -> list[tuple[str, str]]:
    """What search engines are told of one page: pairs of `hreflang` and absolute address, with a default.

    Every language's page and the sitemap give the same pairs; engines drop pairs that one side does not confirm.
    """
    found = in_every_language(path, query)
    pairs = [(languages.HTML_LANG[code], address) for code, address in found.items()]
    return [*pairs, ("x-default", found[languages.ENGLISH])]
