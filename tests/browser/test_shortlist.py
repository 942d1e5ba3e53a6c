"""Putting entries aside in a real browser: the focus stays, a screen reader is told, and the phone shows it all."""

from tests.browser.people import PHONE

COUNT = "n => document.querySelector('#shortlist-count .num')?.textContent.startsWith(n)"


def buttons(page):
    return page.locator("#results .keep button")


def test_a_visitor_puts_aside_with_the_keyboard_and_compares_on_a_phone(meet):
    visitor = meet("en", PHONE)
    page = visitor.page
    visitor.open("/catalogue/?kind=space")
    for place in (0, 1, 2):
        button = buttons(page).nth(place)
        key = button.get_attribute("id")
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(COUNT, arg=str(place + 1))
        # Told once the page has settled, with the same button, now the other way round, still in focus.
        page.wait_for_function("id => document.activeElement.id === id", arg=key)
        assert "Remove from shortlist" in buttons(page).nth(place).inner_text()
        assert "Added to the shortlist" in page.locator("#shortlist-said").inner_text()
    assert "/catalogue/?kind=space" in page.url
    visitor.look()

    visitor.open("/shortlist/")
    for box in page.locator("input[name=e]").all():
        box.check()
    visitor.press("#pick button")
    assert page.locator("table.compare thead th").count() == 3
    page.locator(".share summary").click()
    assert page.locator(".share input").input_value() == page.url
    visitor.look()


def test_it_works_without_script(meet):
    visitor = meet("zh-hans", PHONE, has_script=False)
    page = visitor.page
    visitor.open("/catalogue/?kind=space")
    key = buttons(page).nth(3).get_attribute("id")
    with page.expect_navigation():
        buttons(page).nth(3).click()
    assert page.url == f"{visitor.address('/catalogue/?kind=space')}#{key}"
    assert "/remove/" in buttons(page).nth(3).get_attribute("formaction")
    assert page.locator("#shortlist-count .num").inner_text().startswith("1")
