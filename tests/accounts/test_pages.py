"""The firm's pages: who may open and use which, what wrong input gets, and how many queries they cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Firm, Membership
from tests.accounts.state import nothing_changes, state
from tests.factories import (
    make_fact,
    make_firm,
    make_firm_fact,
    make_invitation,
    make_member,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

FIRM_DATA = {"name": "Renamed", "name_zh": "", "side": "hong-kong", "registration_number": "", "parent": ""}
ROLES = ("owner", "editor", "viewer", "stranger", "reviewer", "anonymous")


class Setting:
    """A firm with one member a role, an invitation and a question; and people who are no members."""

    def __init__(self):
        self.people = {"owner": make_user(), "stranger": make_user(), "reviewer": make_staff()}
        self.firm = make_firm(self.people["owner"])
        self.target = make_member(self.firm, role="viewer")
        for role in ("editor", "viewer"):
            self.people[role] = make_member(self.firm, role=role).user
        self.invitation = make_invitation(self.firm, token="secret", email="reader@example.org")
        make_firm(self.people["stranger"])
        make_firm(self.people["reviewer"])
        self.fact = make_fact()

    def client(self, role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(self.people[role])
        return client

    def address(self, name: str) -> str:
        if name == "firm-fact?":
            return reverse("firm-fact", args=[self.firm.pk]) + f"?fact={self.fact.name}"
        keys = {
            "member-role": self.target.pk,
            "member-remove": self.target.pk,
            "invitation-revoke": self.invitation.pk,
        }
        bare = {"firm", "firm-create", "firm-switch", "profile"}
        return reverse(name, args=[] if name in bare else [keys.get(name, self.firm.pk)])


# One column a role, in the order of ROLES.
READS = {
    "firm": (200, 200, 200, 200, 200, 302),
    "firm-create": (200, 200, 200, 200, 200, 302),
    "firm-edit": (200, 200, 403, 404, 404, 302),
    "firm-fact": (200, 200, 403, 404, 404, 302),
    "firm-fact?": (200, 200, 403, 404, 404, 302),
    "firm-leave": (200, 200, 200, 404, 404, 302),
    "member-invite": (200, 403, 403, 404, 404, 302),
    "member-remove": (200, 403, 403, 404, 404, 302),
    "member-role": (405, 405, 405, 405, 405, 302),
    "invitation-revoke": (405, 405, 405, 405, 405, 302),
    "firm-switch": (405, 405, 405, 405, 405, 302),
    "profile": (200, 200, 200, 200, 200, 302),
}
WRITES = {
    "firm-edit": (FIRM_DATA, (302, 302, 403, 404, 404, 302)),
    "firm-fact?": ({"value": "12"}, (302, 302, 403, 404, 404, 302)),
    "member-invite": ({"email": "new@example.org", "role": "viewer"}, (302, 403, 403, 404, 404, 302)),
    "member-role": ({"role": "editor"}, (302, 403, 403, 404, 404, 302)),
    "member-remove": ({}, (302, 403, 403, 404, 404, 302)),
    "invitation-revoke": ({}, (302, 403, 403, 404, 404, 302)),
    "firm-leave": ({}, (400, 302, 302, 404, 404, 302)),
}


@pytest.mark.parametrize("name", READS)
def test_who_may_open_what(name):
    setting = Setting()
    with nothing_changes():
        found = [setting.client(role).get(setting.address(name)) for role in ROLES]
    assert tuple(r.status_code for r in found) == READS[name]
    assert found[-1].url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", WRITES)
def test_who_may_change_what(name, role):
    setting = Setting()
    data, expected = WRITES[name]
    client = setting.client(role)
    before = state()
    response = client.post(setting.address(name), data)
    wanted = expected[ROLES.index(role)]
    assert response.status_code == wanted
    allowed = wanted == 302 and role != "anonymous"
    assert (state() != before) is allowed


def test_the_page_shows_what_the_role_may_do():
    setting = Setting()
    firm = setting.firm
    pages = {
        role: setting.client(role).get(reverse("firm")).content.decode()
        for role in ("owner", "editor", "viewer")
    }
    invite, edit = reverse("member-invite", args=[firm.pk]), reverse("firm-edit", args=[firm.pk])
    assert [invite in page for page in pages.values()] == [True, False, False]
    assert [edit in page for page in pages.values()] == [True, True, False]
    assert ["reader@example.org" in page for page in pages.values()] == [True, False, False]
    assert all(setting.target.user.email in page for page in pages.values())


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_every_page_renders_in_every_language(language):
    setting = Setting()
    make_firm_fact(setting.firm, setting.fact, 3)
    client = setting.client("owner")
    for name, expected in READS.items():
        if expected[0] == 200:
            response = client.get(setting.address(name).replace("/en/", f"/{language}/", 1))
            assert response.status_code == 200, name
            assert (
                f'<html lang="{ {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}[language] }"'
                in (response.content.decode())
            )


def test_the_first_page_of_a_new_person_sets_up_a_firm():
    client = Client()
    client.force_login(make_user())
    assert b'name="registration_number"' in client.get(reverse("firm")).content
    response = client.post(reverse("firm-create"), {**FIRM_DATA, "name": "First Limited"})
    assert response.url == reverse("firm")
    page = client.get(response.url).content.decode()
    assert "First Limited" in page
    assert client.session["firm"] == Firm.objects.get(name="First Limited").pk


def test_choosing_among_several_firms():
    user = make_user()
    first, second = make_firm(user, name="First Limited"), make_firm(user, name="Second Limited")
    client = Client()
    client.force_login(user)
    assert "Choose a firm" in client.get(reverse("firm")).content.decode()
    client.post(reverse("firm-switch"), {"firm": second.pk})
    assert "<h1" in (page := client.get(reverse("firm")).content.decode())
    assert f'name="firm" value="{first.pk}"' in page
    Membership.objects.filter(firm=second, user=user).delete()
    assert "First Limited" in client.get(reverse("firm")).content.decode()


@pytest.mark.parametrize("value", ["", "abc", "-1", "0", "99999999999999999999999", "1; drop table"])
def test_switching_to_nonsense_or_to_a_firm_of_others(value):
    user = make_user()
    mine, other = make_firm(user), make_firm()
    client = Client()
    client.force_login(user)
    for wanted in (value, str(other.pk)):
        with nothing_changes():
            assert client.post(reverse("firm-switch"), {"firm": wanted}).status_code == 404
        assert "firm" not in client.session
    assert client.post(reverse("firm-switch"), {"firm": mine.pk}).status_code == 302


@pytest.mark.parametrize("name", ["firm-edit", "firm-leave", "firm-fact", "member-invite", "member-remove"])
@pytest.mark.parametrize("key", [0, 2**31, 2**63 - 1, 2**63, 10**40])
def test_keys_that_belong_to_nothing(name, key):
    client = Client()
    client.force_login(make_firm().memberships.get().user)
    for answer in (client.get(reverse(name, args=[key])), client.post(reverse(name, args=[key]))):
        assert answer.status_code == 404


@pytest.mark.parametrize("name", ["member-role", "invitation-revoke"])
@pytest.mark.parametrize("key", [0, 2**63, 10**40])
def test_keys_to_post_to_that_belong_to_nothing(name, key):
    client = Client()
    client.force_login(make_firm().memberships.get().user)
    assert client.post(reverse(name, args=[key]), {"role": "editor"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "two\nlines"),
        ("name", "bell\x07"),
        ("name", "turned\u202ename"),
        ("name_zh", "字" * 201),
        ("side", ""),
        ("side", "elsewhere"),
        ("registration_number", "1" * 41),
        ("registration_number", "12"),
        ("parent", "99999999999999999999999"),
        ("parent", "abc"),
    ],
)
def test_wrong_firm_data_are_answered_at_the_field(field, value):
    user = make_user()
    firm = make_firm(user)
    client = Client()
    client.force_login(user)
    for address in (reverse("firm-create"), reverse("firm-edit", args=[firm.pk])):
        if field == "parent" and address != reverse("firm-create"):
            continue
        with nothing_changes():
            response = client.post(address, {**FIRM_DATA, field: value})
        assert response.status_code == 400
        page = response.content.decode()
        assert list(response.context["form"].errors) == [field]
        assert f'aria-describedby="id_{field}' in page or f'id="id_{field}_' in page
        assert "Error: " in page


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("int", ""),
        ("int", "many"),
        ("int", "-1"),
        ("int", "1001"),
        ("int", "1.5"),
        ("int", "9" * 400),
        ("bool", "perhaps"),
        ("bool", ""),
        ("choice", "z"),
        ("multi-choice", "z"),
        ("multi-choice", ""),
    ],
)
def test_wrong_answers_are_told_at_the_field(type, value):
    firm = make_firm()
    fact = make_fact(type=type)
    client = Client()
    client.force_login(firm.memberships.get().user)
    with nothing_changes():
        response = client.post(reverse("firm-fact", args=[firm.pk]) + f"?fact={fact.name}", {"value": value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["value"]


@pytest.mark.parametrize(
    ("type", "typed", "stored"),
    [
        ("int", " 1,000 ", 1000),
        ("int", "１２", 12),
        ("bool", "no", False),
        ("choice", "b", "b"),
        ("multi-choice", ["c", "a"], ["a", "c"]),
    ],
)
def test_answers_as_people_type_them(type, typed, stored):
    firm = make_firm()
    fact = make_fact(type=type)
    client = Client()
    client.force_login(firm.memberships.get().user)
    address = reverse("firm-fact", args=[firm.pk]) + f"?fact={fact.name}"
    assert client.post(address, {"value": typed}).status_code == 302
    assert firm.facts.get().value == stored
    assert b"checked" in client.get(address).content or type == "int"
    assert client.post(address, {"withdraw": "1"}).status_code == 302
    assert firm.facts.get().superseded_at


@pytest.mark.parametrize("name", ["no_such_fact", "a" * 3000, "%FF", "' or 1=1"])
def test_questions_that_do_not_exist(name):
    firm = make_firm()
    client = Client()
    client.force_login(firm.memberships.get().user)
    for call in (client.get, client.post):
        assert call(f"{reverse('firm-fact', args=[firm.pk])}?fact={name}").status_code in (400, 404)
    assert client.post(reverse("firm-fact", args=[firm.pk]), {"value": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "email"),
        ({"email": "nonsense", "role": "editor"}, "email"),
        ({"email": f"{'x' * 250}@example.org", "role": "editor"}, "email"),
        ({"email": "a\nb@example.org", "role": "editor"}, "email"),
        ({"email": "fine@example.org", "role": "king"}, "role"),
    ],
)
def test_wrong_invitations_are_told_at_the_field(data, field):
    firm = make_firm()
    client = Client()
    client.force_login(firm.memberships.get().user)
    with nothing_changes():
        response = client.post(reverse("member-invite", args=[firm.pk]), data)
    assert response.status_code == 400
    assert field in response.context["form"].errors


def test_inviting_a_member_says_so_on_the_form():
    setting = Setting()
    data = {"email": setting.target.user.email, "role": "editor"}
    with nothing_changes():
        response = setting.client("owner").post(reverse("member-invite", args=[setting.firm.pk]), data)
    assert response.status_code == 409
    assert "member of the firm already" in response.content.decode()


def test_a_wrong_role_changes_nothing():
    setting = Setting()
    client = setting.client("owner")
    with nothing_changes():
        for data in ({}, {"role": "king"}):
            assert client.post(setting.address("member-role"), data).status_code == 400


def test_forms_without_their_token_are_refused():
    setting = Setting()
    client = Client(enforce_csrf_checks=True)
    client.force_login(setting.people["owner"])
    with nothing_changes():
        for name, (data, _) in WRITES.items():
            assert client.post(setting.address(name), data).status_code == 403


def test_names_are_shown_as_text():
    firm = make_firm(name="<b>Bold</b> & Sons")
    client = Client()
    client.force_login(firm.memberships.get().user)
    page = client.get(reverse("firm")).content.decode()
    assert "<b>Bold</b>" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Sons" in page


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/en/apply/office-2026/", "/en/apply/office-2026/"),
        ("/zh-hant/apply/x/?a=1&b=2", "/zh-hant/apply/x/?a=1&b=2"),
        ("https://evil.example/", "/en/firm/"),
        ("//evil.example/", "/en/firm/"),
        ("/\\evil.example/", "/en/firm/"),
        ("javascript:alert(1)", "/en/firm/"),
        ("home", "/en/firm/"),
        ("/" + "x" * 5000, "/en/firm/"),
        ("", "/en/firm/"),
    ],
)
def test_who_sets_up_a_firm_on_the_way_to_a_page_goes_on_there(wanted, reached):
    client = Client()
    client.force_login(make_user())
    address = reverse("firm-create")
    page = client.get(address, {"next": wanted})
    kept = re.findall(r'name="next" value="([^"]*)"', page.content.decode())
    assert kept == ([] if reached == "/en/firm/" else [escape(wanted)])
    refused = client.post(address, {**FIRM_DATA, "name": "", "next": wanted})
    assert re.findall(r'name="next" value="([^"]*)"', refused.content.decode()) == kept
    response = client.post(address, {**FIRM_DATA, "next": wanted})
    assert (response.status_code, response.url) == (302, reached)


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(firm: Firm, rows: int) -> None:
    for _ in range(rows):
        make_firm_fact(firm, make_fact(), 1, recorded_by=make_member(firm).user)
        make_invitation(firm)
        make_firm(side="shenzhen", parent=firm)


@pytest.mark.parametrize("name", ["firm", "firm-fact", "profile"])
def test_pages_cost_the_same_at_1_and_at_30_rows(name):
    counts = []
    for rows in (1, 30):
        owner = make_user()
        firm = make_firm(owner)
        fill(firm, rows)
        client = Client()
        client.force_login(owner)
        address = reverse(name, args=[firm.pk] if name == "firm-fact" else [])
        counts.append(queries_of(client, address))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
