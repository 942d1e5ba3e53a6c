"""The portal's three languages and the few facts that code needs about them."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import get_language

ENGLISH = "en"
HANT = "zh-hant"
HANS = "zh-hans"
CODES = (ENGLISH, HANT, HANS)

#: Keys of the catalogue's YAML texts and suffixes of the translated columns.
SUFFIXES = {ENGLISH: "en", HANT: "zh_hant", HANS: "zh_hans"}

#: Values of the `lang` attribute in HTML.
HTML_LANG = {ENGLISH: "en", HANT: "zh-Hant-HK", HANS: "zh-Hans-CN"}


def current() -> str:
    """The active language as one of CODES; English when the active one is none of them."""
    code = (get_language() or ENGLISH).lower()
    return code if code in CODES else ENGLISH


def names_of(codes: Iterable[str]) -> list[str]:
    """What languages call themselves, by their CODES."""
    names = dict(settings.LANGUAGES)
    return [names[code] for code in codes]


def texts_of(instance, field: str) -> dict[str, str]:
    """All three texts of a translated model field, keyed by language code, for storing as a snapshot."""
    return {code: getattr(instance, f"{field}_{suffix}") or "" for code, suffix in SUFFIXES.items()}


def pick(texts: Mapping[str, str], language: str | None = None) -> str:
    """One text out of a snapshot of three: the wanted language, else English, else any that is there."""
    wanted = language or current()
    return texts.get(wanted) or texts.get(ENGLISH) or next((t for t in texts.values() if t), "")
