"""Which papers a person may see, and which of them may be opened."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from programs.enums import ScanState
from programs.models import Answer, Document, Milestone

from .applications import applications_at_desk


def documents_for(user: User) -> QuerySet[Document]:
    """Papers of the user's own firms, and those in applications the user may work on for the zone.

    In an application: uploaded for it, or chosen from the firm's library for an answer or a report. The other papers of
    the library are the firm's own business.
    """
    at_desk = applications_at_desk(user).order_by().values("pk")
    held = {"document": OuterRef("pk"), "application__in": at_desk}
    return Document.objects.filter(
        Exists(Membership.objects.filter(user=user, firm=OuterRef("firm")))
        | Q(application__in=at_desk)
        | Exists(Answer.objects.filter(**held))
        | Exists(Milestone.objects.filter(**held))
    )


def may_open(document: Document, *, is_member: bool) -> bool:
    """Whether the file of a paper that one may see is handed out.

    Nobody gets one that the scanner holds back. While it has not spoken yet, only the firm gets its own file.
    is_member: whether the person acts for the firm.
    """
    if document.scan == ScanState.QUARANTINED:
        return False
    return is_member or document.scan != ScanState.PENDING
