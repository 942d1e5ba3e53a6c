"""The vocabulary's page in the back office."""

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.catalogue.models import Term
from portal.catalogue.vocabulary import groups
from tests.factories import make_source, make_staff

from .admin_pages import address, values_of
from .terms import make_synonyms, make_twin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def editor(client):
    user = make_staff("editor")
    client.force_login(user)
    return user


def change(client, term: Term, **changes):
    return client.post(address(term), {**values_of(client.get(address(term))), **changes})


def told(response) -> str:
    return "\n".join(str(message) for message in response.context["messages"])


def test_a_new_twin_term_is_searched_for_at_once(client):
    texts = {
        f"{side}_{part}_{language}": f"{side} {part} {language}"
        for side in ("hong_kong", "mainland")
        for part in ("name", "text")
        for language in ("en", "zh_hant", "zh_hans")
    }
    values = {
        **texts,
        "code": "chop",
        "kind": "twin",
        "topic": "company",
        "position": "3",
        "words_en": "\r\n Seal \r\n\r\nstamp\r\n",
        "words_zh_hant": "",
        "words_zh_hans": "公章",
        "hong_kong_source": "",
        "mainland_source": str(make_source().pk),
    }
    token = revision.current()
    response = client.post(reverse("admin:catalogue_term_add"), values)
    assert response.status_code == 302, response.context["errors"]
    term = Term.objects.get(code="chop")
    assert (term.words_en, term.mainland_name_zh_hans) == ("Seal\nstamp", "mainland name zh_hans")
    assert "公章" in groups()[0].words
    assert revision.current() != token
    assert AuditEntry.objects.get(action="admin.add").target_id == "chop"


def test_a_change_is_recorded_and_the_code_stays(client):
    term = make_synonyms("rent", "lease", code="rent")
    response = change(client, term, words_en="rent\nlease\ntenancy", code="stolen")
    assert response.status_code == 302, response.context["errors"]
    term.refresh_from_db()
    assert term.words_en == "rent\nlease\ntenancy"
    assert set(AuditEntry.objects.get(action="admin.change").data) == {"words_en"}


@pytest.mark.parametrize(
    ("make", "changes", "column"),
    [
        (make_synonyms, {"words_zh_hant": ""}, "words_zh_hant"),
        (make_synonyms, {"words_en": "rent\nRent"}, "words_en"),
        (make_synonyms, {"topic": "tax"}, "topic"),
        (make_synonyms, {"mainland_name_en": "Fapiao"}, "mainland_name_en"),
        (make_twin, {"mainland_text_zh_hans": ""}, "mainland_text_zh_hans"),
        (make_twin, {"topic": ""}, "topic"),
        (make_twin, {"kind": "synonym"}, "hong_kong_name_en"),
        (make_twin, {"words_en": "x" * 81}, "words_en"),
    ],
)
def test_a_term_that_is_not_sound_is_refused_at_its_column(client, make, changes, column):
    term = make("rent", "lease") if make is make_synonyms else make()
    before, token = Term.objects.values().get(), revision.current()
    response = change(client, term, **changes)
    assert response.status_code == 200
    assert column in response.context["adminform"].form.errors
    assert Term.objects.values().get() == before
    assert revision.current() == token
    assert not AuditEntry.objects.exists()


def test_a_word_that_stands_elsewhere_is_allowed_with_a_warning(client):
    make_synonyms("office", "desk", code="office")
    term = make_synonyms("rent", "lease", code="rent")
    response = change(client, term, words_en="rent\nDesk")
    assert response.status_code == 302
    shown = told(client.get(reverse("admin:catalogue_term_changelist")))
    assert "“desk” also stands in office" in shown
    assert "lease" not in shown.split("also stands")[0]


def test_a_term_can_be_deleted(client):
    term = make_synonyms("rent", "lease", code="rent")
    token = revision.current()
    assert client.post(address(term, "delete"), {"post": "yes"}).status_code == 302
    assert not Term.objects.exists()
    assert revision.current() != token
    assert AuditEntry.objects.get(action="admin.delete").target_id == "rent"


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_pages_open_in_every_language(client, language):
    client.cookies["django_language"] = language
    term = make_twin("mpf")
    for page in (
        address(term),
        reverse("admin:catalogue_term_add"),
        reverse("admin:catalogue_term_changelist"),
    ):
        assert client.get(page).status_code == 200
    found = client.get(reverse("admin:catalogue_term_changelist"), {"q": "south", "kind__exact": "twin"})
    assert b"mpf" in found.content
