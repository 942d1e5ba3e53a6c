"""Steps of a journey to further applications: several at once, and answers that are used again."""

from tests.browser.filling import answer, in_days, reference_in
from tests.browser.people import Person


def begin_together(owner: Person, intakes: tuple[str, str]) -> list[str]:
    """Begin two applications at once and answer once what they ask alike; the paths of the drafts."""
    owner.open("/applications/")
    owner.press("main a[href$='/apply/']")
    owner.page.locator("[name='firm']").first.check()
    for code in intakes:
        owner.page.check(f"[name='intake'][value='{code}']")
    owner.press("main form button")
    assert owner.path.startswith("/apply/together/")
    links = owner.page.locator("[aria-labelledby='drafts'] h3 a")
    drafts = [link.get_attribute("href").removeprefix(f"/{owner.language}") for link in links.all()]
    assert len(drafts) == 2
    answer(owner, contact="both@example.org")
    owner.press("main form .btn--big")
    return drafts


def use_again(owner: Person, source: str, intake: str) -> str:
    """Fill the draft that an intake has already with the answers of an application that was sent; its path."""
    owner.open(f"/applications/{source}/again/")
    owner.page.check(f"[name='intake'][value='{intake}']")
    owner.press("main form button")
    owner.press("main form [name='fill']")
    return owner.path


def confirm_all(owner: Person, draft: str) -> None:
    """Look at each section once more, and answer what is asked anew each time, but for the declaration."""
    owner.open(draft)
    owner.press("#sections a")
    assert owner.page.locator("[name='answer-contact']").input_value() == "both@example.org"
    owner.press("button[name='go']")
    answer(owner, start=in_days(60), cost="1", other__support="no")
    for _ in range(3):
        owner.press("button[name='go']")
    assert owner.path == f"{draft}check/"


def send_together(owner: Person, draft: str) -> None:
    """From the draft to the page of those begun with it, and send what is ready: the other one is not."""
    owner.open(draft)
    owner.press("main a[href*='/apply/together/']")
    owner.press("main a[href*='/apply/together/'][href$='/send/']")
    reference = reference_in(draft)
    assert owner.page.locator("[name='send']").count() == 1, "one is ready"
    owner.page.check(f"[name='send'][value='{reference}']")
    owner.press("main form .btn--cross")
    assert owner.page.locator(".error-summary a").count() == 3, "nothing is declared and agreed to unasked"
    for box in owner.page.locator(f"[name='declare-{reference}'], [name='consent']").all():
        box.check()
    owner.press("main form .btn--cross")
    assert owner.path.endswith("/receipt/")
    assert reference in owner.page.locator("main").inner_text()


def withdraw(owner: Person, reference: str) -> None:
    """Withdraw an application that was sent, with a reason."""
    owner.open(f"/applications/{reference}/")
    owner.unfold("form[action$='/withdraw/']")
    owner.press("form[action$='/withdraw/'] button")
    assert owner.page.locator(".error-summary").count() == 1, "a reason is asked for"
    owner.page.check("[name='withdraw-reason'][value='other']")
    owner.fill(withdraw__note="Sample reason: another place was found.")
    owner.press("form[action$='/withdraw/'] button")
    assert owner.page.locator("form[action$='/withdraw/']").count() == 0


def discard(owner: Person, draft: str) -> None:
    """Close a draft for good."""
    owner.open(draft)
    owner.unfold("form[action$='/withdraw/']")
    owner.press("form[action$='/withdraw/'] button")
    owner.open("/applications/")
    assert reference_in(draft) in owner.page.locator("main").inner_text()
