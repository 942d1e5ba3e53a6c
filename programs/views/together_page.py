"""The page on which several drafts are filled in together, whole and as what has changed in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.enums import QuestionKind
from programs.forms.together import Common, SentPage, links_to, mark_name, mark_value, shape_on
from programs.forms.typed import row_numbers, whole
from programs.models import Answer, Application, Document
from programs.selectors.drafts import Draft
from programs.selectors.papers import papers_fitting
from programs.selectors.together import Shared, read_together, shared_places
from programs.services.together import Ended

from .drafts import Stop, stops_of
from .sent import what_she_may


@dataclass(frozen=True)
class Row:
    """One application in the list of those that are filled in together. draft: None once it was sent."""

    application: Application
    draft: Draft | None
    stops: list[Stop]
    ended: Ended | None = None

    @property
    def done(self) -> int:
        return sum(stop.is_done for stop in self.stops)

    @property
    def left(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.is_done]


@dataclass(frozen=True)
class Place:
    """Where a question stands on the page. common: None while fewer than two drafts ask it."""

    key: str
    common: Common | None


def rows_of(
    applications: Sequence[Application], drafts: Sequence[Draft], ended: Mapping[str, Ended]
) -> list[Row]:
    by_reference = {draft.application.reference: draft for draft in drafts}
    found = []
    for application in applications:
        draft = by_reference.get(application.reference)
        stops = stops_of(draft) if draft else []
        found.append(Row(application, draft, stops, ended.get(application.reference)))
    return found


def papers_for_page(applications: Sequence[Application], places: Mapping[str, Shared | None]) -> tuple:
    """The firm's papers where a question asks for one."""
    has_files = any(one is not None and one.question.kind == QuestionKind.FILE for one in places.values())
    return tuple(papers_fitting(applications[0].firm, "")) if has_files else ()


def together_page(
    request,
    applications: Sequence[Application],
    *,
    ended: Mapping[str, Ended] | None = None,
    sent: SentPage | None = None,
):
    """ended, sent: how saving ended by reference, and what was sent, where not all was kept."""
    ended = ended or {}
    drafts = read_together(applications)
    shared = shared_places(drafts)
    papers = papers_for_page(applications, shared)
    places = [
        Place(key, common_of(request, one, ended, sent, papers, len(drafts)) if one else None)
        for key, one in shared.items()
    ]
    commons = [place.common for place in places if place.common is not None]
    rows = rows_of(applications, drafts, ended)
    problems = links_to(commons)
    changed = [common for common in commons if common.has_changed]
    context = {
        "firm": applications[0].firm,
        "batch": applications[0].batch,
        "save_url": reverse("apply-together", args=[applications[0].batch]),
        "rows": rows,
        "places": places,
        "commons": commons,
        "drafts": [draft.application.reference for draft in drafts],
        "problems": problems,
        "has_errors": bool(problems),
        "saved_at": max((draft.application.updated_at for draft in drafts), default=None),
        "has_drafts": bool(drafts),
        "has_sent": any(row.submitted_at for row in applications),
        "has_conflicts": bool(changed),
        "by_me": all(common.by_me for common in changed),
        "refusals": [row for row in rows if row.ended and row.ended.refusal],
        "may_write": what_she_may(request, applications[0])["may_write"],
        "session_ends": request.session.ends_at,
        "focus": request.GET.get("focus", ""),
    }
    is_refused = any(one.refusal or (one.saved and one.saved.refused) for one in ended.values())
    status = 400 if is_refused else 409 if sent else 200
    return render(request, "programs/applications/together.html", context, status=status)


def common_of(
    request,
    shared: Shared,
    ended: Mapping[str, Ended],
    sent: SentPage | None,
    papers: tuple[Document, ...],
    drafts: int,
) -> Common:
    """A shared question as the page shows it after saving: what was typed stays where it was not kept everywhere.

    drafts: how many the page has.
    """
    rows = whole(request.GET.get(f"rows-{shared.key}", "")) or 0
    is_everywhere = len(shared.places) == drafts
    if sent is None:
        return Common(shared, least_rows=rows, papers=papers, is_everywhere=is_everywhere)
    refused, theirs = unkept_of(shared, ended)
    if shared.key in sent.stale:
        theirs += [draft.answers[key] for draft, key in shared.places if key in draft.answers]
    has_changed = bool(theirs) or shared.key in sent.stale
    is_kept = not (has_changed or refused)
    return Common(
        shared,
        typed=None if is_kept else sent.texts.get(shared.key),
        refused=refused,
        has_changed=has_changed,
        by_me=is_mine(request, theirs),
        is_everywhere=is_everywhere,
        least_rows=rows,
        papers=papers,
    )


def unkept_of(shared: Shared, ended: Mapping[str, Ended]) -> tuple[str, list[Answer]]:
    """Why an answer was refused, and the answers that somebody gave since the page was shown."""
    refused, theirs = "", []
    for draft, key in shared.places:
        one = ended.get(draft.application.reference)
        if one is not None and one.saved is not None:
            refused = refused or one.saved.refused.get(key, "")
            theirs += [one.saved.conflicts[key]] if key in one.saved.conflicts else []
    return refused, theirs


def is_mine(request, answers: Sequence[Answer]) -> bool:
    """Whether the reader gave these answers herself, in another window."""
    return bool(answers) and all(answer.updated_by_id == request.user.pk for answer in answers)


# What has changed in a page that is open -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Noted:
    """A question whose control stays as it is. kept: what was typed in it was kept in every draft."""

    common: Common
    kept: bool
    #: Names and values of the hidden fields that say something else now.
    marks: list[tuple[str, str]]


def changes(
    request,
    applications: Sequence[Application],
    alike: Sequence[Shared],
    *,
    ended: Mapping[str, Ended],
    sent: SentPage,
):
    """The line that says what was saved, the list of applications, problems, questions that came or went.

    A control in which somebody may be typing is never replaced: of an answer that somebody else has changed it is told
    beside it, and the button shows both. alike: the questions as they were before saving.
    """
    drafts = read_together(applications)
    shared = shared_places(drafts)
    papers = papers_for_page(applications, shared)
    before = {one.key: one for one in alike}
    redrawn, noted = [], []
    answers_changed: list[Answer] = []
    for key, one in shared.items():
        was = shape_on(request, before[key]) if key in before else ""
        if one is None:
            redrawn += [Place(key, None)] if was else []
            continue
        refused, theirs = unkept_of(one, ended)
        answers_changed += theirs
        is_typed = key in sent.texts
        if theirs:
            refused = changed_text(request, theirs)
        common = Common(
            one,
            typed=sent.texts.get(key) if refused else None,
            refused=refused,
            papers=papers,
            is_everywhere=len(one.places) == len(drafts),
            is_being_typed=True,
            row_numbers=row_numbers(request, [Common(one).spec]).get(key, ()),
        )
        if key in sent.stale:
            answers_changed += [draft.answers[name] for draft, name in one.places if name in draft.answers]
        elif needs_redrawing(request, common, was, is_typed=is_typed):
            redrawn.append(Place(key, common))
        elif was == "line":
            noted.append(Noted(common, is_typed and not refused, marks_changed(one, ended)))
    is_refused = any(one.refusal or (one.saved and one.saved.refused) for one in ended.values())
    context = {
        "rows": rows_of(applications, drafts, ended),
        "refusals": [(reference, one.refusal) for reference, one in ended.items() if one.refusal],
        "has_conflicts": bool(answers_changed),
        "by_me": is_mine(request, answers_changed),
        "has_refused": is_refused,
        "redrawn": redrawn,
        "noted": noted,
        "saved_at": timezone.now(),
        "firm": applications[0].firm,
        "is_fragment": True,
    }
    status = 409 if answers_changed else 400 if is_refused else 200
    return render(request, "programs/applications/together_changes.html", context, status=status)


def changed_text(request, theirs: Sequence[Answer]) -> str:
    if is_mine(request, theirs):
        return _("You changed this in another window. Press “Save in all of them” to see both and choose.")
    return _("A colleague changed this meanwhile. Press “Save in all of them” to see both and choose.")


def needs_redrawing(request, common: Common, was: str, *, is_typed: bool) -> bool:
    """Whether the page shows a question otherwise than it should, and nobody is typing in it."""
    # What was typed before somebody else's change stands in the choice, and would go with it.
    if was == "line" or f"mine-{common.key}" in request.POST:
        return False
    if common.shape != was:
        return True
    if common.shape == "paper":
        return is_typed
    return any(request.POST.get(name) != value for name, value in common.marks)


def marks_changed(shared: Shared, ended: Mapping[str, Ended]) -> list[tuple[str, str]]:
    """The marks of the drafts in which the answer was saved just now. What others changed keeps the old one."""
    found = []
    for draft, key in shared.places:
        one = ended.get(draft.application.reference)
        if one is not None and one.saved is not None and key in one.saved.changed:
            found.append((mark_name(draft, key), mark_value(draft, key)))
    return found
