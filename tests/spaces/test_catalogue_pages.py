"""Incubators, places and platforms as the public reads them."""

import pytest
from django.utils import timezone

from programs.models import StoryUse
from tests.factories import (
    in_three,
    make_incubator,
    make_intake,
    make_place,
    make_platform,
    make_programme,
    make_story,
    make_unit,
)

pytestmark = pytest.mark.django_db

LANGS = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}


def read(client, folder: str, entry, language: str = "en") -> str:
    response = client.get(f"/{language}/{folder}/{entry.slug}/")
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize(
    ("folder", "make"), [("incubators", make_incubator), ("spaces", make_place), ("platforms", make_platform)]
)
def test_every_page_in_every_language(client, language, folder, make):
    entry = make()
    page = read(client, folder, entry, language)
    assert f'<html lang="{LANGS[language]}">' in page
    assert getattr(entry, f"name_{language.replace('-', '_')}") in page


def test_an_incubator_and_its_programmes(client):
    incubator = make_incubator(
        established="2018-06",
        total_sqm=12_000,
        firms_incubated=1700,
        website="https://example.org/hatch",
        **in_three(operator="The university", address="9 River Road", offers="Desks\nMentors"),
    )
    make_programme(host=incubator, **in_three(name="Soft landing"))
    make_programme(host=incubator, archived_at=timezone.now(), **in_three(name="Old programme"))
    page = read(client, "incubators", incubator)
    for words in ("The university", "9 River Road", "June 2018", "12,000 m²", "1,700", "Soft landing"):
        assert words in page, words
    assert "<li>Desks</li>" in page
    assert "<li>Mentors（简）</li>" not in page
    assert 'href="https://example.org/hatch" rel="noopener noreferrer external"' in page
    assert "Old programme" not in page


def test_a_space_shows_rent_size_and_crossing(client):
    place = make_place(
        rent_amount="80.5",
        rent_currency="CNY",
        rent_per="sqm-month",
        total_sqm=600_000,
        nearest_crossing="huanggang",
        commissioned="2021",
        **in_three(rent_note="Without fees", amenities="Fibre\nLift"),
    )
    page = read(client, "spaces", place)
    for words in (
        "CNY 80.50 per square metre and month",
        "600,000 m²",
        "Huanggang",
        "2021",
        "Without fees",
        "<li>Fibre</li>",
        "Office",
    ):
        assert words in page, words


def test_a_space_without_rent_says_so(client):
    assert "Not published" in read(client, "spaces", make_place())


def test_units_are_a_table_and_samples_are_marked(client):
    place = make_place()
    make_unit(place, code="A-101", is_sample=True, rent_amount=60, rent_currency="CNY", floor="1")
    make_unit(place, code="A-203", status="held", is_sample=True)
    make_unit(place, code="B-305", status="let", is_sample=True)
    page = read(client, "spaces", place)
    assert "free now" not in page
    for words in ("A-101", "A-203", "B-305", "120 m²", "CNY 60", "Held", "Let"):
        assert words in page, words
    # One mark for the heading, one for each unit.
    assert page.count('class="sample"') == 4


def test_only_real_units_are_counted_as_free(client):
    place = make_place(units=1)
    make_unit(place, code="A-101", is_sample=True)
    assert "1 unit free now" in read(client, "spaces", place)


def test_real_units_carry_no_mark(client):
    page = read(client, "spaces", make_place(units=2))
    assert "2 units free now" in page
    assert 'class="sample"' not in page


def test_a_space_without_units_shows_no_table(client):
    assert "<table" not in read(client, "spaces", make_place())


def test_one_applies_for_a_space_where_an_intake_is_open(client):
    place = make_place()
    intake = make_intake(place=place)
    assert f'href="/en/apply/{intake.code}/"' in read(client, "spaces", place)
    assert "/apply/" not in read(client, "spaces", make_place())


def test_a_platform_says_how_to_use_it(client):
    platform = make_platform(**in_three(offers="Clean room", access="Book by the half day."))
    page = read(client, "platforms", platform)
    assert "<li>Clean room</li>" in page
    assert "Book by the half day." in page
    assert "publish no terms of access" in read(client, "platforms", make_platform())


def test_lines_in_another_language_say_so(client):
    platform = make_platform(offers_en="Clean room", offers_zh_hant="")
    page = read(client, "platforms", platform, "zh-hant")
    assert '<ul class="needs--plain" lang="en">' in page


def test_places_name_the_firms_that_used_them(client):
    for folder, entry in (
        ("incubators", make_incubator()),
        ("spaces", make_place()),
        ("platforms", make_platform()),
    ):
        StoryUse.objects.create(story=make_story(**in_three(name=f"Told of {folder}")), entry=entry)
        assert f"Told of {folder}" in read(client, folder, entry)


def test_archived_places_are_not_found(client):
    assert client.get(f"/en/spaces/{make_place(archived_at=timezone.now()).slug}/").status_code == 404
