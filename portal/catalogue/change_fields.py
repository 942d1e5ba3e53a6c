"""What can change in an entry, as short codes and in words.

Columns, parts of forms and labels of the files all name the same things; a code stands for what a reader would call it.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.kernel.languages import SUFFIXES

#: Code to words. In the order in which a page lists them.
LABELS: dict[str, Promise] = {
    "name": gettext_lazy("name"),
    "summary": gettext_lazy("summary"),
    "caveat": gettext_lazy("warning"),
    "status": gettext_lazy("status"),
    "effective_from": gettext_lazy("first day in force"),
    "effective_to": gettext_lazy("last day in force"),
    "opens": gettext_lazy("opening date"),
    "closes": gettext_lazy("closing date"),
    "rolling": gettext_lazy("whether there is a fixed window"),
    "benefits": gettext_lazy("benefits"),
    "criteria": gettext_lazy("conditions"),
    "papers": gettext_lazy("papers to have ready"),
    "stackable_note": gettext_lazy("use together with other measures"),
    "relations": gettext_lazy("related entries"),
    "authority": gettext_lazy("issuing body"),
    "instrument": gettext_lazy("kind of support"),
    "category": gettext_lazy("category"),
    "area": gettext_lazy("area"),
    "sectors": gettext_lazy("fields"),
    "operator": gettext_lazy("operator"),
    "host": gettext_lazy("incubator"),
    "stages": gettext_lazy("stages"),
    "length_months": gettext_lazy("length"),
    "cohort_size": gettext_lazy("size of a cohort"),
    "address": gettext_lazy("address"),
    "established": gettext_lazy("year set up"),
    "commissioned": gettext_lazy("year of first use"),
    "total_sqm": gettext_lazy("floor area"),
    "firms_incubated": gettext_lazy("number of firms"),
    "offers": gettext_lazy("what it offers"),
    "access": gettext_lazy("how to use it"),
    "website": gettext_lazy("website"),
    "space_type": gettext_lazy("type of space"),
    "rent": gettext_lazy("rent"),
    "units": gettext_lazy("units"),
    "amenities": gettext_lazy("amenities"),
    "nearest_crossing": gettext_lazy("nearest crossing"),
    "firm": gettext_lazy("firm"),
    "founders": gettext_lazy("founders, as described"),
    "sector": gettext_lazy("main field"),
    "uses": gettext_lazy("what the firm used"),
    "outcome": gettext_lazy("what came of it"),
    "sources": gettext_lazy("sources"),
    "as_of": gettext_lazy("date of the information"),
    "confidence": gettext_lazy("how sure we are"),
}

#: Names of columns, of the files' fields and of lists of rows, where they are not the code itself.
ALIASES = {
    "benefit": "benefits",
    "eligibility": "criteria",
    "documents": "papers",
    "what_they_used": "uses",
    "incubator": "host",
    "stage": "stages",
    "founders_described_as": "founders",
    "rent_amount": "rent",
    "rent_currency": "rent",
    "rent_per": "rent",
    "rent_note": "rent",
}


def code_of(name: str) -> str:
    """The code of a column ("name_zh_hant"), of a part of the files ("benefit[0].text.en") or of a list of rows.

    Empty for what no reader sees, such as the slug or a position.
    """
    name = name.partition("[")[0].partition(".")[0]
    for suffix in SUFFIXES.values():
        name = name.removesuffix(f"_{suffix}")
    code = ALIASES.get(name, name)
    return code if code in LABELS else ""


def codes_of(names: Iterable[str]) -> list[str]:
    """The codes of several names: each once, in the order of LABELS."""
    found = {code_of(name) for name in names}
    return [code for code in LABELS if code in found]


def in_words(codes: Iterable[str]) -> str:
    """Codes as a list for readers: "summary, benefits and closing date". A code of an older release is left out."""
    words = [str(LABELS[code]) for code in codes if code in LABELS]
    if len(words) < 2:
        return "".join(words)
    first = pgettext("between items of a list", ", ").join(words[:-1])
    return _("%(first)s and %(last)s") % {"first": first, "last": words[-1]}
