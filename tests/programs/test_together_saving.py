"""The page of several drafts saves itself, as the page of one draft does, and tells what could not be kept."""

import re

import pytest
from django.utils import timezone

from portal.catalogue import revision
from programs.enums import AnswerOrigin
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, Application
from tests.factories import make_document, make_member
from tests.programs.filling import answer
from tests.programs.filling_together import hidden, make_together, url_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SWAPPED = 'hx-swap-oob="true"'


@pytest.fixture
def drafts(client, firm, owner):
    client.force_login(owner)
    return make_together(firm)


def by_itself(client, drafts, page=None, **fields):
    data = hidden(page or client.get(url_of(drafts)).text)
    return client.post(url_of(drafts), {**data, **fields}, headers=HTMX)


def values(drafts, key):
    found = {row.application_id: row.value for row in Answer.objects.filter(question__key=key)}
    return [found.get(draft.pk) for draft in drafts]


def change(row, text, user):
    Answer.objects.filter(pk=row.pk).update(value=text, revision=row.revision + 1, updated_by=user)


def test_the_page_has_what_saving_by_itself_needs(client, drafts):
    page = client.get(url_of(drafts)).text
    for part in ("data-draft", f'hx-post="{url_of(drafts)}"', 'id="saved"', 'id="token"', 'id="session"'):
        assert part in page
    for script in ("draft.js", "session.js", "count.js"):
        assert f"js/{script}" in page


def test_what_is_typed_is_kept_in_all_and_the_time_is_told(client, drafts):
    response = by_itself(client, drafts, **{"answer-name": "Sample Ltd", "answer-staff": "many"})
    assert response.status_code == 200
    assert "<html" not in response.text
    assert values(drafts, "name") == ["Sample Ltd"] * 3
    for shown in ('class="saved"', 'id="rows"', 'id="seen-name"', "Enter a number"):
        assert shown in response.text
    for draft in drafts:
        assert f'id="at-{draft.reference}-name"' in response.text
    # With what the answer says the page holds, the next words are no conflict.
    page = client.get(url_of(drafts)).text
    assert by_itself(client, drafts, page, **{"answer-name": "Sample"}).status_code == 200
    assert values(drafts, "name") == ["Sample"] * 3


def test_what_nobody_typed_is_spread_only_by_the_button(client, drafts):
    answer(drafts[0], "name", "One", is_confirmed=False, origin=AnswerOrigin.FACT)
    page = client.get(url_of(drafts)).text
    by_itself(client, drafts, page, **{"answer-name": "One", "answer-story": "Words"})
    assert values(drafts, "name") == ["One", None, None]
    assert not Answer.objects.get(question__key="name").is_confirmed
    client.post(url_of(drafts), {**hidden(page), "answer-name": "One"})
    assert values(drafts, "name") == ["One"] * 3


def test_a_choice_between_answers_waits_for_the_button(client, drafts):
    answer(drafts[0], "name", "One")
    answer(drafts[1], "name", "Two")
    page = client.get(url_of(drafts)).text
    assert "data-by-button" in page
    chosen = {"choose-name": drafts[1].reference}
    assert by_itself(client, drafts, page, **chosen, **{"answer-staff": "3"}).status_code == 200
    assert values(drafts, "name") == ["One", "Two", None]
    assert values(drafts, "staff") == ["3"] * 3
    client.post(url_of(drafts), {**hidden(page), **chosen})
    assert values(drafts, "name") == ["Two"] * 3


@pytest.mark.parametrize(
    ("is_own", "words"),
    [(False, "a colleague changed the same answer"), (True, "you changed the same answer in another window")],
)
def test_a_conflict_is_told_and_the_control_stays(client, firm, owner, drafts, is_own, words):
    row = answer(drafts[0], "name", "Old")
    page = client.get(url_of(drafts)).text
    change(row, "Theirs", owner if is_own else make_member(firm).user)
    for _again in range(2):
        response = by_itself(client, drafts, page, **{"answer-name": "Mine"})
        assert response.status_code == 409
        assert words in response.text
        assert 'name="answer-name"' not in response.text, "somebody may be typing there"
        assert 'id="seen-name"' not in response.text
    assert values(drafts, "name")[0] == "Theirs"
    response = client.post(url_of(drafts), {**hidden(page), "answer-name": "Mine"})
    assert response.status_code == 409
    assert ("in another window" in response.text) == is_own
    assert ("colleague" in response.text) != is_own
    assert "Theirs" in response.text
    assert re.search(r'class="error-summary".*?href="#id_choose-name"', response.text, re.S)
    assert 'id="id_choose-name"' in response.text


def test_a_question_comes_and_goes_with_the_answer_it_stands_on(client, drafts):
    page = client.get(url_of(drafts)).text
    assert re.search(r'<div id="place-team" hidden></div>', page)
    response = by_itself(client, drafts, page, **{"answer-moves": "yes"})
    assert re.search(rf'<div id="place-team" {SWAPPED}>', response.text)
    assert 'name="answer-team.0.who"' in response.text
    page = client.get(url_of(drafts)).text
    response = by_itself(client, drafts, page, **{"answer-moves": "no"})
    assert re.search(rf'<div id="place-team" hidden {SWAPPED}></div>', response.text)


def test_where_all_are_sent_nothing_typed_is_lost_and_nothing_is_said_to_be_saved(client, drafts):
    page = client.get(url_of(drafts)).text
    Application.objects.filter(batch=drafts[0].batch).update(
        status=Status.SUBMITTED, submitted_at=timezone.now()
    )
    response = by_itself(client, drafts, page, **{"answer-name": "Late words"})
    assert response.status_code == 409
    assert "The applications have been sent" in response.text
    response = client.post(url_of(drafts), {**hidden(page), "answer-name": "Late words"})
    assert response.status_code == 409
    assert "Late words" in response.text
    assert values(drafts, "name") == [None] * 3


def test_answers_with_a_problem_are_summed_up_with_links(client, drafts):
    page = client.get(url_of(drafts)).text
    assert 'class="error-summary"' not in page
    fields = {**hidden(page), "answer-staff": "many", "answer-start": "0001-01-01"}
    page = client.post(url_of(drafts), fields, follow=True).text
    assert re.search(r"<title>\s*Error", page)
    for target in ("id_answer-staff", "id_answer-start"):
        assert re.search(rf'class="error-summary".*?href="#{target}"', page, re.S)
        assert f'id="{target}"' in page


def test_which_drafts_ask_is_said_once_unless_only_some_do(client, drafts):
    listed = ", ".join(draft.reference for draft in drafts)
    assert client.get(url_of(drafts)).text.count(f"In {listed}") == 0
    assert f"saved in {listed}" in client.get(url_of(drafts)).text
    drafts[2].form.questions.filter(key="moves").update(label_en="Another question")
    revision.bump()
    answer(drafts[0], "story", "Words")
    some = client.get(url_of(drafts)).text
    assert f"In {drafts[0].reference}, {drafts[1].reference}<" in some
    assert f"Still empty in {drafts[1].reference}, {drafts[2].reference}" in some
    saved = by_itself(client, drafts, **{"answer-story": "Longer words"})
    assert re.search(rf'<p [^>]*id="scope-story" hidden {SWAPPED}></p>', saved.text)


def test_what_may_be_left_open_says_so_also_in_a_choice_and_for_a_paper(client, drafts):
    for draft in drafts:
        draft.form.questions.filter(key__in=["name", "paper"]).update(required=False)
    revision.bump()
    answer(drafts[0], "name", "One")
    answer(drafts[1], "name", "Two")
    page = client.get(url_of(drafts)).text
    for key in ("name", "paper"):
        assert re.search(rf'<small id="optional-{key}">\(optional\)</small>', page)


def test_one_paper_takes_the_place_of_another_only_by_the_button(client, drafts, firm):
    old, new = (make_document(firm, title=title) for title in ("Old", "New"))
    row = answer(drafts[0], "paper", document=old)
    page = client.get(url_of(drafts)).text
    assert "data-by-button" in page
    sent = {**hidden(page), "paper-paper": str(new.pk), "answer-story": "Words"}
    assert client.post(url_of(drafts), sent, headers=HTMX).status_code == 200
    row.refresh_from_db()
    assert (row.document, values(drafts, "story")) == (old, ["Words"] * 3)
    assert client.post(url_of(drafts), sent).status_code in (302, 409)


def test_a_paper_chosen_where_a_colleague_chose_one_is_no_success(client, drafts, firm):
    theirs, mine = (make_document(firm, title=title) for title in ("Theirs", "Mine"))
    page = client.get(url_of(drafts)).text
    row = answer(drafts[0], "paper", document=theirs)
    sent = {**hidden(page), "paper-paper": str(mine.pk)}
    response = client.post(url_of(drafts), sent, headers=HTMX)
    assert response.status_code == 409
    assert 'id="place-paper"' not in response.text
    row.refresh_from_db()
    assert row.document == theirs


def send_all_but(drafts, *kept):
    left = [draft.pk for draft in kept]
    sent = Application.objects.filter(batch=drafts[0].batch).exclude(pk__in=left)
    sent.update(status=Status.SUBMITTED, submitted_at=timezone.now())


def test_words_for_a_question_that_is_shared_no_more_are_never_said_to_be_saved(client, drafts):
    page = client.get(url_of(drafts)).text
    send_all_but(drafts, drafts[2])
    response = by_itself(client, drafts, page, **{"answer-name": "Late words"})
    assert response.status_code == 409
    assert "Nothing was saved" in response.text
    assert values(drafts, "name") == [None] * 3


def test_by_the_button_the_last_draft_gets_the_words_unless_somebody_changed_them(client, firm, drafts):
    row = answer(drafts[2], "name", "Old")
    page = client.get(url_of(drafts)).text
    send_all_but(drafts, drafts[2])
    assert client.post(url_of(drafts), {**hidden(page), "answer-name": "Mine"}).status_code == 302
    assert values(drafts, "name") == [None, None, "Mine"]
    row.refresh_from_db()
    change(row, "Theirs", make_member(firm).user)
    response = client.post(url_of(drafts), {**hidden(page), "answer-name": "Mine again"})
    assert response.status_code == 409
    assert "Mine again" in response.text
    assert values(drafts, "name")[2] == "Theirs"


def test_words_taken_back_are_saved_again(client, drafts):
    page = client.get(url_of(drafts)).text
    marks = hidden(page)
    response = client.post(url_of(drafts), {**marks, "answer-name": "Half a na"}, headers=HTMX)
    # What htmx puts into the page: the marks of what was saved, but the line is still known as it was first shown.
    marks |= {name: value for name, value in hidden(response.text).items() if name.startswith("at-")}
    assert client.post(url_of(drafts), {**marks, "answer-name": ""}, headers=HTMX).status_code == 200
    assert set(values(drafts, "name")) <= {"", None}


def test_words_that_wait_in_a_choice_stay_on_the_page(client, firm, owner, drafts):
    row = answer(drafts[0], "name", "Old")
    page = client.get(url_of(drafts)).text
    change(row, "Theirs", make_member(firm).user)
    page = client.post(url_of(drafts), {**hidden(page), "answer-name": "Mine"}).text
    assert re.search(r'name="mine-name"[^>]*>', page)
    fields = {"mine-name": "Mine", "choose-name": "mine", "answer-staff": "3"}
    response = by_itself(client, drafts, page, **fields)
    assert response.status_code == 200
    assert values(drafts, "staff") == ["3"] * 3
    assert 'id="place-name"' not in response.text


def test_half_a_sign_in_what_waits_in_a_choice_breaks_no_draft(client, drafts):
    for draft, text in zip(drafts, ("One", "Two", "Two"), strict=True):
        answer(draft, "team", f'[{{"who": "{text}"}}]')
        answer(draft, "moves", "yes")
    page = client.get(url_of(drafts)).text
    fields = {"choose-team": "mine", "mine-team": '[{"who": "\\ud800Ann", "days": "\\u0007"}]'}
    assert client.post(url_of(drafts), {**hidden(page), **fields}).status_code == 302
    assert values(drafts, "team") == ['[{"who": "Ann"}]'] * 3
    assert client.get(url_of(drafts)).status_code == 200
