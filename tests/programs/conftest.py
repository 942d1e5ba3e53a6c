"""What the tests of applications share."""

import pytest


@pytest.fixture(autouse=True)
def firms_agree(monkeypatch):
    """Firms have agreed to everything: most tests are about something else. `test_consenting` asks for real."""
    monkeypatch.setattr("programs.services.applications.refuse_without", lambda application: None)
