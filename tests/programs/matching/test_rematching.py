"""Live matching: what changes for a firm is found, written down once and told once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.enums import FirmSide
from portal.catalogue.changes import REMATCH, note_change
from portal.catalogue.enums import ChangeKind
from portal.catalogue.services import archive_entries, restore_entries
from portal.kernel.clock import today
from portal.outbox import delivery, enqueue
from portal.outbox.models import Delivery, Notification
from programs import tasks
from programs.eligibility.logic import Outcome
from programs.eligibility.news import news_of
from programs.models import Match
from programs.services import matching
from programs.services.matching import rematch_firm, rematch_schemes
from programs.services.policies import create_draft, publish_version
from tests.factories import make_firm, make_member, make_programme
from tests.programs.matching import ask_for, make_group, put_rule, say, stands, told


def set_status(programme, status, **fields) -> None:
    """As an editor saves it."""
    with transaction.atomic():
        for name, value in {"status": status, **fields}.items():
            setattr(programme, name, value)
        programme.save()
        note_change(entry=programme, what=ChangeKind.CHANGED, fields=["status", *fields])


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
            assert [rematch_firm(firm.pk) for _ in range(2)] == [1, 0]
        assert [next(iter(note)) for note in told()] == ["lost", "gained", "lost", "gained"]

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
        owner.muted = ["matches"]
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

    def test_somebody_in_two_companies_of_a_group_is_told_each_step_once(self, measures):
        parent, entity = make_group()
        sister = make_firm(parent.memberships.get().user, side=FirmSide.SHENZHEN, parent=parent)
        say(parent, headcount=20)
        rematch_firm(entity.pk)
        rematch_firm(sister.pk)
        for people in (5, 20, 5, 20):
            say(parent, headcount=people)
            # Each company in a run of its own, in any order.
            for firm in sorted((parent, entity, sister), key=lambda firm: (firm.pk * people) % 7):
                matching.rematch([firm.pk], matching.catalogue_today())
        assert [next(iter(note)) for note in told()] == ["lost", "gained", "lost", "gained"]

    def test_a_sister_that_moves_alone_is_told_of_each_step(self, measures):
        parent, entity = make_group()
        sister = make_firm(parent.memberships.get().user, side=FirmSide.SHENZHEN, parent=parent)
        area = ask_for("shenzhen_entity_area", "in", ["hetao"])
        say(entity, shenzhen_entity_area="qianhai", has_shenzhen_entity=True)
        for place in ("hetao", "qianhai", "hetao", "qianhai"):
            say(sister, shenzhen_entity_area=place)
            rematch_firm(sister.pk)
        steps = [next(iter(note)) for note in told() if [area.slug] in note.values()]
        assert steps == ["lost", "gained", "lost"]

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
        archive_entries(entries=[large], actor=editor)
        rematch_schemes([large.slug])
        assert told()[2:] == [{"lost": [large.slug]}], "each time it goes"

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

    @pytest.mark.parametrize(("rolling", "news"), [(True, "opened"), (None, "in_force")])
    def test_a_measure_that_comes_into_force_is_told_once(self, facts, firm, editor, rolling, news):
        promised = ask_for("headcount", ">=", 10, status="announced")
        rematch_firm(firm.pk)
        draft = create_draft(measure=promised, actor=editor)
        draft.status, draft.rolling = "in-force", rolling
        draft.save()
        publish_version(version=draft, actor=editor)
        for _ in range(2):
            rematch_schemes([promised.slug])
        assert told()[1:] == [{news: [promised.slug]}]

    @pytest.mark.parametrize(("rolling", "news"), [(True, "opened"), (None, "in_force")])
    def test_a_programme_that_comes_into_force_is_told_once(self, facts, rolling, news):
        programme = make_programme(status="announced")
        parent, entity = make_group()
        say(parent, headcount=20)
        rematch_firm(entity.pk)
        set_status(programme, "in-force", rolling=rolling)
        for _ in range(2):
            rematch_schemes([programme.slug])
        assert told() == [{news: [programme.slug]}]
        assert rematch_firm(entity.pk) == 0

    def test_a_programme_that_is_open_as_before_is_no_news(self, facts, firm):
        programme = make_programme(rolling=True)
        rematch_firm(firm.pk)
        before = len(told())
        with transaction.atomic():
            note_change(entry=programme, what=ChangeKind.CHANGED, fields=["summary", "closes"])
        rematch_schemes([programme.slug])
        assert len(told()) == before

    def test_what_is_of_unknown_standing_is_not_in_force(self, facts, firm):
        programme = make_programme(status="announced")
        rematch_firm(firm.pk)
        before = len(told())
        set_status(programme, "unknown")
        rematch_schemes([programme.slug])
        assert len(told()) == before

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
