"""Telling a firm's members what has come to fit it and what no longer does: one message a run, and nothing twice."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Firm
from accounts.selectors import contact_for, members_to_notify
from portal.catalogue.models import Entry
from portal.kernel.languages import texts_of
from portal.outbox.enqueue import notify
from programs.eligibility.news import News
from programs.models import Match
from programs.selectors.matches_page import MATCHES_CHANGED, path_of_matches


class Told(NamedTuple):
    """One thing to tell."""

    news: News
    #: Primary key of the entry.
    key: int
    #: What the news comes from: moves when the same happens again, and is one for all companies of a group. Empty
    #: for an entry that has left the catalogue: then it is the moment at which it did.
    occasion: str


def moves_of_group(firm: Firm, keys: Collection[int]) -> dict[tuple[int, str | None], datetime]:
    """By entry and outcome: when another company of the group came to stand so, after the firm itself last moved.

    Of several the first, whose news the group has heard. One query, or none without keys.
    """
    if not keys:
        return {}
    head = firm.parent_id or firm.pk
    rows = Match.objects.filter(Q(firm=head) | Q(firm__parent=head), entry__in=keys)
    found = list(rows.order_by("-computed_at").values_list("firm_id", "entry_id", "outcome", "computed_at"))
    own = {entry: at for pk, entry, _outcome, at in found if pk == firm.pk}
    return {
        (entry, outcome): at
        for pk, entry, outcome, at in found
        if pk != firm.pk and (entry not in own or at > own[entry])
    }


def tell_matches(*, firm: Firm, news: Collection[Told]) -> None:
    """Write one notification for each member of a firm, or none where there is no news.

    A person who is a member of several companies of a group is told once. For one who wants no such news it is written
    down and not delivered, so that the firm's page can mark it. Runs in the transaction of the change.
    """
    if not news:
        return
    entries = list(Entry.objects.filter(pk__in={each.key for each in news}).order_by("slug"))
    kinds: defaultdict[int, list[News]] = defaultdict(list)
    for each in news:
        kinds[each.key].append(each.news)
    lists: defaultdict[str, list[dict]] = defaultdict(list)
    for entry in entries:
        for kind in kinds[entry.pk]:
            lists[kind.value].append({"slug": entry.slug, "name": texts_of(entry, "name")})
    left = {entry.pk: str(entry.archived_at) for entry in entries}
    events = sorted((each.news.value, each.key, each.occasion or left.get(each.key)) for each in news)
    digest = sha256(repr(events).encode()).hexdigest()
    for user in members_to_notify(firm):
        notify(
            contact=contact_for(user),
            kind=MATCHES_CHANGED,
            params={"firm": firm.names, **lists},
            path=path_of_matches(firm.pk),
            key=f"matches:{firm.parent_id or firm.pk}:{digest}",
        )
