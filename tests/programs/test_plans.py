"""Landing plans: who makes them, what they are made of, what their page says, and how facts reach an application."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import MemberRole
from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.catalogue.enums import FactType, RelationKind
from portal.catalogue.models import Relation
from portal.kernel.clock import today
from portal.kernel.errors import InvalidInput, NotAllowed
from programs.models import Plan
from programs.services.applications import start_application
from programs.services.limits import hash_of
from programs.services.plans import LIMITS, TooManyPlans, forget_addresses
from programs.tasks import forget_addresses as forget_task
from tests.factories import (
    make_fact,
    make_firm,
    make_firm_fact,
    make_form,
    make_intake,
    make_place,
    make_user,
)
from tests.programs.plan_making import SMALL, grant, make_land, make_plan, page, registered_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    return make_land()


class TestMaking:
    def test_keeps_the_answers_and_no_address(self, land):
        plan = make_plan(area="hetao")
        plan.refresh_from_db()
        assert plan.facts == {"headcount": 4, "has_shenzhen_entity": False}
        assert (plan.area, plan.firm, plan.made_by) == ("hetao", None, None)
        assert plan.address_hash == hash_of("203.0.113.9")
        assert len(plan.code) == 22
        entry = AuditEntry.objects.get(action="plan.create")
        assert entry.data == {"area": "hetao"}
        assert "203.0.113.9" not in str(vars(plan)) + str(vars(entry))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"facts": {}}, "facts"),
            ({"facts": {"headcount": None}}, "facts"),
            ({"facts": {"headcount": -1}}, "headcount"),
            ({"facts": {"headcount": "many"}}, "headcount"),
            ({"facts": {"no_such_fact": 1}}, "no_such_fact"),
            ({"area": "shanghai"}, "area"),
            ({"area": "hong-kong"}, "area"),
            ({"starts_on": date(2020, 1, 1)}, "starts_on"),
            ({"starts_on": date(9999, 1, 1)}, "starts_on"),
        ],
    )
    def test_bad_input_names_the_field_and_stores_nothing(self, land, changes, field):
        with pytest.raises(InvalidInput) as refused:
            make_plan(**changes)
        assert field in refused.value.errors
        assert not Plan.objects.exists()
        assert not AuditEntry.objects.filter(action="plan.create").exists()

    def test_the_same_answers_at_once_are_one_plan(self, land):
        assert make_plan() == make_plan()
        assert make_plan(area="hetao") != make_plan(area="qianhai")
        assert make_plan() != make_plan(address="203.0.113.10")

    def test_too_many_are_refused(self, land):
        for count in range(LIMITS[0][1]):
            make_plan({"headcount": count})
        with pytest.raises(TooManyPlans) as refused:
            make_plan({"headcount": 99})
        assert refused.value.retry_at > Plan.objects.first().created_at
        assert Plan.objects.count() == LIMITS[0][1]
        make_plan({"headcount": 99}, address="203.0.113.10")

    def test_a_members_plan_is_the_firms(self, land):
        firm, user = make_firm(), make_user()
        firm.memberships.create(user=user, role=MemberRole.EDITOR)
        plan = make_plan(user=user, firm=firm)
        assert (plan.firm, plan.made_by, plan.address_hash) == (firm, user, "")

    def test_only_who_writes_for_a_firm_plans_for_it(self, land):
        firm, reader = make_firm(), make_user()
        firm.memberships.create(user=reader, role=MemberRole.VIEWER)
        for user in (reader, make_user(), None):
            with pytest.raises(NotAllowed):
                make_plan(user=user, firm=firm)
        assert not Plan.objects.exists()

    def test_hashes_of_addresses_go(self, land):
        plan = make_plan()
        Plan.objects.update(created_at=plan.created_at - timedelta(days=8))
        assert forget_addresses() == 1
        forget_task()
        plan.refresh_from_db()
        assert plan.address_hash == ""


class TestFromTheCheck:
    def answer(self, client, **said):
        session = client.session
        session["check"] = {"said": said, "unsure": [], "trail": [], "effect": None}
        session.save()

    def test_a_visitor_makes_one(self, client, land):
        self.answer(client, headcount=4)
        start = today() + timedelta(days=7)
        response = client.post("/en/plan/", {"area": "qianhai", "starts_on": start.isoformat()})
        plan = Plan.objects.get()
        assert response.url == reverse("plan", args=[plan.code])
        assert (plan.facts, plan.area, plan.starts_on) == ({"headcount": 4}, "qianhai", start)

    def test_the_results_page_needs_one_press(self, client, land):
        self.answer(client, headcount=4)
        assert client.post("/en/plan/").status_code == 302
        plan = Plan.objects.get()
        assert (plan.area, plan.starts_on) == ("", today())

    def test_without_answers_it_leads_to_the_check(self, client, land):
        assert reverse("check") in client.get("/en/plan/").content.decode()
        response = client.post("/en/plan/")
        assert response.status_code == 400
        assert "Answer at least one question of the check first." in response.content.decode()
        assert not Plan.objects.exists()

    @pytest.mark.parametrize("wish", [{"area": "moon"}, {"starts_on": "soon"}, {"starts_on": "2020-01-01"}])
    def test_bad_wishes_are_named(self, client, land, wish):
        self.answer(client, headcount=4)
        response = client.post("/en/plan/", {"area": "", "starts_on": today().isoformat(), **wish})
        assert response.status_code == 400
        assert "There is a problem" in response.content.decode()
        assert not Plan.objects.exists()

    def test_over_the_limit_says_when_to_come_back(self, client, land):
        for count in range(LIMITS[0][1]):
            make_plan({"headcount": count}, address="127.0.0.1")
        self.answer(client, headcount=77)
        response = client.post("/en/plan/")
        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0
        assert Plan.objects.count() == LIMITS[0][1]

    def test_a_founders_plan_belongs_to_her_firm(self, client, land):
        firm = make_firm()
        client.force_login(firm.memberships.get().user)
        make_firm_fact(firm, fact=None, value=1)
        self.answer(client, headcount=4)
        client.post("/en/plan/")
        assert Plan.objects.get().firm == firm
        assert firm.name in page(client, Plan.objects.get())
        client.logout()
        assert firm.name not in page(client, Plan.objects.get())


class TestPage:
    def test_unknown_is_not_found(self, client, land):
        for path in ("plan/nosuchplan/", "plan/nosuchplan/plan.ics"):
            assert client.get(f"/en/{path}").status_code == 404

    def test_is_nobody_elses_to_keep_or_index(self, client, land):
        response = client.get(f"/en/plan/{make_plan().code}/")
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    def test_a_step_makes_a_measure_possible(self, client, land):
        measure = grant(land["qianhai"], 20_000, registered_in("qianhai"), SMALL, name_en="Qianhai grant")
        text = page(client, make_plan(area="qianhai"))
        assert "Qianhai grant" in text
        assert "CNY\u00a020,000" in text
        assert "HKD\u00a021,600" in text
        assert "Step register-company" in text
        assert "Without it 1 measure of this plan stays closed: Qianhai grant." in text
        assert reverse("measure", args=[measure.slug]) in text

    def test_the_area_worth_most_is_chosen(self, client, land):
        grant(land["qianhai"], 20_000, registered_in("qianhai"), name_en="Qianhai grant")
        grant(land["futian"], 30_000, registered_in("futian"), name_en="Futian grant")
        text = page(client, make_plan())
        assert "where it is worth most to you" in text
        assert f"<title>Landing plan: {land['futian'].name}" in text

    def test_a_company_that_stands_somewhere_stays_there(self, client, land):
        grant(land["qianhai"], 20_000, registered_in("qianhai"))
        there = {"has_shenzhen_entity": True, "shenzhen_entity_area": "nanshan"}
        assert f"<title>Landing plan: {land['nanshan'].name}" in page(client, make_plan(there))
        moved = page(client, make_plan(there, area="qianhai"))
        assert "Your company would have to move." in moved
        assert "CNY\u00a020,000" in moved

    def test_what_excludes_one_another_is_not_added_up(self, client, land):
        big = grant(land["shenzhen"], 50_000, SMALL, name_en="Big grant")
        small = grant(land["shenzhen"], 10_000, SMALL, name_en="Small grant")
        Relation.objects.create(entry=small, other=big, kind=RelationKind.EXCLUDES)
        revision.bump()
        text = page(client, make_plan())
        assert "Cannot be used together with Big grant." in text
        assert "CNY\u00a060,000" not in text

    def test_what_is_closed_is_never_in_it(self, client, land):
        over = grant(land["shenzhen"], 50_000, SMALL, name_en="Old grant")
        type(over).objects.filter(pk=over.pk).update(effective_to="2020-01-01")
        revision.bump()
        text = page(client, make_plan())
        assert "No sum can be named" not in text
        assert "Fits, but is closed or has ended (1)" in text
        assert "On these answers nothing in the catalogue fits" in text

    def test_what_needs_answers_is_no_sum_yet(self, client, land):
        grant(land["shenzhen"], 50_000, SMALL, name_en="Grant for small firms")
        text = page(client, make_plan({"has_shenzhen_entity": False}))
        assert "Depends on 1 answer" in text
        assert "No sum is settled on these answers." in text
        assert "Apply for" not in text, "nobody is sent to apply for what may not fit"
        assert "1 more may come in" in text

    def test_nothing_fits_is_a_page_too(self, client, land):
        grant(land["shenzhen"], 50_000, {"fact": "headcount", "op": ">=", "value": 500})
        text = page(client, make_plan())
        assert "Nothing fits yet" in text
        assert "The same answers in four areas" in text

    def test_takes_few_queries(self, client, land):
        for _ in range(3):
            grant(land["shenzhen"], 50_000, SMALL)
            make_place(area=land["hetao"], units=2)
        plan = make_plan()
        page(client, plan)
        with CaptureQueriesContext(
            connection,
        ) as few:
            page(client, plan)
        revision.bump()
        with CaptureQueriesContext(connection) as fresh:
            page(client, plan)
        assert len(few) <= 8
        firm = make_firm()
        client.force_login(firm.memberships.get().user)
        with CaptureQueriesContext(connection) as signed_in:
            page(client, plan)
        assert len(signed_in) <= 15
        assert len(fresh) <= 30, "once for each revision of the catalogue"

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_reads_in_every_language(self, client, land, language):
        grant(land["shenzhen"], 50_000, SMALL)
        assert "CNY\u00a050,000" in page(client, make_plan(), language)

    def test_links_to_what_takes_applications_here(self, client, land):
        measure = grant(land["shenzhen"], 50_000, SMALL)
        intake = make_intake(measure=measure)
        assert reverse("apply", args=[intake.code]) in page(client, make_plan())


def test_the_calendar_holds_steps_and_days_of_applying(client, land):
    grant(land["qianhai"], 20_000, registered_in("qianhai"), closes=today() + timedelta(days=200))
    plan = make_plan(area="qianhai", starts_on=date.fromisoformat(str(today())))
    response = client.get(f"/en/plan/{plan.code}/plan.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = {str(event["summary"]): event for event in Calendar.from_ical(response.content).events}
    attested, registered = events["Step attest-papers"], events["Step register-company"]
    assert attested["dtstart"].dt >= plan.starts_on
    assert registered["dtstart"].dt >= attested["dtend"].dt
    assert events["Apply for 1 measure"]["dtstart"].dt >= registered["dtend"].dt
    assert any(summary.startswith("Last day to apply") for summary in events)


class TestFactsInApplications:
    def test_a_new_draft_has_the_answers(self, land):
        firm = make_firm()
        user = firm.memberships.get().user
        staff = make_fact("staff_now", unit="people")
        listed = make_fact("is_listed", FactType.BOOL)
        make_firm_fact(firm, staff, 12)
        make_firm_fact(firm, listed, False)
        intake = make_intake()
        form = intake.forms.get()
        form.questions.filter(key="number").update(fact=staff)
        form.questions.filter(key="text").update(fact=listed)
        application = start_application(user=user, firm=firm, intake=intake)
        assert dict(application.answers.values_list("question__key", "value")) == {
            "number": "12",
            "text": "No",
        }
        assert {answer.updated_by for answer in application.answers.all()} == {user}

    def test_what_does_not_fit_is_left_open(self, land):
        firm = make_firm()
        staff = make_fact("staff_now", max=10_000)
        make_firm_fact(firm, staff, 9_000)
        intake = make_intake(questions=False)
        form = make_form(intake)
        form.questions.update(fact=staff)
        application = start_application(user=firm.memberships.get().user, firm=firm, intake=intake)
        assert set(application.answers.values_list("question__key", flat=True)) == {"text", "long-text"}
