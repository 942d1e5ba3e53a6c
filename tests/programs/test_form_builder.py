"""The form builder at the desk: who may, the pages of a version and of a section."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import StaffRole
from programs.models import Question
from tests.factories import (
    in_three,
    make_application,
    make_firm,
    make_intake,
    make_member,
    make_staff,
    make_user,
)
from tests.form_factory import make_section

from .form_building import everything

pytestmark = pytest.mark.django_db

AUTHORS = {StaffRole.EDITOR, StaffRole.ADMINISTRATOR}
LANGUAGES = ["en", "zh-hant", "zh-hans"]


def pages_of(form) -> list[str]:
    section = form.sections.first()
    return [
        reverse("desk_forms"),
        reverse("desk_form", args=[form.pk]),
        reverse("desk_form_preview", args=[form.pk]),
        reverse("desk_form_trial", args=[form.pk]),
        reverse("desk_section_add", args=[form.pk]),
        reverse("desk_section", args=[section.pk]),
        reverse("desk_question_add", args=[section.pk]),
        *(reverse("desk_question", args=[question.pk]) for question in form.questions.all()),
    ]


def posts_of(form) -> list[str]:
    """Everything that changes something."""
    section, question = form.sections.first(), form.questions.first()
    return [
        reverse("desk_form_start", args=[form.intake_id]),
        *(reverse("desk_form_act", args=[form.pk, action]) for action in ("copy", "publish", "discard")),
        *(reverse("desk_section_act", args=[section.pk, action]) for action in ("up", "down", "remove")),
        *(reverse("desk_question_act", args=[question.pk, action]) for action in ("up", "down", "remove")),
        *pages_of(form)[4:],
    ]


class TestWhoMay:
    @pytest.mark.parametrize("role", [role for role in StaffRole if role])
    def test_authors_are_those_who_edit_the_catalogue(self, client, form, role):
        client.force_login(make_staff(role))
        for page in pages_of(form):
            assert client.get(page).status_code == (200 if role in AUTHORS else 403), page
        shown = client.get(reverse("desk_reports")).content.decode()
        assert ('href="/en/desk/forms/"' in shown) == (role in AUTHORS)

    @pytest.mark.parametrize("role", [StaffRole.REVIEWER, StaffRole.OFFICER])
    def test_others_change_nothing(self, client, form, role):
        client.force_login(make_staff(role))
        before = everything(form)
        for address in posts_of(form):
            assert client.post(address, {"revision": "0"}).status_code == 403, address
        assert everything(form) == before

    @pytest.mark.parametrize("role", [StaffRole.REVIEWER, StaffRole.OFFICER])
    def test_other_staff_read_that_it_is_not_theirs_and_not_whether_it_is_there(self, client, form, role):
        client.force_login(make_staff(role))
        there, gone = (client.get(f"/en/desk/forms/{pk}/") for pk in (form.pk, form.pk + 999))
        assert (there.status_code, gone.status_code) == (403, 403)
        assert "Your role does not open it." in there.text
        assert "Your role does not open it." in gone.text

    def test_founders_learn_nothing_of_it(self, client, form):
        firm = make_firm()
        application = make_application(firm=firm, intake=form.intake, form=form)
        client.force_login(make_member(application.firm, make_user()).user)
        before = everything(form)
        for page in pages_of(form):
            assert client.get(page).status_code == 404
        for address in posts_of(form):
            assert client.post(address, {"revision": "0"}).status_code == 404
        assert everything(form) == before

    def test_visitors_are_sent_to_sign_in(self, client, form):
        for page in pages_of(form):
            assert client.get(page).status_code == 302

    def test_needs_its_token(self, client, form):
        strict = client.__class__(enforce_csrf_checks=True)
        strict.force_login(make_staff("editor"))
        before = everything(form)
        for address in posts_of(form):
            assert strict.post(address, {"revision": "0"}).status_code == 403
        assert everything(form) == before

    @pytest.mark.parametrize("address", ["desk/forms/", "desk/forms/sections/", "desk/forms/questions/"])
    @pytest.mark.parametrize("key", ["999", "99999999999999999999"])
    def test_what_is_not_there_is_not_found(self, client, author, address, key):
        assert client.get(f"/en/{address}{key}/").status_code == 404
        assert client.post(f"/en/{address}{key}/up/", {"revision": "0"}).status_code == 404


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_open_in_three_languages(self, client, author, form, language):
        for page in pages_of(form):
            assert client.get(page.replace("/en/", f"/{language}/", 1)).status_code == 200, page

    def test_the_list_costs_as_much_for_many_as_for_one(self, client, author, form):
        counts = []
        for more in (0, 5):
            for _ in range(more):
                make_intake()
            client.get(reverse("desk_forms"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("desk_forms"))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 10

    @pytest.mark.parametrize("name", ["desk_form", "desk_form_preview", "desk_form_trial"])
    def test_a_version_costs_as_much_for_many_questions_as_for_few(self, client, author, form, name):
        address, counts = reverse(name, args=[form.pk]), []
        for more in (0, 5):
            for number in range(more):
                section = make_section(form, f"more-{number}")
                Question.objects.create(
                    form=form, section=section, key=f"more-{number}", kind="text", **in_three(label="More")
                )
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 14

    def test_faults_lead_to_where_they_are_mended(self, client, author, form):
        question = form.questions.get(key="choice")
        question.options = []
        question.save()
        page = client.get(reverse("desk_form", args=[form.pk])).content.decode()
        assert (
            f'href="{reverse("desk_question", args=[question.pk])}">Question of kind choice: A choice' in page
        )
        response = client.post(reverse("desk_form_act", args=[form.pk, "publish"]), {"revision": "0"})
        assert response.status_code == 400
        assert "so it was not published" in response.content.decode()

    def test_a_version_is_published_copied_and_fixed(self, client, author, form):
        here = reverse("desk_form", args=[form.pk])
        assert "Nothing keeps this version from being published." in client.get(here).content.decode()
        client.post(reverse("desk_form_act", args=[form.pk, "publish"]), {"revision": "0"})
        page = client.get(here).content.decode()
        assert "is published and cannot change" in page
        assert "formaction" not in page
        client.post(reverse("desk_form_act", args=[form.pk, "copy"]))
        copy = form.intake.forms.get(number=2)
        assert copy.questions.count() == form.questions.count()
        assert "formaction" in client.get(reverse("desk_form", args=[copy.pk])).content.decode()
        gone = client.post(
            reverse("desk_form_act", args=[copy.pk, "discard"]), {"revision": "0"}, follow=True
        )
        assert gone.status_code == 200
        assert form.intake.forms.count() == 1

    def test_an_intake_without_a_form_gets_one(self, client, author):
        intake = make_intake(questions=False)
        address = reverse("desk_form_start", args=[intake.pk])
        assert address in client.get(reverse("desk_forms")).content.decode()
        response = client.post(address)
        assert response.url == reverse("desk_form", args=[intake.forms.get().pk])
        assert client.post(address).status_code == 409

    def test_moves_say_no_when_somebody_else_was_faster(self, client, author, form):
        question = form.questions.get(key="number")
        here = reverse("desk_question_act", args=[question.pk, "up"])
        assert client.post(here, {"revision": "0"}).url.endswith(f"#question-{question.pk}")
        response = client.post(here, {"revision": "0"})
        assert response.status_code == 409
        assert "Somebody else changed this form" in response.content.decode()
        assert client.post(here, {"revision": "x"}).status_code == 400

    def test_words_are_escaped(self, client, author, form):
        Question.objects.filter(form=form).update(
            label_en="<script>x", help_en="<script>x", unit="<script>x", label="<script>x"
        )
        for page in pages_of(form):
            assert "<script>x" not in client.get(page).content.decode()


class TestASection:
    def test_is_added_changed_and_removed(self, client, author, form):
        words = in_three(title="The team", help="Who")
        response = client.post(reverse("desk_section_add", args=[form.pk]), {"revision": "0", **words})
        assert response.status_code == 302
        section = form.sections.get(key="the-team")
        address = reverse("desk_section", args=[section.pk])
        assert client.post(address, {"revision": "0", **words}).status_code == 409
        assert client.post(address, {"revision": "1"}).status_code == 400
        assert client.post(address, {"revision": "1", **words, "title_en": "People"}).status_code == 302
        section.refresh_from_db()
        assert (section.title_en, section.help_zh_hans) == ("People", "Who（简）")
        address = reverse("desk_section_act", args=[section.pk, "remove"])
        assert client.post(address, {"revision": "2"}).status_code == 302
        assert form.sections.count() == 1
        first = reverse("desk_section_act", args=[form.sections.get().pk, "remove"])
        assert client.post(first, {"revision": "3"}).status_code == 400
