"""Versions of the form of an intake: begun, copied, published. What authors change in them: `form_parts`.

A version that is published or that applications rest on never changes, so changes start from a copy.
"""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.record import record
from portal.kernel.errors import Conflict, InvalidInput
from programs.models import FormVersion, Intake, Question
from programs.selectors.form_faults import faults_of
from programs.selectors.forms import registry, sections_of


def is_frozen(form: FormVersion) -> bool:
    """Whether applications rest on this version of a form."""
    return form.applications.exists()


def lock_form(*, form: FormVersion, revision: int) -> FormVersion:
    """Hold a version until the transaction ends, to change it.

    revision: the one that the author's page showed. Raises Conflict when the version is gone, published, in use, or
    changed by somebody else since.
    """
    found = FormVersion.objects.select_for_update(no_key=True).filter(pk=form.pk).first()
    if found is None:
        raise Conflict("form-gone", _("This version of the form is no longer there."))
    if found.published_at is not None:
        raise Conflict(
            "form-published", _("This version is published and cannot change. Copy it to a new version.")
        )
    if is_frozen(found):
        raise Conflict(
            "form-frozen",
            _("Applications rest on this version, so it cannot change. Copy it to a new version."),
        )
    if found.revision != revision:
        raise Conflict("form-changed", _("Somebody else changed this form after you opened the page."))
    return found


def note(*, form: FormVersion, actor, action: str, **data) -> None:
    """Count and record a change of a version that is held."""
    form.revision += 1
    form.save(update_fields=["revision", "updated_at"])
    record(actor=actor, action=action, target=form, data=data)


def lock_intake(key: int) -> Intake:
    return Intake.objects.select_for_update(no_key=True).get(pk=key)


@transaction.atomic
def start_form(*, intake: Intake, actor) -> FormVersion:
    """The first version of an intake's form, without questions. Raises Conflict where there is a version already."""
    intake = lock_intake(intake.pk)
    if intake.forms.exists():
        raise Conflict("form-exists", _("This intake has a form already. Copy it to a new version."))
    form = FormVersion.objects.create(intake=intake, number=1)
    record(actor=actor, action="form.start", target=form, data={"intake": intake.code})
    return form


@transaction.atomic
def copy_form(*, form: FormVersion, actor) -> FormVersion:
    """A new, unpublished version with the same sections and questions."""
    intake = lock_intake(form.intake_id)
    last = intake.forms.order_by("-number").values_list("number", flat=True).first() or 0
    copy = FormVersion.objects.create(intake=intake, number=last + 1)
    for section in form.sections.prefetch_related("questions"):
        questions = list(section.questions.all())
        as_new(section, form=copy).save()
        Question.objects.bulk_create(as_new(question, form=copy, section=section) for question in questions)
    record(actor=actor, action="form.copy", target=copy, data={"intake": intake.code, "from": form.number})
    return copy


def as_new(row, **changes):
    """A row about to be saved once more, with these values changed."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    return row


@transaction.atomic
def publish_form(*, form: FormVersion, revision: int, actor) -> FormVersion:
    """Use this version for applications begun from now on. Drafts keep the version they began with.

    Raises Conflict as `lock_form` does, InvalidInput with every fault under its question's key where it is not sound.
    """
    lock_intake(form.intake_id)
    form = lock_form(form=form, revision=revision)
    errors: dict[str, list[str]] = defaultdict(list)
    for fault in faults_of(sections_of(form), registry()):
        errors[fault.key].append(fault.text)
    if errors:
        raise InvalidInput("form-incomplete", _("The form is not complete, so it was not published."), errors)
    form.published_at = timezone.now()
    form.save(update_fields=["published_at", "updated_at"])
    note(form=form, actor=actor, action="form.publish", number=form.number)
    return form


@transaction.atomic
def discard_form(*, form: FormVersion, revision: int, actor) -> None:
    """Take away a version that was never published, with all its questions."""
    intake = lock_intake(form.intake_id)
    form = lock_form(form=form, revision=revision)
    record(
        actor=actor, action="form.discard", target=form, data={"intake": intake.code, "number": form.number}
    )
    form.delete()
