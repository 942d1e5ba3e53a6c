"""Measures, programmes and stories as the public reads them."""

from datetime import timedelta

import pytest
from django.utils import timezone

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
    make_programme,
    make_sector,
    make_source,
    make_story,
    make_version,
)

pytestmark = pytest.mark.django_db

LANGS = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}


def read(client, folder: str, entry, language: str = "en") -> str:
    """The page as text, with its non-breaking spaces as plain ones."""
    response = client.get(f"/{language}/{folder}/{entry.slug}/")
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize(
    ("folder", "make"), [("measures", make_measure), ("programmes", make_programme), ("stories", make_story)]
)
def test_every_page_in_every_language(client, language, folder, make):
    entry = make()
    page = read(client, folder, entry, language)
    assert f'<html lang="{LANGS[language]}">' in page
    suffix = language.replace("-", "_")
    assert getattr(entry, f"name_{suffix}") in page
    assert getattr(entry, f"summary_{suffix}") in page
    for other in LANGS:
        assert f'href="/{other}/{folder}/{entry.slug}/"' in page


def test_a_measure_shows_everything_its_version_says(client):
    sectors = [make_sector(**in_three(name="Robotics")), make_sector(**in_three(name="Telecoms"))]
    source = make_source(title="The notice", url="https://example.org/a?b=1&c=2", published="2023-09")
    measure = make_measure(
        area=make_area(**in_three(name="The zone")),
        category=make_category(**in_three(name="Rent and premises")),
        sectors=sectors,
        sources=[source],
        opens=today() - timedelta(days=3),
        closes=today() + timedelta(days=3),
        effective_to=today() + timedelta(days=300),
        **in_three(caveat="The term may not be renewed."),
    )
    page = read(client, "measures", measure)
    for words in (
        "Administration of the zone",
        "Reimbursement",
        "Rent and premises",
        "The zone",
        "Robotics, Telecoms",
        "50% of the cost",
        "CNY 500,000",
        "a year",
        "12 months",
        "The firm is registered in the zone.",
        "The firm is registered in the zone.（简）",
        "Business licence",
        "The term may not be renewed.",
        "Version 1",
        "The notice",
        "Office of the zone",
        "September 2023",
        "30 June 2025",
        "High: the official text or the operator",
    ):
        assert words in page, words
    assert 'href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer external"' in page
    assert '<div class="notice notice--wait">' in page


def test_the_version_in_force_is_shown_not_a_draft(client):
    measure = make_measure(parts=False)
    Benefit.objects.create(version=measure.current, amount=1000, currency="HKD", **in_three(text="Now"))
    draft = make_version(measure)
    Benefit.objects.create(version=draft, amount=9999, currency="HKD", **in_three(text="Soon"))
    page = read(client, "measures", measure)
    assert "HKD 1,000" in page
    assert "Soon" not in page
    assert "Version 2" not in page


def test_older_versions_are_listed(client):
    measure = make_measure()
    make_version(measure, state="retired", retired_at=timezone.now())
    page = read(client, "measures", measure)
    assert page.index("Version 2") < page.index("Version 1")
    assert "Replaced on" in page


def test_an_unpublished_or_archived_measure_is_not_found(client):
    for measure in (make_measure(published=False), make_measure(archived_at=timezone.now())):
        assert client.get(f"/en/measures/{measure.slug}/").status_code == 404


def test_tiers_without_figures_are_words_not_an_empty_table(client):
    measure = make_measure(parts=False)
    Benefit.objects.create(version=measure.current, per="firm", **in_three(text="Help at the counter"))
    page = read(client, "measures", measure)
    assert "Help at the counter" in page
    assert "<table" not in page


def test_readers_of_simplified_chinese_see_each_condition_once(client):
    page = read(client, "measures", make_measure(), "zh-hans").partition('<h2 id="who">')[2]
    assert page.count("The firm is registered in the zone.（简）") == 1


def test_a_missing_translation_is_marked(client):
    measure = make_measure(parts=False, summary_zh_hant="")
    Criterion.objects.create(version=measure.current, text_en="Only in English here")
    page = read(client, "measures", measure, "zh-hant")
    assert '<p lang="en">Only in English here</p>' in page
    assert '<span lang="en">Summary of measure' in page


def test_sources_without_a_link_say_so(client):
    page = read(client, "measures", make_measure(sources=[make_source(url="", title="A booklet")]))
    assert "A booklet" in page
    assert "no public link" in page
    assert "Read the source" not in page


# Applying


def test_an_open_intake_has_a_button(client):
    measure = make_measure(status="unknown")
    intake = make_intake(measure=measure, is_sample=True)
    page = read(client, "measures", measure)
    assert f'href="/en/apply/{intake.code}/"' in page
    assert "Open until" in page
    assert 'class="sample"' in page
    assert '<span class="tag tag--go">Open</span>' in page


def test_without_an_intake_the_page_says_who_takes_applications(client):
    page = read(client, "measures", make_measure())
    assert "/apply/" not in page
    assert "Not through this portal. Administration of the zone takes applications itself." in page
    assert "Read the source" in page


def test_an_intake_that_opens_later_says_when(client):
    measure = make_measure()
    make_intake(measure=measure, opens_at=timezone.now() + timedelta(days=5))
    page = read(client, "measures", measure)
    assert "Opens on this portal on" in page
    assert "/apply/" not in page


def test_a_closed_intake_says_when_it_closed(client):
    measure = make_measure()
    now = timezone.now()
    make_intake(measure=measure, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=2))
    make_intake(measure=measure, is_published=False)
    page = read(client, "measures", measure)
    assert "The last intake on this portal closed on" in page
    assert "/apply/" not in page


def test_what_is_over_says_so(client):
    page = read(client, "measures", make_measure(status="expired"))
    assert "This is over." in page
    assert "nobody takes applications for it" in page


def test_what_is_announced_cannot_be_used_yet(client):
    assert "Not usable yet." in read(client, "measures", make_measure(status="announced"))


# Neighbours


def test_related_entries_are_of_the_same_kind_and_area_and_not_over(client):
    area = make_area()
    measure = make_measure(area=area, **in_three(name="This one"))
    make_measure(area=area, **in_three(name="Beside it"))
    make_measure(area=area, status="expired", **in_three(name="Long gone"))
    make_measure(**in_three(name="Elsewhere"))
    make_place(area=area, **in_three(name="A house"))
    page = read(client, "measures", measure)
    assert "Beside it" in page
    for name in ("Long gone", "Elsewhere", "A house"):
        assert name not in page


def test_stories_of_firms_that_used_it(client):
    measure, other = make_measure(), make_measure()
    story = make_story(**in_three(name="How a firm did it"))
    StoryUse.objects.create(story=story, entry=measure)
    assert "How a firm did it" in read(client, "measures", measure)
    assert "How a firm did it" not in read(client, "measures", other)


def test_a_story_links_what_is_public_and_names_the_rest(client):
    story = make_story()
    measure, gone = make_measure(), make_measure(archived_at=timezone.now(), **in_three(name="Gone by now"))
    StoryUse.objects.create(story=story, entry=measure)
    StoryUse.objects.create(story=story, entry=gone)
    StoryUse.objects.create(story=story, **in_three(text="Friends in Futian"))
    page = read(client, "stories", story)
    assert f'href="/en/measures/{measure.slug}/"' in page
    assert "Gone by now" in page
    assert gone.slug not in page
    assert "Friends in Futian" in page
    assert "It moved in." in page


def test_a_programme_names_its_incubator_stages_and_size(client):
    host = make_incubator(**in_three(name="The hatchery"))
    programme = make_programme(host=host, stages=["seed", "growth"], length_months=6, cohort_size=20)
    page = read(client, "programmes", programme)
    for words in ("The hatchery", "Seed, Growth", "6 months", "20 firms", "Zone programmes"):
        assert words in page, words
    assert f'href="/en/incubators/{host.slug}/"' in page


def test_a_programme_does_not_link_an_archived_incubator(client):
    programme = make_programme(host=make_incubator(archived_at=timezone.now(), **in_three(name="Shut down")))
    assert "Shut down" not in read(client, "programmes", programme)


def test_sample_entries_are_marked(client):
    assert 'class="sample"' in read(client, "measures", make_measure(is_sample=True))
    assert 'class="sample"' not in read(client, "measures", make_measure())


def test_text_from_the_catalogue_is_escaped(client):
    measure = make_measure(**in_three(name="<b>Bold</b>", summary="<script>x</script>", caveat="<i>a</i>"))
    page = read(client, "measures", measure)
    for raw in ("<b>Bold", "<script>x", "<i>a"):
        assert raw not in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client, method):
    assert getattr(client, method)(f"/en/measures/{make_measure().slug}/").status_code in (403, 405)
