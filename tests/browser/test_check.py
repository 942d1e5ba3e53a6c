"""The eligibility check in a real browser, before there is an account: on a phone, with and without script."""

import re

import pytest

from portal.front.demo.people import PASSWORD
from tests.browser.people import DESKTOP, PHONE, Person

QUESTION = re.compile(r"/check/questions/")
#: More pages than any way through the main questions takes.
MOST = 30


def choose(page) -> None:
    """Take the first answer to every question of the page; 30 for numbers."""
    for name in {each.get_attribute("name") for each in page.locator("form.ask .choice input").all()}:
        page.locator(f"form.ask [name='{name}']").first.check()
    for box in page.locator("form.ask input[type='text']").all():
        box.fill("30")


def go_through(visitor: Person, press) -> int:
    """Answer until the results are there; how many pages that took."""
    for count in range(MOST):
        if not QUESTION.search(visitor.page.url):
            return count
        choose(visitor.page)
        visitor.look()
        press("form.ask .btn--cross")
    raise AssertionError("the questions do not end")


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("zh-hant", PHONE)])
def test_a_visitor_goes_from_the_home_page_to_results_she_can_share(language, size, meet):
    visitor = meet(language, size)
    page = visitor.page

    def press(selector: str) -> None:
        # What the choice would do is asked for in the background; leaving before the answer would be an error.
        page.wait_for_timeout(150)
        page.wait_for_function("() => !document.querySelector('.htmx-request')")
        visitor.press(selector)

    visitor.open("/")
    press(".hero__act a")
    press("main .btn--cross")
    assert "/check/questions/has_shenzhen_entity/" in page.url
    with page.expect_response(lambda answer: "/check/questions/" in answer.url):
        page.locator("form.ask [value='no']").check()
    page.wait_for_function(
        "() => document.querySelector('#tally .soft').textContent.match(/\\d+/g).length > 1"
    )
    assert page.locator("#tally[role='status']").count() == 1
    press("form.ask .btn--cross")
    press(".progress a")
    assert page.locator("form.ask [value='no']").is_checked(), "going back shows the answer"
    press("form.ask .btn--cross")
    assert 5 < go_through(visitor, press) < 25
    assert "/check/results/" in page.url
    page.locator(".check-group .more > summary").first.click()
    page.locator(".share > summary").click()
    visitor.look()
    shared = page.locator("#share-check").input_value()

    friend = meet(language, size)
    friend.page.goto(shared)
    friend.look()
    friend.press("main form button")
    assert "/check/results/" in friend.page.url
    friend.press(".tabs a >> nth=2")
    friend.press(".check-missing a")
    assert QUESTION.search(friend.page.url)


def test_it_works_without_script_and_ends_as_facts_of_a_firm(meet):
    visitor = meet("zh-hans", PHONE, has_script=False)
    page, press = visitor.page, visitor.press
    visitor.open("/check/")
    press("main .btn--cross")
    press("form.ask .btn--cross")
    assert page.locator(".error-summary").count() == 1, "an empty answer is refused"
    page.locator("form.ask [value='no']").check()
    press("form.ask .btn--cross")
    press("form.ask [name='skip']")
    visitor.open("/check/questions/your-firm/")
    choose(page)
    press("form.ask .btn--cross")
    visitor.open("/check/results/")
    press("a[href*='/check/keep/']")
    visitor.fill(login="founder@example.org", password=PASSWORD)
    press("main form button")
    assert "/check/keep/" in page.url
    for choice in page.locator("main fieldset [value='new']").all():
        choice.check()
    press("main form .btn--big")
    assert "/check/results/" in page.url
    visitor.open("/firm/")
    assert "30" in page.locator("main").inner_text()


def test_the_keyboard_is_enough(meet):
    visitor = meet("en", DESKTOP)
    page = visitor.page
    visitor.open("/check/questions/has_shenzhen_entity/")
    page.locator("form.ask input[type='radio']").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.querySelectorAll('#open-list details').length > 0")
    assert page.evaluate("document.activeElement.value") == "no", "what it would do takes no focus"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert QUESTION.search(page.url)
    visitor.look()
