"""Withdrawing on the page: a reason is chosen, kept and shown to both sides in their languages."""

import pytest

from accounts.enums import MemberRole, StaffRole
from programs.enums import ApplicationStatus as Status
from programs.enums import WithdrawReason
from programs.models import Application
from tests.factories import make_application, make_firm, make_member, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


@pytest.fixture
def sent(firm):
    return make_application(firm, status=Status.SUBMITTED)


def address(application, part="withdraw/", language="en") -> str:
    return f"/{language}/applications/{application.reference}/{part}"


def withdraw(client, application, reason="", note="", language="en"):
    form = {"revision": "0", "withdraw-reason": reason, "withdraw-note": note}
    return client.post(address(application, language=language), form)


def test_the_reason_is_kept_and_both_sides_read_it(client, owner, sent):
    client.force_login(owner)
    assert "Why do you withdraw?" in client.get(address(sent, "")).text
    assert withdraw(client, sent, "terms", "No room of that size.").status_code == 302
    sent.refresh_from_db()
    assert (sent.status, sent.withdraw_reason) == (Status.WITHDRAWN, WithdrawReason.TERMS)
    words = "We cannot meet the terms: No room of that size."
    assert words in client.get(address(sent, "")).text
    client.force_login(make_staff(StaffRole.OFFICER))
    assert words in client.get(f"/en/desk/applications/{sent.reference}/").text
    chinese = client.get(f"/zh-hant/desk/applications/{sent.reference}/").text
    assert "No room of that size." in chinese
    assert "We cannot meet the terms" not in chinese


@pytest.mark.parametrize(
    ("reason", "note", "says"),
    [
        ("", "We move elsewhere.", "Choose a reason."),
        ("because", "We move elsewhere.", "Choose a reason."),
        ("other", "  ", "Say why you withdraw."),
        ("terms", "x" * 2001, "2000"),
    ],
)
def test_without_one_the_page_comes_back_with_what_was_typed(reason, note, says, client, owner, sent):
    client.force_login(owner)
    response = withdraw(client, sent, reason, note)
    assert response.status_code == 400
    assert says in response.text
    assert "There is a problem" in response.text
    assert note.strip() in response.text
    assert '<details class="more" open>\n  <summary>Withdraw this application' in response.text
    sent.refresh_from_db()
    assert (sent.status, sent.withdraw_reason) == (Status.SUBMITTED, "")


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_form_in_every_language(language, client, owner, sent):
    client.force_login(owner)
    page = client.get(address(sent, "", language)).text
    assert page.count('name="withdraw-reason"') == len(WithdrawReason.values)
    assert withdraw(client, sent, language=language).status_code == 400


def test_a_draft_is_thrown_away_without_a_reason(client, owner, firm):
    draft = make_application(firm)
    client.force_login(owner)
    assert client.post(address(draft), {"revision": "0", "note": ""}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.withdraw_reason) == (Status.WITHDRAWN, "")


def test_only_owners_and_only_while_it_runs(client, owner, firm, sent):
    for person in (make_member(firm).user, make_member(firm, role=MemberRole.VIEWER).user):
        client.force_login(person)
        assert 'name="withdraw-reason"' not in client.get(address(sent, "")).text
        for reason in ("", "terms"):
            assert withdraw(client, sent, reason).status_code == 403
    client.force_login(make_firm().memberships.get().user)
    assert withdraw(client, sent, "terms").status_code == 404
    client.force_login(owner)
    over = make_application(firm, status=Status.DECLINED)
    for reason in ("", "terms"):
        assert withdraw(client, over, reason).status_code == 409
    assert not Application.objects.filter(status=Status.WITHDRAWN).exists()
