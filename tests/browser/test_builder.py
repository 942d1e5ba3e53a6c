"""The form builder and the desk in a real browser: rows move, publishing asks first, text outlives the session."""

import pytest

from portal.front.demo.people import PASSWORD
from tests.browser.people import DESKTOP, PHONE

EDITOR = ("editor@example.org", PASSWORD, "/desk/forms/")


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("zh-hant", PHONE)])
def test_a_question_is_changed_and_its_version_published(language, size, meet):
    author = meet(language, size)
    page = author.page
    author.sign_in(*EDITOR)
    author.press("a[href*='/desk/forms/']:not([href$='/forms/'])")
    author.press("form[action$='/copy/'] button")
    version = page.url
    link = page.locator(
        ".builder-questions li:has-text('field') a, .builder-questions li:has-text('rooms') a"
    ).first
    with page.expect_navigation():
        link.click()
    author.look()
    names = [page.locator(f"[name='option-{n}-label_en']").input_value() for n in (0, 1)]
    page.locator("[value='option-1-up']").click()
    page.wait_for_function(
        "(name) => document.querySelector('[name=\"option-0-label_en\"]').value === name", arg=names[1]
    )
    assert page.evaluate("document.activeElement.value") == "option-0-down"
    author.look()
    # The session ends while she writes; choosing another kind asks the server.
    page.fill("[name='label_en']", "Typed with care")
    author.end_session()
    with page.expect_navigation():
        page.select_option("[name='kind']", "multiple")
    author.look()
    author.sign_in_beside(*EDITOR)
    author.press("main form .btn--big")
    author.press("main form .btn--big")
    assert page.locator("[name='label_en']").input_value() == "Typed with care"
    assert page.locator("[name='option-0-label_en']").input_value() == names[1]
    author.press("#question-form > p:last-child .btn")
    assert page.url.startswith(version)
    author.press("a[href$='/publish/']")
    author.press("main form .btn")
    assert page.locator("a[href$='/publish/']").count() == 0


def test_a_note_outlives_the_session(meet):
    person = meet("zh-hans", DESKTOP)
    person.sign_in("reviewer1@example.org", PASSWORD)
    person.open("/desk/")
    person.press("th a[href*='/desk/applications/']")
    person.fill(body="写了很久的备注")
    person.end_session()
    person.press("[name='internal']")
    person.sign_in_beside("reviewer1@example.org", PASSWORD)
    # Browsers of tests show every tab at once: this is what they tell a page that one comes back to.
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    person.page.wait_for_selector("[data-back]:not([hidden])")
    person.press("main form .btn--big")
    assert "写了很久的备注" in person.page.locator(".thread").inner_text()
