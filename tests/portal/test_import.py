"""Importing the catalogue: what comes in, what a second run does, what pruning hides."""

import io
import shutil
import time
from decimal import Decimal

import pytest
import yaml
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEntry
from portal.audit.record import first_broken_entry
from portal.catalogue.models import Area, Category, Entry, Fact, Sector, Source
from portal.front.importing.shape import OWN_CATALOGUE
from programs.eligibility.rules import validate_rule
from programs.enums import VersionState
from programs.models import Application, Benefit, Criterion, Measure, MeasureVersion, Programme, Story
from programs.services.policies import create_draft, fact_registry
from spaces.models import Incubator, Place, Platform
from tests.factories import make_application, make_intake, make_platform

from .catalogue_files import entry, fact, text, write_files

pytestmark = pytest.mark.django_db


def run(directory, *args) -> str:
    out = io.StringIO()
    call_command("import_catalogue", str(directory), *args, stdout=out)
    return out.getvalue()


def total(out: str) -> str:
    return next(line for line in out.splitlines() if " changes: " in line)


@pytest.fixture
def small(tmp_path):
    """A directory with one entry of each kind and the project's own lists, for a test to change."""
    folder = write_files(
        tmp_path / "small",
        measures=[entry("measure")],
        programmes=[entry("programme", incubator="an-incubator")],
        incubators=[entry("incubator", slug="an-incubator")],
        spaces=[entry("space")],
        platforms=[entry("platform"), entry("platform", slug="another-platform")],
        stories=[entry("story", what_they_used=["a-measure", text("A desk")])],
    )
    for name in ("areas", "sectors", "categories"):
        shutil.copy(OWN_CATALOGUE / f"{name}.yaml", folder)
    (folder / "facts.yaml").write_text(
        yaml.safe_dump([fact("headcount"), fact("founder_is_hk_resident", "bool")])
    )
    return folder


def edit(folder, file, change):
    """Change the rows of one file in place."""
    path = folder / file
    rows = yaml.safe_load(path.read_text())
    rows = change(rows) or rows
    path.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False))


def snapshot() -> dict:
    """Everything that an import may touch, for proving that nothing changed."""
    models = (
        Entry,
        Area,
        Sector,
        Category,
        Fact,
        Source,
        MeasureVersion,
        Measure,
        Programme,
        Story,
        AuditEntry,
    )
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


class TestTheRealCatalogue:
    def test_comes_in_whole_and_in_time_and_once(self):
        # Seconds of work rather than of the clock: other tests run beside this one.
        began = time.process_time()
        out = run(OWN_CATALOGUE)
        assert time.process_time() - began < 5
        counts = {
            model: model.objects.count() for model in (Measure, Programme, Incubator, Place, Platform, Story)
        }
        assert counts == {Measure: 114, Programme: 26, Incubator: 17, Place: 31, Platform: 18, Story: 12}
        assert Entry.objects.public().count() == 218
        assert Fact.objects.count() == 109
        assert total(out) == "378 changes: 378 created, 0 changed, 0 archived, 0 unchanged"
        assert Source.objects.count() < Entry.sources.through.objects.count(), "sources are shared"
        assert first_broken_entry() is None

        before = snapshot()
        began = time.process_time()
        out = run(OWN_CATALOGUE)
        assert time.process_time() - began < 5
        assert total(out) == "0 changes: 0 created, 0 changed, 0 archived, 378 unchanged"
        assert snapshot() == before

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

    def test_rules_pass_the_same_check_as_the_back_offices(self):
        run(OWN_CATALOGUE)
        facts = fact_registry()
        rules = [*Benefit.objects.exclude(rule=None), *Criterion.objects.exclude(rule=None)]
        assert len(rules) > 100
        assert [row.pk for row in rules if validate_rule(row.rule, facts)] == []


def test_a_dry_run_writes_nothing(small):
    out = run(small, "--dry-run")
    assert "+ measure a-measure: created" in out
    assert "nothing was written" in out
    assert not Entry.objects.exists()
    assert not Fact.objects.exists()
    assert not AuditEntry.objects.exists()


def test_every_kind_is_stored_field_by_field(small):
    run(small)
    place = Place.objects.get()
    assert (place.rent_amount, place.rent_currency, place.rent_per) == (Decimal("98.50"), "CNY", "sqm-month")
    assert (place.commissioned, place.nearest_crossing, place.total_sqm) == ("2021", "huanggang", 12000)
    incubator = Incubator.objects.get()
    assert incubator.offers_zh_hant.splitlines() == ["Desks（繁）", "Advice（繁）"]
    programme = Programme.objects.get()
    assert (programme.host, programme.stages, programme.length_months) == (incubator, ["seed", "early"], 6)
    assert programme.benefits.get().rule["fact"] == "headcount"
    uses = Story.objects.get().uses.all()
    assert [use.entry.slug if use.entry else use.text_zh_hans for use in uses] == [
        "a-measure",
        "A desk（简）",
    ]
    version = Measure.objects.get().current
    benefit = version.benefits.get()
    assert (benefit.rate, benefit.cap, benefit.currency, benefit.months) == (
        Decimal("0.5"),
        100000,
        "CNY",
        12,
    )
    assert [criterion.rule is None for criterion in version.criteria.all()] == [False, True]
    assert [paper.text_en for paper in version.papers.all()] == ["Lease"]
    assert AuditEntry.objects.filter(action="catalogue.created").count() == 7
    assert AuditEntry.objects.filter(action="catalogue.import").count() == 1


class TestChanges:
    def test_are_told_field_by_field(self, small):
        run(small)

        def change(rows):
            rows[0]["summary"]["en"] = "Another summary."
            rows[0]["total_sqm"] = 7
            rows[0]["rent"] = None
            rows[0]["amenities"].append({"en": "A new\nlift", "zh_hant": "新升降機", "zh_hans": "新电梯"})

        edit(small, "spaces/hetao.yaml", change)
        out = run(small, "--dry-run")
        assert "~ space a-space: changed" in out
        assert "    summary.en: What it is. → Another summary." in out
        assert "    total_sqm: 12000 → 7" in out
        assert "    rent.amount: 98.5 → (none)" in out
        assert "= platform a-platform: unchanged" in out
        assert total(out) == "1 changes: 0 created, 1 changed, 0 archived, 43 unchanged"
        assert Place.objects.get().total_sqm == 12000

        run(small)
        place = Place.objects.get()
        assert (place.total_sqm, place.rent_amount, place.rent_currency) == (7, None, "")
        assert place.amenities_en.splitlines() == ["Canteen", "A new lift"]
        assert AuditEntry.objects.filter(action="catalogue.changed", target_id=str(place.pk)).count() == 1
        assert total(run(small)).startswith("0 changes")

    def test_new_words_of_a_measure_make_a_new_version(self, small):
        run(small)
        old = Measure.objects.get().current
        frozen = [list(old.benefits.values()), list(old.criteria.values()), list(old.papers.values())]
        cited = set(old.sources.all())
        application = make_application(intake=make_intake(measure=Measure.objects.get()))

        def change(rows):
            rows[0]["benefit"][0]["cap"] = 500000
            rows[0]["benefit"].append({**rows[0]["benefit"][0], "rate": 0.25})
            rows[0]["sources"][0]["title"] = "A newer notice"

        edit(small, "measures/hetao.yaml", change)
        out = run(small)
        assert "benefit[0].cap: 100000 → 500000" in out
        assert "benefit[1]: (none) → Half of the rent" in out
        assert "sources: - Notice | Zone office" in out

        measure = Measure.objects.get()
        assert measure.current.number == 2
        assert [b.cap for b in measure.current.benefits.all()] == [500000, 500000]
        assert [s.title for s in measure.sources.all()] == ["A newer notice"]
        assert set(measure.current.sources.all()) == set(measure.sources.all())
        old.refresh_from_db()
        assert old.state == VersionState.RETIRED
        assert old.retired_at is not None
        assert frozen == [list(old.benefits.values()), list(old.criteria.values()), list(old.papers.values())]
        assert set(old.sources.all()) == cited
        assert Application.objects.get(pk=application.pk).measure_version == old
        assert total(run(small)).startswith("0 changes")

    def test_another_category_makes_no_new_version(self, small):
        run(small)
        edit(small, "measures/hetao.yaml", lambda rows: rows[0].update(category="tax", sectors=["any"]))
        run(small)
        measure = Measure.objects.get()
        assert measure.category_id == "tax"
        assert list(measure.sectors.values_list("code", flat=True)) == ["any"]
        assert measure.versions.count() == 1

    def test_an_editors_draft_stays(self, small):
        run(small)
        measure = Measure.objects.get()
        draft = create_draft(measure=measure, actor=None)
        edit(small, "measures/hetao.yaml", lambda rows: rows[0].update(instrument="grant"))
        run(small)
        assert sorted(measure.versions.values_list("number", "state")) == [
            (1, VersionState.RETIRED),
            (draft.number, VersionState.DRAFT),
            (3, VersionState.PUBLISHED),
        ]

    def test_an_entry_may_move_to_another_area(self, small):
        run(small)
        rows = [{**entry("platform"), "area": "nanshan"}]
        (small / "platforms/nanshan.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True))
        edit(small, "platforms/hetao.yaml", lambda rows: rows[1:])
        out = run(small, "--prune")
        assert "area: hetao → nanshan" in out
        assert total(out).startswith("1 changes")
        assert Platform.objects.get(slug="a-platform").area_id == "nanshan"

    def test_of_programmes_and_stories_replace_their_lists(self, small):
        run(small)
        edit(small, "programmes/hetao.yaml", lambda rows: rows[0].update(eligibility=[], incubator=None))
        edit(small, "stories/hetao.yaml", lambda rows: rows[0].update(what_they_used=["a-platform"]))
        run(small)
        programme = Programme.objects.get()
        assert (programme.host, programme.criteria.count(), programme.benefits.count()) == (None, 0, 1)
        assert [use.entry.slug for use in Story.objects.get().uses.all()] == ["a-platform"]
        assert total(run(small)).startswith("0 changes")

    def test_of_lists_reach_the_database(self, small):
        run(small)
        edit(small, "facts.yaml", lambda rows: rows[0]["question"].update(en="Another question?"))
        assert "question.en: headcount? → Another question?" in run(small)
        assert Fact.objects.get(name="headcount").question_en == "Another question?"


class TestPruning:
    def test_archives_what_is_gone_and_brings_it_back(self, small):
        run(small)
        text = (small / "platforms/hetao.yaml").read_text()
        edit(small, "platforms/hetao.yaml", lambda rows: rows[:1])
        gone = Entry.objects.filter(slug="another-platform")

        assert "1 entries (--prune archives them)" in run(small)
        assert gone.get().archived_at is None
        assert "- platform another-platform: archived" in run(small, "--prune", "--dry-run")
        assert gone.get().archived_at is None

        assert total(run(small, "--prune")) == "1 changes: 0 created, 0 changed, 1 archived, 43 unchanged"
        assert gone.get().archived_at is not None
        assert not gone.public().exists()
        assert total(run(small, "--prune")).startswith("0 changes")

        (small / "platforms/hetao.yaml").write_text(text)
        assert "archived: yes → no" in run(small, "--prune")
        assert gone.public().exists()

    def test_refuses_to_archive_what_is_still_referred_to(self, small):
        run(small)
        (small / "incubators/hetao.yaml").unlink()
        with pytest.raises(CommandError, match="incubator an-incubator is archived"):
            run(small, "--prune")
        assert Incubator.objects.get().archived_at is None

    def test_archives_facts_that_are_gone(self, small):
        edit(small, "facts.yaml", lambda rows: rows.append({**rows[0], "name": "is_new"}))
        run(small)
        edit(small, "facts.yaml", lambda rows: rows[:-1])
        run(small, "--prune")
        assert Fact.objects.get(name="is_new").archived_at is not None

    def test_leaves_sample_data_alone(self, small):
        run(small)
        sample = make_platform(is_sample=True)
        run(small, "--prune")
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
