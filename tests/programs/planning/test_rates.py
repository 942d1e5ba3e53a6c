"""The rate between the two currencies: dated, sourced, and kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.kernel.clock import today
from programs.models import ExchangeRate
from programs.selectors.rates import current_rate
from programs.services.rates import ensure_rate
from tests.factories import make_source, make_staff
from tests.portal.admin_pages import address, values_of

pytestmark = pytest.mark.django_db

ADD = "admin:programs_exchangerate_add"


def make_rate(days_ago: int = 0, **fields) -> ExchangeRate:
    values = {"hkd_per_cny": Decimal("1.09"), "source": make_source(), **fields}
    return ExchangeRate.objects.create(as_of=today() - timedelta(days_ago), **values)


def test_a_new_portal_has_a_sample_that_says_so():
    assert current_rate() is None
    assert ensure_rate()
    assert not ensure_rate()
    row = ExchangeRate.objects.get()
    assert (row.hkd_per_cny, row.is_sample, row.source) == (Decimal("1.08"), True, None)


def test_the_newest_rate_counts_but_none_of_a_day_to_come():
    make_rate(days_ago=9)
    make_rate(days_ago=2, hkd_per_cny=Decimal("1.1"))
    make_rate(days_ago=-1, hkd_per_cny=Decimal("2"))
    rate = current_rate()
    assert (rate.hkd_per_cny, rate.as_of, rate.is_sample) == (Decimal("1.1"), today() - timedelta(2), False)


class TestBackOffice:
    @pytest.fixture(autouse=True)
    def administrator(self, client):
        user = make_staff("administrator", is_staff=True)
        client.force_login(user)
        return user

    def test_an_administrator_enters_a_rate_beside_the_sample(self, client):
        ensure_rate()
        values = {"hkd_per_cny": "1.0912", "as_of": today().isoformat(), "source": str(make_source().pk)}
        response = client.post(reverse(ADD), values)
        assert response.status_code == 302, response.context["errors"]
        assert current_rate().hkd_per_cny == Decimal("1.0912")
        assert ExchangeRate.objects.filter(is_sample=True).count() == 1
        assert AuditEntry.objects.get().action == "admin.add"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"hkd_per_cny": "0"}, "hkd_per_cny"),
            ({"hkd_per_cny": "-1"}, "hkd_per_cny"),
            ({"hkd_per_cny": "99999"}, "hkd_per_cny"),
            ({"as_of": "2199-01-01"}, "as_of"),
            ({"as_of": ""}, "as_of"),
            ({"source": ""}, "source"),
        ],
    )
    def test_a_rate_that_is_not_sound_is_refused(self, client, changes, field):
        values = {"hkd_per_cny": "1.09", "as_of": "2026-01-02", "source": str(make_source().pk)}
        response = client.post(reverse(ADD), values | changes)
        assert field in response.context["adminform"].form.errors
        assert not ExchangeRate.objects.exists()

    def test_only_the_newest_can_be_corrected_and_none_deleted(self, client):
        old, new = make_rate(days_ago=5), make_rate()
        response = client.post(address(new), values_of(client.get(address(new))) | {"hkd_per_cny": "1.2"})
        assert response.status_code == 302, response.context["errors"]
        assert current_rate().hkd_per_cny == Decimal("1.2")
        assert client.post(address(old), {"hkd_per_cny": "1.2"}).status_code == 403
        assert client.post(address(new, "delete"), {"post": "yes"}).status_code == 403
        old.refresh_from_db()
        assert old.hkd_per_cny == Decimal("1.09")

    def test_an_editor_may_look_and_not_touch(self, client):
        client.force_login(make_staff("editor"))
        assert client.get(reverse("admin:programs_exchangerate_changelist")).status_code == 200
        assert client.get(reverse(ADD)).status_code == 403

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_pages_open_in_every_language(self, client, language):
        client.cookies["django_language"] = language
        make_rate()
        for name in ("changelist", "add"):
            assert client.get(reverse(f"admin:programs_exchangerate_{name}")).status_code == 200
