"""Steps of a journey in a draft: two members fill it in, meet in one answer, add papers; an owner sends it."""

import re
from datetime import date, timedelta

from tests.browser.joining import upload
from tests.browser.people import Person

REFERENCE = re.compile(r"HL-\d{4}-\d{6}")
HERS = "Build a first batch with a partner line. 與夥伴生產線試產首批樣機。"
MINE = "Move a sensor from prototype to a first batch. 由樣機走向小批量生產。"


def begin(owner: Person, intake: str) -> str:
    """Begin the application for an intake, or go on with it; the path of the draft."""
    if owner.path != f"/apply/{intake}/":
        owner.open(f"/apply/{intake}/")
    owner.page.locator("[name='firm']").first.check()
    owner.press("main form button")
    return owner.path


def reference_in(path: str) -> str:
    return REFERENCE.search(path)[0]


def answer(member: Person, **answers: str) -> None:
    """Answer questions by their keys, with the codes of what is chosen; two underscores stand for a hyphen."""
    for key, value in answers.items():
        name = f"answer-{key.replace('__', '-')}"
        controls = member.page.locator(f"[name='{name}']")
        if controls.first.get_attribute("type") in ("radio", "checkbox"):
            member.page.check(f"[name='{name}'][value='{value}']")
        elif member.page.locator(f"select[name='{name}']").count():
            controls.select_option(value)
        else:
            controls.fill(value)


def answered(member: Person, key: str) -> str:
    """What stands in the field of a question now."""
    return member.page.locator(f"[name='answer-{key}']").input_value()


def fill_together(owner: Person, colleague: Person, draft: str) -> None:
    """Two members fill in different questions of the same section, and each sees the other's answer."""
    for member in (owner, colleague):
        member.open(f"{draft}sections/project/")
    colleague.save(lambda: answer(colleague, area="120"))
    owner.save(lambda: answer(owner, plan=MINE))
    for member in (owner, colleague):
        member.page.reload()
        assert (answered(member, "plan"), answered(member, "area")) == (MINE, "120")


def meet_in_one_answer(owner: Person, colleague: Person) -> None:
    """Both change the same answer: the second sees both texts and chooses; the first text is not lost before."""
    colleague.save(lambda: answer(colleague, plan=HERS))
    mine = f"{MINE} Twice."
    owner.save(lambda: answer(owner, plan=mine), status=409)
    both = owner.page.locator("#conflict-plan")
    assert mine in both.inner_text()
    assert HERS in both.inner_text()
    assert answered(owner, "plan") == mine, "what was typed is still there"
    owner.save(lambda: owner.page.check("#conflict-plan [value^='theirs.']"))
    assert answered(owner, "plan") == HERS
    assert owner.page.locator("#conflict-plan fieldset").count() == 0


def answer_the_rest(owner: Person, draft: str, paper: str) -> None:
    """Go through the sections in order to the page that is read before sending. paper: an uploaded file's name."""
    owner.open(draft)
    owner.press("#sections a")
    assert owner.page.locator("#origin-staff .field__note").count() == 1, "filled in from the firm's facts"
    answer(owner, incorporated="hong-kong", shenzhen="no", contact="sample@example.org")
    owner.press("button[name='go']")
    answer(
        owner,
        area="5",
        field="medtech",
        rooms="office",
        start=in_days(60),
        cost="860,000",
        other__support="no",
    )
    owner.press("button[name='go']")
    assert owner.path.endswith("/sections/project/"), "a wrong answer is shown at once"
    assert owner.page.locator(".error-summary a[href='#id_answer-area']").count() == 1
    answer(owner, area="120")
    owner.press("button[name='go']")
    fill_table(owner)
    owner.press("button[name='go']")
    add_papers(owner, paper)
    answer(owner, truthful="yes")
    owner.press("button[name='go']")
    assert owner.path == f"{draft}check/"


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def fill_table(owner: Person) -> None:
    """One row of the team; a second is added and taken out again."""
    row = {"people.0.role": "Sample work", "people.0.share": "50", "people.0.based": "both"}
    owner.save(lambda: answer(owner, **row))
    press_in_table(owner, "button[name='add-row']")
    second = owner.page.locator(".q__row >> nth=1")
    second.wait_for()
    press_in_table(owner, "button[name='remove-row'] >> nth=1")
    second.wait_for(state="detached")


def press_in_table(member: Person, button: str) -> None:
    """A button of a table: with script the table alone is exchanged, without it the page."""
    if member.has_script:
        member.save(lambda: member.page.click(button))
    else:
        member.press(button)


def add_papers(owner: Person, name: str) -> None:
    """One paper comes from the firm's library, another one is uploaded where it is asked for."""
    owner.save(lambda: owner.page.select_option("[name='paper-certificate']", index=1))
    owner.page.wait_for_selector("#q-certificate .files a")
    owner.save(lambda: upload(owner, "answer-accounts", name, "accounts"))
    owner.page.wait_for_selector(f"#q-accounts .files a:text-is('{name}')")


def is_left_to_the_owner(colleague: Person, draft: str) -> None:
    """An editor reads the answers once more, and cannot send them."""
    colleague.open(f"{draft}check/")
    assert HERS in colleague.page.locator("main").inner_text()
    assert colleague.page.locator("main form").count() == 0
    assert colleague.page.locator("[name='consent']").count() == 0


def send(owner: Person) -> str:
    """Agree to what has to be agreed to and send, on the page that is read before; the reference."""
    consents = owner.page.locator("[name='consent']")
    assert consents.count() == 2, "shared with the body, and across the boundary"
    owner.press("main form .btn--cross")
    assert owner.page.locator(".error-summary a").count() == 2, "nothing is agreed to unasked"
    for box in consents.all():
        box.check()
    owner.press("main form .btn--cross")
    assert owner.path.endswith("/receipt/")
    reference = reference_in(owner.path)
    assert reference in owner.page.locator("main").inner_text()
    return reference


def read_what_was_sent(reader: Person, path: str) -> None:
    """The printable copy, its PDF, and a paper in it, as the firm or the desk gets them."""
    reader.open(f"{path}sent/")
    assert HERS in reader.page.locator("main").inner_text()
    paper = reader.page.locator("main a[href*='/documents/']").first.get_attribute("href")
    for address in (reader.address(f"{path}sent.pdf"), f"{reader.base}{paper}"):
        response = reader.page.request.get(address)
        assert response.status == 200
        assert response.headers["content-disposition"].startswith("attachment")
        assert response.body().startswith(b"%PDF-")
