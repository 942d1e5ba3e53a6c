"""Fixtures of the browser tests."""

import pytest

from tests.browser.people import Mirror, Person


@pytest.fixture
def meet(live_stack, new_page, axe):
    """A function that gives a person in a browser of her own.

    language: that of her pages; size: of her screen in CSS pixels; has_script: whether her browser runs scripts; the
    rest are options of the browser's context.
    """

    def person(language: str, size: dict[str, int], *, has_script: bool = True, **options) -> Person:
        page = new_page(viewport=size, java_script_enabled=has_script, **options)
        mirror = None if has_script else Mirror(new_page(viewport=size, **options))
        return Person(page, axe, live_stack.base_url, language, mirror=mirror)

    return person
