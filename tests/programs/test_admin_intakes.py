"""Intakes in the back office: one target, a rubric of 100 per cent, and the way to their forms."""

import pytest
from django.urls import NoReverseMatch, reverse

from programs.models import Intake
from programs.services.forms import copy_form
from tests.factories import make_application, make_intake, make_programme, make_staff
from tests.portal.admin_pages import address, values_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_staff("editor")
    client.force_login(user)
    return user


@pytest.fixture
def intake():
    return make_intake()


def test_a_rubric_adds_up_to_100(client, editor, intake):
    values = values_of(client.get(address(intake)))
    weight = next(key for key in values if key.startswith("rubric-0-") and key.endswith("weight"))
    response = client.post(address(intake), {**values, weight: "60"})
    assert response.status_code == 200
    assert "The weights add up to 110, not 100." in str(response.context["errors"])
    assert sum(intake.rubric.values_list("weight", flat=True)) == 100
    weights = {f"rubric-{number}-weight": str(weight) for number, weight in enumerate((40, 40, 20))}
    response = client.post(address(intake), {**values, **weights})
    assert response.status_code == 302, response.context["errors"]
    assert sorted(intake.rubric.values_list("weight", flat=True)) == [20, 40, 40]


def test_an_intake_has_one_target_and_a_window_in_order(client, editor, intake):
    values = values_of(client.get(address(intake)))
    values |= {"programme": str(make_programme().pk), "closes_at_0": "2020-01-01", "closes_at_1": "00:00:00"}
    response = client.post(address(intake), values)
    assert set(response.context["adminform"].form.errors) == {"measure", "closes_at"}
    assert Intake.objects.get(pk=intake.pk).programme is None


def test_an_intake_with_applications_keeps_target_and_rubric(client, editor, intake):
    make_application(intake=intake)
    page = client.get(address(intake))
    assert "measure" not in page.context["adminform"].form.fields
    values = {**values_of(page), "title_en": "New title", "rubric-0-weight": "1"}
    response = client.post(address(intake), values)
    assert response.status_code == 302, response.context["errors"]
    intake.refresh_from_db()
    assert intake.title_en == "New title"
    assert sum(intake.rubric.values_list("weight", flat=True)) == 100


class TestForms:
    """Forms are built at the desk; the page of an intake leads there."""

    def test_the_page_of_an_intake_leads_to_its_versions(self, client, editor, intake):
        copy = copy_form(form=intake.forms.get(), actor=editor)
        page = client.get(address(intake)).content.decode()
        for form in (copy, intake.forms.get(number=1)):
            assert reverse("desk_form", args=[form.pk]) in page
        assert client.get(reverse("desk_form", args=[copy.pk])).status_code == 200

    def test_versions_are_not_changed_by_what_is_sent_there(self, client, editor, intake):
        form = intake.forms.get()
        before = list(intake.forms.values()), list(form.questions.values())
        values = values_of(client.get(address(intake)))
        values |= {
            "forms-TOTAL_FORMS": "2",
            "forms-INITIAL_FORMS": "1",
            "forms-0-id": str(form.pk),
            "forms-0-number": "9",
            "forms-0-DELETE": "on",
            "forms-1-number": "2",
        }
        client.post(address(intake), values)
        assert (list(intake.forms.values()), list(form.questions.values())) == before

    def test_there_is_no_other_page_for_them(self, client, editor):
        with pytest.raises(NoReverseMatch):
            reverse("admin:programs_formversion_changelist")
        assert "JSON" not in client.get(reverse("admin:programs_intake_add")).content.decode()
