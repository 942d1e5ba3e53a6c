"""What the picture of a page says: a few short texts, in the language of the page."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.catalogue.enums import Openness
from portal.catalogue.texts import Text, text_of
from portal.catalogue.windows import state_label
from portal.front.needs import far_language
from portal.front.rows import Row
from portal.kernel.display import SHORT, format_date
from portal.kernel.languages import ENGLISH, SUFFIXES, current

#: Part of every picture's key in the cache: a new drawing makes new pictures.
DRAWING = "1"


@dataclass(frozen=True, slots=True)
class Card:
    #: Language of the page and of every text without one of its own.
    language: str
    near: Text
    #: The same on the other bank, in the other script; empty where it would read the same.
    far: Text
    #: Kind and place.
    label: str = ""
    figure: str = ""
    #: One of `Openness`, or empty.
    state: str = ""
    state_words: str = ""
    #: The mark of a made-up entry; empty for real ones.
    sample: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same picture, and for no other."""
        return sha256(f"{DRAWING} {self!r}".encode()).hexdigest()[:32]


def site_card() -> Card:
    """The picture of the site itself."""
    near, far = current(), far_language()
    with translation.override(far):
        other = _("Set up in Shenzhen, from Hong Kong.")
    return Card(
        language=near,
        near=Text(_("Set up in Shenzhen, from Hong Kong."), near),
        far=Text(other, far, is_fallback=True),
        label=_("Support catalogue"),
        figure=_("Measures, programmes, incubators, spaces and platforms"),
    )


def entry_card(row: Row) -> Card:
    """The picture of an entry, whatever its kind."""
    entry = row.entry
    joiner = pgettext("between a source and its date", ", ")
    state, words = state_of(row)
    return Card(
        language=current(),
        near=text_of(entry, "name"),
        far=far_name(entry),
        label=joiner.join([str(entry.get_kind_display()), row.area_name]),
        figure=str(row.figure).replace("\u00a0", " "),
        state=state,
        state_words=words,
        sample=_("sample") if entry.is_sample else "",
    )


def state_of(row: Row) -> tuple[str, str]:
    """How the entry stands, as a code and in words."""
    if row.intake is None:
        return row.state, joined(str(row.label), row.note)
    label = str(state_label(Openness.OPEN))
    if row.intake.last_day is None:
        return Openness.OPEN, label
    until = _("until %(date)s") % {"date": format_date(row.intake.last_day, SHORT)}
    return Openness.OPEN, joined(label, until)


def joined(*words: str) -> str:
    return " · ".join(filter(None, words))


def far_name(entry) -> Text:
    """The name in the script of the other bank; in English where that one is missing or reads the same."""
    near = text_of(entry, "name").value
    for code in (far_language(), ENGLISH):
        name = (getattr(entry, f"name_{SUFFIXES[code]}") or "").strip()
        if name and name != near:
            return Text(name, code, is_fallback=True)
    return Text("", current())
