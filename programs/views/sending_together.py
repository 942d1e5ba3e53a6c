"""Several drafts read once more and sent in one press, and one receipt for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.display import listed
from portal.kernel.errors import DomainError, InvalidInput
from portal.kernel.languages import pick
from programs.enums import QuestionKind
from programs.forms.lines import named
from programs.forms.typed import whole
from programs.models import Application, Question, Section
from programs.selectors.drafts import Draft
from programs.selectors.together import applications_in, read_together
from programs.services.consenting import Needed, consents_needed_in
from programs.services.together import Wanted, send_together
from programs.workflow import Action

from .drafts import section_url
from .sending import Read, owners_of, reads_of
from .sent import what_she_may

#: What the names of boxes of consents begin with.
CONSENT = "consent-"


@dataclass(frozen=True)
class Declared:
    """A declaration of a form. is_made: ticked in the draft already; otherwise it can be ticked with the sending."""

    reference: str
    question: Question
    is_made: bool
    is_needed: bool

    @property
    def field(self) -> str:
        """The id of its box."""
        return f"declare-{self.reference}-{self.question.key}"


@dataclass(frozen=True)
class Sheet:
    """One draft on the page that is read before sending."""

    draft: Draft
    #: Its sections with the questions that are asked.
    sections: list[tuple[Section, str, list[Read]]]

    @property
    def application(self) -> Application:
        return self.draft.application

    @property
    def reference(self) -> str:
        return self.application.reference

    @property
    def is_open(self) -> bool:
        return self.application.intake.is_open()

    @property
    def declarations(self) -> list[Declared]:
        return [
            Declared(
                self.reference,
                read.item.question,
                is_made=not read.asked.is_missing,
                is_needed=read.asked.is_required,
            )
            for _section, _url, reads in self.sections
            for read in reads
            if read.item.question.kind == QuestionKind.DECLARATION
            and (read.asked.is_missing or not read.item.is_empty)
        ]

    @property
    def missing(self) -> list[dict[str, str]]:
        """What stops it and has to be done in the draft itself, with where: `text` and `url`."""
        return [
            {**refusal, "text": named(read.item.question, refusal["text"])}
            for _section, _url, reads in self.sections
            for read in reads
            if not (read.item.question.kind == QuestionKind.DECLARATION and read.asked.is_missing)
            for refusal in read.refusals
        ]

    @property
    def undeclared(self) -> list[dict[str, str]]:
        """The declarations that are not made yet: `text`, and `box`, its id on the page that sends."""
        text = _("Tick this to agree to it.")
        return [
            {"text": named(each.question, text), "box": each.field}
            for each in self.declarations
            if not each.is_made and each.is_needed
        ]

    @property
    def is_ready(self) -> bool:
        return self.is_open and not self.missing

    @property
    def dropped(self) -> list[str]:
        """Labels of questions whose answers are not sent."""
        hidden = [self.draft.questions[key].label for key in self.draft.progress.hidden]
        return hidden + [answer.question.label for answer in self.draft.homeless]


@dataclass
class Ask:
    """A consent that several applications to one body need: it is asked once, and given for each of them."""

    needed: Needed
    references: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        """What its box says: the text, and for which applications."""
        return " ".join([str(self.needed.text.pk), *self.references])

    @property
    def field(self) -> str:
        return f"{self.needed.field}-{self.references[0]}"

    @property
    def body(self) -> str:
        """What the body is called in the reader's language."""
        return pick(self.needed.body)


def sheets_of(applications: Sequence[Application]) -> list[Sheet]:
    found = []
    for draft in read_together(applications):
        sections = [
            (section, section_url(draft.application, section.key), reads_of(draft, section, progress))
            for section, progress in draft.stops
        ]
        found.append(Sheet(draft, sections))
    return found


def asks_of(sheets: Sequence[Sheet]) -> list[Ask]:
    """The consents that these drafts still need, by body."""
    found: dict[tuple, Ask] = {}
    needed = consents_needed_in([sheet.application for sheet in sheets]) if sheets else {}
    for reference, each in ((reference, one) for reference, rows in needed.items() for one in rows):
        key = (tuple(sorted(each.body.items())), each.side, each.text.pk)
        found.setdefault(key, Ask(each)).references.append(reference)
    # One body after the other; of one body in the order of the purposes.
    bodies = list(dict.fromkeys(key[:2] for key in found))
    return [found[key] for key in sorted(found, key=lambda key: bodies.index(key[:2]))]


@require_http_methods(["GET", "POST"])
def check(request, batch: UUID):
    """Read the drafts once more, then send those that are ticked. What is sent has to be what was read."""
    applications = applications_in(request.user, batch)
    if not applications:
        raise Http404
    if request.method != "POST":
        return check_page(request, applications)
    wanted = wanted_in(request, applications)
    if not wanted:
        text = _("Tick at least one application that is ready. Nothing was sent.")
        return check_page(request, applications, error=text, status=400)
    refused = send_together(user=request.user, wanted=wanted)
    if len(refused) == len(wanted):
        status = max(error.status for error in refused.values())
        return check_page(request, applications_in(request.user, batch), refused=refused, status=status)
    for reference, error in refused.items():
        told = {"reference": reference, "reason": reason_of(error)}
        messages.warning(
            request, (_("%(reference)s was not sent and stays a draft. %(reason)s") % told).strip()
        )
    return redirect("apply-together-receipt", batch)


def wanted_in(request, applications: Sequence[Application]) -> dict[str, Wanted]:
    """The drafts that are ticked, as the page showed them. Raises BadRequest where it does not say which revision."""
    agreed: dict[str, set[int]] = {}
    for value in request.POST.getlist("consent"):
        key, *references = value.split(" ")
        for reference in references:
            agreed.setdefault(reference, set()).add(whole(key) or 0)
    ticked = set(request.POST.getlist("send"))
    found = {}
    for reference in (row.reference for row in applications if row.reference in ticked):
        revision = whole(request.POST.get(f"revision-{reference}", ""))
        if revision is None:
            raise BadRequest("revision")
        found[reference] = Wanted(
            revision=revision,
            mark=request.POST.get(f"mark-{reference}", ""),
            agreed=agreed.get(reference, ()),
            declared=request.POST.getlist(f"declare-{reference}"),
        )
    return found


def check_page(
    request,
    applications: Sequence[Application],
    *,
    refused: Mapping[str, DomainError] | None = None,
    error: str = "",
    status: int = 200,
):
    """refused: why each draft that was ticked was not sent; error: what was wrong with the press itself."""
    refused = refused or {}
    sheets = sheets_of(applications)
    first = sheets[0].application if sheets else applications[0]
    may_send = any(row.action == Action.SUBMIT for row in what_she_may(request, first)["moves"])
    ready = [sheet for sheet in sheets if sheet.is_ready and may_send]
    asks = asks_of(ready)
    sent = request.POST if request.method == "POST" else None
    lacks = {
        sheet.reference: lacks_of(sheet, refused[sheet.reference], asks)
        for sheet in sheets
        if sheet.reference in refused
    }
    context = {
        "batch": applications[0].batch,
        "firm": applications[0].firm,
        "sheets": [(sheet, lacks.get(sheet.reference, ())) for sheet in sheets],
        "ready": [sheet.reference for sheet in ready],
        "asks": asks,
        "unticked": [ask.field for ask in asks if is_unticked(ask, refused)],
        "send": sent.getlist("send") if sent else [sheet.reference for sheet in ready],
        "consents": sent.getlist("consent") if sent else [],
        "declared": declared_in(request, sheets) if sent else [],
        "problems": [{"text": error, "target": first_box(ready)}] if error else problems_of(lacks),
        "has_errors": bool(refused or error),
        "has_sent": any(row.submitted_at for row in applications),
        "may_send": may_send,
        "owners": [] if may_send else owners_of(applications[0]),
    }
    return render(request, "programs/applications/send_several.html", context, status=status)


def first_box(ready: Sequence[Sheet]) -> str:
    """The id of the first box that says which to send."""
    return f"send-{ready[0].reference}" if ready else ""


def is_unticked(ask: Ask, refused: Mapping[str, DomainError]) -> bool:
    """Whether this box was what an application lacked."""
    errors = (refused.get(reference) for reference in ask.references)
    return any(ask.needed.field in error.errors for error in errors if isinstance(error, InvalidInput))


def declared_in(request, sheets: Sequence[Sheet]) -> list[str]:
    """The ids of the boxes of declarations that were ticked."""
    return [
        f"declare-{sheet.reference}-{key}"
        for sheet in sheets
        for key in request.POST.getlist(f"declare-{sheet.reference}")
    ]


def reason_of(error: DomainError) -> str:
    """Why one of several was not sent, without what the receipt shows below: questions and declarations."""
    if isinstance(error, InvalidInput) and error.errors:
        return listed(str(texts[0]) for name, texts in error.errors.items() if name.startswith(CONSENT))
    return wording_of(error)


def wording_of(error: DomainError) -> str:
    """The message of a refusal, where others may have been sent: then it is not so that nothing was."""
    if error.code == "answers-changed":
        return _("An answer, or the body that it goes to, was changed since you opened this page.")
    if error.code == "intake-closed":
        return _("This intake is not open. What you wrote is kept.")
    return str(error.message)


def lacks_of(sheet: Sheet, error: DomainError, asks: Sequence[Ask]) -> list[dict[str, str]]:
    """What one application lacks: `text`, what it is `about`, and `url` of the box on this page or of the question."""
    wrong = error.errors if isinstance(error, InvalidInput) else {}
    boxes = {each.question.key: f"#{each.field}" for each in sheet.declarations}
    pages = {
        read.item.question.key: f"{url}#q-{read.item.question.key}"
        for _section, url, reads in sheet.sections
        for read in reads
    }
    mine = [ask for ask in asks if sheet.reference in ask.references]
    found = []
    for name, texts in wrong.items():
        ask = next((ask for ask in mine if ask.needed.field == name), None)
        if name in pages:
            text = named(sheet.draft.questions[name], str(texts[0]))
            found.append({"about": sheet.reference, "text": text, "url": boxes.get(name) or pages[name]})
        elif ask is not None:
            found.append({"about": ask.body, "text": str(texts[0]), "url": f"#{ask.field}"})
    here = {"about": sheet.reference, "text": wording_of(error), "url": f"#a-{sheet.reference}"}
    return found or [here]


def problems_of(lacks: Mapping[str, Sequence[Mapping[str, str]]]) -> list[dict[str, str]]:
    """Why nothing was sent, as the error summary shows it. A consent that several need is named once."""
    found = {link["url"]: link for links in lacks.values() for link in links}
    return [
        {"text": _("%(label)s: %(error)s") % {"label": link["about"], "error": link["text"]}, "url": url}
        for url, link in found.items()
    ]


@require_safe
def receipt(request, batch: UUID):
    """That applications have arrived, what happens next with each, and what is still a draft."""
    applications = applications_in(request.user, batch)
    sent = [row for row in applications if row.submitted_at]
    if not sent:
        raise Http404
    sheets = sheets_of(applications)
    context = {"batch": batch, "firm": sent[0].firm, "sent": sent, "sheets": sheets}
    return render(request, "programs/applications/sent_several.html", context)
