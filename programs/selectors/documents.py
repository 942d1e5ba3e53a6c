"""Which papers a person may see, and which of them may be opened."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.selectors import membership_of
from programs.enums import ScanState
from programs.models import Answer, Application, Document, Milestone, SentCopy

from .applications import applications_at_desk
from .sent_copies import papers_in


@dataclass(frozen=True)
class SeenPaper:
    """A paper that a person may see."""

    document: Document
    #: Whether she acts for its firm.
    is_member: bool
    #: Keys of the applications through which she sees it at the desk; none for members of the firm.
    applications: tuple[int, ...] = ()


def seen_paper(user: User, pk: int) -> SeenPaper | None:
    """The paper of this key, or None where the person may not see it. Two queries for members, four at most.

    Members see every paper of their firm. The zone sees what came to it with an application that the person may work
    on: other papers of the library, and those that stood in a draft only, are the firm's own business.
    """
    document = Document.objects.select_related("firm").filter(pk=pk).first()
    if document is None:
        return None
    if membership_of(user, document.firm) is not None:
        return SeenPaper(document, is_member=True)
    at_desk = applications_at_desk(user).order_by()
    applications = holding_now(document, at_desk) or holding_once(document, at_desk)
    return SeenPaper(document, is_member=False, applications=applications) if applications else None


def holding_now(document: Document, applications: QuerySet[Application]) -> tuple[int, ...]:
    """Keys of those of these sent applications whose answers or reports hold a paper, or held it. One query."""
    held = {"document": document, "application": OuterRef("pk")}
    # What is uploaded for an application after it was sent goes to the zone at once, with a reply or a report; the
    # paper of a report that was returned is kept nowhere else.
    came_later = Q(pk=document.application_id, submitted_at__lt=document.uploaded_at)
    found = applications.filter(
        Exists(Answer.objects.filter(**held)) | Exists(Milestone.objects.filter(**held)) | came_later
    )
    return tuple(found.values_list("pk", flat=True))


def papers_at_desk(user: User) -> QuerySet[Document]:
    """Papers that came to the zone with applications that the person may work on: `holding_now`, for a list.

    Papers that a correction has replaced since may be missing: only kept copies name them.
    """
    at_desk = applications_at_desk(user).order_by()
    held = {"document": OuterRef("pk"), "application__in": at_desk.values("pk")}
    came_later = at_desk.filter(pk=OuterRef("application"), submitted_at__lt=OuterRef("uploaded_at"))
    return Document.objects.filter(
        Exists(Answer.objects.filter(**held)) | Exists(Milestone.objects.filter(**held)) | Exists(came_later)
    )


def holding_once(document: Document, applications: QuerySet[Application]) -> tuple[int, ...]:
    """Keys of those of these applications of which a kept copy names a paper. One query, which reads the firm's copies.

    A correction may have put another paper in its place since.
    """
    of_firm = applications.filter(firm=document.firm_id).values("pk")
    copies = SentCopy.objects.filter(application__in=of_firm).order_by().values_list("application", "content")
    return tuple({key for key, content in copies.iterator() if document.pk in papers_in(content)})


def may_open(document: Document, *, is_member: bool) -> bool:
    """Whether the file of a paper that one may see is handed out.

    Nobody gets one that the scanner holds back. While it has not spoken yet, only the firm gets its own file.
    is_member: whether the person acts for the firm.
    """
    if document.scan == ScanState.QUARANTINED:
        return False
    return is_member or document.scan != ScanState.PENDING
