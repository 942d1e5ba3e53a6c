"""The report form as readers meet it, and the reports at the desk."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import StaffRole
from portal.outbox.models import Notification
from programs.models import EntryReport
from tests.factories import (
    in_three,
    make_incubator,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_staff,
    make_story,
    make_user,
)

pytestmark = pytest.mark.django_db

SAID = {"about": "date", "text": "The window closes on 1 May 2027, says the notice."}
MAKERS = (make_measure, make_programme, make_incubator, make_place, make_platform, make_story)


def address(entry, language="en") -> str:
    return f"/{language}/report/{entry.slug}/"


class TestTheForm:
    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    @pytest.mark.parametrize("make", MAKERS)
    def test_opens_for_everybody_and_every_kind(self, client, make, language):
        entry = make()
        response = client.get(address(entry, language))
        assert response.status_code == 200
        page = response.content.decode()
        assert getattr(entry, f"name_{language.replace('-', '_')}") in page
        assert 'name="robots" content="noindex"' in page

    def test_sends_and_thanks_with_the_reference(self, client):
        place = make_place()
        response = client.post(address(place), {**SAID, "email": "reader@example.org"}, follow=True)
        report = EntryReport.objects.get()
        assert report.reference in response.content.decode()
        assert response.redirect_chain[0][0].startswith(f"/en/report/{place.slug}/thanks/?r=")
        assert (report.about, report.email, report.reporter) == ("date", "reader@example.org", None)
        assert report.address_hash

    def test_knows_who_is_signed_in(self, client):
        user, place = make_user(), make_place()
        client.force_login(user)
        assert f'value="{user.email}"' in client.get(address(place)).content.decode()
        client.post(address(place), {**SAID, "email": ""})
        report = EntryReport.objects.get()
        assert (report.reporter, report.email, report.address_hash) == (user, "", "")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"about": ""}, "about"),
            ({"about": "weather"}, "about"),
            ({"text": "Too short"}, "text"),
            ({"text": " " * 50}, "text"),
            ({"text": "x" * 2001}, "text"),
            ({"source_url": "javascript:alert(1)"}, "source_url"),
            ({"source_url": "not a link"}, "source_url"),
            ({"source_url": "https://example.org/" + "x" * 1000}, "source_url"),
            ({"email": "nobody"}, "email"),
            ({"email": "a" * 250 + "@example.org"}, "email"),
            ({"homepage": "https://spam.example/"}, "homepage"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_nothing(self, client, changes, field):
        response = client.post(address(make_place()), {**SAID, **changes})
        assert response.status_code == 400
        assert field in response.context["form"].errors
        assert not EntryReport.objects.exists()

    def test_the_trap_is_out_of_sight_until_somebody_steps_in(self, client):
        place = make_place()
        trap = re.compile(r'<div class="vh" aria-hidden="true">(?:(?!</form>).)*name="homepage"', re.DOTALL)
        assert trap.search(client.get(address(place)).content.decode())
        page = client.post(address(place), {**SAID, "homepage": "x"}).content.decode()
        assert not trap.search(page)
        assert "only programs fill it in" in page

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_the_sixth_in_an_hour_is_told_when_to_come_back(self, client, language):
        place = make_place()
        for _ in range(5):
            assert client.post(address(place, language), SAID).status_code == 302
        response = client.post(address(place, language), SAID)
        assert response.status_code == 429
        assert 3500 < int(response["Retry-After"]) <= 3601
        retry_at = response.context["refused"].retry_at
        page = response.content.decode()
        assert timezone.localtime(retry_at).strftime("%H:%M") in page
        assert SAID["text"] in page, "what was typed is not lost"
        assert EntryReport.objects.count() == 5

    def test_a_forged_forwarding_header_is_no_new_address(self, client):
        place = make_place()
        for n in range(5):
            client.post(address(place), SAID, headers={"X-Forwarded-For": f"198.51.100.{n}"})
        last = client.post(address(place), SAID, headers={"X-Forwarded-For": "198.51.100.99"})
        assert last.status_code == 429

    def test_is_only_for_what_the_public_can_see(self, client):
        for entry in (make_place(archived_at=timezone.now()), make_measure(published=False)):
            assert client.get(address(entry)).status_code == 404
            assert client.post(address(entry), SAID).status_code == 404
        assert client.get("/en/report/no-such-entry/").status_code == 404
        assert not EntryReport.objects.exists()

    def test_needs_its_token(self, client):
        strict = client.__class__(enforce_csrf_checks=True)
        assert strict.post(address(make_place()), SAID).status_code == 403
        assert not EntryReport.objects.exists()

    @pytest.mark.parametrize("token", ["", "x", "IkVSLTAwMDAwMSI:1:2", "%00", "ER-000001"])
    def test_thanks_only_for_what_was_sent(self, client, token):
        response = client.get(f"{address(make_place())}thanks/?r={token}")
        assert response.status_code in (400, 404)

    def test_html_is_escaped(self, client):
        place = make_place(**in_three(name="<b>Tower</b>"))
        page = client.post(address(place), {"text": "<script>x"}).content.decode()
        assert "<b>Tower" not in page
        assert "<script>x" not in page


def report_on(entry=None, **fields) -> EntryReport:
    values = {"about": "link", "text": "The link leads nowhere.", "language": "en", **fields}
    return EntryReport.objects.create(entry=entry or make_place(), **values)


class TestTheDesk:
    @pytest.mark.parametrize("role", [role for role in StaffRole if role])
    def test_is_open_to_every_role_of_the_zone(self, client, role):
        client.force_login(make_staff(role))
        report = report_on()
        page = client.get(reverse("desk_reports")).content.decode()
        assert report.reference in page
        assert re.search(r'Reports <span class="num">1<span class="vh"> waiting', page)
        assert ('href="/en/desk/"' in page) == (role != StaffRole.EDITOR)
        assert client.get(reverse("desk_report", args=[report.pk])).status_code == 200

    def test_is_closed_to_founders(self, client):
        report = report_on()
        client.force_login(make_user())
        here = reverse("desk_report", args=[report.pk])
        assert client.get(reverse("desk_reports")).status_code == 404
        assert client.get(here).status_code == 404
        assert client.post(here, {"answer": "Done.", "state": "answered"}).status_code == 404
        report.refresh_from_db()
        assert report.state == "new"
        assert "desk/reports" not in client.get("/en/catalogue/").content.decode()

    @pytest.mark.parametrize("state", ["answered", "dismissed"])
    def test_answers(self, client, state):
        user = make_staff("editor")
        client.force_login(user)
        report = report_on(email="reader@example.org")
        response = client.post(
            reverse("desk_report", args=[report.pk]),
            {"answer": "It works again.", "state": state},
            follow=True,
        )
        assert "The reader is told." in response.content.decode()
        report.refresh_from_db()
        assert (report.state, report.answered_by) == (state, user)
        assert Notification.objects.get().kind == "report_answered"
        page = client.get(f"{reverse('desk_reports')}?state={state}").content.decode()
        assert report.reference in page
        assert report.reference not in client.get(reverse("desk_reports")).content.decode()
        page = client.get(reverse("desk_report", args=[report.pk])).content.decode()
        assert "It works again." in page
        assert "<textarea" not in page

    def test_refuses_what_it_cannot_take(self, client):
        client.force_login(make_staff("reviewer"))
        report = report_on()
        here = reverse("desk_report", args=[report.pk])
        assert client.post(here, {"answer": "", "state": "answered"}).status_code == 400
        assert client.post(here, {"answer": "Done."}).status_code == 400
        assert client.post(here, {"answer": "Done.", "state": "new"}).status_code == 400
        assert client.post(here, {"answer": "x" * 2001, "state": "answered"}).status_code == 400
        report.refresh_from_db()
        assert report.state == "new"
        assert client.post(here, {"answer": "Done.", "state": "answered"}).status_code == 302
        assert client.post(here, {"answer": "Again.", "state": "dismissed"}).status_code == 409
        report.refresh_from_db()
        assert report.answer == "Done."

    @pytest.mark.parametrize("query", ["state=nonsense", "state=%00"])
    def test_unknown_states_are_passed_over(self, client, query):
        client.force_login(make_staff("officer"))
        assert client.get(f"{reverse('desk_reports')}?{query}").status_code in (200, 400)

    @pytest.mark.parametrize("pk", ["0", "99999999999999999999999"])
    def test_unknown_reports_are_not_found(self, client, pk):
        client.force_login(make_staff("officer"))
        assert client.get(f"/en/desk/reports/{pk}/").status_code == 404

    @pytest.mark.parametrize("make", MAKERS)
    def test_leads_editors_to_the_entrys_page_in_the_back_office(self, client, make):
        report = report_on(make())
        here = reverse("desk_report", args=[report.pk])
        client.force_login(make_staff("editor"))
        page = client.get(here).content.decode()
        (link,) = re.findall(r'href="(/admin/[^"]+/change/)"', page)
        assert client.get(link).status_code == 200
        client.force_login(make_staff("officer"))
        assert "/change/" not in client.get(here).content.decode()

    def test_what_is_no_longer_public_is_named_and_not_linked(self, client):
        place = make_place(archived_at=timezone.now(), **in_three(name="Gone tower"))
        client.force_login(make_staff("editor"))
        page = client.get(reverse("desk_report", args=[report_on(place).pk])).content.decode()
        assert "Gone tower" in page
        assert f'href="/en/spaces/{place.slug}/"' not in page

    def test_text_of_readers_is_escaped(self, client):
        report = report_on(text="<script>x</script> is wrong", source_url="https://example.org/?a=1&b=2")
        client.force_login(make_staff("editor"))
        for page in (reverse("desk_reports"), reverse("desk_report", args=[report.pk])):
            assert "<script>x" not in client.get(page).content.decode()

    def test_the_list_costs_as_much_for_thirty_as_for_one(self, client):
        client.force_login(make_staff("officer"))
        counts = []
        for rows in (1, 23):
            for _ in range(rows):
                report_on(reporter=make_user())
            client.get(reverse("desk_reports"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("desk_reports"))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12

    def test_editors_come_to_the_reports_from_the_main_navigation(self, client):
        client.force_login(make_staff("editor"))
        page = client.get("/en/catalogue/").content.decode()
        assert 'href="/en/desk/reports/"' in page
        assert 'href="/en/desk/"' not in page
