"""Signing up and in: languages of mails, case of addresses, where people go."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from portal.outbox.delivery import sweep
from portal.outbox.models import Delivery, DeliveryStatus, Notification
from tests.factories import PASSWORD, make_staff, make_user

pytestmark = pytest.mark.django_db


def sign_up(client: Client, email: str, language: str = "en", **extra):
    data = {"email": email, "password1": PASSWORD, "password2": PASSWORD, **extra}
    return client.post(f"/{language}/accounts/signup/", data)


def mails() -> list[EmailMessage]:
    """What has been mailed once the worker has been at the outbox."""
    sweep()
    return mail.outbox


def link_in(message, word: str) -> str:
    return re.search(rf"https?://\S*{word}\S*", message.body)[0]


def said_in(language: str, text: str) -> str:
    with translation.override(language):
        return gettext(text)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_a_new_person_is_written_to_in_the_language_of_the_sign_up_page(language):
    assert sign_up(Client(), "New.Person@Example.ORG", language).status_code == 302
    user = User.objects.get()
    assert (user.email, user.language, user.role) == ("new.person@example.org", language, "")
    assert not user.is_staff
    (message,) = mails()
    assert message.to == ["new.person@example.org"]
    assert f"/{language}/accounts/confirm-email/" in message.body
    assert message.subject == said_in(language, "Confirm your e-mail address")


def test_signing_up_again_tells_the_owner_in_her_language_and_nobody_else():
    make_user(email="known@example.org", language="zh-hant")
    known = sign_up(Client(), "KNOWN@example.org", "en")
    unknown = sign_up(Client(), "unknown@example.org", "en")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.count() == 2
    to_known, to_unknown = mails()
    assert "/zh-hant/accounts/password/reset/" in to_known.body
    assert "/en/accounts/confirm-email/" in to_unknown.body


def test_signing_up_hashes_one_password_whether_or_not_the_address_is_known(monkeypatch):
    make_user(email="known@example.org")
    hasher, hashed = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(
        hasher,
        "encode",
        lambda self, password, *more: hashed.append(password) or encode(self, password, *more),
    )
    for count, email in enumerate(("unknown@example.org", "known@example.org"), 1):
        assert sign_up(Client(), email).status_code == 302
        assert hashed == [PASSWORD] * count


def test_a_forgotten_password_is_answered_in_the_persons_language():
    make_user(email="known@example.org", language="zh-hans", password=PASSWORD)
    Client().post("/en/accounts/password/reset/", {"email": "Known@Example.org"})
    (message,) = mails()
    assert "/zh-hans/accounts/password/reset/key/" in message.body
    page = Client().get(link_in(message, "reset/key").replace("http://testserver", ""), follow=True)
    assert page.status_code == 200


def test_the_address_in_any_case_signs_in():
    make_user(email="founder@example.org", password=PASSWORD)
    response = Client().post(
        "/zh-hant/accounts/login/", {"login": "FOUNDER@Example.org", "password": PASSWORD}
    )
    assert (response.status_code, response.url) == (302, "/zh-hant/")


def test_signing_in_changes_nobodys_language():
    make_user(email="founder@example.org", password=PASSWORD, language="zh-hans")
    Client().post("/en/accounts/login/", {"login": "founder@example.org", "password": PASSWORD})
    assert User.objects.get().language == "zh-hans"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/en/firm/", "/en/firm/"),
        ("https://evil.example/", "/en/"),
        ("//evil.example/", "/en/"),
        ("", "/en/"),
    ],
)
def test_next_leads_on_within_the_portal(wanted, reached):
    make_user(email="founder@example.org", password=PASSWORD)
    response = Client().post(
        "/en/accounts/login/", {"login": "founder@example.org", "password": PASSWORD, "next": wanted}
    )
    assert (response.status_code, response.url) == (302, reached)


@pytest.mark.parametrize(
    ("role", "place"),
    [("reviewer", "desk"), ("officer", "desk"), ("administrator", "desk"), ("editor", "admin:index")],
)
def test_staff_go_to_their_work(role, place, settings):
    settings.DEMO_ACCOUNTS = True
    user = make_staff(role, second_factor=False, is_demo=True, password=PASSWORD)
    response = Client().post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert (response.status_code, response.url) == (302, reverse(place))


def test_an_unconfirmed_address_opens_nothing():
    client = Client()
    sign_up(client, "new@example.org")
    assert client.get("/en/firm/").status_code == 302
    confirm = link_in(mails()[0], "confirm-email").replace("http://testserver", "")
    assert not EmailAddress.objects.get().verified
    assert client.get(confirm).status_code == 200
    assert not EmailAddress.objects.get().verified
    client.post(confirm)
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    ("heading", "reached"),
    [("", "/en/firm/new/"), ("/en/inbox/", "/en/inbox/"), ("https://evil.example/", "/en/firm/new/")],
)
def test_a_new_person_goes_on_or_else_begins_with_her_firm(heading, reached):
    client = Client()
    sign_up(client, "new@example.org", next=heading)
    confirm = link_in(mails()[0], "confirm-email").replace("http://testserver", "")
    assert client.post(confirm).url == reached


class NoServer(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError(111, "Connection refused")


def test_a_mail_server_that_is_away_keeps_nobody_from_signing_up(settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.NoServer"
    make_user(email="known@example.org", password=PASSWORD)
    for email in ("new@example.org", "known@example.org"):
        response = sign_up(Client(), email)
        assert (response.status_code, response.url) == (302, reverse("account_email_verification_sent"))
    for email in ("known@example.org", "unknown@example.org"):
        response = Client().post("/en/accounts/password/reset/", {"email": email})
        assert (response.status_code, response.url) == (302, reverse("account_reset_password_done"))
    sweep()
    assert {d.status for d in Delivery.objects.all()} == {DeliveryStatus.QUEUED}
    assert all("Connection refused" in d.last_error for d in Delivery.objects.all())
    settings.EMAIL_BACKEND = working
    Delivery.objects.update(due_at=timezone.now())
    assert sorted(message.to[0] for message in mails()) == [
        *("known@example.org", "known@example.org", "new@example.org", "unknown@example.org")
    ]


def test_the_links_of_a_mail_leave_the_outbox_with_it():
    sign_up(Client(), "new@example.org")
    assert "confirm-email" in Notification.objects.get().params["text"]
    (message,) = mails()
    assert "confirm-email" in message.body
    assert link_in(message, "confirm-email") in message.alternatives[0].content
    assert Notification.objects.get().params == {"headline": message.subject}
    assert Notification.objects.get().recipient is None


@pytest.mark.parametrize("email", ["nonsense", "", "a\nb@example.org", f"{'x' * 260}@example.org"])
def test_wrong_addresses_make_no_account(email):
    response = sign_up(Client(), email)
    assert response.status_code in (200, 400)
    assert response.context["form"].errors
    assert not User.objects.exists()
    assert mails() == []


def test_the_profile_changes_name_and_language_of_mails():
    user = make_user(language="en")
    client = Client()
    client.force_login(user)
    response = client.post("/en/profile/", {"name": "陳大文", "language": "zh-hant"})
    assert (response.status_code, response.url) == (302, "/en/profile/")
    user.refresh_from_db()
    assert (user.name, user.language) == ("陳大文", "zh-hant")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "x" * 121, "language": "en"}, "name"),
        ({"name": "two\nlines", "language": "en"}, "name"),
        ({"name": "turned\u202ename", "language": "en"}, "name"),
        ({"name": "Fine", "language": "fr"}, "language"),
        ({"name": "Fine"}, "language"),
    ],
)
def test_a_wrong_profile_is_told_at_the_field(data, field):
    user = make_user(name="Before")
    client = Client()
    client.force_login(user)
    response = client.post("/en/profile/", data)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    user.refresh_from_db()
    assert (user.name, user.language) == ("Before", "en")
