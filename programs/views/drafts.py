"""A draft: its list of sections, and one page a section, saved by a button and by itself."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import membership_seen
from portal.kernel.errors import DomainError, InvalidInput
from programs.answering.states import SectionProgress, SectionState
from programs.enums import ApplicationStatus, QuestionKind
from programs.forms.answers import NoteForm
from programs.forms.lines import Line, lines_of, links_of
from programs.forms.typed import row_asked_for, row_numbers, rows_in, typed_in, whole
from programs.forms.typed_lost import texts_without_place
from programs.models import Application, Section
from programs.permissions import actors
from programs.selectors.applications import applications_of
from programs.selectors.checklist import checklist, required_papers
from programs.selectors.drafts import Draft, draft_of, form_of, newest_form
from programs.selectors.frozen_forms import frozen_form
from programs.selectors.papers import papers_fitting
from programs.selectors.together import others_in_batch
from programs.services.drafts import Saved, Typed, save_section
from programs.services.form_moves import drop_homeless_answers, move_to_newest_form
from programs.workflow import Actor

from .common import done, posted_revision, refuse
from .kept import keeps_typed_text, refused_page
from .sent import application_url, what_she_may


@dataclass(frozen=True)
class Stop:
    """One section in the list of a draft."""

    section: Section
    progress: SectionProgress
    url: str
    is_here: bool
    #: Questions of which something was typed a moment ago that could not be kept.
    unkept: Collection[str] = ()

    @property
    def is_done(self) -> bool:
        return self.progress.state == SectionState.COMPLETE and not self.problems

    @property
    def problems(self) -> int:
        return sum(bool(one.so_far.problem) or one.question.key in self.unkept for one in self.progress.shown)

    @property
    def has_begun(self) -> bool:
        return self.progress.state != SectionState.NOT_STARTED

    @property
    def total(self) -> int:
        return len(self.progress.shown)


def stops_of(draft: Draft, here: str = "", unkept: Collection[str] = ()) -> list[Stop]:
    """The sections that ask something now. here: the key of the one that is shown; unkept: as in `Stop`."""
    return [
        Stop(section, progress, section_url(draft.application, section.key), section.key == here, unkept)
        for section, progress in draft.stops
    ]


def section_url(application: Application, key: str) -> str:
    return reverse("application-section", args=[application.reference, key])


def task_list(request, application: Application):
    """The page of a draft: which sections there are, how far each has come, what is still missing."""
    draft = draft_of(application)
    stops = stops_of(draft)
    context = {
        "application": application,
        "draft": draft,
        "stops": stops,
        "done": sum(stop.is_done for stop in stops),
        "newer": newest_form(application),
        "others": others_in_batch(application),
        "needs": checklist(draft),
        "firm": application.firm,
        "required": required_papers(application.measure_version_id),
        "note_form": NoteForm(),
        **what_she_may(request, application),
    }
    return render(request, "programs/drafts/tasks.html", context)


@keeps_typed_text
@require_http_methods(["GET", "POST"])
def section(request, reference: str, part: str):
    """One section of a draft; a POST saves what was typed in it."""
    if request.method == "POST":
        return save(request, reference, part)
    application = get_object_or_404(applications_of(request.user), reference=reference)
    if application.status != ApplicationStatus.DRAFT:
        return redirect("application", reference)
    draft = draft_of(application)
    asked = {name.removeprefix("rows-"): whole(n) or 0 for name, n in request.GET.items() if "rows-" in name}
    return section_page(request, draft, part, lines_in(draft, part, least_rows=asked))


def lines_in(draft: Draft, key: str, **more) -> list[Line]:
    """The questions of a section, also those that are not asked now. Raises Http404 for a section there is not."""
    found = next((each for each in draft.form.sections if each.key == key), None)
    if found is None:
        raise Http404
    has_files = any(question.kind == QuestionKind.FILE for question in found.questions)
    papers = papers_fitting(draft.application.firm, "") if has_files else ()
    return lines_of(draft, [question.key for question in found.questions], papers=papers, **more)


def section_page(request, draft: Draft, key: str, lines: list[Line], *, status: int = 200, lost=()):
    """lost: labels and texts of questions that the page held and that the section does not ask any more."""
    conflicts = [line for line in lines if line.theirs]
    stops = stops_of(draft, key, unkept_in(lines))
    places = [stop.section.key for stop in stops]
    here = places.index(key) if key in places else None
    membership = membership_seen(request.user, draft.application.firm_id)
    links = links_of(lines)
    context = {
        "application": draft.application,
        "this": next(each for each in draft.sections if each.key == key),
        "stops": stops,
        "lines": lines,
        "problems": links,
        "has_errors": bool(links),
        "conflicts": conflicts,
        "by_me": is_mine(request, conflicts),
        "typed": lost,
        "number": None if here is None else here + 1,
        "before": stops[here - 1] if here else None,
        "after": stops[here + 1] if here is not None and here + 1 < len(stops) else None,
        "url": section_url(draft.application, key),
        "may_write": Actor.WRITER in actors(request.user, membership),
        "session_ends": request.session.ends_at,
        "focus": request.GET.get("focus", ""),
    }
    return render(request, "programs/drafts/section.html", context, status=status)


def unkept_in(lines: Iterable[Line]) -> list[str]:
    """The questions of which something was typed that is not kept."""
    return [line.key for line in lines if line.theirs or line.refused]


def is_mine(request, conflicts: Iterable[Line]) -> bool:
    """Whether the reader gave the other answers herself, in another window."""
    return all(line.theirs is None or line.theirs.updated_by_id == request.user.pk for line in conflicts)


# Saving --------------------------------------------------------------------------------------------------------------


def save(request, reference: str, key: str):
    """Keep what was typed, and answer as the request asks: a page, or what has changed in the one that is open."""
    form_id = form_of(request.user, reference)
    if form_id is None:
        raise Http404
    form = frozen_form(form_id)
    spec = next((each for each in form.spec.sections if each.key == key), None)
    is_fragment = request.headers.get("HX-Request") == "true"
    removed = row_asked_for(request.POST)
    try:
        if spec is None:
            raise InvalidInput(
                "unknown-section", _("The form has changed since you opened this page. Nothing was saved.")
            )
        typed = typed_in(request, spec.questions, without=removed)
        saved = save_section(
            reference=reference,
            user=request.user,
            section=key,
            typed=typed,
            confirm=not is_fragment,
            form=form,
        )
    except DomainError as error:
        return refused_page(request, error, reverse("application", args=[reference]))
    table = request.POST.get("add-row") or (removed[0] if removed else "")
    if table not in saved.draft.form.questions:
        table = ""
    lines = lines_in(
        saved.draft,
        key,
        typed={name: typed[name] for name in (*saved.conflicts, *saved.refused)},
        refused=saved.refused,
        theirs=saved.conflicts,
        least_rows={table: rows_wanted(request, saved, table)} if table else {},
        row_numbers=row_numbers(request, spec.questions, without=table) if is_fragment else {},
        is_being_typed=is_fragment,
    )
    lost = texts_without_place(request, saved.draft, spec.questions)
    status = 409 if saved.conflicts or lost else 400 if saved.refused else 200
    if is_fragment:
        return changes(
            request, saved, key, lines, typed=typed, table=table, status=status, has_lost=bool(lost)
        )
    if status != 200:
        return section_page(request, saved.draft, key, lines, status=status, lost=lost)
    return after_saving(request, saved, key, lines, table, typed)


def rows_wanted(request, saved: Saved, table: str) -> int:
    """How many rows a table has after a button added one or took one out."""
    shown = rows_in(request.POST, saved.draft.form.questions[table])
    return shown + 1 if "add-row" in request.POST else max(shown - 1, 0)


def after_saving(request, saved: Saved, key: str, lines: list[Line], table: str, typed: Mapping[str, Typed]):
    """Where a person goes after the button: on, unless something here has a problem or has not been seen yet."""
    application = saved.draft.application
    here = section_url(application, key)
    if table:
        rows = rows_wanted(request, saved, table)
        focus = "row" if "add-row" in request.POST else "add"
        return redirect(f"{here}?rows-{table}={rows}&focus={focus}#q-{table}")
    if "go" not in request.POST or links_of(lines):
        return done(request, _("Saved."), "application-section", application.reference, key)
    # Without script, what an answer brings up is first seen after saving.
    if unseen := next((line.key for line in lines if line.is_shown and line.key not in typed), ""):
        messages.success(request, _("Saved. An answer of yours brings up another question."))
        return redirect(f"{here}#q-{unseen}")
    places = [stop.section.key for stop in stops_of(saved.draft)]
    following = places[places.index(key) + 1 :] if key in places else []
    if following:
        return redirect("application-section", application.reference, following[0])
    return redirect("application-check", application.reference)


def changes(
    request, saved: Saved, key: str, lines: list[Line], *, typed, table: str, status: int, has_lost: bool
):
    """What has changed in a page that is open: the line that says so, states, problems, questions that came or went."""
    redrawn = [
        line
        for line in lines
        if line.key != table
        and (
            line.is_shown != (line.key in typed)
            or (line.key in typed and line.theirs is None and needs_redrawing(line, typed[line.key], saved))
        )
    ]
    context = {
        "application": saved.draft.application,
        "stops": stops_of(saved.draft, key, unkept_in(lines)),
        "url": section_url(saved.draft.application, key),
        "saved_at": timezone.now(),
        "has_conflicts": bool(saved.conflicts),
        "by_me": is_mine(request, lines),
        "has_refused": bool(saved.refused),
        "has_lost": has_lost,
        "redrawn": redrawn,
        "noted": [line for line in lines if line.is_shown and line not in redrawn and line.key != table],
        "changed": saved.changed,
        "table": next((line for line in lines if line.key == table), None),
        "focus": "row" if "add-row" in request.POST else "add",
        "may_write": True,
        "is_fragment": True,
    }
    return render(request, "programs/drafts/changes.html", context, status=status)


def needs_redrawing(line: Line, one, saved: Saved) -> bool:
    """Whether a question's controls show something else now: a paper came or went, or a choice between texts fell."""
    is_file = line.question.kind == QuestionKind.FILE and line.key in saved.changed
    return is_file or bool(one.choice)


# The form of a draft -------------------------------------------------------------------------------------------------


@require_POST
def newest(request, reference: str):
    """Move the draft to the newest version of its form."""
    application = get_object_or_404(applications_of(request.user), reference=reference)
    try:
        move_to_newest_form(reference=reference, user=request.user, revision=posted_revision(request))
    except DomainError as error:
        return refuse(request, error, application_url(application))
    return done(
        request,
        _("The draft has the newest form. Your answers were kept: look at what is new."),
        "application",
        reference,
    )


@require_POST
def drop_homeless(request, reference: str):
    """Throw away the answers that have no place in the form any more."""
    application = get_object_or_404(applications_of(request.user), reference=reference)
    try:
        drop_homeless_answers(reference=reference, user=request.user, revision=posted_revision(request))
    except DomainError as error:
        return refuse(request, error, application_url(application))
    return done(request, _("The answers without a place are deleted."), "application", reference)
