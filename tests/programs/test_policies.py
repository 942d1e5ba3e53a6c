"""Versions of measures: drafts are copies, publishing retires, what is published stays as it was."""

import pytest
from django.db import IntegrityError, transaction

from portal.audit.models import AuditEntry
from portal.catalogue.enums import FactType
from portal.kernel.errors import Conflict, InvalidInput
from programs.enums import VersionState
from programs.services.policies import create_draft, publish_version
from tests.factories import make_fact, make_measure, make_source, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_staff("editor")


@pytest.fixture
def measure():
    return make_measure()


def said(version) -> dict:
    """Everything a version says, without its keys."""
    unwanted = {
        "id",
        "version_id",
        "state",
        "number",
        "created_at",
        "updated_at",
        "published_at",
        "retired_at",
    }
    lists = {
        name: [{k: v for k, v in row.items() if k not in unwanted} for row in getattr(version, name).values()]
        for name in ("benefits", "criteria", "papers")
    }
    words = {k: v for k, v in vars(version).items() if not k.startswith("_") and k not in unwanted}
    return {**words, **lists, "sources": set(version.sources.all())}


def test_a_draft_says_what_is_in_force(measure, editor):
    draft = create_draft(measure=measure, actor=editor)
    draft.refresh_from_db()
    measure.current.refresh_from_db()
    assert (draft.number, draft.state) == (measure.current.number + 1, VersionState.DRAFT)
    assert said(draft) == said(measure.current)
    assert said(draft)["benefits"]
    assert AuditEntry.objects.get(action="measure.draft").actor == editor


def test_there_is_one_draft_at_a_time(measure, editor):
    create_draft(measure=measure, actor=editor)
    with pytest.raises(Conflict) as refused:
        create_draft(measure=measure, actor=editor)
    assert refused.value.code == "draft-exists"
    assert measure.versions.count() == 2


def test_publishing_retires_what_was_in_force(measure, editor):
    old = measure.versions.get()
    before = said(old)
    draft = create_draft(measure=measure, actor=editor)
    draft.name_zh_hant, draft.status, draft.closes = "新名", "announced", "2027-01-31"
    draft.save()
    draft.benefits.update(months=6)
    newer = make_source()
    draft.sources.set([newer])

    publish_version(version=draft, actor=editor)

    measure.refresh_from_db()
    old.refresh_from_db()
    draft.refresh_from_db()
    assert (old.state, draft.state) == (VersionState.RETIRED, VersionState.PUBLISHED)
    assert old.retired_at is not None
    assert said(old) == before
    assert measure.current == draft
    assert (measure.name_zh_hant, measure.status, measure.closes) == ("新名", "announced", draft.closes)
    assert list(measure.sources.all()) == [newer]
    assert draft.published_by == editor
    assert AuditEntry.objects.get(action="measure.publish").data == {"version": 2, "replaces": 1}


@pytest.mark.parametrize("state", [VersionState.PUBLISHED, VersionState.RETIRED])
def test_only_drafts_are_published(measure, editor, state):
    draft = create_draft(measure=measure, actor=editor)
    version = publish_version(version=draft, actor=editor)
    if state == VersionState.RETIRED:
        version = measure.versions.get(number=1)
    with pytest.raises(Conflict) as refused:
        publish_version(version=version, actor=editor)
    assert refused.value.code == "version-not-draft"
    measure.refresh_from_db()
    assert measure.current.number == 2
    assert AuditEntry.objects.filter(action="measure.publish").count() == 1


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda draft: setattr(draft, "name_zh_hans", ""), "name"),
        (lambda draft: setattr(draft, "authority_zh_hant", None), "authority"),
        (lambda draft: setattr(draft, "caveat_en", "Only in English"), "caveat"),
        (lambda draft: draft.benefits.update(text_zh_hant=""), "benefit tier 1"),
        (
            lambda draft: draft.benefits.update(rule={"fact": "nothing", "op": "==", "value": 1}),
            "benefit tier 1",
        ),
        (lambda draft: draft.benefits.all().delete(), "benefits"),
        (lambda draft: draft.sources.clear(), "sources"),
    ],
)
def test_an_incomplete_draft_is_not_published(measure, editor, spoil, place):
    draft = create_draft(measure=measure, actor=editor)
    spoil(draft)
    draft.save()
    with pytest.raises(InvalidInput) as refused:
        publish_version(version=draft, actor=editor)
    assert place in refused.value.errors
    measure.refresh_from_db()
    draft.refresh_from_db()
    assert measure.current.number == 1
    assert draft.state == VersionState.DRAFT


def test_rules_are_checked_against_the_registry(measure, editor):
    make_fact("headcount", FactType.INT)
    draft = create_draft(measure=measure, actor=editor)
    draft.benefits.update(rule={"fact": "headcount", "op": ">=", "value": 3})
    publish_version(version=draft, actor=editor)


def test_the_database_keeps_one_version_in_force(measure, editor):
    draft = create_draft(measure=measure, actor=editor)
    draft.state, draft.published_at = VersionState.PUBLISHED, measure.current.published_at
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()
