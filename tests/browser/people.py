"""People in a real browser: each with a session of her own, and every page she comes to is looked at."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.urls import resolve
from django.utils.translation import override

PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1280, "height": 900}

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Person:
    """One person's browser, with the checks that every visited page has to pass."""

    def __init__(self, page, axe: Callable, base: str, language: str, *, mirror: "Mirror | None" = None):
        """mirror: for a browser without script, where its pages are shown to axe."""
        self.page, self.axe, self.base, self.language, self.mirror = page, axe, base, language, mirror
        self.has_script = mirror is None
        #: Names of the routes whose pages she has looked at.
        self.met: set[str] = set()

    def address(self, path: str) -> str:
        """The whole address of a path that is given without its language."""
        return f"{self.base}/{self.language}{path}"

    @property
    def path(self) -> str:
        """Where she is, without the language."""
        return urlsplit(self.page.url).path.removeprefix(f"/{self.language}")

    def open(self, path: str) -> None:
        self.page.goto(self.address(path))
        self.look()

    def look(self) -> None:
        """No accessibility violation, and nothing wider than the screen."""
        assert self.axe(self.mirror.show(self.page) if self.mirror else self.page) == [], self.page.url
        assert not self.page.evaluate(WIDER), f"{self.page.url} scrolls sideways"
        with override(self.language):
            self.met.add(resolve(urlsplit(self.page.url).path).url_name)

    def press(self, selector: str) -> None:
        """Press the first visible button or link and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(f"{selector} >> visible=true").first.click()
        self.look()

    def unfold(self, selector: str) -> None:
        """Open the details that hold something."""
        self.page.locator(f"details:has({selector}) > summary").first.click()

    def fill(self, **fields: str) -> None:
        """Type into fields by their names; two underscores stand for a hyphen."""
        for name, value in fields.items():
            self.page.fill(f"[name='{name.replace('__', '-')}']", value)

    def sign_in(self, email: str, password: str, heading: str = "") -> None:
        """heading: the path to go on to; without it, where people of her kind begin."""
        self.open(f"/accounts/login/?next=/{self.language}{heading}" if heading else "/accounts/login/")
        self.fill(login=email, password=password)
        self.press("main form button")

    def sign_in_beside(self, email: str, password: str, heading: str = "") -> None:
        """Sign in in a new tab of the same browser, which is closed again."""
        tab = Person(self.page.context.new_page(), self.axe, self.base, self.language)
        tab.sign_in(email, password, heading)
        tab.page.close()

    def end_session(self) -> None:
        """Sign her out without her noticing, as time does."""
        session = next(one for one in self.page.context.cookies() if "session" in one["name"])
        self.page.context.clear_cookies(name=session["name"])

    def save(self, action: Callable[[], object], *, status: int = 200) -> None:
        """Do something in a section of a draft and have it saved: the page does it itself, or its button does."""
        if self.has_script:
            saved(self.page, action, status=status)
            self.look()
        else:
            action()
            self.press("button[name='save']")


def saved(page, action: Callable[[], object], *, status: int = 200) -> None:
    """Do something and wait until the page has saved itself."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        action()
    assert answer.value.status == status
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


class Mirror:
    """A page with script that shows what one without script shows, as axe is a script; the portal's own stay out."""

    def __init__(self, page):
        self.page, self.html = page, ""
        page.route("**/*", self.answer)

    def show(self, page):
        """The mirror's page, with the present state of the other."""
        self.html = page.content()
        self.page.goto(page.url.partition("#")[0])
        return self.page

    def answer(self, route) -> None:
        kind = route.request.resource_type
        if kind == "document":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif kind == "script":
            route.fulfill(body="", content_type="text/javascript")
        else:
            route.continue_()
