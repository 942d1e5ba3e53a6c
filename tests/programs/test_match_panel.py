"""The panel beside a measure or programme: how it stands on the reader's own answers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.views.common import CHECK_KEY
from portal.catalogue.enums import FactType
from programs.models import Criterion
from tests.factories import (
    in_three,
    make_fact,
    make_firm,
    make_firm_fact,
    make_measure,
    make_programme,
    make_user,
)

pytestmark = pytest.mark.django_db

PROMPT = "Check what you can get"
AGE = {"fact": "founder_age", "op": "<", "value": 45}
SHARE = {"fact": "hk_macau_youth_ownership_pct", "op": ">=", "value": 25}
COMPANY = {"fact": "has_shenzhen_entity", "op": "==", "value": True}
RULES = {
    "Under 45": AGE,
    "A quarter is owned by youth": SHARE,
    "A Shenzhen company": COMPANY,
    "Sound plan": None,
}


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def facts():
    return {
        "founder_age": make_fact("founder_age", unit="years", min=0, max=120),
        "hk_macau_youth_ownership_pct": make_fact("hk_macau_youth_ownership_pct", unit="%", min=0, max=100),
        "has_shenzhen_entity": make_fact("has_shenzhen_entity", FactType.BOOL),
    }


@pytest.fixture(params=["measures", "programmes"])
def address(request, facts):
    """The page of an entry with four conditions."""
    make = make_measure if request.param == "measures" else make_programme
    entry = make(parts=False) if request.param == "measures" else make()
    owner = {"version": entry.current} if request.param == "measures" else {"programme": entry}
    Criterion.objects.filter(**owner).delete()
    for position, (text, rule) in enumerate(RULES.items()):
        Criterion.objects.create(**owner, position=position, rule=rule, **in_three(text=text))
    return f"/en/{request.param}/{entry.slug}/"


def say(client, **said):
    """Answer in this browser, as the check keeps it."""
    session = client.session
    session[CHECK_KEY] = {"said": said, "unsure": [], "trail": [], "effect": None}
    session.save()


def panel(client, address: str) -> str:
    """The words of the panel."""
    page = client.get(address).content.decode()
    section = re.search(r'<section class="panel[^>]*aria-labelledby="match".*?</section>', page, re.DOTALL)
    assert section
    return " ".join(re.sub(r"<[^>]+>", " ", section[0]).split())


def test_a_visitor_without_answers_is_shown_the_way_to_the_check(client, address):
    assert PROMPT in panel(client, address)
    assert 'href="/en/check/"' in client.get(address).content.decode()


def test_one_with_answers_sees_what_is_met_not_met_and_to_settle(client, address):
    say(client, founder_age=30, hk_macau_youth_ownership_pct=24)
    said = panel(client, address)
    assert PROMPT not in said
    assert "You meet 1 of 3 tests" in said
    assert "Met: Under 45" in said
    assert "Not met: A quarter is owned by youth" in said
    assert "24%; needs at least 25%" in said
    assert "To settle: A Shenzhen company" in said
    assert "Staff judge 1 more condition" in said
    assert "What would change it" in said


def test_what_cannot_be_changed_is_said_to_be_so(client, address):
    say(client, founder_age=45)
    assert "Nothing that you could change would make it fit" in panel(client, address)


def test_a_firm_sees_its_own_facts(client, address, facts):
    owner = make_user()
    firm = make_firm(owner, name="Sample Robotics")
    client.force_login(owner)
    assert PROMPT in panel(client, address)
    make_firm_fact(firm, facts["founder_age"], 30)
    make_firm_fact(firm, facts["hk_macau_youth_ownership_pct"], 40)
    make_firm_fact(firm, facts["has_shenzhen_entity"], True)
    said = panel(client, address)
    assert said.startswith("Sample Robotics")
    assert "You meet 3 of 3 tests" in said
    assert "Not met" not in said


def test_nothing_of_one_reader_reaches_another(client, address):
    client.get(address)
    mine, theirs = Client(), Client()
    say(mine, founder_age=30)
    say(theirs, founder_age=45)
    for _ in range(2):
        assert "You meet 1 of 3 tests" in panel(mine, address)
        assert "You meet 0 of 3 tests" in panel(theirs, address)
        assert PROMPT in panel(client, address)
    # Strangers share one page; readers with answers have none that is kept.
    assert "ETag" in client.get(address)
    for reader in (mine, theirs):
        response = reader.get(address, headers={"If-None-Match": client.get(address)["ETag"]})
        assert response.status_code == 200
        assert "ETag" not in response
        assert "Cookie" in response["Vary"]


def test_a_reader_with_answers_who_comes_first_leaves_nothing_behind(client, address):
    first = Client()
    say(first, founder_age=30)
    assert "You meet 1 of 3 tests" in panel(first, address)
    assert PROMPT in panel(client, address)


def test_answers_cost_few_queries(client, address, django_assert_max_num_queries):
    reader = Client()
    reader.get("/en/check/")
    say(reader, founder_age=30)
    reader.get(address)
    with CaptureQueriesContext(connection) as without:
        Client().get(f"{address}?fresh=1")
    with django_assert_max_num_queries(len(without) + 4):  # the session, the registry, the revision, the rate
        reader.get(address)


def test_one_that_nobody_can_test_is_said_to_be_so(client, facts):
    measure = make_measure(parts=False)
    Criterion.objects.create(version=measure.current, position=0, rule=None, **in_three(text="Sound plan"))
    say(client, founder_age=30)
    said = panel(client, f"/en/measures/{measure.slug}/")
    assert "Only staff can judge" in said
    assert "You meet" not in said


def test_an_entry_that_is_over_asks_nobody_to_check(client):
    measure = make_measure(status="expired")
    assert PROMPT not in client.get(f"/en/measures/{measure.slug}/").content.decode()
