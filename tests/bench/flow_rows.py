"""A firm in the midst of it, for the benchmark of the founder's pages: drafts, sent applications, papers, people."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from accounts.enums import FirmSide, MemberRole, StaffRole
from accounts.models import Firm, User
from portal.catalogue.models import Fact
from programs.answering.typed import dumped
from programs.enums import AnswerOrigin, PaperKind, QuestionKind, Recommendation
from programs.models import Answer, Application
from programs.services.aftercare import report_milestone, set_milestone
from programs.services.applications import accept_offer, submit_application
from programs.services.desk import pass_screening, request_correction, start_screening
from programs.services.messages import post_message
from programs.services.reviews import make_offer, save_review
from programs.services.viewing import log_viewing
from tests.consents import boxes
from tests.factories import (
    make_application,
    make_document,
    make_firm,
    make_firm_fact,
    make_intake,
    make_invitation,
    make_member,
    make_staff,
)
from tests.form_factory import FULL_ANSWERS, make_full_form, make_question

#: Every question has an answer; somebody moves, so the table is asked for.
ANSWERS = {
    **FULL_ANSWERS,
    "moves": "yes",
    "story": "One of few words",
    "cost": "250000",
    "field": "b",
    "aims": '["a", "c"]',
    "start": "2026-12-01",
    "team": '[{"who": "Person A", "days": "10"}, {"who": "Person B", "days": "20"}, {"who": "Person C"}]',
}


def fill() -> SimpleNamespace:
    """Make a firm with all that its pages can show; says who and what there is. The real catalogue is there already."""
    firm = make_firm(name="Sample Optics Limited", name_zh="示例光學有限公司", registration_number="12345678")
    owner = firm.memberships.get().user
    for role in (MemberRole.OWNER, MemberRole.EDITOR, MemberRole.EDITOR, MemberRole.VIEWER):
        make_member(firm, role=role)
    for _ in range(2):
        make_invitation(firm)
    make_firm(owner, name="Sample Optics (Shenzhen)", side=FirmSide.SHENZHEN, parent=firm)
    record_facts(firm)
    papers = [make_document(firm, kind=kind, title=kind.label) for kind in list(PaperKind)[:8]]
    papers.append(make_document(firm, kind=papers[0].kind, title="Newer", supersedes=papers[0]))
    officer, reviewer = make_staff(StaffRole.OFFICER), make_staff(StaffRole.REVIEWER)
    batch = uuid4()
    made = SimpleNamespace(
        firm=firm,
        owner=owner,
        officer=officer,
        member=firm.memberships.get(role=MemberRole.VIEWER),
        paper=papers[-1],
        batch=batch,
        drafts=[begun(firm, papers[1], batch=batch) for _ in range(3)],
    )
    made.sent = sent(firm, owner, papers[1])
    made.corrected = corrected(sent(firm, owner, papers[1]), officer)
    made.accepted = accepted(sent(firm, owner, papers[1]), owner, officer, reviewer)
    for each in (made.sent, made.corrected, made.accepted):
        talked(each, owner, officer)
        for person in (officer, reviewer):
            log_viewing(application=each, user=person)
    return made


def record_facts(firm: Firm) -> None:
    """Thirty answers of the registry, half of it numbers and half yes or no."""
    known = Fact.objects.filter(archived_at__isnull=True).order_by("position")
    for fact in [*known.filter(type="int")[:15], *known.filter(type="bool")[:15]]:
        make_firm_fact(firm, fact, True if fact.type == "bool" else max(fact.min or 0, 1))


def begun(firm: Firm, paper, **fields) -> Application:
    """A draft with an answer to every question of every kind, two of them filled in from facts of the firm."""
    intake = make_intake(questions=False, service_days=20)
    form = make_full_form(intake)
    facts = list(firm.facts.select_related("fact").order_by("fact__position")[:2])
    section = form.sections.get(key="project")
    for row in facts:
        make_question(section, f"fact-{row.fact.position}", QuestionKind.FACT, fact=row.fact)
    rule = {"fact": facts[0].fact_id, "op": ">=", "value": 0}
    make_question(section, "more", QuestionKind.TEXT, shown_when=rule, required=False)
    application = make_application(firm, intake, form=form, **fields)
    for question in form.questions.all():
        said: dict = {"value": ANSWERS.get(question.key, "")}
        if question.kind == QuestionKind.FILE:
            said = {"document": paper}
        if question.kind == QuestionKind.FACT:
            value = next(row.value for row in facts if row.fact_id == question.fact_id)
            said = {"value": dumped(value), "origin": AnswerOrigin.FACT}
        Answer.objects.create(
            application=application,
            question=question,
            revision=1,
            updated_by=application.created_by,
            **said,
        )
    return application


def sent(firm: Firm, owner: User, paper) -> Application:
    application = begun(firm, paper)
    submit_application(reference=application.reference, user=owner, revision=0, agreed=boxes(application))
    return read(application)


def read(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def corrected(application: Application, officer: User) -> Application:
    """The same, with four of its questions to answer again."""
    who = {"reference": application.reference, "user": officer}
    start_screening(**who, revision=application.revision)
    asked = application.form.questions.filter(key__in=("name", "story", "team", "paper"))
    request_correction(
        **who,
        revision=read(application).revision,
        text="More is needed.",
        question_ids=list(asked.values_list("pk", flat=True)),
    )
    return read(application)


def accepted(application: Application, owner: User, officer: User, reviewer: User) -> Application:
    """The same, taken all the way, with three milestones of which one is reported."""
    who = {"reference": application.reference, "user": officer}
    start_screening(**who, revision=application.revision)
    pass_screening(**who, revision=read(application).revision)
    for person in (officer, reviewer):
        save_review(
            reference=application.reference,
            user=person,
            revision=read(application).revision,
            scores={row.pk: (4, "A reason") for row in application.intake.rubric.all()},
            recommendation=Recommendation.OFFER,
        )
    make_offer(**who, revision=read(application).revision, text="An offer.")
    accept_offer(reference=application.reference, user=owner, revision=read(application).revision)
    day = timezone.now().date()
    milestones = [
        set_milestone(**who, title=f"Milestone {n}", due_on=day + timedelta(days=30 * n)) for n in (1, 2, 3)
    ]
    report_milestone(reference=application.reference, pk=milestones[0].pk, user=owner, report="It is done.")
    return read(application)


def talked(application: Application, owner: User, officer: User) -> None:
    for n in range(3):
        post_message(reference=application.reference, user=owner, body=f"A question, number {n}.")
        post_message(reference=application.reference, user=officer, body=f"An answer, number {n}.")
