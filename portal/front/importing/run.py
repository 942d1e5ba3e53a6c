"""The import as one call: read, check, compare, write. All or nothing."""

from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import Error, transaction
from django.utils.translation import override

from portal.audit.record import record
from portal.catalogue.models import Entry
from portal.kernel.languages import ENGLISH

from .building import build_entries, build_lists
from .checking import check_directory, check_kept_rules, has_slug
from .current import Current, known_to, load_current
from .faults import CatalogueFaults, Faults
from .planning import ARCHIVED, CHANGED, CREATED, UNCHANGED, Plan, make_plan
from .reading import LISTS, Directory, read_directory, read_file
from .relations import check_relations, load_relations, plan_relations
from .shape import OWN_CATALOGUE
from .telling import details
from .writing import write


def import_catalogue(directory: Path, *, dry_run: bool = False, prune: bool = False, actor=None) -> Plan:
    """Bring the database in line with a catalogue directory; what was created, changed, archived and left.

    dry_run: compare only. prune: archive what the directory does not hold. actor: the user, None for the system.
    Entries marked as sample data are never touched. Raises CatalogueFaults, with every fault, and changes nothing.
    """
    faults = Faults()
    found = read_directory(directory, faults)
    with override(ENGLISH), transaction.atomic():
        now = load_current(lock=not dry_run)
        add_missing_lists(found, now, faults)
        slugs = {row.data["slug"] for row in found.rows if has_slug(row)}
        known = known_to(now, slugs, prune=prune)
        if "facts" in found.lists and not prune:
            kept = {
                slug: said for slug, said in now.said.items() if slug not in slugs and not said["archived"]
            }
            check_kept_rules(kept, found, known, faults)
        check_relations(found, known, faults)
        check_directory(found, known, faults)
        # With faults, this adds what the models say about the rows that are left, so that all is told at once.
        plan = make_plan(found, now, prune=prune)
        lists = build_lists(plan, now, faults)
        built = build_entries(plan, now, faults)
        if faults:
            raise CatalogueFaults(faults)
        ties = load_relations(now)
        plan.relations = list(plan_relations(found, ties, prune=prune))
        if plan.count() and not dry_run:
            try:
                with transaction.atomic():
                    touched = write(plan, lists, built, ties, actor=actor)
            except Error as error:
                faults.add(str(directory), "-", "database", f"refused the import: {error}")
                raise CatalogueFaults(faults) from error
            write_audit(plan, touched, directory, actor)
    return plan


def add_missing_lists(found: Directory, now: Current, faults: Faults) -> None:
    """Take a code list that neither the directory nor the database has from the project's own catalogue."""
    for name in LISTS:
        if name not in found.lists and not now.lists[name]:
            found.lists[name] = read_file(OWN_CATALOGUE / f"{name}.yaml", f"{name}.yaml", faults)


def write_audit(plan: Plan, touched: dict[str, Entry], directory: Path, actor) -> None:
    """One record for each entry that changed and one for the run."""
    for item in plan.entries:
        if item.action in (CREATED, CHANGED, ARCHIVED):
            record(
                actor=actor, action=f"catalogue.{item.action}", target=touched[item.slug], data=details(item)
            )
    data: dict[str, Any] = {action: plan.count(action) for action in (CREATED, CHANGED, ARCHIVED)}
    data["lists"] = [
        f"{item.group} {item.slug} {item.action}"
        for item in [*plan.lists, *plan.relations]
        if item.action != UNCHANGED
    ]
    record(
        actor=actor,
        action="catalogue.import",
        target=ContentType.objects.get_for_model(Entry),
        data={"directory": directory.name, **data},
    )
