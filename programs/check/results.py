"""The results of a check: every scheme with why it stands as it does, what would change that, and what it is worth."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.catalogue.enums import Openness
from portal.catalogue.figures import money
from portal.catalogue.listed import Listed
from portal.catalogue.models import Entry
from portal.catalogue.windows import date_note
from portal.kernel.display import format_figure
from programs.eligibility.benefits import Estimate, estimate
from programs.eligibility.change_words import change_in_words
from programs.eligibility.changes import changes_for
from programs.eligibility.explaining import Verdict
from programs.eligibility.logic import Outcome, Result
from programs.eligibility.traits import traits

from .state import Check
from .words import Said, Test, said, test_of

GROUPS = (Outcome.ELIGIBLE, Outcome.NEEDS_FACTS, Outcome.NOT_ELIGIBLE)
#: What can be used now comes first.
OPENNESS = (Openness.OPEN, Openness.LATER, Openness.UNKNOWN, Openness.CLOSED, Openness.EXPIRED)


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
    #: What it is worth in the first twelve months, in words; empty where no figure is published.
    sum: str
    worth: Estimate

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
    """All schemes of one outcome, in the order of the page, and those of them that the page shows."""

    outcome: Outcome
    verdicts: list[Verdict]
    rows: list[Row] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.verdicts)


def groups_of(check: Check, entries: Mapping[str, Listed]) -> list[Group]:
    """The three groups: what is open first, then what lacks least, then what is worth most.

    entries: those of the schemes, by slug.
    """
    shown = [verdict for verdict in check.verdicts.values() if verdict.scheme.slug in entries]

    def place(verdict: Verdict) -> tuple:
        unmet = sum(finding.result == Result.NOT_MET for finding in verdict.findings)
        most = estimate(verdict.scheme, check.facts).high or Decimal(0)
        state = entries[verdict.scheme.slug].state
        return OPENNESS.index(state), unmet or len(verdict.missing), -most, verdict.scheme.slug

    return [
        Group(outcome, sorted((one for one in shown if one.outcome == outcome), key=place))
        for outcome in GROUPS
    ]


def row_of(check: Check, verdict: Verdict, listed: Listed, *, mine: bool = True) -> Row:
    """A verdict, ready to print. mine: whether the reader may change the answers."""
    entry, worth = listed.entry, estimate(verdict.scheme, check.facts)
    return Row(
        entry=entry,
        url=reverse(entry.kind, args=[entry.slug]),
        state=listed.state,
        label=listed.label,
        note=date_note(entry, listed.state),
        tests=[test_of(finding, check, mine=mine) for finding in verdict.findings],
        missing=[said(name, None, check, mine=mine) for name in verdict.missing],
        ways=ways_of(verdict, check) if verdict.outcome == Outcome.NOT_ELIGIBLE else [],
        sum=sum_in_words(worth),
        worth=worth,
    )


def ways_of(verdict: Verdict, check: Check) -> list[list[str]]:
    """What would make a scheme eligible, the nearest way first, in words."""
    found = changes_for(verdict.scheme, check.facts, registry=check.registry, traits=traits())
    return [change_in_words(each, check.words) for each in found]


def sum_in_words(worth: Estimate) -> str:
    """A figure, or from one to another; empty where none is published."""
    low, high = worth.low, worth.high
    if low is None or high is None:
        return ""
    if low == high:
        return money(high, worth.currency)
    if not low:
        return _("up to %(sum)s") % {"sum": money(high, worth.currency)}
    return _("%(low)s to %(high)s") % {"low": money(low, worth.currency), "high": format_figure(high)}
