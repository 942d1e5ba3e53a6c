"""The main job over HTTP with real processes: find, sign up, apply, be asked, reply, be offered, accept.

On SQLite with the embedded broker, and on PostgreSQL with Redis.
"""

import re
from datetime import date, timedelta

import pytest

from portal.front.demo.people import PASSWORD as STAFF_PASSWORD
from tests.factories import PASSWORD
from tests.features.visitor import Visitor
from tests.papers import pdf

PDF = pdf("sample certificate")
INTAKE = "sample-research-space-support"
MEASURE = "/measures/hetao-research-industrial-space-support/"

#: What the founder types, by section.
ANSWERS = {
    "firm": {"answer-staff": "3", "answer-incorporated": "hong-kong", "answer-shenzhen": "no"},
    "project": {
        "answer-plan": "Move a sensor from prototype to a first batch. 由樣機走向小批量生產。",
        "answer-field": "medtech",
        "answer-rooms": "office",
        "answer-area": "120",
        "answer-start": (date.today() + timedelta(days=60)).isoformat(),
        "answer-cost": "860,000",
        "answer-other-support": "no",
    },
    "team": {
        "rows-people": "1",
        "answer-people.0.role": "Sample work",
        "answer-people.0.share": "100",
        "answer-people.0.based": "shenzhen",
    },
    "papers": {"answer-truthful": "yes"},
}

#: A few words of the mail about the offer, by the founder's language.
OFFER = {"en": "Your turn by", "zh-hant": "輪到你", "zh-hans": "轮到您"}


@pytest.fixture(params=["sqlite", "postgresql"])
def stack(request, make_stack):
    if request.param == "sqlite":
        stack = make_stack(demo=True)
    else:
        stack = make_stack(
            request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url"), demo=True
        )
    stack.start()
    return stack


def test_from_finding_to_accepting(stack):
    for language in OFFER:
        walk(stack, language)


def walk(stack, language: str) -> None:
    email = f"new-{language}@example.org"
    founder = sign_up(stack, language, email)
    reference = apply(founder)
    reviewer = Visitor(stack.base_url, "en")
    reviewer.sign_in("reviewer1@example.org", STAFF_PASSWORD)
    officer = Visitor(stack.base_url, "zh-hans")
    officer.sign_in("officer@example.org", STAFF_PASSWORD)

    move(reviewer, reference, "start-screening")
    ask(reviewer, reference)
    reply(founder, reference)
    move(reviewer, reference, "pass-screening")
    review(reviewer, reference)
    move(
        officer,
        reference,
        "offer",
        **{"offer-text": "The support is offered for a year.", "offer-accept_by": ""},
    )

    wanted = OFFER[language]
    stack.wait_for(
        lambda: any(reference in m["Subject"] and wanted in m["Subject"] for m in stack.mails(email)[-2:]),
        f"the offer's mail to {email} in {language}: {[m['Subject'] for m in stack.mails(email)]}",
    )
    page = founder.open(f"/applications/{reference}/accept/").says("The support is offered for a year.")
    founder.post(f"/applications/{reference}/accept/", revision=page.hidden("revision"))
    assert founder.page.status == 200
    stack.wait_for(
        lambda: len([m for m in stack.mails(email) if reference in m["Subject"]]) == 7,
        "a mail for every step",
    )
    founder.open("/inbox/").says(reference)


def sign_up(stack, language: str, email: str) -> Visitor:
    founder = Visitor(stack.base_url, language)
    founder.open("/catalogue/?kind=measure&area=hetao&category=rent").says(
        "hetao-research-industrial-space-support"
    )
    founder.open(MEASURE).says(INTAKE)
    page = founder.open(f"/accounts/signup/?next=/{language}/apply/{INTAKE}/")
    founder.post(
        "/accounts/signup/", email=email, password1=PASSWORD, password2=PASSWORD, next=page.hidden("next")
    )
    mail = stack.wait_for(lambda: stack.mails(email), "the mail that confirms the address")[0]
    link = re.search(r"http\S+confirm-email\S+", mail.get_body(("plain",)).get_content())[0]
    founder.open(link)
    if founder.page.values(r'(<form[^>]*method="post"[^>]*confirm-email)'):
        founder.post(link)
    assert f"/apply/{INTAKE}/" in founder.page.url, "the mailed link leads on to where she was heading"
    founder.sign_in(email, PASSWORD)
    founder.open("/firm/new/")
    founder.post(
        "/firm/new/",
        name=f"Sample {language} Limited",
        name_zh="",
        side="hong-kong",
        registration_number="",
        parent="",
    )
    assert founder.page.status == 200, founder.page.plain()[:2000]
    return founder


def apply(founder: Visitor) -> str:
    page = founder.open(f"/apply/{INTAKE}/")
    firm = page.values(r'name="firm" value="(\d+)"')[0]
    page = founder.post(f"/apply/{INTAKE}/", firm=firm)
    reference = re.search(r"HL-\d{4}-\d{6}", page.url)[0]
    for section, answers in ANSWERS.items():
        path = f"/applications/{reference}/sections/{section}/"
        page = founder.open(path)
        files = {"answer-certificate": ("certificate.pdf", PDF)} if section == "papers" else {}
        page = founder.post(path, files=files, go="1", **{**seen(page), **answers})
    assert page.url.endswith("/check/"), "each section leads to the next one, the last one to reading it all"
    page.says("由樣機走向小批量生產", "certificate.pdf", "Sample work")
    consents = page.values(r'name="consent" value="(\d+)"')
    assert len(consents) == 2, "shared with the body, and across the boundary"
    sent = {"revision": page.hidden("revision"), "mark": page.hidden("mark"), "consent": consents}
    page = founder.post(f"/applications/{reference}/check/", **sent).says(reference)
    assert page.url.endswith(f"{reference}/receipt/"), page.plain()[:2000]
    return reference


def seen(page) -> dict[str, str]:
    """What a page of questions says it showed, and how many rows of each table."""
    names = page.values(r'name="((?:seen|rows)-[^"]+)"')
    return {name: page.hidden(name) for name in names}


def move(person: Visitor, reference: str, action: str, **data) -> None:
    page = person.open(f"/desk/applications/{reference}/")
    before = page.hidden("revision")
    page = person.post(f"/desk/applications/{reference}/{action}/", revision=before, **data)
    assert page.status == 200, page.plain()[:2000]
    again = person.post(f"/desk/applications/{reference}/{action}/", revision=before, **data)
    assert again.status == 409, "the same move a second time is refused"


def ask(reviewer: Visitor, reference: str) -> None:
    page = reviewer.open(f"/desk/applications/{reference}/")
    # The first question of the form: how many people work for the firm.
    question = page.values(r'name="correction-questions" value="(\d+)"')[0]
    move(
        reviewer,
        reference,
        "request-correction",
        **{"correction-questions": question, "correction-text": "Count the founders too."},
    )


def reply(founder: Visitor, reference: str) -> None:
    page = founder.open(f"/applications/{reference}/").says("Count the founders too.")
    founder.post(
        f"/applications/{reference}/answer-correction/",
        files={},
        revision=page.hidden("revision"),
        reply="There are four of us.",
        **seen(page),
        **{"answer-staff": "4"},
    )
    assert founder.page.status == 200, founder.page.plain()[:2000]


def review(reviewer: Visitor, reference: str) -> None:
    page = reviewer.open(f"/desk/applications/{reference}/")
    scores = dict.fromkeys(page.values(r'name="(review-score-\d+)"'), "4")
    scores |= dict.fromkeys(page.values(r'name="(review-reason-\d+)"'), "Fits well")
    page = reviewer.post(
        f"/desk/applications/{reference}/review/",
        revision=page.hidden("revision"),
        **scores,
        **{"review-recommendation": "offer"},
    )
    page.says("80 / 100")
