"""Answers of firms, and what they agree to, in words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.enums import Bank
from accounts.models import ConsentText
from portal.catalogue.enums import Currency, FactType
from portal.catalogue.figures import floor_area, money, months
from portal.kernel.display import format_figure
from portal.kernel.languages import SUFFIXES, current, pick


def fact_in_words(fact, value) -> str:
    """An answer as a person reads it: yes or no, a number with its unit, or the names of what was chosen."""
    if fact.type == FactType.BOOL:
        return _("Yes") if value else _("No")
    if fact.type == FactType.INT:
        return with_unit(value, fact.unit)
    labels = choice_labels(fact)
    # A code that the registry has dropped since is shown as it was stored.
    if fact.type == FactType.CHOICE:
        return labels.get(value, str(value))
    return pgettext("between the items of a list", ", ").join(labels.get(code, str(code)) for code in value)


def with_unit(value: int, unit: str) -> str:
    """A whole number with its unit, one of those of the fact registry."""
    if unit in Currency:
        return money(Decimal(value), unit)
    words = {
        "months": lambda: months(value),
        "sqm": lambda: floor_area(value),
        "%": lambda: f"{format_figure(value)}%",
        "years": lambda: (
            ngettext("%(count)s year", "%(count)s years", value) % {"count": format_figure(value)}
        ),
        "people": lambda: (
            ngettext("%(count)s person", "%(count)s people", value) % {"count": format_figure(value)}
        ),
        "patents": lambda: (
            ngettext("%(count)s patent", "%(count)s patents", value) % {"count": format_figure(value)}
        ),
    }
    return words[unit]() if unit in words else format_figure(value)


def unit_label(unit: str) -> str:
    """The unit beside the field where the number is typed."""
    labels = {
        "years": _("years"),
        "months": _("months"),
        "people": _("people"),
        "patents": _("patents"),
        "sqm": _("m²"),
    }
    return labels.get(unit, unit)


def choice_labels(fact) -> dict[str, str]:
    """Names of a fact's choices by code, in the active language."""
    language = current()
    return {choice["code"]: pick(by_code(choice["label"]), language) for choice in fact.choices}


def by_code(texts: dict[str, str]) -> dict[str, str]:
    """Texts keyed as in the YAML files (zh_hant) or as in the portal (zh-hant), keyed as in the portal."""
    return {code: texts.get(code) or texts.get(suffix, "") for code, suffix in SUFFIXES.items()}


def consent_in_words(text: ConsentText, body: dict[str, str], side: str) -> str:
    """A text that people agree to, about one body. body: its names by language code; side: a value of Bank."""
    return text.body.replace("{body}", pick(body)).replace("{side}", str(Bank(side).label))
