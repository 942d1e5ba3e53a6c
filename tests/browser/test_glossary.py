"""Twin terms in a text: by mouse, keyboard and touch, and without script."""

from tests.browser.people import DESKTOP, PHONE

MEASURE = "/measures/mainland-social-insurance-for-hk-residents/"


def test_a_term_explains_itself(live_stack, new_page, axe):
    page = new_page(viewport=DESKTOP)
    page.goto(f"{live_stack.base_url}/en{MEASURE}")
    word = page.locator(".term__word[popovertarget='term-mpf']")
    card = page.locator("#term-mpf")
    assert word.count() == 1, "once a page"

    word.hover()
    card.wait_for(state="visible")
    assert axe(page) == []
    box = card.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
    page.wait_for_timeout(400)
    assert card.is_visible(), "the pointer can move onto the card"
    page.keyboard.press("Escape")
    assert card.is_hidden(), "without moving the pointer"

    page.mouse.move(1, 1)
    word.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert card.is_visible(), "on the keyboard's focus"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/en/glossary/#term-mpf"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert card.is_hidden(), "it does not lie over what has the focus next"

    word.click()
    page.mouse.move(1, 1)
    page.wait_for_timeout(400)
    assert card.is_visible(), "what a click opened stays"
    with page.expect_navigation():
        card.locator("a").click()
    assert page.locator("tr#term-mpf").is_visible()
    assert axe(page) == []


def test_a_tap_does_it_without_script_on_a_phone(live_stack, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False, has_touch=True)
    page.goto(f"{live_stack.base_url}/zh-hans{MEASURE}")
    card = page.locator("#term-mpf")
    page.locator(".term__word[popovertarget='term-mpf']").tap()
    assert card.is_visible()
    assert card.bounding_box()["width"] == PHONE["width"]
    card.locator("button").tap()
    assert card.is_hidden()
