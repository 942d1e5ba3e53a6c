"""The inbox: what has arrived, read marks, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.outbox import delivery as outbox
from portal.outbox import selectors, services
from portal.outbox.models import Notification
from tests.factories import make_staff, make_user
from tests.outbox.conftest import contact_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(client, user):
    client.force_login(user)
    return reverse("inbox")


@pytest.fixture
def read(inbox):
    return reverse("inbox-read")


def unread(user) -> int:
    return selectors.unread_count(user)


def test_nothing_yet(client, inbox):
    page = client.get(inbox)
    assert page.status_code == 200
    assert "Nothing here yet" in page.text


def test_an_item_shows_once_it_has_arrived(client, inbox, tell, user):
    tell("correction_requested", due="2026-11-27", note="Send the accounts <of> 2025")
    assert "Nothing here yet" in client.get(inbox).text
    assert unread(user) == 0
    outbox.sweep()
    text = client.get(inbox).text
    assert "The zone needs more information" in text
    assert "Send the accounts &lt;of&gt; 2025" in text
    assert "Your turn" in text
    assert "By 27 November 2026" in text
    assert unread(user) == 1


def test_newest_first_and_in_pages(client, inbox, tell):
    for n in range(25):
        tell(reference=f"HL-2026-{n:06}", title={"en": f"Title {n:02}"})
    start = timezone.now()
    for n, row in enumerate(Notification.objects.order_by("pk")):
        Notification.objects.filter(pk=row.pk).update(created_at=start + timedelta(minutes=n))
    outbox.sweep()
    first, second = client.get(inbox), client.get(inbox, {"page": 2})
    assert [item.line[-9:] for item in first.context["items"]] == [f"Title {n:02}." for n in range(24, 4, -1)]
    assert [item.line[-9:] for item in second.context["items"]] == [
        f"Title {n:02}." for n in range(4, -1, -1)
    ]
    for odd in ("x", "-1", "999", "", "1e9"):
        assert client.get(inbox, {"page": odd}).status_code == 200


def test_the_turn_is_over_once_something_later_is_told(client, inbox, tell, user):
    tell("correction_requested", due="2026-11-27")
    tell("correction_requested", reference="HL-2026-000148", due="2026-11-28")
    tell("application_message", reference="HL-2026-000148", note="A word on the accounts")
    tell("correction_answered")
    tell("application_accepted", to=contact_of(make_user()), reference="HL-2026-000148")
    outbox.sweep()
    items = client.get(inbox).context["items"]
    assert [(item.reference, item.is_turn, bool(item.day)) for item in items] == [
        ("HL-2026-000147", False, False),
        ("HL-2026-000148", False, False),
        ("HL-2026-000148", True, True),
        ("HL-2026-000147", False, False),
    ]


def test_in_the_language_of_the_page(client, inbox, tell):
    tell()
    outbox.sweep()
    assert "辦公室租金減免" in client.get(inbox.replace("/en/", "/zh-hant/")).text


def test_opening_one_marks_it_and_leads_to_its_page(client, inbox, read, tell, user):
    told, other = tell(), tell()
    outbox.sweep()
    response = client.post(read.replace("/en/", "/zh-hans/"), {"open": told.pk})
    assert (response.status_code, response["Location"]) == (302, "/zh-hans/applications/HL-2026-000147/")
    told.refresh_from_db()
    other.refresh_from_db()
    assert told.read_at is not None
    assert other.read_at is None
    assert unread(user) == 1


def test_marking_one_and_all(client, read, inbox, tell, user):
    told = [tell() for _ in range(3)]
    outbox.sweep()
    response = client.post(read, {"id": told[0].pk, "page": "2"})
    assert response["Location"] == f"{inbox}?page=2"
    assert unread(user) == 2
    first_read = Notification.objects.get(pk=told[0].pk).read_at
    assert client.post(read, {"all": "1"})["Location"] == inbox
    assert unread(user) == 0
    assert Notification.objects.get(pk=told[0].pk).read_at == first_read


def test_other_peoples_items_are_neither_shown_nor_marked(client, inbox, read, tell, user):
    other = make_user()
    theirs = tell(to=contact_of(other))
    outbox.sweep()
    assert "Nothing here yet" in client.get(inbox).text
    assert client.post(read, {"open": theirs.pk}).status_code == 404
    client.post(read, {"id": theirs.pk})
    client.post(read, {"all": "1"})
    assert services.mark_read(user=user, ids=[theirs.pk]) == 0
    assert unread(other) == 1


@pytest.mark.parametrize("form", [{}, {"id": "x"}, {"id": "-1"}, {"open": ""}, {"id": "9" * 30}, {"id": "١"}])
def test_a_malformed_form_is_refused_and_marks_nothing(client, read, tell, user, form):
    tell()
    outbox.sweep()
    assert client.post(read, form).status_code == 400
    assert unread(user) == 1


def test_marking_needs_a_post_and_everything_needs_sign_in(client, read, inbox):
    assert client.get(read).status_code == 405
    assert client.post(inbox).status_code == 405
    client.logout()
    for response in (client.get(inbox), client.post(read, {"all": "1"})):
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]


def test_the_zone_reads_its_inbox_under_its_own_header(client, tell):
    reviewer = make_staff()
    tell("application_assigned", to=contact_of(reviewer), path="/desk/applications/HL-2026-000147/")
    outbox.sweep()
    client.force_login(reviewer)
    page = client.get(reverse("inbox"))
    assert "was assigned to you" in page.text
    assert "staff_base.html" in [t.name for t in page.templates]


def test_as_many_queries_at_30_rows_as_at_1(client, inbox, tell):
    counts = []
    for rows in (1, 30):
        for _ in range(rows - Notification.objects.count()):
            tell()
        outbox.sweep()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(inbox)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_templates_that_do_not_show_the_count_ask_nothing(user, tell, django_assert_num_queries):
    tell()
    outbox.sweep()
    request = RequestFactory().get("/")
    request.user = user
    with django_assert_num_queries(0):
        Template("nothing").render(RequestContext(request))
    with django_assert_num_queries(1):
        shown = Template("{% if unread_count %}{{ unread_count }} {{ unread_count }}{% endif %}")
        assert shown.render(RequestContext(request)) == "1 1"
    assert Template("{{ unread_count }}").render(Context()) == ""


def test_a_dead_letter_can_be_given_another_chance(delivery, mail_line, user):
    mail_line.broken = OSError()
    delivery.attempts = outbox.MAX_ATTEMPTS - 1
    delivery.save()
    outbox.sweep()
    officer = make_staff()
    mail_line.broken = None
    assert outbox.sweep() == 0
    assert services.requeue_dead(actor=officer, ids=[delivery.pk, 10**9]) == 1
    assert outbox.sweep() == 1
    assert services.requeue_dead(actor=officer, ids=[delivery.pk]) == 0
