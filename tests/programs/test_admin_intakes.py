"""Intakes in the back office: one target, a rubric of 100 per cent, forms that freeze."""

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.kernel.errors import Conflict, InvalidInput
from programs.models import Intake
from programs.services.intakes import copy_form, publish_form
from tests.factories import make_application, make_form, make_intake, make_programme, make_staff
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
    def test_with_applications_are_frozen(self, client, editor, intake):
        application = make_application(intake=intake)
        form = application.form
        assert client.get(address(form)).status_code == 200
        assert client.post(address(form), {"questions-0-label_en": "Changed"}).status_code == 403
        assert client.post(address(form, "delete"), {"post": "yes"}).status_code == 403
        assert form.questions.exclude(label_en="Changed").count() == form.questions.count() > 0

    def test_are_copied_to_a_new_version(self, client, editor, intake):
        form = intake.forms.get()
        page = reverse("admin:programs_formversion_changelist")
        response = client.post(page, {"action": "copy_forms", "_selected_action": [form.pk]})
        copy = intake.forms.get(number=2)
        assert response.url == address(copy)
        assert copy.published_at is None
        assert list(copy.questions.values_list("key", "kind")) == list(
            form.questions.values_list("key", "kind")
        )

    def test_are_edited_and_published(self, client, editor, intake):
        copy = copy_form(form=intake.forms.get(), actor=editor)
        values = values_of(client.get(address(copy)))
        values |= {"questions-0-label_en": "A new question", "programs_formversion_publish_now": "1"}
        response = client.post(address(copy), values)
        assert response.status_code == 302, response.context["errors"]
        copy.refresh_from_db()
        assert copy.published_at is not None
        assert copy.questions.first().label_en == "A new question"
        assert AuditEntry.objects.filter(action="form.publish").count() == 1

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ("[]", "at least two"),
            ('[{"code": "a"}, {"code": "b"}]', "needs a code and a label"),
            ('[{"code": "a", "label": {"en": "A"}}, 5]', "needs a code and a label"),
            ('{"a": 1}', "at least two"),
        ],
    )
    def test_choices_need_options(self, client, editor, intake, options, words):
        form = make_form(intake, kinds=("choice",), published=False)
        values = {**values_of(client.get(address(form))), "questions-0-options": options}
        response = client.post(address(form), values)
        assert response.status_code == 200
        assert words in str(response.context["inline_admin_formsets"][0].formset.errors)

    def test_without_questions_are_not_published(self, editor, intake):
        form = make_form(intake, kinds=(), published=False)
        with pytest.raises(InvalidInput):
            publish_form(form=form, actor=editor)
        form.refresh_from_db()
        assert form.published_at is None

    def test_are_published_once(self, editor, intake):
        with pytest.raises(Conflict):
            publish_form(form=intake.forms.get(), actor=editor)
