"""Windows as calendar entries."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from portal.kernel.clock import ZONE, today
from programs.models import Measure
from tests.factories import in_three, make_area, make_intake, make_measure, make_place, make_programme

pytestmark = pytest.mark.django_db


def read(client, address: str = "/en/windows.ics") -> Calendar:
    response = client.get(address)
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(calendar: Calendar) -> dict[str, str]:
    """What and when, by the front part of the UID."""
    found = {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT")), "every UID once"
    return found


def test_published_days_last_a_day_and_take_no_time(client):
    measure = make_measure(
        slug="rent",
        opens=today() - timedelta(days=3),
        closes=today() + timedelta(days=30),
        effective_to=today() + timedelta(days=60),
        **in_three(name="Rent"),
    )
    found = events(read(client))
    assert {key: (event["DTSTART"].dt, str(event["SUMMARY"])) for key, event in found.items()} == {
        "rent.opens": (measure.opens, "Applications open: Rent"),
        "rent.closes": (measure.closes, "Last day to apply: Rent"),
        "rent.ends": (measure.effective_to, "Last day in force: Rent"),
    }
    closes = found["rent.closes"]
    assert closes["DTEND"].dt == measure.closes + timedelta(days=1)
    assert closes["DTSTART"].params["VALUE"] == "DATE"
    assert str(closes["TRANSP"]) == "TRANSPARENT"
    assert str(closes["UID"]) == "rent.closes@testserver"
    assert str(closes["URL"]) == "http://testserver/en/measures/rent/"
    assert "Information as of 30 June 2025" in str(closes["DESCRIPTION"])
    assert [str(each) for each in closes["CATEGORIES"].cats] == ["Measure", str(measure.category.name)]


def test_one_event_where_the_term_ends_with_the_window(client):
    day = today() + timedelta(days=5)
    make_measure(slug="rent", closes=day, effective_to=day)
    assert set(events(read(client))) == {"rent.closes"}


def test_intakes_are_moments_in_hong_kong(client):
    opens = timezone.now() + timedelta(days=2)
    make_intake(
        code="spring",
        place=make_place(slug="lab"),
        opens_at=opens,
        closes_at=opens + timedelta(days=9),
        **in_three(title="Spring"),
    )
    make_intake(code="hidden", is_published=False)
    calendar = read(client)
    found = events(calendar)
    assert set(found) == {"intake.spring.opens", "intake.spring.closes"}
    event = found["intake.spring.opens"]
    assert event["DTSTART"].params["TZID"] == "Asia/Hong_Kong"
    assert event["DTSTART"].dt == opens.astimezone(ZONE).replace(microsecond=0)
    assert str(event["SUMMARY"]) == "Opens on Hetao Launchpad: Spring"
    assert str(event["URL"]) == "http://testserver/en/spaces/lab/"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Hong_Kong"]


def test_samples_are_marked(client):
    make_intake(code="spring", is_sample=True, **in_three(title="Spring"))
    make_measure(slug="rent", closes=today(), is_sample=True, **in_three(name="Rent"))
    found = events(read(client))
    assert str(found["intake.spring.closes"]["SUMMARY"]) == "Closes on Hetao Launchpad: Spring (sample)"
    assert str(found["rent.closes"]["SUMMARY"]) == "Last day to apply: Rent (sample)"


def test_texts_are_in_the_language_and_folded(client):
    make_measure(slug="rent", closes=today(), name_zh_hant="河套" * 60, summary_zh_hant="一")
    raw = client.get("/zh-hant/windows.ics").content
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    event = events(Calendar.from_ical(raw))["rent.closes"]
    assert "河套" * 60 in str(event["SUMMARY"])
    assert event["SUMMARY"].params["LANGUAGE"] == "zh-Hant-HK"


def test_a_change_moves_the_stamps_and_keeps_the_id(client):
    measure = make_measure(slug="rent", closes=today())
    before = events(read(client))["rent.closes"]
    later = measure.updated_at + timedelta(hours=1)
    Measure.objects.filter(pk=measure.pk).update(updated_at=later)
    after = events(read(client))["rent.closes"]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] - before["SEQUENCE"] == 3600
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt == later.replace(microsecond=0)
    assert 0 < after["SEQUENCE"] < 2**31


def test_filters_are_those_of_the_page(client):
    hetao = make_area("hetao")
    make_measure(slug="rent", area=hetao, closes=today())
    make_programme(slug="camp", area=hetao, closes=today() + timedelta(days=3))
    make_measure(slug="fund", closes=today())
    make_intake(code="spring", measure=make_measure(slug="other"))
    assert set(events(read(client, "/en/windows.ics?area=hetao"))) == {"rent.closes", "camp.closes"}
    assert set(events(read(client, "/en/windows.ics?area=hetao&kind=programme"))) == {"camp.closes"}


def test_what_has_just_ended_stays_for_a_month(client):
    make_measure(slug="just", closes=today() - timedelta(days=9))
    make_measure(slug="long", closes=today() - timedelta(days=90))
    make_measure(slug="half", opens=today() - timedelta(days=90), closes=today() + timedelta(days=9))
    assert set(events(read(client))) == {"just.closes", "half.closes"}


def test_a_calendar_without_windows_is_still_one(client):
    make_measure()
    calendar = read(client)
    assert events(calendar) == {}
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=12)


def test_what_nobody_may_see_has_no_window(client):
    make_measure(slug="gone", closes=today(), archived_at=timezone.now())
    make_measure(slug="draft", closes=today(), published=False)
    assert events(read(client)) == {}
    assert client.get("/en/ics/gone.ics").status_code == 404
    assert client.get("/en/ics/draft.ics").status_code == 404


def test_nothing_is_sent_twice(client):
    make_intake()
    for address in ("/en/windows.ics",):
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


class TestOneEntry:
    def test_every_window_past_ones_too(self, client):
        make_measure(slug="rent", opens=date(2020, 1, 1), closes=date(2020, 2, 1))
        response = client.get("/en/ics/rent.ics")
        assert response["Content-Disposition"] == 'attachment; filename="rent.ics"'
        assert set(events(Calendar.from_ical(response.content))) == {"rent.opens", "rent.closes"}

    def test_its_intakes_too(self, client):
        moment = datetime(2026, 5, 1, 12, tzinfo=ZONE)
        place = make_place(slug="lab")
        make_intake(code="spring", place=place, opens_at=moment, closes_at=None)
        assert set(events(read(client, "/en/ics/lab.ics"))) == {"intake.spring.opens"}

    def test_no_file_without_a_date(self, client):
        make_measure(slug="rent", rolling=True)
        make_place(slug="lab")
        for slug in ("rent", "lab", "nowhere"):
            assert client.get(f"/en/ics/{slug}.ics").status_code == 404

    def test_its_page_links_to_it_where_there_is_a_date(self, client):
        make_measure(slug="rent", closes=today())
        make_measure(slug="fund", rolling=True)
        assert 'href="/en/ics/rent.ics"' in client.get("/en/measures/rent/").content.decode()
        assert "/en/ics/" not in client.get("/en/measures/fund/").content.decode()
        make_intake(place=make_place(slug="lab"))
        assert 'href="/en/ics/lab.ics"' in client.get("/en/spaces/lab/").content.decode()
