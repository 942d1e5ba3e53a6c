"""Relations of entries: what the database takes, how they are imported, how they are edited."""

import pytest
import yaml
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.catalogue.models import Change, Entry, Relation
from portal.catalogue.relations import relations_of
from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.run import import_catalogue
from portal.front.importing.shape import OWN_CATALOGUE
from tests.factories import in_three, make_measure, make_place, make_staff

from .admin_pages import address, values_of
from .catalogue_files import entry, text, write_files

pytestmark = pytest.mark.django_db

LANGS = ("en", "zh_hant", "zh_hans")


def relation(**changes) -> dict:
    row = {"entry": "one", "other": "two", "kind": "excludes", "note": text("Says one.")}
    return {key: value for key, value in {**row, **changes}.items() if value is not ...}


@pytest.fixture
def folder(tmp_path):
    """Three places, and a function that writes the relations between them."""
    places = [entry("space", slug=slug) for slug in ("one", "two", "three")]
    path = write_files(tmp_path / "catalogue", spaces=places)

    def write(*rows):
        (path / "relations.yaml").write_text(yaml.safe_dump(list(rows), allow_unicode=True))
        return path

    write.path = path
    return write


def told(slug: str) -> list[tuple]:
    """The history of an entry after it came in."""
    rows = Change.objects.filter(entry__slug=slug).exclude(what="added").order_by("pk")
    return [(row.what, row.fields) for row in rows]


def kept() -> set[tuple]:
    return {(row.entry.slug, row.kind, row.other.slug, row.note_zh_hans) for row in Relation.objects.all()}


class TestTheDatabase:
    def test_knows_no_entry_beside_itself(self):
        place = make_place()
        with pytest.raises(IntegrityError), transaction.atomic():
            Relation.objects.create(entry=place, other=place, kind="stacks")

    def test_keeps_one_relation_for_a_pair_in_either_order(self):
        one, two = make_place(), make_place()
        Relation.objects.create(entry=one, other=two, kind="stacks")
        for first, second in ((one, two), (two, one)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Relation.objects.create(entry=first, other=second, kind="excludes")
        assert [row.entry.pk for row in relations_of(one)] == [two.pk]
        assert [row.entry.pk for row in relations_of(two)] == [one.pk]


class TestTheImport:
    def test_brings_them_in_once(self, folder):
        path = folder(relation(), relation(other="three", kind="stacks", note=None))
        plan = import_catalogue(path)
        assert kept() == {("one", "excludes", "two", "Says one.（简）"), ("one", "stacks", "three", "")}
        assert [item.action for item in plan.relations] == ["created", "created"]
        assert told("one") == [], "an entry that comes in together with its relations is only added"
        before = (Change.objects.count(), AuditEntry.objects.count())
        assert import_catalogue(path).count() == 0
        assert (Change.objects.count(), AuditEntry.objects.count()) == before

    def test_has_no_direction(self, folder):
        import_catalogue(folder(relation()))
        assert import_catalogue(folder(relation(entry="two", other="one"))).count() == 0

    def test_changes_are_told_on_both_entries(self, folder):
        import_catalogue(folder.path)
        import_catalogue(folder(relation()))
        import_catalogue(folder(relation(kind="stacks")))
        assert kept() == {("one", "stacks", "two", "Says one.（简）")}
        for slug in ("one", "two"):
            assert told(slug) == [("changed", ["relations"])] * 2
        assert told("three") == []
        run = AuditEntry.objects.filter(action="catalogue.import").first()
        assert run.data["lists"] == ["relations one+two changed"]

    def test_of_an_entry_that_changes_too_is_one_change(self, folder):
        import_catalogue(folder.path)
        write_files(
            folder.path,
            spaces=[
                entry("space", slug="one", rent=None),
                *(entry("space", slug=s) for s in ("two", "three")),
            ],
        )
        import_catalogue(folder(relation()))
        assert told("one") == [("changed", ["relations", "rent"])]
        assert told("two") == [("changed", ["relations"])]

    def test_pruning_takes_away_what_the_file_lacks(self, folder):
        import_catalogue(folder(relation(), relation(other="three")))
        path = folder(relation())
        assert import_catalogue(path).count() == 0
        import_catalogue(path, prune=True)
        assert len(kept()) == 1
        (path / "relations.yaml").unlink()
        import_catalogue(path, prune=True)
        assert len(kept()) == 1, "without the file none is touched"

    def test_a_dry_run_writes_none(self, folder):
        plan = import_catalogue(folder(relation()), dry_run=True)
        assert plan.count("created") > 1
        assert not Relation.objects.exists()

    def test_may_name_what_only_the_database_has(self, folder):
        import_catalogue(folder.path)
        other = folder.path.parent / "other"
        write_files(other, spaces=[entry("space", slug="four")])
        (other / "relations.yaml").write_text(yaml.safe_dump([relation(entry="four", other="one")]))
        import_catalogue(other)
        assert {row[:3] for row in kept()} == {("four", "excludes", "one")}

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (relation(other="nothing"), "relations.yaml: nothing+one: other: no entry nothing"),
            (relation(other="one"), "relations.yaml: one+one: other: is the entry itself"),
            (relation(kind="likes"), "relations.yaml: one+two: kind: likes is not one of stacks, excludes"),
            (relation(note=...), "relations.yaml: one+two: note: is missing"),
            (
                relation(note={"en": "Only English"}),
                "relations.yaml: one+two: note: {'en': 'Only English'} fits none of the forms allowed here",
            ),
            (relation(other=7), "relations.yaml: #2: other: 7 is not text"),
            (relation(extra=1), "relations.yaml: one+two: extra: is not a field of the format"),
            ("one two", "relations.yaml: #2: entry: 'one two' is not a set of fields"),
            (relation(other="sample"), "relations.yaml: one+sample: other: entry sample is sample data"),
        ],
    )
    def test_names_what_is_wrong_and_changes_nothing(self, folder, row, fault):
        make_place(slug="sample", is_sample=True)
        path = folder(relation(other="three"), row)
        for name in ("areas", "sectors", "categories", "facts"):
            (path / f"{name}.yaml").write_bytes((OWN_CATALOGUE / f"{name}.yaml").read_bytes())
        with pytest.raises(CatalogueFaults) as refused:
            import_catalogue(path)
        assert fault in refused.value.faults
        assert not Relation.objects.exists()
        assert not Entry.objects.filter(slug="one").exists()

    def test_names_a_pair_given_twice_and_an_archived_entry(self, folder):
        with pytest.raises(CatalogueFaults) as refused:
            import_catalogue(folder(relation(), relation(entry="two", other="one")))
        assert (
            "relations.yaml: one+two: other: the relation of these two is given twice" in refused.value.faults
        )
        import_catalogue(folder(relation()))
        write_files(folder.path, spaces=[entry("space", slug="one")])
        with pytest.raises(CatalogueFaults) as refused:
            import_catalogue(folder.path, prune=True)
        assert "relations.yaml: one+two: other: entry two is archived" in refused.value.faults

    def test_every_relation_of_ours_names_the_text_it_comes_from(self):
        rows = yaml.safe_load((OWN_CATALOGUE / "relations.yaml").read_text())
        assert all(row["note"] for row in rows)


class TestTheBackOffice:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(make_staff("editor"))

    def post(self, client, **changes):
        values = {"kind": "stacks", **{f"note_{lang}": "So it says." for lang in LANGS}}
        return client.post(reverse("admin:catalogue_relation_add"), {**values, **changes})

    def test_adds_changes_and_removes(self, client):
        one, two = make_measure(**in_three(name="Rent")), make_place()
        assert self.post(client, entry=one.pk, other=two.pk).status_code == 302
        row = Relation.objects.get()
        page = client.get(address(row))
        assert "Rent" in page.content.decode()
        client.post(address(row), {**values_of(page), "kind": "excludes", "entry": two.pk, "other": one.pk})
        row.refresh_from_db()
        assert (row.kind, row.entry_id) == ("excludes", one.pk), "a pair stays what it is"
        client.post(address(row, "delete"), {"post": "yes"})
        assert not Relation.objects.exists()
        for place in (one, two):
            changes = Change.objects.filter(entry=place.pk)
            assert [c.fields for c in changes] == [["relations"]] * 3
        actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["admin.add", "admin.change", "admin.delete"]

    def test_that_changes_nothing_tells_nothing(self, client):
        row = Relation.objects.create(entry=make_place(), other=make_place(), kind="stacks")
        client.post(address(row), values_of(client.get(address(row))))
        assert not Change.objects.exists()

    def test_refuses_a_pair_it_has_and_an_entry_with_itself(self, client):
        one, two = make_place(), make_place()
        Relation.objects.create(entry=one, other=two, kind="stacks")
        for ends, words in (
            ({"entry": two.pk, "other": one.pk}, "have a relation already"),
            ({"entry": one.pk, "other": one.pk}, "two different entries"),
            ({"entry": one.pk, "other": ""}, "required"),
            ({"entry": one.pk, "other": make_place().pk, "note_en": ""}, "all three languages"),
        ):
            response = self.post(client, **ends)
            assert response.status_code == 200
            assert words in response.content.decode()
        assert Relation.objects.count() == 1
        assert not Change.objects.exists()

    def test_entries_are_found_by_name_and_only_looked_at(self, client):
        place = make_place(**in_three(name="Riverside"))
        found = client.get(
            reverse("admin:autocomplete"),
            {
                "term": "riverside",
                "app_label": "catalogue",
                "model_name": "relation",
                "field_name": "other",
            },
        ).json()
        assert [row["text"] for row in found["results"]] == ["Riverside"]
        row = Entry.objects.get(pk=place.pk)
        assert client.get(address(row)).status_code == 200
        assert client.post(address(row), {"name": "Other"}).status_code == 403
        assert client.get(reverse("admin:catalogue_entry_add")).status_code == 403
        assert "/admin/catalogue/entry/" not in client.get("/admin/").content.decode()
