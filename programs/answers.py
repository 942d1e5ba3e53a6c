"""The three questions that every page answers first: what one gets, who it is for, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.catalogue.enums import Openness
from portal.catalogue.models import Entry
from portal.catalogue.selectors import ANY_SECTOR
from portal.catalogue.texts import Text
from portal.catalogue.windows import date_note, state_label
from portal.kernel.display import LONG, MOMENT, format_date, listed

#: So many conditions or offers are told before "and 3 more".
FEW = 2
#: So many fields.
SOME = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer. `figure` is set large, `lines` are texts of the catalogue, `words` are ours."""

    question: str | Promise
    figure: str = ""
    lines: Sequence[Text] = field(default_factory=list)
    words: str | Promise = ""
    #: What the answer leaves out, as a link to the part of the page (its id) that has it.
    more: str = ""
    target: str = ""
    #: For the last question: one of `Openness`, whose tag stands in front.
    state: str = ""
    label: str | Promise = ""


def more_of(count: int) -> str:
    """Such as "and 3 more"; empty where nothing is left out."""
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count} if count > 0 else ""


def unsaid(question: str) -> Answer:
    return Answer(question, words=_("The sources do not say."))


def get_from_tiers(tiers) -> Answer:
    """The first tier that has a figure; where none has, the first tier's words."""
    first = next((row for row in tiers.rows if row.figure), tiers.rows[0] if tiers.rows else None)
    if first is None:
        return unsaid(_("What you get"))
    more = more_of(len(tiers.rows) - 1)
    return Answer(_("What you get"), figure=first.figure, lines=[first.text], more=more, target="get")


def get_from_lines(text: Text, target: str) -> Answer:
    """The first of a list of offers."""
    if not text:
        return unsaid(_("What you get"))
    lines = [Text(line, text.language, text.is_fallback) for line in text.lines]
    more = more_of(len(lines) - FEW)
    return Answer(_("What you get"), lines=lines[:FEW], more=more, target=target)


def get_from_place(space_type: str | Promise, rent: str) -> Answer:
    """The type of space and what it costs."""
    words = _("%(space)s, rent: %(rent)s") if rent else _("%(space)s. No rent is published.")
    return Answer(_("What you get"), words=words % {"space": space_type, "rent": rent})


def who_from_clauses(clauses: Sequence[Any], entry: Entry, stages: Iterable = ()) -> Answer:
    """The first conditions; without any, the stages and fields it is meant for."""
    if not clauses:
        return who_from_fields(entry, stages)
    lines = [clause.near for clause in clauses[:FEW]]
    return Answer(_("Who it is for"), lines=lines, more=more_of(len(clauses) - FEW), target="who")


def who_from_fields(entry: Entry, stages: Iterable = ()) -> Answer:
    """The fields and stages an entry is meant for."""
    sectors = list(entry.sectors.all())
    if any(sector.pk == ANY_SECTOR for sector in sectors):
        words = _("Firms in every field")
    else:
        names = listed(sector.name for sector in sectors[:SOME])
        words = _("Firms in these fields: %(fields)s") % {"fields": names}
    at = listed(str(stage) for stage in stages)
    if at:
        words = _("%(firms)s. Stage: %(stages)s") % {"firms": words, "stages": at}
    more = more_of(len(sectors) - SOME)
    return Answer(_("Who it is for"), words=words, more=more, target="fields")


def until_when(entry: Entry, state: str, intakes=None, term: str = "") -> Answer:
    """Until when one can apply: on this portal while an intake is open, else as the sources say.

    term: the days between which a measure is in force, in words.
    """
    question, label = _("Until when"), state_label(state)
    if intakes and intakes.open:
        closes = intakes.open[0].closes_at
        words = (
            _("Applications on this portal until %(moment)s") % {"moment": format_date(closes, MOMENT)}
            if closes
            else _("Applications on this portal, no closing date")
        )
        return Answer(question, words=words, state=state, label=label)
    words = date_note(entry, state)
    if state == Openness.UNKNOWN:
        words = _("The sources give no dates for applications.")
        if term:
            words = _("The sources give no dates for applications. In force: %(term)s.") % {"term": term}
    return Answer(question, words=words, state=state, label=label)


def until_asked(free: int = 0) -> Answer:
    """For places and bodies that have no window. free: units free now."""
    if free:
        words = ngettext("%(count)d unit is free now.", "%(count)d units are free now.", free)
        return Answer(_("Until when"), words=words % {"count": free})
    return Answer(_("Until when"), words=_("The sources name no dates. Ask the people who run it."))


def story_answers(entry: Entry, firm: Text, founders: Text, outcome: Text) -> list[Answer]:
    """A story is not applied for, so it answers what came of it, of whom it tells, and when it was told."""
    day = format_date(entry.as_of, LONG)
    who = [text for text in (firm, founders) if text]
    return [
        Answer(_("What came of it"), lines=[outcome.opening], target="outcome"),
        Answer(_("Who they are"), lines=who) if who else unsaid(_("Who they are")),
        Answer(
            _("When"),
            words=_("Told as of %(date)s") % {"date": day} if day else _("No source carries a date"),
        ),
    ]
