"""One scheme of a plan: what it brings, how sure that is, and where one applies."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.catalogue.enums import Openness
from portal.catalogue.models import Entry
from portal.catalogue.windows import date_note, state_label
from portal.kernel.display import MONTH, format_date
from programs.check.state import Check
from programs.check.words import Test, test_of
from programs.eligibility.benefits import Estimate
from programs.eligibility.explaining import explain
from programs.eligibility.logic import Outcome, Result
from programs.planning.assembling import Draft
from programs.planning.cash import payments_by_month
from programs.planning.money import Span
from programs.planning.options import Option, claim_of
from programs.selectors.plans import Shelf

from .sums import Sum, sum_of


@dataclass(frozen=True, slots=True)
class Tag:
    """How sure something is, in a word or two. `tone` is a class of tags or ""."""

    words: str | Promise
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A scheme, ready to print."""

    option: Option
    entry: Entry
    url: str
    #: What counts in the plan; None where nothing does.
    counts: Sum | None
    #: When the first of it can come, in words, where that is after the first twelve months; else empty.
    comes_later: str
    #: What it could bring once it is settled; None where it counts, or where no figure is published.
    possible: Sum | None
    #: Whether others under the same limit use it up.
    is_capped: bool
    worth: Estimate
    tests: list[Test]
    #: One of `Openness`, in words, and until when or since when.
    state: str
    label: str | Promise
    note: str
    sure: Tag
    #: Where one applies on this portal; empty where it takes no applications here now.
    apply_url: str

    @property
    def is_ready(self) -> bool:
        """Whether the plan tells the firm to apply."""
        return self.option.is_ready

    @property
    def met(self) -> int:
        return sum(test.state == "met" for test in self.tests)

    @property
    def of(self) -> int:
        """How many tests can be made here; what staff check is none of them."""
        return sum(test.state != "staff" for test in self.tests)

    @property
    def met_in_words(self) -> str:
        if not self.of:
            return _("Nothing that we can test")
        return ngettext("%(met)s of %(count)s test met", "%(met)s of %(count)s tests met", self.of) % {
            "met": self.met,
            "count": self.of,
        }


def lines_of(draft: Draft, check: Check, shelf: Shelf) -> list[Line]:
    """The schemes of a plan: fewest tests left to settle first, then money in the first year, then the earliest start.

    Who runs a scheme never counts.
    """
    found = [
        line_of(option, draft, check, shelf)
        for slug, option in draft.options.items()
        if slug in draft.sums and slug in shelf.entries
    ]
    return sorted(found, key=lambda line: place_of(line, draft))


def staff_lines_of(draft: Draft, check: Check, shelf: Shelf) -> list[Line]:
    """What only staff can judge: the highest published figure first, then the earliest start."""
    found = [
        line_of(option, draft, check, shelf) for slug, option in draft.staff.items() if slug in shelf.entries
    ]
    return sorted(found, key=lambda line: place_of(line, draft))


def place_of(line: Line, draft: Draft) -> tuple:
    counted = draft.sums.get(line.entry.slug, Span())
    possible = possible_of(line.option, draft).high if line.possible else 0
    left = line.of - line.met
    return left, -counted.low, -counted.high, -possible, line.option.begins, line.entry.slug


def possible_of(option: Option, draft: Draft) -> Span:
    """All that a scheme could bring in CNY, as if it stood alone."""
    claims = [claim_of(part, option.worth.currency, draft.rate) for part in option.worth.parts]
    return sum((Span(claim.low, claim.high) for claim in claims), Span())


def line_of(option: Option, draft: Draft, check: Check, shelf: Shelf) -> Line:
    entry = shelf.entries[option.scheme.slug]
    verdict = check.verdicts[entry.slug]
    counted = draft.sums.get(entry.slug, Span())
    alone = possible_of(option, draft)
    intake = shelf.intakes.get(entry.pk)
    state = option.standing.state
    return Line(
        option=option,
        entry=entry,
        url=reverse(entry.kind, args=[entry.slug]),
        counts=sum_of(counted, draft.rate) if counted.high and option.is_ready else None,
        comes_later=first_month_later(draft, entry.slug),
        possible=sum_of(alone, draft.rate) if alone.high and not option.is_ready else None,
        is_capped=bool(alone.high) and option.is_ready and not counted.high,
        worth=option.worth,
        tests=[test_of(finding, check, at=None) for finding in verdict.findings],
        state=state,
        label=state_label(state),
        note="" if intake else date_note(entry, state),
        sure=sure_of(option, draft),
        apply_url=reverse("apply", args=[intake.code]) if intake else "",
    )


def first_month_later(draft: Draft, slug: str) -> str:
    """The month in which the first of a sum can come, where that is after the first twelve; else ""."""
    support = next((each for each in draft.supports if each.key == slug), None)
    if support is None:
        return ""
    first = min(day for day, _part in payments_by_month(support))
    return format_date(first, MONTH) if first >= draft.end_of_year else ""


def still_missing(option: Option, draft: Draft) -> tuple[str, ...]:
    """The facts that could still decide a scheme once the steps are done."""
    if option.outcome != Outcome.NEEDS_FACTS:
        return ()
    found = explain(option.scheme, draft.facts_then).findings
    return tuple(
        dict.fromkeys(name for each in found if each.result == Result.UNKNOWN for name in each.missing)
    )


def sure_of(option: Option, draft: Draft) -> Tag:
    """How sure a scheme is, and what it hangs on."""
    if option.outcome == Outcome.NEEDS_FACTS:
        count = len(still_missing(option, draft))
        words = ngettext("Depends on %(count)s answer", "Depends on %(count)s answers", count)
        return Tag(words % {"count": count})
    if not option.scheme.tests:
        return Tag(_("Only staff can tell"))
    if not option.standing.is_in_force:
        return Tag(_("May have ended"), "tag--wait")
    if option.waits_for:
        return Tag(_("Depends on your steps"))
    if option.standing.state == Openness.UNKNOWN:
        return Tag(_("Possible"))
    return Tag(_("Likely"), "tag--go")
