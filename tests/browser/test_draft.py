"""A draft in a real browser: it saves itself, two members meet in one answer, and it works without script."""

import pytest

from portal.front.demo.people import PASSWORD
from tests.browser.filling import begin
from tests.browser.people import DESKTOP, PHONE, Person, saved

INTAKE = "sample-youth-hub"


def draft_of(member: Person) -> str:
    """Sign in and go on with the sample firm's draft; its path."""
    member.sign_in("founder@example.org", PASSWORD)
    return begin(member, INTAKE)


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("zh-hant", PHONE)])
def test_a_section_saves_itself_and_asks_what_follows(language, size, meet):
    member = meet(language, size)
    page = member.page
    path = draft_of(member)
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
    share = page.locator(f"[name='answer-people.{rows}.share']")
    saved(page, lambda: share.fill("many"))
    assert share.get_attribute("aria-invalid") == "true"
    assert share.locator("xpath=..").locator(".field__error").count() == 1
    member.look()
    saved(page, lambda: share.fill("50"))
    assert share.get_attribute("aria-invalid") is None
    saved(page, lambda: share.fill(""))
    assert page.locator(".q__row").nth(rows).locator(".field__error").count() == 0, "an empty row is none"
    saved(page, lambda: page.locator(f"[name='answer-people.{rows}.role']").fill("Sample work"))
    saved(page, lambda: page.locator("[name='remove-row']").last.click())
    assert page.locator(".q__row").count() == rows
    member.look()
    for part in ("", "sections/papers/", "check/"):
        member.open(f"{path}{part}")


def test_two_members_meet_in_one_answer(meet):
    first = meet("en", DESKTOP)
    path = draft_of(first)
    second = meet("zh-hans", PHONE)
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


def test_what_is_typed_just_before_leaving_is_kept(meet, live_stack):
    member = meet("en", DESKTOP)
    path = draft_of(member)
    member.open(f"{path}sections/firm/")
    member.page.locator("[name='answer-contact']").press_sequentially("left@example.org")
    member.page.goto(member.address("/"))
    live_stack.wait_for(lambda: "left@example.org" in kept(member, path), "the last words")


def kept(member: Person, path: str) -> str:
    member.page.goto(member.address(f"{path}sections/firm/"))
    return member.page.locator("[name='answer-contact']").input_value()


def test_nothing_typed_is_lost_when_the_session_has_ended(meet):
    member = meet("en", PHONE)
    page = member.page
    path = draft_of(member)
    member.open(f"{path}sections/firm/")
    member.end_session()
    saved(page, lambda: page.locator("[name='answer-contact']").fill("late@example.org"), status=401)
    assert page.locator("#saved a[target='_blank']").count() == 1
    page.locator("button[name='save']:visible").click()
    page.wait_for_selector("blockquote")
    member.look()
    member.sign_in_beside("founder@example.org", PASSWORD)
    for _ in range(2):
        if page.locator("blockquote").count():
            with page.expect_navigation():
                page.locator("main form button.btn--big").click()
    assert page.locator("[name='answer-contact']").input_value() == "late@example.org"
