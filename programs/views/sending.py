"""Reading a draft once more, sending it, and the receipt."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import MemberRole
from accounts.models import Membership
from portal.kernel.errors import Conflict, DomainError, InvalidInput
from programs.answering.specs import QuestionSpec
from programs.answering.states import Asked
from programs.enums import ApplicationStatus
from programs.forms.lines import Line, named
from programs.forms.typed import whole
from programs.models import Answer
from programs.selectors.answers import Answered
from programs.selectors.applications import applications_of
from programs.selectors.drafts import Draft, draft_of
from programs.selectors.together import others_in_batch
from programs.services.applications import submit_application
from programs.services.consenting import consents_needed
from programs.workflow import Action

from .common import posted_revision, refuse
from .drafts import section_url
from .sent import application_url, what_she_may


@dataclass(frozen=True)
class Read:
    """One question on the page that is read before sending."""

    item: Answered
    asked: Asked
    answer: Answer | None
    #: The page of its section.
    page: str

    @property
    def refusals(self) -> list[dict[str, str]]:
        """Why the application cannot be sent with it: `text`, and `url` of the question or of the cell of its table."""
        key = self.item.question.key
        found = Line(self.item.question, self.asked, self.answer).problems if self.asked.is_shown else []
        if not found and self.asked.refusal:
            found = [(self.asked.refusal, "")]
        return [{"text": text, "url": f"{self.page}#{cell_or(key, target)}"} for text, target in found]


@require_http_methods(["GET", "POST"])
def check(request, reference: str):
    """Read the answers once more, then send. What is sent has to be what was read."""
    application = get_object_or_404(applications_of(request.user), reference=reference)
    if request.method == "POST":
        try:
            submit_application(
                reference=reference,
                user=request.user,
                revision=posted_revision(request),
                mark=request.POST.get("mark", ""),
                agreed=posted_consents(request),
            )
        except InvalidInput as error:
            return check_page(request, application, status=400, refusal=error)
        except Conflict as error:
            application.refresh_from_db()
            if application.submitted_at:
                # Pressed twice, or in two tabs: it was sent once, and this is its receipt.
                return redirect("application-receipt", reference)
            if application.status == ApplicationStatus.DRAFT:
                return check_page(request, application, status=409, refusal=error)
            return refuse(request, error, application_url(application))
        except DomainError as error:
            return refuse(request, error, application_url(application))
        return redirect("application-receipt", reference)
    if application.status != ApplicationStatus.DRAFT:
        return redirect("application", reference)
    return check_page(request, application)


def posted_consents(request) -> list[int]:
    """The keys of the texts whose boxes were ticked; what is no key agrees to nothing."""
    return [key for raw in request.POST.getlist("consent") if (key := whole(raw)) is not None]


def check_page(request, application, *, status: int = 200, refusal: DomainError | None = None):
    """refusal: why it was not sent a moment ago."""
    errors = refusal.errors if isinstance(refusal, InvalidInput) else {}
    draft = draft_of(application)
    may_send = any(row.action == Action.SUBMIT for row in what_she_may(request, application)["moves"])
    needed = consents_needed(application) if may_send else []
    unticked = [each for each in needed if each.field in errors]
    groups = [
        (section, section_url(application, section.key), reads_of(draft, section, progress))
        for section, progress in draft.stops
    ]
    refused = [
        {**refusal, "text": named(read.item.question, refusal["text"])}
        for _section, _url, reads in groups
        for read in reads
        for refusal in read.refusals
    ]
    context = {
        "application": application,
        "others": others_in_batch(application),
        "draft": draft,
        "groups": groups,
        "problems": refused + [{"text": errors[each.field][0], "url": f"#{each.field}"} for each in unticked],
        "unready": sum(bool(read.refusals) for _section, _url, reads in groups for read in reads),
        "needed": needed,
        "ticked": posted_consents(request) if request.method == "POST" else [],
        "consent_errors": {each.field for each in unticked},
        # Said in its own words where no question and no box below says it.
        "refusal": refusal if isinstance(refusal, Conflict) or not (refused or unticked) else None,
        "has_errors": bool(refused or unticked) and status != 200,
        "dropped": [draft.questions[key] for key in draft.progress.hidden],
        "is_open": application.intake.is_open(),
        "may_send": may_send,
        "owners": [] if may_send else owners_of(application),
    }
    return render(request, "programs/drafts/check.html", context, status=status)


def cell_or(key: str, target: str) -> str:
    """The id to link to on another page: of a cell its control, else the whole question, so that its words are seen."""
    return target if "." in target else f"q-{key}"


def reads_of(draft: Draft, section, progress) -> list[Read]:
    return [
        Read(
            item=answered(draft, one.question),
            asked=one,
            answer=draft.answers.get(one.question.key),
            page=section_url(draft.application, section.key),
        )
        for one in progress.shown
    ]


def answered(draft: Draft, spec: QuestionSpec) -> Answered:
    answer = draft.answers.get(spec.key)
    value, document = (answer.value, answer.document) if answer else ("", None)
    return Answered(draft.questions[spec.key], spec, value, document)


def owners_of(application) -> list[Membership]:
    """Who can send it. One query."""
    return list(application.firm.memberships.filter(role=MemberRole.OWNER).select_related("user"))


@require_safe
def receipt(request, reference: str):
    """That the application has arrived, and what happens next."""
    application = sent_or_404(request, reference)
    return render(request, "programs/drafts/receipt.html", {"application": application})


def sent_or_404(request, reference: str):
    application = get_object_or_404(
        applications_of(request.user).select_related("submitted_by"), reference=reference
    )
    if application.submitted_at is None:
        raise Http404
    return application
