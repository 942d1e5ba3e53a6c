"""Every page where an author builds a form, in three languages, on a phone and a wide screen."""

import pytest

from portal.front.demo.people import PASSWORD
from tests.browser.flow_routes import FORM_PAGES
from tests.browser.people import DESKTOP, PHONE

BUILD = "/desk/forms/"


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("en", PHONE, "light"), ("zh-hant", DESKTOP, "dark"), ("zh-hans", PHONE, "light")],
)
def test_the_pages_of_a_form(language, size, scheme, meet):
    author = meet(language, size, color_scheme=scheme)
    author.sign_in("editor@example.org", PASSWORD, BUILD)
    author.press("main a[href*='/desk/forms/']")
    form = author.path
    for part in ("preview", "test"):
        author.open(f"{form}{part}/")
    author.press("main form .btn")
    assert author.page.locator(".builder-told li").count() > 0, "an empty form is told what is missing"
    author.open(form)
    author.press("main form[action$='/copy/'] button")
    copy = author.path
    for page in (
        f"main a[href*='{BUILD}sections/'][href$='/']:not([href*='question'])",
        "main a[href*='/questions/']",
    ):
        author.open(copy)
        author.press(page)
    for page in ("main a[href$='/section/']", "main a[href$='/question/']"):
        author.open(copy)
        author.press(page)
        author.press("main form[method='post'] > p .btn:not([name])")
        assert author.page.locator(".error-summary").count() == 1
    author.open(f"{copy}publish/")
    author.open(copy)
    author.unfold("form[action$='/discard/']")
    author.press("form[action$='/discard/'] button")
    assert author.met >= FORM_PAGES
