"""The public pages under bad input and long lists."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.kernel.clock import today
from programs.models import Benefit, Criterion, StoryUse
from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_source,
    make_story,
    make_unit,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("kind=castle", "kind"),
        ("kind=measure&kind=castle", "kind"),
        ("area=atlantis", "area"),
        ("sector=%F0%9F%A6%9C", "sector"),
        ("category=%FF%FE", "category"),
        ("open=perhaps", "open"),
        ("ended=2", "ended"),
        ("sort=price", "sort"),
        ("q=" + "x" * 201, "q"),
        ("kind=%27%3B+DROP+TABLE+catalogue_entry%3B--", "kind"),
        ("kind=%ED%A0%80", "kind"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_an_unknown_value_is_refused_by_name(client, query, parameter, language):
    response = client.get(f"/{language}/catalogue/?{query}")
    assert response.status_code == 400
    page = response.content.decode()
    assert f"<code>{parameter}</code>" in page
    assert f'href="/{language}/catalogue/"' in page


@pytest.mark.parametrize(
    "page", ["0", "-1", "2", "99999999999999999999", "one", "1.5", "%00", "１", "1%20OR%201"]
)
def test_pages_that_do_not_exist(client, page):
    make_place()
    expected = {"%00": 400, "１": 200}.get(page, 404)
    assert client.get(f"/en/catalogue/?page={page}").status_code == expected


@pytest.mark.parametrize(
    "query",
    [
        "q=%F0%9F%A6%9C",
        "q=%ED%A0%80",
        "q=%FF%FE%FD",
        "q=%E2%80%8B%E2%80%AE",
        "q=%EF%B7%BA",
        "q=%25%5C_%27%22",
        "q=" + "%E6%B2%B3" * 200,
        "q=" + "a+" * 100,
        "q=a&q=b",
        "&&&===",
        "kind",
        "%",
        "%zz=%zz",
        ";kind=measure",
        "q[]=1",
    ],
)
def test_odd_queries_are_answered(client, query):
    make_place()
    assert client.get(f"/en/catalogue/?{query}").status_code == 200


def test_a_nul_is_refused(client):
    assert client.get("/en/catalogue/?q=a%00b").status_code == 400


@pytest.mark.parametrize("kind", ["measures", "programmes", "incubators", "spaces", "platforms", "stories"])
@pytest.mark.parametrize("slug", ["none", "x" * 300, "%FF", "%F0%9F%A6%9C", "..%2F..%2Fetc", "a'b", "a%20b"])
def test_entries_that_do_not_exist(client, kind, slug):
    assert client.get(f"/en/{kind}/{slug}/").status_code == 404


@pytest.mark.parametrize("prefix", ["fr", "zh", "zh-tw", "EN-US", "xx"])
def test_languages_that_do_not_exist(client, prefix):
    assert client.get(f"/{prefix}/catalogue/").status_code == 404


def test_an_entry_is_found_under_its_own_kind_only(client):
    measure = make_measure()
    assert client.get(f"/en/measures/{measure.slug}/").status_code == 200
    for kind in ("programmes", "incubators", "spaces", "platforms", "stories"):
        assert client.get(f"/en/{kind}/{measure.slug}/").status_code == 404


# Queries


def asked(client, address: str) -> int:
    """How many queries a page takes once the code lists are known and no row is."""
    client.get(address)
    caches["rows"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def reader(client):
    client.force_login(make_user())
    return client


def test_the_list_takes_as_many_queries_for_one_row_as_for_thirty(reader):
    area, category = make_area("hetao"), make_category("rent")
    intake = {"questions": False, "rubric": False}
    make_intake(measure=make_measure(area=area, category=category), **intake)
    one = asked(reader, "/en/catalogue/?area=hetao")
    for _ in range(8):
        make_intake(measure=make_measure(area=area, category=category), **intake)
        make_programme(area=area)
        make_place(area=area)
        make_incubator(area=area)
    make_story(area=area)
    make_platform(area=area)
    assert asked(reader, "/en/catalogue/?area=hetao") == one <= MOST
    assert asked(reader, "/en/catalogue/?area=hetao&page=2") == one
    assert asked(reader, "/zh-hans/catalogue/?area=hetao&q=a&sort=name&ended=1") <= MOST


def test_home_takes_as_many_queries_for_one_row_as_for_thirty(reader):
    make_intake(measure=make_measure())
    one = asked(reader, "/en/")
    for _ in range(10):
        make_measure()
        make_place()
    assert asked(reader, "/en/") == one <= MOST


def grow_measure(rows: int):
    measure = make_measure(sources=[make_source() for _ in range(rows)], parts=False)
    version = measure.current
    for _ in range(rows):
        Benefit.objects.create(version=version, amount=1, currency="CNY", **in_three(text="Tier"))
        Criterion.objects.create(version=version, **in_three(text="Condition"))
        version.papers.create(**in_three(text="Paper"))
        make_version(measure, state="retired")
        make_intake(measure=measure, questions=False, rubric=False)
        StoryUse.objects.create(story=make_story(), entry=measure)
        make_measure(area=measure.area, parts=False)
    return measure


def grow_programme(rows: int):
    programme = make_programme(host=make_incubator(), sources=[make_source() for _ in range(rows)])
    for _ in range(rows):
        Benefit.objects.create(programme=programme, amount=1, currency="CNY", **in_three(text="Tier"))
        Criterion.objects.create(programme=programme, **in_three(text="Condition"))
        make_intake(programme=programme, questions=False, rubric=False)
        StoryUse.objects.create(story=make_story(), entry=programme)
        make_programme(area=programme.area)
    return programme


def grow_incubator(rows: int):
    incubator = make_incubator(sources=[make_source() for _ in range(rows)])
    for _ in range(rows):
        make_programme(host=incubator)
        StoryUse.objects.create(story=make_story(), entry=incubator)
        make_incubator(area=incubator.area)
    return incubator


def grow_space(rows: int):
    place = make_place(sources=[make_source() for _ in range(rows)])
    for _ in range(rows):
        make_unit(place)
        make_intake(place=place, questions=False, rubric=False)
        StoryUse.objects.create(story=make_story(), entry=place)
        make_place(area=place.area)
    return place


def grow_platform(rows: int):
    platform = make_platform(sources=[make_source() for _ in range(rows)])
    for _ in range(rows):
        StoryUse.objects.create(story=make_story(), entry=platform)
        make_platform(area=platform.area)
    return platform


def grow_story(rows: int):
    story = make_story(sources=[make_source() for _ in range(rows)])
    for _ in range(rows):
        StoryUse.objects.create(story=story, entry=make_measure(parts=False))
        StoryUse.objects.create(story=story, **in_three(text="Told in words"))
        make_story(area=story.area)
    return story


@pytest.mark.parametrize(
    ("folder", "grow"),
    [
        ("measures", grow_measure),
        ("programmes", grow_programme),
        ("incubators", grow_incubator),
        ("spaces", grow_space),
        ("platforms", grow_platform),
        ("stories", grow_story),
    ],
)
def test_a_detail_page_takes_as_many_queries_for_one_row_as_for_thirty(client, folder, grow):
    small, large = (f"/en/{folder}/{entry.slug}/" for entry in (grow(1), grow(30)))
    one = asked(client, small)
    assert asked(client, large) == one <= MOST
    client.force_login(make_user())
    # Her session, herself with the shortlists of her firms, and how her firm stands: who she works for, what is asked.
    assert asked(client, large) <= one + 5


def test_dates_of_today_are_counted_in_hong_kong(client, settings):
    make_measure(slug="last-day", closes=today())
    make_measure(slug="yesterday", closes=today() - timedelta(days=1))
    rows = client.get("/en/catalogue/?open=open").context["listing"].rows
    assert [row.slug for row in rows] == ["last-day"]
