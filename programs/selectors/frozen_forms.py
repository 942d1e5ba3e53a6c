"""Forms that are published or that applications rest on: they never change, so each process reads them once."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from django.db.models import Prefetch

from portal.catalogue import revision
from programs.answering.conditions import PREFIX, names_in
from programs.answering.specs import FormSpec, form_spec
from programs.models import Question, Section

#: So many forms are kept in memory.
MOST = 100


@dataclass(frozen=True)
class FrozenForm:
    """The rows of a form and what they mean. All who ask get the same one, so nothing in it is ever changed."""

    pk: int
    #: The revision of the catalogue that its facts are of.
    token: str
    #: Each with its questions and their facts.
    sections: tuple[Section, ...]

    @cached_property
    def spec(self) -> FormSpec:
        return form_spec(self.sections)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by key, in the order in which they are asked."""
        return {row.key: row for section in self.sections for row in section.questions.all()}

    @cached_property
    def questions_by_pk(self) -> dict[int, Question]:
        return {row.pk: row for row in self.questions.values()}

    @cached_property
    def facts_read(self) -> frozenset[str]:
        """The names of what its rules read of what a firm has recorded."""
        asked = self.spec.questions.values()
        rules = [rule for one in asked for rule in (one.shown_when, one.required_when) if rule]
        return frozenset(name for rule in rules for name in names_in(rule) if not name.startswith(PREFIX))


#: By key and revision of the catalogue, the oldest first.
_kept: dict[tuple[int, str], FrozenForm] = {}
_keeping = Lock()


def frozen_form(form_id: int) -> FrozenForm:
    """A form by its key. One light query where this process has read it before, else three."""
    return frozen_forms([form_id])[form_id]


def frozen_forms(form_ids: Collection[int]) -> dict[int, FrozenForm]:
    """Several forms by their keys, in as many queries.

    Questions name facts of the registry, whose wording may change: that gives the catalogue a new revision.
    """
    token = revision.current()
    found = {pk: _kept.get((pk, token)) for pk in form_ids}
    missing = [pk for pk, form in found.items() if form is None]
    read = read_forms(missing, token) if missing else {}
    with _keeping:
        _kept.update({(pk, token): form for pk, form in read.items()})
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]
    return {pk: form or read[pk] for pk, form in found.items()}


def read_forms(form_ids: Collection[int], token: str) -> dict[int, FrozenForm]:
    """Forms as the database has them. Two queries."""
    questions = Prefetch("questions", Question.objects.select_related("fact"))
    sections: dict[int, list[Section]] = {pk: [] for pk in form_ids}
    for section in Section.objects.filter(form__in=form_ids).prefetch_related(questions):
        sections[section.form_id].append(section)
    return {pk: FrozenForm(pk, token, tuple(rows)) for pk, rows in sections.items()}
