"""The combined list: what it shows, counts, sorts and hides."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.kernel.clock import today
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
    make_sector,
    make_source,
    make_story,
)

pytestmark = pytest.mark.django_db


def listing(client, query: str = ""):
    response = client.get(f"/en/catalogue/{query}")
    assert response.status_code == 200, response.content[:300]
    return response.context["listing"]


def slugs(client, query: str = "") -> list[str]:
    return [row.slug for row in listing(client, query).rows]


def counts(client, facet: str, query: str = "") -> dict[str, int]:
    found = next(each for each in listing(client, query).facets if each.name == facet)
    return {option.value: option.count for option in found.options}


@pytest.fixture
def river():
    """One entry of each kind in two areas, in every state a founder meets."""
    hetao, qianhai = make_area("hetao", **in_three(name="The zone")), make_area("qianhai")
    rent, fund = make_category("rent"), make_category("fund")
    ai, med, every = make_sector("ai"), make_sector("medtech"), make_sector("any")
    day = today()
    return {
        "open": make_measure(slug="open", area=hetao, category=rent, sectors=[ai], rolling=True),
        "later": make_measure(
            slug="later", area=hetao, category=fund, sectors=[every], opens=day + timedelta(days=9)
        ),
        "closed": make_measure(
            slug="closed", area=qianhai, category=rent, sectors=[med], closes=day - timedelta(days=9)
        ),
        "ended": make_programme(slug="ended", area=qianhai, sectors=[ai, med], status="expired"),
        "space": make_place(slug="space", area=hetao, sectors=[every]),
        "incubator": make_incubator(slug="incubator", area=qianhai, sectors=[med]),
        "platform": make_platform(slug="platform", area=hetao, sectors=[ai]),
        "story": make_story(slug="story", area=qianhai, sectors=[ai], sector=ai),
    }


def test_over_is_hidden_until_asked_for(client, river):
    assert set(slugs(client)) == {"open", "later", "space", "incubator", "platform", "story"}
    assert listing(client).hidden == 2
    assert "Show closed and ended too" in client.get("/en/catalogue/").content.decode()
    assert set(slugs(client, "?ended=1")) == set(river)
    assert listing(client, "?ended=1").hidden == 0


def test_hidden_entries_are_labelled_when_shown(client, river):
    page = client.get("/en/catalogue/?ended=1").content.decode()
    assert '<span class="tag tag--line">Closed</span>' in page
    assert '<span class="tag tag--line">Ended</span>' in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=measure", {"open", "later"}),
        ("?kind=measure&kind=space", {"open", "later", "space"}),
        ("?area=qianhai", {"incubator", "story"}),
        ("?area=qianhai&area=hetao", {"open", "later", "space", "incubator", "platform", "story"}),
        ("?category=rent", {"open"}),
        ("?category=rent&category=fund", {"open", "later"}),
        ("?sector=ai", {"open", "later", "space", "platform", "story"}),
        ("?sector=medtech", {"later", "space", "incubator"}),
        ("?sector=any", {"later", "space"}),
        ("?open=open", {"open"}),
        ("?open=closed&open=expired", {"closed", "ended"}),
        ("?open=later&area=hetao&sector=medtech", {"later"}),
        ("?kind=measure&ended=1&area=qianhai", {"closed"}),
        ("?kind=&q=&sort=&page=1", {"open", "later", "space", "incubator", "platform", "story"}),
        ("?utm_source=letter", {"open", "later", "space", "incubator", "platform", "story"}),
        ("?kind=space&category=rent", set()),
    ],
)
def test_filters(client, river, query, expected):
    assert set(slugs(client, query)) == expected
    assert listing(client, query).total == len(expected)


def test_each_facet_is_counted_with_the_other_filters_applied(client, river):
    assert counts(client, "kind", "?area=hetao&kind=space") == {
        "measure": 2,
        "programme": 0,
        "incubator": 0,
        "space": 1,
        "platform": 1,
        "story": 0,
    }
    assert counts(client, "area", "?area=hetao&kind=measure&kind=story") == {"hetao": 2, "qianhai": 1}
    assert counts(client, "category", "?sector=ai") == {"rent": 1, "fund": 1}


def test_closed_and_ended_are_counted_before_they_are_shown(client, river):
    assert counts(client, "open") == {"open": 1, "later": 1, "closed": 1, "expired": 1, "unknown": 0}


def test_entries_for_every_sector_count_for_each(client, river):
    assert counts(client, "sector") == {"ai": 5, "medtech": 3}


def test_every_count_is_the_length_of_the_list_it_leads_to(client, river):
    for facet in listing(client).facets:
        for option in facet.options:
            assert listing(client, f"?{facet.name}={option.value}").total == option.count, (
                facet.name,
                option,
            )


def test_a_choice_that_leaves_nothing_is_disabled_unless_it_is_on(client, river):
    facet = next(each for each in listing(client, "?category=rent&kind=space").facets if each.name == "kind")
    states = {option.value: (option.count, option.is_on, option.is_empty) for option in facet.options}
    assert states["space"] == (0, True, False)
    assert states["story"] == (0, False, True)
    assert states["measure"] == (1, False, False)


def test_chips_take_one_filter_off_and_keep_the_rest(client, river):
    found = listing(client, "?q=open&kind=measure&kind=space&area=hetao&page=1&sort=name")
    assert [(str(chip.label), chip.query) for chip in found.chips] == [
        ("Search: open", "kind=measure&kind=space&area=hetao&sort=name"),
        ("Measures", "q=open&kind=space&area=hetao&sort=name"),
        ("Spaces", "q=open&kind=measure&area=hetao&sort=name"),
        ("The zone", "q=open&kind=measure&kind=space&sort=name"),
    ]


def test_forms_carry_the_other_filters_along(client, river):
    page = client.get("/en/catalogue/?kind=measure&q=open").content.decode()
    search = page[page.index('role="search"') : page.index("</form>")]
    assert '<input type="hidden" name="kind" value="measure">' in search
    assert '<button class="btn">' in search


def test_search_finds_every_word_in_any_language(client):
    make_measure(slug="rent", name_en="Office rent", name_zh_hant="辦公室租金", name_zh_hans="办公用房租金")
    make_measure(slug="lab", **in_three(name="Laboratory grant", summary="Pays for benches."))
    assert slugs(client, "?q=RENT") == ["rent"]
    assert slugs(client, "?q=rent+office") == ["rent"]
    assert set(slugs(client, "?q=rent+benches")) == {"rent", "lab"}
    assert "Nothing holds all of these words." in client.get("/en/catalogue/?q=rent+benches").content.decode()
    assert slugs(client, "?q=辦公室") == slugs(client, "?q=办公用房") == ["rent"]
    assert slugs(client, "?q=ＯＦＦＩＣＥ") == ["rent"], "full-width letters are the same word"
    assert slugs(client, "?q=grant%0Abenches%7F") == ["lab"]
    assert slugs(client, "?q=100%25") == slugs(client, "?q=_") == [], "LIKE's own signs are plain text"


def test_an_empty_list_says_what_to_do(client, river):
    page = client.get("/en/catalogue/?q=nothing-like-it").content.decode()
    assert "Nothing fits all of that" in page
    assert "0 results" in page
    for offer in ("/en/feed.atom", "/en/windows.ics"):
        assert offer in client.get("/en/catalogue/?q=space").content.decode()
        assert offer not in page, "there is nothing to follow"


def test_an_empty_list_offers_the_nearest_search_that_finds_something(client, river):
    def offers(query: str) -> dict[str, int]:
        return {str(each.label): each.count for each in listing(client, query).broader}

    assert offers("?kind=space&area=qianhai") == {"Kind": 2, "Where": 1}
    assert offers("?q=nothing-like-it&kind=space") == {"Search: nothing-like-it": 1}
    assert list(offers("?kind=space&amount=9999999")) == ["At least 9,999,999"]
    assert list(offers("?q=space&kind=story&area=hetao&side=south&amount=9999999")) == [""], "the words alone"
    assert offers("?q=nothing-like-it") == offers("?amount=9999999") == {}, (
        "the whole catalogue is offered anyway"
    )


def test_the_usual_order_is_not_carried_into_a_search(client, river):
    def carried(query: str) -> list[str]:
        page = client.get(f"/en/catalogue/{query}").content.decode()
        kept = page[page.index('id="kept"') : page.index("</span>", page.index('id="kept"'))]
        return re.findall(r'name="sort" value="(\w+)"', kept)

    assert carried("") == carried("?sort=newest") == carried("?q=space") == []
    assert carried("?sort=name") == ["name"]
    assert carried("?q=space&sort=newest") == ["newest"]


def test_sorting(client):
    day = today()
    make_measure(slug="b", **in_three(name="Bridge"), as_of="2024-01-01", closes=day + timedelta(days=30))
    make_measure(slug="a", **in_three(name="Anchor"), as_of=None, closes=day + timedelta(days=3))
    make_measure(slug="c", **in_three(name="Canal"), as_of="2025-01-01", rolling=True)
    make_measure(slug="d", **in_three(name="Dam"), as_of="2023-01-01", closes=day - timedelta(days=3))
    assert slugs(client, "?ended=1") == slugs(client, "?ended=1&sort=newest") == ["c", "b", "d", "a"]
    assert slugs(client, "?ended=1&sort=name") == ["a", "b", "c", "d"]
    assert slugs(client, "?ended=1&sort=closing") == ["a", "b", "c", "d"], "what is over comes last"


def test_what_takes_applications_here_closes_when_its_intake_does(client):
    day = today()
    make_measure(slug="own", closes=day + timedelta(days=20))
    for slug, days in (("soon", 5), ("late", 50)):
        make_intake(place=make_place(slug=slug), closes_at=timezone.now() + timedelta(days=days))
    make_intake(
        measure=make_measure(slug="longer", closes=day + timedelta(days=1)),
        closes_at=timezone.now() + timedelta(days=30),
    )
    make_intake(
        measure=make_measure(slug="endless", closes=day + timedelta(days=40), opens=day), closes_at=None
    )
    make_place(slug="never")
    assert slugs(client, "?sort=closing") == ["soon", "own", "longer", "endless", "late", "never"]
    before = f"?closing_before={day + timedelta(days=25)}"
    assert set(slugs(client, before)) == {"soon", "own"}
    assert counts(client, "kind", before)["space"] == 1


def test_names_sort_by_the_readers_language(client):
    make_place(slug="one", name_en="A", name_zh_hant="乙", name_zh_hans="乙")
    make_place(slug="two", name_en="B", name_zh_hant="一", name_zh_hans="一")
    rows = client.get("/zh-hant/catalogue/?sort=name").context["listing"].rows
    assert [row.slug for row in rows] == ["two", "one"]


def test_pages_of_twenty_keep_the_query(client):
    area = make_area("hetao")
    for _ in range(23):
        make_place(area=area)
    first, second = listing(client, "?kind=space"), listing(client, "?kind=space&page=2")
    assert (len(first.rows), len(second.rows), first.total) == (20, 3, 23)
    assert {row.slug for row in first.rows} & {row.slug for row in second.rows} == set()
    page = client.get("/en/catalogue/?kind=space").content.decode()
    assert "?kind=space&amp;page=2" in page


def test_archived_and_unpublished_entries_stay_out(client):
    make_measure(slug="draft", published=False)
    make_place(slug="old", archived_at=timezone.now())
    assert slugs(client, "?ended=1") == []
    assert counts(client, "kind")["measure"] == 0


def test_an_open_intake_makes_an_entry_open_and_shows_where_to_apply(client):
    measure = make_measure(slug="over", status="expired")
    place = make_place(slug="space")
    assert slugs(client) == ["space"]
    make_intake(measure=measure)
    make_intake(place=place, is_sample=True)
    assert set(slugs(client, "?open=open")) == {"over", "space"}
    page = client.get("/en/catalogue/").content.decode()
    assert page.count("Apply here") == 2
    assert 'class="sample"' in page
    assert "Ended" not in page[page.index('id="results"') :]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_published": False},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {
            "opens_at": timezone.now() - timedelta(days=9),
            "closes_at": timezone.now() - timedelta(minutes=1),
        },
    ],
)
def test_an_intake_that_is_not_open_changes_nothing(client, fields):
    make_intake(measure=make_measure(slug="over", status="expired"), **fields)
    assert slugs(client) == []


def test_the_figure_of_a_row(client):
    make_measure(slug="m")
    make_place(slug="p", rent_amount="80", rent_currency="CNY", rent_per="sqm-month")
    make_place(slug="q", total_sqm=230_000)
    make_programme(slug="r", length_months=12)
    make_incubator(slug="s", firms_incubated=1700)
    figures = {
        row.slug: re.search("<b>(.*?)</b>", row.html)[1].replace("\u00a0", " ")
        for row in listing(client).rows
    }
    assert figures == {
        "m": "50% of the cost, up to CNY 500,000 a year, 12 months",
        "p": "CNY 80 per square metre and month",
        "q": "230,000 m²",
        "r": "12 months",
        "s": "1,700 firms taken in so far",
    }


def test_a_row_shows_the_newest_source_and_the_date(client):
    make_measure()
    page = client.get("/en/catalogue/").content.decode()
    assert "Source: Office of the zone, March 2025" in page
    assert "As of" in page
    assert "30 Jun 2025" in page


@pytest.mark.parametrize("published", ["2025-06-30", "2025-06", "2025"])
def test_a_row_says_the_same_date_once(client, published):
    make_measure(sources=[make_source(published=published)])
    (row,) = listing(client).rows
    assert "<span>Source: Office of the zone</span>" in row.html
    assert row.html.count("2025</time>") == row.html.count("2025<") == 1


def test_a_missing_translation_is_shown_as_such(client):
    make_place(name_zh_hant="", summary_zh_hant="")
    page = client.get("/zh-hant/catalogue/").content.decode()
    assert '<span lang="en">Space' in page
    assert '<span lang="en">Summary of space' in page


def test_the_switcher_keeps_page_and_query(client, river):
    page = client.get("/en/catalogue/?kind=measure&q=o&page=1").content.decode()
    assert 'href="/zh-hant/catalogue/?kind=measure&amp;q=o&amp;page=1"' in page
    assert 'href="/zh-hans/catalogue/?kind=measure&amp;q=o&amp;page=1"' in page


def test_only_read(client):
    assert client.post(reverse("catalogue")).status_code == 405


def test_a_search_from_a_plain_list_brings_the_best_match_first(client):
    """The order in which a list comes by itself is not carried into the search."""
    make_measure(slug="mentions", **in_three(name="Office", summary="Close to the loft."), as_of="2026-01-01")
    make_measure(slug="is", **in_three(name="Loft"), as_of="2020-01-01")
    plain = client.get("/en/catalogue/").content.decode()
    search = plain[plain.index('role="search"') :]
    assert 'name="sort"' not in search[: search.index("</form>")]
    assert slugs(client, "?q=loft&sort=") == ["is", "mentions"]
    sorted_ = client.get("/en/catalogue/?sort=name").content.decode()
    assert '<input type="hidden" name="sort" value="name">' in sorted_
