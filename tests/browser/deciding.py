"""Steps of a journey after sending: the desk asks, scores, offers; the firm answers, accepts, reports."""

from tests.browser.filling import in_days
from tests.browser.people import Person

LETTER = "Sample letter: the support is offered for a year. 示例信函。"
REPLY = "Four people. 四人。"


def at_desk(reference: str) -> str:
    return f"/desk/applications/{reference}/"


def start_screening(reviewer: Person, reference: str) -> None:
    """From the queue to the application, and take it up."""
    reviewer.open(f"/desk/?q={reference}")
    reviewer.press(f"#queue a[href$='{at_desk(reference)}']")
    reviewer.press("form[action*='start-screening'] button")


def ask_for(reviewer: Person, reference: str, question: str) -> None:
    """Ask for one question to be answered again. question: its label in the language of the run."""
    reviewer.open(at_desk(reference))
    reviewer.unfold("form[action*='request-correction']")
    reviewer.press("form[action*='request-correction'] button")
    assert reviewer.page.locator(".error-summary").count() == 1, "a request names questions"
    reviewer.page.get_by_role("checkbox", name=question, exact=True).check()
    reviewer.fill(correction__text="Sample request: say how many people will move.")
    reviewer.press("form[action*='request-correction'] button")


def reply(owner: Person, reference: str) -> None:
    """Answer what was asked for, and nothing else: no other question is open."""
    owner.open(f"/applications/{reference}/")
    assert owner.page.locator("#reply .q").count() == 1
    owner.fill(answer__plan="Four people move. 四人將遷入。", reply=REPLY)
    owner.press("form[action*='answer-correction'] .btn--cross")
    assert owner.page.locator("#reply").count() == 0


def review(reviewer: Person, reference: str) -> None:
    """Pass the reply on to review, and score it."""
    reviewer.open(at_desk(reference))
    assert REPLY in reviewer.page.locator("#evidence").inner_text()
    reviewer.press("form[action*='pass-screening'] button")
    page = reviewer.page
    for name in sorted({radio.get_attribute("name") for radio in page.locator(".score input").all()}):
        page.locator(f"[name='{name}'][value='4']").check(force=True)
    for box in page.locator("[name^='review-reason-']").all():
        box.fill("Sample reason")
    page.check("[name='review-recommendation'][value='offer']")
    reviewer.press("form[action*='/review/'] button")
    assert "80 / 100" in page.locator("#evidence").inner_text()


def offer(officer: Person, reference: str) -> None:
    officer.open(at_desk(reference))
    officer.unfold("form[action*='/offer/']")
    officer.fill(offer__text=LETTER, offer__accept_by=in_days(30))
    officer.press("form[action*='/offer/'] button")


def accept(owner: Person, reference: str) -> None:
    owner.open(f"/applications/{reference}/")
    assert LETTER in owner.page.locator("[aria-labelledby='decision']").inner_text()
    owner.press("a[href$='/accept/']")
    assert LETTER in owner.page.locator("main").inner_text()
    owner.press("main form .btn--cross")
    assert owner.page.locator("a[href$='/accept/']").count() == 0


def report_a_milestone(owner: Person, officer: Person, reference: str) -> None:
    """The officer sets a milestone, the firm reports, the officer confirms."""
    officer.open(at_desk(reference))
    officer.unfold("[name='milestone-title']")
    officer.fill(milestone__title="Sample lease signed", milestone__due_on=in_days(90))
    officer.press("form[action$='/milestones/'] button")
    owner.open(f"/applications/{reference}/")
    owner.unfold("[name^='report-']")
    owner.page.fill("[name$='-report']", "Sample report: the lease is signed.")
    owner.press("form[action*='/milestones/'] .btn--cross")
    officer.open(at_desk(reference))
    officer.press("form[action$='/confirm/'] button")
    owner.open(f"/applications/{reference}/")
    assert owner.page.locator("[aria-labelledby='milestones'] .tag--done").count() == 1


def write_to_each_other(owner: Person, officer: Person, reference: str) -> None:
    """A message each way; a note among staff stays among staff."""
    owner.open(f"/applications/{reference}/")
    owner.fill(body="Sample question: which floor?")
    owner.press("form[action$='/message/'] button")
    officer.open(at_desk(reference))
    officer.fill(body="Sample note among staff")
    officer.press("form[action$='/message/'] [name='internal']")
    officer.fill(body="Sample answer: the third.")
    officer.press("form[action$='/message/'] button")
    owner.open(f"/applications/{reference}/")
    thread = owner.page.locator("[aria-labelledby='messages']").inner_text()
    assert "which floor?" in thread
    assert "the third." in thread
    assert "among staff" not in thread
