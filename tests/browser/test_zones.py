"""The map of areas and crossings: by keyboard, on a wide page and on a phone, light and dark."""

import pytest

from tests.browser.people import DESKTOP

NARROWEST = {"width": 320, "height": 700}

#: The stroke of the plate around the words of the link that has the focus.
RING = "getComputedStyle(document.activeElement.querySelector('.plate')).strokeWidth"


@pytest.mark.parametrize(
    ("language", "size", "scheme", "drawing"),
    [("en", DESKTOP, "light", "wide"), ("zh-hans", NARROWEST, "dark", "narrow")],
)
def test_the_map_is_walked_by_keyboard(language, size, scheme, drawing, live_stack, new_page, axe):
    page = new_page(viewport=size, color_scheme=scheme)
    page.goto(f"{live_stack.base_url}/{language}/zones/hetao/")
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    links = page.locator(f".atlas--{drawing} a:visible")
    assert links.count() == page.locator(".atlas a:visible").count() == 13
    links.first.focus()
    met = []
    for _ in range(13):
        assert page.evaluate("document.activeElement.closest('.atlas') !== null")
        assert page.evaluate(RING) == "4px"
        met.append(page.evaluate("document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert len(set(met)) == 13

    links.filter(has_text="Huanggang" if language == "en" else "皇岗").press("Enter")
    page.wait_for_url(f"{live_stack.base_url}/{language}/zones/#crossing-huanggang")
    assert page.locator("#crossing-huanggang").is_visible()
    assert axe(page) == []
