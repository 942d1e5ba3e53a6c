"""Anything may be typed at the API: the answer is good or a refusal that fits the document, never a fault."""

import string
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_sector,
    make_story,
)
from tests.portal.api_contract import check, operation_at, the_document

pytestmark = pytest.mark.django_db


def fuzz(examples: int) -> settings:
    """So many tries, however slow each is, remembered nowhere."""
    return settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )


#: What has broken searches, parsers and databases before.
OPERATORS = (
    """' " '' "" \\ % _ * ^ : ( ) (((( - -- /* ; | & ! <-> AND OR NOT NEAR/5 name:rent rent* "rent a:* !a"""
)
NUMBERS = (
    "0 -1 1e309 ٣ １ NaN inf 0x10 1_000 null true [] {} [1 { 2026-13-45 9999-12-31 0001-01-01 10000-01-01"
)
LETTERS = "🦜 👩‍👩‍👧‍👦 ﷺ Ⅻ ß İ é 租金 孵化器 rent qianhai 2026-02-30 tomorrow ../../etc/passwd %00 <script>"
NASTY = [
    *OPERATORS.split(),
    *NUMBERS.split(),
    *LETTERS.split(),
    *("", " ", "\0", "\ufeff", "\u202e", "\u200b", "\ud800", "\udfff\ud800", "9" * 400, "\r\nX-Injected: 1"),
    *(
        "NEAR(a b)",
        "rent OR",
        "a AND NOT b",
        "'; DROP TABLE catalogue_entry; --",
        "' OR '1'='1",
        "1 UNION SELECT 1",
    ),
    *("a" * 10_000, "租" * 3_000, "a " * 2_000),
]
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Mn", "So"]), max_size=8),
    st.text(alphabet=string.punctuation + "租金 aé", max_size=12),
)
PATHS = sorted(path for path, item in the_document()["paths"].items() if "get" in item)
PARAMETERS = {
    parameter["name"]: parameter["schema"].get("items", parameter["schema"])
    for path in PATHS
    for parameter in operation_at(path)["parameters"]
    if parameter["in"] == "query"
}


def typed(text: str) -> str:
    """The text as it may stand in an address, lone surrogates included."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@st.composite
def pairs(draw) -> str:
    """One parameter: a known one with a known or an odd value, or an odd one; sometimes bytes that are no text."""
    name = draw(st.one_of(st.sampled_from(sorted(PARAMETERS)), TEXTS))
    known = PARAMETERS.get(name, {}).get("enum", ["hetao", "rent", "ai", "2030-01-01", "5"])
    if draw(st.integers(0, 9)) == 0:
        return draw(
            st.sampled_from([typed(name), quote_from_bytes(draw(st.binary(max_size=20))), "=", "%", "&&"])
        )
    return f"{typed(name)}={typed(draw(st.one_of(st.sampled_from(known), TEXTS)))}"


@pytest.fixture
def catalogue():
    """One entry of each kind with everything on it."""
    area, category, sector = make_area("hetao"), make_category("rent"), make_sector("ai")
    measure = make_measure(
        area=area, category=category, sectors=[sector], **in_three(name="Rent", summary="租金")
    )
    make_intake(measure=measure, questions=False, rubric=False)
    rows = [measure]
    for make in (make_programme, make_incubator, make_place, make_platform, make_story):
        rows.append(make(area=area, sectors=[sector]))
    return rows


def ask(client, path: str, template: str, query: str) -> int:
    """Ask, hold the answer against the document, and read a file to its end."""
    response = client.get(path, QUERY_STRING=query)
    check(response, template)
    if response.streaming:
        assert response.getvalue()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "\r" not in "".join(response.headers.values())
    return response.status_code


def test_lists_take_anything(client, catalogue):
    seen = set()

    @fuzz(120)
    @given(
        path=st.sampled_from([path for path in PATHS if "{" not in path]), query=st.lists(pairs(), max_size=4)
    )
    def probe(path, query):
        seen.add(ask(client, path, path, "&".join(query)))

    probe()
    assert seen == {200, 400}


def test_words_take_every_nasty_text(client, catalogue):
    for text in NASTY:
        ask(client, "/api/v1/catalogue/", "/api/v1/catalogue/", f"q={typed(text)}")


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_every_parameter_takes_the_worst(client, catalogue, name):
    for text in ("\0", "\ud800", "🦜", "9" * 400, "a" * 10_000, "' OR '1'='1", "[1", "%00"):
        ask(client, "/api/v1/catalogue/", "/api/v1/catalogue/", f"{name}={typed(text)}")


def test_details_take_anything(client, catalogue):
    folders = [path for path in PATHS if "{slug}" in path]
    slugs = st.one_of(st.sampled_from([row.slug for row in catalogue]), TEXTS)

    @fuzz(60)
    @given(
        template=st.sampled_from(folders),
        slug=slugs,
        lang=st.one_of(st.sampled_from(["zh-hant", "en"]), TEXTS),
    )
    def probe(template, slug, lang):
        path = template.replace("{slug}", typed(slug))
        response = client.get(path, QUERY_STRING=f"lang={typed(lang)}", follow=True)
        check(response, template)

    probe()


def test_headers_take_anything(client, catalogue):
    @fuzz(30)
    @given(
        etag=st.one_of(st.sampled_from(list(filter(str.isascii, NASTY))), st.text('"W/*,- ab', max_size=20))
    )
    def probe(etag):
        value = etag.replace("\r", "").replace("\n", "").replace("\0", "")
        for header in ("If-None-Match", "If-Match"):
            response = client.get("/api/v1/areas/", headers={header: value})
            assert response.status_code in (200, 304, 412)

    probe()
