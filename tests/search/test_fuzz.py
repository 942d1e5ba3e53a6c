"""Whatever stands in a query string, the list answers with a page or with a 400 that names the parameter."""

import pytest
from django.test import Client
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.front.filters import CatalogueFilter
from tests.factories import make_measure, make_place

pytestmark = pytest.mark.django_db

NASTY = [
    *("'", '"', "\\", "%", "_", "*", "-", "--", ";", "/*", "NULL", "' OR 1=1 --", "1); DROP TABLE x; --"),
    *("a AND b", "NOT a", "NEAR(a b)", "a:*", "names: x", "{names}: x", "^a", "a & b", "!a", "(a | b", "<->"),
    *("\x00", "a\x00b", "\ud800", "🎉", "👩‍👩‍👧", "\u202e", "ﷺ", "İ", "ﬀ", "𠝹", "a" * 10_000, "孵" * 300),
    *(
        "-1",
        "0",
        "1e9",
        "NaN",
        "9" * 40,
        "2026-13-45",
        "0000-00-00",
        "9999-12-31",
        "0001-01-01",
        "１２",
        "on",
        "true",
    ),
]
NAMES = [*CatalogueFilter.base_filters, "page", "nonsense", "q[]", ""]
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=5)


def quoted(pairs) -> str:
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])


@pytest.fixture
def entries():
    make_measure()
    make_place()


@pytest.mark.parametrize("address", ["/en/catalogue/", "/zh-hans/catalogue/"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=queries)
def test_any_query_string_has_an_answer(entries, address, pairs):
    response = Client(raise_request_exception=True).get(f"{address}?{quoted(pairs)}")
    assert response.status_code in (200, 400, 404), (pairs, response.status_code)
    if response.status_code == 400:
        assert response.content


@pytest.mark.parametrize("name", [*CatalogueFilter.base_filters, "page"])
def test_a_value_nobody_understands_is_named(client, name):
    for value in ("' OR 1=1 --", "NOT a*", "🎉", "9" * 40, "2026-13-45", "a" * 10_000):
        response = client.get(f"/en/catalogue/?{quoted([(name, value)])}")
        assert response.status_code in (200, 400, 404)
        if response.status_code == 400:
            assert name in response.content.decode()


def test_a_query_of_ten_thousand_characters_is_refused_with_its_name(client):
    response = client.get("/en/catalogue/", {"q": "a" * 10_000})
    assert response.status_code == 400
    assert "200" in response.content.decode()
