"""What the link in an invitation's mail shows, to whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.accounts.state import nothing_changes
from tests.factories import make_firm, make_invitation, make_member, make_user

pytestmark = pytest.mark.django_db

LINK = "/en/firm/invitations/secret/"


@pytest.fixture
def firm():
    return make_firm(name="Bay MedTech")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_is_told_who_invites_and_to_sign_in(firm):
    make_invitation(firm, token="secret", email="reader@example.org")
    with nothing_changes():
        response = Client().get(LINK)
        page = response.content.decode()
        assert response.status_code == 200
        assert "Bay MedTech" in page
        assert "reader@example.org" not in page
        for name in ("account_login", "account_signup"):
            assert f'{reverse(name)}?next={LINK}"' in page
        pressed = Client().post(LINK)
    assert pressed.status_code == 302
    assert pressed.url == f"{reverse('account_login')}?next={LINK}"


def test_the_reader_joins_by_pressing_the_button(firm):
    reader = make_user(email="reader@example.org")
    make_invitation(firm, token="secret", email="READER@example.org", role="viewer")
    client = signed_in(reader)
    with nothing_changes():
        assert "Join the firm" in client.get(LINK).content.decode()
    response = client.post(LINK)
    assert response.url == reverse("firm")
    assert firm.memberships.get(user=reader).role == "viewer"
    assert client.session["firm"] == firm.pk
    for call in (client.get, client.post):
        with nothing_changes():
            again = call(LINK, follow=True)
        assert again.redirect_chain == [(reverse("firm"), 302)]
        assert "You are a member of Bay MedTech already." in again.text


@pytest.mark.parametrize(("language", "name"), [("en", "Bay MedTech"), ("zh-hant", "灣區醫療")])
def test_the_firm_is_named_in_the_language_of_the_page(language, name):
    firm = make_firm(name="Bay MedTech", name_zh="灣區醫療")
    make_invitation(firm, token="secret", email="reader@example.org")
    client = signed_in(make_user(email="reader@example.org"))
    told = [
        str(each)
        for each in client.post(LINK.replace("/en/", f"/{language}/"), follow=True).context["messages"]
    ]
    assert len(told) == 1
    assert name in told[0]


def test_another_person_learns_nothing_about_the_firm(firm):
    make_invitation(firm, token="secret", email="reader@example.org")
    client = signed_in(make_user())
    with nothing_changes():
        for response in (client.get(LINK), client.post(LINK)):
            assert response.status_code == 403
            assert "Bay MedTech" not in response.content.decode()
            assert "reader@example.org" not in response.content.decode()


def without_forms_and_path(page: str) -> str:
    """The page without what differs between any two pages: tokens of forms, links to the page itself."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line and "/invitations/" not in line)


@pytest.mark.parametrize("who", ["anonymous", "reader", "another"])
def test_links_that_do_not_work_look_alike(firm, who):
    reader = make_user(email="reader@example.org")
    now = timezone.now()
    make_invitation(
        firm,
        token="expired",
        email="reader@example.org",
        expires_at=now - timedelta(seconds=1),
        revoked_at=now,
    )
    make_invitation(firm, token="revoked", email="reader@example.org", revoked_at=now)
    make_invitation(firm, token="used", email="reader@example.org", accepted_at=now)
    make_invitation(firm, token="late", email="reader@example.org", expires_at=now - timedelta(seconds=1))
    client = {"anonymous": Client(), "reader": signed_in(reader), "another": signed_in(make_user())}[who]
    with nothing_changes():
        for call in (client.get, client.post):
            pages = set()
            for token in ("late", "revoked", "used", "never-made", "x" * 500, "%E2%80%AE", "%FF"):
                response = call(f"/en/firm/invitations/{token}/")
                assert response.status_code == 404
                pages.add(without_forms_and_path(response.content.decode()))
            assert len(pages) == 1
            assert "Bay MedTech" not in pages.pop()


def test_a_member_is_told_that_she_is_one(firm):
    member = make_member(firm).user
    make_invitation(firm, token="secret", email=member.email, role="owner")
    with nothing_changes():
        assert signed_in(member).post(LINK).status_code == 409


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_the_refusal_speaks_the_pages_language(language):
    with translation.override(language):
        response = Client().get(reverse("invitation", args=["never-made"]))
    assert response.status_code == 404
    assert (
        f'<html lang="{ {"zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}[language] }"'
        in response.content.decode()
    )


def test_the_page_is_not_kept_by_caches(firm):
    make_invitation(firm, token="secret")
    assert "no-store" in Client().get(LINK)["Cache-Control"]
