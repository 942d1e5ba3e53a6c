"""Dates, figures and money as the portal writes them, in the active language.

English: 27 November 2026, CNY 57,600. Chinese: 2026年11月27日, and the same CNY 57,600 in tables and totals.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import dateformat, timezone
from django.utils.translation import pgettext

from portal.kernel import languages
from portal.kernel.clock import ZONE

#: Django date format strings: English, then Chinese.
LONG = ("j F Y", "Y年n月j日")
SHORT = ("j M Y", "Y年n月j日")
MOMENT = ("j M Y, H:i", "Y年n月j日 H:i")
TIME = ("H:i", "H:i")
MONTH = ("F Y", "Y年n月")
YEAR = ("Y", "Y年")

STYLES = {"long": LONG, "short": SHORT, "moment": MOMENT, "time": TIME}

#: What names a browser or a system in its own signature, the more telling first: Edge also says Chrome and Safari.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "Chrome": "Chrome"}
BROWSERS |= {"CriOS": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac"}
SYSTEMS |= {"Linux": "Linux"}

PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def listed(texts: Iterable[str]) -> str:
    """Texts one after the other: "A, B"."""
    return pgettext("between items of a list", ", ").join(texts)


def as_local(value: date | datetime) -> date | datetime:
    """An aware moment as Hong Kong and Shenzhen count it; anything else unchanged."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.astimezone(ZONE)
    return value


def format_date(value: date | datetime | None, style: tuple[str, str] = LONG) -> str:
    """A date or moment in one of the styles above; "" for None and for anything that is no date.

    A plain date has no time of day, so the styles with one give the date alone.
    """
    if not isinstance(value, date):
        return ""
    if not isinstance(value, datetime) and style in (MOMENT, TIME):
        style = SHORT
    return dateformat.format(as_local(value), style[languages.current() != languages.ENGLISH])


def format_partial_date(text: str) -> str:
    """An ISO date of any precision (2023, 2023-09, 2023-09-12) in words; unchanged when it is none."""
    match = PARTIAL.fullmatch(text or "")
    if not match:
        return text or ""
    year, month, day = match.groups()
    try:
        value = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return text
    return format_date(value, LONG if day else MONTH if month else YEAR)


def to_decimal(value) -> Decimal | None:
    """A number or numeric text as a finite Decimal; None when it is neither."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def format_figure(value) -> str:
    """A number with separators and without needless zeros: 9,600 or 0.75; "" when it is no number."""
    number = to_decimal(value)
    if number is None:
        return ""
    text = f"{number:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def format_money(amount, currency: str) -> str:
    """Code, then figure: CNY 57,600, or CNY 57,600.50 where it is not whole; "" when there is no amount."""
    number = to_decimal(amount)
    if number is None:
        return ""
    whole = number == number.to_integral_value()
    figure = f"{number:,.0f}" if whole else f"{number:,.2f}"
    return f"{currency} {figure}".replace("-", "−").strip()


def format_percent(share) -> str:
    """A share between 0 and 1 in per cent: 50%, 7.5%; "" when there is none."""
    number = to_decimal(share)
    return "" if number is None else f"{format_figure(number * 100)}%"


def texts_of(source, field: str = "name") -> dict[str, str]:
    """The three texts of a translated model field or of a stored snapshot, keyed by language code.

    A model without language columns for the field gives its one text under English.
    """
    if isinstance(source, dict):
        return {
            code: source.get(code) or source.get(suffix) or "" for code, suffix in languages.SUFFIXES.items()
        }
    if hasattr(source, f"{field}_{languages.SUFFIXES[languages.ENGLISH]}"):
        return languages.texts_of(source, field)
    return {**dict.fromkeys(languages.CODES, ""), languages.ENGLISH: str(getattr(source, field, "") or "")}


def choose_text(texts: dict[str, str]) -> tuple[str, str]:
    """The text for the reader and the code of the language it is in: the active one, else English, else any."""
    for code in (languages.current(), languages.ENGLISH, *languages.CODES):
        if texts.get(code):
            return texts[code], code
    return "", languages.current()


def text_for_reader(source, field: str = "name") -> tuple[str, str]:
    """`choose_text` of `texts_of`, and quicker where a row has the reader's language."""
    code = languages.current()
    text = getattr(source, f"{field}_{languages.SUFFIXES[code]}", "")
    return (text, code) if text else choose_text(texts_of(source, field))


def name_browser(signature: str) -> str:
    """A browser's User-Agent header in two words ("Chrome, Windows"); its first 60 characters when unknown."""
    found = [
        next((name for mark, name in table.items() if mark in signature), "") for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or signature[:60]
