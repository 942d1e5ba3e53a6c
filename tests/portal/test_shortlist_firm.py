"""The shortlist of a firm: who sees and changes it, and how a browser's list gets there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ShortlistItem
from accounts.models.shortlist import MOST as MOST_FOR_FIRM
from accounts.visitor_list import COOKIE, encode
from tests.accounts.state import nothing_changes
from tests.factories import (
    PASSWORD,
    make_area,
    make_category,
    make_firm,
    make_incubator,
    make_intake,
    make_invitation,
    make_measure,
    make_member,
    make_place,
    make_platform,
    make_programme,
    make_sector,
    make_story,
    make_user,
)
from tests.portal.pressing import HTMX, PAGE, holding, kept, press, signed_in, text_of

pytestmark = pytest.mark.django_db


# Members of firms


def test_members_share_one_list_and_viewers_read_it():
    owner = make_user()
    firm = make_firm(owner)
    people = {"owner": owner, **{role: make_member(firm, role=role).user for role in ("editor", "viewer")}}
    entry, other = make_measure(), make_place()
    press(signed_in(people["owner"]), "shortlist_add", entry.slug)
    press(signed_in(people["editor"]), "shortlist_note", entry.slug, {"note": "From the editor"})
    for role, user in people.items():
        client = signed_in(user)
        page = text_of(client.get(PAGE))
        assert firm.name in page
        assert "From the editor" in page
        assert ('name="note"' in page) is (role != "viewer")
        listed = text_of(client.get("/en/catalogue/"))
        assert (f'id="keep-{other.slug}"' in listed) is (role != "viewer")
        assert ("On your firm’s shortlist" in listed) is (role == "viewer")
    client = signed_in(people["viewer"])
    with nothing_changes():
        for route in ("shortlist_add", "shortlist_remove", "shortlist_note"):
            slug = other.slug if route == "shortlist_add" else entry.slug
            response = press(client, route, slug, {"note": "Mine"})
            assert response.status_code == 403
            assert "Only an owner or editor" in text_of(response)
    assert kept(client) == {}
    assert other.name not in text_of(signed_in(make_user()).get(PAGE))


def test_members_press_without_script_and_with():
    owner = make_user()
    firm = make_firm(owner)
    client, entry = signed_in(owner), make_measure()
    assert press(client, "shortlist_add", entry.slug, {"back": "/en/"}).url == f"/en/#keep-{entry.slug}"
    assert firm.shortlist.get().entry.slug == entry.slug
    page = text_of(client.get("/en/catalogue/?kind=measure"))
    form = page[page.index('<form id="keep"') :].partition("</form>")[0]
    assert "csrfmiddlewaretoken" in form
    assert 'name="back" value="/en/catalogue/?kind=measure"' in form
    assert press(client, "shortlist_remove", entry.slug, headers=HTMX).status_code == 200
    assert not firm.shortlist.exists()
    assert kept(client) == {}


def test_a_note_that_somebody_else_has_changed_is_not_overwritten():
    owner = make_user()
    firm = make_firm(owner)
    client, entry = signed_in(owner), make_measure()
    press(client, "shortlist_add", entry.slug)
    press(client, "shortlist_note", entry.slug, {"note": "Theirs", "seen": ""})
    with nothing_changes():
        response = press(client, "shortlist_note", entry.slug, {"note": "Mine", "seen": ""})
    page = text_of(response)
    assert response.status_code == 409
    assert "Mine</textarea>" in page
    assert 'name="seen" value="Theirs"' in page
    press(client, "shortlist_note", entry.slug, {"note": "Mine", "seen": "Theirs"})
    assert firm.shortlist.get().note == "Mine"


def test_without_a_firm_the_list_stays_in_the_browser():
    client, entry = signed_in(make_user()), make_measure()
    press(client, "shortlist_add", entry.slug)
    press(client, "shortlist_note", entry.slug, {"note": "Mine"})
    assert kept(client) == {entry.slug: "Mine"}
    assert "Add your firm" in text_of(client.get(PAGE))
    assert not ShortlistItem.objects.exists()


def test_with_several_firms_one_is_chosen_on_the_page():
    user = make_user()
    first, second = make_firm(user), make_firm(user)
    client, entry = signed_in(user), make_measure()
    press(client, "shortlist_add", entry.slug)
    assert kept(client) == {entry.slug: ""}
    page = text_of(client.get(PAGE))
    assert "Choose whose shortlist to open" in page
    response = client.post(reverse("firm-switch"), {"firm": second.pk, "next": PAGE})
    assert response.url == PAGE
    assert [item.entry.slug for item in second.shortlist.all()] == [entry.slug]
    assert not first.shortlist.exists()
    assert kept(client) == {}
    page = text_of(client.get(PAGE))
    assert "1 entry you kept in this browser is now on the shortlist of" in page
    assert f"Open the list of {first.name}" in page


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example"])
def test_switching_firms_leads_nowhere_else(wanted):
    user = make_user()
    firm = make_firm(user)
    response = signed_in(user).post(reverse("firm-switch"), {"firm": firm.pk, "next": wanted})
    assert response.url == reverse("firm")


# Signing in


def sign_in(client: Client, user):
    return client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=True)


def test_at_sign_in_the_browsers_list_joins_the_firms():
    user = make_user(password=PASSWORD)
    firm = make_firm(user)
    both, new = make_measure(), make_place()
    firm.shortlist.create(entry=both, note="Ours", added_by=user)
    client = holding((both.slug, "Mine"), (new.slug, "New"))
    response = sign_in(client, user)
    assert "1 entry you kept in this browser is now on the shortlist of" in text_of(response)
    found = {item.entry.slug: item.note for item in firm.shortlist.all()}
    assert found == {both.slug: "Ours\nMine", new.slug: "New"}
    assert kept(client) == {}
    client.post(reverse("account_logout"))
    assert text_of(client.get(PAGE)).count('<li class="result') == 0


def test_who_signs_in_with_nothing_kept_is_told_nothing():
    user = make_user(password=PASSWORD)
    make_firm(user)
    page = text_of(sign_in(Client(), user))
    assert "in this browser" not in page


def test_a_viewers_list_stays_in_her_browser():
    firm = make_firm()
    user = make_member(firm, make_user(password=PASSWORD), role="viewer").user
    entry = make_measure()
    client = holding((entry.slug, "Mine"))
    sign_in(client, user)
    assert kept(client) == {entry.slug: "Mine"}
    page = text_of(client.get(PAGE))
    assert "You only read the firm’s shortlist" in page
    assert "Mine" in page
    assert press(client, "shortlist_remove", entry.slug).status_code == 302
    assert kept(client) == {}


def test_what_found_no_room_stays_in_the_browser():
    user = make_user(password=PASSWORD)
    firm = make_firm(user)
    area = make_area()
    ShortlistItem.objects.bulk_create(
        ShortlistItem(firm=firm, entry=make_platform(area=area, sectors=[], sources=[]), added_by=user)
        for _ in range(MOST_FOR_FIRM)
    )
    entry = make_measure()
    client = holding((entry.slug, "Mine"))
    assert "found no room on the shortlist" in text_of(sign_in(client, user))
    assert kept(client) == {entry.slug: "Mine"}
    assert "In this browser only" in text_of(client.get(PAGE))


def test_a_first_firm_takes_over_the_list_of_its_founder():
    user = make_user(password=PASSWORD)
    entry = make_measure()
    client = holding((entry.slug, "Mine"))
    sign_in(client, user)
    assert kept(client) == {entry.slug: "Mine"}
    client.post(reverse("firm-create"), {"name": "New Limited", "side": "hong-kong"})
    assert user.firms.get().shortlist.get().note == "Mine"
    assert kept(client) == {}


def test_who_joins_a_firm_brings_her_list():
    firm = make_firm()
    user = make_user()
    make_invitation(firm, token="secret", email=user.email)
    entry = make_measure()
    client = holding((entry.slug, ""))
    client.force_login(user)
    client.post(reverse("invitation", args=["secret"]))
    assert firm.shortlist.get().entry.slug == entry.slug
    assert kept(client) == {}


# Queries


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def some_entries(count: int) -> list:
    """Entries of every kind, with parts and open intakes."""
    same = {"area": make_area(), "sectors": [], "sources": []}
    category = make_category()
    made = []
    for _ in range(count // 6 + 1):
        measure = make_measure(**same, category=category)
        make_intake(measure=measure, questions=False, rubric=False)
        made += [measure, *(make(**same) for make in (make_programme, make_incubator, make_place))]
        made += [make_platform(**same), make_story(**same, sector=make_sector("story-" + measure.slug))]
    return made[:count]


def readers(entries: list) -> dict[str, Client]:
    """A reader of each sort who has these entries before her, in the browser and where there is one on the list."""
    found = {"visitor": Client()}
    for role in ("editor", "viewer", "undecided"):
        firm, user = make_firm(), make_user()
        writer = make_member(firm).user
        make_member(firm, user, role="viewer" if role == "viewer" else "editor")
        if role == "undecided":
            make_firm(user)
        items = [ShortlistItem(firm=firm, entry=entry, added_by=writer, note="Note") for entry in entries]
        ShortlistItem.objects.bulk_create(items)
        found[role] = signed_in(user)
    for client in found.values():
        client.cookies[COOKIE] = encode({entry.slug: "Note" for entry in entries})
    return found


def test_pages_take_as_many_queries_for_one_row_as_for_thirty():
    counts: list[dict] = []
    for rows in (1, 30):
        entries = some_entries(rows)
        query = "&".join(f"e={entry.slug}" for entry in entries)
        addresses = (PAGE, f"/en/shortlist/shared/?{query}")
        counts.append(
            {
                (role, page): asked(client, address)
                for role, client in readers(entries).items()
                for page, address in zip(("own", "shared"), addresses, strict=True)
            }
        )
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12


def test_the_button_and_the_count_cost_nobody_a_query():
    entry = make_platform()
    address = reverse("platform", args=[entry.slug])
    without = asked(Client(), address)
    assert asked(holding((entry.slug, "")), address) == without
    user = make_user()
    make_firm(user).shortlist.create(entry=entry, added_by=user)
    # The session, and the person with what her firms have put aside.
    assert asked(signed_in(user), address) == without + 2
