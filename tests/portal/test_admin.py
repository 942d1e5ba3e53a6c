"""The back office: who gets in, that every page opens, and that editing leaves a record."""

import pytest
from django.contrib import admin
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.catalogue.models import Entry
from tests.factories import (
    make_application,
    make_document,
    make_fact,
    make_firm,
    make_incubator,
    make_intake,
    make_place,
    make_platform,
    make_programme,
    make_source,
    make_staff,
    make_story,
    make_user,
)
from tests.programs.filling import answer

from .admin_pages import a_place, address, values_of

pytestmark = pytest.mark.django_db

EDITED = {
    *("catalogue.area", "catalogue.sector", "catalogue.category", "catalogue.fact", "catalogue.source"),
    "catalogue.term",
    *("catalogue.entry", "catalogue.relation"),
    *("spaces.incubator", "spaces.place", "spaces.platform"),
    *("programs.measure", "programs.measureversion", "programs.programme", "programs.story"),
    *("programs.intake", "programs.landingstep"),
}
#: Editors see it, administrators enter it.
ENTERED = {"programs.exchangerate"}
LOOKED_AT = {
    *("audit.auditentry", "outbox.notification", "outbox.delivery"),
    *("accounts.firm", "accounts.consent", "programs.application", "programs.document"),
}


@pytest.fixture
def editor(client):
    user = make_staff("editor")
    client.force_login(user)
    return user


@pytest.fixture
def administrator(client):
    user = make_staff("administrator")
    client.force_login(user)
    return user


@pytest.fixture
def some_of_everything():
    make_place(units=1)
    make_platform()
    make_story()
    make_fact()
    sent = make_application(intake=make_intake(programme=make_programme()), status="submitted", answers=True)
    answer(sent, "file", document=make_document(sent.firm))


def label(model) -> str:
    return model._meta.label_lower


class TestWhoGetsIn:
    @pytest.mark.parametrize("role", ["reviewer", "officer"])
    def test_others_of_the_zone_are_refused(self, client, role):
        client.force_login(make_staff(role))
        for page in ("admin:index", "admin:programs_measure_changelist"):
            response = client.get(reverse(page), follow=True)
            assert response.status_code == 403, page

    def test_founders_are_refused(self, client):
        client.force_login(make_user())
        assert client.get("/admin/", follow=True).status_code == 403

    def test_strangers_come_to_the_portals_own_sign_in(self, client):
        response = client.get("/admin/", follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("account_login"))

    def test_a_reviewer_changes_nothing_even_if_let_in(self, client):
        user = make_staff("reviewer", is_staff=True)
        client.force_login(user)
        place = make_place()
        assert client.get(address(place)).status_code == 403
        assert client.post(address(place), {"name_en": "Mine"}).status_code == 403
        place.refresh_from_db()
        assert place.name_en != "Mine"

    def test_roles_that_end_take_their_rights_along(self, client, editor):
        assert editor.has_perm("programs.change_measure")
        editor.is_active = False
        assert not editor.has_perm("programs.change_measure")
        editor.is_active, editor.role = True, ""
        assert not editor.has_perm("programs.change_measure")


def test_it_wears_our_colours_and_mark(client, administrator):
    page = client.get(reverse("admin:index")).content.decode()
    assert "--color-primary-600: rgb(11, 95, 75)" in page
    assert "img/mark.svg" in page
    assert "oklch(55.8% .288 302.321)" not in page


class TestPages:
    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_open_for_administrators_in_each_language(
        self, client, administrator, some_of_everything, language
    ):
        client.cookies["django_language"] = language
        assert client.get("/admin/").status_code == 200
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            assert client.get(reverse(f"{name}_changelist")).status_code == 200, name
            row = model.objects.first()
            if row is not None:
                response = client.get(address(row))
                assert response.status_code == 200, name
                assert b"googleapis" not in response.content

    def test_open_for_editors_where_they_have_work(self, client, editor, some_of_everything):
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            response = client.get(reverse(f"{name}_changelist"))
            assert response.status_code == (200 if label(model) in EDITED | ENTERED else 403), name

    def test_to_add_open(self, client, editor):
        for name in (
            "spaces_place",
            "spaces_incubator",
            "spaces_platform",
            "programs_measure",
            "programs_programme",
        ):
            assert client.get(reverse(f"admin:{name}_add")).status_code == 200, name
        for name in ("programs_story", "programs_intake", "catalogue_source"):
            assert client.get(reverse(f"admin:{name}_add")).status_code == 200, name

    def test_that_are_only_looked_at(self, client, administrator, some_of_everything):
        found = {label(model) for model in admin.site._registry}
        assert found == EDITED | ENTERED | LOOKED_AT | {"accounts.user", "accounts.consenttext"}
        for model in admin.site._registry:
            row = model.objects.first()
            if label(model) not in LOOKED_AT or row is None:
                continue
            assert (
                client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")).status_code
                == 403
            )
            assert client.post(address(row), {}).status_code == 403
            assert client.post(address(row, "delete"), {"post": "yes"}).status_code == 403
            assert model.objects.filter(pk=row.pk).exists()

    def test_searches_and_filters_answer(self, client, administrator, some_of_everything):
        for model, page in admin.site._registry.items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
            if page.search_fields:
                assert client.get(reverse(name), {"q": "孵化"}).status_code == 200, name


class TestEditingAnEntry:
    def test_in_three_languages_leaves_a_record(self, client, editor):
        place = a_place(units=1)
        values = values_of(client.get(address(place)))
        changed = {
            "name_en": "New Tower",
            "name_zh_hant": "新大廈",
            "name_zh_hans": "新大厦",
            "total_sqm": "4200",
        }
        response = client.post(address(place), {**values, **changed})
        assert response.status_code == 302, response.context["errors"]
        place.refresh_from_db()
        assert (place.name_en, place.name_zh_hant, place.name_zh_hans) == ("New Tower", "新大廈", "新大厦")
        assert place.total_sqm == 4200
        entry = AuditEntry.objects.get(action="admin.change")
        assert (entry.actor, entry.target_id) == (editor, str(place.pk))
        assert set(entry.data) == set(changed)
        assert entry.data["name_zh_hans"][1] == "新大厦"

    @pytest.mark.parametrize(
        ("make", "changes", "field"),
        [
            (a_place, {"name_zh_hant": ""}, "name_zh_hant"),
            (a_place, {"caveat_en": "Only in English"}, "caveat_zh_hans"),
            (a_place, {"rent_amount": "100"}, "rent_amount"),
            (make_programme, {"opens": "2026-05-01", "closes": "2026-04-01"}, "closes"),
            (make_programme, {"status": ""}, "status"),
            (make_programme, {"stages": []}, "stages"),
            (make_incubator, {"sources": []}, "sources"),
        ],
    )
    def test_is_refused_field_by_field(self, client, editor, make, changes, field):
        row = make()
        before = Entry.objects.filter(pk=row.pk).values().get()
        response = client.post(address(row), {**values_of(client.get(address(row))), **changes})
        assert response.status_code == 200
        assert field in response.context["adminform"].form.errors
        assert Entry.objects.filter(pk=row.pk).values().get() == before
        assert not AuditEntry.objects.exists()

    def test_keeps_the_slug(self, client, editor):
        place = a_place()
        values = values_of(client.get(address(place)))
        client.post(address(place), {**values, "slug": "stolen", "name_en": "Changed"})
        assert Entry.objects.get(pk=place.pk).slug == place.slug
        assert Entry.objects.get(pk=place.pk).name_en == "Changed"

    def test_that_changes_nothing_leaves_no_record(self, client, editor):
        place = a_place(units=1)
        response = client.post(address(place), values_of(client.get(address(place))))
        assert response.status_code == 302
        assert not AuditEntry.objects.exists()

    def test_a_new_one_is_public_at_once(self, client, editor):
        other = make_platform()
        values = {
            **{
                f"{name}_{lang}": f"{name} {lang}"
                for name in ("name", "summary", "address")
                for lang in LANGS
            },
            "slug": "new-platform",
            "area": other.area_id,
            "sectors": [other.sectors.first().pk],
            "confidence": "high",
            "sources": [make_source().pk],
        }
        response = client.post(reverse("admin:spaces_platform_add"), values)
        assert response.status_code == 302, response.context["errors"]
        assert Entry.objects.public().get(slug="new-platform").kind == "platform"
        assert AuditEntry.objects.get(action="admin.add").actor == editor

    def test_what_was_published_is_archived_not_deleted(self, client, administrator):
        place = a_place()
        assert client.post(address(place, "delete"), {"post": "yes"}).status_code == 403
        page = reverse("admin:spaces_place_changelist")
        assert b"delete_selected" not in client.get(page).content
        client.post(page, {"action": "archive", "_selected_action": [place.pk]})
        assert not Entry.objects.public().filter(pk=place.pk).exists()
        assert AuditEntry.objects.get(action="entry.archive").target_label
        client.post(page, {"action": "restore", "_selected_action": [place.pk]})
        assert Entry.objects.public().filter(pk=place.pk).exists()

    def test_lists_of_a_programme_are_saved_and_recorded(self, client, editor):
        programme = make_programme()
        values = values_of(client.get(address(programme)))
        values |= {
            "benefits-TOTAL_FORMS": "1",
            **{f"benefits-0-text_{lang}": f"Half {lang}" for lang in LANGS},
            "benefits-0-rate": "0.5",
            "benefits-0-position": "0",
            "benefits-0-rule": "null",
        }
        response = client.post(address(programme), values)
        assert response.status_code == 302, response.context["errors"]
        assert programme.benefits.get().text_zh_hans == "Half zh_hans"
        assert any("benefit" in key for key in AuditEntry.objects.get().data)


LANGS = ("en", "zh_hant", "zh_hans")


class TestPeople:
    def test_get_roles_from_administrators(self, client, administrator):
        person = make_user()
        values = {**values_of(client.get(address(person))), "role": "editor"}
        assert client.post(address(person), values).status_code == 302
        person.refresh_from_db()
        assert (person.role, person.is_staff) == ("editor", True)
        assert AuditEntry.objects.filter(action="staff.role", actor=administrator).count() == 1

    def test_do_not_change_their_own(self, client, administrator):
        values = {**values_of(client.get(address(administrator))), "role": ""}
        client.post(address(administrator), values)
        administrator.refresh_from_db()
        assert administrator.role == "administrator"

    def test_are_closed_to_editors(self, client, editor):
        assert client.get(address(make_user())).status_code == 403
        assert client.get(address(make_firm())).status_code == 403

    def test_secrets_of_second_factors_are_not_shown(self):
        assert not {"authenticator", "usersession"} & {
            model._meta.model_name for model in admin.site._registry
        }


def test_the_new_wording_of_a_fact_is_a_new_catalogue(client, administrator):
    """The whole catalogue as a file holds the questions, and whoever has it asks by the revision."""
    fact = make_fact()
    before = revision.current()
    response = client.post(
        address(fact), {**values_of(client.get(address(fact))), "question_en": "How many?"}
    )
    assert response.status_code == 302
    assert revision.current() != before
