"""What was sent is kept as it was sent, and can be read."""

from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import StaffRole
from accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel.errors import DomainError
from programs.enums import ApplicationStatus as Status
from programs.models import SentCopy, Viewing
from programs.models.sent_copy import hash_of
from programs.services.applications import answer_correction, submit_application
from programs.services.desk import request_correction, start_screening
from tests.consents import boxes
from tests.factories import (
    make_document,
    make_firm,
    make_member,
    make_staff,
    make_user,
)
from tests.programs.filling import answer, base
from tests.programs.sending import make_ready, submit

append_only = import_module("programs.migrations.0009_sent_copies_append_only")

pytestmark = pytest.mark.django_db

LIMIT = 15


@pytest.fixture
def application():
    return make_ready()


@pytest.fixture
def firm(application):
    return application.firm


def ask_again(application, key: str) -> None:
    officer = make_staff(StaffRole.OFFICER)
    start_screening(reference=application.reference, user=officer, revision=application.revision)
    application.refresh_from_db()
    request_correction(
        reference=application.reference,
        user=officer,
        revision=application.revision,
        text="Please say more.",
        question_ids=[application.form.questions.get(key=key).pk],
    )
    application.refresh_from_db()


# Keeping -------------------------------------------------------------------------------------------------------------


def test_sending_keeps_a_copy_in_three_languages_with_its_hash(application, owner):
    copy = submit(application)
    assert (copy.number, copy.sent_by, copy.sent_at) == (1, owner, application.submitted_at)
    assert copy.is_whole
    assert copy.content["firm"]["name_zh"] == "範例啟動公司"
    questions = {q["key"]: q for section in copy.content["sections"] for q in section["questions"]}
    assert questions["moves"]["answer"] == {"en": "Yes", "zh-hant": "是", "zh-hans": "是"}
    assert questions["aims"]["answer"]["zh-hant"] == "Option a（繁）\nOption b（繁）"
    assert questions["team"]["rows"]["en"] == [["Sample person", "3"]]
    assert questions["truth"]["statement"]["zh-hant"] == "全部屬實。"
    consents = copy.content["consents"]
    assert consents
    assert all(one["number"] == 1 for one in consents)
    assert "We agree to" in consents[0]["text"]["en"]
    entry = AuditEntry.objects.get(action="application.copy")
    assert entry.data == {"number": 1, "sha256": hash_of(copy.content)}


def test_papers_are_named_with_their_hash(application, owner, firm):
    paper = make_document(firm, original_name="plan.pdf")
    answer(application, "paper", document=paper)
    copy = submit(application)
    kept = [q["paper"] for s in copy.content["sections"] for q in s["questions"] if q["paper"]]
    assert kept == [{"document": paper.pk, "name": "plan.pdf", "size": paper.size, "sha256": paper.sha256}]


def test_a_correction_adds_a_copy_and_leaves_the_first_as_it_was(client, application, owner):
    first = submit(application)
    before = SentCopy.objects.values().get()
    ask_again(application, "name")
    answer_correction(
        reference=application.reference,
        user=owner,
        revision=application.revision,
        reply="Here it is.",
        values={"name": "Another name"},
    )
    assert SentCopy.objects.values().get(pk=first.pk) == before
    second = application.sent_copies.get(number=2)
    assert second.is_whole
    assert second.content["correction"] == {"asked": "Please say more.", "reply": "Here it is."}
    client.force_login(owner)
    old, new = (client.get(f"{base(application)}sent/?copy={number}").text for number in (1, 2))
    assert "启动 啟動" in old
    assert "Another name" not in old
    assert "Another name" in new
    assert "Here it is." in new
    assert "Another name" in client.get(f"{base(application)}sent/").text


def test_a_refusal_keeps_no_copy(application, owner):
    with pytest.raises(DomainError):
        submit_application(reference=application.reference, user=owner, revision=0)
    application.refresh_from_db()
    assert application.status == Status.DRAFT
    assert not SentCopy.objects.exists()


def test_a_copy_is_never_changed(application, owner):
    copy = submit(application)
    copy.content["reference"] = "another"
    with pytest.raises(TypeError):
        copy.save()
    assert not copy.is_whole
    assert SentCopy.objects.get().is_whole


def test_renaming_changes_no_copy(client, application, owner, firm):
    submit(application)
    firm.name = "Renamed"
    firm.save()
    application.form.questions.filter(key="name").update(label_en="Another question")
    client.force_login(owner)
    page = client.get(f"{base(application)}sent/").text
    assert "Sample firm" in page
    assert "Question name" in page
    assert "Another question" not in page


def test_sent_before_copies_were_kept(client, application, owner, monkeypatch):
    """The page says so; an answer to a correction then is copy 2."""
    with monkeypatch.context() as before:
        before.setattr("programs.services.applications.keep_copy", lambda **told: None)
        submit_application(reference=application.reference, user=owner, revision=0, agreed=boxes(application))
    application.refresh_from_db()
    client.force_login(owner)
    assert "before copies were kept" in client.get(f"{base(application)}sent/").text
    assert client.get(f"{base(application)}sent.pdf").status_code == 404
    ask_again(application, "name")
    answer_correction(
        reference=application.reference,
        user=owner,
        revision=application.revision,
        reply="Here.",
        values={"name": "Another"},
    )
    assert application.sent_copies.get().number == 2


# Guarding -----------------------------------------------------------------------------------------------------------


@contextmanager
def refused():
    before = list(SentCopy.objects.values())
    with (
        pytest.raises(IntegrityError, match="copies of what was sent are only ever added"),
        transaction.atomic(),
    ):
        yield
    assert list(SentCopy.objects.values()) == before


@pytest.mark.parametrize("column", [field.column for field in SentCopy._meta.fields])
def test_the_database_changes_no_column_of_a_copy(application, column):
    submit(application)
    with refused(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE programs_sentcopy SET {column} = {column}")
    with refused():
        SentCopy.objects.update(sha256="0" * 64)


def test_the_database_deletes_no_copy(application):
    submit(application)
    if connection.vendor == "sqlite":
        # Taken away for the tests, see tests/conftest.py; this transaction has it back.
        with connection.cursor() as cursor:
            cursor.execute(append_only.SQLITE[1])
    with refused():
        SentCopy.objects.all().delete()
    with refused():
        SentCopy.objects.get().delete()


def test_who_sent_it_and_when_and_which_copy_it_is_are_hashed(client, application, owner):
    User.objects.filter(pk=owner.pk).update(name="Sample sender")
    application.created_by.refresh_from_db()
    copy = submit(application)
    assert copy.content["sent_by"]["name"] == "Sample sender"
    assert copy.content["sent_by"]["role"]["zh-hans"] == "所有者"
    for change in (
        {"sent_by": {**copy.content["sent_by"], "name": "Somebody else"}},
        {"sent_by": {**copy.content["sent_by"], "role": None}},
        {"sent_at": "2020-01-01T00:00:00+00:00"},
        {"number": 2},
    ):
        assert hash_of({**copy.content, **change}) != copy.sha256
    User.objects.filter(pk=owner.pk).update(name="Renamed since")
    client.force_login(owner)
    page = client.get(f"{base(application)}sent/").text.split("<main")[1]
    assert "Sample sender (Owner)" in page
    assert "Renamed since" not in page


@pytest.mark.parametrize(
    "column", [{"number": 2}, {"sent_at": datetime(2020, 1, 1, tzinfo=UTC)}, {"sha256": "0" * 64}]
)
def test_a_column_that_says_something_else_is_noticed(client, application, owner, column, monkeypatch):
    copy = submit(application)
    changed = SentCopy(**{**SentCopy.objects.values().get(), **column})
    assert copy.is_whole
    assert not changed.is_whole
    monkeypatch.setattr("programs.views.sent_copies.chosen", lambda request, copies: changed)
    client.force_login(owner)
    assert "This copy is not what was sent" in client.get(f"{base(application)}sent/").text


def test_a_copy_of_the_first_shape_still_fits_its_hash(client, application, owner):
    """Those that were kept before the sender and the number stood in the content."""
    content = dict(submit(application).content)
    del content["sent_by"], content["number"]
    content["shape"] = 1
    old = SentCopy.objects.create(
        application=application,
        number=2,
        sent_at=datetime.fromisoformat(content["sent_at"]),
        sent_by=owner,
        content=content,
        sha256=hash_of(content),
    )
    assert SentCopy.objects.get(pk=old.pk).is_whole
    client.force_login(owner)
    page = client.get(f"{base(application)}sent/?copy=2").text
    assert str(owner) in page
    assert "This copy is not what was sent" not in page
    assert client.get(f"{base(application)}sent.pdf?copy=2").status_code == 200


# Who reads it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["sent/", "sent.pdf", "sent/?copy=1", "sent.pdf?copy=1"])
def test_other_firms_see_nothing(client, application, owner, what):
    submit(application)
    client.force_login(make_member(make_firm()).user)
    assert client.get(base(application) + what).status_code == 404
    client.force_login(make_user())
    desk = f"/en/desk/applications/{application.reference}/{what}"
    assert client.get(desk).status_code == 404
    client.force_login(owner)
    assert client.get(desk).status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "x", "", "1 ", "１", "99999999999999999999"])
def test_a_copy_that_is_not_there(client, application, owner, number):
    submit(application)
    client.force_login(owner)
    assert client.get(f"{base(application)}sent/", {"copy": number}).status_code == 404
    assert client.get(f"{base(application)}sent.pdf", {"copy": number}).status_code == 404


def test_the_desk_reads_it_and_that_is_written_down(client, application, owner):
    submit(application)
    officer = make_staff(StaffRole.OFFICER)
    client.force_login(officer)
    page = f"/en/desk/applications/{application.reference}/"
    assert f"{page}sent/" in client.get(page).text
    Viewing.objects.all().delete()
    assert "启动 啟動" in client.get(f"{page}sent/").text
    assert Viewing.objects.get().user == officer
    assert client.get(f"{page}sent.pdf?copy=1")["Content-Type"] == "application/pdf"


def test_queries_do_not_grow_with_the_copies(client, application, owner):
    first = submit(application)
    client.force_login(owner)
    counts = []
    for number in range(2, 5):
        for what in ("sent/", "sent.pdf"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(base(application) + what)
            counts.append((what, len(queries)))
        SentCopy.objects.create(
            application=application,
            number=number,
            sent_at=first.sent_at,
            sent_by=owner,
            content=first.content,
            sha256=first.sha256,
        )
    assert len(set(counts)) == 2
    assert all(count <= LIMIT for _what, count in counts)
