"""The results of a check: every scheme with why it stands as it does, what would change that, and what it is worth."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from portal.catalogue.enums import Openness
from portal.catalogue.listed import Listed
from portal.catalogue.models import Entry
from portal.catalogue.selectors import OVER
from portal.catalogue.windows import date_note
from programs.eligibility.benefits import Estimate, estimate
from programs.eligibility.change_words import change_in_words
from programs.eligibility.changes import ChangeSet, changes_for
from programs.eligibility.explaining import Verdict
from programs.eligibility.logic import Judgement
from programs.eligibility.traits import traits
from programs.planning.money import Rate

from .state import Check
from .sums import Sum, in_cny, sum_of
from .words import Address, Said, Test, address_of, said, test_of

#: What only staff can judge comes after what answers can settle, and before what does not fit.
GROUPS = (Judgement.FITS, Judgement.NEEDS_FACTS, Judgement.STAFF, Judgement.FITS_NOT)
#: The group of what nobody can apply for any more, where it stands apart.
OVER_GROUP = "over"
#: What can be used now comes first.
OPENNESS = ("", Openness.OPEN, Openness.LATER, Openness.UNKNOWN, *OVER)
#: Months of waiting that count as much as one degree of effort.
WAITING = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One scheme, ready to print."""

    entry: Entry
    url: str
    #: One of `Openness`, in words, and until when or since when.
    state: str
    label: str | Promise
    note: str
    tests: list[Test]
    #: Questions that would settle it.
    missing: list[Said]
    #: What would make it eligible, the nearest way first; each is one or more things to do.
    ways: list[list[str]]
    #: What it is worth in the first twelve months; None where no figure is published.
    sum: Sum | None
    worth: Estimate
    #: What is new of it for the reader, one of `News`; empty: nothing.
    news: str = ""

    @property
    def gaps(self) -> list[str]:
        """What is lacking, each thing once."""
        return list(dict.fromkeys(test.gap for test in self.tests if test.gap))

    @property
    def counts(self) -> list[str]:
        """How many tests stand how, in words."""
        count = Counter(test.state for test in self.tests)
        return [counted(state, count[state]) for state in ("met", "unmet", "ask", "staff") if count[state]]


def counted(state: str, count: int) -> str:
    """So many tests of one state."""
    texts = {
        "met": ngettext("%(count)s test met", "%(count)s tests met", count),
        "unmet": ngettext("%(count)s test not met", "%(count)s tests not met", count),
        "ask": ngettext("%(count)s test not settled", "%(count)s tests not settled", count),
        "staff": ngettext("%(count)s test checked by staff", "%(count)s tests checked by staff", count),
    }
    return texts[state] % {"count": count}


@dataclass(frozen=True, slots=True)
class Group:
    """All schemes of one group, in the order of the page, and those of them that the page shows."""

    #: One of `Judgement`, or OVER_GROUP.
    code: str
    verdicts: list[Verdict]
    rows: list[Row] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.verdicts)


def groups_of(
    check: Check,
    entries: Mapping[str, Listed],
    rate: Rate | None,
    *,
    over_apart: bool = False,
    first: Collection[str] = (),
) -> list[Group]:
    """The groups: what is open first, then what lacks least or is changed most easily, then what is worth most.

    entries: those of the schemes, by slug. over_apart: what nobody can apply for any more makes a last group of its
    own. first: slugs that come first in their group, whatever else.
    """
    codes = (*GROUPS, OVER_GROUP) if over_apart else GROUPS
    found: dict[str, list[Verdict]] = {str(code): [] for code in codes}
    for slug, verdict in check.verdicts.items():
        if slug in entries:
            is_over = over_apart and entries[slug].state in OVER
            found[OVER_GROUP if is_over else str(verdict.judgement)].append(verdict)

    def place(verdict: Verdict) -> tuple:
        slug, state = verdict.scheme.slug, entries[verdict.scheme.slug].state
        most = in_cny(estimate(verdict.scheme, check.facts), rate)
        lacking: tuple = (len(verdict.missing),)
        if verdict.judgement == Judgement.FITS_NOT:
            # Of what is refused, the way in counts more than whether it is open today; what is over is beyond help.
            lacking = ease(next(iter(changes_of(verdict, check)), None))
            return slug not in first, state in OVER, *lacking, OPENNESS.index(state), -most, slug
        return slug not in first, OPENNESS.index(state), *lacking, -most, slug

    return [Group(code, sorted(verdicts, key=place)) for code, verdicts in found.items()]


def changes_of(verdict: Verdict, check: Check) -> tuple[ChangeSet, ...]:
    """What would make a scheme eligible, the nearest way first; none for one that is not refused."""
    return changes_for(verdict.scheme, check.facts, registry=check.registry, traits=traits())


def ease(way: ChangeSet | None) -> tuple:
    """Where a way in stands among others: the fewest changes first, then the nearest; no way at all comes last."""
    if way is None:
        return (True,)
    return False, len(way.changes), way.effort + way.months // WAITING, way.months


def row_of(
    check: Check,
    verdict: Verdict,
    listed: Listed,
    *,
    rate: Rate | None,
    at: Address | None = address_of,
    news: str = "",
) -> Row:
    """A verdict, ready to print. at: where facts are answered; None: the reader may not change them."""
    entry, worth = listed.entry, estimate(verdict.scheme, check.facts)
    return Row(
        entry=entry,
        url=reverse(entry.kind, args=[entry.slug]),
        state=listed.state,
        label=listed.label,
        note=date_note(entry, listed.state),
        tests=[test_of(finding, check, at=at) for finding in verdict.findings],
        missing=[said(name, None, check, at=at) for name in verdict.missing],
        ways=[change_in_words(each, check.words) for each in changes_of(verdict, check)],
        sum=sum_of(worth, rate),
        worth=worth,
        news=news,
    )
