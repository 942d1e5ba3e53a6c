"""What the tests of applications share."""

import pytest

from accounts.enums import MemberRole
from tests.consents import agree
from tests.factories import make_application, make_firm, make_intake, make_staff
from tests.form_factory import FULL_ANSWERS, make_full_form
from tests.programs.filling import fill
from tests.programs.form_building import a_form


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def application(firm):
    """A draft of the firm with every kind of question, nothing answered."""
    intake = make_intake(questions=False)
    make_full_form(intake)
    return make_application(firm, intake)


@pytest.fixture
def filled(application):
    """The same with all that it needs."""
    fill(application, **FULL_ANSWERS)
    agree(application)
    return application


@pytest.fixture
def author(client):
    """Who builds forms, signed in."""
    user = make_staff("editor")
    client.force_login(user)
    return user


@pytest.fixture
def form():
    """A form that may still be changed, with every kind of question."""
    return a_form()
