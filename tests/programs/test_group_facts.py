"""Facts of a firm and its group: each from the company it is about, and as it stands today."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import FirmSide
from portal.kernel.clock import today
from programs.eligibility.ageing import aged, months_between
from programs.selectors.group_facts import facts_of_groups, firms_to_match, group_facts
from tests.factories import make_fact, make_firm
from tests.programs.matching import make_group, months_ago, registry, say


@pytest.fixture
def facts(db):
    return registry()


@pytest.fixture
def group(facts):
    return make_group()


def test_each_fact_comes_from_the_company_it_is_about(group):
    parent, entity = group
    say(parent, headcount=40, registered_capital_cny=1)
    say(entity, headcount=3, registered_capital_cny=1_000_000)
    for firm in group:
        found = group_facts(firm)
        assert (found["headcount"], found["registered_capital_cny"]) == (40, 1_000_000)


def test_what_one_has_not_said_the_other_may_have(group):
    parent, entity = group
    say(parent, registered_capital_cny=5)
    say(entity, headcount=3)
    for firm in group:
        found = group_facts(firm)
        assert (found["headcount"], found["registered_capital_cny"]) == (3, 5)


def test_a_firm_alone_tells_everything_itself(facts):
    firm = make_firm()
    say(firm, headcount=2, registered_capital_cny=7)
    assert group_facts(firm) == {
        "headcount": 2,
        "registered_capital_cny": 7,
        "place_of_incorporation": "hong-kong",
    }


def test_sisters_are_not_mixed(group):
    parent, first = group
    second = make_firm(side=FirmSide.SHENZHEN, parent=parent)
    say(first, registered_capital_cny=1)
    say(second, shenzhen_entity_area="qianhai", shenzhen_entity_age_months=3)
    assert "shenzhen_entity_area" not in group_facts(first)
    assert "registered_capital_cny" not in group_facts(second)
    assert group_facts(parent).keys() >= {"shenzhen_entity_area", "shenzhen_entity_age_months"}
    assert "registered_capital_cny" not in group_facts(parent), "the one that has said more stands for both"


@pytest.mark.parametrize(
    ("side", "place"), [("hong-kong", "hong-kong"), ("shenzhen", "mainland"), ("not-yet", "not-yet")]
)
def test_where_it_is_registered_is_known_from_its_row(facts, side, place):
    firm = make_firm(side=side)
    assert group_facts(firm)["place_of_incorporation"] == place
    assert group_facts(firm).get("has_shenzhen_entity") == (True if side == "shenzhen" else None)


def test_an_answer_stands_but_for_one_that_there_is_no_company_yet(group):
    parent, entity = group
    say(parent, place_of_incorporation="overseas", has_shenzhen_entity=False, shenzhen_entity_area="none")
    found = group_facts(parent)
    assert found == {"place_of_incorporation": "overseas", "has_shenzhen_entity": True}
    say(parent, place_of_incorporation="not-yet")
    assert group_facts(entity)["place_of_incorporation"] == "hong-kong"
    say(entity, shenzhen_entity_area="hetao")
    assert group_facts(parent)["shenzhen_entity_area"] == "hetao"


def test_a_company_that_is_not_there_is_not_made_up(facts):
    firm = make_firm()
    say(firm, has_shenzhen_entity=False)
    assert group_facts(firm)["has_shenzhen_entity"] is False


def test_what_the_answers_leave_no_choice_about_is_settled(facts):
    for name in ("founder_is_chinese_national", "non_chinese_hk_macau_permanent_resident"):
        make_fact(name, "bool")
    firm = make_firm()
    say(firm, founder_is_chinese_national=True)
    assert group_facts(firm)["non_chinese_hk_macau_permanent_resident"] is False
    asked = facts_of_groups([firm.pk], today(), ["non_chinese_hk_macau_permanent_resident"])
    assert asked[firm.pk]["non_chinese_hk_macau_permanent_resident"] is False, (
        "also where only that is asked for"
    )
    say(firm, founder_is_chinese_national=False)
    assert "non_chinese_hk_macau_permanent_resident" not in group_facts(firm)


def test_months_and_years_grow_with_the_calendar(facts):
    firm = make_firm()
    said = {"firm_age_months": 12, "founder_age": 30, "hk_macau_internship_months": 6, "headcount": 5}
    say(firm, at=months_ago(16, today()), **said)
    found = group_facts(firm)
    assert (found["firm_age_months"], found["founder_age"]) == (28, 31)
    assert (found["hk_macau_internship_months"], found["headcount"]) == (6, 5), (
        "these do not grow by themselves"
    )


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2025, 11, 22), date(2027, 1, 22), 14),
        (date(2026, 5, 1), date(2026, 4, 1), 0),
    ],
)
def test_a_month_is_a_calendar_month(first, last, months):
    assert months_between(first, last) == months


def test_what_grows_stops_at_the_most_and_never_shrinks():
    long_ago = {"said_on": date(2020, 1, 1), "today": date(2026, 1, 1)}
    assert aged(58, "months", most=60, **long_ago) == 60
    assert aged(70, "months", most=60, **long_ago) == 70
    assert aged(3, "people", **long_ago) == 3


def test_the_day_of_an_answer_is_hong_kongs(facts):
    firm = make_firm()
    # 17:00 on the last day of March in Greenwich is the first of April here.
    moment = timezone.now().replace(year=2026, month=3, day=31, hour=17, minute=0)
    say(firm, at=moment, firm_age_months=1)
    assert facts_of_groups([firm.pk], date(2026, 4, 30))[firm.pk]["firm_age_months"] == 1
    assert facts_of_groups([firm.pk], date(2026, 5, 1))[firm.pk]["firm_age_months"] == 2


def test_answers_taken_back_and_questions_no_longer_asked_do_not_count(facts):
    firm = make_firm()
    say(firm, headcount=2, founder_age=30)
    firm.facts.filter(fact="headcount").update(superseded_at=timezone.now())
    facts["founder_age"].archived_at = timezone.now()
    facts["founder_age"].save()
    assert group_facts(firm) == {"place_of_incorporation": "hong-kong"}


def test_firms_of_which_nobody_has_said_anything_are_not_matched(group):
    parent, entity = group
    make_firm()
    assert not firms_to_match().exists()
    say(entity, headcount=1)
    assert set(firms_to_match()) == {parent, entity}
    entity.facts.update(superseded_at=timezone.now() - timedelta(days=1))
    assert not firms_to_match().exists()


def test_as_many_queries_for_many_groups_as_for_one(facts, django_assert_num_queries):
    groups = [make_group() for _ in range(5)]
    for parent, entity in groups:
        say(parent, headcount=1, firm_age_months=2)
        say(entity, registered_capital_cny=1)
    for some in (groups[:1], groups):
        with django_assert_num_queries(4):
            facts_of_groups([firm.pk for pair in some for firm in pair], today())


@pytest.mark.parametrize("page", ["firm-edit", "member-invite"])
def test_who_may_read_the_facts_of_a_group_is_said_where_it_is_decided(client, group, page):
    told = "share one set of facts"
    parent, entity = group
    owner = parent.memberships.get().user
    client.force_login(owner)
    assert told in client.get(reverse(page, args=[entity.pk])).text
    if page == "member-invite":
        assert told in client.get(reverse(page, args=[parent.pk])).text
        alone = make_firm(owner)
        assert told not in client.get(reverse(page, args=[alone.pk])).text, "there is no group to speak of"
