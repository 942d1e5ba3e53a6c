"""Pages on which authors write one section or one question."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.kernel.errors import Conflict, InvalidInput
from programs.forms.form_question import QuestionForms, SectionForm
from programs.forms.form_row_moves import row_move, with_row_moved
from programs.forms.form_rules import Subjects
from programs.models import FormVersion, Question, Section
from programs.selectors.forms import (
    asked_before,
    questions_in,
    readable,
    registry,
    rule_in_words,
    said_of,
    sections_of,
    version,
    words_for,
)
from programs.services import form_parts

from .common import add_errors, posted_revision
from .desk_form_gone import tells_what_is_gone
from .desk_forms import NAV, find_form, find_question, find_section, is_open
from .kept import keeps_typed_text

#: The buttons that save nothing: one asks for the fields of another kind, the others move a row of a list.
APPLY, MOVE = "apply", "move"


@keeps_typed_text
@tells_what_is_gone
@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request, pk: int):
    """A new section of a version."""
    return section_page(request, find_form(request, pk), None)


@keeps_typed_text
@tells_what_is_gone
@require_http_methods(["GET", "HEAD", "POST"])
def change_section(request, pk: int):
    section = find_section(request, pk)
    return section_page(request, find_form(request, section.form_id), section)


def section_page(request, form: FormVersion, section: Section | None):
    """Show, or save what was posted. After a refusal the page keeps what was typed."""
    fields = SectionForm(request.POST if request.method == "POST" else None, section=section)
    refused = None
    if request.method == "POST" and fields.is_valid():
        told = {"revision": posted_revision(request), "actor": request.user, "values": fields.values()}
        try:
            if section is None:
                section = form_parts.add_section(form=form, **told)
            else:
                form_parts.change_section(section=section, **told)
        except InvalidInput as error:
            add_errors(fields, error)
        except Conflict as error:
            refused = error
        else:
            return redirect(reverse("desk_form", args=[form.pk]) + f"#section-{section.pk}")
    context = {
        "form_version": form,
        "form": fields,
        "part": section,
        "title": said_of(section, "title") if section else "",
        **page_state(request, form, refused),
    }
    return render(request, "programs/desk/forms/section.html", context, status=status_of(request, refused))


@keeps_typed_text
@tells_what_is_gone
@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request, pk: int):
    """A new question at the end of the section that the address names."""
    section = find_section(request, pk)
    return question_page(request, find_form(request, section.form_id), section, None)


@keeps_typed_text
@tells_what_is_gone
@require_http_methods(["GET", "HEAD", "POST"])
def change_question(request, pk: int):
    question = find_question(request, pk)
    return question_page(request, find_form(request, question.form_id), question.section, question)


def question_page(request, form: FormVersion, section: Section, question: Question | None):
    """Show, show with other fields, or save what was posted. After a refusal the page keeps what was typed."""
    is_sent = request.method == "POST"
    move = row_move(request.POST.get(MOVE, ""))
    is_applied = is_sent and (APPLY in request.POST or move is not None)
    facts, sections = registry(), sections_of(form)
    earlier = asked_before(sections, section, question.pk if question else None)
    words = words_for(facts, questions_in(sections))
    fields = QuestionForms(
        with_row_moved(request.POST, move) if is_sent else None,
        question=question,
        facts=facts,
        subjects=Subjects(readable(facts, earlier), words),
        quiet=is_applied,
        grows=request.POST.get(APPLY, ""),
    )
    refused = None
    if is_sent and not is_applied and fields.is_valid():
        told = {"revision": posted_revision(request), "actor": request.user, "values": fields.values()}
        try:
            if question is None:
                question = form_parts.add_question(section=section, **told)
            else:
                form_parts.change_question(question=question, **told)
        except InvalidInput as error:
            fields.refuse(error.errors, error.message)
        except Conflict as error:
            refused = error
        else:
            return redirect(reverse("desk_form", args=[form.pk]) + f"#question-{question.pk}")
    links = [] if is_applied else fields.problems
    context = {
        "form_version": form,
        "fields": fields,
        "part": question,
        "in_section": section,
        "title": said_of(question, "label") if question else "",
        "moved": move,
        "is_applied": is_applied,
        "problems": links,
        "has_errors": bool(links),
        "rules": [
            (fields.shown, rule_in_words(question.shown_when if question else None, words)),
            (fields.needed, rule_in_words(question.required_when if question else None, words)),
        ],
        **page_state(request, form, refused),
    }
    status = 200 if is_applied else status_of(request, refused)
    return render(request, "programs/desk/forms/question.html", context, status=status)


def page_state(request, form: FormVersion, refused: Conflict | None) -> dict:
    """What both pages show of the version: as it is now, so that saving again is a decision."""
    now = version(form.pk) if refused else form
    if now is None:
        raise Http404
    ends = request.session.ends_at if is_open(now) else None
    return {
        "refused": refused,
        "revision": now.revision,
        "is_open": is_open(now),
        "session_ends": ends,
        **NAV,
    }


def status_of(request, refused: Conflict | None) -> int:
    """200 for a page that was asked for, 409 for one that came too late, 400 for one with errors."""
    if refused is not None:
        return refused.status
    return 400 if request.method == "POST" else 200
