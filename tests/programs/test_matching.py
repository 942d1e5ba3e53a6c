"""Live matching: what changes for a firm is found, written down once and told once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Firm
from accounts.services.facts import record_fact, withdraw_fact
from accounts.services.firms import update_firm
from accounts.services.match_due import QUIET, claim_due, match_soon, put_off
from portal.catalogue import revision
from portal.catalogue.changes import REMATCH
from portal.catalogue.services import archive_entries, restore_entries
from portal.kernel.clock import ZONE, today
from portal.outbox import delivery, enqueue
from portal.outbox.models import Delivery, Notification
from programs import tasks
from programs.eligibility.logic import Outcome
from programs.eligibility.news import news_of
from programs.models import Match
from programs.services import matching
from programs.services.matching import rematch_due, rematch_firm, rematch_schemes
from programs.services.policies import create_draft, publish_version
from tests.factories import make_firm, make_member, make_staff
from tests.programs.matching import ask_for, due_now, make_group, months_ago, put_rule, registry, say


@pytest.fixture
def facts(db):
    return registry()


@pytest.fixture
def measures(facts):
    """Measures for firms of ten people or more, and for those of at most twelve months."""
    return {
        "large": ask_for("headcount", ">=", 10),
        "young": ask_for("firm_age_months", "<=", 12),
    }


@pytest.fixture
def firm(measures):
    """A firm of 20 that has been matched."""
    firm = make_firm()
    say(firm, headcount=20)
    rematch_firm(firm.pk)
    return firm


@pytest.fixture
def editor(db):
    return make_staff("editor")


def stands(firm) -> dict[str, str]:
    return dict(firm.matches.values_list("entry__slug", "outcome"))


def told() -> list[dict[str, list[str]]]:
    """What each message says: list to slugs, newest last."""
    return [
        {name: [row["slug"] for row in rows] for name, rows in note.params.items() if name != "firm"}
        for note in Notification.objects.filter(kind="matches_changed").order_by("pk")
    ]


def publish(measure, editor, *rule) -> None:
    draft = create_draft(measure=measure, actor=editor)
    put_rule(draft, *rule)
    publish_version(version=draft, actor=editor)


class TestAFirm:
    def test_is_matched_in_silence_the_first_time(self, firm, measures):
        assert stands(firm) == {
            measures["large"].slug: Outcome.ELIGIBLE,
            measures["young"].slug: Outcome.NEEDS_FACTS,
        }
        assert told() == []

    def test_that_has_said_nothing_is_not_matched(self, measures):
        silent = make_firm()
        assert rematch_firm(silent.pk) == 0
        assert not silent.matches.exists()

    def test_is_told_what_is_new_lost_and_settled_in_one_message(self, firm, measures):
        other = ask_for("headcount", "<", 10)
        rematch_firm(firm.pk)
        say(firm, headcount=5, firm_age_months=30)
        assert rematch_firm(firm.pk) == 1
        assert told() == [
            {
                "gained": [other.slug],
                "lost": [measures["large"].slug],
                "settled": [measures["young"].slug],
            }
        ]
        assert Notification.objects.get().path == f"/firm/{firm.pk}/matches/"

    def test_is_told_what_hangs_in_the_air_again(self, firm, measures):
        firm.facts.update(superseded_at=timezone.now())
        rematch_firm(firm.pk)
        assert told() == [{"unsettled": [measures["large"].slug]}]

    def test_hears_nothing_twice(self, firm):
        say(firm, headcount=5)
        assert [rematch_firm(firm.pk) for _ in range(3)] == [1, 0, 0]
        assert len(told()) == 1

    def test_that_comes_and_goes_on_one_day_hears_each_step_once(self, firm):
        for people in (5, 20, 5, 20):
            say(firm, headcount=people)
            rematch_firm(firm.pk)
        assert [next(iter(note)) for note in told()] == ["lost", "gained"]

    def test_each_member_is_told_in_her_language(self, firm, mailoutbox):
        make_member(firm, role="viewer")
        reader = make_member(firm).user
        reader.language = "zh-hant"
        reader.save()
        say(firm, headcount=5)
        rematch_firm(firm.pk)
        delivery.sweep()
        [mail] = [mail for mail in mailoutbox if reader.email in mail.to[0]]
        assert len(mailoutbox) == 3
        assert "Measure" in mail.body
        assert "（繁）" in mail.body
        assert f"/zh-hant/firm/{firm.pk}/matches/" in mail.body

    def test_who_wants_no_such_news_gets_none(self, firm):
        owner = firm.memberships.get().user
        owner.match_news = False
        owner.save()
        say(firm, headcount=5)
        rematch_firm(firm.pk)
        assert len(told()) == 1, "written down, for the marks of the page"
        assert not Delivery.objects.exists()

    def test_somebody_in_two_companies_of_a_group_is_told_once(self, measures):
        parent, entity = make_group()
        say(entity, headcount=20)
        rematch_firm(entity.pk)
        say(entity, headcount=5)
        assert rematch_firm(entity.pk) == 2
        assert told() == [{"lost": [measures["large"].slug]}]
        assert stands(parent) == stands(entity)

    def test_that_is_gone_meanwhile_is_passed_over(self, firm):
        assert rematch_firm(firm.pk + 1000) == 0


class TestNews:
    @pytest.mark.parametrize(
        ("before", "after", "news"),
        [
            (None, "eligible", "gained"),
            ("not-eligible", "eligible", "gained"),
            ("needs-facts", "eligible", "gained"),
            ("eligible", "not-eligible", "lost"),
            ("eligible", None, "lost"),
            ("eligible", "needs-facts", "unsettled"),
            ("needs-facts", "not-eligible", "settled"),
            ("needs-facts", None, None),
            ("not-eligible", "needs-facts", None),
            (None, "not-eligible", None),
            ("eligible", "eligible", None),
        ],
    )
    def test_is_what_a_step_means(self, before, after, news):
        assert news_of(before, after) == news

    def test_is_not_made_of_what_nobody_can_apply_for(self, firm):
        ask_for("headcount", ">=", 1, status="expired")
        assert rematch_firm(firm.pk) == 1
        assert told() == []


class TestTheCatalogue:
    def test_a_new_version_is_matched_with_every_firm(self, firm, measures, editor):
        other = make_firm()
        say(other, headcount=3)
        rematch_firm(other.pk)
        publish(measures["large"], editor, "headcount", ">=", 30)
        assert rematch_schemes([measures["large"].slug]) is None
        assert told() == [{"lost": [measures["large"].slug]}]
        versions = set(Match.objects.filter(entry=measures["large"]).values_list("version", flat=True))
        measures["large"].refresh_from_db()
        assert versions == {measures["large"].current_id}, "also where the outcome is the same"

    def test_only_what_changed_is_looked_at(self, firm, measures):
        say(firm, headcount=5, firm_age_months=3)
        rematch_schemes([measures["young"].slug])
        assert told() == [{"gained": [measures["young"].slug]}]
        assert stands(firm)[measures["large"].slug] == Outcome.ELIGIBLE

    def test_what_leaves_the_catalogue_is_lost_and_what_returns_is_new(self, firm, measures, editor):
        large = measures["large"]
        archive_entries(entries=[large], actor=editor)
        rematch_schemes([large.slug])
        assert told() == [{"lost": [large.slug]}]
        assert large.slug not in stands(firm)
        restore_entries(entries=[large], actor=editor)
        rematch_schemes([large.slug])
        assert told()[1:] == [{"gained": [large.slug]}]

    def test_a_firm_never_matched_waits_for_its_first_run(self, firm, measures):
        other = make_firm()
        say(other, headcount=20)
        rematch_schemes([measures["large"].slug])
        assert not other.matches.exists()

    def test_a_measure_that_opens_is_told_once(self, firm, monkeypatch):
        tomorrow = today() + timedelta(days=1)
        later = ask_for("headcount", ">=", 10, opens=tomorrow)
        rematch_firm(firm.pk)
        assert told() == [{"gained": [later.slug]}]
        monkeypatch.setattr("programs.selectors.standings.today", lambda: tomorrow)
        moment = timezone.now() + timedelta(days=1)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        assert [rematch_firm(firm.pk), rematch_firm(firm.pk)] == [1, 0]
        assert told()[1:] == [{"opened": [later.slug]}]

    def test_a_version_that_opens_a_measure_is_told_once(self, firm, measures, editor):
        large = measures["large"]
        draft = create_draft(measure=large, actor=editor)
        draft.rolling = True
        draft.save()
        publish_version(version=draft, actor=editor)
        for _ in range(2):
            rematch_schemes([large.slug])
        assert told() == [{"opened": [large.slug]}]

    @pytest.mark.django_db(transaction=True)
    def test_a_change_calls_for_a_run_once_it_is_saved(self, measures, editor, monkeypatch):
        sent: list = []
        monkeypatch.setattr(
            "portal.catalogue.changes.current_app.send_task",
            lambda name, **kw: sent.append((name, kw["args"])),
        )
        publish(measures["large"], editor, "headcount", ">=", 30)
        archive_entries(entries=[measures["young"]], actor=editor)
        assert sent == [(REMATCH, ([measures["large"].slug],)), (REMATCH, ([measures["young"].slug],))]
        assert tasks.rematch_schemes.name == REMATCH

    @pytest.mark.django_db(transaction=True)
    def test_a_broker_that_is_down_does_not_spoil_the_change(self, measures, editor, monkeypatch):
        def refuse(*args, **kwargs):
            raise OSError("no broker")

        monkeypatch.setattr("portal.catalogue.changes.current_app.send_task", refuse)
        monkeypatch.setattr(enqueue, "_broker_down_until", 0.0)
        publish(measures["large"], editor, "headcount", ">=", 30)
        measures["large"].refresh_from_db()
        assert measures["large"].current.number == 2
        monkeypatch.setattr(enqueue, "_broker_down_until", 0.0)


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


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_find_a_change_once(firm):
    say(firm, headcount=5)
    together = threading.Barrier(2)
    ended: list = []

    def run() -> None:
        try:
            together.wait(10)
            ended.append(rematch_firm(firm.pk))
        except Exception as error:
            ended.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ended) == [0, 1]
    assert len(told()) == 1
