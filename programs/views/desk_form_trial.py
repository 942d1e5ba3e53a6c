"""A form as founders see it, and a dry run of it. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.forms import error_links
from portal.kernel.languages import CODES, current
from programs.answering.conditions import RULES, facts_asked, names_in
from programs.answering.specs import FormSpec, form_spec
from programs.answering.states import Given, Progress, SectionState, progress_of
from programs.answering.typed import field_name, table_from, text_from
from programs.eligibility.rules import validate_rule
from programs.enums import QuestionKind
from programs.forms.form_rows import LANGUAGE_NAMES
from programs.forms.form_trial import FactsForm
from programs.forms.lines import Line
from programs.forms.typed import row_asked_for, rows_in
from programs.models import Section
from programs.selectors.forms import (
    questions_in,
    readable,
    registry,
    rule_in_words,
    said_of,
    sections_of,
    words_for,
)
from programs.services.drafts import Typed

from .desk_forms import NAV, find_form

STATES = {
    SectionState.NOT_STARTED: _("Not started"),
    SectionState.IN_PROGRESS: _("In progress"),
    SectionState.COMPLETE: _("Complete"),
    SectionState.PROBLEMS: _("Problems"),
}
#: Posted for a file that was chosen in an earlier round; browsers forget it.
HAD = "had-"


@require_safe
def preview(request, pk: int):
    """Every question in the language that `in` names, with the rules that it depends on."""
    form = find_form(request, pk)
    language = request.GET.get("in") or current()
    if language not in CODES:
        raise Http404
    sections, facts = sections_of(form), registry()
    words = words_for(facts, questions_in(sections))
    progress = progress_of(form_spec(sections), {}, {})
    with override(language):
        parts = [
            (
                section,
                [
                    (
                        # Shown whatever its rule says: there is no firm whose facts would decide it.
                        Line(question, replace(progress.asked[question.key], is_shown=True)),
                        rule_in_words(question.shown_when, words),
                    )
                    for question in section.questions.all()
                ],
            )
            for section in sections
        ]
    context = {
        "form_version": form,
        "language": language,
        "tabs": list(LANGUAGE_NAMES.items()),
        "parts": parts,
        **NAV,
    }
    return render(request, "programs/desk/forms/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request, pk: int):
    """Fill the form in with facts that one makes up, and read what founders would be told."""
    form = find_form(request, pk)
    sections, facts = sections_of(form), registry()
    spec = form_spec(sections)
    read = facts_read(spec, readable(facts, questions_in(sections)))
    made_up = FactsForm(
        request.POST if request.method == "POST" else None,
        facts=[fact for name, fact in facts.items() if name in read],
    )
    made_up.is_valid()
    given = given_in(request, spec)
    progress = progress_of(spec, given, made_up.facts)
    words = words_for(facts, questions_in(sections))
    rows = {question.key: question for question in questions_in(sections)}
    context = {
        "form_version": form,
        "made_up": made_up,
        "parts": parts_of(request, sections, progress, given),
        "had": [HAD + key for key, one in given.items() if one.has_file],
        "refusals": [
            # Without the mark at its end, since a colon follows.
            (
                said_of(rows[key], "label").rstrip("?？.。"),
                why,
                Line(rows[key], progress.asked[key]).control_id,
            )
            for key, why in progress.refusals.items()
        ],
        "left_out": [
            (said_of(rows[key], "label"), rule_in_words(rows[key].shown_when, words), key in progress.hidden)
            for key, one in progress.asked.items()
            if not one.is_shown
        ],
        "problems": error_links(made_up),
        # Before anything was tried there is nothing to find fault with.
        "is_tried": request.method == "POST",
        "session_ends": request.session.ends_at,
        **NAV,
    }
    return render(request, "programs/desk/forms/trial.html", context)


def facts_read(form: FormSpec, known: Mapping) -> set[str]:
    """The facts that the rules of a form read and that it does not ask for itself."""
    rules = [
        rule for question in form.questions.values() for part in RULES if (rule := getattr(question, part))
    ]
    names = {name for rule in rules if not validate_rule(rule, known) for name in names_in(rule)}
    return names - facts_asked(form.questions.values())


def given_in(request, form: FormSpec) -> dict[str, Given]:
    """What was filled in, as answers that nobody keeps."""
    sent = dict(request.POST.lists())
    without = row_asked_for(request.POST)
    return {
        key: Given(
            table_from(question, sent, without=without[1])
            if without and without[0] == key
            else text_from(question, sent),
            has_file=question.kind == QuestionKind.FILE
            and (field_name(key) in request.FILES or HAD + key in request.POST),
        )
        for key, question in form.questions.items()
    }


def parts_of(request, sections: list[Section], progress: Progress, given: Mapping[str, Given]) -> list[tuple]:
    """Each section that asks anything now: its row, how far it is, its questions."""
    is_sent = request.method == "POST"
    found = []
    for section, said in zip(sections, progress.sections, strict=True):
        keys = {one.question.key for one in said.shown}
        lines = [
            Line(
                question,
                progress.asked[question.key],
                typed=Typed(text=given[question.key].text) if is_sent else None,
                least_rows=rows_to_show(request, question.key, progress),
            )
            for question in section.questions.all()
            if question.key in keys
        ]
        if lines:
            found.append((section, STATES[said.state], lines))
    return found


def rows_to_show(request, key: str, progress: Progress) -> int:
    """How many rows to show of a table: those the page had, one more or one less where a button asked for it."""
    question = progress.asked[key].question
    if question.kind != QuestionKind.TABLE:
        return 0
    without = row_asked_for(request.POST)
    taken = bool(without and without[0] == key)
    return rows_in(request.POST, question) + (request.POST.get("add-row") == key) - taken
