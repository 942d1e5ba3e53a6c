"""Forms of intakes at the desk: the list, one version, and what is done with it by a button."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import LARGEST_KEY
from portal.kernel.errors import DomainError
from programs.enums import QuestionKind
from programs.models import FormVersion, Intake, Question, Section
from programs.permissions import builds_forms, handles_reports
from programs.selectors.form_faults import FormFault, faults_of
from programs.selectors.forms import (
    intakes_with_forms,
    questions_in,
    registry,
    rule_in_words,
    said_of,
    sections_of,
    version,
    words_for,
)
from programs.services import form_parts
from programs.services import forms as services

from .common import done, posted_revision

NAV = {"section": "forms"}
PAGE_SIZE = 25


def authors_only(user) -> None:
    """Other staff read that the page is not theirs, whether or not it is there. All others learn nothing of it."""
    if not builds_forms(user):
        raise PermissionDenied if handles_reports(user) else Http404


def find_form(request, pk: int) -> FormVersion:
    authors_only(request.user)
    form = version(pk)
    if form is None:
        raise Http404
    return form


def is_open(form: FormVersion) -> bool:
    """Whether authors may still change it. Needs `is_used`, which the selectors give."""
    return form.published_at is None and not form.is_used  # type: ignore[attr-defined]


def find_section(request, pk: int) -> Section:
    authors_only(request.user)
    return get_object_or_404(Section.objects.select_related("form__intake"), pk=min(pk, LARGEST_KEY))


def find_question(request, pk: int) -> Question:
    authors_only(request.user)
    rows = Question.objects.select_related("form__intake", "section", "fact")
    return get_object_or_404(rows, pk=min(pk, LARGEST_KEY))


@require_safe
def index(request):
    """The intakes with the versions of their forms, page by page."""
    authors_only(request.user)
    return list_page(request)


def list_page(request, refused: DomainError | None = None) -> HttpResponse:
    page = Paginator(intakes_with_forms(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "refused": refused, **NAV}
    return render(
        request, "programs/desk/forms/index.html", context, status=refused.status if refused else 200
    )


@require_POST
def start(request, intake: int):
    """Begin the form of an intake that has none."""
    authors_only(request.user)
    target = get_object_or_404(Intake, pk=min(intake, LARGEST_KEY))
    try:
        form = services.start_form(intake=target, actor=request.user)
    except DomainError as refused:
        return list_page(request, refused)
    return redirect("desk_form", form.pk)


@require_safe
def detail(request, pk: int):
    """One version: sections and questions in order, and what keeps it from being published."""
    return version_page(request, find_form(request, pk))


def version_page(request, form: FormVersion, refused: DomainError | None = None) -> HttpResponse:
    """The page of a version; with a refusal, what was refused and how the form stands now."""
    sections, facts = sections_of(form), registry()
    faults = faults_of(sections, facts) if is_open(form) else []
    words = words_for(facts, questions_in(sections))
    context = {
        "form_version": form,
        "is_open": is_open(form),
        "parts": parts_of(sections, faults, words),
        "faults": [(fault, fault_address(fault), fault_subject(fault)) for fault in faults],
        "count": len(questions_in(sections)),
        "refused": refused,
        **NAV,
    }
    return render(
        request, "programs/desk/forms/version.html", context, status=refused.status if refused else 200
    )


def parts_of(sections: list[Section], faults: list[FormFault], words) -> list[dict]:
    """Each section with its questions: their rules in words, whether something is wrong, where they can move."""
    wrong = {fault.question.pk for fault in faults if fault.question is not None}
    ends = [question.pk for question in questions_in(sections)]
    return [
        {
            "row": section,
            "title": said_of(section, "title"),
            **moves("desk_section_act", section.pk, [each.pk for each in sections]),
            "questions": [
                {
                    "row": question,
                    "label": said_of(question, "label"),
                    "kind": QuestionKind(question.kind).label,
                    "shown_when": rule_in_words(question.shown_when, words),
                    "required_when": rule_in_words(question.required_when, words),
                    "is_wrong": question.pk in wrong,
                    **moves("desk_question_act", question.pk, ends),
                }
                for question in section.questions.all()
            ],
        }
        for section in sections
    ]


def moves(name: str, key: int, order: list[int]) -> dict[str, str]:
    """Where the buttons that move a row up and down lead; "" at the ends."""
    return {
        "up": reverse(name, args=[key, "up"]) if key != order[0] else "",
        "down": reverse(name, args=[key, "down"]) if key != order[-1] else "",
    }


def fault_address(fault: FormFault) -> str:
    """The page on which a fault is mended; "" for one of the whole form."""
    if fault.question is not None:
        return reverse("desk_question", args=[fault.question.pk])
    return reverse("desk_section", args=[fault.section.pk]) if fault.section is not None else ""


def fault_subject(fault: FormFault) -> str:
    """What a fault is about, in words, without the mark at the end, since a colon follows."""
    if fault.question is not None:
        return said_of(fault.question, "label").rstrip("?？.。")
    return said_of(fault.section, "title") if fault.section is not None else ""


@require_POST
def act(request, pk: int, action: str):
    """Copy or discard a version."""
    form = find_form(request, pk)
    if action not in ("copy", "discard"):
        raise Http404
    try:
        if action == "copy":
            copy = services.copy_form(form=form, actor=request.user)
            text = _("Version %(number)s is a copy of version %(source)s.")
            return done(request, text % {"number": copy.number, "source": form.number}, "desk_form", copy.pk)
        services.discard_form(form=form, revision=posted_revision(request), actor=request.user)
    except DomainError as refused:
        return version_page(request, find_form(request, pk), refused)
    return done(request, _("Version %(number)s is gone.") % {"number": form.number}, "desk_forms")


@require_POST
def act_on_section(request, pk: int, action: str):
    """Move a section up or down, or take it away."""
    section = find_section(request, pk)
    return act_on_part(
        request,
        section.form_id,
        {"section": section},
        action,
        move=form_parts.move_section,
        remove=form_parts.remove_section,
        anchor=f"#section-{pk}",
    )


@require_POST
def act_on_question(request, pk: int, action: str):
    """Move a question up or down, or take it away."""
    question = find_question(request, pk)
    return act_on_part(
        request,
        question.form_id,
        {"question": question},
        action,
        move=form_parts.move_question,
        remove=form_parts.remove_question,
        anchor=f"#question-{pk}",
    )


def act_on_part(request, form_id: int, part: dict, action: str, *, move, remove, anchor: str) -> HttpResponse:
    arguments = {**part, "revision": posted_revision(request), "actor": request.user}
    try:
        if action == "remove":
            remove(**arguments)
            return done(request, _("Removed."), "desk_form", form_id)
        if action not in ("up", "down"):
            raise Http404
        move(**arguments, up=action == "up")
    except DomainError as refused:
        return version_page(request, find_form(request, form_id), refused)
    return redirect(reverse("desk_form", args=[form_id]) + anchor)
