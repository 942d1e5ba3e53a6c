"""What an application says when it is sent, in all three languages, and how a kept copy is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.enums import MemberRole
from accounts.models import Consent, User
from accounts.selectors import membership_of
from accounts.wording import consent_in_words
from portal.kernel.display import MOMENT, format_date
from portal.kernel.languages import CODES, current, pick, texts_of
from programs.enums import QuestionKind
from programs.models import Application, Correction, Document, SentCopy

from .answers import Answered, answers_of

#: Counts the shapes of the content, for whoever reads old ones. 2: who sent it, in which role, and the copy's number
#: stand in it too, so all that is printed is hashed.
SHAPE = 2


def content_of(
    application: Application, *, user: User, sent_at: datetime, correction: Correction | None = None
) -> dict[str, Any]:
    """Everything that goes to the body when it is sent now, as JSON. correction: the one that is answered with it.

    A text is kept as {language code: text}, in words as its readers see it. Number 1 is always the application itself,
    also where it was sent before copies were kept. Six queries.
    """
    intake, firm = application.intake, application.firm
    return {
        "shape": SHAPE,
        "reference": application.reference,
        "number": 1 + application.corrections.exclude(reply="").count(),
        "sent_at": sent_at.isoformat(),
        "sent_by": sender_in_words(application, user),
        "is_sample": application.is_sample,
        "intake": texts_of(intake, "title"),
        "receiving_body": texts_of(intake, "receiving_body"),
        "firm": {"name": firm.name, "name_zh": firm.name_zh, "registration_number": firm.registration_number},
        "form": application.form.number,
        "measure_version": application.measure_version.number if application.measure_version else None,
        "correction": {"asked": correction.text, "reply": correction.reply} if correction else None,
        "sections": sections_in_words(answers_of(application)),
        "consents": consents_in_words(application),
    }


def sender_in_words(application: Application, user: User) -> dict[str, Any]:
    """Who sends it, and as what in the firm. One query."""
    membership = membership_of(user, application.firm)
    role = in_each_language(lambda: str(MemberRole(membership.role).label)) if membership else None
    return {"name": str(user), "role": role}


def sections_in_words(answered: Sequence[Answered]) -> list[dict[str, Any]]:
    """The questions that are asked, section by section, each with its answer."""
    asked = [item for item in answered if not item.is_left_out]
    return [
        {
            "title": texts_of(section, "title"),
            "questions": [question_in_words(item) for item in items],
        }
        for section, items in groupby(asked, key=lambda item: item.question.section)
    ]


def question_in_words(item: Answered) -> dict[str, Any]:
    question = item.question
    is_table = question.kind == QuestionKind.TABLE and bool(item.rows)
    return {
        "key": question.key,
        "kind": question.kind,
        "label": texts_of(question, "label"),
        # What is declared is the label and what stands below it.
        "statement": texts_of(question, "help") if question.kind == QuestionKind.DECLARATION else None,
        "answer": None if is_table else in_each_language(lambda: item.shown),
        "columns": in_each_language(lambda: item.columns) if is_table else None,
        "rows": in_each_language(lambda: item.rows) if is_table else None,
        "paper": paper_in_words(item.document) if item.document else None,
    }


def paper_in_words(document: Document) -> dict[str, Any]:
    return {
        "document": document.pk,
        "name": document.original_name,
        "size": document.size,
        "sha256": document.sha256,
    }


def papers_in(content: dict[str, Any]) -> set[int]:
    """The keys of the papers that a content names."""
    questions = (question for section in content["sections"] for question in section["questions"])
    return {question["paper"]["document"] for question in questions if question["paper"]}


def consents_in_words(application: Application) -> list[dict[str, Any]]:
    """The consents about the application that hold, with the whole text that was agreed to. One query."""
    given = application.firm.consents.filter(about=application.reference, revoked_at__isnull=True)
    rows = given.select_related("text").order_by("given_at", "pk")
    return [consent_in_each_language(consent) for consent in rows]


def consent_in_each_language(consent: Consent) -> dict[str, Any]:
    text = consent.text
    return {
        "purpose": text.purpose,
        "number": text.number,
        "title": texts_of(text, "title"),
        "text": in_each_language(lambda: consent_in_words(text, consent.body_names, consent.side)),
        "given_at": consent.given_at.isoformat(),
    }


def in_each_language(say: Callable[[], Any]) -> dict[str, Any]:
    found = {}
    for code in CODES:
        with translation.override(code):
            found[code] = say()
    return found


@dataclass(frozen=True)
class ReadCopy:
    """A copy in the reader's language. words: its content, with one text where there were three."""

    copy: SentCopy
    words: dict[str, Any]

    @property
    def firm_names(self) -> str:
        """Both names of the firm, as it had them then."""
        return " ".join(filter(None, (self.words["firm"]["name"], self.words["firm"]["name_zh"])))

    @property
    def sent_at(self) -> datetime:
        return datetime.fromisoformat(self.words["sent_at"])

    @property
    def sender(self) -> str:
        """Who sent it, with the role that she had then. Contents of shape 1 do not say: there it is today's name."""
        sender = self.words.get("sent_by")
        if sender is None:
            return str(self.copy.sent_by)
        if not sender["role"]:
            return sender["name"]
        return _("%(name)s (%(role)s)") % sender


def copies_of(application: Application) -> QuerySet[SentCopy]:
    """The copies of an application, the newest first, without what they say. The caller has checked who asks."""
    return (
        SentCopy.objects.filter(application=application)
        .select_related("sent_by")
        .defer("content")
        .order_by("-number")
    )


def read_copy(copy: SentCopy) -> ReadCopy:
    """The copy in the active language. One query where its content was left out so far."""
    words = in_language(copy.content, current())
    for consent in words["consents"]:
        consent["given"] = format_date(datetime.fromisoformat(consent["given_at"]), MOMENT)
    return ReadCopy(copy, words)


def in_language(value: Any, code: str) -> Any:
    """The same structure with one text wherever there is one for each language."""
    if isinstance(value, dict):
        if value.keys() == set(CODES):
            return pick(value, code)
        return {key: in_language(one, code) for key, one in value.items()}
    return [in_language(one, code) for one in value] if isinstance(value, list) else value
