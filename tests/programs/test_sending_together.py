"""Several drafts sent in one press: what is ready is sent, each by itself, and nothing twice."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Consent
from portal.audit.models import AuditEntry
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus as Status
from programs.models import Application, SentCopy
from programs.selectors.drafts import draft_of
from programs.services.consenting import refuse_without
from programs.services.together import Wanted, send_together
from tests.consents import make_texts
from tests.factories import make_firm, make_member, make_user
from tests.form_factory import FULL_ANSWERS
from tests.programs.filling import answer, fill
from tests.programs.filling_together import make_together
from tests.three_languages import in_three

pytestmark = pytest.mark.django_db

LIMIT = 15
LANGUAGES = ["en", "zh-hant", "zh-hans"]


@pytest.fixture(autouse=True)
def texts():
    """What has to be agreed to."""
    make_texts()


@pytest.fixture
def drafts(firm):
    """Three drafts with all that they need, two of them for one body."""
    found = make_together(firm)
    for draft in found:
        fill(draft, **FULL_ANSWERS)
    intake = found[2].intake
    for name, text in in_three(receiving_body="Another office").items():
        setattr(intake, name, text)
    intake.save()
    return found


def url_of(drafts, page="send", language="en"):
    return f"/{language}/apply/together/{drafts[0].batch}/{page}/"


def fields_of(page: str) -> dict[str, list[str]]:
    """What the page would send with every box ticked."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page.split("<main")[1].split("</main")[0]):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and value:
            found.setdefault(name[1], []).append(value[1])
    return found


def press(client, drafts, *, change=None, language="en"):
    fields = fields_of(client.get(url_of(drafts, language=language)).text)
    return client.post(url_of(drafts, language=language), {**fields, **(change or {})})


def statuses(drafts):
    found = dict(Application.objects.values_list("pk", "status"))
    return [found[draft.pk] for draft in drafts]


def everything():
    return (
        sorted(Application.objects.values_list("reference", "status", "revision")),
        SentCopy.objects.count(),
        Consent.objects.count(),
        Notification.objects.count(),
        AuditEntry.objects.count(),
    )


# Reading -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_draft_with_answers_and_what_is_missing(client, owner, drafts, language):
    drafts[1].answers.filter(question__key="staff").delete()
    client.force_login(owner)
    page = client.get(url_of(drafts, language=language)).text
    for draft in drafts:
        assert draft.reference in page
    missing = f"/{language}/applications/{drafts[1].reference}/sections/about/#q-staff"
    assert missing in page
    assert page.count('name="send"') == 2
    assert page.count("Sample") >= 3


def test_a_consent_is_asked_once_for_each_body(client, owner, drafts):
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    boxes = fields_of(page)["consent"]
    told = [box.split(" ")[1:] for box in boxes]
    same = [drafts[0].reference, drafts[1].reference]
    assert told == [same, same, [drafts[2].reference], [drafts[2].reference]]
    assert page.count("We agree to Office of the zone in the Mainland.") == 2
    assert page.count("We agree to Another office in the Mainland.") == 2


# Sending -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_press_sends_all_and_gives_one_receipt(client, owner, firm, drafts, language):
    drafts[0].intake.service_days = 20
    drafts[0].intake.save()
    client.force_login(owner)
    response = press(client, drafts, language=language)
    assert response.url == url_of(drafts, "receipt", language)
    assert statuses(drafts) == [Status.SUBMITTED] * 3
    assert [copy.is_whole for copy in SentCopy.objects.all()] == [True] * 3
    lines = Consent.objects.filter(firm=firm, revoked_at__isnull=True)
    assert sorted(lines.values_list("about", flat=True)) == sorted(d.reference for d in drafts for _ in "12")
    page = client.get(response.url).text
    for draft in drafts:
        assert f"/{language}/applications/{draft.reference}/" in page
    assert page.count("20") >= 1
    assert str(owner) in page


def test_what_cannot_be_sent_stays_a_draft_and_says_why(client, owner, drafts):
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    drafts[0].intake.closes_at = timezone.now() - timedelta(seconds=1)
    drafts[0].intake.save()
    drafts[1].answers.filter(question__key="staff").update(value="many", revision=2)
    response = client.post(url_of(drafts), fields)
    assert statuses(drafts) == [Status.DRAFT, Status.DRAFT, Status.SUBMITTED]
    page = client.get(response.url).text
    assert f"{drafts[0].reference} was not sent and stays a draft. This intake is not open." in page
    assert f"{drafts[1].reference} was not sent and stays a draft." in page
    assert "An answer, or the body that it goes to, was changed since you opened this page" in page
    assert "Not sent yet" in page
    # What is wrong in the draft is named once, with the way there; and nothing says that nothing was sent.
    assert f"/en/applications/{drafts[1].reference}/sections/about/#q-staff" in page
    assert "Nothing was sent" not in page
    assert not Consent.objects.filter(about__in=[drafts[0].reference, drafts[1].reference]).exists()


def test_where_nothing_can_be_sent_nothing_changes_and_the_page_comes_back(client, owner, drafts):
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    before = everything()
    response = client.post(url_of(drafts), {**fields, "consent": []})
    assert response.status_code == 400
    assert everything() == before
    assert 'class="error-summary"' in response.text
    assert response.text.count("Tick the box to agree.") == 4
    assert "Another office: Tick the box: Text share 1" in response.text
    assert response.text.count('name="send" value') == response.text.count(" checked>") == 3


def test_where_only_a_declaration_lacks_only_that_is_named(client, owner, drafts):
    drafts[0].answers.get(question__key="truth").delete()
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    del fields[f"declare-{drafts[0].reference}"]
    fields["send"] = [drafts[0].reference]
    response = client.post(url_of(drafts), fields)
    assert response.status_code == 400
    box = f"declare-{drafts[0].reference}-truth"
    summary = response.text.split('class="error-summary"')[1].split("</div>")[0]
    assert summary.count("<li>") == 1
    assert f'<a href="#{box}">{drafts[0].reference}: Question truth: Tick this to agree to it.</a>' in summary
    assert f'id="{box}"' in response.text
    assert "Some questions need an answer" not in response.text


def test_the_receipt_names_what_a_draft_lacks_with_the_way_there(client, owner, drafts):
    drafts[0].answers.get(question__key="truth").delete()
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    del fields[f"declare-{drafts[0].reference}"]
    page = client.get(client.post(url_of(drafts), fields).url).text
    assert statuses(drafts) == [Status.DRAFT, Status.SUBMITTED, Status.SUBMITTED]
    assert f"{drafts[0].reference} was not sent and stays a draft.<" in page
    box = f"declare-{drafts[0].reference}-truth"
    assert f'<a href="{url_of(drafts)}#{box}">Question truth: Tick this to agree to it.</a>' in page
    for needless in ("Nothing was sent", "Some questions need an answer"):
        assert needless not in page


def test_only_what_is_ticked_is_sent(client, owner, drafts):
    client.force_login(owner)
    assert press(client, drafts, change={"send": [drafts[1].reference]}).status_code == 302
    assert statuses(drafts) == [Status.DRAFT, Status.SUBMITTED, Status.DRAFT]
    assert set(Consent.objects.values_list("about", flat=True)) == {drafts[1].reference}
    before = everything()
    assert press(client, drafts, change={"send": []}).status_code == 400
    assert everything() == before


def test_what_was_left_can_be_sent_later(client, owner, drafts):
    client.force_login(owner)
    press(client, drafts, change={"send": [drafts[0].reference]})
    assert press(client, drafts).status_code == 302
    assert set(statuses(drafts)) == {Status.SUBMITTED}


def test_a_consent_for_one_body_sends_nothing_to_another(client, owner, drafts):
    client.force_login(owner)
    boxes = fields_of(client.get(url_of(drafts)).text)["consent"]
    mine = [box for box in boxes if drafts[2].reference not in box]
    smuggled = [box.replace(drafts[0].reference, "HL-2026-1") for box in mine]
    assert press(client, drafts, change={"consent": smuggled}).status_code == 302
    assert statuses(drafts) == [Status.DRAFT, Status.SUBMITTED, Status.DRAFT]
    refuse_without(Application.objects.get(pk=drafts[1].pk))


def test_pressed_twice_or_replayed_it_is_sent_once(client, owner, drafts):
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    assert client.post(url_of(drafts), fields).status_code == 302
    after = everything()
    for _ in range(2):
        assert client.post(url_of(drafts), fields).url == url_of(drafts, "receipt")
    assert everything() == after


# Declarations --------------------------------------------------------------------------------------------------------


def test_a_declaration_can_be_made_with_the_sending(client, owner, drafts):
    drafts[0].answers.filter(question__key="truth").delete()
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    assert f'name="declare-{drafts[0].reference}" value="truth"' in page
    assert f'name="declare-{drafts[1].reference}"' not in page
    assert press(client, drafts).status_code == 302
    assert statuses(drafts) == [Status.SUBMITTED] * 3
    assert drafts[0].answers.get(question__key="truth").value == "yes"
    assert drafts[0].sent_copies.get().is_whole


def test_without_the_declaration_it_is_not_sent(client, owner, drafts):
    drafts[0].answers.filter(question__key="truth").delete()
    client.force_login(owner)
    press(client, drafts, change={f"declare-{drafts[0].reference}": []})
    assert statuses(drafts) == [Status.DRAFT, Status.SUBMITTED, Status.SUBMITTED]


def test_a_declaration_of_a_draft_that_is_not_sent_is_not_kept(client, owner, drafts):
    drafts[0].answers.filter(question__key="truth").delete()
    client.force_login(owner)
    before = everything()
    change = {"send": [drafts[0].reference], "consent": []}
    assert press(client, drafts, change=change).status_code == 400
    assert everything() == before
    assert not drafts[0].answers.filter(question__key="truth").exists()


def test_no_other_question_is_answered_with_the_sending(owner, drafts):
    drafts[0].answers.filter(question__key="staff").delete()
    reference, mark = drafts[0].reference, draft_of(drafts[0]).mark
    refused = send_together(user=owner, wanted={reference: Wanted(0, mark, declared=["staff", "nothing"])})
    assert list(refused) == [reference]
    assert not drafts[0].answers.filter(question__key="staff").exists()


# Who -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [MemberRole.EDITOR, MemberRole.VIEWER])
def test_only_owners_send(client, owner, firm, drafts, role):
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    client.force_login(make_member(firm, role=role).user)
    page = client.get(url_of(drafts)).text
    assert "Only an owner of the firm can send them" in page
    assert str(owner) in page
    assert 'name="send"' not in page
    before = everything()
    assert client.post(url_of(drafts), fields).status_code == 403
    assert everything() == before


def test_strangers_learn_nothing(client, owner, drafts):
    client.force_login(owner)
    fields = fields_of(client.get(url_of(drafts)).text)
    before = everything()
    for person in (make_user(), make_firm().memberships.get().user):
        client.force_login(person)
        for page in ("send", "receipt"):
            assert client.get(url_of(drafts, page)).status_code == 404
        assert client.post(url_of(drafts), fields).status_code == 404
    assert everything() == before


def test_another_firms_draft_in_the_press_is_not_sent(client, owner, drafts):
    other = make_together(make_firm(), 1)[0]
    fill(other, **FULL_ANSWERS)
    client.force_login(owner)
    change = {"send": [other.reference], f"revision-{other.reference}": "0", f"mark-{other.reference}": "x"}
    assert press(client, drafts, change=change).status_code == 400
    assert statuses([other]) == [Status.DRAFT]


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 20])
def test_a_page_that_says_no_revision_is_a_bad_request(client, owner, drafts, revision):
    client.force_login(owner)
    before = everything()
    assert press(client, drafts, change={f"revision-{drafts[0].reference}": revision}).status_code == 400
    assert everything() == before


# Around it -----------------------------------------------------------------------------------------------------------


def test_there_is_no_receipt_before_anything_is_sent(client, owner, drafts):
    client.force_login(owner)
    assert client.get(url_of(drafts, "receipt")).status_code == 404


def test_the_way_back_stands_on_drafts_and_in_the_list(client, owner, drafts):
    client.force_login(owner)
    here = f"/en/apply/together/{drafts[0].batch}/"
    for page in ("applications/", *(f"applications/{draft.reference}/" for draft in drafts)):
        assert here in client.get(f"/en/{page}").text
    assert here in client.get(f"/en/applications/{drafts[0].reference}/check/").text
    press(client, drafts, change={"send": [drafts[0].reference]})
    page = client.get(here).text
    assert url_of(drafts, "receipt") in page
    assert str(Status.SUBMITTED.label) in page


def test_a_draft_alone_has_no_way_back(client, owner, drafts):
    Application.objects.filter(pk__in=[drafts[1].pk, drafts[2].pk]).update(batch=None)
    client.force_login(owner)
    for page in ("applications/", f"applications/{drafts[0].reference}/"):
        assert "apply/together/" not in client.get(f"/en/{page}").text


def test_pages_take_few_queries_for_any_number_of_drafts(client, owner, firm, drafts):
    more = make_together(firm, 5)
    for draft in more:
        fill(draft, **FULL_ANSWERS)
        answer(draft, "cost", "5")
    client.force_login(owner)
    taken = {}
    for page in ("send", "receipt"):
        for some in (drafts, more):
            client.get(url_of(some, page))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url_of(some, page)).status_code == 200
            taken[page, len(some)] = len(queries)
        press(client, drafts, change={"send": [drafts[0].reference, drafts[1].reference]})
        press(client, more, change={"send": [draft.reference for draft in more[:4]]})
    assert taken["send", 3] == taken["send", 5]
    assert taken["receipt", 3] == taken["receipt", 5]
    assert max(taken.values()) <= LIMIT, taken
