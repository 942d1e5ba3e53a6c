"""A draft in a real browser: it saves itself, two members meet in one answer, and it works without script."""

import pytest

from portal.front.demo.people import PASSWORD
from tests.browser.test_main_job import DESKTOP, PHONE, Person

INTAKE = "sample-youth-hub"


def begin(member: Person, email: str = "founder@example.org") -> str:
    """Sign in and go on with the firm's draft; its path."""
    member.sign_in(email, PASSWORD)
    member.open(f"/apply/{INTAKE}/")
    member.page.locator("[name='firm']").first.check()
    member.press("main form button")
    return "/applications/" + member.page.url.split("/applications/")[1]


def saved(page, action, *, status=200) -> None:
    """Do something and wait until the page has saved itself."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        action()
    assert answer.value.status == status
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("zh-hant", PHONE)])
def test_a_section_saves_itself_and_asks_what_follows(language, size, live_stack, new_page, axe):
    member = Person(new_page(viewport=size), axe, live_stack.base_url, language)
    page = member.page
    path = begin(member)
    member.open(f"{path}sections/project/")
    plan = page.locator("[name='answer-plan']")
    saved(page, lambda: plan.fill("Move a sensor to a first batch. 由樣機走向小批量生產。"))
    assert page.evaluate("document.activeElement.name") == "answer-plan", "saving takes no focus"
    assert page.locator("#saved time").count() == 1
    assert page.locator("#count-plan .count__used").inner_text() == "17"
    saved(page, lambda: page.locator("[name='answer-area']").fill("many"))
    assert page.locator("#problem-area .field__error").count() == 1
    assert page.locator("[name='answer-area']").get_attribute("aria-invalid") == "true"
    assert page.locator("#sections .is-wrong").count() == 1
    saved(page, lambda: page.locator("[name='answer-area']").fill("120"))
    assert page.locator("#problem-area .field__error").count() == 0
    saved(page, lambda: page.locator("[name='answer-other-support'][value='yes']").check())
    page.wait_for_selector("[name='answer-other-support-which']")
    saved(page, lambda: page.locator("[name='answer-other-support'][value='no']").check())
    page.wait_for_selector("[name='answer-other-support-which']", state="detached")
    member.look()
    member.open(f"{path}sections/team/")
    rows = page.locator(".q__row").count()
    saved(page, lambda: page.locator("[name='add-row']").click())
    assert page.locator(".q__row").count() == rows + 1
    assert page.evaluate("document.activeElement.name") == f"answer-people.{rows}.name"
    saved(page, lambda: page.locator(f"[name='answer-people.{rows}.role']").fill("Sample work"))
    saved(page, lambda: page.locator("[name='remove-row']").last.click())
    assert page.locator(".q__row").count() == rows
    member.look()
    for part in ("", "sections/papers/", "check/"):
        member.open(f"{path}{part}")


def test_two_members_meet_in_one_answer(live_stack, new_page, axe):
    first = Person(new_page(viewport=DESKTOP), axe, live_stack.base_url, "en")
    path = begin(first)
    second = Person(new_page(viewport=PHONE), axe, live_stack.base_url, "zh-hans")
    second.sign_in("founder@example.org", PASSWORD)
    for member in (first, second):
        member.open(f"{path}sections/firm/")
    mine, hers = (member.page.locator("[name='answer-contact']") for member in (first, second))
    saved(second.page, lambda: hers.fill("hers@example.org"))
    saved(first.page, lambda: first.page.locator("[name='answer-staff']").fill("14"))
    saved(first.page, lambda: mine.fill("mine@example.org"), status=409)
    conflict = first.page.locator("#conflict-contact")
    assert "hers@example.org" in conflict.inner_text()
    assert "mine@example.org" in conflict.inner_text()
    assert mine.input_value() == "mine@example.org"
    first.look()
    saved(first.page, lambda: first.page.locator("[value^='theirs.']").check())
    assert first.page.locator("[name='answer-contact']").input_value() == "hers@example.org"
    assert conflict.locator("fieldset").count() == 0
    second.page.reload()
    assert second.page.locator("[name='answer-staff']").input_value() == "14"


def test_what_is_typed_just_before_leaving_is_kept(live_stack, new_page, axe):
    member = Person(new_page(viewport=DESKTOP), axe, live_stack.base_url, "en")
    path = begin(member)
    member.open(f"{path}sections/firm/")
    member.page.locator("[name='answer-contact']").press_sequentially("left@example.org")
    member.page.goto(f"{live_stack.base_url}/en/")
    live_stack.wait_for(lambda: "left@example.org" in kept(member, path), "the last words")


def kept(member: Person, path: str) -> str:
    member.page.goto(f"{live_base(member)}{path}sections/firm/")
    return member.page.locator("[name='answer-contact']").input_value()


def live_base(member: Person) -> str:
    return f"{member.base}/{member.language}"


def test_nothing_typed_is_lost_when_the_session_has_ended(live_stack, new_page, axe):
    member = Person(new_page(viewport=PHONE), axe, live_stack.base_url, "en")
    page = member.page
    path = begin(member)
    member.open(f"{path}sections/firm/")
    session = next(one for one in page.context.cookies() if "session" in one["name"])
    page.context.clear_cookies(name=session["name"])
    saved(page, lambda: page.locator("[name='answer-contact']").fill("late@example.org"), status=401)
    assert page.locator("#saved a[target='_blank']").count() == 1
    page.locator("button[name='save']:visible").click()
    page.wait_for_selector("blockquote")
    member.look()
    tab = page.context.new_page()
    tab.goto(f"{live_base(member)}/accounts/login/")
    tab.fill("[name='login']", "founder@example.org")
    tab.fill("[name='password']", PASSWORD)
    tab.locator("main form button").first.click()
    tab.wait_for_load_state()
    tab.close()
    for _ in range(2):
        if page.locator("blockquote").count():
            with page.expect_navigation():
                page.locator("main form button.btn--big").click()
    assert page.locator("[name='answer-contact']").input_value() == "late@example.org"


def test_without_script_from_the_list_to_the_receipt(live_stack, new_page, axe):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    base = f"{live_stack.base_url}/zh-hant"

    def press(selector: str) -> None:
        with page.expect_navigation():
            page.locator(f"{selector} >> visible=true").first.click()

    page.goto(f"{base}/accounts/login/")
    page.fill("[name='login']", "founder@example.org")
    page.fill("[name='password']", PASSWORD)
    press("main form button")
    page.goto(f"{base}/apply/{INTAKE}/")
    page.locator("[name='firm']").first.check()
    press("main form button")
    press("#sections a")
    press("[name='go']")
    page.fill("[name='answer-plan']", "一批樣機")
    page.fill("[name='answer-area']", "many")
    press("[name='go']")
    assert page.locator(".error-summary").count() == 1
    assert page.locator("[name='answer-area']").input_value() == "many"
    page.fill("[name='answer-area']", "90")
    page.fill("[name='answer-start']", "2027-03-01")
    page.fill("[name='answer-cost']", "100,000")
    page.locator("[name='answer-other-support'][value='no']").check()
    page.locator("[name='answer-field']").first.check()
    page.locator("[name='answer-rooms'][value='office']").check()
    for box in page.locator("[name='answer-rooms']:not([value='office'])").all():
        box.uncheck()
    press("[name='go']")
    rows = page.locator(".q__row").count()
    press("[name='add-row']")
    assert page.locator(".q__row").count() == rows + 1
    press("[name='go']")
    page.locator("[name='answer-truthful']").check()
    press("[name='go']")
    assert "/check/" in page.url
    for box in page.locator("[name='consent']").all():
        box.check()
    press("main form .btn--cross")
    assert "/receipt/" in page.url
    assert page.url.split("/")[-3] in page.locator("main").inner_text()
