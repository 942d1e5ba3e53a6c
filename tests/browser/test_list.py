"""The list while its parts are exchanged: what was opened stays open, the focus stays, and the address is right."""

import pytest

from portal.front.demo.people import PASSWORD
from tests.browser.people import DESKTOP, PHONE

FOCUS = "[document.activeElement.id, document.activeElement.textContent.trim()]"
LIST = "/catalogue/"


@pytest.fixture
def visitor(meet):
    return meet("en", DESKTOP)


def exchange(page, act) -> None:
    """Do something and wait until the list has been exchanged for another one."""
    page.evaluate("document.querySelector('#found').dataset.old = ''")
    act()
    page.wait_for_selector("#found:not([data-old], .htmx-settling, .htmx-added)")


def chips(page) -> list[str]:
    return [chip.inner_text().partition("\n")[2] for chip in page.locator(".chips a").all()]


def test_groups_of_filters_stay_as_they_were_put(visitor):
    page = visitor.page
    visitor.open(LIST)
    page.locator("#facet-sector summary").click()
    page.locator("#facet-kind summary").click()
    exchange(page, lambda: page.check("#area-hetao"))
    assert page.locator("#facet-sector").get_attribute("open") is not None
    assert page.locator("#facet-kind").get_attribute("open") is None
    exchange(page, lambda: page.locator(".chips a").click())
    assert page.locator("#facet-sector").get_attribute("open") is not None
    assert page.locator("#facet-kind").get_attribute("open") is None
    visitor.look()


def test_filters_are_taken_off_one_after_the_other_with_the_keyboard(visitor):
    page = visitor.page
    visitor.open(f"{LIST}?q=rent&kind=measure&kind=space&area=hetao")
    assert chips(page) == ["Search: rent", "Measures", "Spaces", "Hetao Co-operation Zone"]
    page.evaluate("window.sameDocument = true")
    page.locator(".chips a").nth(1).focus()

    def off() -> None:
        page.keyboard.press("Enter")

    exchange(page, off)
    assert page.url.endswith("/en/catalogue/?q=rent&kind=space&area=hetao")
    assert page.evaluate(FOCUS) == ["chip-2", "Remove filter: Spaces"]
    assert not page.is_checked("#kind-measure")
    page.locator(".chips a").last.focus()
    exchange(page, off)
    assert page.evaluate(FOCUS) == ["chip-2", "Remove filter: Spaces"], "behind the last one there is none"
    page.locator(".chips a").first.focus()
    exchange(page, off)
    assert page.url.endswith("/en/catalogue/?kind=space")
    assert page.input_value("#q") == ""
    assert page.locator("#sort option[value=relevance]").count() == 0
    assert page.title().startswith("Support catalogue")
    exchange(page, off)
    assert page.url.endswith("/en/catalogue/")
    assert page.evaluate(FOCUS)[0] == "results-head"
    visitor.look()

    for address, left in (("?kind=space", ["Spaces"]), ("?q=rent&kind=space", ["Search: rent", "Spaces"])):
        exchange(page, page.go_back)
        assert page.url.endswith(address)
        assert chips(page) == left
    assert page.input_value("#q") == "rent"
    assert page.evaluate("window.sameDocument"), "no page was loaded anew"


def test_a_date_is_asked_for_when_it_is_whole(visitor):
    page = visitor.page
    visitor.open(LIST)
    page.locator("#facet-bounds summary").click()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "closing_before" in request.url else None)
    page.locator("#closing_before").focus()
    exchange(page, lambda: page.keyboard.type("12312030", delay=120))
    assert asked == [f"{visitor.base}/en/catalogue/?closing_before=2030-12-31"]
    assert page.url == asked[0]
    assert page.evaluate(FOCUS)[0] == "closing_before"

    for key in ("Delete", "Tab", "Delete", "Tab", "Delete", "Tab"):
        page.keyboard.press(key)
    exchange(page, lambda: page.keyboard.press("Tab"))
    assert page.url.endswith("/en/catalogue/"), "an emptied one is taken off when it is left"

    page.locator("#closing_before").focus()
    page.keyboard.type("1231")
    exchange(page, lambda: page.check("#kind-space"))
    assert page.url.endswith("/en/catalogue/?kind=space"), "half a date keeps nobody from the other filters"


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_whole_navigation_is_seen_on_a_phone(language, meet):
    founder = meet(language, PHONE)
    founder.sign_in("founder@example.org", PASSWORD)
    founder.open(LIST)
    boxes = [link.bounding_box() for link in founder.page.locator(".nav a").all()]
    assert len(boxes) == 6
    for box in boxes:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["height"] >= 44
