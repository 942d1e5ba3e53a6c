"""The firm's document library: what is stored, replaced and put away, and what is refused without a trace."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from accounts.enums import FirmSide, MemberRole
from portal.audit.models import AuditEntry
from portal.kernel import uploads
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.enums import Attestation, PaperKind, QuestionKind, ScanState
from programs.forms.lines import papers_for
from programs.models import Answer, Document, Question
from programs.selectors.checklist import PaperState, checklist_of
from programs.selectors.papers import (
    EXPIRED,
    EXPIRING,
    VALID,
    library_of,
    papers_fitting,
    put_away_of,
    shelved,
    validity,
    versions_of,
)
from programs.services.documents import create_document, stored_uploads
from programs.services.papers import (
    PaperDetails,
    archive_paper,
    describe_paper,
    replace_paper,
    restore_paper,
    store_paper,
)
from tests.factories import make_application, make_document, make_firm, make_intake, make_member, make_user
from tests.papers import pdf, picture, upload

DETAILS = PaperDetails(kind=PaperKind.LEASE, title="Lease of the office", issued_on=date(2026, 1, 1))


@pytest.fixture(autouse=True)
def taken_as_fine(monkeypatch):
    """What files may hold is tested in tests/portal/test_uploads.py."""
    monkeypatch.setattr(uploads, "inspect", lambda upload, media_type: uploads.FINE)


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


def files(settings) -> list:
    return [path for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file()]


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def store(firm, actor, content=None, details=DETAILS):
    return store_paper(actor=actor, firm=firm, upload=upload(content), details=details)


class TestStoring:
    def test_a_paper_keeps_what_the_content_says_and_what_people_say(self, firm, owner):
        content = pdf("one")
        paper = store(firm, owner, content)
        paper.refresh_from_db()
        assert (paper.firm, paper.uploaded_by, paper.application) == (firm, owner, None)
        assert (paper.content_type, paper.size) == ("application/pdf", len(content))
        assert paper.file.read() == content
        assert "paper" not in paper.file.name
        assert PaperDetails.of(paper) == DETAILS
        assert paper.scan == ScanState.UNSCANNED
        assert actions() == ["document.store"]

    def test_an_editor_may_and_a_viewer_and_a_stranger_may_not(self, firm, settings):
        store(firm, make_member(firm, role=MemberRole.EDITOR).user, pdf("one"))
        before = len(files(settings))
        for user in (make_member(firm, role=MemberRole.VIEWER).user, make_user()):
            with pytest.raises(NotAllowed):
                store(firm, user, pdf("two"))
        assert len(files(settings)) == before
        assert Document.objects.count() == 1

    @pytest.mark.parametrize(
        "details",
        [
            PaperDetails(kind="no-such-kind"),
            PaperDetails(language="xx"),
            PaperDetails(title="x" * 201),
            PaperDetails(issued_on=date(2026, 2, 1), expires_on=date(2026, 1, 31)),
        ],
    )
    def test_a_wrong_detail_stores_nothing(self, details, firm, owner, settings):
        with pytest.raises(InvalidInput) as refused:
            store(firm, owner, details=details)
        assert refused.value.errors
        assert not Document.objects.exists()
        assert files(settings) == []
        assert actions() == []

    def test_a_refused_file_stores_nothing(self, firm, owner, settings):
        with pytest.raises(InvalidInput) as refused:
            store(firm, owner, b"MZ")
        assert list(refused.value.errors) == ["file"]
        assert not Document.objects.exists()
        assert files(settings) == []

    def test_the_second_click_stores_nothing(self, firm, owner, settings):
        store(firm, owner, pdf("one"))
        with pytest.raises(Conflict) as refused:
            store(firm, owner, pdf("one"))
        assert "Lease of the office" in refused.value.message
        assert Document.objects.count() == len(files(settings)) == 1
        assert store(make_firm(owner), owner, pdf("one")), "another firm has a library of its own"


class TestNewVersion:
    def test_it_takes_the_place_of_the_old_one_which_stays_where_it_was_used(self, firm, owner):
        old = store(firm, owner, pdf("one"))
        application = make_application(firm)
        question = application.form.questions.get(key="file")
        Answer.objects.create(application=application, question=question, document=old, updated_by=owner)
        new = replace_paper(actor=owner, paper=old, upload=upload(pdf("two")), details=DETAILS)
        assert list(library_of(firm)) == [new]
        assert old.file.read() == pdf("one")
        assert application.answers.get().document == old
        first, second = versions_of(new)
        assert (first.paper, first.used_in) == (new, [])
        assert (second.paper, second.used_in) == (old, [application])
        assert shelved(firm, [new])[0].used_in == [application]

    def test_of_two_one_wins(self, firm, owner, settings):
        old = store(firm, owner, pdf("one"))
        colleague = make_member(firm).user
        replace_paper(actor=owner, paper=old, upload=upload(pdf("two")), details=DETAILS)
        with pytest.raises(Conflict, match="newer version"):
            replace_paper(actor=colleague, paper=old, upload=upload(pdf("three")), details=DETAILS)
        assert Document.objects.count() == len(files(settings)) == 2

    def test_the_same_file_is_no_new_version(self, firm, owner):
        old = store(firm, owner, pdf("one"))
        with pytest.raises(Conflict):
            replace_paper(actor=owner, paper=old, upload=upload(pdf("one")), details=DETAILS)
        assert Document.objects.count() == 1

    def test_old_versions_and_those_put_away_do_not_change(self, firm, owner):
        old = store(firm, owner, pdf("one"))
        new = replace_paper(actor=owner, paper=old, upload=upload(pdf("two")), details=DETAILS)
        other = PaperDetails(title="Other")
        for change in (
            lambda: describe_paper(actor=owner, paper=old, details=other),
            lambda: archive_paper(actor=owner, paper=old),
            lambda: restore_paper(actor=owner, paper=old),
        ):
            with pytest.raises(Conflict):
                change()
        assert archive_paper(actor=owner, paper=new)
        with pytest.raises(Conflict, match="put away"):
            describe_paper(actor=owner, paper=new, details=other)
        with pytest.raises(Conflict, match="put away"):
            replace_paper(actor=owner, paper=new, upload=upload(pdf("three")), details=DETAILS)
        assert set(Document.objects.values_list("title", flat=True)) == {DETAILS.title}

    def test_one_uploaded_in_an_application_keeps_the_kind(self, firm, owner):
        old = store(firm, owner, pdf("one"))
        application = make_application(firm)
        for name, before in (("two", old), ("three", None)):
            with stored_uploads({"file": upload(pdf(name))}) as ready:
                paper = create_document(
                    application=application, user=owner, stored=ready["file"], supersedes=before
                )
            assert paper.kind == (PaperKind.LEASE if before else PaperKind.OTHER)
            assert paper.application == application
        with stored_uploads({"file": upload(pdf("four"))}) as ready, pytest.raises(Conflict):
            create_document(application=application, user=owner, stored=ready["file"], supersedes=old)


class TestDetails:
    def test_what_changed_is_in_the_audit(self, firm, owner):
        paper = store(firm, owner)
        details = PaperDetails(kind=PaperKind.LEASE, title="New", expires_on=date(2027, 1, 1))
        describe_paper(actor=owner, paper=paper, details=details)
        paper.refresh_from_db()
        assert PaperDetails.of(paper) == details
        entry = AuditEntry.objects.latest("pk")
        assert entry.action == "document.describe"
        assert entry.data == {"title": "New", "issued_on": None, "expires_on": "2027-01-01"}

    def test_nothing_new_is_no_change(self, firm, owner):
        paper = store(firm, owner)
        describe_paper(actor=owner, paper=paper, details=DETAILS)
        assert actions() == ["document.store"]

    def test_another_last_day_is_reminded_of_again(self, firm, owner):
        paper = make_document(firm, reminded_at="2026-01-01T00:00Z", expires_on=today())
        describe_paper(actor=owner, paper=paper, details=PaperDetails(expires_on=today() + timedelta(days=9)))
        paper.refresh_from_db()
        assert paper.reminded_at is None


def test_put_away_and_brought_back(firm, owner):
    paper = store(firm, owner)
    assert archive_paper(actor=owner, paper=paper)
    assert not archive_paper(actor=owner, paper=paper)
    assert list(library_of(firm)) == []
    assert list(put_away_of(firm)) == [paper]
    assert restore_paper(actor=owner, paper=paper)
    assert not restore_paper(actor=owner, paper=paper)
    assert list(library_of(firm)) == [paper]
    assert actions() == ["document.store", "document.archive", "document.restore"]


def test_only_writers_change_anything(firm, owner):
    paper = store(firm, owner)
    viewer, stranger = make_member(firm, role=MemberRole.VIEWER).user, make_firm().memberships.get().user
    for user in (viewer, stranger):
        for change in (
            lambda user=user: describe_paper(actor=user, paper=paper, details=PaperDetails()),
            lambda user=user: archive_paper(actor=user, paper=paper),
            lambda user=user: restore_paper(actor=user, paper=paper),
            lambda user=user: replace_paper(
                actor=user, paper=paper, upload=upload(pdf("x")), details=DETAILS
            ),
        ):
            with pytest.raises(NotAllowed):
                change()
    assert actions() == ["document.store"]


def test_what_fits_an_answer(firm):
    lease = make_document(firm, kind=PaperKind.LEASE)
    plan = make_document(firm, kind=PaperKind.PLAN)
    make_document(firm, kind=PaperKind.LEASE, scan=ScanState.QUARANTINED)
    make_document(firm, kind=PaperKind.LEASE, archived_at="2026-01-01T00:00Z")
    make_document(kind=PaperKind.LEASE)
    newer = make_document(firm, kind=PaperKind.LEASE, supersedes=lease)
    assert list(papers_fitting(firm, PaperKind.LEASE)) == [newer]
    assert set(papers_fitting(firm, "")) == {newer, plan}


def test_the_same_file_twice_is_one_choice_unless_it_is_described_otherwise(firm):
    older, newer, attested, other = (
        make_document(firm, original_name="lease.pdf", kind=PaperKind.LEASE, **fields)
        for fields in ({}, {}, {"attestation": Attestation.ATTESTED}, {"content": b"%PDF-1.4 another"})
    )
    question = Question(kind=QuestionKind.FILE, paper_kind=PaperKind.LEASE)
    assert papers_for(question, papers_fitting(firm, "")) == (other, attested, newer)
    assert older in papers_fitting(firm, ""), "a page that is open may still name it"


@pytest.mark.parametrize(
    ("days", "state"), [(None, ""), (-1, EXPIRED), (0, EXPIRING), (30, EXPIRING), (31, VALID)]
)
def test_how_long_a_paper_counts(days, state, firm):
    last = None if days is None else today() + timedelta(days=days)
    assert validity(make_document(firm, expires_on=last)) == state


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers")
def test_two_at_the_same_moment(settings):
    firm = make_firm()
    owner, colleague = firm.memberships.get().user, make_member(firm).user
    paper = store(firm, owner, pdf("one"))
    ended, start = [], threading.Barrier(2)

    def run(user, words):
        start.wait(10)
        try:
            replace_paper(actor=user, paper=paper, upload=upload(pdf(words)), details=DETAILS)
            ended.append("stored")
        except Conflict as refused:
            ended.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=job) for job in ((owner, "two"), (colleague, "three"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ended) == ["paper-replaced", "stored"]
    assert Document.objects.count() == len(files(settings)) == 2


class TestChecklist:
    @pytest.fixture
    def application(self, firm):
        application = make_application(firm, make_intake())
        question = application.form.questions.get(key="file")
        question.paper_kind = PaperKind.INCORPORATION
        question.required = True
        question.save()
        return application

    def need(self, application):
        [need] = checklist_of(application)
        return need

    def test_missing(self, application):
        need = self.need(application)
        assert (need.state, need.paper, need.is_chosen, need.is_required) == ("missing", None, False, True)
        make_document(application.firm, kind=PaperKind.PLAN)
        assert self.need(application).state == PaperState.MISSING

    @pytest.mark.parametrize(
        ("fields", "state"),
        [
            ({"attestation": Attestation.ATTESTED}, PaperState.HAVE),
            ({}, PaperState.NOT_ATTESTED),
            ({"attestation": Attestation.UNDER_WAY}, PaperState.NOT_ATTESTED),
            ({"attestation": Attestation.ATTESTED, "days": -1}, PaperState.EXPIRED),
            ({"attestation": Attestation.ATTESTED, "days": 10}, PaperState.EXPIRES_EARLY),
            ({"attestation": Attestation.ATTESTED, "days": 40}, PaperState.HAVE),
            ({"scan": ScanState.QUARANTINED}, PaperState.QUARANTINED),
        ],
    )
    def test_the_paper_of_the_answer(self, fields, state, application, owner):
        days = fields.pop("days", None)
        last = None if days is None else today() + timedelta(days=days)
        paper = make_document(application.firm, kind=PaperKind.INCORPORATION, expires_on=last, **fields)
        question = application.form.questions.get(key="file")
        Answer.objects.create(application=application, question=question, document=paper, updated_by=owner)
        need = self.need(application)
        assert (need.state, need.paper, need.is_chosen) == (state, paper, True)
        assert need.is_settled is (state == PaperState.HAVE)

    def test_of_those_in_the_library_the_one_with_least_to_do(self, application):
        attested = {"kind": PaperKind.INCORPORATION, "attestation": Attestation.ATTESTED}
        good = make_document(application.firm, **attested)
        make_document(application.firm, kind=PaperKind.INCORPORATION)
        make_document(application.firm, **attested, expires_on=today() - timedelta(days=1))
        need = self.need(application)
        assert (need.paper, need.state, need.is_chosen, need.is_settled) == (good, "have", False, False)

    def test_attestation_is_for_papers_of_hong_kong_that_go_to_the_mainland(self, application):
        make_document(application.firm, kind=PaperKind.INCORPORATION)
        assert self.need(application).state == PaperState.NOT_ATTESTED
        application.intake.side = "south"
        assert self.need(application).state == PaperState.HAVE
        application.intake.side = "north"
        application.firm.side = FirmSide.SHENZHEN
        assert self.need(application).state == PaperState.HAVE

    def test_a_newer_version_is_named_over_several_steps(self, application, owner):
        first = make_document(application.firm, kind=PaperKind.INCORPORATION)
        question = application.form.questions.get(key="file")
        Answer.objects.create(application=application, question=question, document=first, updated_by=owner)
        assert self.need(application).newer is None
        second = make_document(application.firm, kind=PaperKind.INCORPORATION, supersedes=first)
        third = make_document(application.firm, kind=PaperKind.INCORPORATION, supersedes=second)
        assert self.need(application).newer == third

    def test_a_question_that_is_not_asked_needs_no_paper(self, application):
        question = application.form.questions.get(key="file")
        question.shown_when = {"fact": "answer.choice", "op": "==", "value": "b"}
        question.save()
        assert checklist_of(application) == []
        choice = application.form.questions.get(key="choice")
        Answer.objects.create(
            application=application, question=choice, value="b", updated_by=application.created_by
        )
        assert len(checklist_of(application)) == 1


def test_pictures_are_papers_too(firm, owner):
    paper = store_paper(
        actor=owner, firm=firm, upload=upload(picture(), "permit.png"), details=PaperDetails(kind="identity")
    )
    assert paper.content_type == "image/png"
