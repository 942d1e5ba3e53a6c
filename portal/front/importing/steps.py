"""Bringing the landing steps in line with their file: all of it or, if anything is wrong, nothing.

Beside the catalogue's import, as that of the vocabulary is: it reads and checks files in the same way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from portal.catalogue.models import Source
from portal.kernel.languages import ENGLISH, SUFFIXES
from programs.eligibility.facts import FactSpec
from programs.eligibility.rules import validate_rule
from programs.models import LandingStep
from programs.planning.step_rules import cycle_fault, settles_faults
from programs.services.policies import fact_registry

from .checking import check_values
from .columns import one_line
from .faults import CatalogueFaults, Faults
from .lists import check_model, close_import
from .reading import name_of, read_file
from .shape import OWN_CATALOGUE, check_shape, shown
from .sources import saved, source_of

OWN_STEPS = OWN_CATALOGUE.parent / "landing_steps.yaml"
LANGUAGES = tuple(SUFFIXES.values())
TEXTS = ("name", "text", "papers")
COLUMNS = (
    *(f"{field}_{language}" for field in TEXTS for language in LANGUAGES),
    *("position", "side", "days_least", "days_most", "rule", "settles", "as_of"),
)
#: What the file calls a column, for messages.
LABELS = {
    **{f"{field}_{language}": f"{field}.{language}" for field in TEXTS for language in LANGUAGES},
    "days_least": "days",
    "days_most": "days",
}
ACTIONS = ("created", "changed", "archived")


@dataclass(slots=True)
class Outcome:
    """What an import did, by code."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    unchanged: int = 0
    #: Steps that the file does not hold and that stay.
    elsewhere: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Wanted:
    """A step as the file has it, nothing saved."""

    step: LandingStep
    after: frozenset[str]
    sources: list[Source]


def import_steps(
    path: Path = OWN_STEPS, *, dry_run: bool = False, prune: bool = False, actor=None
) -> Outcome:
    """Create and change steps after a file; steps that it does not hold stay, unless `prune` archives them.

    dry_run: change nothing and say what would happen. Raises CatalogueFaults, with every fault, and changes nothing.
    """
    faults = Faults()
    rows = read_file(path, path.name, faults)
    with override(ENGLISH), transaction.atomic():
        facts = fact_registry()
        found = [step_of(row, number, path.name, facts, faults) for number, row in enumerate(rows)]
        held = {step.code: step for step in LandingStep.objects.prefetch_related("after", "sources")}
        check_graph(rows, held, path.name, faults)
        if faults:
            raise CatalogueFaults(faults)
        outcome = write([wanted for wanted in found if wanted], held, prune=prune)
        close_import(
            outcome,
            ACTIONS,
            name="steps.import",
            model=LandingStep,
            file=path.name,
            actor=actor,
            dry_run=dry_run,
        )
    return outcome


def step_of(row: Any, number: int, file: str, facts: Mapping[str, FactSpec], faults: Faults) -> Wanted | None:
    """The step that a row of the file describes; None with its faults."""
    code, before = name_of(row, "code", number + 1), len(faults)
    check_shape(row, "landingStep", file, code, faults)
    check_values(row, file, code, faults)
    if not isinstance(row, dict):
        return None
    if row.get("rule") is not None:
        for path, message in validate_rule(row["rule"], facts):
            faults.add(file, code, f"rule.{path}" if path else "rule", message)
    for path, message in settles_faults(row.get("settles", {}), facts):
        faults.add(file, code, f"settles.{path}" if path else "settles", message)
    if len(faults) > before:
        return None
    least, most = row["days"]
    if least > most:
        faults.add(file, code, "days", "the least is more than the most")
        return None
    step = LandingStep(
        code=row["code"],
        position=number,
        side=row["side"],
        days_least=least,
        days_most=most,
        rule=row["rule"],
        settles=row["settles"],
        as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
    )
    for language in LANGUAGES:
        setattr(step, f"name_{language}", row["name"][language])
        setattr(step, f"text_{language}", row["text"][language])
        setattr(step, f"papers_{language}", "\n".join(one_line(paper[language]) for paper in row["papers"]))
    sources = [source_of(said) for said in row["sources"]]
    for index, source in enumerate(sources):
        check_model(source, LABELS, f"sources[{index}].", file, code, faults)
    check_model(step, LABELS, "", file, code, faults)
    return Wanted(step, frozenset(row["after"]), sources)


def check_graph(rows: Iterable[Any], held: Mapping[str, LandingStep], file: str, faults: Faults) -> None:
    """A code stands once, the steps that one waits for exist, and no step waits for itself in the end."""
    graph = {code: {each.code for each in step.after.all()} for code, step in held.items()}
    here: dict[str, list[Any]] = {}
    for number, row in enumerate(rows, 1):
        code = name_of(row, "code", number)
        if code in here:
            faults.add(file, code, "code", "given twice")
        after = row.get("after") if isinstance(row, dict) else None
        here[code] = [each for each in after if isinstance(each, str)] if isinstance(after, list) else []
    graph |= {code: set(after) for code, after in here.items()}
    for code, after in here.items():
        for each in after:
            if each not in graph:
                faults.add(file, code, "after", f"no step {shown(each)}")
    told = cycle_fault(graph)
    if told:
        faults.add(file, "-", "after", told)


def write(found: list[Wanted], held: dict[str, LandingStep], *, prune: bool) -> Outcome:
    """Save what differs from the database. Runs in the caller's transaction."""
    outcome = Outcome()
    differs = []
    for wanted in found:
        step = wanted.step
        sources = {saved(source) for source in wanted.sources}
        old = held.pop(step.code, None)
        if old is None:
            step.save(force_insert=True)
            outcome.created.append(step.code)
        elif told_by(old, old.after.all(), old.sources.all()) != told_by(step, wanted.after, sources):
            step.save(force_update=True)
            outcome.changed.append(step.code)
        else:
            outcome.unchanged += 1
            continue
        differs.append((wanted, sources))
    for wanted, sources in differs:  # once every step is there that they wait for
        wanted.step.after.set(LandingStep.objects.filter(code__in=wanted.after))
        wanted.step.sources.set(sources)
    elsewhere = sorted(code for code, step in held.items() if step.archived_at is None)
    if prune:
        LandingStep.objects.filter(code__in=elsewhere).update(archived_at=timezone.now())
        outcome.archived = elsewhere
    else:
        outcome.elsewhere = elsewhere
    return outcome


def told_by(step: LandingStep, after: Iterable[Any], sources: Iterable[Source]) -> tuple:
    """All that a step says, to be compared."""
    return (
        [getattr(step, name) or "" for name in COLUMNS],
        step.archived_at,
        {getattr(each, "code", each) for each in after},
        {source.pk for source in sources},
    )


def is_empty() -> bool:
    """Whether no step was ever imported or written."""
    return not LandingStep.objects.exists()
