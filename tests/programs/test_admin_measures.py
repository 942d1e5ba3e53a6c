"""Measures in the back office: drafts are edited and published, what is published is closed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.catalogue.enums import FactType
from programs.eligibility.readings import Reading
from programs.enums import VersionState
from programs.models import Benefit, Measure
from programs.services.policies import create_draft, publish_version
from tests.factories import (
    in_three,
    make_category,
    make_fact,
    make_measure,
    make_programme,
    make_sector,
    make_staff,
)
from tests.portal.admin_pages import address, values_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_staff("editor")
    client.force_login(user)
    return user


@pytest.fixture
def measure():
    return make_measure()


@pytest.fixture
def draft(measure, editor):
    return create_draft(measure=measure, actor=editor)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


class TestMeasures:
    def test_identity_is_edited_and_words_are_not(self, client, editor, measure):
        category, sector = make_category(), make_sector()
        values = values_of(client.get(address(measure)))
        values |= {"category": category.pk, "sectors": [sector.pk], "name_en": "Renamed", "slug": "renamed"}
        assert client.post(address(measure), values).status_code == 302
        changed = Measure.objects.get(pk=measure.pk)
        assert changed.category == category
        assert list(changed.sectors.all()) == [sector]
        assert (changed.name_en, changed.slug) == (measure.name_en, measure.slug)
        assert changed.versions.count() == 1

    def test_a_draft_starts_from_the_page(self, client, editor, measure):
        values = values_of(client.get(address(measure)))
        response = client.post(address(measure), {**values, "programs_measure_start_draft": "1"})
        draft = measure.versions.get(state=VersionState.DRAFT)
        assert response.url == address(draft)
        assert draft.benefits.count() == 1
        again = client.post(address(measure), {**values, "programs_measure_start_draft": "1"}, follow=True)
        assert "has a draft already" in said(again)
        assert measure.versions.count() == 2

    def test_drafts_start_from_the_list(self, client, editor, measure):
        page = reverse("admin:programs_measure_changelist")
        response = client.post(page, {"action": "start_drafts", "_selected_action": [measure.pk]})
        assert response.url == address(measure.versions.get(state=VersionState.DRAFT))

    def test_a_new_measure_waits_for_its_first_version(self, client, editor, measure):
        words = {
            f"{name}_{lang}": f"{name} {lang}"
            for name in ("name", "summary")
            for lang in ("en", "zh_hant", "zh_hans")
        }
        values = {
            **words,
            "slug": "new-measure",
            "area": measure.area_id,
            "category": measure.category_id,
            "sectors": [make_sector().pk],
            "status": "announced",
            "confidence": "high",
        }
        response = client.post(reverse("admin:programs_measure_add"), values)
        assert response.status_code == 302, response.context["errors"]
        new = Measure.objects.get(slug="new-measure")
        assert (new.kind, new.published_at) == ("measure", None)
        draft = create_draft(measure=new, actor=editor)
        assert draft.name_zh_hans == "name zh_hans"
        assert client.get(address(draft)).status_code == 200


READ = {("rent-relief", "Half of the rent"): Reading(cost="rent")}


@pytest.fixture
def read(monkeypatch):
    """A reading of one benefit of `rent-relief`."""
    monkeypatch.setattr("programs.selectors.readings.said", lambda: (READ, ()))


class TestReadings:
    """A reading belongs to the words it was made from."""

    WARNING = "until the readings are renewed"

    @pytest.fixture
    def draft(self, read, editor):
        measure = make_measure(slug="rent-relief")
        measure.current.benefits.update(text_en="Half of the rent")
        revision.bump()
        return create_draft(measure=measure, actor=editor)

    def save(self, client, draft, text, **more):
        values = values_of(client.get(address(draft)))
        return client.post(address(draft), {**values, "benefits-0-text_en": text, **more}, follow=True)

    def test_that_still_fit_are_not_spoken_of(self, client, draft):
        assert self.WARNING not in client.get(address(draft)).text
        assert self.WARNING not in said(self.save(client, draft, "Half of the rent", name_en="New name"))

    def test_that_lapse_are_told_on_saving_and_stay_on_the_page(self, client, draft):
        assert "“Half of the rent”" in said(self.save(client, draft, "50% of the rent"))
        page = client.get(address(draft)).text
        assert self.WARNING in page
        assert "<li>“Half of the rent”</li>" in page
        self.save(client, draft, "Half of the rent")
        assert self.WARNING not in client.get(address(draft)).text

    def test_that_lapse_are_listed_once_published(self, client, draft, capsys):
        self.save(client, draft, "50% of the rent")
        call_command("check_readings")
        self.save(client, draft, "50% of the rent", programs_measureversion_publish_now="1")
        with pytest.raises(CommandError, match="1 reading has lapsed"):
            call_command("check_readings")
        assert "rent-relief: Half of the rent" in capsys.readouterr().out
        draft.refresh_from_db()
        assert self.WARNING in client.get(address(draft)).text

    def test_of_programmes_are_told_too(self, client, editor, read):
        programme = make_programme(slug="rent-relief", **in_three(operator="Zone"))
        tier = Benefit.objects.create(programme=programme, **in_three(text="Half of the rent"))
        assert self.WARNING not in client.get(address(programme)).text
        values = values_of(client.get(address(programme)))
        answer = client.post(address(programme), {**values, "benefits-0-text_en": "Half"}, follow=True)
        assert self.WARNING in said(answer)
        tier.refresh_from_db()
        assert tier.text_en == "Half"
        assert self.WARNING in client.get(address(programme)).text


class TestDrafts:
    def test_are_edited_in_three_languages(self, client, editor, draft):
        values = values_of(client.get(address(draft)))
        changed = {
            "name_en": "New",
            "name_zh_hant": "新（繁）",
            "name_zh_hans": "新（简）",
            **{f"benefits-0-text_{lang}": f"Tier {lang}" for lang in ("en", "zh_hant", "zh_hans")},
            "benefits-0-cap": "900000",
        }
        response = client.post(address(draft), {**values, **changed})
        assert response.status_code == 302, response.context["errors"]
        draft.refresh_from_db()
        assert (draft.name_en, draft.name_zh_hant, draft.name_zh_hans) == ("New", "新（繁）", "新（简）")
        assert (draft.benefits.get().text_zh_hant, draft.benefits.get().cap) == ("Tier zh_hant", 900000)
        data = AuditEntry.objects.get(action="admin.change").data
        assert data["name_en"][1] == "New"
        assert any("benefit" in key for key in data)

    def test_are_published_once_everything_is_saved(self, client, editor, measure, draft):
        values = values_of(client.get(address(draft)))
        values |= {
            "name_en": "New words",
            "programs_measureversion_publish_now": "1",
            "benefits-0-cap": "900000",
        }
        response = client.post(address(draft), values, follow=True)
        assert "is in force" in said(response)
        measure.refresh_from_db()
        assert measure.current == draft
        assert measure.name_en == "New words"
        assert measure.current.benefits.get().cap == 900000
        assert measure.versions.get(number=1).state == VersionState.RETIRED
        assert list(AuditEntry.objects.values_list("action", flat=True)) == [
            "measure.publish",
            "admin.change",
            "measure.draft",
        ]

    def test_publishing_locks_the_revision_before_the_record(self, client, editor, draft):
        """As everybody else does: two editors at once would otherwise each wait for the other."""
        values = values_of(client.get(address(draft))) | {
            "name_en": "New words",
            "programs_measureversion_publish_now": "1",
        }
        with CaptureQueriesContext(connection) as found:
            client.post(address(draft), values)
        tables = [
            name
            for query in found
            for name in ("catalogue_cataloguerevision", "audit_audithead")
            if f'FROM "{name}"' in query["sql"]
        ]
        assert tables[0] == "catalogue_cataloguerevision"
        assert "audit_audithead" in tables

    def test_are_published_from_the_list(self, client, editor, measure, draft):
        page = reverse("admin:programs_measureversion_changelist")
        client.post(page, {"action": "publish", "_selected_action": [draft.pk, measure.current_id]})
        measure.refresh_from_db()
        assert measure.current == draft

    def test_that_are_incomplete_stay_drafts(self, client, editor, measure, draft):
        draft.benefits.update(text_zh_hant="")
        page = reverse("admin:programs_measureversion_changelist")
        response = client.post(page, {"action": "publish", "_selected_action": [draft.pk]}, follow=True)
        assert "not complete" in said(response)
        assert "No text in 繁體中文" in said(response)
        draft.refresh_from_db()
        assert draft.state == VersionState.DRAFT

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ('{"fact": "luck", "op": "==", "value": true}', "There is no fact"),
            ('{"fact": "headcount", "op": "in", "value": [1]}', "does not fit headcount"),
            ('{"fact": "headcount", "op": ">", "value": 5000}', "needs a number from 0 to 1000, not 5000"),
            ('{"all": [{"fact": "headcount", "op": ">", "value": 1}]}', "“all” needs at least two rules"),
            ("[]", "A rule is written in braces"),
            ("{not json", "Enter a valid JSON"),
            ("[" * 100_000, "Enter a valid JSON"),
            ('{"fact": "headcount", "op": ">", "value": 1' + "0" * 5000 + "}", "Enter a valid JSON"),
        ],
    )
    def test_rules_are_checked(self, client, editor, draft, rule, words):
        make_fact("headcount", FactType.INT)
        values = {**values_of(client.get(address(draft))), "criteria-0-rule": rule}
        response = client.post(address(draft), values)
        assert response.status_code == 200
        errors = response.context["inline_admin_formsets"][1].formset.errors[0]["rule"]
        assert any(words in error for error in errors), errors
        assert draft.criteria.get().rule is None

    def test_a_good_rule_is_kept(self, client, editor, draft):
        make_fact("headcount", FactType.INT)
        rule = '{"fact": "headcount", "op": ">=", "value": 3}'
        response = client.post(
            address(draft), {**values_of(client.get(address(draft))), "criteria-0-rule": rule}
        )
        assert response.status_code == 302, response.context["errors"]
        assert draft.criteria.get().rule == {"fact": "headcount", "op": ">=", "value": 3}

    def test_a_sum_needs_its_currency(self, client, editor, draft):
        values = {**values_of(client.get(address(draft))), "benefits-0-currency": ""}
        response = client.post(address(draft), values)
        assert "currency" in response.context["inline_admin_formsets"][0].formset.errors[0]

    def test_may_be_thrown_away(self, client, editor, measure, draft):
        assert client.post(address(draft, "delete"), {"post": "yes"}).status_code == 302
        assert not measure.versions.filter(state=VersionState.DRAFT).exists()


class TestPublishedVersions:
    @pytest.mark.parametrize("role", ["editor", "administrator"])
    @pytest.mark.parametrize("state", [VersionState.PUBLISHED, VersionState.RETIRED])
    def test_are_closed(self, client, measure, role, state):
        client.force_login(make_staff(role))
        version = publish_version(version=create_draft(measure=measure, actor=None), actor=None)
        if state == VersionState.RETIRED:
            version = measure.versions.get(number=1)
        page = client.get(address(version))
        assert page.status_code == 200
        assert b"publish_now" not in page.content
        assert not page.context["has_change_permission"]
        before = list(measure.versions.values()), list(version.benefits.values())
        assert client.post(address(version), {"name_en": "Changed"}).status_code == 403
        assert client.post(address(version, "delete"), {"post": "yes"}).status_code == 403
        assert before == (list(measure.versions.values()), list(version.benefits.values()))

    def test_close_while_somebody_still_edits(self, client, editor, measure, draft):
        values = {**values_of(client.get(address(draft))), "name_en": "Too late"}
        publish_version(version=draft, actor=None)
        assert client.post(address(draft), values).status_code == 403
        draft.refresh_from_db()
        assert draft.name_en != "Too late"
