"""The document library of a firm: its papers, their versions, and where they are used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.enums import MemberRole
from accounts.models import Firm, User
from accounts.selectors import members_to_notify
from portal.kernel.clock import today
from portal.kernel.display import format_date
from portal.kernel.languages import CODES
from programs.enums import PaperKind, ScanState
from programs.models import Answer, Application, Document, Milestone

#: Days before its last day from which a paper counts as expiring soon.
SOON = 30
#: Kind -> its place in the library.
PLACES = {kind: place for place, kind in enumerate(PaperKind.values)}
EXPIRED, EXPIRING, VALID = "expired", "expiring", "valid"


def current_papers() -> QuerySet[Document]:
    """Papers in all libraries: the newest version of each that was not put away."""
    return Document.objects.filter(superseded_by__isnull=True, archived_at__isnull=True)


def library_of(firm: Firm) -> QuerySet[Document]:
    """The papers in a firm's library, by kind in the order of `PaperKind`, the newest first."""
    return by_kind(current_papers().filter(firm=firm))


def put_away_of(firm: Firm) -> QuerySet[Document]:
    """What the firm has put away, in the same order."""
    return by_kind(Document.objects.filter(firm=firm, superseded_by__isnull=True, archived_at__isnull=False))


def by_kind(papers: QuerySet[Document]) -> QuerySet[Document]:
    places = [When(kind=kind, then=Value(place)) for kind, place in PLACES.items()]
    place = Case(*places, default=Value(len(places)), output_field=IntegerField())
    return papers.select_related("uploaded_by").order_by(place, "-uploaded_at", "-pk")


def papers_fitting(firm: Firm, kind: str) -> list[Document]:
    """Papers that an answer may use: current, not put away, not held back; of this kind, or of any if it is empty.

    In the order of the library. One query, and a lighter one than where the database orders kinds.
    """
    found = current_papers().filter(firm=firm).exclude(scan=ScanState.QUARANTINED)
    found = found.filter(kind=kind) if kind else found
    return sorted(
        found.order_by("-uploaded_at", "-pk"), key=lambda paper: PLACES.get(paper.kind, len(PLACES))
    )


def papers_of(firm: Firm) -> QuerySet[Document]:
    """Every paper of a firm with its firm, old versions and those put away too."""
    return Document.objects.filter(firm=firm).select_related("firm", "uploaded_by", "superseded_by")


def validity(paper: Document) -> str:
    """How a paper stands today: EXPIRED, EXPIRING (within SOON days) or VALID; empty where it has no last day."""
    if paper.expires_on is None:
        return ""
    if paper.expires_on < today():
        return EXPIRED
    return EXPIRING if paper.expires_on <= today() + timedelta(days=SOON) else VALID


def trouble_with(paper: Document | None) -> str:
    """Why an answer that needs a paper cannot be sent with this one, in the active language; empty where it can."""
    if paper is None or validity(paper) != EXPIRED:
        return ""
    day = format_date(paper.expires_on)
    return _("This paper expired on %(day)s. Choose one that is still valid.") % {"day": day}


@dataclass(frozen=True)
class Shelved:
    """One paper of the library as its pages show it."""

    paper: Document
    #: Applications that hold this version or an older one, the newest first.
    used_in: list[Application] = field(default_factory=list)

    @property
    def validity(self) -> str:
        return validity(self.paper)

    @property
    def is_held_back(self) -> bool:
        return self.paper.scan == ScanState.QUARANTINED


def shelved(firm: Firm, papers: Iterable[Document]) -> list[Shelved]:
    """Papers of a firm with the applications that use them or their older versions. Three queries."""
    shown = list(papers)
    chains = chains_of(firm)
    uses = uses_of({pk for paper in shown for pk in chains[paper.pk]})
    found = []
    for paper in shown:
        holders = {each.pk: each for pk in chains[paper.pk] for each in uses.get(pk, ())}
        found.append(Shelved(paper, sorted(holders.values(), key=lambda each: -each.pk)))
    return found


def chains_of(firm: Firm) -> dict[int, list[int]]:
    """For every paper of a firm its own key and those of the versions before it, the newest first. One query."""
    before = dict(Document.objects.filter(firm=firm).order_by().values_list("pk", "supersedes"))
    chains = {}
    for pk in before:
        chain = [pk]
        # A version is older than the one that replaces it, so this ends.
        while (older := before.get(chain[-1])) is not None:
            chain.append(older)
        chains[pk] = chain
    return chains


def uses_of(keys: Iterable[int]) -> Mapping[int, list[Application]]:
    """By the key of a paper: the applications whose answers or reports hold it. Two queries."""
    found: defaultdict[int, list[Application]] = defaultdict(list)
    for model in (Answer, Milestone):
        rows = (
            model.objects.filter(document__in=list(keys)).select_related("application__intake").order_by("pk")
        )
        for row in rows:
            holders = found[row.document_id or 0]
            if row.application not in holders:
                holders.append(row.application)
    return found


def versions_of(paper: Document) -> list[Shelved]:
    """A paper and the versions before it, the newest first, each with its own uses. Four queries."""
    keys = chains_of(paper.firm)[paper.pk]
    rows = papers_of(paper.firm).in_bulk(keys)
    uses = uses_of(keys)
    return [Shelved(rows[pk], uses.get(pk, [])) for pk in keys]


def keepers_of(firm: Firm) -> QuerySet[User]:
    """Who is told about the firm's papers: owners and editors, who can do something about them."""
    return (
        members_to_notify(firm)
        .filter(memberships__firm=firm, memberships__role__in=[MemberRole.OWNER, MemberRole.EDITOR])
        .distinct()
    )


def kind_in_every_language(paper: Document) -> dict[str, str]:
    """What kind of paper it is, for messages: one text a language. What people call it stays behind the sign-in."""
    found = {}
    for code in CODES:
        with translation.override(code):
            found[code] = str(PaperKind(paper.kind).label)
    return found


def path_of_library(firm_id: int) -> str:
    """The address of a firm's library, from the slash after the language prefix."""
    return "/" + reverse("firm-papers", args=[firm_id]).split("/", 2)[2]


def path_of_paper(paper: Document) -> str:
    """The same for one paper."""
    return "/" + reverse("firm-paper", args=[paper.firm_id, paper.pk]).split("/", 2)[2]
