"""Which of the three languages a stranger reads best."""

from django.utils.translation.trans_real import parse_accept_lang_header

from portal.kernel.languages import ENGLISH, HANS, HANT

# Regions say the script where the tag itself does not. Cantonese (yue) is written in traditional characters.
TRADITIONAL = {"hant", "hk", "mo", "tw"}


def from_header(header: str) -> str:
    """The first language of an Accept-Language header that the portal speaks, as one of its codes; else English.

    Chinese without a script or region is Simplified; a script outranks a region (zh-Hans-HK is Simplified).
    """
    for tag, quality in parse_accept_lang_header(header.lower()):
        if quality <= 0:
            continue
        primary, *rest = tag.split("-")
        if primary == "en":
            return ENGLISH
        if primary == "yue":
            return HANS if "hans" in rest else HANT
        if primary == "zh":
            return HANT if TRADITIONAL & set(rest) and "hans" not in rest else HANS
    return ENGLISH
