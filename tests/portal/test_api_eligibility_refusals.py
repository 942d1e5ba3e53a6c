"""What the API refuses of a question about eligibility, and that nothing breaks it."""

import json
import shutil

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.front.api import limiting
from portal.front.api.bodies import MEDIA_TYPE
from portal.front.importing.run import import_catalogue
from portal.front.importing.shape import OWN_CATALOGUE
from tests.portal.api_contract import check
from tests.portal.api_questions import PATH, refused, send

pytestmark = pytest.mark.django_db

KNOWN = "nanshan-six-ones-six-vouchers"
PART = ("facts.yaml", "areas.yaml", "sectors.yaml", "categories.yaml", "measures/nanshan.yaml")


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup, django_db_blocker, tmp_path_factory):
    """The published facts and one measure."""
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "measures").mkdir()
    for name in PART:
        shutil.copy(OWN_CATALOGUE / name, folder / name)
    with django_db_blocker.unblock(), transaction.atomic():
        import_catalogue(folder)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"founder_shoe_size": 43}, "founder_shoe_size"),
        ({"founder_age": "31"}, "founder_age"),
        ({"founder_age": True}, "founder_age"),
        ({"founder_age": 31.5}, "founder_age"),
        ({"founder_age": -1}, "founder_age"),
        ({"founder_age": 10**30}, "founder_age"),
        ({"founder_age": 1e400}, "founder_age"),
        ({"hk_macau_ownership_pct": 101}, "hk_macau_ownership_pct"),
        ({"has_shenzhen_entity": "yes"}, "has_shenzhen_entity"),
        ({"has_shenzhen_entity": 1}, "has_shenzhen_entity"),
        ({"shenzhen_entity_area": "atlantis"}, "shenzhen_entity_area"),
        ({"shenzhen_entity_area": ["hetao"]}, "shenzhen_entity_area"),
        ({"sectors": "ai"}, "sectors"),
        ({"sectors": ["ai", "magic"]}, "sectors"),
        ({"sectors": [["ai"]]}, "sectors"),
        ({"sectors": {"ai": True}}, "sectors"),
        ({"grants_received": ["none", "other"]}, "grants_received"),
        ({"": 1}, ""),
        ({"founder_age\u0000": 1}, "founder_age\u0000"),
    ],
)
def test_a_fact_is_refused_by_name(client, facts, name):
    raw = json.dumps({"facts": facts}).replace("Infinity", "1e400")
    assert list(refused(client, raw)) == [f"facts.{name}"]


def test_facts_that_contradict_each_other_are_refused(client):
    facts = {"has_shenzhen_entity": False, "shenzhen_entity_age_months": 12}
    found = refused(client, {"facts": facts})
    assert found
    assert found.keys() <= {f"facts.{name}" for name in facts}


def test_an_unknown_measure_is_refused_by_its_place(client):
    found = refused(client, {"facts": {}, "measures": [KNOWN, "no-such-thing", "\u0000"]})
    assert list(found) == ["measures[1]", "measures[2]"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, ["facts"]),
        ({"facts": []}, ["facts"]),
        ({"facts": None}, ["facts"]),
        ({"facts": {}, "measures": "x"}, ["measures"]),
        ({"facts": {}, "measures": [1]}, ["measures"]),
        ({"facts": {}, "measures": {}}, ["measures"]),
        ({"facts": {}, "lang": "fr"}, ["lang"]),
        ({"facts": {}, "lang": 7}, ["lang"]),
        ({"facts": {}, "lang": None}, ["lang"]),
        ({"facts": {}, "name": "Ada"}, ["name"]),
    ],
)
def test_a_part_of_the_body_is_refused_by_name(client, body, names):
    assert list(refused(client, body)) == names


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b" ", "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b'"facts"', "not an object"),
        (b'{"facts": {"founder_age": NaN}}', "NaN is no number"),
        (b'{"facts": {"founder_age": Infinity}}', "Infinity is no number"),
        (b'{"facts": {"founder_age": -Infinity}}', "-Infinity is no number"),
        (b'{"facts": {"founder_age": ' + b"9" * 5000 + b"}}", "not JSON"),
        (b'{"facts": {}, "facts": {}}', "A key stands twice"),
        (b'{"facts": {"founder_age": 1, "founder_age": 2}}', "A key stands twice"),
        (b'{"facts": {"sectors": ["\\ud800"]}}', "half a character"),
        (b'{"facts": {"\\udfff": 1}}', "half a character"),
        (b'{"facts": {"sectors": ' + b"[" * 20 + b"]" * 20 + b"}}", "nested too deeply"),
        (b"[" * 30_000, "nested too deeply"),
        (b'{"a":' * 12_000, "nested too deeply"),
        (b"\xff\xfe{}", "not UTF-8"),
        ('{"facts": {}}'.encode("utf-16"), "not UTF-8"),
    ],
)
def test_what_is_no_json_is_refused_with_the_reason(client, raw, said):
    found = refused(client, raw, 400)
    assert list(found) == ["body"]
    assert said in found["body"]


def test_a_body_has_a_largest_size(client):
    body = json.dumps({"facts": {}, "measures": [KNOWN] * 5000})
    assert refused(client, body, 413) == {}
    assert refused(client, " " * 2_000_000, 413) == {}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_body_says_that_it_is_json(client, kind):
    response = client.post(PATH, '{"facts": {}}', content_type=kind)
    check(response, PATH)
    assert response.status_code == 415


def test_an_empty_body_is_told_from_a_broken_one(client):
    response = client.generic("POST", PATH, b"", CONTENT_TYPE=MEDIA_TYPE)
    assert response.status_code == 400
    assert "It is empty" in response.json()["errors"][0]["detail"]


def test_an_address_takes_no_parameters(client):
    response = client.post(f"{PATH}?lang=en", "{}", content_type="application/json")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["lang"]


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_it_is_asked_with_post_only(client, method):
    response = getattr(client, method)(PATH)
    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"


def test_refusals_speak_the_language_of_the_body(client):
    details = set()
    for lang in ("en", "zh-hant", "zh-hans"):
        response = send(client, {"facts": {"founder_age": -1}, "lang": lang})
        details.add((response.json()["title"], response.json()["errors"][0]["detail"]))
    assert len({title for title, _detail in details}) == 3
    assert len({detail for _title, detail in details}) == 3


#: What has broken parsers and comparisons before.
NASTY = [
    *(None, True, False, 0, -1, 31, 10**20, -(10**300), 1.5, 1e308, "", " ", "\0", "none", "hetao", "ai"),
    *(
        "\ufeff",
        "\u202e",
        "🦜",
        "a" * 3000,
        "founder_age",
        "__proto__",
        "constructor",
        [],
        {},
        [[]],
        ["none", "ai"],
    ),
]
NAMES = st.sampled_from(
    [
        *("founder_age", "has_shenzhen_entity", "shenzhen_entity_area", "sectors", "hk_macau_ownership_pct"),
        *("shenzhen_entity_age_months", "grants_received", "no_such_fact", "", "\0"),
    ]
)
VALUES = st.recursive(
    st.one_of(st.sampled_from(NASTY), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
BODIES = st.fixed_dictionaries(
    {"facts": st.one_of(st.dictionaries(NAMES, VALUES, max_size=6), VALUES)},
    optional={
        "lang": st.one_of(st.sampled_from(["en", "zh-hant", "zh-hans"]), VALUES),
        "measures": st.one_of(st.none(), st.lists(st.sampled_from([KNOWN, "x"]), max_size=3), VALUES),
        "more": VALUES,
    },
)


def test_a_question_takes_anything(client, monkeypatch):
    monkeypatch.setattr(limiting, "MOST", 10_000)
    seen = set()

    @settings(max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        body=st.one_of(
            BODIES.map(json.dumps), BODIES.map(bent), VALUES.map(json.dumps), st.binary(max_size=60)
        )
    )
    def probe(body):
        response = client.post(PATH, body, content_type="application/json")
        check(response, PATH)
        assert response["Access-Control-Allow-Origin"] == "*"
        seen.add(response.status_code)

    probe()
    assert {200, 400, 422} <= seen <= {200, 400, 413, 415, 422}


def bent(body) -> str:
    """JSON that breaks off or goes on after its end."""
    whole = json.dumps(body)
    return whole[: len(whole) * 2 // 3] if len(whole) % 2 else whole + "]"
