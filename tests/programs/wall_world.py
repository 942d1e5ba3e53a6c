"""A firm with something behind every address of `walls`, and the people who come to look at it."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.enums import MemberRole, StaffRole
from accounts.models import User
from portal.kernel.clock import today
from programs.enums import ApplicationStatus as Status
from programs.enums import DeclineReason, Outcome, Recommendation
from programs.models import (
    Answer,
    Application,
    Correction,
    Decision,
    EntryReport,
    Milestone,
    Review,
    RubricCriterion,
)
from programs.selectors.drafts import draft_of
from programs.selectors.sent_copies import content_of
from programs.services.sent_copies import keep_copy
from tests.consents import agree
from tests.factories import (
    make_application,
    make_document,
    make_fact,
    make_firm,
    make_intake,
    make_invitation,
    make_measure,
    make_member,
    make_place,
    make_staff,
)
from tests.form_factory import make_form, make_question, make_section
from tests.three_languages import in_three

from . import walls

Keys = dict[str, int | str | UUID]
PUBLIC = {"intake", "fact"}
TOKEN, BATCH = "the secret of the link", UUID(int=1)


def make_people(firm) -> dict[str, User | None]:
    """Everybody who comes, by what the table calls them. The firm has a second owner, so that each of them may go."""
    make_member(firm, role=MemberRole.OWNER)
    return {
        walls.VISITOR: None,
        walls.OTHER: make_firm().memberships.get().user,
        walls.VIEWER: make_member(firm, role=MemberRole.VIEWER).user,
        walls.EDITOR: make_member(firm).user,
        walls.OWNER: firm.memberships.earliest("pk").user,
        walls.REVIEWER: make_staff(StaffRole.REVIEWER),
        walls.OFFICER: make_staff(StaffRole.OFFICER),
        walls.AUTHOR: make_staff(StaffRole.EDITOR),
        walls.ADMINISTRATOR: make_staff(StaffRole.ADMINISTRATOR),
    }


def make_world(firm) -> Keys:
    """What stands behind the addresses, by the names that the table uses."""
    measure, colleague = make_measure(), make_staff()
    intake, second, third = (make_intake(measure=measure, rubric=False) for _ in range(3))
    bare = make_intake(measure=measure, questions=False, rubric=False)
    criterion = RubricCriterion.objects.create(intake=intake, weight=100, **in_three(name="Criterion"))
    first, newest = intake.forms.get(), make_form(intake)
    keys: Keys = {
        "firm": firm.pk,
        "member": make_member(firm).pk,
        "invitation": make_invitation(firm, token=TOKEN).pk,
        "token": TOKEN,
        "fact": make_fact().pk,
        "paper": make_document(firm).pk,
        "put_away": make_document(firm, archived_at=timezone.now()).pk,
        "intake": third.code,
        "bare_intake": bare.pk,
        "criterion": criterion.pk,
        "asks": newest.questions.get(key="text").pk,
        "reviewer": colleague.pk,
        "report": EntryReport.objects.create(
            entry=make_place(), about="link", text="It leads nowhere.", language="en"
        ).pk,
    }
    draft = make_application(firm, intake, form=first)
    homeless = newest.questions.get(key="text")
    Answer.objects.create(application=draft, question=homeless, value="x", updated_by=draft.created_by)
    ready = make_application(firm, second, answers=True)
    agree(ready)
    keys |= {"batch": BATCH, "draft": draft.reference, "ready": ready.reference, "mark": draft_of(ready).mark}
    keys |= sent_ones(firm, intake, colleague) | form_in_the_making(measure)
    together = [keys[name] for name in ("draft", "ready", "submitted")]
    Application.objects.filter(reference__in=together).update(batch=BATCH)
    return keys


def sent_ones(firm, intake, colleague) -> Keys:
    """Applications that were sent, one for each thing that can be done to one."""
    rows = {
        name: make_application(firm, intake, status=status)
        for name, status in (
            ("submitted", Status.SUBMITTED),
            ("screened", Status.SCREENING),
            ("asked", Status.CORRECTION),
            ("reviewed", Status.IN_REVIEW),
            ("offered", Status.OFFERED),
            ("ended", Status.OFFERED),
            ("declined", Status.DECLINED),
            ("accepted", Status.ACCEPTED),
        )
    }
    submitted, day = rows["submitted"], timedelta(days=1)
    agree(submitted)
    content = content_of(submitted, user=submitted.created_by, sent_at=submitted.submitted_at)
    keep_copy(application=submitted, user=submitted.created_by, content=content)
    correction = Correction.objects.create(
        application=rows["asked"],
        text="Say more",
        requested_by=colleague,
        due_on=today() + day,
        resume_status=Status.SCREENING,
    )
    correction.questions.add(rows["asked"].form.questions.get(key="text"))
    Review.objects.create(
        application=rows["reviewed"], reviewer=colleague, recommendation=Recommendation.OFFER, total=80
    )
    for name, accept_by in (("offered", today() + day), ("ended", today() - day), ("accepted", today())):
        decide(rows[name], colleague, outcome=Outcome.OFFER, accept_by=accept_by)
    decide(rows["declined"], colleague, outcome=Outcome.DECLINE, reason=DeclineReason.SCORE)
    due, reported = (
        Milestone.objects.create(application=rows["accepted"], title="Move in", due_on=today())
        for _ in range(2)
    )
    reported.report, reported.reported_at, reported.reported_by = "Done", timezone.now(), submitted.created_by
    reported.save()
    return {
        **{name: row.reference for name, row in rows.items()},
        "due": due.pk,
        "reported": reported.pk,
        "consent": firm.consents.earliest("pk").pk,
        "attached": make_document(firm, application=submitted).pk,
    }


def decide(application, officer, **fields) -> None:
    Decision.objects.create(application=application, text="A letter", decided_by=officer, **fields)


def form_in_the_making(measure) -> Keys:
    """A version that nobody has published, and a section without questions in the next one."""
    intake = make_intake(measure=measure, questions=False, rubric=False)
    form = make_form(intake, published=False)
    section = make_section(form, "more")
    make_question(section, "one", "text")
    question = make_question(section, "two", "text")
    empty = make_section(make_form(intake, kinds=(), published=False), "empty")
    return {"form": form.pk, "section": section.pk, "empty_section": empty.pk, "question": question.pk}


def nothing(keys: Keys) -> Keys:
    """Keys of the same shapes that belong to nothing, but for those of what everybody knows."""
    gone = {int: 987_654_321, str: "HL-2026-999999", UUID: UUID(int=2)}
    return {name: key if name in PUBLIC else gone[type(key)] for name, key in keys.items()}
