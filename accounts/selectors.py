"""Reads of people and firms. What a person may not see is not in the queryset, so the answer is a 404."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Aggregate, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from portal.catalogue.models import Fact
from portal.outbox.contact import Contact

from .enums import FirmSide, MemberRole
from .models import (
    Consent,
    ConsentText,
    Firm,
    FirmFact,
    Invitation,
    Membership,
    ShortlistItem,
    User,
)

#: Largest key a table can hold; a larger one in an address belongs to nothing.
LARGEST_KEY = 2**63 - 1


def memberships_of(user: User) -> QuerySet[Membership]:
    """All memberships of a person with their firms, by the firm's name."""
    return Membership.objects.filter(user=user).select_related("firm__parent").order_by("firm__name", "pk")


def firms_of(user: User) -> QuerySet[Firm]:
    """The firms a person is a member of, in any role."""
    return Firm.objects.filter(memberships__user=user).order_by("name", "pk")


def membership_of(user: User, firm: Firm) -> Membership | None:
    return Membership.objects.filter(user=user, firm=firm).first()


def membership_in(user: User, firm_id: int) -> Membership | None:
    """The person's membership of the firm with this key, with the firm; None when there is none."""
    return memberships_of(user).filter(firm_id=firm_id).first() if firm_id <= LARGEST_KEY else None


def chosen_membership(memberships: Iterable[Membership], firm_id: object) -> Membership | None:
    """The one of `memberships` that a session's firm key names; the only one there is; else None.

    firm_id: whatever the session holds; a key of a firm the person has left counts for nothing.
    """
    found = list(memberships)
    chosen = [m for m in found if m.firm_id == firm_id]
    return (chosen or found)[0] if chosen or len(found) == 1 else None


def current_membership(user: User, firm_id: object) -> Membership | None:
    """The membership a person works under now: see `chosen_membership`."""
    return chosen_membership(memberships_of(user), firm_id)


def current_firm(user: User, firm_id: object) -> Firm | None:
    """The firm a person works for now, given the key kept in the session: the chosen one, or the only one, or None."""
    membership = current_membership(user, firm_id)
    return membership.firm if membership else None


def possible_parents(user: User, firm: Firm | None = None) -> QuerySet[Firm]:
    """Hong Kong firms that a person may name as parent of a firm: those she writes for, and the present one."""
    writable = Firm.objects.filter(
        side=FirmSide.HONG_KONG,
        memberships__user=user,
        memberships__role__in=[MemberRole.OWNER, MemberRole.EDITOR],
    )
    keys = list(writable.values_list("pk", flat=True))
    if firm is not None and firm.parent_id:
        keys.append(firm.parent_id)
    found = Firm.objects.filter(pk__in=keys)
    return found.exclude(pk=firm.pk) if firm is not None else found


@dataclass(frozen=True)
class Workspace:
    """Everything that a firm's page shows."""

    membership: Membership
    firm: Firm
    entities: list[Firm]
    members: list[Membership]
    invitations: list[Invitation]
    facts: list[FirmFact]

    @property
    def owners(self) -> int:
        return sum(m.role == MemberRole.OWNER for m in self.members)

    @property
    def is_last_owner(self) -> bool:
        """Whether the reader is the only one who can sign."""
        return self.membership.role == MemberRole.OWNER and self.owners == 1


def workspace(membership: Membership) -> Workspace:
    """The firm's page for one of its members, in four queries. Invitations are the owners' business."""
    firm = membership.firm
    invitations: list[Invitation] = []
    if membership.role == MemberRole.OWNER:
        invitations = list(open_invitations(firm).select_related("invited_by"))
    return Workspace(
        membership=membership,
        firm=firm,
        entities=list(firm.entities.all()),
        members=list(firm.memberships.select_related("user")),
        invitations=invitations,
        facts=list(facts_of(firm)),
    )


def is_in_group(firm: Firm) -> bool:
    """Whether a firm is linked to a Hong Kong parent or to Shenzhen companies. One query at most."""
    return firm.parent_id is not None or firm.entities.exists()


def members_seen_by(user: User) -> QuerySet[Membership]:
    """Members of every firm that the person is a member of."""
    return Membership.objects.filter(firm__memberships__user=user).select_related("firm", "user")


def invitations_seen_by(user: User) -> QuerySet[Invitation]:
    """Invitations, open or not, of every firm that the person is a member of."""
    return Invitation.objects.filter(firm__memberships__user=user).select_related("firm")


def open_invitations(firm: Firm) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return firm.invitations.filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )


def facts_of(firm: Firm) -> QuerySet[FirmFact]:
    """What the firm says of itself now, in the registry's order."""
    return (
        firm.facts.filter(superseded_at__isnull=True, fact__archived_at__isnull=True)
        .select_related("fact", "recorded_by")
        .order_by("fact__position", "fact")
    )


def fact_values(firm: Firm) -> dict[str, object]:
    """The same as values by the fact's name, as eligibility rules read them."""
    return dict(facts_of(firm).values_list("fact_id", "value"))


def current_fact(firm: Firm, fact: Fact) -> FirmFact | None:
    return firm.facts.filter(fact=fact, superseded_at__isnull=True).select_related("recorded_by").first()


def askable_facts() -> QuerySet[Fact]:
    """The fact registry without what is no longer asked."""
    return Fact.objects.filter(archived_at__isnull=True)


def shortlist_of(firm: Firm) -> QuerySet[ShortlistItem]:
    """What the firm has put aside, newest first, with the entries, published or not any more."""
    return firm.shortlist.select_related("entry__area", "added_by")


def consents_of(firm: Firm) -> QuerySet[Consent]:
    """The firm's ledger of consents, the newest first, those revoked too."""
    return firm.consents.select_related("text", "given_by", "revoked_by")


def texts_in_force() -> dict[str, ConsentText]:
    """For each purpose (a value of ConsentPurpose) the published text with the highest number."""
    published = ConsentText.objects.filter(published_at__isnull=False).order_by("number")
    return {text.purpose: text for text in published}


class Joined(Aggregate):
    """Texts of several rows as one, with commas between them."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **extra):
        template = "%(function)s(%(expressions)s, ',')"
        return self.as_sql(compiler, connection, function="STRING_AGG", template=template, **extra)


def shortlists_of(user_id) -> Subquery:
    """Every entry on every shortlist of a person's firms as one text, for the query that finds the person.

    "membership:firm:role:slug", with commas between them; a firm that has put nothing aside has an empty slug.
    """
    parts = [Cast("pk", TextField()), Cast("firm_id", TextField()), F("role")]
    slug = Coalesce("firm__shortlist__entry__slug", Value(""))
    line = Concat(*(piece for part in parts for piece in (part, Value(":"))), slug, output_field=TextField())
    rows = Membership.objects.filter(user=user_id).order_by().values("user")
    return Subquery(rows.annotate(shortlists=Joined(line)).values("shortlists"))


def shortlists_seen_by(user: User) -> list[tuple[Membership, frozenset[str]]]:
    """A person's memberships, each with the slugs on its firm's shortlist.

    Of a membership only firm and role are known. No query for the person of a session: it came with her.
    """
    if not hasattr(user, "shortlists"):
        user = User.objects.annotate(shortlists=shortlists_of(OuterRef("pk"))).get(pk=user.pk)
    found: dict[int, Membership] = {}
    slugs: defaultdict[int, set[str]] = defaultdict(set)
    for line in filter(None, (user.shortlists or "").split(",")):
        pk, firm, role, slug = line.split(":")
        found[int(pk)] = Membership(pk=int(pk), user_id=user.pk, firm_id=int(firm), role=role)
        slugs[int(pk)].update(filter(None, [slug]))
    return [(found[pk], frozenset(slugs[pk])) for pk in sorted(found)]


def membership_seen(user: User, firm_id: int) -> Membership | None:
    """The person's membership of a firm, for what a page shows: see `shortlists_seen_by`. Services read the row."""
    return next((each for each, _slugs in shortlists_seen_by(user) if each.firm_id == firm_id), None)


def contact_for(user: User) -> Contact:
    """How to reach a person: her inbox, and mail in her own language, but for what she has muted."""
    return Contact(
        user_id=user.pk,
        email=user.email,
        name=str(user),
        language=user.language,
        muted=frozenset(user.muted),
    )


def members_to_notify(firm: Firm) -> QuerySet[User]:
    """Everyone who is told about the firm's applications."""
    return User.objects.filter(memberships__firm=firm, is_active=True).order_by("pk")


def staff_with_role(roles: Iterable[str]) -> QuerySet[User]:
    """Active staff in any of these roles (values of StaffRole)."""
    return User.objects.filter(role__in=list(roles), is_active=True).exclude(role="").order_by("pk")


def owner_of_address(email: str) -> User | None:
    """The person who has shown that this address is hers. For choosing a mail's language; never tell anybody."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return address.user if address else None


def has_verified(user: User, email: str) -> bool:
    """Whether a person has shown that this address is hers. Case does not matter."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
