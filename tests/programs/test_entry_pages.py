"""What comes first on every entry's page, how to apply, what goes together, what changed."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.catalogue.changes import Noted, note_changes
from portal.catalogue.enums import ChangeKind, RelationKind
from portal.catalogue.models import Relation
from portal.kernel.clock import today
from portal.kernel.display import format_date
from programs.models import Benefit, Criterion
from programs.services.policies import create_draft, publish_version
from tests.factories import (
    in_three,
    make_area,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_sector,
    make_source,
    make_staff,
    make_story,
)

pytestmark = pytest.mark.django_db

MAKERS = {
    "measures": make_measure,
    "programmes": make_programme,
    "incubators": make_incubator,
    "spaces": make_place,
    "platforms": make_platform,
    "stories": make_story,
}
MOST = 12


def read(client, folder: str, entry, language: str = "en") -> str:
    response = client.get(f"/{language}/{folder}/{entry.slug}/")
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def answers(page: str) -> str:
    """The panel at the top."""
    return page.partition('<div class="answers">')[2].partition("</dl>")[0]


def relate(entry, other, kind=RelationKind.EXCLUDES, **fields) -> Relation:
    return Relation.objects.create(entry=entry, other=other, kind=kind, **fields)


class TestTheThreeAnswers:
    @pytest.mark.parametrize("folder", MAKERS)
    def test_come_before_everything_else(self, client, folder):
        page = read(client, folder, MAKERS[folder]())
        assert answers(page).count("<dt>") == 3
        assert page.index("<h1") < page.index('class="answers"') < page.index('class="lead"')

    def test_of_a_measure(self, client):
        measure = make_measure(opens=today() - timedelta(days=9), closes=today() + timedelta(days=9))
        for text in ("A second one", "A third one"):
            Criterion.objects.create(version=measure.current, position=5, **in_three(text=text))
        said = answers(read(client, "measures", measure))
        for words in (
            "50% of the cost, up to CNY 500,000 a year, 12 months",
            "Half",
            "registered in the zone",
        ):
            assert words in said
        assert "A second one" in said
        assert "A third one" not in said
        assert '<a href="#who">and 1 more</a>' in said
        assert '<span class="tag tag--go">Open</span>' in said
        assert "until " in said

    def test_without_a_figure_the_first_tier_speaks(self, client):
        measure = make_measure(parts=False)
        Benefit.objects.create(version=measure.current, **in_three(text="Help at the counter"))
        said = answers(read(client, "measures", measure))
        assert "Help at the counter" in said
        assert "answers__figure" not in said

    def test_the_tier_with_the_figure_is_the_one_named(self, client):
        measure = make_measure(parts=False)
        Benefit.objects.create(version=measure.current, position=0, **in_three(text="Advice"))
        Benefit.objects.create(
            version=measure.current, position=1, amount=900, currency="HKD", **in_three(text="Cash")
        )
        said = answers(read(client, "measures", measure))
        assert "HKD 900" in said
        assert "Cash" in said
        assert "Advice" not in said
        assert '<a href="#get">and 1 more</a>' in said

    def test_an_open_intake_says_until_when(self, client):
        measure = make_measure(status="unknown")
        make_intake(measure=measure)
        assert "Applications on this portal until" in answers(read(client, "measures", measure))

    def test_without_dates_they_say_so(self, client):
        measure = make_measure(status="unknown", effective_to=today() + timedelta(days=30))
        said = answers(read(client, "measures", measure))
        assert "The sources give no dates for applications. In force: until" in said

    def test_of_a_programme_without_conditions(self, client):
        sectors = [make_sector(**in_three(name=f"Field {n}")) for n in range(6)]
        programme = make_programme(stages=["seed", "growth"], sectors=sectors)
        said = answers(read(client, "programmes", programme))
        assert "The sources do not say." in said
        assert "Firms in these fields: Field 0, Field 1, Field 2, Field 3. Stage: Seed, Growth" in said
        assert '<a href="#fields">and 2 more</a>' in said

    def test_of_places(self, client):
        place = make_place(rent_amount=80, rent_currency="CNY", rent_per="sqm-month", units=2)
        place.sectors.set([make_sector("any")])
        said = answers(read(client, "spaces", place))
        assert "Office, rent: CNY 80 per square metre and month" in said
        assert "Firms in every field" in said
        assert "2 units are free now." in said
        incubator = make_incubator(**in_three(offers="Desks\nMentors\nTea"))
        said = answers(read(client, "incubators", incubator))
        assert "Mentors" in said
        assert "Tea" not in said
        assert '<a href="#offers">and 1 more</a>' in said
        assert "The sources name no dates." in said

    def test_of_a_story(self, client):
        story = make_story(**in_three(firm="Sample Ltd"))
        said = answers(read(client, "stories", story))
        for words in ("It moved in.", "Sample Ltd", "Told as of 30 June 2025"):
            assert words in said

    def test_texts_in_another_language_are_marked(self, client):
        measure = make_measure(parts=False)
        Criterion.objects.create(version=measure.current, text_en="Only in English here")
        assert '<span lang="en">Only in English here</span>' in answers(
            read(client, "measures", measure, "zh-hans")
        )


class TestFigures:
    @pytest.mark.parametrize("folder", ["measures", "programmes", "incubators", "spaces"])
    def test_stand_with_their_date_and_source(self, client, folder):
        sources = [make_source(publisher="The Office"), make_source(published="2020")]
        page = read(client, folder, MAKERS[folder](sources=sources))
        lines = page.split('<p class="asof small mute">')[1:]
        assert len(lines) >= 2
        for line in lines:
            assert "30 Jun 2025" in line.partition("</p>")[0]
            assert 'Source: <a href="#sources">The Office</a> and 1 more' in line

    def test_without_a_date_say_so(self, client):
        page = read(client, "spaces", make_place(as_of=None))
        assert page.count("<span>No source carries a date</span>") == 2

    def test_publishers_are_escaped_and_marked(self, client):
        measure = make_measure(sources=[make_source(publisher="<b>深圳</b>")])
        page = read(client, "measures", measure)
        assert '<a href="#sources" lang="zh">&lt;b&gt;深圳&lt;/b&gt;</a>' in page


class TestHowToApply:
    def steps(self, client, folder, entry) -> str:
        return read(client, folder, entry).partition('<ol class="steps">')[2].partition("</ol>")[0]

    def test_on_this_portal(self, client):
        measure = make_measure()
        intake = make_intake(measure=measure, correction_days=7, accept_days=1)
        said = self.steps(client, "measures", measure)
        assert f'href="/en/apply/{intake.code}/"' in said
        assert "it goes to Office of the zone" in said
        assert "you have 7 days to reply" in said
        assert "An offer can be accepted for one day." in said
        assert "There is one condition." in said
        assert "The sources name one paper." in said

    def test_later_on_this_portal(self, client):
        measure = make_measure()
        make_intake(measure=measure, opens_at=timezone.now() + timedelta(days=5))
        said = self.steps(client, "measures", measure)
        assert "Opens on this portal on" in said
        assert "/apply/" not in said

    def test_elsewhere_says_what_nobody_knows(self, client):
        said = self.steps(client, "measures", make_measure(parts=False))
        assert "Administration of the zone takes applications itself." in said
        assert "Applications: No window published" in said
        assert "The sources name no papers." in said
        assert "The sources do not say how long a decision takes" in said

    def test_places_and_programmes_have_steps_too(self, client):
        assert "Apply" in self.steps(client, "spaces", make_place())
        said = self.steps(client, "programmes", make_programme())
        assert "papers" not in said

    def test_what_is_over_has_none(self, client):
        measure = make_measure(status="expired")
        assert self.steps(client, "measures", measure) == ""
        make_intake(measure=measure)
        assert "/apply/" in self.steps(client, "measures", measure)


class TestWindow:
    """What the facts say of applications."""

    def fact(self, client, entry, folder: str = "measures") -> str:
        page = read(client, folder, entry)
        return page.partition("<dt>Applications</dt><dd>")[2].partition("</dd>")[0].strip()

    @pytest.mark.parametrize(("folder", "make"), [("measures", make_measure), ("programmes", make_programme)])
    def test_is_that_of_the_intake_here_where_none_is_published(self, client, folder, make):
        entry = make()
        assert self.fact(client, entry, folder) == "No window published"
        first, last = timezone.now() - timedelta(days=3), timezone.now() + timedelta(days=30)
        make_intake(**{folder.removesuffix("s"): entry}, opens_at=first, closes_at=last, is_sample=True)
        said = self.fact(client, entry, folder)
        assert said.startswith(f"On this portal: {format_date(first)} to {format_date(last)}")
        assert said.endswith('<span class="sample">sample</span>')

    def test_is_that_of_the_next_intake_before_it_opens(self, client):
        measure, day = make_measure(), timezone.now() + timedelta(days=3)
        make_intake(measure=measure, opens_at=day, closes_at=None)
        assert self.fact(client, measure) == f"On this portal: from {format_date(day)}"

    def test_stays_as_published(self, client):
        measure = make_measure(rolling=True)
        make_intake(measure=measure, is_sample=True)
        assert self.fact(client, measure) == "At any time, no fixed window"

    def test_is_not_that_of_an_intake_that_is_over(self, client):
        measure, now = make_measure(), timezone.now()
        make_intake(measure=measure, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=2))
        assert self.fact(client, measure) == "No window published"


class TestOnPaper:
    @pytest.mark.parametrize("folder", MAKERS)
    def test_a_page_says_where_it_is_and_of_which_day(self, client, settings, folder):
        settings.SITE_URL = "https://portal.example.org"
        entry = MAKERS[folder]()
        page = read(client, folder, entry)
        where = f"https://portal.example.org/en/{folder}/{entry.slug}/"
        assert f"Printed from {where}, as the page stood on {format_date(today())}." in page

    def test_sources_show_their_site(self, client):
        source = make_source(url="https://www.example.org/a/very/long/address.html?and=more")
        page = read(client, "measures", make_measure(sources=[source]))
        link = f'href="{source.url}" rel="noopener noreferrer external" data-site="example.org"'
        assert page.count(link) == 2


class TestRelations:
    def test_show_on_both_pages_with_the_reason(self, client):
        one, other = make_measure(**in_three(name="The one")), make_programme(**in_three(name="The other"))
        relate(one, other, **in_three(note="The text says so."))
        for folder, entry, name in (("measures", one, "The other"), ("programmes", other, "The one")):
            page = read(client, folder, entry)
            part = page.partition('id="relations"')[2].partition("<h2")[0]
            assert "Cannot be used together with" in part
            assert "Can be used together with" not in part
            assert name in part
            assert "The text says so." in part
            # A sign and a word, not only a colour.
            assert '<li class="unmet"><span class="vh">Not together: </span>' in part

    def test_of_both_kinds(self, client):
        measure = make_measure()
        relate(measure, make_measure(), RelationKind.STACKS)
        relate(make_measure(), measure)
        page = read(client, "measures", measure)
        assert page.index("Can be used together with") < page.index("Cannot be used together with")
        assert '<li class="met"><span class="vh">Together: </span>' in page

    def test_name_nothing_that_is_not_public(self, client):
        measure = make_measure()
        relate(measure, make_measure(archived_at=timezone.now(), **in_three(name="Archived")))
        relate(measure, make_measure(published=False, **in_three(name="Draft")))
        page = read(client, "measures", measure)
        assert "Archived" not in page
        assert "Draft" not in page
        assert 'id="relations"' not in page

    def test_are_not_repeated_among_the_neighbours(self, client):
        area = make_area()
        measure, other = make_measure(area=area), make_measure(area=area, **in_three(name="Named once"))
        assert 'id="related"' in read(client, "measures", measure)
        relate(other, measure)
        page = read(client, "measures", measure)
        assert 'id="related"' not in page
        assert page.count("Named once</span>") == 1


class TestHistory:
    def test_is_told_with_links_to_versions(self, client):
        measure, editor = make_measure(), make_staff("editor")
        draft = create_draft(measure=measure, actor=editor)
        draft.closes = "2030-01-01"
        draft.save()
        draft.benefits.update(months=6)
        publish_version(version=draft, actor=editor)
        page = read(client, "measures", measure).partition('id="history"')[2]
        assert "<b>Changed:</b> closing date and benefits" in page
        assert (
            f'<a href="/en/measures/{measure.slug}/versions/1/#difference">Compare with version 1</a>' in page
        )
        assert f'<a href="/en/measures/{measure.slug}/versions/1/">Version 1</a>' in page
        assert f"/en/measures/{measure.slug}/versions/2/" not in page

    def test_of_an_entry_without_changes_says_since_when_it_is_here(self, client):
        assert "In the catalogue since" in read(client, "platforms", make_platform())

    def test_tells_what_happened(self, client):
        place = make_place()
        with transaction.atomic():
            note_changes([Noted(place, ChangeKind.ADDED), Noted(place, ChangeKind.CHANGED, ["rent_amount"])])
        page = read(client, "spaces", place).partition('id="history"')[2]
        assert page.index("<b>Changed:</b> rent") < page.index("<b>Added to the catalogue</b>")


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("folder", MAKERS)
def test_every_page_leads_to_the_report_form(client, folder, language):
    entry = MAKERS[folder]()
    assert f'href="/{language}/report/{entry.slug}/"' in read(client, folder, entry, language)


@pytest.mark.parametrize("folder", MAKERS)
def test_pages_cost_as_much_with_thirty_relations_and_changes_as_with_one(client, folder):
    entry = MAKERS[folder]()
    counts = []
    for rows in (1, 29):
        with transaction.atomic():
            note_changes([Noted(entry, ChangeKind.CHANGED, ["name"])] * rows)
        for _ in range(rows):
            relate(entry, make_platform())
        read(client, folder, entry)
        with CaptureQueriesContext(connection) as queries:
            read(client, folder, entry)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST
