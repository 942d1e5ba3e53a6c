"""What a firm's members see of what fits it, and what an editor sees before publishing: numbers, never names."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, User
from portal.catalogue import revision
from portal.catalogue.services import archive_entries
from portal.outbox.models import Notification
from programs.models import Benefit, Criterion, ExchangeRate
from programs.selectors.effects import effect_of, shown_count
from programs.services.matching import rematch_firm
from programs.services.policies import create_draft
from tests.factories import (
    in_three,
    make_firm,
    make_measure,
    make_member,
    make_programme,
    make_staff,
    make_user,
)
from tests.portal.admin_pages import address, values_of
from tests.programs.matching import ask_for, make_group, put_rule, registry, say


@pytest.fixture
def facts(db):
    return registry()


@pytest.fixture
def firm(facts):
    firm = make_firm()
    say(firm, headcount=20)
    return firm


@pytest.fixture
def owner(client, firm):
    user = firm.memberships.get().user
    client.force_login(user)
    return user


def read(client, firm, language="en") -> str:
    response = client.get(f"/{language}/firm/{firm.pk}/matches/")
    assert response.status_code == 200
    return response.text


def section(page: str, code: str) -> str:
    """What stands in one group."""
    return page.split(f'id="group-{code}"')[1].split("</section>")[0]


class TestThePage:
    def test_lists_what_fits_what_is_open_what_staff_judge_and_what_does_not(self, client, firm, owner):
        fits = ask_for("headcount", ">=", 10, rolling=True, **in_three(name="Rent"))
        asks = ask_for("founder_age", "<=", 35, **in_three(name="Youth"))
        over = ask_for("headcount", ">=", 10, status="expired", **in_three(name="Past"))
        small = ask_for("headcount", "<", 10, **in_three(name="Small"))
        programme = make_programme(**in_three(name="Course"))
        page = read(client, firm)
        for code, entry in (
            ("eligible", fits),
            ("needs-facts", asks),
            ("not-eligible", small),
            ("over", over),
        ):
            assert f'href="/en/measures/{entry.slug}/"' in section(page, code), code
            assert '<span class="num">1</span>' in section(page, code), code
        assert f'href="/en/programmes/{programme.slug}/"' in section(page, "staff")
        assert '<span class="tag tag--go">Open</span>' in section(page, "eligible")
        assert f"/en/firm/{firm.pk}/facts/?fact=founder_age" in section(page, "needs-facts")
        assert "Full-time staff: 20 people; needs less than 10 people" in section(page, "not-eligible"), (
            "it says what is lacking"
        )

    def test_says_what_it_is_worth(self, client, firm, owner):
        measure = ask_for("headcount", ">=", 10)
        Benefit.objects.filter(version=measure.current).delete()
        Benefit.objects.create(
            version=measure.current,
            position=0,
            amount=100000,
            currency="CNY",
            per="once",
            **in_three(text="A sum"),
        )
        revision.bump()
        ExchangeRate.objects.create(hkd_per_cny="1.08", as_of="2026-01-05", is_sample=True)
        page = section(read(client, firm), "eligible").replace("\u00a0", " ")
        assert "<b>CNY 100,000</b> <span>HKD 108,000</span>" in page
        assert "estimate for the first 12 months" in page

    def test_shows_one_group_in_full(self, client, firm, owner):
        for _ in range(12):
            ask_for("headcount", ">=", 10)
        address = f"/en/firm/{firm.pk}/matches/?group=eligible"
        pages = [client.get(address).text, client.get(address + "&page=2").text]
        assert [page.count('class="result check-row"') for page in pages] == [10, 2]
        assert 'id="group-staff"' not in pages[0]

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_opens_in_every_language(self, client, firm, owner, language):
        ask_for("headcount", ">=", 10)
        assert f"/{language}/measures/" in read(client, firm, language)

    def test_marks_what_the_reader_was_told_while_it_holds(self, client, firm, owner):
        lost = ask_for("headcount", ">=", 10)
        gone = ask_for("headcount", ">=", 10, **in_three(name="Vanished measure"))
        rematch_firm(firm.pk)
        assert "No longer fits" not in read(client, firm)
        say(firm, headcount=5)
        gained = ask_for("headcount", "<", 10)
        archive_entries(entries=[gone], actor=make_staff("editor"))
        rematch_firm(firm.pk)
        page = read(client, firm)
        assert "Fits now" in section(page, "eligible")
        assert gained.slug in section(page, "eligible")
        assert "No longer fits" in section(page, "not-eligible")
        assert lost.slug in section(page, "not-eligible")
        assert "Vanished measure" in page
        say(firm, headcount=20)
        assert "No longer fits" not in read(client, firm), "it fits again, whether anybody was told or not"
        say(firm, headcount=5)
        Notification.objects.update(created_at=timezone.now() - timedelta(days=31))
        assert "No longer fits" not in read(client, firm)

    def test_marks_also_for_who_is_not_told(self, client, firm, owner):
        ask_for("headcount", ">=", 10)
        User.objects.update(muted=["matches"])
        rematch_firm(firm.pk)
        say(firm, headcount=5)
        rematch_firm(firm.pk)
        assert "No longer fits" in read(client, firm)

    def test_of_a_company_of_a_group_marks_what_was_told_of_the_other(self, client, facts):
        parent, entity = make_group()
        client.force_login(parent.memberships.get().user)
        ask_for("headcount", ">=", 10)
        say(parent, headcount=20)
        rematch_firm(parent.pk)
        say(parent, headcount=5)
        rematch_firm(parent.pk)
        for firm, other in ((parent, entity), (entity, parent)):
            page = read(client, firm)
            assert "No longer fits" in page
            assert other.name in page

    def test_of_a_firm_that_has_said_nothing_leads_to_the_questions(self, client, facts):
        firm = make_firm()
        client.force_login(firm.memberships.get().user)
        ask_for("headcount", ">=", 10)
        page = read(client, firm)
        assert "Nothing is known of the firm yet" in page
        assert f'href="/en/firm/{firm.pk}/facts/"' in page
        assert "/en/measures/" not in page

    def test_a_viewer_reads_it_and_is_not_asked(self, client, firm):
        client.force_login(make_member(firm, role="viewer").user)
        ask_for("founder_age", "<=", 35)
        assert "/facts/" not in read(client, firm)

    def test_is_for_members_only(self, client, firm):
        client.force_login(make_user())
        for key in (firm.pk, firm.pk + 1000, 10**25):
            assert client.get(f"/en/firm/{key}/matches/").status_code == 404
        client.force_login(firm.memberships.get().user)
        assert client.post(f"/en/firm/{firm.pk}/matches/").status_code == 405

    def test_the_firms_page_leads_there(self, client, firm, owner):
        assert f'href="/en/firm/{firm.pk}/matches/"' in client.get(reverse("firm")).text

    def test_takes_as_many_queries_for_thirty_measures_as_for_one(self, client, firm, owner):
        counts = []
        for count in (1, 29):
            for _ in range(count):
                ask_for("headcount", ">=", 10)
            rematch_firm(firm.pk)
            say(firm, headcount=20 if count == 1 else 5)
            rematch_firm(firm.pk)
            read(client, firm)
            with CaptureQueriesContext(connection) as queries:
                read(client, firm)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 13


class TestTheEditor:
    @pytest.fixture
    def measure(self, facts):
        """For firms of ten people; two of four firms are."""
        for people in (3, 20, 30):
            say(make_firm(), headcount=people)
        say(make_firm(), founder_age=30)
        make_firm()
        return ask_for("headcount", ">=", 10)

    def draft(self, measure, *rule):
        draft = create_draft(measure=measure, actor=make_staff("editor"))
        put_rule(draft, *rule)
        return draft

    @pytest.mark.parametrize(
        ("rule", "gain", "lose", "unsettled", "keep"),
        [
            (("headcount", ">=", 25), 0, 1, 0, 1),
            (("headcount", ">=", 1), 1, 0, 0, 2),
            (("headcount", "<", 10), 1, 2, 0, 0),
            (("founder_age", "<=", 35), 1, 0, 2, 0),
        ],
    )
    def test_sees_how_many_firms_a_draft_would_gain_and_lose(
        self, measure, rule, gain, lose, unsettled, keep
    ):
        found = effect_of(self.draft(measure, *rule))
        assert (found.gain, found.lose, found.unsettled, found.keep) == (gain, lose, unsettled, keep)
        assert found.firms == 4, "a firm that has said nothing does not count"

    def test_of_a_first_version_counts_who_would_be_eligible(self, measure):
        new = make_measure(published=False)
        draft = new.versions.get()
        put_rule(draft, "headcount", ">=", 1)
        assert (effect_of(draft).gain, effect_of(draft).lose) == (3, 0)

    def test_asks_for_round_numbers_and_gets_no_name(self, client, measure):
        draft = self.draft(measure, "headcount", ">=", 25)
        for _ in range(12):
            say(make_firm(), headcount=12)
        client.force_login(make_staff("editor"))
        page = client.get(address(draft))
        assert "Lose it" not in page.text, "counting waits until it is asked for"
        sent = {**values_of(page), "programs_measureversion_count_firms": "1"}
        answer = client.post(address(draft), sent, follow=True)
        [told] = [str(message) for message in answer.context["messages"]]
        assert "gain it: fewer than 10. Lose it: about 10." in told
        assert "Firms with facts: about 20." in told
        assert not [firm.name for firm in Firm.objects.all() if firm.name in answer.text]
        draft.refresh_from_db()
        assert draft.state == "draft"

    @pytest.mark.parametrize(
        ("firms", "shown"), [(0, 0), (1, 0), (9, 0), (10, 10), (14, 10), (15, 20), (1234, 1230)]
    )
    def test_never_sees_a_number_that_could_point_at_one_firm(self, firms, shown):
        assert shown_count(firms) == shown

    def test_costs_as_many_queries_for_thirty_firms_as_for_one(self, measure):
        draft = self.draft(measure, "headcount", ">=", 25)
        Criterion.objects.filter(version=draft).update(position=1)
        revision.bump()
        counts = []
        for _ in range(2):
            effect_of(draft)
            with CaptureQueriesContext(connection) as queries:
                effect_of(draft)
            counts.append(len(queries))
            for _ in range(30):
                say(make_firm(), headcount=40)
        assert counts[0] == counts[1]
