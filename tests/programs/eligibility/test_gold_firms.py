"""What a firm can get, and why: `tests/gold/firms.yaml`, on the rules of the published catalogue."""

import pytest

from programs.eligibility.explaining import explain
from programs.eligibility.logic import Outcome
from programs.eligibility.values import check_facts

from .gold import disagreements, registry, schemes, table

FIRMS = [pytest.param(firm, id=firm["firm"]) for firm in table()]


def compare(firm, *, disputed: bool) -> dict[str, list[str]]:
    """Of the rows of a firm, disputed ones or the others: the entry, and where engine and table differ."""
    return {
        row["entry"]: disagreements(explain(schemes()[row["entry"]], firm["facts"]), row)
        for row in firm["expect"]
        if ("disputed" in row) == disputed
    }


@pytest.mark.parametrize("firm", FIRMS)
def test_a_firm_gets_what_the_criteria_say_and_is_told_why(firm):
    assert {entry: differs for entry, differs in compare(firm, disputed=False).items() if differs} == {}


def test_a_disputed_rule_is_still_as_it_was():
    rows = {
        (firm["firm"], entry): differs
        for firm in table()
        for entry, differs in compare(firm, disputed=True).items()
    }
    settled = [where for where, differs in rows.items() if not differs]
    assert settled == [], "These rules say what their text says now: take the mark `disputed` away."


@pytest.mark.parametrize("firm", FIRMS)
def test_the_facts_of_a_firm_can_be_true_together(firm):
    assert check_facts(firm["facts"], registry()) == {}


def test_the_table_is_wide_enough():
    assert len({firm["firm"] for firm in table()}) == len(table()) >= 40
    for firm in table():
        entries = [row["entry"] for row in firm["expect"]]
        assert len(set(entries)) == len(entries) >= 6, firm["firm"]
        assert len({schemes()[slug].area for slug in entries}) >= 2, firm["firm"]
    rows = [row for firm in table() for row in firm["expect"] if "disputed" not in row]
    assert {row["entry"] for row in rows} == schemes().keys()
    # Whatever has a rule is given to somebody and refused to somebody.
    ruled = {slug for slug, scheme in schemes().items() if scheme.tests}
    for outcome in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE):
        assert ruled - {row["entry"] for row in rows if row["outcome"] == outcome} == set()
