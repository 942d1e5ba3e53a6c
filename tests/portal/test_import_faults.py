"""Whatever is wrong with a directory, the import names it, changes nothing and never breaks."""

import copy
import io
import json

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import models

from portal.audit.models import AuditEntry, AuditHead
from portal.catalogue.models import Area, Category, Entry, Fact, Sector, Source
from programs.models import Benefit, Criterion, Measure, MeasureVersion, StoryUse
from spaces.models import Incubator

from .catalogue_broken import FILES, LISTS, ROWS, benefit
from .catalogue_files import entry, fact, text, write_files

pytestmark = pytest.mark.django_db

TABLES: tuple[type[models.Model], ...] = (
    *(
        Area,
        Category,
        Entry,
        Fact,
        Sector,
        Source,
        Measure,
        MeasureVersion,
        Benefit,
        Criterion,
        StoryUse,
        Incubator,
    ),
    *(AuditEntry, AuditHead),
)


def everything() -> str:
    """The whole content of every table that an import may touch."""
    rows = {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}
    return json.dumps(rows, default=str, sort_keys=True)


def refused(folder, *args) -> list[str]:
    """The faults of a refused import. Proves that it exits with 1 and changed nothing."""
    before = everything()
    with pytest.raises(CommandError) as info:
        call_command("import_catalogue", str(folder), *args, stdout=io.StringIO())
    assert info.value.returncode == 1
    assert everything() == before
    heading, *faults = str(info.value).splitlines()
    assert heading == f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}, nothing was changed:"
    assert all(fault.count(": ") >= 3 or fault.split(": ")[1] == "-" for fault in faults)
    return faults


@pytest.fixture
def imported(tmp_path):
    """A database with an earlier import, so that "nothing changed" has something to prove."""
    folder = write_files(
        tmp_path / "earlier",
        incubators=[entry("incubator", slug="old-incubator")],
        platforms=[entry("platform", slug="old-platform")],
    )
    (folder / "facts.yaml").write_text(
        yaml.safe_dump(
            [fact("headcount", max=1000), fact("founder_is_hk_resident", "bool")], allow_unicode=True
        )
    )
    call_command("import_catalogue", str(folder), stdout=io.StringIO())
    return tmp_path / "new"


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in ROWS}))
def test_a_broken_row_is_named(imported, kind, subtests):
    folder = {"story": "stories"}.get(kind, f"{kind}s")
    for _, changes, said in [row for row in ROWS if row[0] == kind]:
        with subtests.test(said, changes=str(changes)[:80]):
            write_files(imported, **{folder: [entry(kind, **copy.deepcopy(changes))]})
            faults = refused(imported)
            assert any(said in fault for fault in faults), faults
            start = f"{folder}/hetao.yaml: " + (f"a-{kind}: " if "slug" not in changes else "")
            assert all(fault.startswith(start) for fault in faults), faults


@pytest.mark.parametrize("name", ["platforms/hetao.yaml", "facts.yaml"])
def test_a_broken_file_is_named(imported, name, subtests):
    path = imported / name
    path.parent.mkdir(parents=True)
    for what, content in FILES.items():
        with subtests.test(what):
            path.write_bytes(content)
            faults = refused(imported)
            assert faults
            assert all(fault.startswith(f"{name}: ") for fault in faults), faults


class TestTheDirectory:
    def test_that_is_not_there(self, tmp_path):
        assert refused(tmp_path / "nowhere")[0].endswith("directory: there is no such folder")

    def test_that_is_a_file(self, tmp_path):
        (tmp_path / "file").write_text("")
        assert refused(tmp_path / "file")[0].endswith("is not a folder")

    def test_that_holds_nothing(self, tmp_path):
        assert "holds no catalogue" in refused(tmp_path)[0]

    def test_that_holds_nothing_does_not_prune_everything(self, imported):
        imported.mkdir()
        refused(imported, "--prune")

    def test_with_a_file_for_a_folder(self, imported):
        imported.mkdir()
        (imported / "measures").write_text("")
        assert refused(imported) == ["measures: -: file: must be a folder"]

    def test_with_a_folder_for_a_file(self, imported):
        (imported / "measures/hetao.yaml").mkdir(parents=True)
        (imported / "facts.yaml").mkdir()
        assert refused(imported) == [
            "facts.yaml: -: file: cannot be read: is not a file",
            "measures/hetao.yaml: -: file: cannot be read: is not a file",
        ]

    def test_with_a_link_to_nowhere(self, imported):
        (imported / "measures").mkdir(parents=True)
        (imported / "measures/hetao.yaml").symlink_to(imported / "gone")
        assert "no such file" in refused(imported)[0]

    def test_with_an_ending_that_would_be_passed_over(self, imported):
        (imported / "measures").mkdir(parents=True)
        (imported / "measures/hetao.yml").write_text("[]")
        assert refused(imported)[0] == "measures/hetao.yml: -: file: the name must end in .yaml"


def test_a_broken_list_is_named(imported, subtests):
    imported.mkdir()
    for name, row, said in LISTS:
        path = imported / f"{name}.yaml"
        with subtests.test(said):
            path.write_text(yaml.safe_dump([row], allow_unicode=True))
            faults = refused(imported)
            assert any(fault.startswith(path.name) and said in fault for fault in faults), faults
        path.unlink()


def test_a_code_given_twice(imported):
    imported.mkdir()
    (imported / "sectors.yaml").write_text(
        yaml.safe_dump([{"code": "ai", "name": text("AI")}] * 2, allow_unicode=True)
    )
    assert "sectors.yaml: ai: code: given twice" in refused(imported)


def test_entries_are_checked_against_the_directorys_own_lists(imported):
    write_files(imported, platforms=[entry("platform", sectors=["medtech"])])
    (imported / "sectors.yaml").write_text(
        yaml.safe_dump([{"code": "ai", "name": text("AI")}], allow_unicode=True)
    )
    assert refused(imported) == ["platforms/hetao.yaml: a-platform: sectors: medtech is not in sectors.yaml"]


def test_a_slug_stands_for_one_entry(imported):
    write_files(
        imported, platforms=[entry("platform", slug="same")] * 2, spaces=[entry("space", slug="same")]
    )
    faults = refused(imported)
    assert "platforms/hetao.yaml: same: slug: also in platforms/hetao.yaml" in faults or (
        "platforms/hetao.yaml: same: slug: also in spaces/hetao.yaml" in faults
    )
    assert len(faults) == 2


def test_sample_data_keeps_its_slug(imported):
    Entry.objects.filter(slug="old-platform").update(is_sample=True)
    write_files(imported, platforms=[entry("platform", slug="old-platform")])
    assert refused(imported) == [
        "platforms/hetao.yaml: old-platform: slug: is that of sample data in the database"
    ]


def test_an_archived_incubator_takes_nobody_in(imported):
    Entry.objects.filter(slug="old-incubator").update(archived_at="2026-01-01T00:00:00Z")
    write_files(imported, programmes=[entry("programme", incubator="old-incubator")])
    assert refused(imported) == [
        "programmes/hetao.yaml: a-programme: incubator: incubator old-incubator is archived"
    ]


def test_new_facts_fit_the_rules_that_stay(tmp_path):
    first = write_files(tmp_path / "first", measures=[entry("measure")])
    call_command("import_catalogue", str(first), stdout=io.StringIO())
    (tmp_path / "second").mkdir()
    (tmp_path / "second/facts.yaml").write_text(
        yaml.safe_dump([fact("headcount", "bool")], allow_unicode=True)
    )
    assert refused(tmp_path / "second") == [
        "facts.yaml: a-measure: benefit[0].rule: would break in the database: "
        '">=" does not fit headcount. Use one of these: ==, !=',
        "facts.yaml: a-measure: benefit[0].rule: would break in the database: headcount needs true or false, not 2.",
    ]


def test_every_fault_is_told_at_once(imported):
    write_files(
        imported,
        measures=[
            entry("measure", slug="one", summary=..., category="luck"),
            entry("measure", slug="two", benefit=benefit(currency=None)),
            entry("measure", slug="three", name=text("x" * 301)),
            entry("measure", slug="four"),
        ],
        stories=[entry("story", what_they_used=["nothing-known"]), "a word"],
    )
    (imported / "spaces").mkdir()
    (imported / "spaces/hetao.yaml").write_text("[")
    (imported / "areas.yaml").write_text(
        yaml.safe_dump(
            [{"code": "hetao", "name": text("x" * 200), "description": text("D")}], allow_unicode=True
        )
    )
    told = {" ".join(fault.split(": ")[:3]) for fault in refused(imported)}
    assert told >= {
        "measures/hetao.yaml one summary",
        "measures/hetao.yaml one category",
        "measures/hetao.yaml two benefit[0].currency",
        "measures/hetao.yaml three name.en",
        "stories/hetao.yaml a-story what_they_used[0]",
        "stories/hetao.yaml #2 entry",
        "spaces/hetao.yaml - file",
        "areas.yaml hetao name.en",
    }
    assert not any(" four " in line for line in told)


def test_a_good_part_of_a_broken_directory_is_not_imported(imported):
    write_files(imported, platforms=[entry("platform"), entry("platform", slug="worse", name=...)])
    refused(imported)
    assert not Entry.objects.filter(slug="a-platform").exists()


def test_unquoted_dates_are_named_as_such(imported):
    write_files(imported, platforms=[entry("platform")])
    path = imported / "platforms/hetao.yaml"
    path.write_text(path.read_text().replace("'2026-03-01'", "2026-03-01"))
    assert refused(imported) == [
        "platforms/hetao.yaml: a-platform: as_of: a date stands in quotes: '2026-03-01'"
    ]
