"""Several drafts of one firm side by side: which there are, and which questions they share."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from portal.kernel.languages import texts_of
from programs.answering.values import read_answer, so_far
from programs.enums import ApplicationStatus, PaperKind, QuestionKind
from programs.models import Answer, Application, Question

from .applications import applications_of
from .drafts import Draft, assembled
from .frozen_forms import frozen_forms
from .group_facts import group_facts, registry_at

#: So many drafts are filled in together at most.
MOST = 5

# The batch -----------------------------------------------------------------------------------------------------------


def applications_in(user: User, batch: UUID) -> list[Application]:
    """The applications that are filled in together, the oldest first; none that the user may not see. One query."""
    found = list(applications_of(user).filter(batch=batch).select_related("submitted_by").order_by("pk"))
    for application in found:
        # A batch is of one firm. With one row for it, what is read of the firm is read once.
        application.firm = found[0].firm
    return found


def others_in_batch(application: Application) -> list[Application]:
    """What an application is filled in together with. The caller has checked who asks. One query, or none."""
    if application.batch is None:
        return []
    return list(Application.objects.filter(batch=application.batch).exclude(pk=application.pk).order_by("pk"))


def with_batch(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same rows with `is_together`: whether others are filled in with it. For lists; no query more."""
    others = Application.objects.filter(batch=OuterRef("batch")).exclude(pk=OuterRef("pk"))
    return applications.annotate(is_together=Exists(others))


def read_together(applications: Iterable[Application]) -> list[Draft]:
    """The drafts among applications of one firm. Two queries for any number, three more where rules read facts."""
    rows = [row for row in applications if row.status == ApplicationStatus.DRAFT]
    if not rows:
        return []
    forms = frozen_forms({row.form_id for row in rows})
    answers: dict[int, list[Answer]] = {}
    kept = Answer.objects.filter(application__in=rows).select_related("document")
    for answer in kept:
        answers.setdefault(answer.application_id, []).append(answer)

    def made(row: Application, recorded=None) -> Draft:
        return assembled(row, forms[row.form_id], answers.get(row.pk, ()), recorded=recorded)

    drafts = [made(row) for row in rows]
    read = frozenset().union(*(draft.frozen.facts_read for draft in drafts))
    if not read:
        return drafts
    recorded = group_facts(rows[0].firm, read, registry=registry_at(drafts[0].frozen.token))
    return [made(row, recorded) for row in rows]


# What its drafts ask alike -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shared:
    """A question that several drafts ask alike."""

    #: Its name on the page: the key of the question in the first of the drafts that have it, also where that one does
    #: not ask it now. So a question keeps its name whatever is answered.
    key: str
    #: Each draft with the question's key in it.
    places: tuple[tuple[Draft, str], ...]

    @cached_property
    def question(self) -> Question:
        """The question as a page shows it: what fits it fits all of the drafts."""
        found = narrowest([draft.questions[key] for draft, key in self.places])
        found.key = self.key
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """What each draft answers, by its reference; "" for nothing."""
        return {draft.application.reference: text_in(draft, key) for draft, key in self.places}

    @cached_property
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

    @cached_property
    def answers(self) -> list[Answer]:
        """The rows that say something, in the order of the drafts."""
        rows = (draft.answers.get(key) for draft, key in self.places)
        return [row for row in rows if row is not None and (row.value or row.document_id)]

    def problems(self, typed: str | None = None, *, is_being_typed: bool = False) -> dict[str, list[str]]:
        """What is wrong with the answers, in the active language, each with the references whose forms refuse it.

        typed: an answer for all, in place of those that the drafts have. is_being_typed: without what is still to come.
        """
        found: dict[str, list[str]] = {}
        for draft, key in self.places:
            text = text_in(draft, key) if typed is None else typed
            spec = draft.form.questions[key]
            read = read_answer(spec, text)
            if problem := (so_far(spec, read) if is_being_typed else read).problem:
                found.setdefault(problem, []).append(draft.application.reference)
        return found


def text_in(draft: Draft, key: str) -> str:
    """The answer of a draft as text; of a file the key of its paper."""
    answer = draft.answers.get(key)
    if answer is None:
        return ""
    return str(answer.document_id) if answer.document_id else answer.value


def narrowest(questions: list[Question]) -> Question:
    """A copy of the first question with the bounds that all of them take. Not to be saved."""
    found = copy(questions[0])
    for name, choose in (
        *(("minimum", max), ("min_rows", max), ("maximum", min)),
        *(("max_rows", min), ("max_length", min), ("max_words", min)),
    ):
        bounds = [bound for question in questions if (bound := getattr(question, name)) is not None]
        setattr(found, name, choose(bounds) if bounds else None)
    found.required = any(question.required for question in questions)
    return found


def shared_by(drafts: Iterable[Draft]) -> list[Shared]:
    """The questions that two or more of the drafts ask now and ask alike, in the order of the first."""
    return [shared for shared in shared_places(drafts).values() if shared is not None]


def shared_places(drafts: Iterable[Draft]) -> dict[str, Shared | None]:
    """By its name on the page every question that two or more drafts can ask alike; None where they do not now."""
    found: dict[str, Shared | None] = {}
    for one in alike_in(drafts):
        if len(one.places) > 1:
            asked = tuple((draft, key) for draft, key in one.places if draft.progress.asked[key].is_shown)
            shared = Shared(one.key, asked) if len(asked) > 1 else None
            # A name stands once on a page; a second question of that name is answered in its own drafts.
            found[one.key] = found.get(one.key) or shared
    return found


def alike_in(drafts: Iterable[Draft]) -> list[Shared]:
    """All questions that can be shared, those that ask the same together, also of one draft only.

    Also what is not asked now: so a page that was sent finds its questions again, whatever happened since.
    """
    found: list[list[tuple[Draft, str]]] = []
    for draft in drafts:
        for key, one in draft.progress.asked.items():
            # A declaration is made to each body by itself.
            if one.question.kind == QuestionKind.DECLARATION or one.question.asked_again:
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
    """Whether one answer can stand for both, whatever the bounds.

    That is so for the same fact, for the same kind of paper, for tables with one key and the same columns, and for all
    else with one key and in the same words.
    """
    alike = ("kind", "unit", "currency", "options", "columns", "paper_kind")
    if any(getattr(one, name) != getattr(other, name) for name in alike):
        return False
    if one.fact_id or other.fact_id:
        return one.fact_id == other.fact_id
    if one.kind == QuestionKind.FILE and one.paper_kind not in ("", PaperKind.OTHER):
        return True
    if one.key != other.key:
        return False
    return one.kind == QuestionKind.TABLE or texts_of(one, "label") == texts_of(other, "label")
