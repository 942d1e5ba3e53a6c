"""The gold table of firms, and the schemes of the published files without a database."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.front.importing.checking import fact_specs
from portal.front.importing.faults import Faults
from portal.front.importing.reading import Directory, Loader, read_directory
from portal.front.importing.shape import OWN_CATALOGUE
from programs.eligibility.explaining import Finding, Verdict
from programs.eligibility.facts import FactSpec
from programs.eligibility.logic import Outcome, Result
from programs.eligibility.nodes import facts_of
from programs.eligibility.schemes import Criterion, Scheme, rule_of

GOLD = Path(__file__).parents[2] / "gold" / "firms.yaml"
#: What `by` says of a criterion that only staff can judge.
STAFF = "staff"


@cache
def table() -> list[dict[str, Any]]:
    """The firms with their facts and what is expected of them."""
    return yaml.load(GOLD.read_text(encoding="utf-8"), Loader)


@cache
def directory() -> Directory:
    """The published files."""
    faults = Faults()
    found = read_directory(OWN_CATALOGUE, faults)
    assert not faults
    return found


def registry() -> dict[str, FactSpec]:
    return fact_specs(directory().lists["facts"])


@cache
def schemes() -> dict[str, Scheme]:
    """Every published measure and programme by its slug."""
    rows = [row for row in directory().rows if row.kind in ("measure", "programme")]
    return {row.data["slug"]: scheme_of(row.data, row.kind, row.stem) for row in rows}


def scheme_of(data: Mapping[str, Any], kind: str, area: str) -> Scheme:
    """An entry of a file; its benefits play no part here."""
    criteria = tuple(
        Criterion(number, said["text"], rule_of(said["rule"]))
        for number, said in enumerate(data.get("eligibility", ()))
    )
    return Scheme(
        key=0,
        slug=data["slug"],
        kind=kind,
        name=data["name"],
        area=area,
        category="",
        instrument="",
        version=None,
        criteria=criteria,
        tiers=(),
    )


def disagreements(verdict: Verdict, row: Mapping[str, Any]) -> list[str]:
    """Where a verdict and a row of the table differ; empty when they say the same, for the same reason."""
    if verdict.outcome != row["outcome"]:
        return [f"is {verdict.outcome}, not {row['outcome']}"]
    by = {beginning: [facts] if isinstance(facts, str) else facts for beginning, facts in row["by"].items()}
    found = list(compared(verdict, by))
    decisive = {Outcome.NOT_ELIGIBLE: Result.NOT_MET, Outcome.NEEDS_FACTS: Result.UNKNOWN}
    if result := decisive.get(verdict.outcome):
        for finding in verdict.findings:
            text = finding.criterion.text["en"]
            if finding.result == result and not text.startswith(tuple(by)):
                found.append(f"{text!r} is {result} too")
    return found


def compared(verdict: Verdict, by: Mapping[str, list[str]]) -> Iterator[str]:
    """What is not so of the criteria that a row names."""
    for beginning, facts in by.items():
        findings = [one for one in verdict.findings if one.criterion.text["en"].startswith(beginning)]
        if len(findings) != 1:
            yield f"{len(findings)} criteria begin with {beginning!r}"
        elif (said := reason(findings[0], verdict.outcome)) is None:
            yield f"{beginning!r} is {findings[0].result}"
        elif findings[0].result == Result.UNKNOWN and set(facts) != said:
            yield f"{beginning!r} waits for {sorted(said)}, not {sorted(facts)}"
        elif not set(facts) <= said:
            yield f"{beginning!r} is decided by {sorted(said)}, not {sorted(facts)}"


def reason(finding: Finding, outcome: str) -> set[str] | None:
    """The facts that make a criterion what the outcome needs it to be; None when it is something else."""
    if outcome == Outcome.ELIGIBLE:
        if finding.result == Result.STAFF:
            return {STAFF}
        return {name for name, value in finding.facts.items() if value is not None}
    if outcome == Outcome.NOT_ELIGIBLE:
        return set(facts_of(finding.gap)) if finding.gap else None
    return set(finding.missing) if finding.result == Result.UNKNOWN else None
