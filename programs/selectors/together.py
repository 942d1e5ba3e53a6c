"""Several drafts of one firm side by side: which questions they share."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from accounts.models import User
from portal.kernel.languages import texts_of
from programs.enums import ApplicationStatus, QuestionKind
from programs.models import Answer, Application, Question, Section

from .drafts import Draft, assembled, drafts_of, reads_facts
from .group_facts import group_facts

#: So many drafts are filled in together at most.
MOST = 5
#: Papers and tables are answered in each draft; a declaration is made to each body by itself.
NOT_SHARED = (QuestionKind.FILE, QuestionKind.TABLE, QuestionKind.DECLARATION)


@dataclass(frozen=True)
class Shared:
    """A question that several drafts ask alike."""

    #: Its name on the page: the key of the question in the first of the drafts.
    key: str
    #: Each draft with the question's key in it.
    places: tuple[tuple[Draft, str], ...]

    @property
    def question(self) -> Question:
        draft, key = self.places[0]
        return draft.questions[key]

    @cached_property
    def texts(self) -> dict[str, str]:
        """What each draft answers, by its reference; "" for nothing."""
        return {draft.application.reference: text_in(draft, key) for draft, key in self.places}

    @property
    def given(self) -> dict[str, list[str]]:
        """Each answer that there is, with the references of the drafts that give it."""
        found: dict[str, list[str]] = {}
        for reference, text in self.texts.items():
            if text:
                found.setdefault(text, []).append(reference)
        return found

    @property
    def differs(self) -> bool:
        """Whether the drafts answer it differently. One that says nothing yet does not count."""
        return len(self.given) > 1

    @property
    def empty(self) -> list[str]:
        return [reference for reference, text in self.texts.items() if not text]


def text_in(draft: Draft, key: str) -> str:
    return draft.answers[key].value if key in draft.answers else ""


def applications_together(user: User, references: Collection[str]) -> list[Application]:
    """Applications that the user may see, in the order of these references; none where they are not of one firm."""
    wanted = list(dict.fromkeys(references))[:MOST]
    found = {row.reference: row for row in drafts_of(user).filter(reference__in=wanted)}
    if len(found) < len(wanted) or len({row.firm_id for row in found.values()}) != 1:
        return []
    return [found[reference] for reference in wanted]


def read_together(applications: Iterable[Application]) -> list[Draft]:
    """The drafts among applications of one firm. Three queries for any number, four more where rules read facts."""
    rows = [row for row in applications if row.status == ApplicationStatus.DRAFT]
    if not rows:
        return []
    questions = Prefetch("questions", Question.objects.select_related("fact"))
    sections: dict[int, list[Section]] = {}
    for section in Section.objects.filter(form__in={row.form_id for row in rows}).prefetch_related(questions):
        sections.setdefault(section.form_id, []).append(section)
    answers: dict[int, list[Answer]] = {}
    kept = Answer.objects.filter(application__in=rows).select_related("question", "document", "updated_by")
    for answer in kept:
        answers.setdefault(answer.application_id, []).append(answer)

    def made(row: Application, recorded=None) -> Draft:
        parts = tuple(sections.get(row.form_id, ()))
        return assembled(row, parts, answers.get(row.pk, ()), recorded=recorded)

    drafts = [made(row) for row in rows]
    if not any(reads_facts(draft.form) for draft in drafts):
        return drafts
    recorded = group_facts(rows[0].firm)
    return [made(row, recorded) for row in rows]


def shared_by(drafts: Iterable[Draft]) -> list[Shared]:
    """The questions that two or more of the drafts ask now and ask alike, in the order of the first."""
    shared: dict[str, Shared] = {}
    for one in alike_in(drafts, hidden=False):
        if len(one.places) > 1:
            # A name stands once on a page; a second question of that name is answered in its own drafts.
            shared.setdefault(one.key, one)
    return list(shared.values())


def alike_in(drafts: Iterable[Draft], *, hidden: bool = True) -> list[Shared]:
    """All questions that can be shared, those that ask the same together, also of one draft only.

    hidden: also what is not asked now. With it a page that was sent finds its questions again, whatever happened since.
    """
    found: list[list[tuple[Draft, str]]] = []
    for draft in drafts:
        for key, one in draft.progress.asked.items():
            if draft.questions[key].kind in NOT_SHARED or one.question.asked_again:
                continue
            if not (one.is_shown or hidden):
                continue
            group = group_for(found, draft, key)
            if group is None:
                found.append([(draft, key)])
            else:
                group.append((draft, key))
    return [Shared(group[0][1], tuple(group)) for group in found]


def group_for(found, draft: Draft, key: str):
    """The questions found so far that a question is like; None where there are none. A draft is in each once."""
    question = draft.questions[key]
    for group in found:
        first, first_key = group[0]
        if all(other is not draft for other, _key in group) and asks_the_same(
            first.questions[first_key], question
        ):
            return group
    return None


def asks_the_same(one: Question, other: Question) -> bool:
    """Whether one answer can stand for both: for the same fact, or with one key and in the same words."""
    alike = ("kind", "unit", "currency", "options")
    if any(getattr(one, name) != getattr(other, name) for name in alike):
        return False
    if one.fact_id or other.fact_id:
        return one.fact_id == other.fact_id
    return one.key == other.key and texts_of(one, "label") == texts_of(other, "label")
