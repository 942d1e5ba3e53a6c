"""Pages of a draft that is filled in: its list of sections, every kind of question, conflicts, the end of a session."""

import re

import pytest
from django.test import Client

from programs.enums import QuestionKind
from programs.models import Answer
from programs.services.drafts import Typed, save_section
from tests.factories import (
    make_member,
)
from tests.form_factory import make_question
from tests.papers import upload
from tests.programs.filling import about, base, hidden, project, send, value

pytestmark = pytest.mark.django_db

LIMIT = 15
HTMX = {"HX-Request": "true"}


def test_the_list_of_sections_says_how_far_each_has_come(client, application, owner):
    client.force_login(owner)
    page = client.get(base(application)).text
    assert page.count("Not started") == 2
    send(client, about(application), name="Sample", staff="many")
    page = client.get(base(application)).text
    assert "1 problem" in page
    send(client, about(application), name="Sample", staff="12", moves="no")
    page = client.get(base(application)).text
    assert "Complete" in page
    assert "1 of 2 complete" in page


def test_every_kind_of_answer_is_kept_and_shown_again(client, application, owner):
    client.force_login(owner)
    send(
        client,
        about(application),
        name="Ño 香港",
        story="One\r\ntwo",
        staff="１２",
        cost="1,000",
        moves="yes",
        field="b",
    )
    cells = {"answer-team.0.who": "Somebody", "answer-team.0.days": "x"}
    more = {
        "answer-aims": ["a", "c"],
        "answer-start": "30.11.2026",
        "answer-truth": "yes",
        "answer-paper": upload(),
    }
    assert send(client, project(application), **cells, **more).status_code == 302
    assert value(application, "story") == "One\ntwo"
    assert value(application, "aims") == '["a", "c"]'
    assert value(application, "start") == "30.11.2026"
    page = client.get(about(application)).text
    for shown in (
        "Ño 香港",
        "One\ntwo",
        'value="１２"',
        'value="1,000"',
        'value="b" checked',
        'value="yes" checked',
    ):
        assert shown in page
    page = client.get(project(application)).text
    assert re.search(r'value="a" checked.*value="c" checked', page, re.DOTALL)
    for shown in ('value="30.11.2026"', 'value="Somebody"', 'value="x"', "paper.pdf", "Enter a number"):
        assert shown in page
    assert 'href="#id_answer-start"' in page, "the summary leads to the field"
    assert "Error: " in re.search("<title>(.*?)</title>", page)[1]


def test_going_on_stops_at_a_problem_and_else_leads_on(client, application, owner):
    client.force_login(owner)
    assert send(client, about(application), staff="many", go="1").url == about(application)
    answered = {"answer-name": "N", "answer-staff": "1", "answer-moves": "no", "go": "1"}
    data = hidden(client.get(about(application)).text)
    assert client.post(about(application), {**data, **answered}).url == project(application)
    data = hidden(client.get(project(application)).text)
    assert client.post(project(application), {**data, "go": "1"}).url == f"{base(application)}check/"


def test_going_on_stops_at_a_question_that_an_answer_brings_up(client, application, owner):
    section = application.form.sections.get(key="about")
    rule = {"fact": "answer.moves", "op": "==", "value": True}
    make_question(section, "where", QuestionKind.TEXT, max_length=20, shown_when=rule)
    client.force_login(owner)
    url = about(application)
    data = {"answer-name": "N", "answer-staff": "1", "answer-moves": "yes", "go": "1"}
    assert client.post(url, hidden(client.get(url).text) | data).url == f"{url}#q-where"
    data |= hidden(client.get(url).text) | {"answer-where": "There"}
    assert client.post(url, data).url == project(application)


def test_rows_are_added_and_taken_out_without_script(client, application, owner):
    client.force_login(owner)
    send(client, about(application), moves="yes")
    url = project(application)
    data = hidden(client.get(url).text) | {"answer-team.0.who": "One", "add-row": "team"}
    response = client.post(url, data)
    assert response.url.endswith("#q-team")
    page = client.get(response.url).text
    assert 'name="answer-team.1.who"' in page
    data = hidden(page) | {"answer-team.0.who": "One", "answer-team.1.who": "Two", "remove-row": "team.0"}
    page = client.get(client.post(url, data).url).text
    assert value(application, "team") == '[{"who": "Two"}]'
    assert 'name="answer-team.1.who"' not in page


def test_a_colleagues_answer_stands_beside_ones_own(client, application, firm, owner):
    client.force_login(owner)
    page = client.get(about(application)).text
    colleague = make_member(firm).user
    typed = {"name": Typed("Hers <b>")}
    save_section(reference=application.reference, user=colleague, section="about", typed=typed)
    response = send(client, about(application), page=page, name="Mine", staff="3")
    assert response.status_code == 409
    for shown in ('value="Mine"', "Hers &lt;b&gt;", str(colleague), 'name="keep-name" value="mine.1"'):
        assert shown in response.text
    assert value(application, "name") == "Hers <b>"
    assert value(application, "staff") == "3"
    answers = {"answer-name": "Mine", "answer-staff": "3", "keep-name": "mine.1"}
    assert client.post(about(application), hidden(response.text) | answers).status_code == 302
    assert value(application, "name") == "Mine"


def test_saving_by_itself_answers_with_what_changed(client, application, owner):
    client.force_login(owner)
    page = client.get(about(application)).text
    response = send(client, about(application), page=page, headers=HTMX, name="Mine", staff="many")
    assert response.status_code == 200
    assert "<html" not in response.text
    for shown in ("Saved", 'id="seen-name"', 'id="sections"', "Enter a number"):
        assert shown in response.text
    assert value(application, "staff") == "many"


def test_a_question_comes_and_goes_with_the_answer_it_stands_on(client, application, owner):
    section = application.form.sections.get(key="about")
    team = application.form.questions.get(key="team")
    team.section, team.position = section, 20
    team.save()
    client.force_login(owner)
    page = client.get(about(application)).text
    assert 'name="answer-team.0.who"' not in page
    response = send(client, about(application), page=page, headers=HTMX, moves="yes")
    assert 'name="answer-team.0.who"' in response.text
    page = client.get(about(application)).text
    response = send(client, about(application), page=page, headers=HTMX, moves="no")
    assert re.search(r'id="q-team" hidden', response.text)


def test_a_question_says_at_once_that_it_may_be_left_open_or_not(client, application, owner):
    story = application.form.questions.get(key="story")
    story.required_when = {"fact": "answer.moves", "op": "==", "value": True}
    story.position = 20  # a rule looks at what is asked before
    story.save()
    client.force_login(owner)
    page = client.get(about(application)).text
    assert re.search(r'<small id="optional-story">\(optional\)</small>', page)
    response = send(client, about(application), page=page, headers=HTMX, name="", story="", moves="yes")
    assert re.search(r'<small id="optional-story" hx-swap-oob="true"></small>', response.text)
    assert 'id="optional-name"' not in response.text, "only what an answer can change is sent again"
    page = client.get(about(application)).text
    response = send(client, about(application), page=page, headers=HTMX, name="", story="", moves="no")
    assert re.search(r'<small id="optional-story" hx-swap-oob="true">\(optional\)</small>', response.text)


def test_a_conflict_while_saving_by_itself(client, application, firm, owner):
    client.force_login(owner)
    page = client.get(about(application)).text
    typed = {"name": Typed("Hers")}
    save_section(reference=application.reference, user=make_member(firm).user, section="about", typed=typed)
    response = send(client, about(application), page=page, headers=HTMX, name="Mine")
    assert response.status_code == 409
    assert 'id="conflict-name"' in response.text
    assert "Hers" in response.text
    answers = {"answer-name": "Mine", "keep-name": "theirs.1"}
    response = client.post(about(application), hidden(page) | answers, headers=HTMX)
    assert response.status_code == 200
    assert 'value="Hers"' in response.text
    assert value(application, "name") == "Hers"


@pytest.mark.parametrize("is_own", [False, True])
def test_a_conflict_names_who_it_is_with_and_its_section_is_not_complete(
    client, application, firm, owner, is_own
):
    client.force_login(owner)
    typed = {"name": Typed("Old"), "staff": Typed("3"), "moves": Typed("no")}
    save_section(reference=application.reference, user=owner, section="about", typed=typed, confirm=True)
    page = client.get(about(application)).text
    assert "Complete" in page
    other = owner if is_own else make_member(firm).user
    save_section(
        reference=application.reference,
        user=other,
        section="about",
        typed={"name": Typed("Theirs", seen=1)},
    )
    for headers in (HTMX, {}):
        response = send(client, about(application), page=page, headers=headers, name="Mine")
        assert response.status_code == 409
        assert ("in another window" in response.text) == is_own
        assert ("olleague" in response.text or str(other) in response.text.split("<main")[-1]) != is_own
        assert "1 problem<" in response.text
        assert "Complete" not in response.text


@pytest.mark.parametrize("text", ["x" * 6000, "nul\x00byte"])
def test_what_cannot_be_kept_is_refused(text, client, application, owner):
    client.force_login(owner)
    assert send(client, about(application), name=text).status_code == 400
    assert not application.answers.exists()


@pytest.mark.parametrize(
    "extra",
    [
        {"rows-team": "9" * 4},
        {"rows-team": "-1"},
        {"seen-name": "x"},
        {"keep-name": "mine.x"},
        {"remove-row": "team.99"},
        {"remove-row": "..."},
        {"add-row": "nothing"},
        {"seen-nothing": "0.x", "answer-nothing": "x"},
        {"paper-paper": "9" * 15},
    ],
)
def test_made_up_fields_do_no_harm(extra, client, application, owner):
    client.force_login(owner)
    for url in (about(application), project(application)):
        for headers in ({}, HTMX):
            data = hidden(client.get(url).text) | extra
            assert client.post(url, data, headers=headers).status_code in (200, 302, 400)
            assert client.get(url, dict.fromkeys(("rows-team", "focus"), "9" * 9)).status_code == 200
    assert not application.answers.exclude(value="").exists()


# Sign-in -------------------------------------------------------------------------------------------------------------


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_what_was_typed_survives_the_end_of_the_session(application, owner):
    client = strict()
    client.force_login(owner)
    page = client.get(about(application)).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)" id="token"', page)[1]
    data = hidden(page) | {"answer-name": "Typed", "csrfmiddlewaretoken": token}
    here = {"Origin": "http://testserver"}
    client.logout()
    response = client.post(about(application), data, headers=here)
    assert response.status_code == 401
    assert ">\nTyped</textarea>" in response.text
    assert client.post(about(application), data, headers=HTMX | here).status_code == 401
    assert not Answer.objects.exists()
    # Signed in again in another tab, the page is older than the sign-in.
    client = strict()
    client.force_login(owner)
    response = client.post(about(application), data, headers=here)
    assert response.status_code == 403
    assert ">\nTyped</textarea>" in response.text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)">\s*\n', response.text)[1]
    data["csrfmiddlewaretoken"] = token
    assert client.post(about(application), data, headers=here).status_code == 302
    assert value(application, "name") == "Typed"


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_page_of_another_site_gets_nothing_back(signed_in, application, owner):
    client = strict()
    if signed_in:
        client.force_login(owner)
    data = {"seen-name": "0.x", "answer-name": "Planted"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        response = client.post(about(application), data, headers=headers)
        assert response.status_code == (403 if signed_in else 302)
        assert "Planted" not in response.text
    assert not Answer.objects.exists()


def test_staying_signed_in(client, owner):
    client.force_login(owner)
    assert client.post("/en/session/stay/").json()["seconds"] > 3600
    ends = client.session.ends_at
    answer = client.get("/en/session/stay/").json()
    assert answer["token"]
    assert answer["seconds"] > 3600
    assert client.session.ends_at == ends
