"""Steps of a journey before anything is applied for: an account, a firm, a colleague, papers."""

import re

from tests.browser.people import Person
from tests.factories import PASSWORD
from tests.papers import pdf
from tests.services.stack import Stack

MEASURE = "/measures/hetao-research-industrial-space-support/"


def mailed_link(stack: Stack, email: str, part: str) -> str:
    """The address with this part in its path, from the mail that somebody gets."""

    def find() -> str | None:
        texts = [mail.get_body(("plain",)).get_content() for mail in stack.mails(email)]
        return next((found[0] for text in texts if (found := re.search(rf"http\S+{part}\S+", text))), None)

    return stack.wait_for(find, f"a mail to {email} with a link to {part}")


def sign_up(person: Person, stack: Stack, email: str) -> None:
    """From a page that asks who she is to an account with a confirmed address, and on to where she was heading."""
    person.press("main a[href*='/accounts/signup/']")
    person.fill(email=email, password1=PASSWORD, password2=PASSWORD)
    person.press("main form button")
    person.page.goto(mailed_link(stack, email, "confirm-email"))
    person.look()
    if person.page.locator("main form[action*='confirm-email']").count():
        person.press("main form[action*='confirm-email'] button")


def find_support(person: Person, intake: str) -> None:
    """From the home page over the list to a measure, and to its application, which asks who she is."""
    person.open("/")
    person.open("/catalogue/?kind=measure&area=hetao&category=rent")
    person.press(f"a[href$='{MEASURE}']")
    person.press(f"a[href*='/apply/{intake}/']")


def set_up_firm(owner: Person, name: str) -> None:
    """From the page of an intake to a firm, and back to the intake."""
    owner.press("main a[href*='/firm/new/']")
    owner.press("main form button")
    assert owner.page.locator(".error-summary").count() == 1, "a firm has a name"
    owner.fill(name=name, name_zh="示例旅程有限公司")
    owner.page.check("[name='side'][value='hong-kong']")
    owner.press("main form button")


def firm_number(member: Person) -> str:
    """The key of the firm whose workspace she has open."""
    return re.search(r"/firm/(\d+)/", member.page.content())[1]


def invite(owner: Person, colleague: Person, stack: Stack, email: str) -> None:
    """Invite a colleague by mail, who signs up and joins as an editor."""
    owner.open("/firm/")
    owner.press("main a[href$='/invite/']")
    owner.fill(email=email)
    owner.page.check("[name='role'][value='editor']")
    owner.press("main form button")
    assert email in owner.page.locator("[aria-labelledby='invitations']").inner_text()
    colleague.page.goto(mailed_link(stack, email, "/firm/invitations/"))
    colleague.look()
    sign_up(colleague, stack, email)
    assert colleague.path.startswith("/firm/invitations/"), "the mailed link leads back to the invitation"
    colleague.press("main form button")
    assert colleague.path == "/firm/"


def look_round(owner: Person) -> None:
    """What else an owner can do with the firm; one fact of it is recorded."""
    owner.open("/firm/")
    number = firm_number(owner)
    for part in ("edit", "leave", "matches", "plans", "consents", "papers"):
        owner.open(f"/firm/{number}/{part}/")
    owner.open("/profile/")
    for part in ("transfer", "remove"):
        owner.open("/firm/")
        owner.press(f"a[href*='/firm/members/'][href$='/{part}/']")
    owner.open(f"/firm/{number}/facts/")
    owner.press("main a[href*='fact=headcount']")
    owner.fill(value="12")
    owner.press("main form button")


def store_papers(member: Person, name: str) -> None:
    """Store a certificate in the firm's library, say more of it, and replace it by a new version."""
    member.open("/firm/")
    number = firm_number(member)
    member.open(f"/firm/{number}/papers/new/")
    member.press("main form button")
    assert member.page.locator(".error-summary").count() == 1, "a paper is a file and a kind"
    upload(member, "file", f"{name}.pdf", "first")
    member.page.select_option("[name='kind']", "incorporation")
    member.press("main form button")
    member.press("main a[href$='/change/']")
    member.fill(title=f"Certificate of {name}", issued_on="2026-01-05")
    member.press("main form button")
    member.press("main a[href$='/replace/']")
    upload(member, "file", f"{name}-2.pdf", "second")
    member.press("main form button")
    assert member.page.locator("#versions").count() == 1, "the old version is kept"
    member.open(f"/firm/{number}/papers/")
    assert member.page.locator(".papers tbody tr").count() == 1


def upload(member: Person, field: str, file_name: str, words: str) -> None:
    """Choose a PDF for a field; words make it another file than the next."""
    file = {"name": file_name, "mimeType": "application/pdf", "buffer": pdf(f"{file_name} {words}")}
    member.page.set_input_files(f"[name='{field}']", file)


def read_consents(member: Person, reference: str) -> None:
    """The ledger of what the firm has allowed, and one line of it."""
    member.open("/firm/")
    member.press("main a[href$='/consents/']")
    assert reference in member.page.locator("main").inner_text()
    member.press("main .result h2 a")


def leave(member: Person) -> None:
    """Leave the firm: its pages are unknown to her from then on."""
    member.open("/firm/")
    number = firm_number(member)
    member.open(f"/firm/{number}/leave/")
    member.press("main form button")
    member.page.goto(member.address(f"/firm/{number}/papers/"))
    assert member.page.locator("h1").count() == 1
    assert number not in member.page.locator("main").inner_text()
