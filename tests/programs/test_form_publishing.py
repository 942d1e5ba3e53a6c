"""Publishing a version of a form asks first, and says what it brings about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programs.enums import ApplicationStatus as Status
from programs.models import FormVersion
from programs.services.forms import copy_form
from tests.factories import make_application, make_intake

from .form_building import a_form, everything, plain

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "zh-hant", "zh-hans"]


@pytest.fixture
def first():
    """A published version."""
    form = a_form()
    form.published_at = timezone.now()
    form.save()
    return form


def asks(form, language="en") -> str:
    return f"/{language}/desk/forms/{form.pk}/publish/"


def read(client, form) -> str:
    return plain(client.get(asks(form)).content.decode())


def test_the_page_of_a_version_leads_to_the_question_and_changes_nothing(client, author):
    form = a_form()
    before = everything(form)
    page = client.get(reverse("desk_form", args=[form.pk])).text
    assert f'href="{asks(form)}"' in page
    assert "Publish version 1?" in read(client, form)
    assert everything(form) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_publishes_the_version_that_was_read(client, author, language):
    form = a_form()
    page = client.get(asks(form, language)).text
    assert 'name="revision" value="0"' in page
    assert client.post(asks(form, language), {"revision": "0"}).status_code == 302
    form.refresh_from_db()
    assert form.published_at is not None


def test_a_version_that_changed_since_is_not_published(client, author):
    form = a_form()
    FormVersion.objects.update(revision=1)
    response = client.post(asks(form), {"revision": "0"})
    assert response.status_code == 409
    assert "Somebody else changed this form" in response.text
    form.refresh_from_db()
    assert form.published_at is None


def test_what_cannot_be_published_leads_back_to_why(client, author, first):
    assert client.get(asks(first)).url == reverse("desk_form", args=[first.pk])
    draft = copy_form(form=first, actor=author)
    draft.questions.filter(key="choice").update(options=[])
    assert client.get(asks(draft)).url == reverse("desk_form", args=[draft.pk])
    assert asks(draft) not in client.get(reverse("desk_form", args=[draft.pk])).text
    assert client.post(asks(draft), {"revision": "0"}).status_code == 400


def test_it_counts_the_drafts_that_keep_an_older_version(client, author, first):
    draft = copy_form(form=first, actor=author)
    assert "No draft is being filled in" in read(client, draft)
    make_application(intake=first.intake, form=first, status=Status.SUBMITTED)
    make_application()
    make_application(intake=first.intake, form=first)
    assert "1 draft is being filled in with an older version." in read(client, draft)
    make_application(intake=first.intake, form=first)
    assert "2 drafts are being filled in with an older version." in read(client, draft)


def test_it_says_which_questions_differ(client, author, first):
    draft = copy_form(form=first, actor=author)
    draft.questions.filter(key="text").update(label_en="Said anew", position=99)
    draft.questions.filter(key="number").update(kind="text", label_en="Counted in words")
    draft.questions.filter(key="date").delete()
    page = read(client, draft)
    parts = {
        name: page.split(f"<h3>{name}</h3>")[1].split("</ul>")[0]
        for name in ("New questions", "Questions that are gone", "Questions that changed")
    }
    assert "Counted in words" in parts["New questions"]
    assert "Question of kind number" in parts["Questions that are gone"]
    assert "Question of kind date" in parts["Questions that are gone"]
    assert "Said anew" in parts["Questions that changed"]
    assert sum(part.count("<li>") for part in parts.values()) == 4


def test_it_warns_of_a_copy_that_changes_nothing(client, author, first):
    draft = copy_form(form=first, actor=author)
    assert "Nothing differs from version 1" in read(client, draft)
    draft.sections.update(title_en="Said anew")
    page = read(client, draft)
    assert "Nothing differs" not in page
    assert "The questions are the same. Their order or the sections differ." in page


def test_it_says_when_a_later_version_is_in_use_already(client, author, first):
    second = copy_form(form=first, actor=author)
    third = copy_form(form=first, actor=author)
    FormVersion.objects.filter(pk=third.pk).update(published_at=timezone.now())
    page = read(client, second)
    assert "Version 3 is newer and published already." in page
    assert "What differs" not in page


def test_the_first_version_opens_the_intake(client, author):
    assert "without it nobody could begin an application" in read(client, a_form())


def test_it_costs_as_much_for_many_drafts_as_for_one(client, author, first):
    draft, counts = copy_form(form=first, actor=author), []
    for more in (1, 5):
        for _ in range(more):
            make_application(intake=first.intake, form=first)
        client.get(asks(draft))
        with CaptureQueriesContext(connection) as queries:
            client.get(asks(draft))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_other_versions_of_other_intakes_count_for_nothing(client, author):
    form = a_form()
    make_application(intake=make_intake())
    page = read(client, form)
    assert "No draft is being filled in" in page
    assert "What differs" not in page
