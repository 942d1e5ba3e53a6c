"""The text of measures: drafts, and the moment a draft comes into force. Published versions are never edited."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.record import record
from portal.catalogue.changes import note_change
from portal.catalogue.enums import ChangeKind
from portal.catalogue.models import EntryContent, Fact
from portal.catalogue.search.indexing import index_entries
from portal.kernel.display import listed
from portal.kernel.errors import Conflict, InvalidInput
from portal.kernel.languages import SUFFIXES, names_of
from programs.eligibility.facts import FactSpec, spec_of
from programs.eligibility.rules import validate_rule
from programs.enums import VersionState
from programs.models import Benefit, Criterion, Measure, MeasureVersion, RequiredPaper

#: Translated columns of a version, and whether an empty text is allowed when it is empty in every language.
VERSION_TEXTS = {"name": False, "summary": False, "authority": False, "caveat": True, "stackable_note": True}
ROWS: dict[str, Any] = {"benefits": Benefit, "criteria": Criterion, "papers": RequiredPaper}


def fact_registry() -> dict[str, FactSpec]:
    """Every fact that a rule may ask for, by name. One query."""
    return {fact.name: spec_of(fact) for fact in Fact.objects.filter(archived_at__isnull=True)}


def per_language(*fields: str) -> list[str]:
    """The columns of translated fields, one per language."""
    return [f"{field}_{suffix}" for field in fields for suffix in SUFFIXES.values()]


def copy_content(*, source: EntryContent, target: EntryContent) -> None:
    """Set the words and dates of one entry or version to those of another, in every language. Saves nothing."""
    for column in (*per_language(*EntryContent.TRANSLATED), *EntryContent.PLAIN):
        setattr(target, column, getattr(source, column))


def lock_draft(*, version: MeasureVersion) -> Measure:
    """Hold the version and its measure until the transaction ends; the measure.

    Raises Conflict when the version is no draft, or no longer one.
    """
    measure = Measure.objects.select_for_update(no_key=True).get(pk=version.measure_id)
    state = (
        MeasureVersion.objects.select_for_update(no_key=True)
        .values_list("state", flat=True)
        .get(pk=version.pk)
    )
    if state != VersionState.DRAFT:
        raise Conflict(
            "version-not-draft", _("This version is published and cannot change. Start a new draft from it.")
        )
    return measure


@transaction.atomic
def create_draft(*, measure: Measure, actor) -> MeasureVersion:
    """A new draft with everything that the version in force says, or with the measure's own words if there is none.

    Raises Conflict when the measure has a draft already.
    """
    measure = Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    numbers = dict(measure.versions.values_list("number", "state"))
    if VersionState.DRAFT in numbers.values():
        raise Conflict("draft-exists", _("This measure has a draft already. Edit or publish that one."))
    source = measure.current
    draft = MeasureVersion(measure=measure, number=max(numbers, default=0) + 1, state=VersionState.DRAFT)
    copy_content(source=source or measure, target=draft)
    if source:
        draft.instrument = source.instrument
        for column in per_language("authority", "stackable_note"):
            setattr(draft, column, getattr(source, column))
    draft.save()
    if source:
        draft.sources.set(source.sources.all())
        for related in ROWS:
            copy_rows(source=source, draft=draft, related=related)
    record(actor=actor, action="measure.draft", target=measure, data={"version": draft.number})
    return draft


def copy_rows(*, source: MeasureVersion, draft: MeasureVersion, related: str) -> None:
    """Copy the benefits, criteria or papers of one version to another."""
    rows = list(getattr(source, related).all())
    for row in rows:
        row.pk = None
        row._state.adding = True
        row.version = draft
    ROWS[related].objects.bulk_create(rows)


@transaction.atomic
def publish_version(*, version: MeasureVersion, actor) -> MeasureVersion:
    """Bring a draft into force: the version before it is retired and the measure takes the draft's words and dates.

    Raises Conflict when the version is no draft, InvalidInput when a text is missing in a language or a part is wrong.
    """
    measure = lock_draft(version=version)
    version = MeasureVersion.objects.get(pk=version.pk)
    errors = draft_errors(version)
    if errors:
        raise InvalidInput(
            "draft-incomplete", _("The draft is not complete, so it was not published."), errors
        )
    now = timezone.now()
    retired = measure.current
    is_new = measure.published_at is None
    measure.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED, retired_at=now)
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, now, actor
    version.save()
    copy_content(source=version, target=measure)
    measure.current = version
    measure.published_at = measure.published_at or now
    measure.save()
    measure.sources.set(version.sources.all())
    note_change(
        entry=measure,
        what=ChangeKind.ADDED if is_new else ChangeKind.CHANGED,
        fields=version_differences(retired, version) if retired else (),
        version=version.number,
    )
    index_entries([measure.pk])
    data = {"version": version.number, "replaces": retired.number if retired else None}
    record(actor=actor, action="measure.publish", target=measure, data=data)
    return version


def version_differences(old: MeasureVersion, new: MeasureVersion) -> list[str]:
    """The columns and lists in which two versions differ."""
    columns = [*per_language(*VERSION_TEXTS), *EntryContent.PLAIN, "instrument"]
    found = [column for column in columns if (getattr(old, column) or "") != (getattr(new, column) or "")]
    found += [related for related in ROWS if part_values(old, related) != part_values(new, related)]
    if set(old.sources.values_list("pk")) != set(new.sources.values_list("pk")):
        found.append("sources")
    return found


def part_values(version: MeasureVersion, related: str) -> list[tuple]:
    """What the benefits, criteria or papers of a version say, in order."""
    keys = {"id", "version", "programme", "position", "text"}
    columns = [field.name for field in ROWS[related]._meta.concrete_fields if field.name not in keys]
    return list(getattr(version, related).values_list(*columns))


def draft_errors(version: MeasureVersion) -> dict[str, list[str]]:
    """What keeps a draft from being published: field or part to messages; empty when nothing does."""
    errors: dict[str, list[str]] = defaultdict(list)
    try:
        version.full_clean()
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            errors["version" if field == NON_FIELD_ERRORS else field] += messages
    for field, may_be_empty in VERSION_TEXTS.items():
        missing_texts(version, field, errors, field, may_be_empty=may_be_empty)
    facts = fact_registry()
    for related, model in ROWS.items():
        for number, row in enumerate(getattr(version, related).all(), 1):
            place = f"{model._meta.verbose_name} {number}"
            missing_texts(row, "text", errors, place)
            rule = getattr(row, "rule", None)
            if rule is not None:
                errors[place] += [
                    f"{path}: {said}" if path else said for path, said in validate_rule(rule, facts)
                ]
    if not version.benefits.exists():
        errors["benefits"].append(_("At least one benefit tier is needed."))
    if not version.sources.exists():
        errors["sources"].append(_("At least one source is needed."))
    return {place: messages for place, messages in errors.items() if messages}


def missing_texts(row, field: str, errors: dict, place: str, *, may_be_empty: bool = False) -> None:
    """Note the languages in which a translated field has no text."""
    missing = [
        code for code, suffix in SUFFIXES.items() if not (getattr(row, f"{field}_{suffix}") or "").strip()
    ]
    if missing and not (may_be_empty and len(missing) == len(SUFFIXES)):
        errors[place].append(_("No text in %(languages)s.") % {"languages": listed(names_of(missing))})
