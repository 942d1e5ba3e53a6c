"""Telling a firm's members what has come to fit it and what no longer does: one message a run, and nothing twice."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from hashlib import sha256

from accounts.models import Firm
from accounts.selectors import contact_for, members_to_notify
from portal.catalogue.models import Entry
from portal.kernel.languages import texts_of
from portal.outbox.enqueue import notify
from programs.eligibility.news import News
from programs.selectors.matches_page import MATCHES_CHANGED, path_of_matches


def tell_matches(*, firm: Firm, day: date, news: Collection[tuple[News, int]]) -> None:
    """Write one notification for each member of a firm, or none where there is no news.

    news: what there is to tell and the key of its entry. A person who is a member of several companies of a group is
    told the same once a day. For one who wants no such news it is written down and not delivered, so that the firm's
    page can mark it. Runs in the transaction of the change.
    """
    if not news:
        return
    entries = Entry.objects.filter(pk__in={key for _news, key in news}).order_by("slug")
    kinds: defaultdict[int, list[News]] = defaultdict(list)
    for each, key in news:
        kinds[key].append(each)
    lists: defaultdict[str, list[dict]] = defaultdict(list)
    for entry in entries:
        for each in kinds[entry.pk]:
            lists[each.value].append({"slug": entry.slug, "name": texts_of(entry, "name")})
    digest = sha256(repr(sorted((each.value, key) for each, key in news)).encode()).hexdigest()
    for user in members_to_notify(firm):
        contact = contact_for(user)
        notify(
            contact=contact if user.match_news else replace(contact, channels=()),
            kind=MATCHES_CHANGED,
            params={"firm": firm.name, **lists},
            path=path_of_matches(firm.pk),
            key=f"matches:{firm.parent_id or firm.pk}:{day.isoformat()}:{digest}",
        )
