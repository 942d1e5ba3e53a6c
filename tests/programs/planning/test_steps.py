"""Landing steps: the file, its import, the back office and what plans read."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.front.importing.faults import CatalogueFaults
from portal.front.importing.steps import import_steps
from programs.models import LandingStep
from programs.planning.schedule import in_order, needed
from programs.selectors.steps import steps_of
from tests.factories import make_fact, make_source, make_staff
from tests.portal.admin_pages import address, values_of
from tests.programs.eligibility.published import directory

from .landing import make_step, row, write_steps

pytestmark = pytest.mark.django_db

SOURCE = {"title": "The law", "publisher": "Congress", "url": None, "published": "2023-12"}


def current_steps():
    return steps_of(revision.current())


def faults_of(path) -> list[str]:
    before = list(LandingStep.objects.values_list("code", flat=True))
    with pytest.raises(CatalogueFaults) as refused:
        import_steps(path)
    assert list(LandingStep.objects.values_list("code", flat=True)) == before
    return refused.value.faults


class TestTheShippedFile:
    @pytest.fixture(autouse=True)
    def facts(self):
        """The facts of the published files that steps ask for."""
        wanted = {
            "place_of_incorporation",
            "has_hk_business_registration",
            "has_shenzhen_entity",
            "leases_in_area",
            "researchers_crossing",
            "planned_areas",
            "on_hetao_crossing_white_list",
        }
        for said in directory().lists["facts"]:
            if said["name"] in wanted:
                make_fact(
                    said["name"], said["type"], choices=said["choices"] or [], unit="", min=None, max=None
                )
        import_steps()

    def test_is_complete_in_three_languages_and_in_order(self):
        assert LandingStep.objects.count() >= 10
        for step in LandingStep.objects.all():
            for name in ("name", "text", "papers"):
                texts = {getattr(step, f"{name}_{language}") for language in ("en", "zh_hant", "zh_hans")}
                assert all(texts), step.code
            lines = {len(getattr(step, f"papers_{language}").splitlines()) for language in ("en", "zh_hans")}
            assert len(lines) == 1, step.code

    def test_says_of_every_duration_where_it_comes_from(self):
        """A step without a source is our own estimate, and says so."""
        for step in LandingStep.objects.filter(sources__isnull=True):
            assert "our own estimate" in step.text_en, step.code
            assert "估算" in step.text_zh_hant, step.code
            assert "估算" in step.text_zh_hans, step.code

    def test_leads_a_firm_without_a_company_through_all_of_it(self):
        codes = [step.code for step in needed(current_steps(), {"has_shenzhen_entity": False})]
        assert codes.index("attest-papers") < codes.index("register-company") < codes.index("bank-account")
        assert codes[-1] == "apply"

    def test_spares_a_firm_what_it_has_done(self):
        facts = {"has_shenzhen_entity": True, "leases_in_area": ["hetao"], "researchers_crossing": 0}
        facts |= {"place_of_incorporation": "hong-kong", "has_hk_business_registration": True}
        assert [step.code for step in needed(current_steps(), facts)] == ["apply"]

    def test_imported_again_changes_nothing(self):
        token = revision.current()
        outcome = import_steps()
        assert (outcome.created, outcome.changed, outcome.archived) == ([], [], [])
        assert outcome.unchanged == LandingStep.objects.count()
        assert revision.current() == token


class TestImport:
    def test_writes_everything_and_records_it(self, tmp_path):
        make_fact("has_company", "bool")
        rule = {"fact": "has_company", "op": "==", "value": False}
        path = write_steps(
            tmp_path,
            row("seal", after=["register"], rule=rule, sources=[SOURCE], as_of="2023-12-29"),
            row("register", settles={"has_company": True}, side="south", days=[0, 9]),
        )
        assert import_steps(path).created == ["seal", "register"]
        seal, register = current_steps()
        assert (seal.after, seal.rule.facts) == (("register",), ("has_company",))
        assert seal.papers["zh-hant"] == ("Business licence（繁）",)
        assert [source.publisher for source in seal.sources] == ["Congress"]
        assert (register.settles, register.days_least, register.days_most) == ({"has_company": True}, 0, 9)
        assert AuditEntry.objects.get().action == "steps.import"

    def test_changes_what_differs_and_keeps_or_archives_the_rest(self, tmp_path):
        import_steps(write_steps(tmp_path, row("a"), row("b"), row("c")))
        path = write_steps(tmp_path, row("a"), row("b", after=["a"]))
        outcome = import_steps(path)
        assert (outcome.changed, outcome.unchanged, outcome.elsewhere) == (["b"], 1, ["c"])
        outcome = import_steps(path, prune=True)
        assert (outcome.archived, outcome.changed) == (["c"], [])
        assert [step.code for step in current_steps()] == ["a", "b"]
        assert import_steps(write_steps(tmp_path, row("a"), row("b", after=["a"]), row("c"))).changed == ["c"]
        assert [step.code for step in current_steps()] == ["a", "b", "c"]

    def test_a_dry_run_changes_nothing(self, tmp_path):
        out = StringIO()
        call_command("import_steps", str(write_steps(tmp_path, row("a"))), "--dry-run", stdout=out)
        assert "landing steps: 1 created" in out.getvalue()
        assert not LandingStep.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_every_fault_is_told_at_once_and_nothing_is_changed(self, tmp_path):
        make_fact("has_company", "bool")
        path = write_steps(
            tmp_path,
            row("a", side="east", text=...),
            row("b", rule={"fact": "nobody", "op": "==", "value": 1}),
            row("c", settles={"has_company": "yes", "age": 3}),
            row("d", days=[9, 2]),
            row("e", after=["f", "nowhere"]),
            row("f", after=["e"]),
            row("a", as_of="2026-02-30"),
            "no step",
        )
        told = "\n".join(faults_of(path))
        for part in (
            "a: side: east is not one of south, north",
            "a: text: is missing",
            'b: rule: There is no fact or answer called "nobody".',
            'c: settles.has_company: has_company needs true or false, not "yes".',
            'c: settles.age: There is no fact or answer called "age".',
            "d: days: the least is more than the most",
            "e: after: no step nowhere",
            "after: These steps wait for one another: e → f → e.",
            "a: code: given twice",
            "a: as_of: '2026-02-30' is not an ISO date",
            "#8: entry:",
        ):
            assert part in told

    def test_a_circle_through_steps_that_only_the_database_holds_is_found(self, tmp_path):
        old = make_step("old", make_step("a"))
        assert [str(step) for step in old.after.all()]
        assert "a → old → a" in faults_of(write_steps(tmp_path, row("a", after=["old"])))[0]

    def test_a_file_that_is_not_there_is_an_error_in_words(self, tmp_path):
        with pytest.raises(CommandError, match="1 fault, nothing was changed"):
            call_command("import_steps", str(tmp_path / "none.yaml"))


class TestBackOffice:
    @pytest.fixture(autouse=True)
    def editor(self, client):
        user = make_staff("editor")
        client.force_login(user)
        return user

    def change(self, client, step, **changes):
        return client.post(address(step), {**values_of(client.get(address(step))), **changes})

    def test_a_change_is_in_the_plans_at_once(self, client):
        step = make_step("seal")
        assert current_steps()[0].days_most == 3
        response = self.change(client, step, days_most="5", code="stolen", **{"initial-settles": "{}"})
        assert response.status_code == 302, response.context["errors"]
        assert (current_steps()[0].code, current_steps()[0].days_most) == ("seal", 5)
        assert set(AuditEntry.objects.get(action="admin.change").data) == {"days_most"}

    def test_a_new_step_can_be_added(self, client):
        first = make_step("register")
        texts = {f"{name}_{lang}": name for name in ("name", "text") for lang in ("en", "zh_hant", "zh_hans")}
        values = {
            **texts,
            "code": "seal",
            "position": "2",
            "side": "north",
            "days_least": "1",
            "days_most": "2",
        }
        values |= {"after": [first.pk], "rule": "", "settles": "{}", "sources": [make_source().pk]}
        response = client.post(reverse("admin:programs_landingstep_add"), values)
        assert response.status_code == 302, response.context["errors"]
        assert [step.after for step in in_order(current_steps())] == [(), ("register",)]

    @pytest.mark.parametrize(
        ("changes", "column", "message"),
        [
            ({"days_most": "0"}, "days_most", "less than the least"),
            ({"rule": '{"fact": "nobody", "op": "==", "value": 1}'}, "rule", "There is no fact"),
            ({"settles": '{"nobody": 1}'}, "settles", "nobody: There is no fact"),
            ({"settles": "[1]"}, "settles", "Give an object"),
            ({"after": ["later"]}, "after", "seal → later → seal"),
            ({"after": ["seal"]}, "after", "seal → seal"),
            ({"name_zh_hans": ""}, "name_zh_hans", "required"),
        ],
    )
    def test_what_is_not_sound_is_refused_at_its_field(self, client, changes, column, message):
        seal = make_step("seal")
        make_step("later", seal)
        before, token = list(LandingStep.objects.order_by("code").values()), revision.current()
        response = self.change(client, seal, **changes)
        assert response.status_code == 200
        assert message in str(response.context["adminform"].form.errors[column])
        assert list(LandingStep.objects.order_by("code").values()) == before
        assert revision.current() == token
        assert not seal.after.exists()

    def test_what_waits_for_an_archived_step_waits_for_what_that_one_waited_for(self, client):
        first, other = make_step("first"), make_step("other")
        middle = make_step("middle", first, other)
        second = make_step("second", middle)
        make_step("last", second, first)
        LandingStep.objects.filter(code__in=["middle", "second"]).update(archived_at=timezone.now())
        revision.bump()
        waits = {step.code: step.after for step in current_steps()}
        assert waits == {"first": (), "other": (), "last": ("first", "other")}
        page = reverse("admin:programs_landingstep_changelist")
        client.post(page, {"action": "restore", "_selected_action": [middle.pk]})
        waits = {step.code: step.after for step in current_steps()}
        assert waits["last"] == ("first", "middle")

    def test_steps_are_archived_and_brought_back_never_deleted(self, client):
        step = make_step("seal")
        page = reverse("admin:programs_landingstep_changelist")
        client.post(page, {"action": "archive", "_selected_action": [step.pk]})
        assert current_steps() == ()
        client.post(page, {"action": "restore", "_selected_action": [step.pk]})
        assert [each.code for each in current_steps()] == ["seal"]
        assert client.post(address(step, "delete"), {"post": "yes"}).status_code == 403

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_pages_open_in_every_language(self, client, language):
        client.cookies["django_language"] = language
        step = make_step("seal")
        for name in ("changelist", "add"):
            assert client.get(reverse(f"admin:programs_landingstep_{name}")).status_code == 200
        assert client.get(address(step)).status_code == 200


def test_plans_read_steps_in_one_query_while_nothing_changes(django_assert_num_queries):
    make_step("seal", make_step("register"))
    revision.bump()
    with django_assert_num_queries(4):
        current_steps()
    with django_assert_num_queries(1):
        current_steps()
