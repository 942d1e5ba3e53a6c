"""Consents of an application: which are needed, giving, revoking, and what revoking stops."""

import csv
import io

import pytest

from accounts.enums import Bank, ConsentPurpose, FirmSide, MemberRole, StaffRole
from accounts.models import Consent
from accounts.services.consents import give_consent, publish_text, revoke_consent
from portal.audit.models import AuditEntry
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus as Status
from programs.enums import StepSide
from programs.models import ApplicationEvent
from programs.services.applications import answer_correction, submit_application
from programs.services.consenting import (
    consents_needed,
    give_again,
    give_for,
    purposes_of,
    refuse_without,
    revoke,
)
from programs.services.desk import request_correction
from tests.consents import boxes, make_text, make_texts
from tests.factories import (
    ANSWERS,
    make_application,
    make_firm,
    make_intake,
    make_member,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def texts():
    return make_texts()


def state() -> tuple:
    return (
        list(Consent.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
        Notification.objects.count(),
        ApplicationEvent.objects.count(),
    )


@pytest.mark.parametrize(
    ("firm_side", "body_side", "crosses"),
    [
        (FirmSide.HONG_KONG, StepSide.NORTH, True),
        (FirmSide.HONG_KONG, StepSide.SOUTH, False),
        (FirmSide.SHENZHEN, StepSide.NORTH, False),
        (FirmSide.SHENZHEN, StepSide.SOUTH, True),
        (FirmSide.NOT_YET, StepSide.NORTH, True),
        (FirmSide.NOT_YET, StepSide.SOUTH, False),
    ],
)
def test_transfer_is_asked_where_data_cross_the_boundary(firm_side, body_side, crosses):
    found = purposes_of(make_firm(side=firm_side), make_intake(side=body_side))
    assert found == [ConsentPurpose.SHARE, *([ConsentPurpose.TRANSFER] if crosses else [])]


def test_the_data_of_a_parent_or_of_a_shenzhen_company_cross_too(firm):
    entity = make_firm(side=FirmSide.SHENZHEN, parent=firm)
    assert ConsentPurpose.TRANSFER in purposes_of(entity, make_intake(side=StepSide.NORTH))
    assert ConsentPurpose.TRANSFER in purposes_of(firm, make_intake(side=StepSide.SOUTH))


def test_nothing_is_sent_without_every_consent(firm, owner, texts):
    application = make_application(firm)
    share, transfer = consents_needed(application)
    assert share.words == "We agree to Office of the zone in the Mainland."
    with pytest.raises(InvalidInput) as refused:
        refuse_without(application)
    assert set(refused.value.errors) == {share.field, transfer.field}
    give_for(application=application, user=owner, agreed=[share.text.pk])
    with pytest.raises(InvalidInput) as refused:
        refuse_without(application)
    assert set(refused.value.errors) == {transfer.field}
    give_for(application=application, user=owner, agreed=[transfer.text.pk])
    refuse_without(application)
    assert consents_needed(application) == []
    consent = Consent.objects.get(text=transfer.text)
    assert (consent.about, consent.body, consent.side) == (
        application.reference,
        "Office of the zone",
        Bank.NORTH,
    )
    assert consent.body_names["zh-hant"] == "Office of the zone（繁）"


def test_without_a_published_text_nothing_is_sent(firm):
    application = make_application(firm)
    make_text(ConsentPurpose.SHARE, published=False)
    with pytest.raises(DomainError) as refused:
        refuse_without(application)
    assert refused.value.code == "no-consent-text"


def test_a_consent_holds_for_one_application_and_one_text(firm, owner, texts):
    application, other = make_application(firm), make_application(firm)
    give_for(application=application, user=owner, agreed=boxes(application))
    assert len(consents_needed(other)) == 2
    newer = make_text(ConsentPurpose.SHARE)
    [again] = consents_needed(application)
    assert again.text == newer
    # Whoever ticked the old text has not read the new one.
    assert give_for(application=application, user=owner, agreed=[texts[0].pk]) == []


def test_giving_twice_writes_one_line(firm, owner, texts):
    application = make_application(firm)
    agreed = boxes(application)
    give_for(application=application, user=owner, agreed=agreed)
    before = state()
    assert give_for(application=application, user=owner, agreed=agreed) == []
    body = Consent.objects.first().body_names
    text = Consent.objects.first().text
    give_consent(actor=owner, firm=firm, text=text, body=body, side=Bank.NORTH, about=application.reference)
    assert state() == before


@pytest.mark.parametrize("who", ["editor", "viewer", "stranger", "officer"])
def test_only_owners_give_and_revoke(who, firm, owner, texts):
    people = {
        "editor": lambda: make_member(firm).user,
        "viewer": lambda: make_member(firm, role=MemberRole.VIEWER).user,
        "stranger": make_user,
        "officer": lambda: make_staff(StaffRole.OFFICER),
    }
    user = people[who]()
    application = make_application(firm)
    agreed = boxes(application)
    before = state()
    with pytest.raises(NotAllowed):
        give_for(application=application, user=user, agreed=agreed)
    assert state() == before
    give_for(application=application, user=owner, agreed=agreed)
    before = state()
    with pytest.raises(NotAllowed):
        revoke(user=user, consent=Consent.objects.first())
    assert state() == before


def test_revoking_tells_staff_and_leaves_the_application_alone(firm, owner, texts):
    reviewer = make_staff()
    application = make_application(firm, status=Status.SCREENING, assigned_to=reviewer)
    give_for(application=application, user=owner, agreed=boxes(application))
    consent = Consent.objects.first()
    revoke(user=owner, consent=consent)
    consent.refresh_from_db()
    assert consent.revoked_by == owner
    told = Notification.objects.get(kind="consent_revoked")
    assert told.recipient == reviewer
    application.refresh_from_db()
    assert application.status == Status.SCREENING
    before = state()
    with pytest.raises(Conflict):
        revoke_consent(actor=owner, consent=consent)
    assert state() == before


def test_after_revoking_nothing_further_is_shared_until_it_is_given_again(client, firm, owner, texts):
    reviewer = make_staff()
    application = make_application(firm, status=Status.SCREENING, answers=True, assigned_to=reviewer)
    give_for(application=application, user=owner, agreed=boxes(application))
    question = application.form.questions.get(key="text")
    request_correction(
        reference=application.reference,
        user=reviewer,
        revision=0,
        text="Say more.",
        question_ids=[question.pk],
    )
    consent = Consent.objects.first()
    revoke(user=owner, consent=consent)
    application.refresh_from_db()
    reply = {
        "reference": application.reference,
        "user": owner,
        "revision": application.revision,
        "reply": "Here it is.",
        "values": {"text": ANSWERS["text"] + " and more"},
    }
    client.force_login(owner)
    page = client.get(f"/en/applications/{application.reference}/").text
    assert "Nothing more can be sent to the zone" in page
    assert "Send the reply" not in page
    before = state()
    with pytest.raises(Conflict) as refused:
        answer_correction(**reply)
    assert refused.value.code == "consent-revoked"
    assert state() == before
    with pytest.raises(Conflict):
        give_again(user=owner, consent=consent, agreed=0)
    give_again(user=owner, consent=consent, agreed=consent.text_id)
    answer_correction(**reply)
    application.refresh_from_db()
    assert application.status == Status.SCREENING


def test_a_text_is_published_once_and_names_body_and_side():
    text = make_text(published=False)
    publish_text(actor=None, text=text)
    with pytest.raises(Conflict):
        publish_text(actor=None, text=text)
    bare = make_text(published=False, body_zh_hant="沒有")
    with pytest.raises(InvalidInput):
        publish_text(actor=None, text=bare)
    bare.refresh_from_db()
    assert bare.published_at is None


def test_sending_gives_what_was_ticked_and_stays_put_without(firm, owner, texts):
    application = make_application(firm, answers=True)
    send = {"reference": application.reference, "user": owner, "revision": 0}
    share, transfer = boxes(application)
    for agreed in ([], [share], [share, 10**9]):
        before = state()
        with pytest.raises(InvalidInput):
            submit_application(**send, agreed=agreed)
        assert state() == before
    submit_application(**send, agreed=[share, transfer])
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert {consent.given_by for consent in Consent.objects.all()} == {owner}


# Pages


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_boxes_are_unticked_and_the_texts_whole(language, client, firm, owner, texts):
    application = make_application(firm, answers=True)
    url = f"/{language}/applications/{application.reference}/check/"
    client.force_login(owner)
    page = client.get(url)
    assert page.text.count('name="consent"') == 2
    assert " checked>" not in page.text
    marks = {"en": "", "zh-hant": "（繁）", "zh-hans": "（简）"}
    assert f"Office of the zone{marks[language]} in " in page.text
    mark = page.context["draft"].mark
    share = texts[0].pk
    refused = client.post(url, {"revision": "0", "mark": mark, "consent": [str(share), "x", "9" * 40]})
    assert refused.status_code == 400
    assert f'href="#consent-{texts[1].pk}"' in refused.text
    assert refused.text.count(" checked>") == 1
    assert not Consent.objects.exists()
    sent = client.post(url, {"revision": "0", "mark": mark, "consent": [text.pk for text in texts]})
    assert sent.status_code == 302
    assert Consent.objects.count() == 2


def test_missing_answers_and_missing_consents_are_told_at_once_and_ticks_stay(client, firm, owner, texts):
    application = make_application(firm)
    url = f"/en/applications/{application.reference}/check/"
    client.force_login(owner)
    mark = client.get(url).context["draft"].mark
    refused = client.post(url, {"revision": "0", "mark": mark, "consent": [str(texts[0].pk)]})
    summary = refused.text.split('class="error-summary"')[1].split("</ul>")[0]
    section = f"/en/applications/{application.reference}/sections/questions/"
    assert summary.count(f'<a href="{section}#q-') == len(ANSWERS)
    assert f'<a href="#consent-{texts[1].pk}">' in summary
    assert f'href="#consent-{texts[0].pk}"' not in summary
    assert refused.text.count(" checked>") == 1
    assert state()[:2] == ([], 0)


def test_editors_are_not_asked(client, firm, texts):
    application = make_application(firm, answers=True)
    client.force_login(make_member(firm).user)
    assert 'name="consent"' not in client.get(f"/en/applications/{application.reference}/check/").text


@pytest.fixture
def given(firm, owner, texts):
    application = make_application(firm, status=Status.SUBMITTED)
    give_for(application=application, user=owner, agreed=boxes(application))
    return application


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_ledger_says_what_is_shared_with_whom(language, client, firm, owner, given):
    client.force_login(owner)
    page = client.get(f"/{language}/firm/{firm.pk}/consents/").text
    marks = {"en": "", "zh-hant": "（繁）", "zh-hans": "（简）"}
    assert f"Office of the zone{marks[language]}" in page
    assert given.reference in page
    one = client.get(f"/{language}/firm/{firm.pk}/consents/{Consent.objects.first().pk}/")
    assert "{body}" not in one.text
    assert one.status_code == 200


def test_an_owner_revokes_and_gives_again_on_the_page(client, firm, owner, given):
    client.force_login(owner)
    consent = Consent.objects.order_by("pk")[0]
    url = f"/en/firm/{firm.pk}/consents/{consent.pk}/"
    assert "Revoke the consent" in client.get(url).text
    assert client.post(url, {"do": "revoke"}).status_code == 302
    assert client.post(url, {"do": "revoke"}).status_code == 409
    page = client.get(url).text
    assert "Give the consent" in page
    assert client.post(url, {"do": "give"}).status_code == 409
    assert client.post(url, {"do": "give", "text": str(consent.text_id)}).status_code == 302
    assert Consent.objects.filter(revoked_at__isnull=True).count() == 2


def test_the_table_has_every_line_and_runs_no_formula(client, firm, owner, given):
    Consent.objects.update(body_names={"en": "=1+1"})
    client.force_login(owner)
    response = client.get(f"/en/firm/{firm.pk}/consents.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][1] == "'=1+1"
    assert rows[0][3:5] == ["Purpose", "Version of the text"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("editor", 200), ("viewer", 200), ("another firm", 404), ("reviewer", 404), ("administrator", 404)],
)
def test_members_read_and_others_learn_nothing(who, status, client, firm, owner, given):
    people = {
        "editor": lambda: make_member(firm).user,
        "viewer": lambda: make_member(firm, role=MemberRole.VIEWER).user,
        "another firm": lambda: make_firm().memberships.get().user,
        "reviewer": make_staff,
        "administrator": lambda: make_staff(StaffRole.ADMINISTRATOR),
    }
    client.force_login(people[who]())
    base = f"/en/firm/{firm.pk}/"
    pk = Consent.objects.first().pk
    for url in (f"{base}consents/", f"{base}consents/{pk}/", f"{base}consents.csv"):
        assert client.get(url).status_code == status, url
    before = state()
    refused = client.post(f"{base}consents/{pk}/", {"do": "revoke"})
    assert refused.status_code == (403 if status == 200 else 404)
    assert state() == before


def test_a_consent_of_another_firm_is_not_on_ones_own_page(client, firm, given):
    other = make_firm()
    client.force_login(other.memberships.get().user)
    pk = Consent.objects.first().pk
    assert client.get(f"/en/firm/{other.pk}/consents/{pk}/").status_code == 404
    assert client.get(f"/en/firm/{other.pk}/consents/{10**19}/").status_code == 404


def test_visitors_are_asked_to_sign_in(client, firm, given):
    for path in ("consents/", "consents.csv"):
        assert "/accounts/login/" in client.get(f"/en/firm/{firm.pk}/{path}").url


def test_the_ledger_asks_as_little_for_many_lines(client, firm, owner, texts, django_assert_max_num_queries):
    for _ in range(15):
        application = make_application(firm, status=Status.SUBMITTED)
        give_for(application=application, user=owner, agreed=boxes(application))
    client.force_login(owner)
    url = f"/en/firm/{firm.pk}/consents/"
    client.get(url)
    with django_assert_max_num_queries(8):
        assert client.get(url).status_code == 200
