"""When firms are matched: soon after they say something, and every night."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Firm
from accounts.services.facts import record_fact, withdraw_fact
from accounts.services.firms import update_firm
from accounts.services.match_due import QUIET, claim_due, match_soon, put_off
from portal.catalogue import revision
from portal.kernel.clock import ZONE, today
from programs.eligibility.logic import Outcome
from programs.services import matching
from programs.services.matching import rematch_due, rematch_firm, rematch_schemes
from tests.factories import make_firm
from tests.programs.matching import due_now, make_group, months_ago, say, stands, told


class TestWhenItIsDue:
    def test_an_answer_makes_a_firm_due_once_it_has_been_quiet(self, firm, facts):
        rematch_due()
        owner = firm.memberships.get().user
        before = timezone.now()
        record_fact(actor=owner, firm=firm, fact=facts["headcount"], value=5)
        firm.refresh_from_db()
        assert before + QUIET <= firm.match_due_at <= timezone.now() + QUIET
        assert rematch_due() == 0
        due_now()
        assert rematch_due() == 1
        assert [list(note) for note in told()] == [["lost"]]

    def test_an_equal_answer_does_not_but_taking_one_back_does(self, firm, facts):
        owner = firm.memberships.get().user
        far = timezone.now() + timedelta(days=1)
        Firm.objects.update(match_due_at=far)
        record_fact(actor=owner, firm=firm, fact=facts["headcount"], value=20)
        assert Firm.objects.get().match_due_at == far
        withdraw_fact(actor=owner, firm=firm, fact=facts["headcount"])
        assert Firm.objects.get().match_due_at < far

    def test_months_said_again_count_from_the_day_they_were_said_again(self, firm, facts):
        owner = firm.memberships.get().user
        say(firm, at=months_ago(2, today()), firm_age_months=12)
        again = record_fact(actor=owner, firm=firm, fact=facts["firm_age_months"], value=12)
        assert again.recorded_at.astimezone(ZONE).date() == today()
        assert record_fact(actor=owner, firm=firm, fact=facts["firm_age_months"], value=12) == again

    def test_joining_and_leaving_a_group_makes_both_companies_due(self, measures):
        parent, entity = make_group()
        owner = parent.memberships.get().user
        for new in (None, parent):
            Firm.objects.update(match_due_at=timezone.now() + timedelta(days=1))
            update_firm(actor=owner, firm=entity, parent=new)
            soon = timezone.now() + timedelta(hours=1)
            assert Firm.objects.filter(match_due_at__lt=soon).count() == 2
        update_firm(actor=owner, firm=entity, name="Renamed Limited")

    def test_every_firm_is_due_again_at_midnight_in_hong_kong(self, firm):
        due_now()
        rematch_due()
        due = Firm.objects.get().match_due_at.astimezone(ZONE)
        assert (due.date(), due.hour) == (today() + timedelta(days=1), 0)

    def test_time_alone_changes_what_fits(self, firm, measures):
        say(firm, at=months_ago(0, today()), firm_age_months=12)
        rematch_firm(firm.pk)
        say(firm, at=months_ago(2, today()), firm_age_months=12)
        due_now()
        assert rematch_due() == 1
        assert told()[-1] == {"lost": [measures["young"].slug]}

    def test_a_company_is_matched_when_its_parent_says_something(self, measures):
        parent, entity = make_group()
        say(parent, headcount=20)
        Firm.objects.filter(pk=entity.pk).update(match_due_at=timezone.now() + timedelta(days=1))
        assert rematch_due() == 2
        assert stands(entity)[measures["large"].slug] == Outcome.ELIGIBLE

    def test_a_claim_that_facts_overtook_is_not_put_off(self, firm):
        due_now()
        found, claimed = claim_due(10)
        assert found == [firm.pk]
        assert claim_due(10)[0] == []
        match_soon([firm.pk])
        soon = Firm.objects.get().match_due_at
        put_off(found, claimed=claimed, until=timezone.now() + timedelta(days=1))
        assert Firm.objects.get().match_due_at == soon

    def test_a_run_stops_when_its_time_is_up_and_goes_on(self, firm, measures, monkeypatch):
        monkeypatch.setattr(matching, "BATCH", 1)
        other = make_firm()
        say(other, headcount=20)
        rematch_firm(other.pk)
        say(firm, headcount=1)
        say(other, headcount=1)
        slugs = [measures["large"].slug]
        assert rematch_schemes(slugs, seconds=-1) == firm.pk
        assert len(told()) == 1
        assert rematch_schemes(slugs, after=firm.pk) is None
        assert len(told()) == 2


def test_a_quiet_night_costs_as_many_queries_for_many_firms_as_for_one(firm):
    counts = []
    for count in (1, 20):
        for _ in range(count - Firm.objects.count()):
            other = make_firm()
            say(other, headcount=20)
            rematch_firm(other.pk)
        due_now()
        revision.current()
        with CaptureQueriesContext(connection) as queries:
            assert rematch_due() == 0
        counts.append(len(queries))
    assert counts[0] == counts[1]
