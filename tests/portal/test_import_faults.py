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

from .catalogue_files import BENEFIT, CRITERION, entry, fact, text, write_files

pytestmark = pytest.mark.django_db

TABLES: tuple[type[models.Model], ...] = (
    *(Area, Category, Entry, Fact, Sector, Source, Measure, MeasureVersion, Benefit, Criterion, StoryUse, Incubator),
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
        yaml.safe_dump([fact("headcount", max=1000), fact("founder_is_hk_resident", "bool")], allow_unicode=True)
    )
    call_command("import_catalogue", str(folder), stdout=io.StringIO())
    return tmp_path / "new"


def benefit(**changes):
    return [{**BENEFIT, **changes}]


def criterion(rule):
    return [{**CRITERION, "rule": rule}]


def nested(levels):
    rule = CRITERION["rule"]
    for _ in range(levels):
        rule = {"not": rule}
    return rule


ROWS = [
    # shape
    ("measure", {"summary": ...}, "summary: is missing"),
    ("measure", {"extra": 1}, "extra: is not a field of the format"),
    ("measure", {"name": "A name"}, "name: "),
    ("measure", {"name": {"en": "A", "zh_hant": "一"}}, "name.zh_hans: is missing"),
    ("measure", {"name": {**text("A"), "fr": "Un"}}, "name.fr: is not a field"),
    ("measure", {"name": {**text("A"), "zh_hant": "  "}}, "name.zh_hant: is empty"),
    ("measure", {"name": {**text("A"), "zh_hant": 5}}, "name.zh_hant: 5 is not text"),
    ("measure", {"name": {**text("A"), "en": False}}, "name.en: False is not text"),
    ("measure", {"name": text("A ")}, "name.en: has a space at an end"),
    ("measure", {"name": None}, "name: "),
    ("measure", {"sectors": "ai"}, "sectors: ai is not a list"),
    ("measure", {"sectors": []}, "sectors: "),
    ("measure", {"sectors": ["ai", "ai"]}, "sectors: "),
    ("measure", {"sectors": ["ai", {}]}, "sectors[1]: "),
    ("measure", {"sectors": ["ai", "any"]}, "sectors: 'any' stands alone"),
    ("measure", {"sectors": ["magic"]}, "sectors[0]: magic is not one of"),
    ("measure", {"category": "luck"}, "category: luck is not one of"),
    ("measure", {"category": ["rent"]}, "category: "),
    ("measure", {"instrument": None}, "instrument: "),
    ("measure", {"confidence": "certain"}, "confidence: certain is not one of"),
    ("measure", {"rolling": "yes"}, "rolling: yes is not"),
    ("measure", {"sources": []}, "sources: "),
    ("measure", {"sources": [{"title": "T"}]}, "sources[0].publisher: is missing"),
    ("measure", {"documents": text("One")}, "documents: "),
    ("measure", {"benefit": None}, "benefit: None is not a list"),
    ("measure", {"benefit": ["half"]}, "benefit[0]: half is not a set of fields"),
    ("measure", {"eligibility": {"text": 1}}, "eligibility: "),
    # slugs and areas
    ("platform", {"slug": ...}, "slug: is missing"),
    ("platform", {"slug": "Not A Slug"}, "slug: "),
    ("platform", {"slug": 7}, "slug: 7 is not text"),
    ("platform", {"slug": ["x"]}, "slug: "),
    ("platform", {"slug": "a" * 81}, "slug: "),
    ("platform", {"slug": "a-platform\n"}, "slug: "),
    ("platform", {"area": "nanshan"}, "area: nanshan does not belong in platforms/hetao.yaml"),
    ("platform", {"area": "moon"}, "area: moon is not one of"),
    ("platform", {"area": ["hetao"]}, "area: "),
    # dates
    ("measure", {"as_of": "2026-02-30"}, "as_of: '2026-02-30' is not an ISO date"),
    ("measure", {"as_of": "2026-13-01"}, "as_of: '2026-13-01' is not an ISO date"),
    ("measure", {"as_of": "0000-01-01"}, "as_of: "),
    ("measure", {"as_of": "２０２６-01-01"}, "as_of: "),
    ("measure", {"as_of": "yesterday"}, "as_of: "),
    ("measure", {"as_of": "2026"}, "as_of: "),
    ("measure", {"opens": "2026-05-01", "closes": "2026-04-01"}, "closes: before opens"),
    ("measure", {"effective_from": "2026-05-01", "effective_to": "2026-04-01"}, "effective_to: before effective_from"),
    ("incubator", {"established": "2019-19"}, "established: '2019-19' is not an ISO date"),
    ("incubator", {"established": 2019}, "established: 2019 is not text"),
    # figures
    ("measure", {"benefit": benefit(currency=None)}, "benefit[0].currency: needed beside a sum"),
    ("measure", {"benefit": benefit(rate=1.5)}, "benefit[0].rate: "),
    ("measure", {"benefit": benefit(rate=0.1234567)}, "benefit[0].rate: "),
    ("measure", {"benefit": benefit(cap=-1)}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(cap=10**30)}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(cap=1e300)}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(cap=float("inf"))}, "benefit[0].cap: inf is not a number"),
    ("measure", {"benefit": benefit(cap=float("nan"))}, "benefit[0].cap: nan is not a number"),
    ("measure", {"benefit": benefit(cap="a lot")}, "benefit[0].cap: "),
    ("measure", {"benefit": benefit(months=0)}, "benefit[0].months: "),
    ("measure", {"benefit": benefit(months=10**6)}, "benefit[0].months: 1000000 is too large"),
    ("measure", {"benefit": benefit(per="fortnight")}, "benefit[0].per: "),
    ("incubator", {"total_sqm": -1}, "total_sqm: "),
    ("incubator", {"total_sqm": 10**12}, "total_sqm: 1000000000000 is too large"),
    ("incubator", {"total_sqm": 1.5}, "total_sqm: "),
    ("space", {"rent": {"amount": 5}}, "rent"),
    # lengths and characters
    ("platform", {"name": text("x" * 301)}, "name.en: "),
    ("platform", {"address": text("x" * 500)}, "address.zh_hant: "),
    ("platform", {"name": text("x\0y")}, "name.en: holds a character that cannot be stored"),
    ("incubator", {"website": "https://example.org/" + "x" * 600}, "website: "),
    ("incubator", {"website": "ftp://example.org"}, "website: "),
    ("incubator", {"website": "https://not a link"}, "website: "),
    # rules
    ("measure", {"eligibility": criterion({"fact": "luck", "op": "==", "value": True})}, "there is no fact 'luck'"),
    ("measure", {"eligibility": criterion({"fact": "headcount", "op": "in", "value": [1]})}, "does not fit"),
    ("measure", {"eligibility": criterion({"fact": "headcount", "op": "==", "value": "x"})}, "needs a whole number"),
    ("measure", {"eligibility": criterion({"fact": "headcount", "op": ">", "value": 10**6})}, "is outside 0 to 1000"),
    ("measure", {"eligibility": criterion({"all": []})}, "eligibility[0].rule.all: needs a list"),
    ("measure", {"eligibility": criterion(nested(9))}, "eligibility[0].rule: nested more than 8 deep"),
    ("measure", {"eligibility": criterion("always")}, "eligibility[0].rule: a rule is an object"),
    ("measure", {"eligibility": [{"text": text("A")}]}, "eligibility[0].rule: is missing"),
    ("measure", {"benefit": benefit(rule=None)}, "benefit[0].rule: a rule is an object"),
    # references
    ("programme", {"incubator": "nobody"}, "incubator: no incubator nobody"),
    ("programme", {"incubator": "old-platform"}, "incubator: no incubator"),
    ("programme", {"stage": ["adult"]}, "stage[0]: "),
    ("story", {"what_they_used": ["nothing-known"]}, "what_they_used[0]: no entry"),
    ("story", {"what_they_used": []}, "what_they_used: "),
    ("story", {"what_they_used": [5]}, "what_they_used[0]: "),
    ("story", {"sector": "magic"}, "sector: "),
    # what the database holds
    ("measure", {"slug": "old-platform"}, "slug: is that of a platform in the database"),
]


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


FILES = {
    "not YAML": b"- a: [",
    "not UTF-8": "- slug: 香港".encode("big5"),
    "empty": b"",
    "an empty list": b"[]",
    "a word": b"hello",
    "a number": b"5",
    "a mapping": b"slug: x",
    "rows that are words": b"- one\n- 2\n- null\n- [a]\n",
    "a key given twice": b"- slug: a\n  slug: b\n",
    "a list for a key": b"- {[a]: 1}",
    "several documents": b"--- [1]\n--- [2]",
    "a tag of Python": b"- !!python/object/apply:os.system [ls]",
    "a wrong tag": b"- !!bool maybe",
    "an empty number": b"- !!float ''",
    "a number without end": b"- " + b"9" * 6000,
    "brackets without end": b"[" * 100_000,
    "a circle": b"- &a [*a]",
    "references that explode": b"- &a [x,x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        f"- &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n".encode() for i in range(8)
    ),
    "an unquoted impossible date": b"- slug: x\n  as_of: 2026-02-30\n",
    "control characters": b"- \x00",
    "odd types": b"- !!set {a}\n- !!binary aGVq\n- !!omap [a: 1]\n",
}


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


LISTS = [
    ("facts", fact("headcount", unit=None), "headcount: unit: "),
    ("facts", fact("headcount", min=5, max=4), "headcount: max: is below min"),
    ("facts", fact("headcount", max=10**30), "headcount: max: "),
    ("facts", fact("headcount", "bool", unit="people"), "headcount: unit: only whole numbers have one"),
    ("facts", fact("headcount", "choice"), "headcount: choices: "),
    ("facts", fact("headcount", "mood"), "headcount: type: mood is not one of"),
    ("facts", fact("Head count"), "#1: name: "),
    ("facts", fact("headcount", question=None), "headcount: question: "),
    ("facts", fact("h" * 90), "name: "),
    (
        "facts",
        fact("stage", "choice", choices=[{"code": "a", "label": text("A")}, {"code": "a", "label": text("B")}]),
        "stage: choices: 'a' given twice",
    ),
    (
        "facts",
        fact("sectors", "multi-choice", choices=[{"code": c, "label": text(c)} for c in ("ai", "magic")]),
        "sectors: choices: differ from sectors.yaml",
    ),
    ("areas", {"code": "moon", "name": text("Moon"), "description": text("Far")}, "moon: code: moon is not one of"),
    ("areas", {"code": "hetao", "name": text("Hetao")}, "hetao: description: is missing"),
    ("areas", {"code": ["hetao"], "name": text("H"), "description": text("D")}, "#1: code: "),
    ("sectors", {"code": "ai", "name": "AI"}, "ai: name: "),
    ("categories", {"code": "c" * 60, "name": text("C")}, ": code: "),
    ("categories", {"code": "rent", "name": text("C" * 200)}, "rent: name.en: "),
]


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
    (imported / "sectors.yaml").write_text(yaml.safe_dump([{"code": "ai", "name": text("AI")}] * 2, allow_unicode=True))
    assert "sectors.yaml: ai: code: given twice" in refused(imported)


def test_entries_are_checked_against_the_directorys_own_lists(imported):
    write_files(imported, platforms=[entry("platform", sectors=["medtech"])])
    (imported / "sectors.yaml").write_text(yaml.safe_dump([{"code": "ai", "name": text("AI")}], allow_unicode=True))
    assert refused(imported) == ["platforms/hetao.yaml: a-platform: sectors: medtech is not in sectors.yaml"]


def test_a_slug_stands_for_one_entry(imported):
    write_files(imported, platforms=[entry("platform", slug="same")] * 2, spaces=[entry("space", slug="same")])
    faults = refused(imported)
    assert "platforms/hetao.yaml: same: slug: also in platforms/hetao.yaml" in faults or (
        "platforms/hetao.yaml: same: slug: also in spaces/hetao.yaml" in faults
    )
    assert len(faults) == 2


def test_sample_data_keeps_its_slug(imported):
    Entry.objects.filter(slug="old-platform").update(is_sample=True)
    write_files(imported, platforms=[entry("platform", slug="old-platform")])
    assert refused(imported) == ["platforms/hetao.yaml: old-platform: slug: is that of sample data in the database"]


def test_an_archived_incubator_takes_nobody_in(imported):
    Entry.objects.filter(slug="old-incubator").update(archived_at="2026-01-01T00:00:00Z")
    write_files(imported, programmes=[entry("programme", incubator="old-incubator")])
    assert refused(imported) == [
        "programmes/hetao.yaml: a-programme: incubator: incubator old-incubator is archived"
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
        yaml.safe_dump([{"code": "hetao", "name": text("x" * 200), "description": text("D")}], allow_unicode=True)
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
