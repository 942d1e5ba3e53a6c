"""Pages of applications: who may open them, what they refuse, how many queries they take."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole, StaffRole
from programs.enums import ApplicationStatus as Status
from programs.models import Application, ApplicationEvent, Message
from programs.services.applications import save_answers
from programs.services.desk import request_correction
from programs.services.reviews import save_review
from tests.factories import (
    make_application,
    make_firm,
    make_intake,
    make_member,
    make_staff,
    make_user,
)
from tests.papers import pdf, upload

pytestmark = pytest.mark.django_db

LIMIT = 15


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "٣"])
def test_a_malformed_revision_is_a_bad_request(revision, client, firm, owner):
    application = make_application(firm, answers=True)
    client.force_login(owner)
    response = client.post(f"/en/applications/{application.reference}/check/", {"revision": revision})
    assert response.status_code == 400
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_a_lost_file_is_not_found(client, firm, owner, settings):
    application = make_application(firm)
    paper = upload(name="one.pdf")
    save_answers(reference=application.reference, user=owner, revision=0, values={"file": paper})
    document = firm.documents.get()
    document.file.storage.delete(document.file.name)
    client.force_login(owner)
    assert client.get(f"/en/documents/{document.pk}/").status_code == 404


def test_only_officers_get_the_officers_forms(client, firm):
    application = make_application(firm, status=Status.IN_REVIEW)
    client.force_login(make_staff())
    for action in ("offer", "decline", "assign"):
        url = f"/en/desk/applications/{application.reference}/{action}/"
        assert client.post(url, {"revision": "0"}).status_code == 403


def test_a_stale_page_is_refused_in_words(client, firm, owner):
    application = make_application(firm, status=Status.OFFERED, revision=3)
    client.force_login(owner)
    response = client.post(
        f"/zh-hant/applications/{application.reference}/withdraw/",
        {"revision": "2", "withdraw-reason": "terms"},
    )
    assert response.status_code == 409
    application.refresh_from_db()
    assert application.status == Status.OFFERED


def founder_urls(application) -> list[tuple[str, str]]:
    base = f"/en/applications/{application.reference}/"
    reads = ("", "check/", "sections/questions/", "receipt/", "sent/")
    posts = ("", "check/", "message/", "withdraw/", "accept/", "turn-down/", "answer-correction/")
    more = ("sections/questions/", "newest-form/", "drop-answers/")
    return [*(("get", base + part) for part in reads), *(("post", base + part) for part in (*posts, *more))]


def desk_urls(application) -> list[tuple[str, str]]:
    base = f"/en/desk/applications/{application.reference}/"
    posts = ("message", "take", "assign", "review", "start-screening", "pass-screening")
    more = ("request-correction", "offer", "decline")
    return [("get", "/en/desk/"), ("get", base), *(("post", f"{base}{part}/") for part in (*posts, *more))]


@pytest.mark.parametrize("who", ["another firm's owner", "reviewer", "policy editor"])
def test_others_do_not_learn_that_an_application_exists(who, client, firm):
    application = make_application(firm, status=Status.OFFERED)
    before = Application.objects.values().get()
    people = {
        "another firm's owner": lambda: make_firm().memberships.get().user,
        "reviewer": make_staff,
        "policy editor": lambda: make_staff(StaffRole.EDITOR),
    }
    client.force_login(people[who]())
    for method, url in founder_urls(application):
        assert getattr(client, method)(url, {"revision": "0"}).status_code == 404, url
    assert Application.objects.values().get() == before


@pytest.mark.parametrize("who", ["owner", "another founder", "policy editor"])
def test_the_desk_does_not_exist_for_others(who, client, firm, owner):
    application = make_application(firm, status=Status.SUBMITTED)
    before = Application.objects.values().get()
    people = {"owner": owner, "another founder": make_user(), "policy editor": make_staff(StaffRole.EDITOR)}
    client.force_login(people[who])
    for method, url in desk_urls(application):
        assert getattr(client, method)(url, {"revision": "0"}).status_code == 404, url
    assert Application.objects.values().get() == before


def test_visitors_are_asked_to_sign_in(client, firm):
    application = make_application(firm, status=Status.SUBMITTED)
    for method, url in founder_urls(application) + desk_urls(application):
        response = getattr(client, method)(url)
        assert response.status_code == 302, url
        assert "/accounts/login/" in response.url


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, firm):
    client.force_login(make_staff(second_factor=False))
    response = client.get("/en/desk/")
    assert response.status_code == 302
    assert "/2fa/" in response.url


def test_drafts_never_reach_the_desk(client, firm):
    application = make_application(firm)
    client.force_login(make_staff())
    assert client.get(f"/en/desk/applications/{application.reference}/").status_code == 404
    assert application.reference not in client.get("/en/desk/").text


def test_papers_open_for_the_firm_and_the_desk_only(client, firm, owner):
    application = make_application(firm, answers=True)
    content = pdf()
    save_answers(
        reference=application.reference, user=owner, revision=0, values={"file": upload(content, "報告.pdf")}
    )
    answer = application.answers.get(document__isnull=False)
    url = f"/en/documents/{answer.document_id}/"
    expected = {
        owner: 200,
        make_member(firm, role=MemberRole.VIEWER).user: 200,
        make_firm().memberships.get().user: 404,
        make_staff(): 404,  # not sent yet
    }
    for user, status in expected.items():
        client.force_login(user)
        response = client.get(url)
        assert response.status_code == status
        if status == 200:
            assert b"".join(response.streaming_content) == content
            assert response["Content-Disposition"].startswith("attachment")
            assert response["X-Content-Type-Options"] == "nosniff"
    Application.objects.filter(pk=application.pk).update(
        status=Status.SUBMITTED, submitted_at=application.created_at, moved_at=application.created_at
    )
    client.force_login(make_staff())
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("status", Status)
def test_every_state_has_a_page_for_both_sides(language, status, client, firm, owner):
    application = make_application(firm, status=status, answers=True)
    client.force_login(owner)
    assert client.get(f"/{language}/applications/{application.reference}/").status_code == 200
    assert client.get(f"/{language}/applications/").status_code == 200
    if status != Status.DRAFT:
        for role in (StaffRole.REVIEWER, StaffRole.OFFICER):
            client.force_login(make_staff(role))
            assert client.get(f"/{language}/desk/applications/{application.reference}/").status_code == 200
            assert client.get(f"/{language}/desk/?view=finished").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?view=nothing", 200),
        ("?status=nothing", 400),
        ("?intake=nothing", 400),
        ("?reviewer=x", 400),
        ("?q=" + "x" * 5000, 400),
        ("?q=%00", 400),
        ("?q=%EF%BF%BF%F0%9F%98%80", 200),
        ("?page=99999", 200),
        ("?page=x", 200),
    ],
)
def test_the_queue_answers_any_query_string(query, status, client):
    client.force_login(make_staff())
    assert client.get(f"/en/desk/{query}").status_code == status


def test_a_review_says_which_criterion_lacks_what_in_the_order_of_the_page(client):
    application = make_application(status=Status.IN_REVIEW)
    client.force_login(make_staff())
    first, second, *_ = application.intake.rubric.all()
    sent = {"revision": application.revision, f"review-score-{first.pk}": "3"}
    address = reverse("desk-move", args=[application.reference, "review"])
    page = client.post(address, sent).text
    links = re.findall(
        r'<li><a href="#([^"]+)">([^<]+)</a>', page.split("error-summary")[1].split("</ul>")[0]
    )
    assert links[:3] == [
        (f"id_review-reason-{first.pk}", f"Give a reason for the score of “{first.name}”."),
        (f"id_review-score-{second.pk}_0", f"Give a score for “{second.name}”."),
        (f"id_review-reason-{second.pk}", f"Give a reason for the score of “{second.name}”."),
    ]
    assert links[-1] == ("id_review-recommendation_0", "Choose a recommendation.")
    for target, _text in links:
        assert f'id="{target}"' in page
    described = re.findall(r'aria-describedby="([^"]+_error)"', page)
    assert described
    assert all(f'id="{name}"' in page for name in described)


@pytest.mark.parametrize("query", ["status=nothing", "intake=nothing", "reviewer=x", "view=nothing"])
def test_what_is_no_filter_leaves_the_queue_whole(query, client):
    application = make_application(status=Status.SUBMITTED)
    client.force_login(make_staff())
    page = client.get(f"/en/desk/?{query}")
    assert application.reference in page.text
    assert ("The queue below is not filtered." in page.text) == (page.status_code == 400)


def test_filters_of_the_queue(client, firm):
    reviewer = make_staff()
    mine = make_application(firm, status=Status.SCREENING, assigned_to=reviewer)
    other = make_application(status=Status.SUBMITTED)
    client.force_login(reviewer)

    def shown(query):
        text = client.get(f"/en/desk/?{query}").text
        return [a.reference in text for a in (mine, other)]

    assert shown("") == [True, True]
    assert shown("view=mine") == [True, False]
    assert shown("view=unassigned") == [False, True]
    assert shown("status=submitted") == [False, True]
    assert shown(f"q={firm.name}") == [True, False]
    assert shown(f"intake={other.intake.code}") == [False, True]
    assert shown(f"reviewer={reviewer.pk}") == [True, False]


def fill(application, user, rows: int) -> None:
    """Give an application as many events, messages, corrections and reviews as asked for."""
    for n in range(rows):
        ApplicationEvent.objects.create(
            application=application, action="take", to_status=application.status, actor=user, note=f"{n}"
        )
        Message.objects.create(application=application, author=user, body=f"{n}")


def test_the_number_of_queries_does_not_grow(client, firm, owner):
    intake = make_intake()
    officer = make_staff(StaffRole.OFFICER)
    application = make_application(firm, intake, status=Status.SCREENING, answers=True)
    reviewer = make_staff()
    question = application.form.questions.first()
    request_correction(
        reference=application.reference, user=reviewer, revision=0, text="Why?", question_ids=[question.pk]
    )
    urls = {
        owner: [f"/en/applications/{application.reference}/", "/en/applications/"],
        officer: [f"/en/desk/applications/{application.reference}/", "/en/desk/"],
    }

    def count():
        found = {}
        for user, pages in urls.items():
            client.force_login(user)
            found |= {url: queries(client, url) for url in pages}
        return found

    fill(application, owner, 1)
    at_one = count()
    fill(application, owner, 29)
    for _ in range(29):
        make_application(firm, intake, status=Status.SUBMITTED)
    assert count() == at_one
    assert max(at_one.values()) <= LIMIT, at_one


def test_reviews_take_no_more_queries_either(client, firm):
    officer = make_staff(StaffRole.OFFICER)
    application = make_application(firm, status=Status.IN_REVIEW, answers=True)
    scores = {criterion.pk: (3, "Reason") for criterion in application.intake.rubric.all()}
    url = f"/en/desk/applications/{application.reference}/"
    client.force_login(officer)

    def add(number):
        for _ in range(number):
            application.refresh_from_db()
            save_review(
                reference=application.reference,
                user=make_staff(),
                revision=application.revision,
                scores=scores,
                recommendation="offer",
            )

    add(1)
    at_one = queries(client, url)
    add(29)
    assert queries(client, url) == at_one
    assert at_one <= LIMIT


def test_beginning_takes_few_queries(client, firm, owner):
    application = make_application(firm, answers=True)
    client.force_login(owner)
    assert queries(client, f"/en/apply/{application.intake.code}/") <= LIMIT
