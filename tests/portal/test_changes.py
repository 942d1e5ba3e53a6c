"""The public history of entries: written with every change that a reader could see, and never for drafts."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.catalogue import revision
from portal.catalogue.change_fields import LABELS, codes_of, in_words
from portal.catalogue.changes import Noted, note_change, note_changes
from portal.catalogue.enums import ChangeKind
from portal.catalogue.models import Area, Category, Change
from portal.catalogue.services import archive_entries, restore_entries
from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.run import import_catalogue
from portal.kernel.errors import InvalidInput
from programs.services.policies import create_draft, publish_version
from tests.factories import make_measure, make_place, make_programme, make_staff, make_story, make_version

from .admin_pages import a_place, address, values_of
from .catalogue_files import entry, text, write_files

pytestmark = pytest.mark.django_db

LANGS = ("en", "zh_hant", "zh_hans")


def told(row) -> list[tuple]:
    """The history of an entry, oldest first."""
    return [(c.what, c.fields, c.version) for c in Change.objects.filter(entry=row.pk).order_by("pk")]


class TestWords:
    @pytest.mark.parametrize(
        ("names", "codes"),
        [
            (["name_zh_hant", "name.en", "name"], ["name"]),
            (["benefit[0].text.en", "eligibility[2].rule", "documents"], ["benefits", "criteria", "papers"]),
            (["rent.amount", "rent.note.en", "rent_currency", "rent_note_en"], ["rent"]),
            (["closes", "summary_en"], ["summary", "closes"]),
            (["slug", "position", "archived", "published", "is_sample"], []),
            (
                ["stage", "incubator", "what_they_used", "founders_described_as.en"],
                ["host", "stages", "founders", "uses"],
            ),
        ],
    )
    def test_columns_and_parts_of_the_files_have_one_code(self, names, codes):
        assert codes_of(names) == codes

    def test_every_code_is_its_own(self):
        assert codes_of(LABELS) == list(LABELS)

    def test_are_a_list_for_readers(self):
        assert in_words([]) == in_words(["from-an-older-release"]) == ""
        assert in_words(["closes"]) == "closing date"
        assert in_words(["summary", "benefits", "closes"]) == "summary, benefits and closing date"


class TestNoting:
    def test_needs_a_transaction(self, transactional_db):
        with pytest.raises(transaction.TransactionManagementError):
            note_change(entry=make_place(), what=ChangeKind.CHANGED, fields=["name"])
        assert not Change.objects.exists()

    def test_leaves_out_drafts_and_what_is_archived(self):
        for row in (make_measure(published=False), make_place(archived_at=timezone.now())):
            assert note_change(entry=row, what=ChangeKind.CHANGED, fields=["name"]) is None
        assert not Change.objects.exists()

    def test_leaves_out_what_no_reader_sees(self):
        assert note_change(entry=make_place(), what=ChangeKind.CHANGED, fields=["slug"]) is None

    def test_many_cost_one_query(self):
        rows = [Noted(make_place(), ChangeKind.CHANGED, ["name"]) for _ in range(30)]
        with CaptureQueriesContext(connection) as queries:
            note_changes(rows)
        assert len([q for q in queries if 'INSERT INTO "catalogue_change"' in q["sql"]]) == 1
        assert Change.objects.count() == 30

    def test_moves_the_catalogues_revision_on(self):
        place, before = make_place(), revision.current()
        note_change(entry=place, what=ChangeKind.CHANGED, fields=["slug"])
        assert revision.current() == before
        note_change(entry=place, what=ChangeKind.CHANGED, fields=["name"])
        assert revision.current() != before

    def test_the_database_refuses_to_change_a_row(self):
        note_change(entry=make_place(), what=ChangeKind.ADDED)
        with pytest.raises(DatabaseError), transaction.atomic():
            Change.objects.update(what=ChangeKind.CHANGED)
        assert Change.objects.get().what == ChangeKind.ADDED


class TestArchiving:
    def test_and_restoring_are_told(self):
        place, actor = make_place(), make_staff("editor")
        archive_entries(entries=[place], actor=actor)
        archive_entries(entries=[place], actor=actor)
        restore_entries(entries=[place], actor=actor)
        assert told(place) == [("archived", [], None), ("restored", [], None)]

    def test_a_draft_is_not(self):
        measure, actor = make_measure(published=False), make_staff("editor")
        archive_entries(entries=[measure], actor=actor)
        restore_entries(entries=[measure], actor=actor)
        assert told(measure) == []


class TestPublishing:
    def test_tells_what_differs(self):
        measure, editor = make_measure(), make_staff("editor")
        draft = create_draft(measure=measure, actor=editor)
        draft.summary_zh_hans, draft.closes = "别的", "2027-01-31"
        draft.save()
        draft.benefits.update(cap=1)
        assert told(measure) == []
        publish_version(version=draft, actor=editor)
        assert told(measure) == [("changed", ["summary", "closes", "benefits"], 2)]

    def test_tells_of_every_part(self):
        measure, editor = make_measure(), make_staff("editor")
        draft = create_draft(measure=measure, actor=editor)
        draft.stackable_note_en = draft.stackable_note_zh_hant = draft.stackable_note_zh_hans = "Alone"
        draft.instrument = "grant"
        draft.save()
        draft.criteria.all().delete()
        draft.papers.update(text_en="Lease")
        draft.sources.set([make_place().sources.get()])
        publish_version(version=draft, actor=editor)
        fields = ["criteria", "papers", "stackable_note", "instrument", "sources"]
        assert told(measure) == [("changed", fields, 2)]

    def test_a_version_that_says_the_same_is_told_without_fields(self):
        measure, editor = make_measure(), make_staff("editor")
        publish_version(version=create_draft(measure=measure, actor=editor), actor=editor)
        assert told(measure) == [("changed", [], 2)]

    def test_the_first_version_is_an_addition(self):
        measure = make_measure(published=False)
        publish_version(version=measure.versions.get(), actor=make_staff("editor"))
        assert told(measure) == [("added", [], 1)]

    def test_of_an_archived_measure_is_not_told(self):
        measure, editor = make_measure(archived_at=timezone.now()), make_staff("editor")
        publish_version(version=create_draft(measure=measure, actor=editor), actor=editor)
        assert told(measure) == []

    def test_a_refusal_leaves_no_trace(self):
        measure, editor = make_measure(), make_staff("editor")
        draft = create_draft(measure=measure, actor=editor)
        draft.benefits.all().delete()
        with pytest.raises(InvalidInput):
            publish_version(version=draft, actor=editor)
        assert told(measure) == []


class TestTheBackOffice:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(make_staff("editor"))

    def test_a_saved_page_is_told(self, client):
        place = a_place(units=1)
        values = values_of(client.get(address(place)))
        client.post(address(place), {**values, "name_en": "New", "rent_note_en": "a"})
        assert told(place) == [], "refused: the note is in one language only"
        client.post(address(place), {**values, "name_en": "New", "total_sqm": "9"})
        assert told(place) == [("changed", ["name", "total_sqm"], None)]

    def test_a_page_saved_as_it_was_is_not(self, client):
        place = a_place(units=1)
        client.post(address(place), values_of(client.get(address(place))))
        assert told(place) == []

    def test_lists_of_rows_are_told(self, client):
        place = a_place(units=1)
        values = values_of(client.get(address(place)))
        client.post(address(place), {**values, "units-0-floor": "7"})
        programme = make_programme()
        values = values_of(client.get(address(programme))) | {
            "criteria-TOTAL_FORMS": "1",
            **{f"criteria-0-text_{lang}": f"Young {lang}" for lang in LANGS},
            "criteria-0-position": "0",
            "criteria-0-rule": "null",
        }
        client.post(address(programme), values)
        story = make_story()
        values = values_of(client.get(address(story))) | {
            "uses-TOTAL_FORMS": "1",
            "uses-0-entry": str(place.pk),
            "uses-0-position": "0",
        }
        values |= {f"{name}_{lang}": "x" for name in ("firm",) for lang in LANGS}
        client.post(address(story), values)
        assert told(place) == [("changed", ["units"], None)]
        assert told(programme) == [("changed", ["criteria"], None)]
        assert told(story) == [("changed", ["firm", "uses"], None)]

    def test_what_is_archived_or_a_draft_is_not_told(self, client):
        place, measure = a_place(archived_at=timezone.now()), make_measure(published=False)
        client.post(address(place), {**values_of(client.get(address(place))), "total_sqm": "9"})
        other = make_measure().category_id
        client.post(address(measure), {**values_of(client.get(address(measure))), "category": other})
        measure.refresh_from_db()
        assert measure.category_id == other
        assert not Change.objects.filter(entry__in=[place.pk, measure.pk]).exists()

    def test_the_category_of_a_published_measure_is_told(self, client):
        measure, other = make_measure(), make_measure().category_id
        client.post(address(measure), {**values_of(client.get(address(measure))), "category": other})
        assert told(measure) == [("changed", ["category"], None)]

    def test_a_draft_saved_in_the_back_office_is_not_told(self, client):
        draft = make_version(make_measure())
        values = values_of(client.get(address(draft)))
        client.post(address(draft), {**values, **{f"summary_{lang}": "Other" for lang in LANGS}})
        draft.refresh_from_db()
        assert draft.summary_en == "Other"
        assert not Change.objects.exists()

    def test_an_addition_is_told(self, client):
        other = make_place()
        values = {f"{n}_{lang}": f"{n} {lang}" for n in ("name", "summary", "address") for lang in LANGS} | {
            "slug": "new-platform",
            "area": other.area_id,
            "sectors": [other.sectors.first().pk],
            "confidence": "high",
            "sources": [other.sources.first().pk],
        }
        response = client.post(reverse("admin:spaces_platform_add"), values)
        assert response.status_code == 302, response.context["errors"]
        assert [(c.entry.slug, c.what, c.fields) for c in Change.objects.all()] == [
            ("new-platform", "added", [])
        ]


class TestTheImport:
    def rows(self) -> list[tuple]:
        found = Change.objects.order_by("pk").values_list("entry__slug", "what", "fields", "version")
        return [tuple(row) for row in found]

    def test_what_comes_in_is_added_and_a_second_run_tells_nothing(self, tmp_path):
        folder = write_files(tmp_path / "a", measures=[entry("measure")], spaces=[entry("space")])
        import_catalogue(folder)
        assert sorted(self.rows()) == [("a-measure", "added", [], 1), ("a-space", "added", [], None)]
        import_catalogue(folder)
        assert Change.objects.count() == 2

    def test_changes_are_told_with_their_fields(self, tmp_path):
        folder = write_files(tmp_path / "a", measures=[entry("measure")], spaces=[entry("space")])
        import_catalogue(folder)
        write_files(
            folder,
            measures=[
                entry(
                    "measure",
                    documents=[text("Lease"), text("Licence")],
                    closes="2027-01-01",
                    sectors=["any"],
                )
            ],
            spaces=[entry("space", summary=text("Other"), rent=None)],
        )
        import_catalogue(folder)
        assert sorted(self.rows()[2:]) == [
            ("a-measure", "changed", ["closes", "papers", "sectors"], 2),
            ("a-space", "changed", ["summary", "rent"], None),
        ]

    def test_a_dry_run_and_a_refused_one_tell_nothing(self, tmp_path):
        folder = write_files(tmp_path / "a", spaces=[entry("space")])
        import_catalogue(folder, dry_run=True)
        write_files(folder, spaces=[entry("space", area="nowhere")])
        with pytest.raises(CatalogueFaults):
            import_catalogue(folder)
        assert not Change.objects.exists()

    def test_pruning_and_coming_back_are_told(self, tmp_path):
        both = write_files(tmp_path / "a", spaces=[entry("space"), entry("space", slug="another")])
        one = write_files(tmp_path / "b", spaces=[entry("space")])
        import_catalogue(both)
        import_catalogue(one, prune=True)
        import_catalogue(both)
        assert self.rows()[2:] == [("another", "archived", [], None), ("another", "restored", [], None)]

    def test_a_draft_that_an_import_publishes_is_added(self, tmp_path):
        import_catalogue(write_files(tmp_path / "a", spaces=[entry("space")]))
        listed = {"area": Area.objects.get(pk="hetao"), "category": Category.objects.get(pk="rent")}
        measure = make_measure(published=False, slug="a-measure", **listed)
        import_catalogue(write_files(tmp_path / "b", measures=[entry("measure")]))
        ((what, _, version),) = told(measure)
        assert (what, version) == ("added", 2)
