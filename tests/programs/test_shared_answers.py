"""One answer for several drafts: bounds of each form, papers of the firm, tables, and where an answer went."""

import json
import re

import pytest

from programs.enums import PaperKind, QuestionKind
from programs.models import Answer
from programs.selectors.together import asks_the_same, read_together, shared_by
from tests.factories import make_document, make_firm, make_member
from tests.form_factory import make_question
from tests.programs.filling import answer, value
from tests.programs.filling_together import hidden, make_together, url_of
from tests.three_languages import label_in_three

pytestmark = pytest.mark.django_db

COLUMNS = [{"key": "who", "kind": QuestionKind.TEXT, "label": label_in_three("Who")}]


@pytest.fixture
def drafts(firm):
    return make_together(firm, 2)


def save(client, drafts, page=None, **fields):
    page = page or client.get(url_of(drafts)).text
    return client.post(url_of(drafts), {**hidden(page), **fields})


def shared(drafts, key):
    return next(one for one in shared_by(read_together(drafts)) if one.key == key)


# Bounds --------------------------------------------------------------------------------------------------------------


def test_what_one_form_refuses_is_a_problem_of_that_draft_only(client, owner, drafts):
    drafts[1].form.questions.filter(key="staff").update(maximum=10)
    client.force_login(owner)
    assert save(client, drafts, **{"answer-staff": "12"}).status_code == 302
    assert [value(draft, "staff") for draft in drafts] == ["12", "12"]
    assert shared(drafts, "staff").problems() == {"Enter 10 or less.": [drafts[1].reference]}
    page = client.get(url_of(drafts)).text
    assert f"In {drafts[1].reference}: Enter 10 or less." in page
    assert f"In {drafts[0].reference}: Enter" not in page
    for draft, count in zip(drafts, (0, 1), strict=True):
        assert client.get(f"/en/applications/{draft.reference}/").text.count("1 problem") == count


def test_what_all_forms_refuse_is_said_once_without_a_reference(client, owner, drafts):
    client.force_login(owner)
    save(client, drafts, **{"answer-staff": "many"})
    page = client.get(url_of(drafts)).text
    assert page.count("Enter a number, such as 12 or 12.50.") == 2, "beside the question and in the summary"
    assert f"{drafts[1].reference}: Enter" not in page


def test_the_page_counts_by_the_narrowest_limit(client, owner, drafts):
    drafts[0].form.questions.filter(key="story").update(max_words=None)
    drafts[1].form.questions.filter(key="story").update(max_words=3)
    client.force_login(owner)
    assert 'data-count="words" data-for="id_answer-story" data-most="3"' in client.get(url_of(drafts)).text
    assert shared(drafts, "story").question.pk == drafts[0].form.questions.get(key="story").pk
    assert drafts[0].form.questions.get(key="story").max_words is None


# Papers --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def licences(drafts):
    """A question for the same kind of paper in each draft, each with a key of its own."""
    for number, draft in enumerate(drafts):
        section = draft.form.sections.last()
        make_question(
            section, f"licence-{number}", QuestionKind.FILE, paper_kind=PaperKind.BUSINESS_REGISTRATION
        )
    return drafts


def papers_of(drafts):
    found = Answer.objects.filter(document__isnull=False, question__key__startswith="licence")
    by_draft = {row.application_id: row.document for row in found}
    return [by_draft.get(draft.pk) for draft in drafts]


def test_one_paper_of_the_library_answers_the_same_kind_in_each(client, owner, firm, licences):
    paper = make_document(firm, kind=PaperKind.BUSINESS_REGISTRATION, title="Our registration")
    other = make_document(firm, kind=PaperKind.OTHER, title="Something else")
    client.force_login(owner)
    page = client.get(url_of(licences)).text
    select = page.split('name="paper-licence-0"')[1].split("</select>")[0]
    assert "Our registration" in select
    assert "Something else" not in select
    assert save(client, licences, page, **{"paper-licence-0": paper.pk}).status_code == 302
    assert papers_of(licences) == [paper, paper]
    assert f"In {licences[0].reference}, {licences[1].reference}" in client.get(url_of(licences)).text
    response = save(client, licences, **{"paper-licence-0": other.pk})
    assert response.status_code == 400
    assert "Choose a paper of your firm." in response.text
    assert papers_of(licences) == [paper, paper]


def test_nothing_chosen_leaves_each_paper_as_it_is(client, owner, firm, licences):
    one, two = (make_document(firm, kind=PaperKind.BUSINESS_REGISTRATION) for _ in range(2))
    answer(licences[0], "licence-0", document=one)
    answer(licences[1], "licence-1", document=two)
    client.force_login(owner)
    page = client.get(url_of(licences)).text
    assert 'name="choose-licence-0"' not in page
    save(client, licences, page, **{"paper-licence-0": ""})
    assert papers_of(licences) == [one, two]
    save(client, licences, page, **{"paper-licence-0": two.pk})
    assert papers_of(licences) == [two, two]


def test_another_firms_paper_is_refused(client, owner, licences):
    foreign = make_document(make_firm(), kind=PaperKind.BUSINESS_REGISTRATION)
    client.force_login(owner)
    assert save(client, licences, **{"paper-licence-0": foreign.pk}).status_code == 400
    assert papers_of(licences) == [None, None]


def test_a_paper_that_a_colleague_chose_meanwhile_is_not_replaced_unseen(client, owner, firm, licences):
    mine, theirs = (make_document(firm, kind=PaperKind.BUSINESS_REGISTRATION) for _ in range(2))
    client.force_login(owner)
    page = client.get(url_of(licences)).text
    answer(licences[0], "licence-0", document=theirs, revision=1, updated_by=make_member(firm).user)
    response = save(client, licences, page, **{"paper-licence-0": mine.pk})
    assert response.status_code == 409
    assert "A colleague changed this meanwhile. Choose again." in response.text
    assert papers_of(licences) == [theirs, mine]
    save(client, licences, response.text, **{"paper-licence-0": mine.pk})
    assert papers_of(licences) == [mine, mine]


def test_papers_of_no_kind_are_one_only_with_one_key_and_words(drafts):
    one, other = (draft.form.questions.get(key="paper") for draft in drafts)
    assert asks_the_same(one, other)
    other.key = "another"
    assert not asks_the_same(one, other)


def test_a_key_that_means_something_else_elsewhere_is_left_alone(client, owner, drafts):
    """The page calls a question by its key in the first draft; the second may use that key for another one."""
    for draft, key in zip(drafts, ("crew", "people"), strict=True):
        row = draft.form.questions.get(key="staff")
        row.key, row.kind, row.paper_kind = key, QuestionKind.FILE, PaperKind.BUSINESS_REGISTRATION
        row.unit, row.minimum, row.maximum = "", None, None
        row.save()
    make_question(drafts[1].form.sections.first(), "crew", QuestionKind.TEXT, required=False)
    client.force_login(owner)
    page = client.get(url_of(drafts)).text
    assert 'id="q-crew"' in page
    save(client, drafts, page, **{"seen-crew": "0.x", "answer-crew": "Smuggled"})
    assert not Answer.objects.filter(value="Smuggled").exists()


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tables(drafts):
    for number, draft in enumerate(drafts):
        section = draft.form.sections.first()
        make_question(section, "people", QuestionKind.TABLE, columns=COLUMNS, max_rows=3 - number)
    return drafts


def rows(*names: str) -> dict[str, str]:
    cells = {f"answer-people.{number}.who": name for number, name in enumerate(names)}
    return {"rows-people": str(len(names)), **cells}


def test_a_table_with_the_same_columns_is_filled_in_once(client, owner, tables):
    client.force_login(owner)
    page = client.get(url_of(tables)).text
    buttons = re.findall(r"<button[^>]*name=\"(?:add|remove)-row\"[^>]*>", page)
    assert buttons
    assert not any("hx-post" in button for button in buttons), "they save all of the page"
    assert save(client, tables, page, **rows("Sample person")).status_code == 302
    assert [json.loads(value(draft, "people")) for draft in tables] == [[{"who": "Sample person"}]] * 2


def test_rows_come_and_go_without_script(client, owner, tables):
    client.force_login(owner)
    response = save(client, tables, **rows("One"), **{"add-row": "people"})
    assert response.status_code == 302
    page = client.get(response.url).text
    assert 'name="rows-people" value="2"' in page
    response = save(client, tables, page, **rows("One", "Two"), **{"remove-row": "people.0"})
    assert response.status_code == 302
    assert [json.loads(value(draft, "people")) for draft in tables] == [[{"who": "Two"}]] * 2


def test_too_many_rows_for_one_form_are_its_problem_alone(client, owner, tables):
    client.force_login(owner)
    save(client, tables, **rows("One", "Two", "Three"))
    assert list(shared(tables, "people").problems().values()) == [[tables[1].reference]]
    assert f"In {tables[1].reference}: Take out rows: at most 2 fit." in client.get(url_of(tables)).text


def test_other_columns_are_another_table(tables):
    columns = [{**COLUMNS[0], "key": "whom"}]
    tables[1].form.questions.filter(key="people").update(columns=columns)
    assert "people" not in [one.key for one in shared_by(read_together(tables))]


# Where it went -------------------------------------------------------------------------------------------------------


def test_the_message_names_where_an_answer_went(client, owner, drafts):
    client.force_login(owner)
    page = client.get(save(client, drafts, **{"answer-name": "Sample"}).url).text
    assert f"Saved in {drafts[0].reference}, {drafts[1].reference}." in page
    for draft in drafts:
        assert 'value="Sample"' in client.get(f"/en/applications/{draft.reference}/sections/about/").text
