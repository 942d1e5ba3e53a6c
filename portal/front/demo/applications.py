"""Sample applications, brought to their states by the same services that people use."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from accounts.models import Firm, User
from portal.kernel.clock import today
from portal.outbox.models import Channel, Delivery
from programs.enums import DeclineReason, Recommendation, WithdrawReason
from programs.models import Application, Intake
from programs.services import aftercare, desk, reviews
from programs.services import applications as founder_side
from programs.services.consenting import consents_needed
from programs.services.reconsidering import ask_reconsideration
from programs.services.viewing import log_viewing
from programs.workflow import Action

from .data import demo_data

#: Answers without words, as they are stored, by the question's key.
ANSWERS = {
    "staff": "12",
    "incorporated": '"hong-kong"',
    "shenzhen": "false",
    "contact": "",
    "field": "medtech",
    "rooms": '["office", "laboratory"]',
    "area": "120",
    "cost": "860000",
    "other-support": "no",
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
            walk(people, owner, firm, intakes[row["intake"]], row["path"])
            made += 1
    # The history is made up, so no mail goes out about it; the inboxes keep it.
    Delivery.objects.filter(
        channel=Channel.MAIL, notification__recipient__is_demo=True, sent_at__isnull=True
    ).delete()
    return made


def text_in(language: str, key: str) -> str:
    """What somebody who reads that language writes, by the text's key in `demo.yaml`."""
    return demo_data()["texts"][key][language]


def answers_in(language: str) -> dict[str, str]:
    """The answers of a sample application, as they are stored, by the question's key."""
    team = [
        {
            "name": text_in(language, "person"),
            "role": text_in(language, "hardware"),
            "share": "100",
            "based": "shenzhen",
        },
        {"role": text_in(language, "trials"), "share": "50", "based": "both"},
    ]
    return {
        **ANSWERS,
        "plan": text_in(language, "plan"),
        "rooms-needs": text_in(language, "rooms-needs"),
        "people": json.dumps(team, ensure_ascii=False),
        "start": (today() + timedelta(days=45)).isoformat(),
    }


class Walk:
    """One sample application on its way; each method is one step."""

    def __init__(self, people: dict[str, User], owner: User, firm: Firm, intake: Intake):
        self.people, self.owner = people, owner
        self.application = founder_side.start_application(user=owner, firm=firm, intake=intake)
        self.as_owner(founder_side.save_answers, values=answers_in(owner.language))

    def text(self, key: str) -> str:
        """What somebody writes, in the language of the firm's owner."""
        return text_in(self.owner.language, key)

    def now(self) -> dict:
        self.application.refresh_from_db()
        return {"reference": self.application.reference, "revision": self.application.revision}

    def as_owner(self, service, **arguments):
        return service(**self.now(), user=self.owner, **arguments)

    def as_staff(self, key: str, service, **arguments):
        log_viewing(application=self.application, user=self.people[key])
        return service(**self.now(), user=self.people[key], **arguments)

    def wait(self):
        """Nothing: time passes with each step."""

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
            text=self.text("request"),
            question_ids=[question.pk],
        )

    def review(self):
        rubric = self.application.intake.rubric.all()
        self.as_staff(
            "reviewer1",
            reviews.save_review,
            scores={criterion.pk: (4, self.text("score")) for criterion in rubric},
            recommendation=Recommendation.OFFER,
            comment=self.text("comment"),
        )

    def offer(self):
        self.as_staff("officer", reviews.make_offer, text=self.text("offer"))

    def decline(self):
        self.as_staff(
            "officer",
            reviews.decline_application,
            reason=DeclineReason.FUNDS_USED,
            text=self.text("decline"),
        )

    def accept(self):
        self.as_owner(founder_side.accept_offer)

    def withdraw(self):
        self.as_owner(
            founder_side.withdraw_application, reason=WithdrawReason.OTHER_SCHEME, note=self.text("withdraw")
        )

    def reconsider(self):
        self.as_owner(ask_reconsideration, reason=self.text("reconsider"))

    def set_milestones(self):
        officer = self.people["officer"]
        log_viewing(application=self.application, user=officer)
        about = {"reference": self.application.reference, "user": officer}
        for title, days, is_last in (("milestone", 30, False), ("completion", 180, True)):
            due_on = today() + timedelta(days=days)
            aftercare.set_milestone(**about, title=self.text(title), due_on=due_on, is_completion=is_last)

    def report_milestone(self):
        aftercare.report_milestone(
            reference=self.application.reference,
            pk=self.application.milestones.all()[0].pk,
            user=self.owner,
            report=self.text("report"),
        )


STEPS = {
    "wait": Walk.wait,
    Action.SUBMIT: Walk.submit,
    Action.START_SCREENING: Walk.start_screening,
    Action.PASS_SCREENING: Walk.pass_screening,
    Action.REQUEST_CORRECTION: Walk.request_correction,
    "review": Walk.review,
    Action.OFFER: Walk.offer,
    Action.DECLINE: Walk.decline,
    Action.ACCEPT: Walk.accept,
    Action.WITHDRAW: Walk.withdraw,
    Action.RECONSIDER: Walk.reconsider,
    "set-milestones": Walk.set_milestones,
    "report-milestone": Walk.report_milestone,
}
#: Between two steps, so that a timeline looks like one.
PAUSE = timedelta(days=2, minutes=37)


def walk(people: dict[str, User], owner: User, firm: Firm, intake: Intake, path: list[str]) -> None:
    """Bring one sample application along its path, the last step a pause ago."""
    with clock_set_back(PAUSE * (len(path) + 1)):
        journey = Walk(people, owner, firm, intake)
    for number, step in enumerate(path):
        with clock_set_back(PAUSE * (len(path) - number)):
            STEPS[step](journey)


@contextmanager
def clock_set_back(gone: timedelta) -> Iterator[None]:
    """Inside, it is as long ago as `gone` for everything that asks Django for the time: what services write then fits
    together, down to the sealed copies. Only for a command that runs by itself; threads share the clock.
    """
    now = timezone.now
    timezone.now = lambda: now() - gone
    try:
        yield
    finally:
        timezone.now = now
