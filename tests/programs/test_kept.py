"""What was typed outlives the session, a sign-in and a refusal, on the zone's side and on the firm's."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole, StaffRole
from programs.enums import ApplicationStatus as Status
from programs.models import EntryReport, FormVersion, Message, Milestone, Review
from tests.factories import make_application, make_firm, make_measure, make_staff

from .form_building import a_form, values_of

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
WORDS = "Typed with care 用心寫的"


def desk_posts(application) -> list[tuple[str, dict]]:
    """Where staff write, and what."""

    def move(name, **fields):
        return reverse("desk-move", args=[application.reference, name]), fields

    message, milestones = (
        reverse(name, args=[application.reference]) for name in ("desk-message", "desk-milestones")
    )
    form = a_form()
    section, question = form.sections.first(), form.questions.first()
    return [
        (message, {"body": WORDS}),
        (message, {"body": WORDS, "internal": "1"}),
        move("review", **{"review-comment": WORDS, "review-recommendation": "offer"}),
        move("offer", **{"offer-text": WORDS}),
        move("decline", **{"decline-text": WORDS, "decline-reason": "score"}),
        move("request-correction", **{"correction-text": WORDS}),
        (milestones, {"milestone-title": WORDS, "milestone-due_on": "2027-01-31"}),
        (
            reverse("desk-milestone", args=[application.reference, 1, "return"]),
            {"return-1-note": WORDS},
        ),
        (reverse("desk_report", args=[1]), {"answer": WORDS, "state": "answered"}),
        (reverse("desk_section_add", args=[form.pk]), {"title_en": WORDS}),
        (reverse("desk_section", args=[section.pk]), {"title_en": WORDS}),
        (reverse("desk_question_add", args=[section.pk]), {"label_en": WORDS, "kind": "text"}),
        (reverse("desk_question", args=[question.pk]), {"label_en": WORDS, "kind": "text"}),
    ]


def firm_posts(application) -> list[tuple[str, dict]]:
    """Where founders write after sending, and what."""

    def move(name, **fields):
        return reverse("application-move", args=[application.reference, name]), fields

    return [
        (reverse("application-message", args=[application.reference]), {"body": WORDS}),
        (reverse("milestone-report", args=[application.reference, 1]), {"report-1-report": WORDS}),
        move("withdraw", note=WORDS),
        move("turn-down", note=WORDS),
        move("reconsider", **{"reconsider-note": WORDS}),
        move("answer-correction", reply=WORDS, **{"seen-text": "0.x", "answer-text": WORDS}),
        (reverse("apply-together", args=[uuid4()]), {"answer-text": WORDS}),
    ]


def a_report(**fields) -> EntryReport:
    told = {"about": "figure", "text": "The figure is old.", "language": "en"}
    return EntryReport.objects.create(entry=make_measure(), **told, **fields)


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def application(firm):
    return make_application(firm, status=Status.IN_REVIEW, answers=True)


def strict(user=None) -> Client:
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.force_login(user)
    return client


def everything() -> tuple:
    return Message.objects.count(), Review.objects.count(), Milestone.objects.count()


@pytest.mark.parametrize("posts", [desk_posts, firm_posts])
def test_signed_out_one_gets_ones_words_back_to_send_again(posts, application):
    for address, fields in posts(application):
        response = strict().post(address, fields, headers=HERE)
        assert response.status_code == 401, address
        assert f'action="{address}"' in response.text
        for name, value in fields.items():
            assert f'<textarea hidden name="{name}">\n{value}</textarea>' in response.text
        assert "Sign in in a new tab" in response.text
        assert f'<blockquote class="typed">{WORDS}</blockquote>' in response.text
    assert everything() == (0, 0, 0)


@pytest.mark.parametrize(("posts", "role"), [(desk_posts, StaffRole.ADMINISTRATOR), (firm_posts, "")])
def test_a_page_older_than_the_sign_in_is_sent_once_more(posts, role, application, owner):
    client = strict(make_staff(role) if role else owner)
    for address, fields in posts(application):
        response = client.post(address, fields, headers=HERE)
        assert response.status_code == 403, address
        assert f">\n{WORDS}</textarea>" in response.text
        assert "Send it again" in response.text
    assert everything() == (0, 0, 0)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_every_text_of_staff_stands_under_its_label(language, application):
    for address, fields in desk_posts(application):
        page = strict().post(address.replace("/en/", f"/{language}/", 1), fields, headers=HERE).text
        assert re.search(rf'<p class="small mute mt-s">[^<]+</p><blockquote class="typed">{WORDS}<', page), (
            address
        )


def test_a_review_comes_back_with_its_criteria_and_scores(client, application):
    client.force_login(make_staff())
    sent = values_of(client.get(reverse("desk-application", args=[application.reference])).text)
    first = application.intake.rubric.first()
    sent |= {f"review-score-{first.pk}": ["4"], f"review-reason-{first.pk}": [WORDS]}
    address = reverse("desk-move", args=[application.reference, "review"])
    page = strict().post(address, sent, headers=HERE).text.split('id="typed"')[1]
    score, reason = (
        f'<p class="small mute mt-s">{label}</p><blockquote class="typed">{said}</blockquote>'
        for label, said in ((first.name, "4"), (f"Reason for the score of “{first.name}”", WORDS))
    )
    assert score in page
    assert reason in page
    assert "words-" not in page


def test_a_page_older_than_the_sign_in_gets_the_new_token_and_is_sent_with_one_press(application):
    client = strict(make_staff())
    page = strict().post(
        address := reverse("desk-message", args=[application.reference]), {"body": WORDS}, headers=HERE
    )
    assert f'data-url="{reverse("session-stay")}"' in page.text
    assert "js/session.js" in page.text
    before = client.session.get_expiry_date()
    told = client.get(reverse("session-stay")).json()
    assert 0 < told["seconds"] <= client.session.get_expiry_age()
    assert abs((client.session.get_expiry_date() - before).total_seconds()) < 5
    sent = {"body": WORDS, "csrfmiddlewaretoken": told["token"]}
    assert client.post(address, sent, headers=HERE).status_code == 302
    assert Message.objects.get().body == WORDS
    assert strict().get(reverse("session-stay")).status_code == 302


@pytest.mark.parametrize("posts", [desk_posts, firm_posts])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}]
)
def test_a_page_of_another_site_gets_nothing_back(posts, headers, application):
    for address, fields in posts(application):
        response = strict().post(address, fields, headers=headers)
        assert response.status_code == 302, address
        assert response.url.startswith(reverse("account_login"))


def test_what_is_sent_again_arrives(application):
    client = strict(make_staff())
    address = reverse("desk-message", args=[application.reference])
    kept = client.post(address, {"body": WORDS, "internal": "1"}, headers=HERE).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)">\s*\n\s*<textarea', kept)[1]
    values = values_of(kept.replace("<textarea hidden ", "<textarea "))
    assert client.post(address, {**values, "csrfmiddlewaretoken": token}, headers=HERE).status_code == 302
    note = Message.objects.get()
    assert (note.body, note.is_internal) == (WORDS, True)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_pages_to_write_on_say_when_the_session_ends(language, client, application, owner):
    pages = {
        owner: [reverse("application", args=[application.reference])],
        make_staff(): [reverse("desk-application", args=[application.reference])],
        make_staff(StaffRole.EDITOR): [
            *(address for address, _fields in desk_posts(application)[-4:]),
            reverse("desk_form_trial", args=[FormVersion.objects.latest("pk").pk]),
            reverse("desk_report", args=[a_report().pk]),
        ],
    }
    for person, addresses in pages.items():
        client.force_login(person)
        for address in addresses:
            page = client.get(address.replace("/en/", f"/{language}/", 1)).text
            assert re.search(r'id="session" role="alert" hidden data-ends="\d+"', page), address
            assert "js/session.js" in page


def test_a_refused_move_shows_what_was_typed(client, application, owner):
    client.force_login(owner)
    address = reverse("application-move", args=[application.reference, "turn-down"])
    for fields in ({"note": f"{WORDS} " + "x" * 2000}, {"note": WORDS, "revision": "77"}):
        response = client.post(address, {"revision": application.revision, **fields})
        assert response.status_code in (400, 409)
        assert f'<blockquote class="typed">{WORDS}' in response.text
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW


def test_a_report_that_a_colleague_confirmed_meanwhile_costs_no_words(client, firm, owner):
    application = make_application(firm, status=Status.ACCEPTED)
    milestone = Milestone.objects.create(application=application, title="Lease signed", due_on="2027-01-31")
    client.force_login(make_staff(StaffRole.OFFICER))
    address = reverse("desk-milestone", args=[application.reference, milestone.pk, "return"])
    response = client.post(address, {f"return-{milestone.pk}-note": WORDS})
    assert response.status_code == 409
    assert f'<blockquote class="typed">{WORDS}</blockquote>' in response.text


def test_an_answer_to_a_report_that_was_answered_meanwhile_costs_no_words(client):
    report = a_report(state="answered", answered_at=timezone.now())
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    response = client.post(reverse("desk_report", args=[report.pk]), {"answer": WORDS, "state": "dismissed"})
    assert response.status_code == 409
    assert WORDS in response.text
