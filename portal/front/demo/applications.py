"""Sample applications, brought to their states by the same services that people use."""

import json
from datetime import timedelta

from django.utils import timezone

from accounts.models import Firm, User
from portal.kernel.clock import today
from portal.outbox.models import Channel, Delivery
from programs.enums import DeclineReason, Recommendation
from programs.models import Application, ApplicationEvent, Intake
from programs.services import applications as founder_side
from programs.services import desk, reviews
from programs.services.consenting import consents_needed
from programs.workflow import Action

from .data import demo_data

#: As they are stored, by the question's key: of those that the form asks.
ANSWERS = {
    "staff": "12",
    "incorporated": '"hong-kong"',
    "shenzhen": "false",
    "contact": "",
    "plan": "Sample answer: move from a prototype to a first small batch with a partner line near the park.",
    "field": "medtech",
    "rooms": '["office", "laboratory"]',
    "rooms-needs": "Sample answer: an extraction hood and one bench with running water.",
    "area": "120",
    "cost": "860000",
    "other-support": "no",
    "people": json.dumps(
        [
            {"name": "Sample person", "role": "Sample work: hardware", "share": "100", "based": "shenzhen"},
            {"role": "Sample work: trials", "share": "50", "based": "both"},
        ]
    ),
    "truthful": "yes",
}


def create_applications(people: dict[str, User], firms: dict[str, Firm], intakes: dict[str, Intake]) -> int:
    """Sample applications in different states; returns how many were made. None if any sample exists already."""
    if Application.objects.filter(is_sample=True).exists():
        return 0
    made = 0
    for row in demo_data()["applications"]:
        if row["intake"] in intakes:
            firm = firms[row["firm"]]
            owner = firm.memberships.order_by("pk")[0].user
            walk(Walk(people, owner, firm, intakes[row["intake"]]), row["path"])
            made += 1
    # The history is made up, so no mail goes out about it; the inboxes keep it.
    Delivery.objects.filter(
        channel=Channel.MAIL, notification__recipient__is_demo=True, sent_at__isnull=True
    ).delete()
    return made


class Walk:
    """One sample application on its way; each method is one step."""

    def __init__(self, people: dict[str, User], owner: User, firm: Firm, intake: Intake):
        self.people, self.owner = people, owner
        self.application = founder_side.start_application(user=owner, firm=firm, intake=intake)
        asked = set(self.application.form.questions.values_list("key", flat=True))
        answers = {**ANSWERS, "start": (today() + timedelta(days=45)).isoformat()}
        self.as_owner(
            founder_side.save_answers, values={key: text for key, text in answers.items() if key in asked}
        )

    def now(self) -> dict:
        self.application.refresh_from_db()
        return {"reference": self.application.reference, "revision": self.application.revision}

    def as_owner(self, service, **arguments):
        return service(**self.now(), user=self.owner, **arguments)

    def as_staff(self, key: str, service, **arguments):
        return service(**self.now(), user=self.people[key], **arguments)

    def submit(self):
        agreed = [needed.text.pk for needed in consents_needed(self.application)]
        self.as_owner(founder_side.submit_application, agreed=agreed)

    def start_screening(self):
        self.as_staff("reviewer1", desk.start_screening)

    def pass_screening(self):
        self.as_staff("reviewer1", desk.pass_screening)

    def request_correction(self):
        question = self.application.form.questions.get(key="certificate")
        self.as_staff(
            "reviewer1",
            desk.request_correction,
            text="Sample request: add the certificate of incorporation.",
            question_ids=[question.pk],
        )

    def review(self):
        rubric = self.application.intake.rubric.all()
        self.as_staff(
            "reviewer1",
            reviews.save_review,
            scores={criterion.pk: (4, "Sample reason") for criterion in rubric},
            recommendation=Recommendation.OFFER,
            comment="Sample comment",
        )

    def offer(self):
        self.as_staff(
            "officer", reviews.make_offer, text="Sample letter: the place is offered for twelve months."
        )

    def decline(self):
        self.as_staff(
            "officer",
            reviews.decline_application,
            reason=DeclineReason.FUNDS_USED,
            text="Sample letter: the places of this intake are used up.",
        )

    def accept(self):
        self.as_owner(founder_side.accept_offer)

    def withdraw(self):
        self.as_owner(founder_side.withdraw_application, note="Sample reason")


STEPS = {
    Action.SUBMIT: Walk.submit,
    Action.START_SCREENING: Walk.start_screening,
    Action.PASS_SCREENING: Walk.pass_screening,
    Action.REQUEST_CORRECTION: Walk.request_correction,
    "review": Walk.review,
    Action.OFFER: Walk.offer,
    Action.DECLINE: Walk.decline,
    Action.ACCEPT: Walk.accept,
    Action.WITHDRAW: Walk.withdraw,
}


def walk(journey: Walk, path: list[str]) -> None:
    for step in path:
        STEPS[step](journey)
    backdate(journey.application)


def backdate(application: Application) -> None:
    """Spread the events over the last days, so that a timeline looks like one."""
    events = list(ApplicationEvent.objects.filter(application=application))
    start = timezone.now() - timedelta(days=2 * len(events) + 1)
    for number, event in enumerate(events):
        ApplicationEvent.objects.filter(pk=event.pk).update(
            at=start + timedelta(days=2 * number, minutes=37 * number)
        )
    if events:
        Application.objects.filter(pk=application.pk).update(
            created_at=start - timedelta(days=1),
            submitted_at=start,
            moved_at=start + timedelta(days=2 * (len(events) - 1)),
        )
