"""No file lies in the private storage without a row, whatever a page sends."""

import pytest

from programs.models import Document
from programs.services.documents import StoredFile, stored_uploads
from programs.services.drafts import THEIRS, Typed, save_section
from tests.factories import make_member
from tests.papers import pdf, upload
from tests.programs.filling import about, hidden, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings):
    """How many files the storage holds when asked."""
    return lambda: sum(path.is_file() for path in settings.PRIVATE_MEDIA_ROOT.rglob("*"))


def save(application, user, section, **typed):
    return save_section(reference=application.reference, user=user, section=section, typed=typed)


def test_a_file_under_a_text_question_is_not_kept(application, owner, kept):
    save(application, owner, "about", name=Typed("Words", upload=upload()))
    assert value(application, "name") == "Words"
    assert (kept(), Document.objects.count()) == (0, 0)


def test_the_page_does_not_even_look_into_such_a_file(client, application, owner, kept):
    client.force_login(owner)
    page = hidden(client.get(about(application)).text)
    sent = {**page, "answer-name": upload(b"MZ", "program.exe"), "answer-staff": "3"}
    assert client.post(about(application), sent).status_code == 302
    assert value(application, "staff") == "3"
    assert (kept(), Document.objects.count()) == (0, 0)


def test_a_file_beside_the_choice_of_the_colleagues_paper_is_not_kept(application, owner, kept):
    colleague = make_member(application.firm).user
    save(application, colleague, "project", paper=Typed(upload=upload(name="hers.pdf")))
    mine = Typed(upload=upload(pdf("mine"), "mine.pdf"), choice=THEIRS, chosen_over=1)
    saved = save(application, owner, "project", paper=mine)
    assert not saved.changed
    assert Document.objects.get().original_name == "hers.pdf"
    assert kept() == 1


def test_of_several_files_those_with_a_row_stay(application, owner, kept):
    save(application, owner, "project", paper=Typed(upload=upload()))
    with stored_uploads({"one": upload(pdf("one")), "two": None, "three": "words"}) as ready:
        assert isinstance(ready["one"], StoredFile)
        assert kept() == 2
    assert kept() == 1
    paper = Document.objects.get()
    assert paper.file.storage.exists(paper.file.name)
