"""Reports from readers: what is kept, how many are taken, who answers, who is told."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation

from accounts.enums import StaffRole
from portal.audit.models import AuditEntry
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from portal.outbox import delivery as outbox
from portal.outbox.models import Notification
from programs.enums import ReportState
from programs.models import EntryReport
from programs.selectors.reports import open_report_count, reports_seen_by
from programs.services.reports import ADDRESS_DAYS, TooManyReports, answer_report, hash_of, report_entry
from programs.tasks import forget_addresses
from tests.factories import in_three, make_measure, make_place, make_staff, make_story, make_user

pytestmark = pytest.mark.django_db

TEXT = "The ceiling is CNY 600,000 now."


def send(entry=None, **changes) -> EntryReport:
    """A stranger's report, with these arguments changed."""
    said = {"user": None, "address": "203.0.113.9", "about": "figure", "text": TEXT}
    said |= {"source_url": "", "email": ""}
    return report_entry(entry=entry or make_place(), **{**said, **changes})


def age(report: EntryReport, **span) -> None:
    """Make a report so much older."""
    EntryReport.objects.filter(pk=report.pk).update(created_at=timezone.now() - timedelta(**span))


class TestReporting:
    def test_keeps_what_was_said_and_no_address(self):
        place = make_place()
        with translation.override("zh-hant"):
            report = send(place, source_url="https://example.org/notice", email="reader@example.org")
        report.refresh_from_db()
        assert (report.entry_id, report.about, report.text, report.state) == (place.pk, "figure", TEXT, "new")
        assert (report.source_url, report.email) == ("https://example.org/notice", "reader@example.org")
        assert report.language == "zh-hant"
        assert report.reference == f"ER-{report.pk:06d}"
        assert len(report.address_hash) == 64
        entry = AuditEntry.objects.get(action="report.create")
        assert entry.data == {"slug": place.slug, "about": "figure"}
        assert "203.0.113.9" not in str(vars(report)) + str(vars(entry))

    def test_of_a_person_keeps_the_person(self):
        user = make_user()
        report = send(user=user)
        assert (report.reporter, report.address_hash) == (user, "")
        assert AuditEntry.objects.get(action="report.create").actor == user

    def test_needs_a_text_of_some_length(self):
        for text in ("short", "x" * 2001, "  short   "):
            with pytest.raises(Exception, match="text"), transaction.atomic():
                send(text=text)
        assert not EntryReport.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_a_household_is_one_address(self):
        assert hash_of("2001:db8:1:2::1") == hash_of("2001:db8:1:2:ffff::9")
        assert hash_of("2001:db8:1:2::1") != hash_of("2001:db8:1:3::1")
        assert hash_of("203.0.113.9") != hash_of("203.0.113.8")
        assert hash_of("not an address") == hash_of("not an address")
        assert hash_of("::ffff:203.0.113.9") == hash_of("203.0.113.9")
        assert hash_of("::ffff:203.0.113.9") != hash_of("::ffff:203.0.113.8")

    def test_the_hash_needs_our_key(self, settings):
        before = hash_of("203.0.113.9")
        settings.SECRET_KEY = "another-key-" * 6
        assert hash_of("203.0.113.9") != before


class TestLimits:
    def refused(self, **changes) -> TooManyReports:
        before = (EntryReport.objects.count(), AuditEntry.objects.count())
        with pytest.raises(TooManyReports) as refused:
            send(**changes)
        assert (EntryReport.objects.count(), AuditEntry.objects.count()) == before
        return refused.value

    @pytest.mark.parametrize("whose", ["address", "person"])
    def test_five_an_hour(self, whose):
        user = make_user() if whose == "person" else None
        sent = [send(user=user) for _ in range(5)]
        refused = self.refused(user=user)
        assert refused.status == 429
        first = EntryReport.objects.get(pk=sent[0].pk)
        assert refused.retry_at == first.created_at + timedelta(hours=1)
        age(sent[0], hours=1, seconds=1)
        send(user=user)
        self.refused(user=user)

    def test_twenty_a_day(self):
        for hours in range(20):
            age(send(), hours=hours + 2)
        assert abs((self.refused().retry_at - timezone.now()).total_seconds() - 3 * 3600) < 60
        age(EntryReport.objects.order_by("created_at").first(), hours=24, seconds=1)
        send()

    def test_others_are_not_held_up(self):
        user = make_user()
        for _ in range(5):
            send()
            send(user=user)
        send(address="203.0.113.10")
        send(user=make_user())

    def test_a_person_may_report_from_a_crowded_address(self):
        for _ in range(5):
            send()
        self.refused()
        send(user=make_user())


class TestForgetting:
    def test_the_hash_of_an_address_goes_after_some_days(self):
        old, new = send(source_url="https://example.org/notice"), send()
        age(old, days=ADDRESS_DAYS, seconds=1)
        age(new, days=ADDRESS_DAYS, seconds=-60)
        before = EntryReport.objects.values().get(pk=old.pk)
        forget_addresses()
        assert EntryReport.objects.values().get(pk=old.pk) == before | {"address_hash": ""}
        new.refresh_from_db()
        assert new.address_hash == hash_of("203.0.113.9")

    def test_the_limits_do_not_notice(self):
        for hours in range(20):
            age(send(), hours=hours + 2)
        forget_addresses()
        with pytest.raises(TooManyReports):
            send()


class TestAnswering:
    @pytest.mark.parametrize("role", [role for role in StaffRole if role])
    @pytest.mark.parametrize("state", [ReportState.ANSWERED, ReportState.DISMISSED])
    def test_closes_the_report(self, role, state):
        report, user = send(), make_staff(role)
        answer_report(report_id=report.pk, user=user, state=state, answer=" Corrected. ")
        report.refresh_from_db()
        assert (report.state, report.answer, report.answered_by) == (state, "Corrected.", user)
        assert report.answered_at is not None
        entry = AuditEntry.objects.get(action="report.answer")
        assert (entry.actor, entry.data["state"]) == (user, state)
        assert not Notification.objects.exists(), "nobody to tell"

    @pytest.mark.parametrize(
        ("error", "changes"),
        [
            (NotAllowed, {"user": ""}),
            (InvalidInput, {"answer": "  "}),
            (InvalidInput, {"state": "new"}),
            (InvalidInput, {"state": "whatever"}),
        ],
    )
    def test_is_refused_and_changes_nothing(self, error, changes):
        report = send(email="reader@example.org")
        said = {"user": make_staff("editor"), "state": "answered", "answer": "Corrected."} | changes
        said["user"] = said["user"] or make_user()
        with pytest.raises(error):
            answer_report(report_id=report.pk, **said)
        report.refresh_from_db()
        assert (report.state, report.answer) == ("new", "")
        assert not Notification.objects.exists()

    def test_happens_once(self):
        report, user = send(email="reader@example.org"), make_staff("editor")
        answer_report(report_id=report.pk, user=user, state="answered", answer="Corrected.")
        with pytest.raises(Conflict):
            answer_report(report_id=report.pk, user=user, state="dismissed", answer="Other.")
        report.refresh_from_db()
        assert (report.state, report.answer) == ("answered", "Corrected.")
        assert Notification.objects.count() == 1

    def test_a_stranger_is_told_by_mail_in_the_language_of_the_page(self, mailoutbox):
        measure = make_measure(name_zh_hans="租金减免")
        with translation.override("zh-hans"):
            report = send(measure, email="reader@example.org")
        answer_report(
            report_id=report.pk, user=make_staff("officer"), state="answered", answer="已改。\n谢谢。"
        )
        outbox.sweep()
        [mail] = mailoutbox
        assert mail.to == ["reader@example.org"]
        assert report.reference in mail.subject
        assert "租金减免" in mail.subject
        assert "已改。\n谢谢。" in mail.body
        assert f"http://testserver/zh-hans/measures/{measure.slug}/" in mail.body
        assert "已改。<br>谢谢。" in mail.alternatives[0].content
        assert TEXT not in mail.body

    def test_a_person_is_told_in_the_inbox_and_where_she_asked(self, mailoutbox):
        user = make_user(language="zh-hant")
        report = send(user=user, email="work@example.org")
        answer_report(report_id=report.pk, user=make_staff("editor"), state="dismissed", answer="No.")
        told = Notification.objects.get()
        assert told.recipient == user
        assert told.path.startswith("/spaces/")
        outbox.sweep()
        assert [mail.to for mail in mailoutbox] == [[f"{user.name} <work@example.org>"]]

    def test_the_answer_is_escaped(self, mailoutbox):
        report = send(make_story(**in_three(name="A <b>story</b>")), email="reader@example.org")
        answer_report(report_id=report.pk, user=make_staff("editor"), state="answered", answer="<i>Done</i>")
        outbox.sweep()
        html = mailoutbox[0].alternatives[0].content
        assert "&lt;i&gt;Done" in html
        assert "<i>Done" not in html
        assert "<b>story" not in html

    def test_an_entry_that_is_gone_is_not_linked(self, mailoutbox):
        place = make_place()
        report = send(place, email="reader@example.org")
        place.archived_at = timezone.now()
        place.save()
        answer_report(report_id=report.pk, user=make_staff("editor"), state="answered", answer="It closed.")
        assert Notification.objects.get().path == ""
        outbox.sweep()
        assert place.slug not in mailoutbox[0].body


class TestReading:
    def test_is_for_staff(self):
        send()
        for role in StaffRole:
            user = make_staff(role) if role else make_user()
            assert reports_seen_by(user).count() == (1 if role else 0)
            assert open_report_count(user) == (1 if role else 0)
        gone = make_staff("officer", is_active=False)
        assert not reports_seen_by(gone).exists()

    def test_a_deleted_account_leaves_the_report(self):
        user = make_user()
        report = send(user=user)
        user.delete()
        report.refresh_from_db()
        assert report.reporter is None
