"""Papers that soon expire: told once, in one message, to those who can act."""

from datetime import timedelta

import pytest

from accounts.enums import MemberRole
from portal.kernel.clock import today
from portal.outbox import delivery
from portal.outbox.models import Notification
from programs.enums import PaperKind
from programs.services.paper_reminders import remind_of_papers
from programs.services.papers import PaperDetails, describe_paper
from tests.factories import make_document, make_firm, make_member, make_user


def paper(firm, days: int, **fields):
    return make_document(firm, expires_on=today() + timedelta(days=days), kind=PaperKind.LEASE, **fields)


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


def test_owners_and_editors_get_one_message_for_all_papers(firm, owner, mailoutbox):
    editor = make_member(firm, make_user(language="zh-hant")).user
    make_member(firm, role=MemberRole.VIEWER)
    make_member(firm, make_user(is_active=False))
    papers = [paper(firm, days, title="My secret title") for days in (30, 5)]
    assert remind_of_papers() == 1
    assert set(Notification.objects.values_list("recipient", "kind", "path")) == {
        (user.pk, "papers_expiring", f"/firm/{firm.pk}/papers/") for user in (owner, editor)
    }
    notification = Notification.objects.get(recipient=owner)
    assert notification.params["due"] == papers[1].expires_on.isoformat()
    assert [row["day"] for row in notification.params["papers"]] == [
        papers[1].expires_on.isoformat(),
        papers[0].expires_on.isoformat(),
    ]
    delivery.sweep()
    english = next(mail for mail in mailoutbox if owner.email in mail.to[0])
    assert "2 papers of" in english.body
    assert english.body.count(": Lease") == 2
    assert "secret" not in english.body + english.subject + english.alternatives[0].content
    assert f"/en/firm/{firm.pk}/papers/" in english.body
    chinese = next(mail for mail in mailoutbox if editor.email in mail.to[0])
    assert f"/zh-hant/firm/{firm.pk}/papers/" in chinese.body
    assert ": Lease" not in chinese.body


def test_each_paper_is_told_of_once(firm, owner):
    first = paper(firm, 20)
    assert [remind_of_papers() for _ in range(3)] == [1, 0, 0]
    paper(firm, 20)
    assert remind_of_papers() == 1
    assert Notification.objects.count() == 2
    describe_paper(actor=owner, paper=first, details=PaperDetails(expires_on=today() + timedelta(days=25)))
    assert remind_of_papers() == 1, "another last day is news"


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_not_too_early_and_not_when_it_is_over(days, firm):
    paper(firm, days)
    assert remind_of_papers() == 0


def test_only_what_is_in_use(firm):
    paper(firm, 5, archived_at="2026-01-01T00:00Z")
    old = paper(firm, 5)
    make_document(firm, supersedes=old)
    make_document(firm)
    assert remind_of_papers() == 0
    assert not Notification.objects.exists()


def test_every_firm_its_own(firm):
    paper(firm, 5)
    paper(make_firm(), 6)
    assert remind_of_papers() == 2
    assert Notification.objects.count() == 2


def test_with_nothing_to_tell_it_takes_no_lock(firm, django_assert_num_queries):
    paper(firm, 90)
    with django_assert_num_queries(1):
        remind_of_papers()
