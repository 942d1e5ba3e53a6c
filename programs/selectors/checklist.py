"""Which papers an application needs, and how the firm stands with each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.enums import FirmSide
from accounts.models import Firm
from portal.kernel.clock import today
from portal.kernel.display import SHORT, format_date
from programs.enums import Attestation, PaperKind, QuestionKind, ScanState, StepSide, Translation
from programs.models import (
    Application,
    Document,
    FormVersion,
    Intake,
    Question,
    RequiredPaper,
)

from .drafts import Draft, assembled, draft_of
from .frozen_forms import frozen_form
from .papers import chains_of, papers_fitting

#: Papers of a Hong Kong company that a body in the Mainland takes only with the certificate of a China-appointed
#: attesting officer: see the step `attest-papers` of portal/data/landing_steps.yaml and its sources.
ATTESTED_KINDS = frozenset(
    {PaperKind.INCORPORATION, PaperKind.BUSINESS_REGISTRATION, PaperKind.ARTICLES, PaperKind.SHAREHOLDERS}
)


class PaperState(StrEnum):
    """How things stand with one paper; of several troubles the first of this order is told."""

    MISSING = "missing"
    QUARANTINED = "quarantined"
    EXPIRED = "expired"
    EXPIRES_EARLY = "expires-early"
    NOT_ATTESTED = "not-attested"
    NOT_TRANSLATED = "not-translated"
    HAVE = "have"


@dataclass(frozen=True)
class Needed:
    """One paper that the form asks for."""

    question: Question
    is_required: bool
    state: PaperState
    #: The paper of the answer; else the one of the library that fits best; None where there is neither.
    paper: Document | None = None
    #: Whether it stands in the answer already, or only lies in the library.
    is_chosen: bool = False
    #: A newer version of the chosen paper.
    newer: Document | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.is_chosen and self.state == PaperState.HAVE


def checklist_of(application: Application) -> list[Needed]:
    """Every paper that an application asks for as its answers and the firm's facts stand now. Nine queries."""
    return checklist(draft_of(application))


def checklist_before(firm: Firm, intake: Intake) -> list[Needed]:
    """What an intake will ask of a firm that has not begun, by its newest form and the firm's facts. Eight queries."""
    form = FormVersion.objects.filter(intake=intake, published_at__isnull=False).order_by("-number").first()
    if form is None:
        return []
    # Never saved: it stands for the draft that the firm may begin.
    application = Application(firm=firm, intake=intake, form=form)
    return checklist(assembled(application, frozen_form(form.pk), ()))


def checklist(draft: Draft) -> list[Needed]:
    """The same for a draft that was read already. Two queries, none where no papers are asked for."""
    questions = draft.questions
    asked = [
        one
        for one in draft.progress.asked.values()
        if one.is_shown and one.question.kind == QuestionKind.FILE
    ]
    if not asked:
        return []
    firm = draft.application.firm
    library = papers_fitting(firm, "")
    chains = chains_of(firm) if any(each.supersedes_id for each in library) else {}
    newest = {old: each for each in library for old in chains.get(each.pk, ())[1:]}
    return [
        needed(draft, questions[one.question.key], library, newest, is_required=one.is_required)
        for one in asked
    ]


def needed(
    draft: Draft,
    question: Question,
    library: list[Document],
    newest: Mapping[int, Document],
    *,
    is_required: bool,
) -> Needed:
    """One row. newest: by the key of an old version the one in the library."""
    application = draft.application
    answer = draft.answers.get(question.key)
    chosen = answer.document if answer else None
    paper = chosen or best(application, question, library)
    return Needed(
        question=question,
        is_required=is_required,
        state=state_of(application, paper),
        paper=paper,
        is_chosen=chosen is not None,
        newer=newest.get(chosen.pk) if chosen else None,
    )


def best(application: Application, question: Question, library: list[Document]) -> Document | None:
    """The paper of the asked kind with which there is least to do; of several the newest. None for any kind."""
    fitting = [each for each in library if question.paper_kind and each.kind == question.paper_kind]
    order = list(PaperState)
    return max(fitting, key=lambda each: (order.index(state_of(application, each)), each.pk), default=None)


def state_of(application: Application, paper: Document | None) -> PaperState:
    """How a paper would do for an application."""
    if paper is None:
        return PaperState.MISSING
    if paper.scan == ScanState.QUARANTINED:
        return PaperState.QUARANTINED
    if paper.expires_on is not None:
        if paper.expires_on < today():
            return PaperState.EXPIRED
        if paper.expires_on < (application.intake.last_day or today()):
            return PaperState.EXPIRES_EARLY
    if lacks_attestation(application, paper):
        return PaperState.NOT_ATTESTED
    if paper.translation == Translation.NEEDED:
        return PaperState.NOT_TRANSLATED
    return PaperState.HAVE


def trouble_in_words(application: Application, paper: Document) -> str:
    """What keeps a paper from doing for an application, in a few words; empty where it would do."""
    state = state_of(application, paper)
    day = format_date(paper.expires_on, SHORT)
    return {
        PaperState.QUARANTINED: _("held back by the virus scanner"),
        PaperState.EXPIRED: _("expired %(day)s") % {"day": day},
        PaperState.EXPIRES_EARLY: _("valid until %(day)s only") % {"day": day},
        PaperState.NOT_ATTESTED: _("not attested for use in the Mainland"),
        PaperState.NOT_TRANSLATED: _("not translated yet"),
    }.get(state, "")


def lacks_attestation(application: Application, paper: Document) -> bool:
    """Whether a body in the Mainland will ask for the attestation of a Hong Kong paper that has none."""
    return (
        application.intake.side == StepSide.NORTH
        and application.firm.side == FirmSide.HONG_KONG
        and paper.kind in ATTESTED_KINDS
        and paper.attestation != Attestation.ATTESTED
    )


def required_papers(version: int | None) -> list[RequiredPaper]:
    """What the text of a measure asks for in its own words; nothing for programmes and places. One query, or none.

    version: the key of a version of the measure.
    """
    return list(RequiredPaper.objects.filter(version=version)) if version else []
