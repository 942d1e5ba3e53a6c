"""A session knows when it ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.sessions import SessionStore


@pytest.mark.django_db
def test_the_end_is_the_one_of_the_row(django_assert_num_queries):
    made = SessionStore()
    made["who"] = "somebody"
    made.create()
    assert made.ends_at is None
    end = timezone.now() + timedelta(hours=3)
    Session.objects.filter(pk=made.session_key).update(expire_date=end)
    found = SessionStore(made.session_key)
    with django_assert_num_queries(1):
        assert found["who"] == "somebody"
        assert found.ends_at == end


@pytest.mark.django_db
def test_a_session_that_is_over_is_empty_and_has_no_end():
    made = SessionStore()
    made["who"] = "somebody"
    made.create()
    Session.objects.filter(pk=made.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    found = SessionStore(made.session_key)
    assert "who" not in found
    assert found.ends_at is None
