"""What a firm's page of matches shows: each scheme as it stands on the firm's facts now, and what is news."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, Membership, User
from portal.catalogue.listed import Listed
from portal.kernel.languages import pick
from portal.outbox.selectors import told_since
from programs.check.answers import Answers
from programs.check.results import Group, groups_of
from programs.check.state import Check
from programs.eligibility.logic import Judgement
from programs.eligibility.news import News
from programs.planning.money import Rate

from .check import check_of, entries_of
from .group_facts import firms_to_match
from .rates import current_rate

#: The notification that tells of changes.
MATCHES_CHANGED = "matches_changed"
#: How long a change is marked.
MARKED = timedelta(days=30)
#: What each news speaks of: news that has been outdone since is not marked.
SPEAKS_OF = {
    News.GAINED: Judgement.FITS,
    News.OPENED: Judgement.FITS,
    News.IN_FORCE: Judgement.FITS,
    News.LOST: Judgement.FITS_NOT,
    News.UNSETTLED: Judgement.NEEDS_FACTS,
    News.SETTLED: Judgement.FITS_NOT,
}


@dataclass(frozen=True, slots=True)
class Matches:
    """Everything that the page shows."""

    #: On the facts of the group alone.
    check: Check
    entries: Mapping[str, Listed]
    groups: list[Group]
    rate: Rate | None
    #: What the reader was told last of a scheme, by its slug, where it still holds.
    news: Mapping[str, News]
    #: Names of what fitted and has left the catalogue.
    gone: list[str]
    #: Names of the companies of the group whose facts count too.
    relatives: list[str]
    #: Whether the firm or its group has said anything.
    has_facts: bool


def path_of_matches(firm_id: int) -> str:
    """The page's address from the slash after the language on, as notifications keep it."""
    return "/" + reverse("firm-matches", args=[firm_id]).split("/", 2)[2]


def matches_of(membership: Membership, reader: User) -> Matches:
    """Every scheme as it stands for a firm now, with its news for a reader. Ten queries on an unchanged catalogue."""
    firm = membership.firm
    check = check_of(Answers(), membership)
    entries, rate = entries_of(check), current_rate()
    linked = Firm.objects.filter(Q(pk=firm.parent_id) | Q(parent=firm)).order_by("name")
    relatives = dict(linked.values_list("pk", "name"))
    told = last_news(reader, [firm.pk, *relatives])
    news = {
        slug: what
        for slug, (what, _name) in told.items()
        if slug in check.verdicts and check.verdicts[slug].judgement == SPEAKS_OF[what]
    }
    return Matches(
        check=check,
        entries=entries,
        groups=groups_of(check, entries, rate, over_apart=True, first=news),
        rate=rate,
        news=news,
        gone=sorted(
            pick(name)
            for slug, (what, name) in told.items()
            if what == News.LOST and slug not in check.schemes
        ),
        relatives=list(relatives.values()),
        has_facts=firms_to_match().filter(pk=firm.pk).exists(),
    )


def last_news(reader: User, firm_ids: Collection[int]) -> dict[str, tuple[News, dict[str, str]]]:
    """What the reader was told last of each entry, by its slug, with its name as it was then. One query.

    A person in several companies of a group is told of one of them, so all their messages count.
    """
    paths = [path_of_matches(pk) for pk in firm_ids]
    found: dict[str, tuple[News, dict[str, str]]] = {}
    for params in told_since(reader, MATCHES_CHANGED, paths, timezone.now() - MARKED):
        for news in News:
            for row in params.get(news, ()):
                found.setdefault(row["slug"], (news, row["name"]))
    return found
