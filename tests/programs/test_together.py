"""Several drafts of one firm: begun in one press, answered once where they ask alike."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import MemberRole
from portal.audit.models import AuditEntry
from portal.catalogue import revision
from portal.kernel.errors import DomainError, InvalidInput, NotAllowed
from programs.enums import ApplicationStatus as Status
from programs.enums import QuestionKind
from programs.models import Answer, Application
from programs.selectors.together import MOST, asks_the_same, read_together, shared_by
from programs.services.together import start_several
from tests.factories import make_application, make_fact, make_firm, make_member, make_user
from tests.form_factory import make_question
from tests.programs.filling import answer, value
from tests.programs.filling_together import hidden, make_target, make_together, url_of
from tests.three_languages import in_three

pytestmark = pytest.mark.django_db
LIMIT = 15


@pytest.fixture
def drafts(firm):
    return make_together(firm)


def save(client, drafts, page=None, **fields):
    data = hidden(page or client.get(url_of(drafts)).text)
    return client.post(url_of(drafts), {**data, **fields})


def values(drafts, key):
    found = {row.application_id: row.value for row in Answer.objects.filter(question__key=key)}
    return [found.get(draft.pk) for draft in drafts]


# Beginning -----------------------------------------------------------------------------------------------------------


def test_drafts_for_several_intakes_begin_in_one_press(client, firm, owner):
    intakes = [make_target() for _ in range(2)]
    client.force_login(owner)
    page = client.get("/en/apply/")
    assert all(intake.code in page.text for intake in intakes)
    response = client.post("/en/apply/", {"firm": firm.pk, "intake": [intake.code for intake in intakes]})
    started = list(Application.objects.filter(firm=firm, status=Status.DRAFT))
    assert {row.intake for row in started} == set(intakes)
    assert response.status_code == 302
    assert {row.batch for row in started} != {None}
    assert response.url == url_of(started)
    assert client.get(response.url).status_code == 200


def test_a_draft_that_there_is_goes_on(firm, owner):
    first = make_application(firm, make_target())
    started = start_several(user=owner, firm=firm, intakes=[first.intake, make_target()])
    assert started[0] == first
    assert Application.objects.count() == 2


def test_one_closed_intake_begins_none(firm, owner):
    closed = make_target(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    before = Application.objects.count(), AuditEntry.objects.count()
    with pytest.raises(DomainError) as refusal:
        start_several(user=owner, firm=firm, intakes=[make_target(), closed])
    assert refusal.value.code == "intake-closed"
    assert (Application.objects.count(), AuditEntry.objects.count()) == before


def test_none_and_too_many_are_refused(firm, owner):
    for intakes in ([], [make_target() for _ in range(MOST + 1)]):
        with pytest.raises(InvalidInput):
            start_several(user=owner, firm=firm, intakes=intakes)
    assert not Application.objects.exists()


def test_a_viewer_begins_nothing(client, firm):
    intake = make_target()
    viewer = make_member(firm, role=MemberRole.VIEWER).user
    with pytest.raises(NotAllowed):
        start_several(user=viewer, firm=firm, intakes=[intake])
    client.force_login(viewer)
    assert client.post("/en/apply/", {"firm": firm.pk, "intake": intake.code}).status_code == 400
    assert not Application.objects.exists()


def test_an_intake_that_closed_meanwhile_begins_none_on_the_page(client, firm, owner):
    intake, gone = make_target(), make_target(is_published=False)
    client.force_login(owner)
    response = client.post("/en/apply/", {"firm": firm.pk, "intake": [intake.code, gone.code]})
    assert response.status_code == 400
    assert not Application.objects.exists()


def test_what_is_brought_along_is_ticked_and_stands_first(client, owner):
    intakes = [make_target() for _ in range(MOST + 2)]
    client.force_login(owner)
    assert ticked_on(client.get("/en/apply/").text) == []
    brought = [intakes[3].code, intakes[4].code]
    page = client.get("/en/apply/", {"intake": [*brought, "nothing", "<b>"]}).text
    assert sorted(ticked_on(page)) == sorted(brought)
    assert set(re.findall(r'name="intake" value="([^"]+)"', page)[:2]) == set(brought)
    page = client.get("/en/apply/", {"intake": [intake.code for intake in intakes]}).text
    assert len(ticked_on(page)) == MOST
    assert f"You brought {MOST + 2} along" in page


def ticked_on(page: str) -> list[str]:
    return re.findall(r'name="intake" value="([^"]+)" checked>', page)


def test_a_draft_that_is_begun_with_others_anew_leaves_its_batch(firm, owner, drafts):
    again = start_several(user=owner, firm=firm, intakes=[drafts[0].intake, make_target()])
    assert again[0].pk == drafts[0].pk
    assert again[0].batch == again[1].batch != drafts[1].batch
    alone = start_several(user=owner, firm=firm, intakes=[drafts[1].intake])
    assert alone[0].batch == drafts[1].batch


# What is shared ------------------------------------------------------------------------------------------------------


def shared_keys(drafts):
    return [shared.key for shared in shared_by(read_together(drafts))]


def test_declarations_and_what_is_hidden_or_asked_anew_are_not_shared(drafts):
    every = ["name", "story", "staff", "cost", "moves", "field", "aims", "start"]
    assert shared_keys(drafts) == [*every, "paper"]
    for draft in drafts:
        answer(draft, "moves", "yes")
    assert shared_keys(drafts) == [*every, "team", "paper"]
    for draft in drafts:
        draft.form.questions.filter(key="name").update(asked_again=True)
    # Forms in use never change, so they are kept in memory: until the catalogue changes.
    revision.bump()
    assert "name" not in shared_keys(drafts)


def test_one_draft_alone_shares_nothing(drafts):
    assert shared_keys(drafts[:1]) == []


@pytest.mark.parametrize(
    "change", [in_three(label="Another"), {"label_zh_hans": "另"}, {"unit": "months"}, {"key": "crew"}]
)
def test_other_words_another_unit_or_key_is_another_question(drafts, change):
    question = drafts[1].form.questions.get(key="staff")
    for name, text in change.items():
        setattr(question, name, text)
    assert not asks_the_same(drafts[0].form.questions.get(key="staff"), question)


def test_questions_for_one_fact_are_one_whatever_their_keys(client, owner, drafts):
    fact = make_fact()
    for number, draft in enumerate(drafts):
        make_question(draft.form.sections.first(), f"people-{number}", QuestionKind.FACT, fact=fact)
    client.force_login(owner)
    assert save(client, drafts, **{"answer-people-0": "7"}).status_code == 302
    assert [value(draft, f"people-{number}") for number, draft in enumerate(drafts)] == ["7"] * 3


# Saving --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_one_answer_is_kept_in_all(client, owner, drafts, language):
    client.force_login(owner)
    page = client.get(url_of(drafts, language))
    assert page.status_code == 200
    response = client.post(url_of(drafts, language), {**hidden(page.text), "answer-name": "Sample Ltd"})
    assert response.status_code == 302
    assert values(drafts, "name") == ["Sample Ltd"] * 3
    assert set(Answer.objects.values_list("revision", "is_confirmed")) == {(1, True)}


def test_what_one_has_fills_the_empty_ones(client, owner, drafts):
    answer(drafts[1], "name", "Sample Ltd")
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    assert "Still empty in" in page
    assert 'value="Sample Ltd"' in page
    save(client, drafts, page, **{"answer-name": "Sample Ltd"})
    assert values(drafts, "name") == ["Sample Ltd"] * 3


def test_where_drafts_differ_nothing_changes_unless_one_is_chosen(client, owner, drafts):
    answer(drafts[0], "name", "One")
    answer(drafts[1], "name", "Two")
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    assert "The drafts say different things" in page
    assert 'name="answer-name"' not in page
    save(client, drafts, page, **{"choose-name": "leave", "answer-name": "Smuggled"})
    assert values(drafts, "name") == ["One", "Two", None]
    save(client, drafts, page, **{"choose-name": drafts[1].reference})
    assert values(drafts, "name") == ["Two"] * 3


def test_a_chosen_answer_that_has_changed_since_is_not_spread(client, owner, drafts):
    answer(drafts[0], "name", "One")
    row = answer(drafts[1], "name", "Two")
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    row.value, row.revision = "Unseen", 2
    row.save()
    response = save(client, drafts, page, **{"choose-name": drafts[1].reference})
    assert response.status_code == 409
    assert "Unseen" in response.text
    assert values(drafts, "name") == ["One", "Unseen", None]


def test_what_a_colleague_changed_is_not_overwritten(client, owner, drafts):
    row = answer(drafts[0], "name", "Old")
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    row.value, row.revision = "Theirs", 2
    row.save()
    response = save(client, drafts, page, **{"answer-name": "Mine"})
    assert response.status_code == 409
    assert values(drafts, "name") == ["Theirs", "Mine", "Mine"]
    assert "What you typed just now" in response.text
    save(client, drafts, response.text, **{"choose-name": "mine", "mine-name": "Mine"})
    assert values(drafts, "name") == ["Mine"] * 3


def test_what_is_too_long_to_keep_comes_back(client, owner, drafts):
    client.force_login(owner)
    response = save(client, drafts, **{"answer-name": "x" * 5001, "answer-staff": "4"})
    assert response.status_code == 400
    assert "x" * 5001 in response.text
    assert values(drafts, "name") == [None] * 3
    assert values(drafts, "staff") == ["4"] * 3


def test_a_draft_sent_meanwhile_stays_and_the_others_are_saved(client, owner, drafts):
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    Application.objects.filter(pk=drafts[0].pk).update(status=Status.SUBMITTED, submitted_at=timezone.now())
    assert save(client, drafts, page, **{"answer-name": "Sample"}).status_code == 302
    assert values(drafts, "name") == [None, "Sample", "Sample"]


def test_the_last_draft_left_still_gets_what_was_typed(client, owner, drafts):
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    Application.objects.filter(pk__in=[drafts[0].pk, drafts[1].pk]).update(
        status=Status.SUBMITTED, submitted_at=timezone.now()
    )
    assert save(client, drafts, page, **{"answer-name": "Sample"}).status_code == 302
    assert values(drafts, "name") == [None, None, "Sample"]


# Who sees it ---------------------------------------------------------------------------------------------------------


def test_strangers_and_other_firms_get_a_404(client, owner, drafts):
    client.force_login(make_user())
    assert client.get(url_of(drafts)).status_code == 404
    client.force_login(owner)
    assert client.get(url_of(drafts)).status_code == 200
    others = make_together(make_firm())
    assert client.get(url_of(others)).status_code == 404
    assert client.get(f"/en/apply/together/{uuid4()}/").status_code == 404


def test_a_viewer_reads_and_saves_nothing(client, firm, drafts):
    client.force_login(make_member(firm, role=MemberRole.VIEWER).user)
    page = client.get(url_of(drafts)).text
    assert "Save in all of them" not in page
    response = save(client, drafts, page, **{"answer-name": "Mine"})
    assert response.status_code == 400
    assert values(drafts, "name") == [None] * 3


def test_the_page_says_what_is_left_and_leads_to_each_check(client, owner, drafts):
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    for draft in drafts:
        assert f"/en/applications/{draft.reference}/check/" in page
        assert f"/en/applications/{draft.reference}/sections/project/" in page


def test_five_drafts_take_no_more_queries_than_three(client, firm, owner, drafts):
    more = make_together(firm, 5)
    for draft in (*drafts, *more):
        answer(draft, "name", "One")
    client.force_login(owner)
    for some in (drafts, more):
        client.get(url_of(some))
    numbers = []
    for some in (drafts, more):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(some)).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= LIMIT


def test_many_intakes_take_no_more_queries(client, firm, owner):
    client.force_login(owner)
    make_application(firm, make_target())
    client.get("/en/apply/")
    numbers = []
    for more in (0, 5):
        for _ in range(more):
            make_application(firm, make_target())
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/apply/")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= LIMIT
