"""Drafts of a firm that are filled in and sent together."""

import re
from uuid import uuid4

from tests.factories import make_application, make_intake
from tests.form_factory import make_full_form


def make_target(**fields):
    """An open intake with every kind of question."""
    intake = make_intake(questions=False, **fields)
    make_full_form(intake)
    return intake


def make_together(firm, number: int = 3):
    """Drafts of a firm that are filled in together, in the order in which they began."""
    batch = uuid4()
    return [make_application(firm, make_target(), batch=batch) for _ in range(number)]


def url_of(drafts, language="en"):
    return f"/{language}/apply/together/{drafts[0].batch}/"


def hidden(page: str) -> dict[str, str]:
    """What the page says it showed."""
    return dict(
        re.findall(r'<input type="hidden"[^>]* name="((?:at|seen|rows)-[^"]+)" value="([^"]*)"', page)
    )
