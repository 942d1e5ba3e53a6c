"""Numbers as people write them: in any width, grouped by three, with the sign of their currency. No database."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.catalogue.enums import Currency
from portal.kernel.display import format_figure, to_decimal

PLACES = 2
#: The largest number of either sign that an answer may be.
MOST = Decimal(10**14 - 1)
#: Figures that a form's own bound may have, places included: SQLite keeps it as a float, which is exact to 15.
BOUND_FIGURES = 15
#: The largest number of either sign that a form may set as its bound.
MOST_BOUND = Decimal(10**BOUND_FIGURES - 1).scaleb(-PLACES)
#: One kind of separator, and always three figures after it: "1,5" could be 1.5 or 15.
NUMBER = re.compile(r"([+-]?)\s*(\d{1,3}(?:([, '])\d{3})(?:\3\d{3})*|\d+)(?:\.(\d+))?", re.ASCII)
UNCLEAR = re.compile(r"[+-]?\s*\d[\d,.' ]*", re.ASCII)
#: What may stand before or after a sum, the longer first. A bare "$" means the currency that is asked for.
SIGNS: Mapping[str, tuple[str, ...]] = {
    Currency.CNY: ("人民币", "人民幣", "CNY", "RMB", "CN¥", "¥", "元", "圆", "圓"),
    Currency.HKD: ("港币", "港幣", "港元", "HKD", "HK$", "$", "元", "圓"),
    Currency.USD: ("美元", "美金", "USD", "US$", "$"),
}
ANY_SIGN = re.compile("|".join(re.escape(sign) for signs in SIGNS.values() for sign in signs), re.IGNORECASE)


def number_in(text: str, currency: str = "") -> Decimal | None:
    """The number that was typed, of any size; None where it is none, or not clearly one. currency: as in `parsed`."""
    return parsed(text, currency)[0]


def parsed(text: str, currency: str = "") -> tuple[Decimal | None, str]:
    """The number that was typed, or what is wrong with it in the active language.

    currency: the code in which a sum is asked for; "" where none is. Both parts are empty for a text that is not like
    a number at all.
    """
    if any(unicodedata.decomposition(each).startswith(("<super>", "<sub>")) for each in text):
        return None, unclear()  # 10² would be read as 102
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())
    bare = without_sign(plain, currency)
    found = NUMBER.fullmatch(bare)
    if found is None:
        return None, fault_of(bare, currency)
    sign, whole, _separator, places = found.groups()
    if len((places or "").rstrip("0")) > PLACES:
        return None, _("Use two decimal places at most.")
    figures = re.sub(r"\D", "", whole)
    return Decimal(f"{sign}{figures}.{places}" if places else f"{sign}{figures}"), ""


def without_sign(plain: str, currency: str) -> str:
    """The text without one sign of this currency before it and one after it."""
    for sign in SIGNS.get(currency, ()):
        if plain.upper().startswith(sign):
            plain = plain[len(sign) :].strip()
            break
    for sign in SIGNS.get(currency, ()):
        if plain.upper().endswith(sign):
            return plain[: -len(sign)].strip()
    return plain


def fault_of(plain: str, currency: str) -> str:
    """Why a text that is no number is none, where that can be said."""
    if ANY_SIGN.search(plain):
        if currency:
            return _("Enter the sum in %(currency)s, as figures alone.") % {"currency": currency}
        return _("Enter a number without a currency.")
    return unclear() if UNCLEAR.fullmatch(plain) else ""


def bound_fault(bound: Any) -> str:
    """Why a form cannot set a number as its bound; empty where it can, and for what is no number."""
    number = to_decimal(bound)
    return "" if number is None or -MOST_BOUND <= number <= MOST_BOUND else bound_too_far()


def bound_too_far() -> str:
    told = {"least": format_figure(-MOST_BOUND), "most": format_figure(MOST_BOUND)}
    return _("The minimum and the maximum have to lie between %(least)s and %(most)s.") % told


def unclear() -> str:
    return _(
        "It is not clear which number this is. Leave out commas and spaces, and put a full stop before decimals."
    )
