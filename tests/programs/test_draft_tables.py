"""Wrong cells of tables are marked and named; text for questions that a newer form does not ask is not lost."""

import re

import pytest

from accounts.enums import MemberRole
from programs.answering.states import SectionState
from programs.models import Answer, Application
from programs.selectors.drafts import draft_of
from programs.services.form_moves import move_to_newest_form
from tests.factories import make_application, make_firm, make_intake
from tests.form_factory import make_full_form, make_question

from .filling import about, base, hidden, project, send, value
from .form_building import plain

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
NUMBER = "Enter a number, such as 12 or 12.50."
LANGUAGES = {"en": "Row 2, Days", "zh-hant": "Days（繁）", "zh-hans": "Days（简）"}


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(client, firm):
    user = firm.memberships.get(role=MemberRole.OWNER).user
    client.force_login(user)
    return user


@pytest.fixture
def application(client, firm, owner):
    intake = make_intake(questions=False)
    make_full_form(intake)
    application = make_application(firm, intake)
    send(client, about(application), name="Sample", staff="12", moves="yes")
    return application


def team(rows: list[tuple[str, str]]) -> dict[str, str]:
    """What a page with these rows of people and days sends."""
    cells = {"rows-team": str(len(rows))}
    for number, (who, days) in enumerate(rows):
        cells |= {f"answer-team.{number}.who": who, f"answer-team.{number}.days": days}
    return cells


def section_state(application, key: str) -> SectionState:
    found = draft_of(Application.objects.get(pk=application.pk))
    return next(stop.state for section, stop in found.stops if section.key == key)


def place(page: str, cell: str) -> str:
    """What a cell's place for problems holds."""
    return re.search(rf'id="error-answer-team\.{re.escape(cell)}"[^>]*>(.*?)</div>', page)[1]


def test_a_page_marks_the_cell_and_its_summary_leads_there(client, application):
    data = hidden(client.get(project(application)).text) | team([("One", "3"), ("Two", "many")])
    assert client.post(project(application), data).status_code == 302
    page = client.get(project(application)).text
    assert NUMBER in place(page, "1.days")
    assert place(page, "0.days") == ""
    control = re.search(r'<input [^>]*id="id_answer-team\.1\.days"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="error-answer-team.1.days"' in control
    assert f'<a href="#id_answer-team.1.days">Question team: Row 2, Days: {NUMBER}</a>' in page
    checked = client.get(f"{base(application)}check/").text
    assert f'<a href="{project(application)}#id_answer-team.1.days">Question team: Row 2, Days' in checked


def test_saving_by_itself_marks_and_unmarks_cells_where_they_stand(client, application):
    page = client.get(project(application)).text
    rows = [("", ""), ("One", "many"), ("", ""), ("", "x")]
    response = client.post(project(application), hidden(page) | team(rows), headers=HTMX)
    assert response.status_code == 200
    assert NUMBER in place(response.text, "1.days")
    assert place(response.text, "1.who") == ""
    assert place(response.text, "3.who") == "", "somebody is still typing in this row"
    assert NUMBER in place(response.text, "3.days")
    assert 'id="error-answer-team.0.who"' not in response.text, "an empty row is no part of the answer"
    said = re.search(r'id="problem-team"[^>]*>(.*?)</div>', response.text)[1]
    assert f"Row 2, Days: {NUMBER}" in said
    assert "needs an answer" not in said
    page = client.get(project(application)).text
    assert "Row 2, Who: This cell needs an answer." in page, "empty rows are gone, and she has left the page"
    seen = re.search(r'name="seen-team" value="([^"]+)"', response.text)[1]
    rows[1], rows[3] = ("One", "5"), ("Two", "6")
    response = client.post(project(application), team(rows) | {"seen-team": seen}, headers=HTMX)
    assert place(response.text, "1.days") == place(response.text, "3.who") == ""
    assert re.search(r'id="problem-team"[^>]*></div>', response.text)


def test_a_row_that_is_half_filled_in_is_in_progress_and_no_problem_yet(client, application):
    page = client.get(project(application)).text
    client.post(project(application), hidden(page) | team([("One", "3"), ("", "4")]), headers=HTMX)
    assert section_state(application, "project") == SectionState.IN_PROGRESS
    assert "Row 2, Who: This cell needs an answer." in client.get(f"{base(application)}check/").text
    page = client.get(project(application)).text
    client.post(project(application), hidden(page) | team([("One", "3"), ("Two", "many")]), headers=HTMX)
    assert section_state(application, "project") == SectionState.PROBLEMS


def test_a_row_that_is_added_shows_the_problems_of_the_others(client, application):
    page = client.get(project(application)).text
    data = hidden(page) | team([("", ""), ("One", "many")]) | {"add-row": "team"}
    response = client.post(project(application), data, headers=HTMX)
    assert NUMBER in place(response.text, "0.days"), "drawn anew, empty rows are gone"
    assert "Row 1, Days" in response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_row_and_column_are_named_in_the_readers_language(client, application, language):
    address = project(application).replace("/en/", f"/{language}/", 1)
    data = hidden(client.get(address).text) | team([("One", "3"), ("Two", "many")])
    client.post(address, data)
    summary = re.search(r'class="error-summary".*?</ul>', client.get(address).text, re.DOTALL)[0]
    assert LANGUAGES[language] in summary


# Questions that are gone ---------------------------------------------------------------------------------------------


@pytest.fixture
def moved(application, owner):
    """A page of the old form, open while a colleague moves the draft to a form without two of its questions."""

    def move():
        form = make_full_form(application.intake)
        form.questions.filter(key__in=["story", "field"]).delete()
        form.questions.filter(key="cost").update(section=form.sections.get(key="project"))
        make_question(form.sections.get(key="about"), "added", "text", required=False)
        move_to_newest_form(reference=application.reference, user=owner, revision=application.revision)

    return move


def test_text_for_questions_that_are_gone_is_shown_and_the_rest_is_saved(client, application, moved):
    page = client.get(about(application)).text
    moved()
    answers = {
        "story": "A long <story>\nin two lines",
        "field": "b",
        "cost": "1,000",
        "name": "New",
        "staff": "12",
    }
    response = send(client, about(application), page=page, moves="yes", **answers)
    assert response.status_code == 409
    shown = plain(response.text)
    assert "These questions are not asked here any more." in shown
    for words in (
        "Question story",
        "A long <story><br>in two lines",
        "Question field",
        "Option b",
        "CNY 1,000",
    ):
        assert words in shown, words
    assert shown.count('<blockquote class="typed">') == 3
    assert 'name="answer-added"' in shown
    assert value(application, "name") == "New"
    assert not Answer.objects.filter(application=application, question__key="story").exists()


def test_saving_by_itself_says_that_a_question_is_gone(client, application, moved):
    page = client.get(about(application)).text
    moved()
    answers = {"story": "A long story", "name": "New", "staff": "12", "moves": "yes"}
    response = send(client, about(application), page=page, headers=HTMX, **answers)
    assert response.status_code == 409
    assert "a question of this page is gone" in response.text
    assert value(application, "name") == "New"


def test_what_was_not_touched_keeps_nobody(client, application, moved):
    send(client, about(application), story="Kept before", field="a", name="Sample", staff="12", moves="yes")
    page = client.get(about(application)).text
    moved()
    answers = {"story": "Kept before", "field": "a", "name": "New", "staff": "12", "moves": "yes"}
    assert send(client, about(application), page=page, **answers).status_code == 302
    assert value(application, "story") == "Kept before"


def test_of_a_section_that_is_gone_everything_typed_is_shown(client, application, owner):
    page = client.get(about(application)).text
    form = make_full_form(application.intake)
    form.sections.filter(key="about").update(key="firm")
    move_to_newest_form(reference=application.reference, user=owner, revision=application.revision)
    response = send(client, about(application), page=page, name="New name", story="A long story")
    assert response.status_code == 400
    assert "The form has changed since you opened this page." in response.text
    assert '<blockquote class="typed">A long story</blockquote>' in response.text
    assert value(application, "name") == "Sample"
