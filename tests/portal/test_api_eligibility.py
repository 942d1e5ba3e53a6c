"""Asking the API what a firm can get."""

import json

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.catalogue.enums import Openness
from portal.front.api import limiting
from portal.front.importing.run import import_catalogue
from portal.front.importing.shape import OWN_CATALOGUE
from programs.check.state import with_ruled_out
from programs.eligibility.benefits import Estimate, estimate
from programs.eligibility.explaining import explain
from programs.eligibility.traits import traits
from programs.selectors.schemes import current_schemes
from tests.portal.api_contract import PROBLEM, faults, operation_at
from tests.portal.api_questions import PATH, send
from tests.programs.eligibility.gold import table

#: Importing takes a while: one worker does it for all.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("published")]

QIANHAI = "qianhai-youth-startup-matching-award"
RENT = "hetao-research-industrial-space-support"
FIRM = {
    "founder_is_hk_macau_resident": True,
    "founder_is_chinese_national": True,
    "founder_age": 31,
    "has_shenzhen_entity": True,
    "shenzhen_entity_area": "qianhai",
    "shenzhen_entity_age_months": 20,
    "shenzhen_entity_has_real_operations": True,
    "hk_macau_youth_ownership_pct": 24,
    "grants_received": ["hk-youth-development-fund"],
    "on_serious_dishonesty_list": False,
    "sectors": ["ai"],
}


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """The published catalogue, once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_catalogue(OWN_CATALOGUE)
        yield
        transaction.set_rollback(True)


def ask(client, facts, **more):
    response = send(client, {"facts": facts, **more})
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.usefixtures("catalogue")
class TestAnswers:
    def test_everything_is_answered_with_what_the_engine_says(self, client):
        answer = ask(client, FIRM)
        schemes, facts = current_schemes(), with_ruled_out(FIRM, traits())
        assert [each["measure"] for each in answer["results"]] == list(schemes)
        for each in answer["results"]:
            verdict = explain(schemes[each["measure"]], facts)
            assert each["outcome"] == verdict.outcome
            assert [one["result"] for one in each["criteria"]] == [one.result for one in verdict.findings]
            assert each["missing_facts"] == list(verdict.missing)
            assert each["openness"] in Openness.values
            assert bool(each["changes"]) <= (each["outcome"] == "not-eligible")
        assert {each["outcome"] for each in answer["results"]} == {"eligible", "not-eligible", "needs-facts"}

    def test_a_condition_that_is_not_met_says_what_is_and_what_would_change_it(self, client):
        [each] = ask(client, FIRM, measures=[QIANHAI])["results"]
        assert each["outcome"] == "not-eligible"
        [short] = [one for one in each["criteria"] if one["result"] == "not-met"]
        assert short["facts"] == {"hk_macau_youth_ownership_pct": 24}
        assert "24%" in short["gap"]
        assert "25%" in short["gap"]
        assert all(one["gap"] is None for one in each["criteria"] if one is not short)
        [change] = each["changes"][0]["changes"]
        assert change == {
            "fact": "hk_macau_youth_ownership_pct",
            "before": 24,
            "becomes": 25,
            "months": None,
        }
        assert each["changes"][0]["text"]
        [after] = ask(client, FIRM | {change["fact"]: change["becomes"]}, measures=[QIANHAI])["results"]
        assert after["outcome"] == "eligible"
        assert after["changes"] == after["missing_facts"] == []

    def test_a_benefit_has_its_basis(self, client):
        [each] = ask(client, FIRM, measures=[QIANHAI])["results"]
        found: Estimate = estimate(current_schemes()[QIANHAI], FIRM)
        assert each["benefit"] == {
            "low": f"{found.low.normalize():f}",
            "high": f"{found.high.normalize():f}",
            "currency": "CNY",
            "basis": found.basis,
        }
        for each in ask(client, {})["results"]:
            assert each["benefit"]["basis"], each["measure"]
            assert (each["benefit"]["low"] is None) == (each["benefit"]["currency"] is None)

    def test_what_to_ask_next_is_asked_in_words_and_not_again(self, client):
        first = ask(client, {})["next_question"]
        assert first["settles"] > 0
        assert first["question"].endswith("?")
        # Null: she does not know it. So it is not asked again, and nothing else changes.
        unsure = ask(client, {first["fact"]: None})
        assert unsure["next_question"]["fact"] != first["fact"]
        assert unsure["results"] == ask(client, {})["results"]
        assert ask(client, {}, measures=[])["next_question"] is None

    def test_measures_are_answered_in_the_order_asked_and_once(self, client):
        answer = ask(client, {}, measures=[RENT, QIANHAI, RENT])
        assert [each["measure"] for each in answer["results"]] == [RENT, QIANHAI]

    def test_texts_come_in_the_language_asked_for(self, client):
        said = {
            lang: json.dumps(ask(client, FIRM, lang=lang, measures=[QIANHAI]), ensure_ascii=False)
            for lang in ("en", "zh-hant", "zh-hans")
        }
        assert "registered for no more than five years" in said["en"]
        assert "登記" in said["zh-hant"]
        assert "登记" in said["zh-hans"]
        response = send(client, {"facts": {}, "lang": "zh-hant", "measures": [RENT]})
        assert response["Content-Language"] == "zh-Hant-HK"

    def test_the_gold_table_holds_over_the_wire(self, client, monkeypatch):
        monkeypatch.setattr(limiting, "MOST", 1000)
        for firm in table():
            rows = {row["entry"]: row for row in firm["expect"] if "disputed" not in row}
            found = ask(client, firm["facts"], measures=list(rows))["results"]
            assert {each["measure"]: each["outcome"] for each in found} == {
                slug: row["outcome"] for slug, row in rows.items()
            }, firm["firm"]

    def test_the_body_to_copy_from_the_reference_works(self, client):
        content = operation_at(PATH)["requestBody"]["content"]["application/json"]
        assert send(client, content["example"]).status_code == 200

    def test_at_most_four_queries_once_warm(self, client):
        ask(client, FIRM)
        with CaptureQueriesContext(connection) as queries:
            ask(client, FIRM)
        assert len(queries) <= 4

    def test_nothing_of_it_is_kept(self, client):
        response = send(client, {"facts": FIRM})
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        assert not response.cookies
        with CaptureQueriesContext(connection) as queries:
            ask(client, FIRM)
        assert all(query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE")) for query in queries)


@pytest.mark.usefixtures("catalogue")
class TestPublic:
    def test_pages_of_other_sites_may_ask(self, client):
        response = client.options(
            PATH, headers={"Origin": "https://example.com", "Access-Control-Request-Method": "POST"}
        )
        assert response.status_code == 204
        assert response["Access-Control-Allow-Methods"] == "POST, OPTIONS"
        answer = send(client, {"facts": {}, "measures": [RENT]}, headers={"Origin": "https://example.com"})
        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer

    def test_it_needs_no_token_and_reads_no_cookie(self, client):
        client.enforce_csrf_checks = True
        client.cookies["sessionid"] = "anything"
        client.cookies["django_language"] = "zh-hans"
        answer = send(client, {"facts": {}, "measures": [RENT]})
        assert answer.status_code == 200
        assert answer["Content-Language"] == "en"
        assert "Cookie" not in answer.get("Vary", "")


class TestRate:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch):
        monkeypatch.setattr(limiting, "MOST", 3)
        monkeypatch.setattr(limiting.time, "time", lambda: 1_000_000_010.0)

    def test_an_address_that_asks_too_often_waits(self, client):
        assert [send(client, {"facts": {}}).status_code for _ in range(4)] == [200, 200, 200, 429]
        response = send(client, {"facts": {}})
        assert response["Content-Type"] == PROBLEM
        assert response["Retry-After"] == "10"
        assert response["Cache-Control"] == "no-store"
        assert faults("Problem", response.json()) == []

    def test_others_do_not_wait_and_the_next_minute_is_new(self, client, monkeypatch):
        for _ in range(5):
            send(client, {"facts": {}}, REMOTE_ADDR="192.0.2.7")
        assert send(client, {"facts": {}}, REMOTE_ADDR="192.0.2.8").status_code == 200
        monkeypatch.setattr(limiting.time, "time", lambda: 1_000_000_020.0)
        assert send(client, {"facts": {}}, REMOTE_ADDR="192.0.2.7").status_code == 200

    def test_refused_questions_count_too(self, client):
        assert [send(client, "{").status_code for _ in range(4)] == [400, 400, 400, 429]

    def test_no_address_is_kept(self, client):
        send(client, {"facts": {}}, REMOTE_ADDR="192.0.2.77")
        keys = [key for key in cache._cache if "questions" in key]
        assert len(keys) == 1
        assert "192.0.2.77" not in keys[0]
        assert cache._expire_info[keys[0]] is not None
