"""Importing the catalogue: what comes in, what a second run does, what pruning hides."""

import io
import shutil
import time

import pytest
import yaml
from django.core.management import call_command

from portal.audit.models import AuditEntry
from portal.audit.record import first_broken_entry
from portal.catalogue.models import Area, Category, Entry, Fact, Sector, Source
from portal.front.importing.shape import OWN_CATALOGUE
from programs.enums import VersionState
from programs.models import Application, Measure, MeasureVersion, Programme, Story
from spaces.models import Incubator, Place, Platform
from tests.factories import make_application, make_intake, make_platform

from .catalogue_files import entry, write_files

pytestmark = pytest.mark.django_db


def run(directory, *args) -> str:
    out = io.StringIO()
    call_command("import_catalogue", str(directory), *args, stdout=out)
    return out.getvalue()


def total(out: str) -> str:
    return next(line for line in out.splitlines() if " changes: " in line)


@pytest.fixture
def real(tmp_path):
    """A copy of the project's catalogue that a test may change."""
    folder = tmp_path / "catalogue"
    shutil.copytree(OWN_CATALOGUE, folder)
    return folder


def edit(folder, file, change):
    """Change the rows of one file in place."""
    path = folder / file
    rows = yaml.safe_load(path.read_text())
    rows = change(rows) or rows
    path.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False))


def snapshot() -> dict:
    """Everything that an import may touch, for proving that nothing changed."""
    models = (Entry, Area, Sector, Category, Fact, Source, MeasureVersion, Measure, Programme, Story, AuditEntry)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


class TestTheRealCatalogue:
    def test_comes_in_whole_and_in_time(self):
        began = time.monotonic()
        out = run(OWN_CATALOGUE)
        assert time.monotonic() - began < 5
        counts = {model: model.objects.count() for model in (Measure, Programme, Incubator, Place, Platform, Story)}
        assert counts == {Measure: 114, Programme: 26, Incubator: 17, Place: 31, Platform: 18, Story: 12}
        assert Entry.objects.public().count() == 218
        assert Fact.objects.count() == 109
        assert total(out) == "362 changes: 362 created, 0 changed, 0 archived, 0 unchanged"
        assert first_broken_entry() is None

    def test_a_second_run_changes_nothing(self):
        run(OWN_CATALOGUE)
        before = snapshot()
        out = run(OWN_CATALOGUE)
        assert total(out) == "0 changes: 0 created, 0 changed, 0 archived, 362 unchanged"
        assert snapshot() == before

    def test_a_dry_run_writes_nothing(self):
        out = run(OWN_CATALOGUE, "--dry-run")
        assert "+ measure hetao-22-measures-2020: created" in out
        assert total(out).startswith("362 changes")
        assert "nothing was written" in out
        assert not Entry.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_says_the_same_as_the_files(self):
        run(OWN_CATALOGUE)
        row = yaml.safe_load((OWN_CATALOGUE / "measures/qianhai.yaml").read_text())[0]
        measure = Measure.objects.get(slug=row["slug"])
        version = measure.current
        assert (version.number, version.state) == (1, VersionState.PUBLISHED)
        for suffix in ("en", "zh_hant", "zh_hans"):
            assert getattr(measure, f"name_{suffix}") == row["name"][suffix]
            assert getattr(version, f"authority_{suffix}") == row["authority"][suffix]
            assert [getattr(b, f"text_{suffix}") for b in version.benefits.all()] == [
                b["text"][suffix] for b in row["benefit"]
            ]
        assert [c.rule for c in version.criteria.all()] == [c["rule"] for c in row["eligibility"]]
        assert sorted(measure.sectors.values_list("code", flat=True)) == sorted(row["sectors"])
        assert set(version.sources.values_list("title", flat=True)) == {s["title"] for s in row["sources"]}
        assert set(measure.sources.all()) == set(version.sources.all())

    def test_sources_are_shared(self):
        run(OWN_CATALOGUE)
        cited = Entry.sources.through.objects.count()
        assert 0 < Source.objects.count() < cited


class TestChanges:
    def test_are_told_field_by_field(self, real):
        run(real)

        def change(rows):
            rows[0]["summary"]["en"] = "Another summary."
            rows[0]["total_sqm"] = 7
            rows[0]["amenities"].append({"en": "A new\nlift", "zh_hant": "新升降機", "zh_hans": "新电梯"})

        edit(real, "spaces/futian.yaml", change)
        slug = yaml.safe_load((real / "spaces/futian.yaml").read_text())[0]["slug"]
        out = run(real, "--dry-run")
        assert f"~ space {slug}: changed" in out
        assert "summary.en: " in out
        assert "→ Another summary." in out
        assert "total_sqm: " in out
        assert "→ 7" in out
        assert total(out) == "1 changes: 0 created, 1 changed, 0 archived, 361 unchanged"
        assert Place.objects.get(slug=slug).total_sqm != 7

        run(real)
        place = Place.objects.get(slug=slug)
        assert place.total_sqm == 7
        assert place.amenities_en.splitlines()[-1] == "A new lift"
        assert AuditEntry.objects.filter(action="catalogue.changed", target_id=str(place.pk)).count() == 1
        assert total(run(real)).startswith("0 changes")

    def test_new_words_of_a_measure_make_a_new_version(self, real):
        run(real)
        slug = "hetao-22-measures-2020"
        old = Measure.objects.get(slug=slug).current
        frozen = list(old.benefits.values()), list(old.criteria.values()), set(old.sources.values_list("pk", flat=True))
        application = make_application(intake=make_intake(measure=Measure.objects.get(slug=slug)))

        def change(rows):
            rows[0]["benefit"][0]["cap"] = 500000
            rows[0]["benefit"][0]["currency"] = "CNY"
            rows[0]["sources"] = rows[0]["sources"][:1]

        edit(real, "measures/hetao.yaml", change)
        out = run(real)
        assert "benefit[0].cap: (none) → 500000" in out
        assert "benefit[0].currency: (none) → CNY" in out
        assert "sources: - " in out

        measure = Measure.objects.get(slug=slug)
        assert measure.current.number == 2
        assert measure.current.benefits.get().cap == 500000
        assert measure.sources.count() == measure.current.sources.count() == 1
        old.refresh_from_db()
        assert old.state == VersionState.RETIRED
        assert old.retired_at is not None
        assert frozen == (
            list(old.benefits.values()),
            list(old.criteria.values()),
            set(old.sources.values_list("pk", flat=True)),
        )
        assert Application.objects.get(pk=application.pk).measure_version == old
        assert total(run(real)).startswith("0 changes")

    def test_another_category_makes_no_new_version(self, real):
        run(real)
        edit(real, "measures/hetao.yaml", lambda rows: rows[0].update(category="market-entry", sectors=["any"]))
        run(real)
        measure = Measure.objects.get(slug="hetao-22-measures-2020")
        assert measure.category_id == "market-entry"
        assert list(measure.sectors.values_list("code", flat=True)) == ["any"]
        assert measure.versions.count() == 1

    def test_an_editors_draft_stays(self, real):
        run(real)
        measure = Measure.objects.get(slug="hetao-22-measures-2020")
        version = measure.current
        version.pk, version.number, version.state, version.published_at = None, 2, VersionState.DRAFT, None
        version.save()
        edit(real, "measures/hetao.yaml", lambda rows: rows[0].update(instrument="grant"))
        run(real)
        assert sorted(measure.versions.values_list("number", "state")) == [
            (1, VersionState.RETIRED),
            (2, VersionState.DRAFT),
            (3, VersionState.PUBLISHED),
        ]

    def test_an_entry_may_move_to_another_area(self, real):
        run(real)
        moved = []
        edit(real, "platforms/hetao.yaml", lambda rows: moved.append(rows.pop()))
        edit(real, "platforms/nanshan.yaml", lambda rows: rows.append({**moved[0], "area": "nanshan"}))
        out = run(real)
        assert "area: hetao → nanshan" in out
        assert Platform.objects.get(slug=moved[0]["slug"]).area_id == "nanshan"
        assert Platform.objects.count() == 18


class TestPruning:
    def test_archives_what_is_gone_and_brings_it_back(self, real):
        run(real)
        text = (real / "stories/hetao.yaml").read_text()
        gone = yaml.safe_load(text)[-1]["slug"]
        edit(real, "stories/hetao.yaml", lambda rows: rows[:-1])

        assert "1 entries (--prune archives them)" in run(real)
        assert Entry.objects.get(slug=gone).archived_at is None

        out = run(real, "--prune", "--dry-run")
        assert f"- story {gone}: archived" in out
        assert Entry.objects.get(slug=gone).archived_at is None

        assert total(run(real, "--prune")) == "1 changes: 0 created, 0 changed, 1 archived, 361 unchanged"
        assert Entry.objects.get(slug=gone).archived_at is not None
        assert not Entry.objects.public().filter(slug=gone).exists()
        assert total(run(real, "--prune")).startswith("0 changes")

        (real / "stories/hetao.yaml").write_text(text)
        assert "archived: yes → no" in run(real, "--prune")
        assert Entry.objects.public().filter(slug=gone).exists()

    def test_archives_facts_that_no_rule_asks_for(self, real):
        edit(real, "facts.yaml", lambda rows: rows.append({**rows[0], "name": "is_new"}))
        run(real)
        shutil.copy(OWN_CATALOGUE / "facts.yaml", real / "facts.yaml")
        run(real, "--prune")
        assert Fact.objects.get(name="is_new").archived_at is not None

    def test_leaves_sample_data_alone(self, tmp_path):
        sample = make_platform(is_sample=True)
        run(write_files(tmp_path, platforms=[entry("platform")]), "--prune")
        sample.refresh_from_db()
        assert sample.archived_at is None


class TestADirectoryNeverSeenBefore:
    def test_with_some_kinds_only(self, tmp_path):
        folder = write_files(
            tmp_path,
            measures=[entry("measure", slug="new-measure")],
            programmes=[entry("programme", slug="new-programme", incubator="new-incubator")],
            incubators=[entry("incubator", slug="new-incubator")],
            stories=[entry("story", slug="new-story", what_they_used=["new-measure"])],
        )
        out = run(folder)
        assert "measure: 1 created" in out
        assert Programme.objects.get().host == Incubator.objects.get()
        assert Story.objects.get().uses.get().entry.slug == "new-measure"
        # Code lists that neither the folder nor the database had are the project's own.
        assert Fact.objects.count() == 109
        assert total(run(folder)).startswith("0 changes")

    def test_may_refer_to_what_the_database_holds(self, tmp_path):
        run(write_files(tmp_path / "one", incubators=[entry("incubator", slug="known-incubator")]))
        folder = write_files(
            tmp_path / "two",
            programmes=[entry("programme", incubator="known-incubator")],
            stories=[entry("story", what_they_used=["known-incubator"])],
        )
        run(folder)
        assert Programme.objects.get().host.slug == "known-incubator"
        assert total(run(folder)).startswith("0 changes")

    def test_with_lists_of_its_own(self, tmp_path):
        names = {"en": "Hetao", "zh_hant": "河套", "zh_hans": "河套"}
        folder = write_files(tmp_path, platforms=[entry("platform")])
        (folder / "areas.yaml").write_text(
            yaml.safe_dump([{"code": "hetao", "name": names, "description": names}], allow_unicode=True)
        )
        run(folder)
        assert list(Area.objects.values_list("code", flat=True)) == ["hetao"]

    def test_with_anchors_and_a_byte_order_mark(self, tmp_path):
        shared = {"en": "One", "zh_hant": "一", "zh_hans": "一"}
        folder = write_files(tmp_path, platforms=[entry("platform", name=shared, summary=shared)])
        path = folder / "platforms/hetao.yaml"
        assert "&id001" in path.read_text()
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        run(folder)
        assert Platform.objects.get().summary_zh_hant == "一"
