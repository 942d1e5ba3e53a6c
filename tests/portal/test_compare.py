"""Entries side by side."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.visitor_list import COOKIE, encode
from portal.front.comparing import LABELS
from portal.kernel.clock import today
from programs.models import Benefit, Criterion
from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_firm,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_source,
    make_story,
    make_user,
)

pytestmark = pytest.mark.django_db


def address(*entries, language: str = "en", **more: str) -> str:
    query = [f"e={getattr(entry, 'slug', entry)}" for entry in entries]
    return f"/{language}/compare/?" + "&".join([*query, *(f"{name}={value}" for name, value in more.items())])


def lines(response) -> dict[str, list[tuple[str, ...]]]:
    """What the page says, by the name of the line."""
    return {line.name: [cell.said for cell in line.cells] for line in response.context["lines"]}


def text_of(response) -> str:
    return response.content.decode()


def test_two_measures_side_by_side(client):
    area, category = make_area(), make_category()
    first = make_measure(area=area, category=category, opens=today(), closes=today() + timedelta(days=60))
    second = make_measure(area=area, parts=False, sources=[make_source(title="Second notice")])
    response = client.get(address(first, second))
    said = lines(response)
    assert said["kind"] == [("Measure",), ("Measure",)]
    assert said["area"] == [(area.name,), (area.name,)]
    assert said["category"] == [(category.name,), (second.category.name,)]
    assert said["gives"] == [("Half",), ()]
    assert said["figure"] == [
        ("50% of the cost, up to CNY\u00a0500,000 a year, 12 months",),
        ("Reimbursement",),
    ]
    assert said["criteria"] == [("The firm is registered in the zone.",), ()]
    assert said["papers"] == [("Business licence",), ()]
    assert said["state"][0][0] == "Open"
    assert "Second notice" in text_of(response)
    assert "together" not in said, "lines on which nobody says anything are left out"
    assert "rent" not in said


def test_the_newest_sources_are_named_and_the_others_counted(client):
    sources = [make_source(published=f"20{n}") for n in range(10, 16)]
    page = text_of(
        client.get(address(make_platform(sources=sources), entry := make_platform(sources=sources[:3])))
    )
    assert page.count("3 more sources") == 1
    assert f"/en/platforms/{entry.slug}/#sources" not in page


def test_every_kind_can_stand_beside_every_other(client):
    programme = make_programme(length_months=6)
    Criterion.objects.create(programme=programme, **in_three(text="A seed firm"))
    Benefit.objects.create(programme=programme, amount=1000, currency="HKD", **in_three(text="A grant"))
    place = make_place(total_sqm=600, rent_amount=80, rent_currency="CNY", rent_per="sqm-month")
    response = client.get(address(programme, place, make_incubator(total_sqm=900), make_platform()))
    said = lines(response)
    assert list(said) == [name for name in LABELS if name in said], "in the fixed order"
    assert said["kind"] == [("Programme",), ("Space",), ("Incubator",), ("Platform",)]
    assert said["criteria"] == [("A seed firm",), (), (), ()]
    assert said["length"] == [("6 months",), (), (), ()]
    assert said["stages"] == [("Seed",), (), (), ()]
    assert said["size"] == [(), ("600 m²",), ("900 m²",), ()]
    assert said["rent"] == [(), ("CNY\u00a080 per square metre and month",), (), ()]
    assert client.get(address(make_story(), place)).status_code == 200


def test_it_belongs_to_the_shortlist(client):
    page = text_of(client.get(address(make_measure(), make_place())))
    assert '<a href="/en/shortlist/" aria-current="page">' in page
    assert '<li><a href="/en/shortlist/">Shortlist</a></li><li aria-current="page">Compare</li>' in page
    assert page.count('aria-current="page"') == 2


def test_an_open_intake_says_apply_here(client):
    first, second = make_measure(), make_measure()
    make_intake(measure=first)
    response = client.get(address(first, second))
    assert "Apply here" in text_of(response)
    here, elsewhere = lines(response)["window"]
    assert here[0].startswith("On this portal: ")
    assert elsewhere == ("No window published",)


def test_lines_on_which_all_agree_can_be_hidden(client):
    area = make_area()
    first, second = make_measure(area=area), make_measure(area=area)
    shown = client.get(address(first, second))
    assert f'href="/en/compare/?e={first.slug}&amp;e={second.slug}&amp;same=hide"' in text_of(shown)
    hidden = client.get(address(first, second, same="hide"))
    assert {"kind", "area", "criteria"} <= set(lines(shown))
    assert not {"kind", "area", "criteria"} & set(lines(hidden))
    assert "category" in lines(hidden)
    assert shown.context["alike"] == hidden.context["alike"]
    assert len(lines(hidden)) == len(lines(shown)) - shown.context["alike"]
    assert f'href="/en/compare/?e={first.slug}&amp;e={second.slug}"' in text_of(hidden)


def test_the_order_is_that_of_the_address_and_doubles_are_one(client):
    first, second = make_measure(), make_place()
    response = client.get(address(second, first, second, ""))
    assert [row.entry.slug for row in response.context["rows"]] == [second.slug, first.slug]
    assert response.context["share_url"] == f"http://testserver{address(second, first)}"


def test_an_entry_is_removed_and_replaced_by_links(client):
    area, category = make_area(), make_category()
    first, second, third = (make_measure(area=area, category=category) for _ in range(3))
    page = text_of(client.get(address(first, second)))
    assert f'href="/en/compare/?e={second.slug}"' in page
    assert f'href="/en/compare/?e={first.slug}&amp;e={second.slug}&amp;swap={first.slug}#beside"' in page
    assert f'href="/en/compare/?e={first.slug}&amp;e={second.slug}&amp;e={third.slug}"' in page
    page = text_of(client.get(address(first, second, swap=first.slug)))
    assert f"In place of {first.name}" in page
    assert f'href="/en/compare/?e={third.slug}&amp;e={second.slug}"' in page


def test_what_is_put_aside_is_suggested_first(client):
    first, near, saved = make_measure(), make_measure(), make_place()
    near.area = first.area
    near.save()
    client.cookies[COOKIE] = encode({saved.slug: "Secret", first.slug: ""})
    response = client.get(address(first))
    assert [one["entry"].slug for one in response.context["suggested"]] == [saved.slug, near.slug]
    assert "Secret" not in text_of(response)


def test_four_are_not_asked_for_a_fifth(client):
    entries = [make_platform() for _ in range(4)]
    entries[0].area = make_platform().area
    entries[0].save()
    assert client.get(address(*entries)).context["suggested"] == []
    assert client.get(address(*entries, swap=entries[0].slug)).context["suggested"]


def test_one_entry_asks_for_another_and_none_for_two(client):
    entry = make_measure()
    page = client.get(address(entry))
    assert page.status_code == 200
    assert "Add another one" in text_of(page)
    assert entry.name in text_of(page)
    assert "<table" not in text_of(page)
    page = client.get("/en/compare/")
    assert page.status_code == 200
    assert "Choose two to four entries" in text_of(page)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_more_than_four_are_refused_by_name(client, language):
    response = client.get(address(*(make_platform() for _ in range(5)), language=language))
    assert response.status_code == 400
    assert "<code>e</code>" in text_of(response)


def test_what_the_catalogue_does_not_have_is_named(client):
    entry, gone, draft = make_measure(), make_measure(), make_platform(published_at=None)
    gone.archived_at = timezone.now()
    gone.save()
    response = client.get(address(entry, "never-was", gone, draft))
    page = text_of(response)
    assert response.status_code == 404
    for slug in ("never-was", gone.slug, draft.slug):
        assert f"<code>{slug}</code>" in page
    assert draft.name not in page
    assert f'href="{address(entry)}"' in page


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("e=a b", "e"),
        ("e=a/../b", "e"),
        ("e=%F0%9F%A6%9C", "e"),
        ("e=%ED%A0%80", "e"),
        ("e=%FF", "e"),
        ("e=" + "x" * 10_000, "e"),
        ("e='; DROP TABLE catalogue_entry; --", "e"),
        ("e=<script>alert(1)</script>", "e"),
        ("&".join(f"e=s{n}" for n in range(2000)), "e"),
        ("same=show", "same"),
        ("e=a&swap=b", "swap"),
        ("swap=%F0%9F%A6%9C", "swap"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_by_name(client, query, parameter):
    response = client.get(f"/en/compare/?{query}")
    assert response.status_code == 400
    assert f"<code>{parameter}</code>" in text_of(response)
    assert "<script>alert" not in text_of(response)


@pytest.mark.parametrize("query", ["e", "e=&e=", "&&&===", "E=a", "utm_source=x", "e[]=a", "same=", "swap="])
def test_odd_addresses_are_answered(client, query):
    assert client.get(f"/en/compare/?{query}").status_code == 200


def test_a_nul_and_other_methods_are_refused(client):
    assert client.get("/en/compare/?e=a%00").status_code == 400
    assert client.post("/en/compare/?e=a").status_code == 405


def test_texts_in_another_language_say_so(client):
    first, second = make_platform(), make_platform()
    first.offers_en, first.offers_zh_hant, first.offers_zh_hans = "", "", "测试\n试制"
    first.save()
    page = text_of(client.get(address(first, second)))
    assert '<span lang="zh-Hans-CN">测试</span>' in page


def test_the_page_is_not_for_search_engines(client):
    assert '<meta name="robots" content="noindex">' in text_of(
        client.get(address(make_platform(), make_platform()))
    )


def test_the_page_takes_at_most_twelve_queries_for_two_as_for_four(client):
    user = make_user()
    make_firm(user)
    client.force_login(user)
    entries = [make_measure(), make_programme(), make_place(), make_incubator()]
    for _ in range(30):
        Criterion.objects.create(version=entries[0].current, **in_three(text="Condition"))
    counts = []
    for some in (entries[:2], entries[:3], entries, entries[2:]):
        client.get(address(*some))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(*some)).status_code == 200
        counts.append(len(queries))
    assert max(counts) <= 12
    assert counts[0] == counts[1]
    # Four are not asked for a fifth; places have neither tiers nor criteria.
    assert max(counts[2:]) < counts[0]
