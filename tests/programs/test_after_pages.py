"""The pages after sending: the clock, milestones, reconsideration, the log; who may do what; how many queries."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import FirmSide, MemberRole, StaffRole
from programs.enums import ApplicationStatus as Status
from programs.enums import DeclineReason, Outcome
from programs.models import Application, ApplicationEvent, Decision, Intake, Milestone, Viewing
from programs.selectors.service_times import usual_for
from programs.services.aftercare import set_milestone
from tests.factories import make_application, make_firm, make_intake, make_measure, make_member, make_staff
from tests.papers import upload

pytestmark = pytest.mark.django_db

LIMIT = 15
LANGUAGES = ("en", "zh-hant", "zh-hans")


@pytest.fixture
def firm():
    return make_firm(name="Sample Optics Limited", name_zh="示例光學有限公司")


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def officer():
    return make_staff(StaffRole.OFFICER)


def happened(application, action, status, days_ago):
    event = ApplicationEvent.objects.create(
        application=application,
        action=action,
        to_status=status,
        actor=application.created_by,
    )
    ApplicationEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=days_ago))


def declined(firm, by):
    application = make_application(firm, status=Status.DECLINED)
    happened(application, "submit", Status.SUBMITTED, 9)
    happened(application, "decline", Status.DECLINED, 1)
    Decision.objects.create(
        application=application,
        outcome=Outcome.DECLINE,
        reason=DeclineReason.SCORE,
        text="Sample letter",
        decided_by=by,
    )
    return application


def accepted(firm, officer, milestones=2):
    application = make_application(firm, status=Status.ACCEPTED)
    happened(application, "submit", Status.SUBMITTED, 9)
    Decision.objects.create(
        application=application,
        outcome=Outcome.OFFER,
        text="Sample offer",
        accept_by=timezone.now().date(),
        decided_by=officer,
    )
    for number in range(milestones):
        set_milestone(
            reference=application.reference,
            user=officer,
            title=f"Milestone {number}",
            due_on=timezone.now().date() + timedelta(days=9),
        )
    return application


def founder_url(application, part="", language="en"):
    return f"/{language}/applications/{application.reference}/{part}"


def desk_url(application, part="", language="en"):
    return f"/{language}/desk/applications/{application.reference}/{part}"


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sides_see_the_clock(language, client, firm, owner, officer):
    application = make_application(firm, make_intake(service_days=20), status=Status.SUBMITTED)
    happened(application, "submit", Status.SUBMITTED, 0)
    for user, url in ((owner, founder_url), (officer, desk_url)):
        client.force_login(user)
        page = client.get(url(application, language=language)).text
        assert 'class="clock' in page
        assert 'id="clock"' in page
    assert 'class="clock' in client.get(f"/{language}/desk/").text


def test_the_clock_says_since_when_it_rests(client, firm, owner):
    application = make_application(firm, make_intake(service_days=20), status=Status.CORRECTION)
    happened(application, "submit", Status.SUBMITTED, 20)
    happened(application, "request-correction", Status.CORRECTION, 6)
    client.force_login(owner)
    page = client.get(founder_url(application)).text
    assert "clock--rest" in page
    assert "It has rested since" in page


def decided(intake, days, *, is_sample=False):
    application = make_application(intake=intake, status=Status.DECLINED, is_sample=is_sample)
    happened(application, "submit", Status.SUBMITTED, days + 1)
    happened(application, "decline", Status.DECLINED, 1)
    Decision.objects.create(
        application=application,
        outcome=Outcome.DECLINE,
        reason=DeclineReason.SCORE,
        text="Sample letter",
        decided_by=application.created_by,
    )


def test_what_is_usual_counts_real_decisions_on_the_same_target(
    client, firm, owner, django_assert_num_queries
):
    measure = make_measure()
    earlier, now = make_intake(measure=measure), make_intake(measure=measure)
    for _ in range(5):
        decided(earlier, 14)
        decided(now, 14)
        decided(make_intake(), 300)
        decided(now, 300, is_sample=True)
    Intake.objects.update(is_sample=False)
    with django_assert_num_queries(2):
        found = usual_for(now)
    assert found.count == 10
    assert found.most < 14
    assert usual_for(make_intake()) is None
    application = make_application(firm, now, status=Status.SUBMITTED)
    happened(application, "submit", Status.SUBMITTED, 0)
    client.force_login(owner)
    assert "Usually decided within" in client.get(founder_url(application)).text


def test_nine_decisions_say_nothing():
    intake = make_intake()
    for _ in range(9):
        decided(intake, 14)
    assert usual_for(intake) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_opening_at_the_desk_is_shown_to_the_firm(language, client, firm, owner, officer):
    application = make_application(firm, status=Status.SUBMITTED)
    client.force_login(officer)
    for _ in range(2):
        assert client.get(desk_url(application)).status_code == 200
    assert Viewing.objects.get().user == officer
    client.force_login(owner)
    assert str(officer) in client.get(founder_url(application, language=language)).text


def test_an_owner_asks_for_reconsideration_on_the_page(client, firm, owner, officer):
    application = declined(firm, officer)
    client.force_login(owner)
    assert "Ask for reconsideration" in client.get(founder_url(application)).text
    url = founder_url(application, "reconsider/")
    empty = client.post(url, {"revision": "0", "reconsider-note": ""})
    assert empty.status_code == 400
    assert "Say why it should be looked at again." in empty.text
    assert client.post(url, {"revision": "0", "reconsider-note": "Look again."}).status_code == 302
    page = client.get(founder_url(application)).text
    assert "The decision that is looked at again" in page
    assert client.post(url, {"revision": "0", "reconsider-note": "Look again."}).status_code == 409
    client.force_login(officer)
    desk = client.get(desk_url(application)).text
    assert "Look again." in desk
    assert "nobody else here can decide" in desk
    make_staff(StaffRole.OFFICER)
    desk = client.get(desk_url(application)).text
    assert "Another officer or an administrator has to decide" in desk
    assert "Make an offer" not in desk


def test_editors_learn_who_may_ask(client, firm, officer):
    application = declined(firm, officer)
    client.force_login(make_member(firm).user)
    page = client.get(founder_url(application)).text
    assert "An owner of the firm can ask for reconsideration until" in page
    assert 'name="reconsider-note"' not in page


def test_a_report_goes_to_the_zone_and_back(client, firm, owner, officer):
    application = accepted(firm, officer, milestones=1)
    milestone = Milestone.objects.get()
    url = founder_url(application, f"milestones/{milestone.pk}/")
    name = f"report-{milestone.pk}"
    client.force_login(owner)
    assert 'name="' + name + '-report"' in client.get(founder_url(application)).text
    assert client.post(url, {f"{name}-report": ""}).status_code == 400
    bad = SimpleUploadedFile("a.pdf", b"MZ")
    refused = client.post(url, {f"{name}-report": "Typed text", f"{name}-paper": bad})
    assert refused.status_code == 400
    assert "Typed text" in refused.text
    assert client.post(url, {f"{name}-report": "Done", f"{name}-paper": upload()}).status_code == 302
    assert client.post(url, {f"{name}-report": "Done"}).status_code == 409

    client.force_login(officer)
    assert application.reference in client.get("/en/desk/?view=reports").text
    base = desk_url(application, f"milestones/{milestone.pk}/")
    assert "Confirm the report" in client.get(desk_url(application)).text
    empty = client.post(base + "return/", {f"return-{milestone.pk}-note": ""})
    assert empty.status_code == 400
    assert client.post(base + "return/", {f"return-{milestone.pk}-note": "More"}).status_code == 302
    assert application.reference not in client.get("/en/desk/?view=reports").text
    client.force_login(owner)
    page = client.get(founder_url(application)).text
    assert "Report returned" in page
    assert "The zone returned your report" in page
    assert "More" in page
    client.post(url, {f"{name}-report": "Done again"})
    client.force_login(officer)
    assert client.post(base + "confirm/").status_code == 302
    assert client.post(base + "confirm/").status_code == 409
    milestone.refresh_from_db()
    assert milestone.confirmed_by == officer


def test_staff_set_milestones_on_the_page(client, firm, officer):
    application = accepted(firm, officer, milestones=0)
    client.force_login(officer)
    url = desk_url(application, "milestones/")
    bad = client.post(url, {"milestone-title": "", "milestone-due_on": "2020-01-01"})
    assert bad.status_code == 400
    past = client.post(url, {"milestone-title": "Lease", "milestone-due_on": "2020-01-01"})
    assert past.status_code == 400
    assert "Enter a date from" in past.text
    assert not Milestone.objects.exists()
    day = (timezone.now() + timedelta(days=40)).date().isoformat()
    assert client.post(url, {"milestone-title": "Lease", "milestone-due_on": day}).status_code == 302
    [milestone] = Milestone.objects.all()
    drop = desk_url(application, f"milestones/{milestone.pk}/drop/")
    assert client.post(desk_url(application, f"milestones/{milestone.pk}/explode/")).status_code == 404
    assert client.post(drop).status_code == 302
    assert client.post(drop).status_code == 409


def urls(application, milestone) -> list[str]:
    return [
        founder_url(application, "reconsider/"),
        founder_url(application, f"milestones/{milestone.pk}/"),
        desk_url(application, "milestones/"),
        desk_url(application, "cancel-correction/"),
        *(desk_url(application, f"milestones/{milestone.pk}/{do}/") for do in ("confirm", "return", "drop")),
    ]


@pytest.mark.parametrize("who", ["another firm", "policy editor", "visitor", "reviewer", "owner", "viewer"])
def test_nobody_does_what_is_not_hers(who, client, firm, owner, officer):
    application = accepted(firm, officer, milestones=1)
    milestone = Milestone.objects.get()
    people = {
        "another firm": lambda: make_firm().memberships.get().user,
        "policy editor": lambda: make_staff(StaffRole.EDITOR),
        "reviewer": make_staff,
        "owner": lambda: owner,
        "viewer": lambda: make_member(firm, role=MemberRole.VIEWER).user,
    }
    if who in people:
        client.force_login(people[who]())
    before = (Application.objects.values().get(), Milestone.objects.values().get())
    founders, desks = {"owner", "viewer"}, {"reviewer"}
    for url in urls(application, milestone):
        is_desk = "/desk/" in url
        if (who in desks) if is_desk else (who == "owner"):
            continue  # what her own side may do is tested above
        response = client.post(url, {"revision": "0", f"report-{milestone.pk}-report": "Mine"})
        expected = 302 if who == "visitor" else 403 if who in founders and not is_desk else 404
        if expected == 403:
            assert response.status_code in (400, 403, 409), url
        else:
            assert response.status_code == expected, url
        assert client.get(url).status_code in (302, 404, 405), url
    assert (Application.objects.values().get(), Milestone.objects.values().get()) == before


@pytest.mark.parametrize("make", [declined, accepted])
def test_no_page_asks_too_much(make, client, firm, owner, officer):
    application = make(firm, officer)
    client.force_login(owner)
    assert queries(client, founder_url(application)) <= LIMIT
    client.force_login(officer)
    assert queries(client, desk_url(application)) <= LIMIT


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.CORRECTION])
def test_no_running_case_asks_too_much(status, client, firm, owner, officer):
    application = make_application(firm, make_intake(service_days=20), status=status)
    happened(application, "submit", Status.SUBMITTED, 5)
    client.force_login(owner)
    assert queries(client, founder_url(application)) <= LIMIT
    client.force_login(officer)
    assert queries(client, desk_url(application)) <= LIMIT


def test_the_queue_asks_as_little_for_many_rows(client, officer):
    intake = make_intake(service_days=20)
    client.force_login(officer)
    counts = []
    for number in (1, 20):
        for _ in range(number):
            happened(make_application(intake=intake, status=Status.SUBMITTED), "submit", Status.SUBMITTED, 3)
        counts.append(queries(client, "/en/desk/"))
    assert counts[0] == counts[1] <= LIMIT


def test_an_offer_past_its_day_is_nobodys_turn(client, firm, owner, officer):
    application = make_application(firm, status=Status.OFFERED)
    Decision.objects.create(
        application=application,
        outcome=Outcome.OFFER,
        text="Sample offer",
        accept_by=timezone.now().date() - timedelta(days=3),
        decided_by=officer,
    )
    client.force_login(owner)
    for url in ("/en/applications/", founder_url(application)):
        page = client.get(url).text
        assert "The offer has ended" in page
        assert "Your turn" not in page
    assert client.post(founder_url(application, "accept/"), {"revision": "0"}).status_code == 400
    application.refresh_from_db()
    assert application.status == Status.OFFERED


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Sample Optics Limited"), ("zh-hant", "示例光學有限公司")]
)
def test_a_firm_is_called_as_its_reader_calls_it(language, name, client, firm, owner):
    application = make_application(firm, status=Status.SUBMITTED)
    client.force_login(owner)
    for url in (founder_url(application, language=language), f"/{language}/applications/"):
        assert f'lang="{"en" if language == "en" else "zh-Hant-HK"}">{name}</span>' in client.get(url).text


def test_a_shenzhen_companys_name_is_in_simplified_characters(client):
    firm = make_firm(side=FirmSide.SHENZHEN, name_zh="示例光学有限公司")
    client.force_login(firm.memberships.get().user)
    assert 'lang="zh-Hans-CN">示例光学有限公司' in client.get("/zh-hant/firm/").text
