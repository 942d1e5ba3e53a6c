"""A small registry, two measures and a firm that has been matched."""

import pytest

from programs.services.matching import rematch_firm
from tests.factories import make_firm, make_staff
from tests.programs.matching import ask_for, registry, say


@pytest.fixture
def facts(db):
    return registry()


@pytest.fixture
def measures(facts):
    """Measures for firms of ten people or more, and for those of at most twelve months."""
    return {
        "large": ask_for("headcount", ">=", 10),
        "young": ask_for("firm_age_months", "<=", 12),
    }


@pytest.fixture
def firm(measures):
    """A firm of 20 that has been matched."""
    firm = make_firm()
    say(firm, headcount=20)
    rematch_firm(firm.pk)
    return firm


@pytest.fixture
def editor(db):
    return make_staff("editor")
