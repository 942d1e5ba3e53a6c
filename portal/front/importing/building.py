"""Model instances for a plan, checked as the models would check them. Nothing is saved here."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.catalogue.enums import Kind
from portal.catalogue.models import Source
from programs.enums import VersionState
from programs.models import MeasureVersion, Programme, StoryUse
from programs.services.policies import copy_content

from .columns import ENTRY, LANGUAGES, LIST_COLUMNS, PARTS, VERSION, Column
from .current import LIST_MODELS, MODELS, Current
from .faults import Faults
from .planning import ARCHIVED, UNCHANGED, Item, Plan

#: The most that PostgreSQL keeps in each type; SQLite would take more.
LIMITS = {
    models.PositiveSmallIntegerField: 2**15 - 1,
    models.PositiveIntegerField: 2**31 - 1,
    models.BigIntegerField: 2**63 - 1,
}


@dataclass(slots=True)
class Built:
    """One item with its instances. `version` is there only where a measure needs a new one."""

    item: Item
    entry: Any
    version: Any = None
    #: Label to rows without their owner, for those lists that have to be written.
    parts: dict[str, list[Any]] = field(default_factory=dict)


def build_lists(plan: Plan, now: Current, faults: Faults) -> list[tuple[Item, Any]]:
    """Rows of code lists to save."""
    built = []
    for item in plan.lists:
        if item.action in (UNCHANGED, ARCHIVED):
            continue
        model = LIST_MODELS[item.group]
        columns = LIST_COLUMNS[item.group][1]
        row = now.lists[item.group].get(item.slug) or model(pk=item.slug)
        fill(row, columns, item.said)
        row.position = item.said["position"]
        clean(row, columns, item, faults)
        built.append((item, row))
    return built


def build_entries(plan: Plan, now: Current, faults: Faults) -> list[Built]:
    """Entries to save, with their versions and rows."""
    built = []
    for item in plan.entries:
        if item.action in (UNCHANGED, ARCHIVED):
            continue
        entry = now.entries.get(item.slug) or MODELS[item.group](slug=item.slug, kind=item.group)
        fill(entry, ENTRY[item.group], item.said)
        one = Built(item, entry)
        if item.group == Kind.MEASURE:
            build_version(one, faults)
        else:
            clean(entry, ENTRY[item.group], item, faults)
        build_parts(one, faults)
        for title, publisher, url, published in sorted(item.said["sources"]):
            source = Source(title=title, publisher=publisher, url=url, published=published)
            clean(source, [], item, faults, "sources.")
        built.append(one)
    return built


def build_version(one: Built, faults: Faults) -> None:
    """The new version of a measure, and its words in the measure itself."""
    if not one.item.needs_version:
        return
    one.version = MeasureVersion(state=VersionState.PUBLISHED, number=1)
    fill(one.version, VERSION, one.item.said)
    clean(one.version, VERSION, one.item, faults)
    copy_content(source=one.version, target=one.entry)


def build_parts(one: Built, faults: Faults) -> None:
    """Benefits, criteria, papers, things used: all of those of a new version, else those that changed."""
    kind = one.item.group
    for label, related, columns in PARTS.get(kind, []):
        if not (one.version if kind == Kind.MEASURE else one.item.touches(label)):
            continue
        owner = MeasureVersion if kind == Kind.MEASURE else Programme
        model: Any = owner._meta.get_field(related).related_model
        one.parts[label] = []
        for position, said in enumerate(one.item.said[label]):
            part = model(position=position)
            fill(part, columns, said)
            clean(part, columns, one.item, faults, f"{label}[{position}].")
            one.parts[label].append(part)
    if kind == Kind.STORY and one.item.touches("what_they_used"):
        one.parts["what_they_used"] = [
            StoryUse(position=position, **{f"text_{lang}": said[lang] for lang in LANGUAGES})
            for position, said in enumerate(one.item.said["what_they_used"])
        ]


def fill(instance: Any, columns: list[Column], said: dict[str, Any]) -> None:
    """Set the columns to what was said."""
    for column in columns:
        setattr(instance, column.attr, said[column.label])


def clean(instance: Any, columns: list[Column], item: Item, faults: Faults, prefix: str = "") -> None:
    """Add what the model's own validation finds, under the names that the files use.

    References and uniqueness were checked against the whole directory already; asking the database for each row
    would take a query each.
    """
    labels = {column.attr: column.label for column in columns}
    skipped = {f.name for f in instance._meta.concrete_fields if f.is_relation}
    translated = {
        f.translated_field.name for f in instance._meta.concrete_fields if hasattr(f, "translated_field")
    }
    try:
        instance.full_clean(exclude=skipped, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            if name in translated:  # said again by the column of a language
                continue
            for message in messages:
                faults.add(item.file, item.slug, prefix + labels.get(name, name), message)
    for column in instance._meta.concrete_fields:
        limit = LIMITS.get(type(column))
        value = getattr(instance, column.attname)
        if limit and isinstance(value, int) and abs(value) > limit:
            faults.add(
                item.file, item.slug, prefix + labels.get(column.name, column.name), f"{value} is too large"
            )
