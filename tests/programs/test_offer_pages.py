"""An offer is read once more before it is answered; how an application ended; texts that are too long."""

from datetime import timedelta

import pytest

from accounts.enums import MemberRole
from portal.kernel.clock import today
from programs.enums import ApplicationStatus as Status
from programs.enums import Outcome
from programs.models import Decision, Milestone
from tests.factories import make_application, make_firm, make_member, make_staff

from .test_after_pages import LIMIT, accepted, declined, founder_url, queries

pytestmark = pytest.mark.django_db

ANSWERS = {"accept/": Status.ACCEPTED, "turn-down/": Status.TURNED_DOWN}
LETTER = "The room is offered for a year."


@pytest.fixture
def firm():
    return make_firm(name="Sample Optics Limited", name_zh="示例光學有限公司")


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


def offered(firm, days=9):
    application = make_application(firm, status=Status.OFFERED)
    Decision.objects.create(
        application=application,
        outcome=Outcome.OFFER,
        text=LETTER,
        accept_by=today() + timedelta(days=days),
        decided_by=make_staff(),
    )
    return application


@pytest.mark.parametrize(("part", "status"), ANSWERS.items())
def test_an_offer_is_read_once_more_before_it_is_answered(part, status, client, firm, owner):
    application = offered(firm)
    client.force_login(owner)
    page = client.get(founder_url(application)).text
    assert f'href="{founder_url(application, part)}"' in page
    assert f'action="{founder_url(application, part)}"' not in page
    assert queries(client, founder_url(application, part)) <= LIMIT
    asked = client.get(founder_url(application, part, "zh-hant")).text
    assert LETTER in asked
    assert "示例光學有限公司" in asked
    assert application.reference in asked
    assert f'href="{founder_url(application, language="zh-hant")}"' in asked
    application.refresh_from_db()
    assert application.status == Status.OFFERED
    for _ in range(2):
        response = client.post(founder_url(application, part), {"revision": application.revision})
        assert response.url == founder_url(application)
    application.refresh_from_db()
    assert application.status == status
    assert application.events.count() == 1
    assert client.get(founder_url(application, part)).url == founder_url(application)


@pytest.mark.parametrize("role", [MemberRole.EDITOR, MemberRole.VIEWER])
def test_only_an_owner_is_asked(role, client, firm):
    application = offered(firm)
    client.force_login(make_member(firm, role=role).user)
    page = client.get(founder_url(application)).text
    for part in ANSWERS:
        assert founder_url(application, part) not in page
        assert client.get(founder_url(application, part)).status_code == 403


def test_an_offer_that_has_ended_cannot_be_accepted_any_more(client, firm, owner):
    application = offered(firm, days=-1)
    client.force_login(owner)
    assert client.get(founder_url(application, "accept/")).url == founder_url(application)
    assert client.get(founder_url(application, "turn-down/")).status_code == 200


def test_a_reason_that_is_too_long_stays_on_the_page(client, firm, owner):
    application = offered(firm)
    client.force_login(owner)
    words = "We found another place. " + "x" * 2000
    response = client.post(founder_url(application, "turn-down/"), {"revision": "0", "note": words})
    assert response.status_code == 400
    assert "take out 24" in response.text
    assert words in response.text
    application.refresh_from_db()
    assert application.status == Status.OFFERED


@pytest.mark.parametrize(
    ("part", "name", "most", "status"),
    [
        ("message/", "body", 4000, Status.IN_REVIEW),
        ("withdraw/", "withdraw-note", 2000, Status.IN_REVIEW),
        ("reconsider/", "reconsider-note", 4000, Status.DECLINED),
    ],
)
def test_a_text_is_counted_and_never_cut(part, name, most, status, client, firm, owner):
    is_refused = status == Status.DECLINED
    application = declined(firm, make_staff()) if is_refused else make_application(firm, status=status)
    client.force_login(owner)
    page = client.get(founder_url(application)).text
    assert "maxlength" not in page
    assert f'data-for="id_{name}" data-most="{most}"' in page
    assert "js/count.js" in page
    data = {"revision": "0", "withdraw-reason": "terms", name: "x" * (most + 3)}
    response = client.post(founder_url(application, part), data)
    assert response.status_code == 400
    assert "take out 3" in response.text
    assert "x" * (most + 3) in response.text
    application.refresh_from_db()
    assert application.status == status


# How it ended --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (Status.ACCEPTED, "The offer is accepted"),
        (Status.TURNED_DOWN, "The offer was turned down"),
        (Status.LAPSED, "The offer has lapsed"),
        (Status.DECLINED, "The application was declined"),
        (Status.WITHDRAWN, "The application was withdrawn"),
    ],
)
def test_the_page_says_how_it_ended(status, title, client, firm, owner):
    application = make_application(firm, status=status)
    client.force_login(owner)
    page = client.get(founder_url(application)).text
    assert f'<h2 id="turn">{title}</h2>' in page
    assert "is finished" not in page


def test_a_draft_that_was_discarded_never_reached_the_zone(client, firm, owner):
    application = make_application(firm, status=Status.WITHDRAWN, submitted_at=None, submitted_by=None)
    client.force_login(owner)
    page = client.get(founder_url(application)).text
    assert "It was never sent." in page
    assert "The zone has stopped" not in page


def test_once_every_report_is_confirmed_nothing_is_left_to_do(client, firm, owner):
    officer = make_staff("officer")
    application = accepted(firm, officer)
    Milestone.objects.update(
        report="Done", reported_at="2026-01-02T00:00Z", reported_by=owner, confirmed_at="2026-01-03T00:00Z"
    )
    Milestone.objects.update(confirmed_by=officer)
    client.force_login(owner)
    assert "Every milestone is confirmed" in client.get(founder_url(application)).text
