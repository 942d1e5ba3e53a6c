"""An application that has ended or was sent gives its answers to another intake."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from portal.audit.record import record
from portal.kernel.errors import Conflict
from programs.enums import ApplicationStatus
from programs.models import Answer, Application, Intake, Question

from .applications import check_open, start_application
from .drafts import check_writable
from .prefill import answers_from, may_be_filled
from .transitions import lock_application


def reuse_answers(*, user: User, source: Application, intake: Intake) -> Application:
    """The firm's draft for an intake, begun with the answers of an older application, or the one that there is.

    A draft that there is stays as it is: see `fill_empty`.
    Raises Conflict (the source is a draft itself), NotAllowed, DomainError (the intake is closed or has no form).
    """
    check_source(source)
    return start_application(user=user, firm=source.firm, intake=intake, source=source)


@transaction.atomic
def fill_empty(*, user: User, source: Application, reference: str) -> int:
    """Answer what is empty in a draft with the answers of an older application of its firm; how many were filled in.

    Raises Conflict (no draft, or the source is one), NotAllowed, DomainError (the intake is closed);
    Application.DoesNotExist for an unknown reference or one of another firm.
    """
    check_source(source)
    application = lock_application(reference)
    if application.firm_id != source.firm_id:
        raise Application.DoesNotExist
    check_writable(application, user)
    check_open(application.intake)
    rows = {row.question_id: row for row in Answer.objects.filter(application=application)}
    questions = Question.objects.filter(form=application.form_id).select_related("fact")
    empty = [
        question
        for question in may_be_filled(questions)
        if question.pk not in rows or not (rows[question.pk].value or rows[question.pk].document_id)
    ]
    found = answers_from(source, empty)
    now = timezone.now()
    changed = []
    for key, filled in found.items():
        row = rows.get(key) or Answer(application=application, question_id=key)
        row.value, row.document = filled.value, filled.document
        row.origin, row.origin_on, row.is_confirmed = filled.origin, filled.on, False
        row.revision += 1
        row.updated_by, row.updated_at = user, now
        changed.append(row)
    Answer.objects.bulk_create(row for row in changed if row.pk is None)
    Answer.objects.bulk_update(
        [row for row in changed if row.pk is not None],
        ["value", "document", "origin", "origin_on", "is_confirmed", "revision", "updated_by", "updated_at"],
    )
    if changed:
        Application.objects.filter(pk=application.pk).update(updated_at=now)
        data = {"from": source.reference, "filled": len(changed)}
        record(actor=user, action="application.fill", target=application, data=data)
    return len(changed)


def check_source(source: Application) -> None:
    if source.status == ApplicationStatus.DRAFT:
        raise Conflict(
            "source-is-draft",
            _("Nothing was changed. Only answers that were sent or put away are used again."),
        )
