"""From the check to a landing plan, in a browser: one press, a page for everybody, with the keyboard and on a phone."""

import pytest

from tests.browser.people import DESKTOP, PHONE


@pytest.mark.parametrize(("viewport", "language"), [(DESKTOP, "en"), (PHONE, "zh-hant")])
def test_a_visitor_makes_a_plan(meet, viewport, language):
    visitor = meet(language, viewport)
    page = visitor.page
    visitor.open("/check/next/")
    page.locator("form.ask input[type=radio]").first.check()
    page.locator("form.ask button.btn--cross").click()
    page.wait_for_load_state()

    visitor.open("/plan/")
    visitor.look()
    page.check("input[name=area][value=hetao]")
    page.locator("main form button.btn--cross").click()
    page.wait_for_selector("ol.crossing")
    assert "/plan/" in page.url
    visitor.look()
    for details in page.locator("details.more").all()[:3]:
        details.locator("summary").first.press("Enter")
        assert details.get_attribute("open") is not None
    assert page.locator(".plan-zones tbody tr").count() == 4

    address = page.locator("#share-plan").get_attribute("value")
    other = meet(language, viewport)
    other.page.goto(address)
    assert other.page.locator("h1").inner_text() == page.locator("h1").inner_text()
