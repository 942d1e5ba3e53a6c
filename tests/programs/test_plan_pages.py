"""What a landing plan says of money, of what nobody can tell yet, and to whom; and the list of a firm's plans."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import MemberRole
from portal.catalogue import revision
from portal.catalogue.enums import RelationKind
from portal.catalogue.models import Fact, Relation
from programs.enums import Instrument
from programs.models import Benefit, Plan
from tests.factories import make_firm, make_firm_fact, make_member, make_user
from tests.programs.plan_making import SMALL, grant, make_land, make_plan, make_step, page, registered_in

pytestmark = pytest.mark.django_db

NBSP = "\u00a0"


@pytest.fixture
def land():
    return make_land()


def paid_by_costs(area, cap: int, *rules: dict, **fields):
    """A measure that pays a part of what a firm spends, up to a limit."""
    measure = grant(area, 1, *rules, **fields)
    Benefit.objects.filter(version=measure.current).update(amount=None, cap=cap)
    revision.bump()
    return measure


def leases_in(code: str) -> dict:
    return {"fact": "leases_in_area", "op": "contains-any", "value": [code]}


def told_in_calendar(client, plan: Plan) -> str:
    """All that the calendar of a plan says."""
    events = Calendar.from_ical(client.get(f"/en/plan/{plan.code}/plan.ics").content).events
    return "\n".join(f"{event['summary']}\n{event['description']}" for event in events)


class TestFigures:
    def test_limits_are_named_and_never_added_up(self, client, land):
        grant(land["shenzhen"], 20_000, SMALL)
        paid_by_costs(land["shenzhen"], 3_000_000, SMALL)
        paid_by_costs(land["shenzhen"], 5_000_000, SMALL)
        text = page(client, make_plan())
        assert f"CNY{NBSP}20,000" in text
        assert "plus 2 measures paid by your costs" in text
        assert f"CNY{NBSP}3,000,000 to 5,000,000" in text
        for total in ("8,000,000", "8,020,000", "3,020,000", "5,020,000"):
            assert total not in text

    def test_money_that_comes_later_is_not_in_the_first_year(self, client, land):
        grant(land["shenzhen"], 20_000, SMALL)
        grant(land["shenzhen"], 7_000, SMALL, instrument=Instrument.REIMBURSEMENT)
        text = page(client, make_plan())
        assert f'<span class="big">CNY{NBSP}20,000</span>' in text
        assert f"CNY{NBSP}7,000 more is settled, and comes after the first 12 months" in text
        assert f'<span class="big">CNY{NBSP}27,000</span>' not in text

    def test_where_nothing_is_settled_there_is_no_figure(self, client, land):
        paid_by_costs(land["shenzhen"], 3_000_000, SMALL)
        text = page(client, make_plan())
        assert "No sum is settled on these answers." in text
        assert f"plus 1 measure paid by your costs (up to CNY{NBSP}3,000,000)" in text
        assert 'class="big"' not in text


class TestOnlyStaff:
    def test_is_listed_apart_and_not_to_be_applied_for(self, client, land):
        grant(land["shenzhen"], 90_000, name_en="Judged grant")
        grant(land["shenzhen"], 20_000, SMALL, name_en="Tested grant")
        plan = make_plan()
        text = page(client, plan)
        assert "Only staff can judge: 1" in text
        assert f'<span class="big">CNY{NBSP}20,000</span>' in text
        told = told_in_calendar(client, plan)
        assert "Tested grant" in told
        assert "Judged grant" not in told

    def test_alone_it_makes_no_plan(self, client, land):
        grant(land["shenzhen"], 90_000, name_en="Judged grant")
        text = page(client, make_plan())
        assert "Nothing fits yet" in text
        assert "Only staff can judge: 1" in text


def test_the_calendar_tells_to_apply_only_for_what_fits(client, land):
    grant(land["shenzhen"], 20_000, SMALL, name_en="Sure grant")
    grant(land["shenzhen"], 20_000, leases_in("hetao"), name_en="Unsure grant")
    plan = make_plan()
    assert "1 more may come in" in page(client, plan)
    told = told_in_calendar(client, plan)
    assert "Apply for 1 measure" in told
    assert "Sure grant" in told
    assert "Unsure grant" not in told


def test_a_step_of_another_area_is_none_of_this_plan(client, land):
    step = make_step("white-list")
    step.rule = {"fact": "planned_areas", "op": "contains-any", "value": ["hetao"]}
    step.save()
    revision.bump()
    grant(land["shenzhen"], 20_000, SMALL)
    for said in ({"headcount": 4}, {"headcount": 4, "planned_areas": ["hetao", "qianhai"]}):
        assert "Step white-list" in page(client, make_plan(said, area="hetao"))
        assert "Step white-list" not in page(client, make_plan(said, area="qianhai"))


def test_what_could_pay_more_says_what_would_settle_it(client, land):
    sure = grant(land["shenzhen"], 20_000, SMALL, name_en="Sure grant")
    big = grant(land["shenzhen"], 900_000, leases_in("hetao"), name_en="Big grant")
    small = grant(land["shenzhen"], 5_000, leases_in("hetao"), name_en="Small grant")
    for other in (big, small):
        Relation.objects.create(entry=sure, other=other, kind=RelationKind.EXCLUDES)
    revision.bump()
    text = page(client, make_plan())
    assert text.count("It may pay more than what is in the plan, once it is settled.") == 1
    after = text.split("It may pay more")[1]
    assert Fact.objects.get(pk="leases_in_area").question in after
    assert "Small grant" in after, "it stands behind the one that may pay more"


def test_answers_grow_older_with_the_plan(client, land):
    old = {"fact": "shenzhen_entity_age_months", "op": ">=", "value": 12}
    grant(land["shenzhen"], 20_000, old, name_en="Grant for a year")
    facts = {"headcount": 4, "has_shenzhen_entity": True, "shenzhen_entity_age_months": 6}
    plan = make_plan(facts)
    assert "CNY" + NBSP + "20,000" not in page(client, plan)
    Plan.objects.update(created_at=plan.created_at - timedelta(days=200))
    assert f'<span class="big">CNY{NBSP}20,000</span>' in page(client, plan)
    plan.refresh_from_db()
    assert plan.facts == facts


class TestWhoseItIs:
    @pytest.fixture
    def plan(self, client, land):
        """Made by a visitor in this browser; one answer would settle more."""
        grant(land["shenzhen"], 50_000, {"fact": "shenzhen_entity_age_months", "op": ">=", "value": 3}, SMALL)
        session = client.session
        session["check"] = {"said": {"has_shenzhen_entity": True}, "unsure": [], "trail": [], "effect": None}
        session.save()
        client.post("/en/plan/")
        return Plan.objects.get()

    def test_the_maker_can_change_it(self, client, plan):
        text = page(client, plan)
        assert "/check/questions/" in text
        assert "Change my answers" in text

    def test_somebody_else_reads_it(self, client, plan):
        client.logout()
        client.cookies.clear()
        text = page(client, plan)
        assert "/check/questions/" not in text
        assert "Change my answers" not in text
        assert "Make a plan of your own" in text

    def test_a_colleague_reads_it_too(self, client, land, plan):
        firm = make_firm()
        Plan.objects.update(firm=firm, made_by=firm.memberships.get().user, address_hash="")
        client.force_login(make_member(firm).user)
        plan.refresh_from_db()
        assert "/check/questions/" not in page(client, plan)


class TestListOfAFirm:
    @pytest.fixture
    def firm(self):
        return make_firm()

    def plans_of(self, client, firm):
        return client.get(f"/en/firm/{firm.pk}/plans/")

    def test_names_area_days_and_sum(self, client, land, firm):
        grant(land["qianhai"], 20_000, registered_in("qianhai"), SMALL)
        user = firm.memberships.get().user
        plan = make_plan(area="qianhai", user=user, firm=firm)
        make_plan(area="hetao")
        client.force_login(user)
        text = self.plans_of(client, firm).content.decode()
        assert text.count('<li class="result">') == 1
        assert reverse("plan", args=[plan.code]) in text
        assert str(land["qianhai"].name) in text
        assert f"CNY{NBSP}20,000" in text
        assert reverse("firm-plans", args=[firm.pk]) in client.get("/en/firm/").content.decode()

    def test_is_for_members_only(self, client, land, firm):
        for user in (make_user(), make_firm().memberships.get().user):
            client.force_login(user)
            assert self.plans_of(client, firm).status_code == 404
        client.logout()
        assert self.plans_of(client, firm).status_code == 302

    def test_without_a_plan_it_leads_to_the_check(self, client, land, firm):
        client.force_login(firm.memberships.get().user)
        assert reverse("check") in self.plans_of(client, firm).content.decode()

    def test_more_plans_take_no_more_queries(self, client, land, firm):
        grant(land["shenzhen"], 20_000, SMALL)
        user = firm.memberships.get().user
        client.force_login(user)
        make_plan(user=user, firm=firm)
        self.plans_of(client, firm)
        with CaptureQueriesContext(connection) as one:
            self.plans_of(client, firm)
        for count in range(4):
            make_plan({"headcount": count}, user=user, firm=firm)
        with CaptureQueriesContext(connection) as five:
            self.plans_of(client, firm)
        assert len(five) == len(one) <= 16


class TestKeeping:
    """A plan's answers become facts of the firm before it applies."""

    @pytest.fixture
    def firm(self):
        return make_firm()

    def offer(self, plan: Plan) -> str:
        return reverse("plan_keep", args=[plan.code])

    def test_is_offered_while_something_is_not_recorded(self, client, land, firm):
        user = firm.memberships.get().user
        client.force_login(user)
        plan = make_plan({"headcount": 4}, user=user, firm=firm)
        assert "1 answer of this plan is not recorded" in page(client, plan)
        make_firm_fact(firm, Fact.objects.get(pk="headcount"), 4)
        assert self.offer(plan) not in page(client, plan)
        response = client.post(self.offer(plan))
        assert response.url == reverse("plan", args=[plan.code])

    def test_goes_by_the_check_and_comes_back(self, client, land, firm):
        user = firm.memberships.get().user
        client.force_login(user)
        plan = make_plan({"headcount": 4}, user=user, firm=firm)
        response = client.post(self.offer(plan))
        assert response.url.startswith(reverse("check_keep_for", args=[firm.pk]))
        assert client.session["check"]["said"] == {"headcount": 4}
        shown = client.get(response.url).content.decode()
        seen = shown.split('name="seen" value="')[1].split('"')[0]
        back = client.post(response.url, {"seen": seen})
        assert back.url == reverse("plan", args=[plan.code])
        assert self.offer(plan) not in page(client, plan)

    def test_is_not_offered_to_others(self, client, land, firm):
        plan = make_plan({"headcount": 4}, user=firm.memberships.get().user, firm=firm)
        viewer = make_user()
        firm.memberships.create(user=viewer, role=MemberRole.VIEWER)
        for user in (viewer, make_firm().memberships.get().user):
            client.force_login(user)
            assert self.offer(plan) not in page(client, plan)
            assert client.post(self.offer(plan)).status_code == 404
            assert "check" not in client.session
        assert client.get(self.offer(plan)).status_code == 405
