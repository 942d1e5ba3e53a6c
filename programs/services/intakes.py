"""Forms of intakes: a form that somebody has begun to fill in is frozen, so changes start from a copy."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.record import record
from portal.kernel.errors import Conflict, InvalidInput
from programs.enums import QuestionKind
from programs.models import FormVersion, Intake, Question


def is_frozen(form: FormVersion) -> bool:
    """Whether applications rest on this version of a form."""
    return form.applications.exists()


@transaction.atomic
def copy_form(*, form: FormVersion, actor) -> FormVersion:
    """A new, unpublished version with the same sections and questions."""
    intake = Intake.objects.select_for_update(no_key=True).get(pk=form.intake_id)
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
def publish_form(*, form: FormVersion, actor) -> FormVersion:
    """Use this version for applications begun from now on. Drafts keep the version they began with.

    Raises Conflict when it is published already, InvalidInput when it has no questions or a choice has no options.
    """
    Intake.objects.select_for_update(no_key=True).get(pk=form.intake_id)
    form = FormVersion.objects.select_for_update(no_key=True).get(pk=form.pk)
    if form.published_at is not None:
        raise Conflict("form-published", _("This version of the form is published already."))
    errors: dict[str, list[str]] = defaultdict(list)
    questions = list(form.questions.all())
    if not questions:
        errors["questions"].append(_("At least one question is needed."))
    for question in questions:
        if question.kind == QuestionKind.CHOICE and len(question.options) < 2:
            errors[question.key].append(_("A choice needs at least two options."))
    if errors:
        raise InvalidInput("form-incomplete", _("The form is not complete, so it was not published."), errors)
    form.published_at = timezone.now()
    form.save(update_fields=["published_at", "updated_at"])
    record(actor=actor, action="form.publish", target=form, data={"number": form.number})
    return form
