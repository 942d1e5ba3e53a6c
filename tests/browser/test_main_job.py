"""The main job in a real browser, as founder, reviewer and officer, with axe on every page that is visited."""

import re
from datetime import date, timedelta

import pytest

from portal.front.demo.people import PASSWORD as STAFF_PASSWORD
from tests.factories import PASSWORD
from tests.papers import pdf

INTAKE = "sample-research-space-support"
PDF = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": pdf("sample certificate")}
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1280, "height": 900}

#: What the offer's mail says in its subject, by the founder's language.
OFFER = {"en": "Your turn by", "zh-hant": "輪到你"}


class Person:
    """A page with the checks that every visited page has to pass."""

    def __init__(self, page, axe, base: str, language: str):
        self.page, self.axe, self.base, self.language = page, axe, base, language

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}/{self.language}{path}")
        self.look()

    def look(self) -> None:
        """No accessibility violation, nothing wider than the screen."""
        assert self.axe(self.page) == [], self.page.url
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), f"{self.page.url} scrolls sideways"

    def press(self, selector: str) -> None:
        """Press a button or link and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"[name='{name.replace('__', '-')}']", value)

    def sign_in(self, email: str, password: str) -> None:
        self.open("/accounts/login/")
        self.fill(login=email, password=password)
        self.press("main form button")


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("zh-hant", PHONE)])
def test_from_finding_to_accepting(language, size, live_stack, new_page, axe):
    email = f"browser-{language}@example.org"
    base = live_stack.base_url
    founder = Person(new_page(viewport=size), axe, base, language)
    sign_up(founder, live_stack, email)
    reference = apply(founder)

    reviewer = Person(new_page(viewport=DESKTOP), axe, base, "en")
    reviewer.sign_in("reviewer1@example.org", STAFF_PASSWORD)
    at_desk = f"/desk/applications/{reference}/"
    reviewer.open("/desk/")
    reviewer.open(at_desk)
    reviewer.press("form[action*='start-screening'] button")
    ask(reviewer)

    founder.open(f"/applications/{reference}/")
    founder.fill(answer__plan="Four people move. 四人將遷入。", reply="Four people.")
    founder.press("form[action*='answer-correction'] button")

    reviewer.open(at_desk)
    reviewer.press("form[action*='pass-screening'] button")
    review(reviewer)
    officer = Person(new_page(viewport=size), axe, base, "zh-hans")
    officer.sign_in("officer@example.org", STAFF_PASSWORD)
    officer.open(at_desk)
    officer.page.locator("details:has(form[action*='/offer/']) > summary").click()
    officer.fill(offer__text="The support is offered for a year.")
    officer.press("form[action*='/offer/'] button")

    live_stack.wait_for(
        lambda: [
            m
            for m in live_stack.mails(email)
            if reference in m["Subject"] and OFFER[language] in m["Subject"]
        ],
        f"the offer's mail in {language}",
    )
    founder.open(f"/applications/{reference}/")
    founder.press("form[action*='/accept/'] button")
    founder.open("/inbox/")
    assert reference in founder.page.content()


def sign_up(founder: Person, stack, email: str) -> None:
    founder.open("/")
    founder.open("/catalogue/?kind=measure&area=hetao&category=rent")
    founder.press("a[href$='/measures/hetao-research-industrial-space-support/']")
    founder.press(f"a[href*='/apply/{INTAKE}/']")
    founder.press("main a[href*='/accounts/signup/']")
    founder.fill(email=email, password1=PASSWORD, password2=PASSWORD)
    founder.press("main form button")
    mail = stack.wait_for(lambda: stack.mails(email), "the mail that confirms the address")[0]
    founder.page.goto(re.search(r"http\S+confirm-email\S+", mail.get_body(("plain",)).get_content())[0])
    founder.look()
    if founder.page.locator("main form[action*='confirm-email'] button").count():
        founder.press("main form[action*='confirm-email'] button")
    assert f"/apply/{INTAKE}/" in founder.page.url, "the mailed link leads on to where she was heading"
    founder.press("main a[href*='/firm/new/']")
    founder.fill(name=f"Sample Browser Limited {founder.language}")
    founder.page.locator("[name='side'][value='hong-kong'], select[name='side']").first.check()
    founder.press("main form button")


def apply(founder: Person) -> str:
    if f"/apply/{INTAKE}/" not in founder.page.url:
        founder.open(f"/apply/{INTAKE}/")
    founder.press("main form button")
    reference = re.search(r"HL-\d{4}-\d{6}", founder.page.url)[0]
    founder.press("#sections a")
    founder.fill(
        answer__plan="Move a sensor from prototype to a first batch. 由樣機走向小批量生產。",
        answer__area="5",
        answer__start=(date.today() + timedelta(days=60)).isoformat(),
    )
    founder.page.check("[name='answer-field'][value='medtech']")
    founder.press("button[name='go']")
    assert founder.page.evaluate("document.activeElement.className") == "error-summary"
    founder.fill(answer__area="120")
    founder.page.set_input_files("[name='answer-certificate']", PDF)
    founder.page.wait_for_selector("#q-certificate .files")
    founder.press("button[name='go']")
    for box in founder.page.locator("[name='consent']").all():
        box.check()
    founder.press("main form button.btn--cross")
    assert "/receipt/" in founder.page.url
    assert reference in founder.page.content()
    return reference


def ask(reviewer: Person) -> None:
    page = reviewer.page
    page.locator("details:has(form[action*='request-correction']) > summary").click()
    page.locator("[name='correction-questions']").first.check()
    reviewer.fill(**{"correction-text": "Say how many people will move."})
    reviewer.press("form[action*='request-correction'] button")


def review(reviewer: Person) -> None:
    page = reviewer.page
    for name in sorted({radio.get_attribute("name") for radio in page.locator(".score input").all()}):
        page.locator(f"[name='{name}'][value='4']").check(force=True)
    for box in page.locator("[name^='review-reason-']").all():
        box.fill("Fits well")
    page.check("[name='review-recommendation'][value='offer']")
    reviewer.press("form[action*='/review/'] button")
    assert "80 / 100" in page.content()
