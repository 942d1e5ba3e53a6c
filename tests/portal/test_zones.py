"""The pages of areas: the map, the nearest crossing, what is there."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from portal.catalogue.models import Area
from portal.front.zones.drawing import SHORT_NAMES, draw
from portal.front.zones.facts import BY_CROSSING, CROSSINGS, NEAR
from portal.front.zones.selectors import PER_GROUP
from portal.kernel.clock import today
from portal.kernel.languages import SUFFIXES
from programs.models import Benefit
from spaces.enums import Crossing
from tests.factories import (
    in_three,
    make_area,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_source,
    make_story,
)

pytestmark = pytest.mark.django_db

LANGS = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}
CODES = ("hetao", "qianhai", "futian", "nanshan", "shenzhen", "gba", "hong-kong")
MOST = 12


@pytest.fixture
def areas() -> dict[str, Area]:
    """The areas of the catalogue, as it names them in English."""
    return {code: make_area(code, **in_three(name=f"The {SHORT_NAMES[code]}")) for code in CODES}


def read(client, code: str, language: str = "en") -> str:
    response = client.get(f"/{language}/zones/{code}/")
    assert response.status_code == 200
    return response.content.decode()


def zone(client, code: str):
    return client.get(f"/en/zones/{code}/").context["zone"]


class Links(HTMLParser):
    """The links inside each of the page's maps: attributes and words."""

    def __init__(self, page: str):
        super().__init__()
        self.maps: list[list[dict]] = []
        self.inside = 0
        self.open: dict | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "svg":
            if "atlas" in (found.get("class") or "").split():
                self.maps.append([])
                self.inside = 1
            elif self.inside:
                self.inside += 1
        elif tag == "a" and self.inside:
            self.open = {**found, "words": ""}
            self.maps[-1].append(self.open)

    def handle_endtag(self, tag):
        if tag == "svg" and self.inside:
            self.inside -= 1
        elif tag == "a":
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.open["words"] += " ".join(data.split())


@pytest.mark.parametrize("language", LANGS)
def test_every_page_in_every_language(client, areas, language):
    overview = client.get(f"/{language}/zones/").content.decode()
    assert f'<html lang="{LANGS[language]}">' in overview
    with translation.override(language):
        for code, area in areas.items():
            assert f'href="/{language}/zones/{code}/"' in overview
            page = read(client, code, language)
            assert area.name in page
            assert area.name_zh_hans in page, "the name the counter in Shenzhen reads"
        for facts in CROSSINGS:
            assert f'id="{facts.anchor}"' in overview
            assert str(facts.crossing.label) in overview


@pytest.mark.parametrize("code", ["atlantis", "HETAO", "a" * 200, "hetao-"])
def test_an_unknown_area_is_not_found(client, areas, code):
    assert client.get(f"/en/zones/{code}/").status_code == 404


@pytest.mark.parametrize("code", ["%00", "%ED%A0%80", "../hetao", "a b", "河套"])
def test_what_is_no_code_is_refused(client, areas, code):
    assert client.get(f"/en/zones/{code}/").status_code in (400, 404)


def test_only_read(client, areas):
    assert client.post(reverse("zones")).status_code == 405
    assert client.post(reverse("zone", args=["hetao"])).status_code == 405


class TestMap:
    @pytest.mark.parametrize("language", LANGS)
    def test_areas_and_crossings_are_links_that_the_keyboard_reaches(self, client, areas, language):
        maps = Links(read(client, "hetao", language)).maps
        assert len(maps) == 2, "one for wide pages, one for phones"
        for links in maps:
            assert [link["href"] for link in links if "/#" not in link["href"]] == [
                f"/{language}/zones/{code}/" for code in SHORT_NAMES if code != "hetao"
            ] + [f"/{language}/zones/hetao/"]
            assert {link["href"].partition("#")[2] for link in links} - {""} == {
                facts.anchor for facts in CROSSINGS
            }
            assert all("tabindex" not in link and link["aria-label"] and link["words"] for link in links)

    @pytest.mark.parametrize("language", LANGS)
    def test_crossings_are_met_from_west_to_east(self, client, areas, language):
        for links in Links(read(client, "hetao", language)).maps:
            anchors = [anchor for link in links if (anchor := link["href"].partition("#")[2])]
            assert anchors == [facts.anchor for facts in CROSSINGS]

    @pytest.mark.parametrize("language", LANGS)
    def test_the_name_a_reader_hears_holds_the_words_she_sees(self, language):
        with translation.override(language):
            for facts in CROSSINGS:
                assert str(facts.short).lower() in str(facts.crossing.label).lower()

    def test_the_area_of_the_page_is_marked_once_in_each(self, client, areas):
        for code in CODES:
            page = read(client, code)
            for links in Links(page).maps:
                (current,) = [link for link in links if link.get("aria-current") == "page"]
                assert current["href"] == f"/en/zones/{code}/"
            # Outlined as well: Hetao has two parks, the Greater Bay Area is the whole frame.
            outlined = {"gba": 'class="frame"'}.get(code, 'class="outline"')
            assert page.count(outlined) == (4 if code == "hetao" else 2)

    def test_an_area_that_is_not_there_is_drawn_without_a_link(self, client):
        make_area("hetao")
        for links in Links(client.get("/en/zones/").content.decode()).maps:
            without = [link for link in links if "href" not in link]
            assert len(without) == len(SHORT_NAMES) - 1
            assert all("aria-label" not in link for link in without)

    def test_an_area_the_map_does_not_know_has_its_page(self, client):
        make_area("dapeng", **in_three(name="Dapeng"))
        page = read(client, "dapeng")
        assert "Dapeng" in page
        assert 'class="outline"' not in page
        assert 'href="/en/zones/dapeng/"' in client.get("/en/zones/").content.decode()

    def test_it_says_what_it_is(self, client, areas):
        page = read(client, "hetao")
        assert page.count('role="group" aria-labelledby=') == 2
        assert page.count("<title id=") == page.count("<desc id=") == 2
        assert "not to scale" in page

    @pytest.mark.parametrize("language", LANGS)
    def test_signs_are_as_wide_as_their_words(self, language):
        with translation.override(language):
            signs = draw([]).crossings
            for sign in signs.values():
                han = len(re.findall(r"[\u2e80-\uffff]", str(sign.label)))
                latin = len(str(sign.label)) - han
                assert han + 0.4 * latin < sign.width - 1 < han + 0.7 * latin + 1


class TestNearestCrossing:
    def test_it_is_counted_from_the_spaces(self, client, areas):
        for _ in range(3):
            make_place(area=areas["hetao"], nearest_crossing=Crossing.LOK_MA_CHAU_FUTIAN)
        make_place(area=areas["hetao"], nearest_crossing=Crossing.HUANGGANG)
        make_place(area=areas["hetao"])
        make_place(area=areas["hetao"], nearest_crossing=Crossing.LUOHU, archived_at=timezone.now())
        make_place(area=areas["futian"], nearest_crossing=Crossing.HUANGGANG)
        found = zone(client, "hetao")
        assert [(gate.facts.crossing, gate.spaces) for gate in found.gates] == [
            (Crossing.LOK_MA_CHAU_FUTIAN, 3),
            (Crossing.HUANGGANG, 1),
        ]
        assert (found.spaces, found.silent) == (5, 1)
        page = read(client, "hetao")
        assert "The nearest for 3 of the 5 spaces here" in page
        assert "The sources of 1 space here name no crossing." in page

    def test_a_crossing_that_only_a_space_names_stands_before_those_of_the_map(self, client, areas):
        make_place(area=areas["futian"], nearest_crossing=Crossing.LUOHU)
        crossings = [gate.facts.crossing for gate in zone(client, "futian").gates]
        assert crossings == [Crossing.LUOHU, *NEAR["futian"].crossings]

    def test_the_map_answers_where_no_space_does(self, client, areas):
        make_place(area=areas["qianhai"])
        (gate,) = zone(client, "qianhai").gates
        assert (gate.facts.crossing, gate.spaces) == (Crossing.SHENZHEN_BAY, 0)
        assert "The nearest for" not in read(client, "qianhai")

    @pytest.mark.parametrize("code", ["shenzhen", "gba", "hong-kong"])
    def test_where_one_answer_would_be_wrong_there_is_none(self, client, areas, code):
        assert zone(client, code).gates == []
        assert "None is the nearest to all of it." in read(client, code)

    def test_the_overview_says_which_areas_name_a_crossing(self, client, areas):
        make_place(area=areas["hetao"], nearest_crossing=Crossing.HUANGGANG)
        make_place(area=areas["hetao"], nearest_crossing=Crossing.HUANGGANG)
        page = client.get("/en/zones/").content.decode()
        assert "2 spaces in The Hetao" in page
        assert "0 spaces" not in page

    def test_every_fact_carries_source_and_date(self):
        assert {facts.crossing for facts in CROSSINGS} == set(Crossing) == set(BY_CROSSING)
        for facts in CROSSINGS:
            assert facts.sources, facts.crossing
            for source in facts.sources:
                assert source.url.startswith(("https://", "http://")), source
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", source.published), source
                assert source.title, source
                assert source.publisher, source


class TestWhatIsThere:
    @pytest.fixture
    def full(self, areas):
        """One open measure, one over, one of unknown state, a programme to come, and each other kind."""
        area, day = areas["hetao"], today()
        make_measure(slug="open", area=area, rolling=True)
        make_measure(slug="over", area=area, status="expired")
        make_measure(slug="unknown", area=area)
        make_programme(slug="later", area=area, opens=day + timedelta(days=9))
        make_place(slug="space", area=area)
        make_incubator(slug="incubator", area=area)
        make_platform(slug="platform", area=area)
        make_story(slug="story", area=area)
        make_place(slug="elsewhere", area=areas["qianhai"])
        return area

    def test_counts_are_what_the_catalogue_lists(self, client, full):
        found = zone(client, "hetao")
        assert {row.kind: row.count for row in found.kinds} == {
            "measure": 2,
            "programme": 1,
            "incubator": 1,
            "space": 1,
            "platform": 1,
            "story": 1,
        }
        assert (found.total, found.hidden) == (7, 1)
        for row in found.kinds:
            query = f"?area=hetao&kind={row.kind}"
            assert f'href="/en/catalogue/{query.replace("&", "&amp;")}"' in read(client, "hetao")
            assert client.get(f"/en/catalogue/{query}").context["listing"].total == row.count

    def test_groups_hold_their_kind_and_lead_to_the_rest(self, client, full):
        groups = {group.code: group for group in zone(client, "hetao").groups}
        assert list(groups) == ["space", "incubator", "support", "platform", "story"]
        assert [row.entry.slug for row in groups["support"].rows] == ["open"]
        assert [row.entry.slug for row in groups["space"].rows] == ["space"]
        for group in groups.values():
            listing = client.get(f"/en/catalogue/?{group.query}").context["listing"]
            assert listing.total == group.total == 1

    def test_empty_groups_are_left_out(self, client, areas):
        page = read(client, "nanshan")
        assert zone(client, "nanshan").groups == []
        assert "Nothing in the catalogue is here at present." in page
        assert 'class="results"' not in page

    def test_only_the_first_rows_are_shown_what_is_open_in_front(self, client, areas):
        area = areas["qianhai"]
        for number in range(5):
            make_measure(slug=f"m{number}", area=area, rolling=True, as_of=f"2025-0{number + 1}-01")
        for number in range(4):
            make_place(slug=f"p{number}", area=area, as_of=f"2025-0{number + 1}-01")
        make_intake(place=make_place(slug="takes", area=area, as_of="2020-01-01"))
        groups = {group.code: group for group in zone(client, "qianhai").groups}
        assert [row.entry.slug for row in groups["support"].rows] == ["m4", "m3", "m2"]
        assert [row.entry.slug for row in groups["space"].rows] == ["takes", "p3", "p2"]
        assert (groups["support"].total, groups["space"].total) == (5, 5)
        assert "?area=qianhai&amp;kind=measure&amp;kind=programme&amp;open=open" in read(client, "qianhai")

    def test_open_intakes_of_this_area_first_to_close_in_front(self, client, areas):
        now = timezone.now()
        area = areas["hetao"]
        for number, days in enumerate((30, 10, 20)):
            make_intake(
                measure=make_measure(area=area),
                closes_at=now + timedelta(days=days),
                is_sample=True,
                **in_three(title=f"Intake in {days}"),
            )
            make_intake(measure=make_measure(area=areas["futian"]), **in_three(title=f"Other {number}"))
        make_intake(measure=make_measure(area=area), is_published=False, **in_three(title="Draft"))
        titles = [str(intake.title) for intake, _entry in zone(client, "hetao").intakes]
        assert titles == ["Intake in 10", "Intake in 20", "Intake in 30"]
        page = read(client, "hetao")
        assert 'class="sample"' in page
        assert "Other" not in page
        assert "Draft" not in page

    def test_drafts_and_archived_entries_stay_out(self, client, areas):
        make_measure(area=areas["hetao"], published=False)
        make_place(area=areas["hetao"], archived_at=timezone.now())
        assert zone(client, "hetao").total == 0

    def test_an_entry_names_its_area_with_a_link(self, client, areas):
        place = make_place(area=areas["hetao"])
        page = client.get(f"/en/spaces/{place.slug}/").content.decode()
        assert '<a href="/en/zones/hetao/">The Hetao</a>' in page


def fill(area: Area, rows: int) -> None:
    """The same mixture of everything, `rows` times."""
    for number in range(rows):
        measure = make_measure(area=area, rolling=True, sources=[make_source(), make_source()])
        Benefit.objects.create(version=measure.current, position=1, **in_three(text="More"))
        make_programme(area=area, rolling=True)
        make_incubator(area=area)
        make_platform(area=area)
        make_story(area=area)
        make_intake(place=make_place(area=area, nearest_crossing=Crossing.HUANGGANG, total_sqm=number + 1))


@pytest.mark.parametrize("path", ["/en/zones/hetao/", "/en/zones/"])
def test_as_many_queries_for_one_entry_as_for_thirty(client, areas, path):
    fill(areas["hetao"], 1)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    fill(areas["hetao"], 29)
    with CaptureQueriesContext(connection) as thirty:
        response = client.get(path)
    assert len(one) == len(thirty) <= MOST, [query["sql"][:120] for query in thirty]
    if "hetao" in path:
        assert [len(group.rows) for group in response.context["zone"].groups] == [PER_GROUP] * 5


@pytest.mark.parametrize("language", LANGS)
def test_texts_are_the_readers(client, language):
    area = make_area("hetao", **in_three(name="Zone", description="About it"))
    text = getattr(area, f"description_{SUFFIXES[language]}")
    assert text in read(client, "hetao", language)
