"""Filling in a draft: one section is saved at a time, and nobody's words are overwritten unseen.

A page says of every question which revision of the answer it showed, and a digest of its text. So an answer that the
person did not touch is left alone, one that nobody else touched is saved, and one that both changed is given back with
both texts. The application's own revision guards its moves only: filling in does not count it up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from portal.kernel.uploads import check_upload
from programs.answering.typed import digest, is_too_long
from programs.enums import AnswerOrigin, ApplicationStatus, QuestionKind
from programs.models import Answer, Application, Document, Question
from programs.permissions import actors, membership_in
from programs.selectors.drafts import Draft, draft_of
from programs.selectors.frozen_forms import FrozenForm
from programs.selectors.papers import papers_fitting
from programs.workflow import Actor

from .documents import StoredFile, create_document, stored_uploads
from .transitions import lock_application

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Typed:
    """What a page sends for one question."""

    #: As `answering.typed.text_from` gives it; for files empty.
    text: str = ""
    upload: UploadedFile | None = None
    #: The key of a paper of the firm's library to use.
    paper: int | None = None
    #: Whether the paper is to be taken out of the answer.
    dropped: bool = False
    #: Which revision of the answer the page showed, 0 for none, and the digest of its text.
    seen: int = 0
    seen_digest: str = ""
    #: Of two texts: MINE or THEIRS; "" where nothing was chosen.
    choice: str = ""
    #: Which revision stood beside one's own when one chose.
    chosen_over: int = 0


@dataclass(frozen=True)
class Saved:
    """How saving a section ended."""

    draft: Draft
    #: Keys of the questions whose answers changed or were confirmed.
    changed: frozenset[str] = frozenset()
    #: Answers that somebody else has changed since the page was shown; one's own were not kept.
    conflicts: Mapping[str, Answer] = field(default_factory=dict)
    #: Why something could not be kept at all, by question.
    refused: Mapping[str, str] = field(default_factory=dict)


def save_section(
    *,
    reference: str,
    user: User,
    section: str,
    typed: Mapping[str, Typed],
    confirm: bool = False,
    form: FrozenForm | None = None,
) -> Saved:
    """Keep what was typed in one section of a draft, sense or not.

    section: its key. typed: by question; questions that the page did not hold are left alone. confirm: whether the
    person has looked at all of it, so that answers filled in for her count as hers. form: where the caller has read it.
    Raises NotAllowed, Conflict (the application is no draft any more), InvalidInput (the section does not hold these
    questions); Application.DoesNotExist for an unknown reference. Then nothing is kept.
    """
    refused = unacceptable_uploads(typed)
    uploads = {key: one.upload for key, one in typed.items() if one.upload is not None and key not in refused}
    with stored_uploads(dict(uploads)) as ready, transaction.atomic():
        application = lock_application(reference)
        check_writable(application, user)
        draft = draft_of(application, form=form)
        check_held(draft, section, typed)
        saving = Saving(draft, user, typed, ready, refused)
        hold_papers(draft, ready)
        for key in typed:
            if key not in refused:
                saving.take(key, confirm=confirm)
        saving.write()
        # Their authors are told of.
        prefetch_related_objects(list(saving.conflicts.values()), "updated_by")
    return Saved(
        draft.with_answers(saving.changed), frozenset(saving.changed), saving.conflicts, saving.refused
    )


def unacceptable_uploads(typed: Mapping[str, Typed]) -> dict[str, str]:
    """Why uploads are refused, by question: one bad file must not cost the words beside it."""
    refused = {}
    for key, one in typed.items():
        if one.upload is not None:
            try:
                check_upload(one.upload)
            except InvalidInput as error:
                refused[key] = str(error.message)
    return refused


def check_writable(application: Application, user: User) -> None:
    """Refuse who may not write for the firm, and what is no draft."""
    if Actor.WRITER not in actors(user, membership_in(user, application)):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change the answers."))
    if application.status != ApplicationStatus.DRAFT:
        raise Conflict(
            "not-editable", _("Nothing was changed. The application has been sent and is read-only.")
        )


def check_held(draft: Draft, section: str, typed: Mapping[str, Typed]) -> None:
    """Refuse answers to questions that do not stand in this section."""
    held = next((each for each in draft.form.sections if each.key == section), None)
    if held is None or not set(typed) <= {question.key for question in held.questions}:
        raise InvalidInput(
            "unknown-question", _("The form has changed since you opened this page. Nothing was saved.")
        )


def hold_papers(draft: Draft, keys: Iterable[str]) -> None:
    """Hold the papers that uploads may replace, all before the first audit entry: who writes one holds its chain."""
    if not (keys := list(keys)):
        return
    held = [draft.answers[key].document_id for key in keys if key in draft.answers]
    papers = [key for key in held if key is not None]
    list(Document.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=papers).order_by("pk"))


class Saving:
    """One saving of answers of a locked application: what changes is gathered, then written at once."""

    def __init__(
        self, draft: Draft, user: User, typed: Mapping[str, Typed], ready, refused: Mapping[str, str]
    ):
        self.draft, self.user, self.typed, self.ready = draft, user, typed, ready
        self.refused = dict(refused)
        self.changed: dict[str, Answer] = {}
        self.conflicts: dict[str, Answer] = {}
        self.now = timezone.now()

    def take(self, key: str, *, confirm: bool) -> None:
        """Decide what becomes of one question."""
        one, answer, spec = self.typed[key], self.draft.answers.get(key), self.draft.form.questions[key]
        is_file = spec.kind == QuestionKind.FILE
        if one.choice == THEIRS and answer is not None and one.chosen_over == answer.revision:
            return
        if not is_file and is_too_long(spec, one.text):
            self.refused[key] = _("This is too long to be kept. Make it shorter.")
            return
        is_new = self.is_new_paper(one, answer) if is_file else self.is_new_text(one, answer)
        if not is_new:
            # Filled in for her, and looked at now as it stands.
            if confirm and answer is not None and not answer.is_confirmed and one.seen == answer.revision:
                answer.is_confirmed, answer.updated_at = True, self.now
                self.changed[key] = answer
            return
        seen = one.chosen_over if one.choice == MINE else one.seen
        if answer is not None and answer.revision != seen:
            self.conflicts[key] = answer
            return
        self.change(key, one, answer)

    def is_new_text(self, one: Typed, answer: Answer | None) -> bool:
        """Whether the page says something else than it showed, and than what is kept."""
        if one.text == (answer.value if answer else ""):
            return False
        return one.choice == MINE or digest(one.text) != one.seen_digest

    def is_new_paper(self, one: Typed, answer: Answer | None) -> bool:
        current = answer.document_id if answer else None
        if one.upload is not None:
            return True
        if one.paper is not None:
            return one.paper != current
        return one.dropped and current is not None

    def change(self, key: str, one: Typed, answer: Answer | None) -> None:
        question = self.draft.questions[key]
        answer = answer or Answer(application=self.draft.application, question=question, revision=0)
        if question.kind == QuestionKind.FILE:
            try:
                answer.document = self.paper(question, one, answer)
            except InvalidInput as error:
                self.refused[key] = str(error.message)
                return
        else:
            answer.value = one.text
        answer.origin, answer.origin_on, answer.is_confirmed = AnswerOrigin.TYPED, None, True
        answer.revision += 1
        answer.updated_by, answer.updated_at = self.user, self.now
        answer.clean_fields(exclude=["application", "question", "document", "updated_by"])
        self.changed[key] = answer

    def paper(self, question: Question, one: Typed, answer: Answer) -> Document | None:
        """The document that a question's answer holds from now on."""
        stored = self.ready.get(question.key)
        if isinstance(stored, StoredFile):
            return create_document(
                application=self.draft.application,
                user=self.user,
                stored=stored,
                supersedes=replaceable(answer.document, self.draft.application),
                kind=question.paper_kind,
            )
        if one.paper is None:
            return None
        chosen = next(
            (
                p
                for p in papers_fitting(self.draft.application.firm, question.paper_kind)
                if p.pk == one.paper
            ),
            None,
        )
        if chosen is None:
            raise InvalidInput("unknown-paper", _("Choose a paper of your firm."))
        return chosen

    def write(self) -> None:
        """Write what changed: two queries, and one for the application's date."""
        answers = list(self.changed.values())
        Answer.objects.bulk_create(answer for answer in answers if answer.pk is None)
        Answer.objects.bulk_update(
            [answer for answer in answers if answer.pk is not None],
            [
                "value",
                "document",
                "origin",
                "origin_on",
                "is_confirmed",
                "revision",
                "updated_by",
                "updated_at",
            ],
        )
        if answers:
            Application.objects.filter(pk=self.draft.application.pk).update(updated_at=self.now)


def replaceable(paper: Document | None, application: Application) -> Document | None:
    """The paper that an upload replaces for good: one that was uploaded here. Others stay in the firm's library."""
    if paper is None or paper.application_id != application.pk or hasattr(paper, "superseded_by"):
        return None
    return paper
