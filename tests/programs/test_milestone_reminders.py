"""Milestones that are soon due or overdue: told once each, to the whole firm, and marked in both lists."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole, StaffRole
from portal.kernel.clock import today
from portal.kernel.display import LONG, format_date
from portal.outbox import delivery
from portal.outbox.models import Delivery, Notification
from programs.enums import ApplicationStatus as Status
from programs.enums import Reminder
from programs.models import Milestone
from programs.services.aftercare import (
    confirm_milestone,
    drop_milestone,
    report_milestone,
    return_milestone,
    set_milestone,
)
from programs.services.milestone_reminders import remind_of_milestones
from tests.factories import make_application, make_firm, make_member, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm(name="Sample Optics Limited", name_zh="範例光學有限公司")


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


@pytest.fixture
def officer():
    return make_staff(StaffRole.OFFICER)


@pytest.fixture
def application(firm):
    return make_application(firm, status=Status.ACCEPTED)


def milestone(application, days: int, **fields) -> Milestone:
    """One that was set long ago and of which nobody has been reminded."""
    return Milestone.objects.create(
        **{
            "application": application,
            "title": "Lease signed",
            "due_on": today() + timedelta(days=days),
            **fields,
        }
    )


def told(kind: str) -> list:
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def test_all_members_are_told_in_their_language_before_the_day(application, firm, owner, mailoutbox):
    reader = make_member(firm, make_user(language="zh-hans"), role=MemberRole.VIEWER).user
    make_member(firm, make_user(is_active=False))
    due = milestone(application, 7)
    assert remind_of_milestones() == 1
    assert {row.recipient for row in told("milestone_due")} == {owner, reader}
    assert told("milestone_due")[0].params["due"] == due.due_on.isoformat()
    delivery.sweep()
    english = next(mail for mail in mailoutbox if owner.email in mail.to[0])
    chinese = next(mail for mail in mailoutbox if reader.email in mail.to[0])
    assert "Sample Optics Limited" in english.body.splitlines()[0]
    assert f"/en/applications/{application.reference}/" in english.body
    assert "範例光學有限公司" in chinese.body.splitlines()[0], "by the name that her readers know"
    assert f"/zh-hans/applications/{application.reference}/" in chinese.body
    assert "“Lease signed”" in english.body.splitlines()[0]
    assert format_date(due.due_on, LONG) in english.body.splitlines()[0]


def test_every_letter_names_the_milestone_and_its_day(application, owner, officer, mailoutbox):
    where = {"reference": application.reference, "user": officer}
    gone, kept = (
        set_milestone(**where, title=title, due_on=today() + timedelta(days=days))
        for title, days in (("Lease signed", 30), ("Five people hired", 60))
    )
    drop_milestone(**where, pk=gone.pk)
    report = {
        "reference": application.reference,
        "pk": kept.pk,
        "user": owner,
        "report": "We pay CNY 40,000.",
    }
    report_milestone(**report)
    return_milestone(**where, pk=kept.pk, note="Who earns CNY 40,000?")
    report_milestone(**report)
    confirm_milestone(**where, pk=kept.pk)
    Milestone.objects.update(due_on=today() - timedelta(days=1), confirmed_at=None, reported_at=None)
    Milestone.objects.update(reminded="")
    remind_of_milestones()
    delivery.sweep()
    lines = [mail.body.splitlines()[0] for mail in mailoutbox if owner.email in mail.to[0]]
    assert len(lines) == 8
    for line in lines:
        days = 30 if "“Lease signed”" in line else -1 if "was due on" in line else 60
        assert format_date(today() + timedelta(days=days), LONG) in line
        assert ("“Lease signed”" in line) != ("“Five people hired”" in line)
    letters = "".join(mail.subject + mail.body for mail in mailoutbox)
    assert "40,000" not in letters, "what is in a report or was said to it stays behind the sign-in"
    assert Notification.objects.get(kind="milestone_returned").params["note"] == "Who earns CNY 40,000?"


def test_before_the_day_and_when_it_has_passed_each_once(application, monkeypatch):
    due = milestone(application, 5)
    assert [remind_of_milestones() for _ in range(3)] == [1, 0, 0]
    for module in ("milestone_reminders", "aftercare"):
        monkeypatch.setattr(f"programs.services.{module}.today", lambda: due.due_on)
    assert remind_of_milestones() == 0, "on the day itself there is still time"
    for module in ("milestone_reminders", "aftercare"):
        monkeypatch.setattr(f"programs.services.{module}.today", lambda: due.due_on + timedelta(days=1))
    assert [remind_of_milestones() for _ in range(3)] == [1, 0, 0]
    assert len(told("milestone_due")) == len(told("milestone_overdue")) == 1


def test_one_that_was_long_forgotten_is_told_of_as_overdue_only(application):
    milestone(application, -40)
    assert [remind_of_milestones() for _ in range(2)] == [1, 0]
    assert (len(told("milestone_due")), len(told("milestone_overdue"))) == (0, 1)


def test_not_too_early_and_not_what_is_with_the_zone(application, owner, officer):
    milestone(application, 8)
    near = milestone(application, 3)
    where = {"reference": application.reference, "pk": near.pk}
    report_milestone(**where, user=owner, report="Signed.")
    assert remind_of_milestones() == 0
    confirm_milestone(**where, user=officer)
    assert remind_of_milestones() == 0


def test_what_the_firm_was_just_told_needs_no_reminder(application, owner, officer):
    near = set_milestone(
        reference=application.reference, user=officer, title="Lease", due_on=today() + timedelta(days=2)
    )
    assert near.reminded == Reminder.DUE
    assert remind_of_milestones() == 0
    where = {"reference": application.reference, "pk": near.pk}
    report_milestone(**where, user=owner, report="Signed.")
    Milestone.objects.update(due_on=today() - timedelta(days=1))
    return_milestone(**where, user=officer, note="The last page is missing.")
    assert remind_of_milestones() == 0


def test_one_that_came_back_is_awaited_again(application, owner, officer):
    later = milestone(application, 20)
    where = {"reference": application.reference, "pk": later.pk}
    report_milestone(**where, user=owner, report="Signed.")
    return_milestone(**where, user=officer, note="The last page is missing.")
    Milestone.objects.update(due_on=today() + timedelta(days=3))
    assert remind_of_milestones() == 1


def test_nothing_of_one_that_was_taken_back(application, officer):
    gone = milestone(application, 3)
    drop_milestone(reference=application.reference, pk=gone.pk, user=officer)
    assert remind_of_milestones() == 0


def test_who_wants_none_before_the_day_is_told_all_the_same_once_it_has_passed(application, owner):
    owner.muted = ["milestones"]
    owner.save()
    milestone(application, 3)
    remind_of_milestones()
    assert not Delivery.objects.exists()
    milestone(application, -1)
    remind_of_milestones()
    assert {row.notification.kind for row in Delivery.objects.all()} == {"milestone_overdue"}


def test_with_nothing_to_tell_it_takes_no_lock(application, django_assert_num_queries):
    milestone(application, 90)
    with django_assert_num_queries(1):
        remind_of_milestones()


# The lists


def line(page: str, reference: str) -> str:
    """The part of a list that is about one application."""
    return page.split(f"{reference}/")[1].split("</li>")[0].split("</tr>")[0]


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_founders_list_says_which_report_is_due(language, application, owner, client):
    milestone(application, 30)
    client.force_login(owner)
    row = line(client.get(f"/{language}/applications/").text, application.reference)
    assert "bank--south" in row, "it is the firm's turn"
    assert "tag--stop" not in row
    milestone(application, -1)
    assert "tag--stop" in line(client.get(f"/{language}/applications/").text, application.reference)


def test_nothing_is_due_once_all_is_reported(application, owner, officer, client):
    done = milestone(application, -1)
    report_milestone(reference=application.reference, pk=done.pk, user=owner, report="Signed.")
    for user, path in ((owner, "/en/applications/"), (officer, "/en/desk/?view=finished")):
        client.force_login(user)
        row = line(client.get(path).text, application.reference)
        assert "report due on" not in row
        assert "Overdue" not in row


def test_the_desk_finds_what_is_overdue(application, officer, client):
    milestone(application, 5)
    client.force_login(officer)
    assert application.reference not in client.get("/en/desk/?view=overdue").text
    Milestone.objects.update(due_on=today() - timedelta(days=1))
    page = client.get("/en/desk/?view=overdue").text
    row = line(page, application.reference)
    assert "Overdue" in row
    assert "report due on" in row
    assert 'Reports overdue <span class="num">1</span>' in page
    Milestone.objects.update(reported_at=application.created_at, reported_by=application.created_by)
    assert application.reference not in client.get("/en/desk/?view=overdue").text


def queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/en/applications/", "/en/desk/?view=overdue"])
def test_thirty_rows_cost_no_more_queries_than_one(path, firm, owner, officer, client):
    milestone(make_application(firm, status=Status.ACCEPTED), -2)
    client.force_login(officer if "desk" in path else owner)
    one = queries(client, path)
    for _ in range(29):
        application = make_application(firm, status=Status.ACCEPTED)
        milestone(application, -2)
        milestone(application, 9)
    assert queries(client, path) == one <= 15
